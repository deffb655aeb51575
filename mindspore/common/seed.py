"""The global seed, and the counter-based stream from which initialisers draw.

Every draw takes the next counter of the stream, so that a program with a seed builds the same
network each time, whatever else it draws in between.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import numpy as np

from mindspore import _core

_MAX_SEED = 2**32 - 1

_seed: int | None = None
_stream: tuple[int, Iterator[int]] | None = None


def set_seed(seed: int) -> None:
    """Makes everything random in this process repeatable, NumPy's global generator included.

    Args:
        seed: a number from 0 to 2**32 - 1.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_seed(42)
        >>> ms.get_seed()
        42
    """
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"`seed` needs to be an int, but is {type(seed).__name__}")
    if not 0 <= seed <= _MAX_SEED:
        raise ValueError(f"`seed` needs to be in the range 0 to 2**32 - 1, but is {seed}")
    global _seed, _stream
    _seed, _stream = seed, None
    np.random.seed(seed)
    _core.seed_random(seed)


def get_seed() -> int | None:
    """Gives the seed set by `set_seed`, or None.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_seed(7)
        >>> ms.get_seed()
        7
    """
    return _seed


def next_generator() -> np.random.Generator:
    """Gives the generator for the next draw: same seed, same order of draws, same numbers."""
    global _stream
    if _stream is None:
        key = _seed if _seed is not None else int.from_bytes(os.urandom(8), "little")
        _stream = (key, itertools.count())
    key, draws = _stream
    return np.random.Generator(np.random.Philox(key=[key, next(draws)]))
