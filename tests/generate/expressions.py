"""Expressions of Python's own kinds: numbers, truth, text."""

from __future__ import annotations

from tests.generate.kinds import BOOL, FLOAT, INT, STR, B, D, F, Kind, L, S, T, U
from tests.generate.scope import Writer

SMALL = ("0", "1", "2", "3", "-1", "-2", "5", "7", "-7")
BIG = ("2 ** 62", "-(2 ** 63)", "10 ** 20", "2 ** 31", "123456789123")
FLOATS = ("0.0", "1.5", "-2.5", "0.1", "3.0", "-0.0", "1e10", "7.25", "-1.0")
TEXTS = ("''", "'ab'", "'x,y'", "'Duet'", "'a b  c'")


class Expressions(Writer):
    """`expression(kind, depth)`: the text of one."""

    def expression(self, kind: Kind, depth: int | None = None) -> str:
        """An expression of a kind."""
        depth = self.random.choice((1, 2, 2, 3)) if depth is None else depth
        known = self.names_of(kind)
        if known and (depth <= 0 or self.chance(0.4)):
            return self.random.choice(known)
        if depth > 1 and self.chance(0.06):
            condition = self.condition(depth - 1)
            one, two = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
            return f"({one} if {condition} else {two})"
        if depth > 1 and self.has("walrus", 0.05) and self.scope.in_function:
            name = self.name()
            return f"({name} := {self.expression(kind, depth - 1)})"
        called = self.call_of(kind, depth)
        if called:
            return called
        if isinstance(kind, str):
            return getattr(self, f"{kind}_expression")(depth)
        maker = {T: "tensor", L: "list", D: "dict", U: "tuple", S: "set", B: "box", F: "function"}
        return getattr(self, f"{maker[type(kind)]}_expression")(kind, depth)

    def call_of(self, kind: Kind, depth: int) -> str:
        """A call of one of the program's functions that gives the kind; empty if there is none."""
        callees = self.names_of(lambda k: isinstance(k, F) and k.gives == kind)
        if not callees or depth <= 0 or not self.chance(0.35):
            return ""
        callee = self.random.choice(callees)
        takes = self.scope.names[callee].takes
        args = ", ".join(self.expression(each, depth - 2) for each in takes)
        return f"{callee}({args})"

    def picked(self, depth: int, *makers: str) -> str:
        """What one of these methods makes, at random."""
        return getattr(self, self.random.choice(makers))(depth)

    # int

    def int_expression(self, depth: int) -> str:
        """An int."""
        if depth <= 0 or self.chance(0.15):
            return self.random.choice(BIG if self.has("big", 0.25) else SMALL)
        return self.picked(
            depth, "int_arithmetic", "int_arithmetic", "int_arithmetic", "int_of_other", "int_read"
        )

    def int_arithmetic(self, depth: int) -> str:
        """Operators on ints."""
        a, b = self.expression(INT, depth - 1), self.expression(INT, depth - 1)
        op = self.random.choice(
            ("+", "-", "*", "+", "-", "//", "%", "&", "|", "^", "<<", ">>", "**", "neg", "max")
        )
        if op == "neg":
            return self.random.choice((f"(-{a})", f"(~{a})", f"abs({a})", f"(+{a})"))
        if op == "max":
            return self.random.choice((f"max({a}, {b})", f"min({a}, {b})", f"divmod({a}, {b})[0]"))
        if op in ("<<", ">>"):
            return f"({a} {op} ({b} & 3))"
        if op == "**":
            return f"(({a} & 7) ** ({b} & 3))"
        return f"({a} {op} {b})"

    def int_of_other(self, depth: int) -> str:
        """Conversions to int."""
        choices = [
            lambda: f"int({self.expression(BOOL, depth - 1)})",
            lambda: f"round({self.expression(FLOAT, depth - 1)})",
            lambda: f"int({self.expression(FLOAT, depth - 1)})",
            lambda: f"({self.expression(BOOL, depth - 1)} + {self.expression(INT, depth - 1)})",
        ]
        if self.has("convert", 0.5):
            choices.append(lambda: f"int({self.tensor_of_one(depth - 1)})")
            choices.append(lambda: f"{self.tensor_of_one(depth - 1, 'i32')}.item()")
        return self.random.choice(choices)()

    def int_read(self, depth: int) -> str:
        """Ints that things have: lengths, items, attributes, shapes."""
        choices = [lambda: f"len({self.expression(L(INT), depth - 1)})"]
        choices.append(lambda: f"sum({self.expression(L(INT), depth - 1)})")
        choices.append(lambda: f"{self.expression(L(INT), depth - 1)}[{self.index(depth - 1)}]")
        tensors = self.names_of(lambda kind: isinstance(kind, T) and kind.shape)
        if tensors:
            tensor = self.random.choice(tensors)
            last = len(self.scope.names[tensor].shape) - 1
            choices.append(lambda: f"{tensor}.shape[{self.random.randint(0, last)}]")
            choices.append(lambda: f"len({tensor})")
            choices.append(lambda: f"{tensor}.ndim")
        if "self" in self.features and "net" in self.scope.names:
            choices.append(lambda: "net.n")
        if self.names_of(B()):
            choices.append(lambda: f"{self.random.choice(self.names_of(B()))}.n")
        if self.names_of(D(INT)):
            key = self.random.choice(("'a'", "'b'", "'c'"))
            choices.append(lambda: f"{self.random.choice(self.names_of(D(INT)))}.get({key}, -9)")
            choices.append(lambda: f"{self.random.choice(self.names_of(D(INT)))}[{key}]")
        return self.random.choice(choices)()

    def index(self, depth: int) -> str:
        """Mostly in range."""
        if self.chance(0.8):
            return self.random.choice(("0", "-1", "1", "0"))
        return self.expression(INT, depth)

    # float, bool

    def float_expression(self, depth: int) -> str:
        """A float."""
        if depth <= 0 or self.chance(0.2):
            return self.random.choice(FLOATS)
        a, b = self.expression(FLOAT, depth - 1), self.expression(FLOAT, depth - 1)
        n = self.expression(INT, depth - 1)
        choices = [f"({a} {op} {b})" for op in ("+", "-", "*", "/", "//", "%")]
        choices += [f"({n} / {self.expression(INT, depth - 1)})", f"float({n})", f"(-{a})"]
        choices += [f"({a} + {n})", f"({n} * {a})", f"abs({a})", f"round({a}, 1)", f"max({a}, {b})"]
        choices += [f"math.floor({a}) + 0.5", f"math.sqrt(abs({a}))", f"({a} ** 2)"]
        if self.has("convert", 0.3):
            choices = [f"float({self.tensor_of_one(depth - 1)})"]
        return self.random.choice(choices)

    def bool_expression(self, depth: int) -> str:
        """Known values' truth, mostly."""
        if depth <= 0:
            return self.random.choice(("True", "False"))
        return self.picked(
            depth, "bool_compare", "bool_compare", "bool_combined", "bool_of_other", "bool_of_kind"
        )

    def bool_compare(self, depth: int) -> str:
        """Comparisons."""
        kind = self.random.choice((INT, INT, INT, FLOAT, STR))
        a, b = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
        op = self.random.choice(("<", "<=", ">", ">=", "==", "!="))
        if self.chance(0.15):
            c = self.expression(kind, depth - 1)
            return f"({a} {op} {b} {self.random.choice(('<', '==', '>='))} {c})"
        return f"({a} {op} {b})"

    def bool_combined(self, depth: int) -> str:
        """and, or, not."""
        a, b = self.expression(BOOL, depth - 1), self.expression(BOOL, depth - 1)
        return self.random.choice((f"({a} and {b})", f"({a} or {b})", f"(not {a})", f"({a} ^ {b})"))

    def bool_of_other(self, depth: int) -> str:
        """Truth of other values, membership."""
        n, items = self.expression(INT, depth - 1), self.expression(L(INT), depth - 1)
        choices = [f"bool({n})", f"({n} in {items})", f"({n} not in {items})", f"bool({items})"]
        choices += [f"any(e > {n} for e in {items})", f"all(e for e in {items})"]
        if self.has("dict", 0.5):
            choices.append(f"('a' in {self.expression(D(INT), depth - 1)})")
        if self.has("tensor_branch", 0.3):
            choices = [f"bool({self.tensor_of_one(depth - 1)} > 0)"]
        return self.random.choice(choices)

    def bool_of_kind(self, depth: int) -> str:
        """Identity and types."""
        names = list(self.scope.names)
        if not names:
            return "True"
        a, b = self.random.choice(names), self.random.choice(names)
        type_name = self.random.choice(("int", "list", "Tensor", "(float, str)", "bool", "dict"))
        return self.random.choice(
            (
                f"({a} is None)",
                f"({a} is not {b})",
                f"isinstance({a}, {type_name})",
                f"({a} is {b})",
            )
        )

    def condition(self, depth: int = 2) -> str:
        """Anything that may stand behind `if`."""
        if self.has("tensor_branch", 0.6):
            return self.tensor_condition(depth)
        kind = self.random.choice((BOOL, BOOL, BOOL, INT, L(INT), STR))
        return self.expression(kind, depth)

    def tensor_condition(self, depth: int) -> str:
        """A Tensor whose truth is known at run time only."""
        one = self.tensor_of_one(depth - 1)
        op = self.random.choice((">", "<", ">=", "!="))
        text = f"{one} {op} {self.random.choice(('0', '1', '-1.5', '2'))}"
        if self.chance(0.2):
            text = f"{text} and {self.condition(depth - 1)}" if depth > 1 else f"not {text}"
        return text

    # str, None

    def none_expression(self, depth: int) -> str:
        """None."""
        return "None"

    def str_expression(self, depth: int) -> str:
        """Text."""
        if depth <= 0 or self.chance(0.2):
            return self.random.choice(TEXTS)
        s, n = self.expression(STR, depth - 1), self.expression(INT, depth - 1)
        x = self.expression(FLOAT, depth - 1)
        choices = [f"({s} + {self.expression(STR, depth - 1)})", f"({s} * ({n} & 3))"]
        choices += [f"{s}.{m}" for m in ("upper()", "title()", "replace('a', 'bb')", "strip()")]
        choices += [f"{s}[{self.random.choice(('1:', '::-1', ':2', '-1:'))}]", f"str({n})"]
        choices += [f"f'{{{n}:>5}}|{{{x}:.2f}}'" if "'" not in n + x else f"repr({x})"]
        choices += [f"'%d-%s' % ({n}, {s})", f"'{{}}:{{:04d}}'.format({s}, {n})", f"str({x})"]
        choices += [f"'-'.join(str(e) for e in {self.expression(L(INT), depth - 1)})"]
        return self.random.choice(choices)
