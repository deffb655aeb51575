"""Changes of a program's tree or of its tokens."""

from __future__ import annotations

import ast
import copy
import io
import keyword
import random
import tokenize
from collections.abc import Callable

# Odd values, as expressions that need nothing but Python.
ODD = (
    "0", "1", "-1", "2 ** 70", "10 ** 30", "-2 ** 63", "9223372036854775807", "1e308", "5e-324",
    "-0.0", "float('nan')", "float('inf')", "1j", "True", "None", "...", "''", "'a'", "'\\ud800'",
    "b''", "()", "[]", "{}", "set()", "frozenset()", "(1,)", "[None]", "{1: 2}", "range(0)",
    "slice(None)", "object()", "type", "int", "NotImplemented", "lambda *a: a", "[[]]", "{'a': []}",
    "'x' * 300", "1_000_000", "-1e-7", "3.5", "bytearray(b'ab')", "iter([])", "Exception()",
    "__name__", "print", "len", "(yield)", "(lambda: (yield))()", "[i for i in range(3)]",
)  # fmt: skip
# Odd Tensors, where `ms` is known.
TENSORS = (
    "ms.ops.zeros((0,))", "ms.ops.zeros((0, 3))", "ms.ops.ones((2, 0, 1))", "ms.Tensor(1)",
    "ms.Tensor(True)", "ms.Tensor([1.5], ms.float16)", "ms.Tensor([1, -2], ms.int8)",
    "ms.Tensor([3], ms.uint8)", "ms.Tensor(2.5, ms.float64)", "ms.Tensor([0.5, 1.5], ms.bfloat16)",
    "ms.Tensor([1 + 2j])", "ms.ops.ones((1, 1, 1, 1, 1))", "ms.Tensor([float('nan'), 1.0])",
    "ms.Tensor([True, False, True])", "ms.Tensor([2 ** 62, 1])", "ms.Parameter(ms.Tensor([1.0]))",
    "ms.mutable(3)", "ms.mutable((1, 2.0))", "ms.ops.ones((300, 7))", "ms.Tensor([1.0, 2.0, 3.0])",
)  # fmt: skip
STATEMENTS = (
    "return", "break", "continue", "raise", "pass", "raise ValueError('x')", "assert False",
    "global x", "nonlocal x", "del x", "import math", "x = 1", "x: int", "x += 1", "yield 1",
    "return x", "while True:\n    break", "for x in ():\n    pass\nelse:\n    y = 2",
    "x, *y = 1, 2",
    "try:\n    pass\nfinally:\n    pass", "def x():\n    return x", "class x:\n    pass",
    "with x:\n    pass", "match 1:\n    case _:\n        pass", "await x", "from math import *",
    "async def x():\n    await y", "lambda: x", "return 1, 2", "print('here')", "[x for x in x]",
    "try:\n    x()\nexcept* ValueError:\n    pass", "yield from x", "if x:\n    return 1",
    "for _ in range(3):\n    return 2", "while x:\n    x = 0", "__class__", "super()", "locals()",
    "type X[T] = int", "def f[T](): pass", "x = yield", "async with x: pass", "return (yield)",
)  # fmt: skip


def slots(tree: ast.AST, kind: type) -> list[tuple[ast.AST, str, int | None]]:
    """Where nodes of a kind stand: parent, field, place."""
    found: list[tuple[ast.AST, str, int | None]] = []
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if isinstance(value, kind):
                found.append((parent, name, None))
            elif isinstance(value, list):
                found += [(parent, name, i) for i, v in enumerate(value) if isinstance(v, kind)]
    return found


def get(slot: tuple) -> ast.AST:
    """What stands in a slot."""
    parent, name, place = slot
    value = getattr(parent, name)
    return value if place is None else value[place]


def put(slot: tuple, node: ast.AST) -> None:
    """Another node in its place."""
    parent, name, place = slot
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


class Mutator:
    """Changes trees; `others` are texts that foreign pieces come from."""

    def __init__(self, rand: random.Random, others: Callable[[], str], tensors: bool) -> None:
        self.random, self.others, self.tensors = rand, others, tensors

    def change(self, tree: ast.Module) -> None:
        """One change in place; it may be none."""
        ways = [
            self.delete, self.duplicate, self.swap, self.insert, self.foreign_statement,
            self.exchange, self.exchange, self.foreign_expression, self.odd, self.odd, self.odd,
            self.rename, self.operator, self.wrap, self.context, self.drop_field,
        ]  # fmt: skip
        self.random.choice(ways)(tree)

    def block(self, tree: ast.Module) -> list | None:
        """A list of statements."""
        found = [s for s in slots(tree, ast.stmt) if s[2] is not None and s[0] is not tree]
        if not found:
            return None
        parent, name, _ = self.random.choice(found)
        return getattr(parent, name)

    def delete(self, tree: ast.Module) -> None:
        if block := self.block(tree):
            del block[self.random.randrange(len(block))]
            if not block:
                block.append(ast.Pass())

    def duplicate(self, tree: ast.Module) -> None:
        if block := self.block(tree):
            i = self.random.randrange(len(block))
            block.insert(self.random.randrange(len(block) + 1), copy.deepcopy(block[i]))

    def swap(self, tree: ast.Module) -> None:
        if block := self.block(tree):
            i, j = (self.random.randrange(len(block)) for _ in range(2))
            block[i], block[j] = block[j], block[i]

    def insert(self, tree: ast.Module) -> None:
        if block := self.block(tree):
            text = self.random.choice(STATEMENTS)
            try:
                made = ast.parse(text).body
            except SyntaxError:
                return
            self.rename_in(made, self.names(tree))
            at = self.random.randrange(len(block) + 1)
            block[at:at] = made

    def foreign_statement(self, tree: ast.Module) -> None:
        block, other = self.block(tree), slots(ast.parse(self.others()), ast.stmt)
        if block and other:
            block.insert(self.random.randrange(len(block) + 1), get(self.random.choice(other)))

    def exchange(self, tree: ast.Module) -> None:
        found = slots(tree, ast.expr)
        if len(found) > 1:
            a, b = self.random.sample(found, 2)
            put(a, copy.deepcopy(get(b)))

    def foreign_expression(self, tree: ast.Module) -> None:
        found, other = slots(tree, ast.expr), slots(ast.parse(self.others()), ast.expr)
        if found and other:
            put(self.random.choice(found), get(self.random.choice(other)))

    def odd_expression(self) -> ast.expr:
        """An odd value."""
        pool = TENSORS if self.tensors and self.random.random() < 0.5 else ODD
        return ast.parse(self.random.choice(pool), mode="eval").body

    def odd(self, tree: ast.Module) -> None:
        wanted = ast.Constant if self.random.random() < 0.5 else ast.expr
        found = slots(tree, wanted)
        if found:
            put(self.random.choice(found), self.odd_expression())

    def names(self, tree: ast.AST) -> list[str]:
        """All names that are used."""
        found = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        return sorted(found | {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)})

    def rename_in(self, nodes: list, names: list[str]) -> None:
        """Makes x and y of a statement names of the program."""
        for node in nodes:
            for each in ast.walk(node):
                if isinstance(each, ast.Name) and names and self.random.random() < 0.8:
                    each.id = self.random.choice(names)

    def rename(self, tree: ast.Module) -> None:
        names, found = self.names(tree), slots(tree, ast.Name)
        if found:
            put(self.random.choice(found), ast.Name(self.random.choice(names), ast.Load()))

    def operator(self, tree: ast.Module) -> None:
        kinds = (ast.operator, ast.cmpop, ast.unaryop, ast.boolop)
        kind = self.random.choice(kinds)
        found = slots(tree, kind)
        if found:
            put(self.random.choice(found), self.random.choice(kind.__subclasses__())())

    def wrap(self, tree: ast.Module) -> None:
        found = slots(tree, ast.expr)
        if not found:
            return
        slot = self.random.choice(found)
        text = self.random.choice(
            ("(H,)", "[H, H]", "{'a': H}", "(lambda: H)()", "[H for _ in range(2)]", "(yield H)",
             "H if H else None", "not H", "H or H", "f'{H!r:>5}'", "H[0]", "H[::2]", "H.shape",
             "H()", "(q := H)", "*H,", "-H", "str(H)", "len(H)", "next(H for _ in (1,))", "H is H",
             "{H: 1}", "{H}", "H == H", "H[H]", "H.x", "sum(H)", "list(H)", "type(H)", "(await H)")
        )  # fmt: skip
        held = get(slot)

        class Fill(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.AST:
                return copy.deepcopy(held) if node.id == "H" else node

        put(slot, Fill().visit(ast.parse(text, mode="eval").body))

    def context(self, tree: ast.Module) -> None:
        """A statement inside of another."""
        if block := self.block(tree):
            i = self.random.randrange(len(block))
            text = self.random.choice(
                ("if x:\n    pass", "while x:\n    pass", "for x in y:\n    pass",
                 "try:\n    pass\nexcept Exception as x:\n    x", "with x:\n    pass",
                 "def x():\n    pass", "class x:\n    pass", "try:\n    pass\nfinally:\n    x")
            )  # fmt: skip
            outer = ast.parse(text).body
            self.rename_in(outer, self.names(tree))
            outer[0].body = [block[i]]  # type: ignore[attr-defined]
            block[i] = outer[0]

    def drop_field(self, tree: ast.Module) -> None:
        """An optional part goes, or an item of a list of parts."""
        parent, name, place = self.random.choice(slots(tree, ast.AST))
        if place is not None:
            items = getattr(parent, name)
            if len(items) > 1:
                del items[place]
        elif name in ("value", "returns", "annotation", "format_spec", "step", "lower", "msg"):
            setattr(parent, name, None)


def of_tokens(text: str, rand: random.Random) -> str:
    """A token goes, comes twice, changes places or becomes another."""
    try:
        tokens = [t.string for t in tokenize.generate_tokens(io.StringIO(text).readline)]
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return text
    words = [t for t in tokens if t.strip()]
    if not words:
        return text
    old = rand.choice(words)
    places = [i for i in range(len(text)) if text.startswith(old, i)]
    at = rand.choice(places) if places else 0
    more = rand.choice([*words, *keyword.kwlist, *keyword.softkwlist, ":=", "**", "->", "@", ";"])
    new = rand.choice(("", f"{old} {old}", more, f"{old} {more}", f"({old})", f"*{old}"))
    return text[:at] + new + text[at + len(old) :]


def mutated(
    text: str, rand: random.Random, others: Callable[[], str], tensors: bool = False
) -> str | None:
    """The text with one to four changes; none where it is no tree that can be written."""
    mutator = Mutator(rand, others, tensors)
    tree = ast.parse(text)
    for _ in range(rand.choice((1, 1, 2, 2, 3, 4))):
        mutator.change(tree)
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
    except Exception:
        return None
    return of_tokens(text, rand) if rand.random() < 0.15 else text
