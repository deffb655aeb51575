"""One run of a pipeline: what an iterator owns and a dataset, which only describes, does not.

A run holds the seed, how often each part of the pipeline has been passed, what parts remember from
pass to pass (an order to shuffle further, a pool of workers), and closes all of it at the end.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any


class Run:
    """State of one iterator over a pipeline."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.epoch = 0
        self._passes: dict[int, int] = {}
        self._memory: dict[Any, Any] = {}
        self._closers: list[Callable[[], None]] = []
        self._process = os.getpid()

    def next_pass(self, part: object) -> int:
        """Count a pass over `part` and give its number, from 0."""
        number = self._passes.get(id(part), 0)
        self._passes[id(part)] = number + 1
        return number

    def remembered(self, key: Any, make: Callable[[], Any]) -> Any:
        """Give what is kept under `key`; `make` it the first time."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]

    def remember(self, key: Any, value: Any) -> None:
        """Keep `value` under `key` until the run ends."""
        self._memory[key] = value

    def at_end(self, close: Callable[[], None]) -> None:
        """Call `close` when the run ends."""
        self._closers.append(close)

    @property
    def foreign(self) -> bool:
        """Whether this process is a fork of the one that made the run."""
        return os.getpid() != self._process

    def close(self) -> None:
        """End the run."""
        closers, self._closers = self._closers, []
        for close in closers:
            close()
        self._memory.clear()
