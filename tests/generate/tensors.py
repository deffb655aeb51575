"""Expressions of Tensors."""

from __future__ import annotations

from tests.generate.containers import Containers
from tests.generate.kinds import BOOL, DTYPES, FLOAT, FLOATS, INT, SHAPES, L, T, broadcast

UNARY = ("abs", "neg", "square", "floor", "ceil", "sign", "round", "tanh", "sigmoid", "exp", "sin")
PLAIN_UNARY = ("abs", "neg", "square", "sign")
VALUES = ("0.5", "-1.5", "2.0", "0.0", "-0.25", "3.0", "1.0", "-2.0")


class Tensors(Containers):
    """`tensor_expression(kind, depth)`."""

    def tensor_literal(self, kind: T) -> str:
        """Tensor([...], dtype)."""

        def level(shape: tuple[int, ...]) -> str:
            if shape:
                return "[" + ", ".join(level(shape[1:]) for _ in range(shape[0])) + "]"
            if kind.dtype == "b":
                return self.random.choice(("True", "False"))
            if kind.dtype in FLOATS:
                return self.random.choice(VALUES)
            return str(self.random.randint(0 if kind.dtype == "u8" else -3, 5))

        return f"Tensor({level(kind.shape)}, {DTYPES[kind.dtype]})"

    def tensor_of_one(self, depth: int, dtype: str = "f32") -> str:
        """One element."""
        depth = max(depth, 0)
        known = self.names_of(lambda k: isinstance(k, T) and k.dtype == dtype and k.shape)
        if known and self.chance(0.7):
            name = self.random.choice(known)
            ways = (f"{name}.sum()", f"{name}.max()", f"{name}.mean()") if dtype == "f32" else ()
            index = ", ".join("0" for _ in self.scope.names[name].shape)
            return self.random.choice((*ways, f"{name}.sum()", f"{name}[{index}]"))
        return self.expression(T(dtype, ()), depth)

    def any_dtype(self) -> str:
        """Mostly float32."""
        return self.random.choice(tuple(DTYPES)) if self.has("dtype", 0.5) else "f32"

    def tensor_expression(self, kind: T, depth: int) -> str:
        """A Tensor of a dtype and shape."""
        near = self.names_of(lambda k: isinstance(k, T))
        if depth <= 0:
            same = [n for n in near if self.scope.names[n].shape == kind.shape]
            if same and kind.dtype != "b":
                return f"{self.random.choice(same)}.astype({DTYPES[kind.dtype]})"
            return self.tensor_literal(kind)
        if kind.dtype == "b":
            return self.bool_tensor(kind, depth)
        makers = ["tensor_binary"] * 4 + ["tensor_unary"] * 2 + ["tensor_shaped"] * 2
        makers += ["tensor_reduced"] * (2 if len(kind.shape) < 2 else 0)
        makers += ["tensor_indexed"] * (2 if len(kind.shape) < 2 else 0)
        makers += ["tensor_chosen", "tensor_cast", "tensor_read", "tensor_made"]
        return getattr(self, self.random.choice(makers))(kind, depth)

    def tensor_binary(self, kind: T, depth: int) -> str:
        """Operators; the other operand may be a number, or smaller."""
        a = self.expression(kind, depth - 1)
        if kind.dtype in FLOATS:
            op = self.random.choice(("+", "-", "*", "/", "+", "-", "*", "//", "%"))
            numbers: tuple = (INT, FLOAT)
        else:
            op = self.random.choice(("+", "-", "*", "//", "%", "+", "*"))
            numbers = (INT,)
        if self.chance(0.35):
            b = self.expression(self.random.choice(numbers), depth - 2)
        else:
            shapes = [s for s in SHAPES if broadcast(kind.shape, s) == kind.shape]
            b = self.expression(T(kind.dtype, self.random.choice(shapes)), depth - 1)
        if self.chance(0.1):
            return f"ops.{self.random.choice(('maximum', 'minimum'))}({a}, {b})"
        return f"({b} {op} {a})" if self.chance(0.25) else f"({a} {op} {b})"

    def tensor_unary(self, kind: T, depth: int) -> str:
        """Methods on elements."""
        x = self.expression(kind, depth - 1)
        if self.chance(0.2):
            return f"(-{x})"
        return f"{x}.{self.random.choice(UNARY if kind.dtype in FLOATS else PLAIN_UNARY)}()"

    def bool_tensor(self, kind: T, depth: int) -> str:
        """Comparisons."""
        other = T(self.any_dtype(), kind.shape)
        other = T("f32", kind.shape) if other.dtype == "b" else other
        a, b = self.expression(other, depth - 1), self.expression(other, depth - 1)
        if self.chance(0.25):
            a, b = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
            return self.random.choice((f"({a} & {b})", f"({a} | {b})", f"(~{a})", f"({a} ^ {b})"))
        if self.chance(0.4):
            b = self.expression(INT, depth - 2)
        return f"({a} {self.random.choice(('<', '>', '<=', '>=', '==', '!='))} {b})"

    def tensor_reduced(self, kind: T, depth: int) -> str:
        """Sums and their like."""
        wide = kind.dtype in FLOATS
        ways = ("sum", "mean", "max", "min", "prod") if wide else ("max", "min")
        way = self.random.choice(ways)
        if kind.shape == ():
            source = self.random.choice(((3,), (2, 3)))
            return f"{self.expression(T(kind.dtype, source), depth - 1)}.{way}()"
        way = "sum" if way in ("max", "min", "prod") else way
        source, axis = self.random.choice((((2, 3), 0), ((3, 2), 1)))
        if kind.shape == (2,):
            source, axis = self.random.choice((((2, 3), 1), ((3, 2), 0)))
        text = f"{self.expression(T(kind.dtype, source), depth - 1)}.{way}(axis={axis})"
        return text if wide else f"{text}.astype({DTYPES[kind.dtype]})"

    def tensor_indexed(self, kind: T, depth: int) -> str:
        """Items of larger ones: views."""
        if kind.shape == ():
            source = self.expression(T(kind.dtype, (3,)), depth - 1)
            return f"{source}[{self.index(depth - 2)}]"
        if kind.shape == (3,):
            big = self.expression(T(kind.dtype, (2, 3)), depth - 1)
            return f"{big}[{self.random.choice(('0', '1', '-1', '0, ...'))}]"
        big = self.expression(T(kind.dtype, (3, 2)), depth - 1)
        return f"{big}[{self.random.choice(('0', '1', '2', '-1, :'))}]"

    def tensor_shaped(self, kind: T, depth: int) -> str:
        """Views of the same elements in another shape; pieces; joined ones."""
        if kind.shape == ():
            return f"{self.expression(T(kind.dtype, (3,)), depth - 1)}[0]"
        if len(kind.shape) == 2:
            other = self.expression(T(kind.dtype, kind.shape[::-1]), depth - 1)
            row = self.expression(T(kind.dtype, kind.shape[1:]), depth - 1)
            way = self.random.choice(("reshape", "view"))
            choices = [
                f"{other}.T",
                f"{other}.{way}{kind.shape}",
                f"{row}.expand_dims(0).tile((2, 1))",
            ]
            choices.append(f"ops.stack(({', '.join([row] * kind.shape[0])}))")
            rows = ", ".join([f"{row}.reshape((1, -1))"] * (kind.shape[0] - 1))
            choices.append(f"ops.concat(({row}.reshape(1, -1), {rows}))")
            return self.random.choice(choices[:2] + choices[3:] if kind.shape[0] != 2 else choices)
        x = self.expression(kind, depth - 1)
        n = kind.shape[0]
        return self.random.choice(
            (f"{x}[::-1]" if self.chance(0.1) else f"{x}[:]", f"{x}.reshape({n}, 1)[:, 0]",
             f"{x}.expand_dims(0)[0]", f"{x}.view({n})", f"{x}.flip((0,))", f"{x}.cumsum(0)"
             if kind.dtype in FLOATS else f"{x}.copy()")
        )  # fmt: skip

    def tensor_chosen(self, kind: T, depth: int) -> str:
        """where, masks."""
        mask = self.expression(T("b", kind.shape), depth - 1)
        a, b = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
        return self.random.choice((f"ops.where({mask}, {a}, {b})", f"{a}.masked_fill({mask}, 1)"))

    def tensor_cast(self, kind: T, depth: int) -> str:
        """From another dtype."""
        other = T(self.random.choice(tuple(DTYPES)), kind.shape)
        return f"{self.expression(other, depth - 1)}.astype({DTYPES[kind.dtype]})"

    def tensor_read(self, kind: T, depth: int) -> str:
        """From a container or an attribute."""
        lists = self.names_of(L(kind))
        if lists and self.chance(0.7):
            return f"{self.random.choice(lists)}[{self.index(depth - 1)}]"
        if kind == T("f32", (3,)) and "self" in self.features and "net" in self.scope.names:
            return self.random.choice(("net.w", "net.t", "net(net.t)", "(net.w * 1)"))
        return self.tensor_literal(kind)

    def tensor_made(self, kind: T, depth: int) -> str:
        """New ones."""
        dtype = DTYPES[kind.dtype]
        if self.chance(0.5):
            return f"ops.{self.random.choice(('zeros', 'ones'))}({kind.shape}, {dtype})"
        number = self.expression(self.random.choice((INT, BOOL)), 0)
        return f"ops.full({kind.shape}, {number}, dtype={dtype})"
