"""Statements of one line or two: assignments, changes of containers, Tensors and objects."""

from __future__ import annotations

from tests.generate.kinds import (
    BOOL,
    DTYPES,
    FLOAT,
    FLOATS,
    INT,
    MUTABLE,
    STR,
    B,
    D,
    F,
    Kind,
    L,
    S,
    T,
    U,
)
from tests.generate.tensors import Tensors

Lines = list[str]


class Statements(Tensors):
    """`simple()` gives the lines of a statement without a block."""

    def simple(self) -> Lines:
        """Any of them."""
        makers = ["assign"] * 4 + ["assign_again"] * 3 + ["augmented"] * 3 + ["unpacking"]
        for feature, maker, weight in (
            ("mutate", "mutation", 4),
            ("alias", "aliasing", 3),
            ("inplace", "tensor_write", 4),
            ("view", "tensor_view", 3),
            ("print", "printing", 3),
            ("self", "self_write", 4),
            ("box", "box_write", 3),
            ("delete", "deletion", 1),
            ("global", "global_write", 2),
            ("raise", "assertion", 1),
        ):
            if feature in self.features:
                makers += [maker] * weight
        return getattr(self, self.random.choice(makers))()

    def bind(self, kind: Kind, name: str | None = None) -> str:
        """A name that has the kind from here on."""
        name = name or self.name()
        self.scope.names[name] = kind
        self.scope.own.add(name)
        return name

    def chosen(self, choices: list[str] | tuple[str, ...], **kinds: Kind) -> Lines:
        """One of the lines; `@x` in it is a new name of kind `x`."""
        line = self.random.choice(choices)
        for key, kind in kinds.items():
            if f"@{key}" in line:
                line = line.replace(f"@{key}", self.bind(kind))
        return line.split("\n")

    def assign(self) -> Lines:
        """A new name."""
        kind = self.any_kind()
        value = self.expression(kind)
        if self.chance(0.08):
            return [f"{self.bind(kind)} = {self.bind(kind)} = {value}"]
        if self.chance(0.05):
            annotation = (
                {INT: "int", FLOAT: "float"}.get(kind, "object")
                if isinstance(kind, str)
                else "object"
            )
            return [f"{self.bind(kind)}: {annotation} = {value}"]
        return [f"{self.bind(kind)} = {value}"]

    def assign_again(self) -> Lines:
        """A name that exists, mostly with its kind."""
        names = self.names_of(lambda k: not isinstance(k, F), own=True)
        if not names:
            return self.assign()
        name = self.random.choice(names)
        kind = self.scope.names[name] if self.chance(0.93) else self.any_kind()
        value = self.expression(kind)
        self.scope.names[name] = kind
        return [f"{name} = {value}"]

    def augmented(self) -> Lines:
        """a += b and its like."""
        names = self.names_of(
            lambda k: k in (INT, FLOAT, STR) or isinstance(k, (T, L, S)), own=True
        )
        if not names:
            return self.assign()
        name = self.random.choice(names)
        kind = self.scope.names[name]
        value = self.expression(kind, 2)
        if isinstance(kind, T):
            if kind.dtype == "b":
                return [f"{name} {self.random.choice(('&=', '|=', '^='))} {value}"]
            if self.chance(0.4):
                value = self.expression(FLOAT if kind.dtype in FLOATS else INT, 1)
            ops = ("+=", "-=", "*=", "/=") if kind.dtype in FLOATS else ("+=", "-=", "*=")
            return [f"{name} {self.random.choice(ops)} {value}"]
        if isinstance(kind, S):
            return [f"{name} {self.random.choice(('|=', '&=', '-='))} {value}"]
        ops = {INT: ("+=", "-=", "*=", "//=", "%=", "|=", "&="), FLOAT: ("+=", "-=", "*=", "/=")}
        return [f"{name} {self.random.choice(ops.get(kind, ('+=',)))} {value}"]  # type: ignore[arg-type]

    def unpacking(self) -> Lines:
        """Several names at once."""
        if self.has("star", 0.5):
            first, rest = self.name(), self.name()
            text = self.random.choice((f"{first}, *{rest}", f"*{rest}, {first}"))
            value = self.expression(L(INT))
            self.bind(INT, first)
            self.bind(L(INT), rest)
            return [f"{text} = {value}"]
        names = self.names_of(lambda k: k == INT, own=True)
        if len(names) > 1 and self.chance(0.5):
            a, b = self.random.sample(names, 2)
            return [f"{a}, {b} = {b}, {self.random.choice((a, f'{a} + {b}'))}"]
        kinds = (self.any_kind(), self.any_kind())
        values = ", ".join(self.expression(kind, 2) for kind in kinds)
        return [f"{self.bind(kinds[0])}, {self.bind(kinds[1])} = {values}"]

    def mutation(self) -> Lines:
        """A method or a subscript of a list, dict or set."""
        names = self.names_of(lambda k: isinstance(k, (L, D, S)))
        if not names:
            kind = self.random.choice((L(INT), L(T("f32", (3,))), D(INT)))
            value = self.expression(kind, 2)
            return [f"{self.bind(kind)} = {value}"]
        name = self.random.choice(names)
        kind = self.scope.names[name]
        if isinstance(kind, L):
            return self.list_mutation(name, kind)
        if isinstance(kind, D):
            return self.dict_mutation(name, kind)
        n = self.expression(INT, 1)
        return [f"{name}.{self.random.choice((f'add({n})', f'discard({n})', f'update([{n}, 4])'))}"]

    def list_mutation(self, name: str, kind: L) -> Lines:
        """Of a list."""
        item, more = self.expression(kind.item, 2), self.expression(kind, 1)
        choices = [f"{name}.append({item})"] * 4
        choices += [f"{name}[{self.index(1)}] = {item}"] * 2
        choices += [f"{name}.insert({self.index(1)}, {item})", f"{name}.extend({more})"]
        choices += [f"{name}[{self.random.choice(('1:', ':1', '::2', '1:2', ':'))}] = {more}"]
        choices += [f"{name}.reverse()", f"del {name}[{self.index(0)}]", f"{name}.pop()"]
        choices += [f"{self.name()} = {name}.pop({self.index(0)})"]
        if kind.item == INT:
            choices += [f"{name}.sort()", f"{name}[0] += {item}", f"{name}.remove({item})"]
        if isinstance(kind.item, T):
            choices += [f"{name}[0] += {item}"]
        return [self.random.choice(choices)]

    def dict_mutation(self, name: str, kind: D) -> Lines:
        """Of a dict."""
        item, key = self.expression(kind.item, 2), self.random.choice(("'a'", "'b'", "'d'"))
        choices = [f"{name}[{key}] = {item}"] * 4
        choices += [f"{name}.update({self.expression(kind, 1)})", f"{name}.pop({key}, None)"]
        choices += [f"del {name}[{key}]", f"{name}[{key}] += {item}"]
        choices += [f"@item = {name}.setdefault({key}, {item})"]
        return self.chosen(choices, item=kind.item)

    def aliasing(self) -> Lines:
        """A second name of something that can change; or a place in a container."""
        names = self.names_of(lambda k: isinstance(k, (*MUTABLE, T)))
        if not names:
            return self.assign()
        name = self.random.choice(names)
        kind = self.scope.names[name]
        if self.chance(0.3):
            other = self.bind(L(kind))
            return [f"{other} = [{name}, {name}]"]
        if self.chance(0.2):
            return [f"{self.bind(D(kind))} = {{'a': {name}, 'b': {name}}}"]
        return [f"{self.bind(kind)} = {name}"]

    def tensor_view(self) -> Lines:
        """A name of a part of a Tensor."""
        names = self.names_of(lambda k: isinstance(k, T) and k.shape)
        if not names:
            return self.assign()
        name = self.random.choice(names)
        kind = self.scope.names[name]
        assert isinstance(kind, T)
        size = 1
        for n in kind.shape:
            size *= n
        if len(kind.shape) == 1:
            choices = [("[0]", ()), ("[1:]", (kind.shape[0] - 1,)), (".view(-1)", (size,))]
        else:
            choices = [
                ("[1]", kind.shape[1:]),
                ("[:, 0]", kind.shape[:1]),
                (".T", kind.shape[::-1]),
            ]
            choices += [(".reshape(-1)", (size,)), (f".view({size})", (size,))]
        text, shape = self.random.choice(choices)
        return [f"{self.bind(T(kind.dtype, shape))} = {name}{text}"]

    def tensor_write(self) -> Lines:
        """A Tensor changes in place."""
        names = self.names_of(lambda k: isinstance(k, T) and k.dtype != "b")
        if not names:
            return self.assign()
        name = self.random.choice(names)
        kind = self.scope.names[name]
        assert isinstance(kind, T)
        number = self.expression(FLOAT if kind.dtype in FLOATS else INT, 1)
        choices = [f"{name}.{way}({number})" for way in ("add_", "mul_", "sub_", "fill_")]
        choices += [f"{name}.zero_()", f"{name}.add_({self.expression(kind, 1)})"]
        choices += [f"{name}.copy_({self.expression(kind, 1)})"]
        if kind.shape:
            part = T(kind.dtype, kind.shape[1:])
            index = self.index(1)
            choices += [f"{name}[{index}] = {self.expression(part, 2)}"] * 3
            choices += [f"{name}[{index}] = {number}", f"{name}[{index}] += {number}"]
            choices += [f"{name}[1:] = {number}", f"{name}[...] = {number}"]
            choices += [f"{name}[{name} > 0] = {number}"]
        if len(kind.shape) == 2:
            choices += [f"{name}[:, 1] = {number}", f"{name}[0, 1] = {number}"]
        return [self.random.choice(choices)]

    def printing(self) -> Lines:
        """print."""
        names = self.names_of(lambda k: not isinstance(k, (F, B)))
        parts = self.random.sample(names, min(len(names), self.random.randint(1, 2)))
        parts.append(self.expression(self.random.choice((INT, STR, T("f32", (3,)))), 1))
        return [f"print({', '.join(parts)})"]

    def self_write(self) -> Lines:
        """Attributes of the Cell."""
        if "net" not in self.scope.names:
            return self.assign()
        n, t = self.expression(INT, 2), self.expression(T("f32", (3,)), 2)
        return self.chosen(
            (
                f"net.n = {n}",
                f"net.n += {n}",
                f"net.items.append({n})",
                f"net.items[0] = {n}",
                f"net.t = {t}",
                f"net.t += {t}",
                f"net.t.add_({t})",
                f"net.w += {t}",
                f"ops.assign(net.w, {t})",
                f"net.w.set_data({t})",
                f"net.w[1] = {self.expression(FLOAT, 1)}",
                f"net.count({n})",
                f"net.other = {self.expression(self.any_kind(), 1)}",
                f"@tensor = net({t})",
                "@list = net.items",
                "@tensor = net.w",
                "@tensor = net.t",
            ),
            int=INT,
            list=L(INT),
            tensor=T("f32", (3,)),
        )

    def box_write(self) -> Lines:
        """Attributes of a Box."""
        boxes = self.names_of(B())
        if not boxes:
            value = self.expression(B(), 2)
            return [f"{self.bind(B())} = {value}"]
        box = self.random.choice(boxes)
        n, t = self.expression(INT, 2), self.expression(T("f32", (3,)), 2)
        return self.chosen(
            (
                f"{box}.n = {n}",
                f"{box}.n += 1",
                f"{box}.t = {t}",
                f"{box}.t += {t}",
                f"{box}.items.append({n})",
                f"{box}.twice = {n}",
                f"{box}.extra = {box}",
                f"{box} += {n}",
                f"@int = {box}.twice",
                f"@tensor = {box}.t",
                f"@int = {box}[{n}]",
                f"@int = len({box})",
            ),
            int=INT,
            list=L(INT),
            tensor=T("f32", (3,)),
        )

    def deletion(self) -> Lines:
        """del of a name."""
        names = self.names_of(lambda k: True, own=True)
        if len(names) < 3:
            return self.assign()
        name = self.random.choice(names)
        if not self.has("unbound", 0.15):
            self.scope.names.pop(name)
        return [f"del {name}"]

    def global_write(self) -> Lines:
        """Names of the module."""
        n = self.expression(INT, 2)
        choices = [f"SHARED.append({n})", f"TABLE['a'] = {n}", f"SHARED[0] = {n}", "TABLE.clear()"]
        choices += ["@int = LEVEL", "@list = SHARED"]
        choices += [f"set_level({n})"] * 2
        return self.chosen(choices, int=INT, list=L(INT))

    def assertion(self) -> Lines:
        """assert."""
        message = self.random.choice(("", ", 'wrong'", f", {self.expression(INT, 1)}"))
        return [f"assert {self.expression(BOOL, 2)}{message}"]

    def default_kinds(self) -> tuple[Kind, ...]:
        """What programs give back."""
        tensor = T("f32", self.random.choice(((), (3,), (2, 3))))
        return (tensor, tensor, INT, L(INT), U((tensor, INT)), STR, D(INT))


__all__ = ["DTYPES", "Lines", "Statements"]
