"""Expressions of containers, boxes and functions."""

from __future__ import annotations

from tests.generate.expressions import Expressions
from tests.generate.kinds import BOOL, FLOAT, INT, STR, B, D, F, Kind, L, S, T, U

ITEMS: tuple[Kind, ...] = (INT, INT, FLOAT, STR, BOOL, T("f32", (3,)), T("f32", ()))


class Containers(Expressions):
    """One method for each kind."""

    def several(self, kind: Kind, depth: int, least: int = 0) -> str:
        """Expressions with commas between."""
        count = self.random.randint(max(least, 1), 3) if self.chance(0.95) else least
        return ", ".join(self.expression(kind, depth - 1) for _ in range(count))

    def list_expression(self, kind: L, depth: int) -> str:
        """Displays, comprehensions, slices, sums."""
        if depth <= 0 or self.chance(0.4):
            return f"[{self.several(kind.item, depth - 1)}]"
        other = self.expression(kind, depth - 1)
        choices = [f"({other} + {self.expression(kind, depth - 1)})", f"list({other})"]
        choices += [f"{other}[{self.random.choice(('1:', '::-1', ':2', ':', '-2:'))}]"]
        choices += [f"[*{other}, {self.expression(kind.item, depth - 1)}]", f"({other} * 2)"]
        choices += [f"{other}.copy()", f"list(reversed({other}))"]
        if kind.item == INT:
            choices += [f"sorted({other})", f"list(range({self.expression(INT, 0)} & 3))"]
            choices += [
                f"list(map(lambda e: e + 1, {other}))",
                f"sorted({other}, key=lambda e: -e)",
            ]
        if self.has("comprehension", 0.5):
            return self.list_comprehension(kind, depth)
        return self.random.choice(choices)

    def list_comprehension(self, kind: L, depth: int) -> str:
        """[... for e in ... if ...]."""
        item = self.random.choice((kind.item, INT))
        source = self.expression(L(item), depth - 1)
        outer, name = self.scope, self.name("e")
        self.scope = outer.inside()
        self.scope.names[name] = item
        self.scope.in_function = False
        value = self.expression(kind.item, depth - 1)
        tail = f" if {self.expression(BOOL, depth - 1)}" if self.chance(0.4) else ""
        if self.chance(0.15):
            tail += " for _ in range(2)"
        self.scope = outer
        return f"[{value} for {name} in {source}{tail}]"

    def dict_expression(self, kind: D, depth: int) -> str:
        """Displays, copies, comprehensions."""
        keys = self.random.sample(("'a'", "'b'", "'c'"), self.random.randint(1, 3))
        text = ", ".join(f"{key}: {self.expression(kind.item, depth - 1)}" for key in keys)
        if depth > 0 and self.chance(0.25):
            return f"{{**{self.expression(kind, depth - 1)}, {text}}}"
        if depth > 0 and self.has("comprehension", 0.3):
            other = self.expression(kind, depth - 1)
            return f"{{k: e for k, e in {other}.items()}}"
        return f"{{{text}}}"

    def tuple_expression(self, kind: U, depth: int) -> str:
        """Displays."""
        items = [self.expression(each, depth - 1) for each in kind.items]
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"

    def set_expression(self, kind: S, depth: int) -> str:
        """Displays and operators."""
        text = f"{{{self.several(INT, depth - 1, 1)}}}"
        if depth > 0 and self.chance(0.4):
            other = self.expression(kind, depth - 1)
            return f"({text} {self.random.choice(('|', '&', '-', '^'))} {other})"
        return f"set({self.expression(L(INT), depth - 1)})" if self.chance(0.2) else text

    def box_expression(self, kind: B, depth: int) -> str:
        """A new Box, or a sum of two."""
        new = (
            f"Box({self.expression(INT, depth - 1)}, {self.expression(T('f32', (3,)), depth - 1)})"
        )
        if depth > 0 and self.chance(0.2):
            return f"({self.expression(kind, depth - 1)} + {new})"
        return new

    def function_expression(self, kind: F, depth: int) -> str:
        """A lambda."""
        outer = self.scope
        self.scope = outer.inside()
        self.scope.in_function = False
        names = [self.name("p") for _ in kind.takes]
        self.scope.names.update(zip(names, kind.takes, strict=True))
        # Not through functions: two lambdas that call each other would not end.
        for name, each in list(self.scope.names.items()):
            if isinstance(each, F):
                del self.scope.names[name]
        body = self.expression(kind.gives, depth - 1)
        self.scope = outer
        return f"(lambda {', '.join(names)}: {body})"

    def any_kind(self) -> Kind:
        """A kind for something new."""
        tensor = T(self.any_dtype(), self.random.choice(((), (3,), (3,), (2, 3))))
        kinds: list[Kind] = [INT, INT, BOOL, tensor, tensor, tensor, L(INT), L(T("f32", (3,)))]
        for feature, kind in (
            ("float", FLOAT),
            ("string", STR),
            ("dict", D(self.random.choice((INT, T("f32", (3,)))))),
            ("set", S()),
            ("box", B()),
            ("lambda", F((INT,), self.random.choice((INT, T("f32", (3,)))))),
        ):
            if feature in self.features:
                kinds.append(kind)
        kinds.append(U((INT, tensor)))
        return self.random.choice(kinds)
