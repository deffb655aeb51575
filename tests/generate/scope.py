"""What the program knows at the place that is being written: names, and what may be done there."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.generate.kinds import INT, Kind


class Scope:
    """Names in sight; `own` are those that may be assigned here."""

    def __init__(self, names: dict[str, Kind], own: set[str]) -> None:
        self.names = names
        self.own = own
        self.locked: set[str] = set()  # counters of loops
        self.in_loop = False
        self.in_function = True
        self.returns: Kind | None = INT

    def inside(self) -> Scope:
        """The scope of a block: what is bound there may not be bound behind it."""
        scope = Scope(dict(self.names), set(self.own))
        scope.locked, scope.in_loop = set(self.locked), self.in_loop
        scope.in_function, scope.returns = self.in_function, self.returns
        return scope


class Writer:
    """Draws, and hands out names. The parts of the generator are mixed into one class over this."""

    FEATURES = (
        "branch", "loop", "while", "try", "with", "function", "generator", "comprehension",
        "view", "inplace", "mutate", "alias", "print", "self", "box", "match", "raise", "string",
        "float", "set", "dict", "tensor_branch", "tensor_loop", "early", "delete", "walrus",
        "star", "dtype", "global", "big", "convert", "unbound", "lambda", "recursion",
    )  # fmt: skip

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # Each program has some features only: one that falls back does not hide all the others.
        share = self.random.choice((0.25, 0.45, 0.7))
        self.features = {name for name in self.FEATURES if self.random.random() < share}
        self.scope = Scope({}, set())
        self.count = 0
        self.budget = self.random.choice((5, 9, 14, 22))

    def chance(self, p: float) -> bool:
        """True with this probability."""
        return self.random.random() < p

    def has(self, feature: str, p: float = 1.0) -> bool:
        """Whether the program has the feature, here and now."""
        return feature in self.features and self.chance(p)

    def name(self, prefix: str = "v") -> str:
        """One that is not used yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def names_of(self, wanted: Callable[[Kind], bool] | Kind, own: bool = False) -> list[str]:
        """Names in sight whose kind is wanted."""
        test = wanted if callable(wanted) else (lambda kind: kind == wanted)
        return [
            name
            for name, kind in self.scope.names.items()
            if test(kind)
            and (not own or (name in self.scope.own and name not in self.scope.locked))
        ]
