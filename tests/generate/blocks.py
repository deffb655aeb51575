"""Statements with blocks: branches, loops, try, with, functions, match. All of them end."""

from __future__ import annotations

from tests.generate.kinds import BOOL, FLOAT, INT, STR, B, D, F, Kind, L, T
from tests.generate.scope import Scope
from tests.generate.statements import Lines, Statements

ERRORS = ("ValueError", "KeyError", "RuntimeError", "ZeroDivisionError", "Fault")


def indented(lines: Lines) -> Lines:
    """One level deeper."""
    return ["    " + line for line in lines]


class Blocks(Statements):
    """`block(depth)` gives the lines of a body."""

    def statement(self, depth: int) -> Lines:
        """One statement."""
        self.budget -= 1
        makers = []
        if depth > 0:
            for feature, maker, weight in (
                ("branch", "branch", 4),
                ("tensor_branch", "branch", 4),
                ("loop", "for_loop", 3),
                ("tensor_loop", "for_tensor", 2),
                ("while", "while_loop", 2),
                ("try", "try_block", 3),
                ("with", "with_block", 2),
                ("function", "function", 3),
                ("generator", "generator", 2),
                ("match", "match_block", 2),
                ("recursion", "recursive", 1),
            ):
                if feature in self.features:
                    makers += [maker] * weight
        if makers and self.chance(0.4):
            return getattr(self, self.random.choice(makers))(depth)
        if self.scope.in_loop and self.chance(0.08):
            word = self.random.choice(("break", "continue"))
            return [f"if {self.condition()}:", f"    {word}"]
        if self.has("early", 0.08):
            return [f"if {self.condition()}:", f"    {self.leave()}"]
        if self.has("raise", 0.06):
            return [f"if {self.condition()}:", f"    {self.raising()}"]
        return self.simple()

    def leave(self) -> str:
        """A return, mostly of the function's kind."""
        kind = self.scope.returns if self.chance(0.85) else self.any_kind()
        return "return" if kind is None else f"return {self.expression(kind, 2)}"

    def raising(self) -> str:
        """A raise."""
        error = self.random.choice(ERRORS)
        text = self.random.choice(("'no'", self.expression(INT, 1), "f'at {1 + 1}'"))
        return f"raise {error}({text})"

    def block(self, depth: int, scope: Scope | None = None) -> Lines:
        """A few statements in a scope of their own."""
        outer = self.scope
        self.scope = scope or outer.inside()
        lines: Lines = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(depth - 1)
            if self.budget <= 0:
                break
        inner, self.scope = self.scope, outer
        if scope is None:
            self.forget(inner)
        return indented(lines)

    def forget(self, inner: Scope) -> None:
        """What a block may have changed: names of another kind now, or deleted, are not used."""
        for name, kind in list(self.scope.names.items()):
            if inner.names.get(name) != kind and not self.has("unbound", 0.5):
                del self.scope.names[name]
        if self.has("unbound", 0.5):
            for name, kind in inner.names.items():
                if name in inner.own and name not in self.scope.names:
                    self.bind(kind, name)

    def branch(self, depth: int) -> Lines:
        """if, elif, else."""
        lines = [f"if {self.condition()}:", *self.block(depth)]
        if self.chance(0.2):
            lines += [f"elif {self.condition()}:", *self.block(depth)]
        if self.chance(0.5):
            lines += ["else:", *self.block(depth)]
        return lines

    def looped(self, depth: int, names: dict[str, Kind]) -> Lines:
        """The body of a loop that binds these."""
        scope = self.scope.inside()
        scope.names.update(names)
        scope.locked.update(names)
        scope.in_loop = True
        outer, self.scope = self.scope, scope
        lines = self.block(depth, scope)
        self.scope = outer
        self.forget(scope)
        if self.chance(0.2):
            lines += ["else:", *self.block(depth)]
        return lines

    def for_loop(self, depth: int) -> Lines:
        """Over known sequences, mostly. What is iterated is a copy: it may grow in the body."""
        name, second = self.name("i"), self.name("j")
        way = self.random.randint(0, 5)
        if way <= 1:
            args = self.random.choice(("3", "1, 4", "4, 0, -2", "2", "0"))
            return [f"for {name} in range({args}):", *self.looped(depth, {name: INT})]
        if way == 2:
            kind = self.random.choice((INT, INT, T("f32", (3,))))
            source = self.expression(L(kind), 2)
            return [f"for {name} in list({source})[:4]:", *self.looped(depth, {name: kind})]
        if way == 3:
            source = self.expression(L(INT), 2)
            body = self.looped(depth, {name: INT, second: INT})
            return [f"for {name}, {second} in enumerate({source}[:3]):", *body]
        if way == 4 and "dict" in self.features:
            source = self.expression(D(INT), 2)
            body = self.looped(depth, {name: STR, second: INT})
            return [f"for {name}, {second} in list({source}.items()):", *body]
        lists = self.names_of(L(INT))
        if way == 5 and lists:  # the list itself, which may grow
            source = self.random.choice(lists)
            body = self.looped(depth, {name: INT, second: INT})
            stop = [f"    if {name} > 3:", "        break"]
            return [f"for {name}, {second} in enumerate({source}):", *stop, *body]
        body = self.looped(depth, {name: INT, second: INT})
        return [f"for {name}, {second} in zip(range(3), {self.expression(L(INT), 2)}):", *body]

    def for_tensor(self, depth: int) -> Lines:
        """Over a Tensor; or as often as its number says, three times at most."""
        name = self.name("i")
        if self.chance(0.5):
            source = self.expression(T("f32", self.random.choice(((3,), (2, 3)))), 2)
            known = T("f32", ())
            if source in self.scope.names:
                known = T("f32", self.scope.names[source].shape[1:])  # type: ignore[union-attr]
                return [f"for {name} in {source}:", *self.looped(depth, {name: known})]
            return [
                f"for {name} in ({source}).reshape(-1)[:2]:",
                *self.looped(depth, {name: known}),
            ]
        if self.chance(0.3):
            bound = f"min(3, abs(int({self.tensor_of_one(1)})))"
            return [f"for {name} in range({bound}):", *self.looped(depth, {name: INT})]
        names = self.names_of(lambda k: isinstance(k, T) and k.dtype == "f32", own=True)
        lines = [f"{name} = 0"]
        body = self.looped(depth, {name: INT})
        if names and self.chance(0.6):
            changed = self.random.choice(names)
            body.insert(0, f"    {changed} = {changed} * 0.5")
        test = f"{self.tensor_condition(2)} and {name} < 4"
        if self.chance(0.3):
            return [*lines, f"while {test.rsplit(' and ', 1)[0]}:", f"    {name} += 1",
                    f"    if {name} > 3:", "        break", *body]  # fmt: skip
        return [*lines, f"while {test}:", f"    {name} += 1", *body]

    def while_loop(self, depth: int) -> Lines:
        """A counter ends it."""
        name = self.name("k")
        lines = [f"{name} = 0"]
        body = self.looped(depth, {name: INT})
        if self.chance(0.5):
            return [
                *lines,
                f"while {name} < {self.random.randint(1, 4)}:",
                f"    {name} += 1",
                *body,
            ]
        stop = [f"    {name} += 1", f"    if {name} > 3:", "        break"]
        return [*lines, f"while {self.condition()}:", *stop, *body]

    def try_block(self, depth: int) -> Lines:
        """try with some of except, else, finally."""
        body = self.block(depth)
        if self.chance(0.6):
            known = self.chosen(
                (
                    f"@int = {self.expression(INT, 1)} // {self.expression(INT, 1)}",
                    f"@int = {self.expression(L(INT), 1)}[{self.expression(INT, 1)}]",
                    f"@int = {self.expression(D(INT), 1)}['b']",
                    self.raising(),
                    f"if {self.condition()}:\n    {self.raising()}",
                    f"int({self.expression(STR, 1)})",
                    f"({self.expression(T('f32', (3,)), 1)}).reshape(2, 2)",
                ),
                int=INT,
            )
            lines = indented(known)
            body = lines + body if self.chance(0.4) else body + lines
            for name in list(self.scope.names):
                if name in known[0].split(" = ")[0]:
                    del self.scope.names[name]
        lines = ["try:", *body]
        handled = self.chance(0.85)
        if handled:
            types = self.random.choice(
                ("ValueError", "(KeyError, IndexError)", "ZeroDivisionError", "Exception", "Fault")
            )
            if self.chance(0.4):
                name = self.name("x")
                shown = self.random.choice(
                    (f"str({name})", f"type({name}).__name__", f"{name}.args")
                )
                lines += [f"except {types} as {name}:", f"    print({shown})"]
            else:
                lines += [f"except {types}:"]
            lines += self.block(depth)
            if self.chance(0.3):
                lines += ["except Exception:", *self.block(depth)]
                if self.chance(0.3):
                    lines += ["    raise"]
            if self.chance(0.2):
                lines += ["else:", *self.block(depth)]
        if not handled or self.chance(0.3):
            lines += ["finally:", *self.block(depth)]
        return lines

    def with_block(self, depth: int) -> Lines:
        """A context manager of the program, or contextlib's."""
        name = self.name("c")
        manager = self.random.choice(
            (f"Scope({self.expression(INT, 1)})", f"Scope({self.expression(INT, 1)}, True)",
             "contextlib.suppress(ValueError, ZeroDivisionError)",
             f"managed({self.expression(INT, 1)})")
        )  # fmt: skip
        if self.chance(0.4) and "suppress" not in manager:
            outer, self.scope = self.scope, self.scope.inside()
            self.scope.names[name] = INT
            lines = [f"with {manager} as {name}:", *self.block(depth)]
            inner, self.scope = self.scope, outer
            self.forget(inner)
            return lines
        return [f"with {manager}:", *self.block(depth)]

    def closed(self, takes: dict[str, Kind], gives: Kind | None) -> tuple[Scope, Lines]:
        """The scope of a nested function and its nonlocal statement."""
        scope = Scope(dict(self.scope.names), set())
        scope.names.update(takes)
        scope.own.update(takes)
        scope.returns = gives
        outer_names = [n for n in self.scope.own - self.scope.locked if n in self.scope.names]
        chosen = [n for n in sorted(outer_names) if self.chance(0.3)] if self.chance(0.5) else []
        scope.own.update(chosen)
        return scope, ([f"    nonlocal {', '.join(chosen)}"] if chosen else [])

    def function(self, depth: int) -> Lines:
        """A nested function."""
        kinds = [self.any_kind() for _ in range(self.random.randint(0, 2))]
        takes = {self.name("p"): kind for kind in kinds if not isinstance(kind, (F, B))}
        gives = self.random.choice((INT, T("f32", (3,)), L(INT), T("f32", ())))
        name = self.name("g")
        defaults = [
            f"{each}={self.expression(kind, 1)}" if self.chance(0.2) else each
            for each, kind in takes.items()
        ]
        if any("=" in each for each in defaults):
            defaults.sort(key=lambda each: "=" in each)
            takes = {each.split("=")[0]: takes[each.split("=")[0]] for each in defaults}
        scope, head = self.closed(takes, gives)
        body = self.block(depth, scope)
        outer, self.scope = self.scope, scope
        body.append(f"    return {self.expression(gives, 2)}")
        self.scope = outer
        self.scope.names[name] = F(tuple(takes.values()), gives)
        return [f"def {name}({', '.join(defaults)}):", *head, *body]

    def generator(self, depth: int) -> Lines:
        """A generator function and what takes from it."""
        name, item = self.name("g"), self.name("i")
        scope, head = self.closed({}, None)
        body = self.block(depth, scope)
        kind = self.random.choice((INT, T("f32", (3,))))
        outer, self.scope = self.scope, scope
        body += [f"    for {item} in range(3):", f"        yield {self.expression(kind, 2)}"]
        body += indented(self.simple()) if self.chance(0.5) else []
        self.scope = outer
        take = self.chosen(
            (f"@list = list({name}())", f"@item = next({name}())",
             f"@list = [e for e in {name}()]", f"@list = [*{name}(), *{name}()]"),
            list=L(kind), item=kind,
        )  # fmt: skip
        return [f"def {name}():", *head, *body, *take]

    def match_block(self, depth: int) -> Lines:
        """match on a number, a list or a Box."""
        n = self.name("m")
        subject = self.random.choice((INT, L(INT), B(), D(INT), STR))
        cases = {
            INT: ("0", "1 | 2", "int()", "-1"),
            L(INT): ("[]", "[1, *_]", "[_, _]", f"[{n}, *_]"),
            B(): ("Box(n=1)", f"Box(n={n}) if {n} > 2", "Box()"),
            D(INT): ("{'a': 1}", f"{{'a': {n}}}", "{'b': _, **rest}"),
            STR: ("'ab'", "'' | 'Duet'", "str()"),
        }[subject]
        lines = [f"match {self.expression(subject, 2)}:"]
        for case in self.random.sample(cases, 2):
            lines += [f"    case {case}:", *indented(self.block(depth))]
        if self.chance(0.7):
            lines += ["    case _:", *indented(self.block(depth))]
        return lines

    def recursive(self, depth: int) -> Lines:
        """A function that calls itself a few times."""
        name = self.name("g")
        step = self.random.choice(("n * {}(n - 1)", "n + {}(n - 1)", "{}(n - 1) + {}(n - 2)"))
        lines = [f"def {name}(n):", "    if n <= 1:", f"        return {self.expression(INT, 0)}"]
        lines += [f"    return {step.replace('{}', name)}"]
        argument = self.expression(INT, 1)
        return [*lines, f"{self.bind(INT)} = {name}({argument} & 3)"]


__all__ = ["BOOL", "FLOAT", "Blocks"]
