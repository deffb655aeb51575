"""A whole program: a file with a prelude, `program`, and the arguments of its calls."""

from __future__ import annotations

from tests.generate.blocks import Blocks
from tests.generate.kinds import BOOL, DTYPES, FLOAT, INT, STR, D, Kind, L, T

PRELUDE = """
import contextlib
import math

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

SHARED = [1, 2, 3]
TABLE = {"a": 1, "b": 2}
LEVEL = 4


class Fault(Exception):
    pass


class Box:
    def __init__(self, n, t):
        self.n, self.t, self.items = n, t, [n]

    @property
    def twice(self):
        return self.n * 2

    @twice.setter
    def twice(self, value):
        self.n = value // 2

    def __add__(self, other):
        return Box(self.n + other.n, self.t + other.t)

    def __iadd__(self, n):
        self.n += n
        return self

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index % len(self.items)]


class Scope:
    def __init__(self, n, swallow=False):
        self.n, self.swallow = n, swallow

    def __enter__(self):
        print("enter", self.n)
        return self.n

    def __exit__(self, kind, value, traceback):
        print("exit", self.n, kind and kind.__name__)
        return self.swallow


@contextlib.contextmanager
def managed(n):
    print("open", n)
    try:
        yield n + 1
    finally:
        print("close", n)


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.w = Parameter(Tensor([1.0, -2.0, 0.5], ms.float32), name="w")
        self.t = Tensor([0.5, 1.0, 2.0], ms.float32)
        self.n = 3
        self.items = [5, 6]

    def count(self, n):
        self.n += n
        return self.n

    def construct(self, x):
        return x * self.w + self.n


def set_level(value):
    global LEVEL
    LEVEL = value
"""

NUMBERS = {INT: ("0", "1", "3", "-2", "5"), FLOAT: ("0.5", "-1.5", "2.0"), BOOL: ("True", "False")}


class Programs(Blocks):
    """`source()` gives the text."""

    def source(self) -> str:
        """The file."""
        takes, heads, calls = self.inputs()
        self.scope.names["net"] = "net"
        gradient = self.chance(0.5)
        result: Kind = T("f32", ()) if gradient else self.random.choice(self.default_kinds())
        self.scope.returns = result
        lines: list[str] = []
        while self.budget > 0:
            lines += self.statement(3)
        lines.append(f"return {self.final(result, gradient)}")
        head = f"def program({', '.join(['net', *takes])}):"
        body = "\n".join("    " + line for line in [*heads, *lines])
        return f"{PRELUDE}\n\n{head}\n{body}\n\n\ndef inputs(k):\n    return [{calls}][k]\n"

    def final(self, result: Kind, gradient: bool) -> str:
        """What the program gives at its end: as much of what it has made as may be seen."""
        if gradient:
            one, two = (self.expression(T("f32", (3,)), 2) for _ in range(2))
            return f"({one} * {two}).sum()"
        shown = [n for n in self.scope.names if n != "net" and self.scope.own.intersection((n,))]
        if not shown or self.chance(0.2):
            return self.expression(result, 2)
        chosen = self.random.sample(shown, min(len(shown), 4))
        return "(" + ", ".join([*chosen, self.expression(result, 1)]) + ")"

    def inputs(self) -> tuple[list[str], list[str], str]:
        """Parameters, lines that bind what is known instead, and arguments of two calls."""
        kinds: list[Kind] = [T("f32", (3,)), self.random.choice((T("f32", (2, 3)), T("f32", ())))]
        kinds += [self.random.choice((INT, FLOAT, BOOL, L(INT), D(INT))) for _ in range(2)]
        kinds += [self.random.choice((T(self.any_dtype(), (3,)), INT, STR, L(T("f32", (3,)))))]
        takes, heads, first, second = [], [], [], []
        for kind in kinds:
            name = self.name("a")
            self.bind(kind, name)
            known = self.chance(0.2)
            if known:
                heads.append(f"{name} = {self.argument(kind)}")
                continue
            takes.append(name)
            one, two = self.argument(kind), self.argument(kind)
            if kind in (INT, FLOAT, L(INT), L(T("f32", (3,)))) and self.chance(0.4):
                one, two = f"ms.mutable({one})", f"ms.mutable({two})"
            first.append(one)
            second.append(two)
        calls = ", ".join(
            "(" + "".join(f"{each}, " for each in call) + ")" for call in (first, second)
        )
        return takes, heads, calls

    def argument(self, kind: Kind) -> str:
        """A literal."""
        if isinstance(kind, T):
            return self.tensor_literal(kind)
        if isinstance(kind, L):
            return "[" + ", ".join(self.argument(kind.item) for _ in range(2)) + "]"
        if isinstance(kind, D):
            return f"{{'a': {self.argument(kind.item)}, 'b': {self.argument(kind.item)}}}"
        if kind == STR:
            return self.random.choice(("'ab'", "'Duet'"))
        assert isinstance(kind, str)
        return self.random.choice(NUMBERS[kind])


def make(seed: int) -> str:
    """The program of a seed: the first draw that is Python."""
    for again in range(100):
        text = Programs(seed * 100 + again).source()
        try:
            compile(text, "program", "exec")
        except SyntaxError:
            continue
        return text
    raise RuntimeError(f"nothing of seed {seed} is Python")


__all__ = ["DTYPES", "make"]
