"""Random order, the way MindSpore draws it.

A sampler or a shuffle owns a Mersenne Twister seeded by `config.set_seed`; the functions here turn
its numbers into indices by the rules of the C++ standard library MindSpore is built with, so that
one seed gives one order in both. Start with `shuffled`. NumPy makes the 32-bit numbers; the 64-bit
twister of a shuffle buffer is written out here.
"""

from __future__ import annotations

import math

import numpy as np

_CHUNK = 2048
_LARGEST = 2**32 - 1


class Twister32:
    """The 32-bit Mersenne Twister: `next()` gives one number below 2**32."""

    def __init__(self, seed: int) -> None:
        self._source = np.random.RandomState(seed & _LARGEST)._bit_generator
        self._ready: list[int] = []

    def next(self) -> int:
        """Give the next number."""
        if not self._ready:
            self._ready = self._source.random_raw(_CHUNK)[::-1].tolist()
        return self._ready.pop()

    def upto(self, largest: int) -> int:
        """Give a number in `[0, largest]`, all equally likely."""
        scale = _LARGEST // (largest + 1)
        end = scale * (largest + 1)
        number = self.next()
        while number >= end:
            number = self.next()
        return number // scale

    def unit(self) -> float:
        """Give a float in `[0, 1)` made of two numbers."""
        low = self.next()
        return (low + self.next() * 4294967296.0) / 18446744073709551616.0


def shuffled(values: list, seed: int) -> list:
    """Shuffle `values` in place and return it.

    >>> shuffled(list(range(12)), 1)
    [9, 10, 2, 5, 11, 4, 6, 3, 1, 8, 0, 7]
    """
    twister = Twister32(seed)
    upto = twister.upto
    count = len(values)
    if count > _LARGEST // max(count, 1):
        for i in range(1, count):
            j = upto(i)
            values[i], values[j] = values[j], values[i]
        return values
    start = 1
    if count and count % 2 == 0:
        j = upto(1)
        values[1], values[j] = values[j], values[1]
        start = 2
    # One number serves two swaps as long as the product of both ranges fits 32 bits.
    for i in range(start, count, 2):
        j, k = divmod(upto((i + 1) * (i + 2) - 1), i + 2)
        values[i], values[j] = values[j], values[i]
        values[i + 1], values[k] = values[k], values[i + 1]
    return values


def with_replacement(count: int, below: int, seed: int) -> list[int]:
    """Draw `count` indices below `below`; one may come several times.

    >>> with_replacement(4, 10, 1)
    [4, 9, 7, 9]
    """
    twister = Twister32(seed)
    return [twister.upto(below - 1) for _ in range(count)]


def weighted(weights: np.ndarray, count: int, seed: int) -> list[int]:
    """Draw `count` indices, each with a chance in proportion to its weight, with replacement."""
    edges = np.cumsum(weights / weights.sum())
    edges[-1] = 1.0
    twister = Twister32(seed)
    draws = [twister.unit() for _ in range(count)]
    return np.searchsorted(edges, draws, side="left").tolist()


def weighted_distinct(weights: np.ndarray, count: int, seed: int) -> list[int]:
    """Draw `count` different indices; heavier ones tend to come first."""
    twister = Twister32(seed)
    keys = [-math.log(1.0 - twister.unit()) / w if w > 0 else math.inf for w in weights.tolist()]
    return sorted(range(len(keys)), key=keys.__getitem__)[:count]


class Twister64:
    """The 64-bit Mersenne Twister: `next()` gives one number below 2**64."""

    _SIZE, _SHIFT = 312, 156
    _UPPER = np.uint64(0xFFFFFFFF80000000)
    _LOWER = np.uint64(0x7FFFFFFF)
    _MATRIX = np.uint64(0xB5026F5AA96619E9)

    def __init__(self, seed: int) -> None:
        state = [seed & (2**64 - 1)]
        for i in range(1, self._SIZE):
            last = state[-1]
            state.append((6364136223846793005 * (last ^ (last >> 62)) + i) & (2**64 - 1))
        self._state = np.array(state, np.uint64)
        self._ready: list[int] = []

    def next(self) -> int:
        """Give the next number."""
        if not self._ready:
            self._ready = self._refill()[::-1].tolist()
        return self._ready.pop()

    def _refill(self) -> np.ndarray:
        old, half = self._state, self._SHIFT
        mixed = (old[:-1] & self._UPPER) | (old[1:] & self._LOWER)
        twist = (mixed >> np.uint64(1)) ^ np.where(mixed & np.uint64(1), self._MATRIX, np.uint64(0))
        new = np.empty_like(old)
        new[:half] = old[half:] ^ twist[:half]
        new[half:-1] = new[: half - 1] ^ twist[half:]
        last = int((old[-1] & self._UPPER) | (new[0] & self._LOWER))
        odd = int(self._MATRIX) if last & 1 else 0
        new[-1] = new[half - 1] ^ np.uint64((last >> 1) ^ odd)
        self._state = new
        x = new ^ ((new >> np.uint64(29)) & np.uint64(0x5555555555555555))
        x = x ^ ((x << np.uint64(17)) & np.uint64(0x71D67FFFEDA60000))
        x = x ^ ((x << np.uint64(37)) & np.uint64(0xFFF7EEE000000000))
        return x ^ (x >> np.uint64(43))
