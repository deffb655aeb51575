"""The random numbers of random transforms.

Every sample has its own stream, found by hashing (seed, pass over the data, number of the sample).
A transform draws from the stream of the sample at hand, so its choices depend neither on the
number of workers nor on who ran first. `begin` opens a sample's stream for the calling thread; a
transform called outside a pipeline draws from one that `config.set_seed` restarts.
"""

from __future__ import annotations

import math
import random
import threading
from typing import Any

import numpy as np

_MASK = 2**64 - 1
_STEP = 0x9E3779B97F4A7C15
_SAMPLE = 0xD1342543DE82EF95


def mixed(number: int) -> int:
    """Hash a 64-bit number so that neighbours share nothing (the finaliser of SplitMix64).

    >>> mixed(1) == mixed(1), mixed(1) == mixed(2)
    (True, False)
    """
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


class _Stream(threading.local):
    state: int

    def __init__(self) -> None:
        self.state = random.SystemRandom().getrandbits(64)


_stream = _Stream()


def restart() -> None:
    """Start the stream of transforms called outside a pipeline again, from the seed that is set."""
    from mindspore.dataset import config

    _stream.state = mixed(config.get_seed() + 1)


def base(seed: int, passes: int, place: int) -> int:
    """Give the number all sample streams of one operation in one pass are made from."""
    return mixed(mixed(mixed(seed + _STEP) + passes * _STEP) + place)


def moved(base: int, sample: int) -> int:
    """Give the base whose sample 0 is the sample number `sample` of `base`."""
    return (base + sample * _SAMPLE) & _MASK


def begin(base: int, sample: int) -> None:
    """Open the stream of one sample for this thread."""
    _stream.state = (base + sample * _SAMPLE) & _MASK


def bits() -> int:
    """Draw 64 bits."""
    _stream.state = (_stream.state + _STEP) & _MASK
    return mixed(_stream.state)


def unit() -> float:
    """Draw a float from `[0, 1)`."""
    return (bits() >> 11) * 2.0**-53


def uniform(low: float, high: float) -> float:
    """Draw a float from `[low, high)`."""
    return low + (high - low) * unit()


def integer(low: int, high: int) -> int:
    """Draw an int from `[low, high]`."""
    return low + (bits() * (high - low + 1) >> 64)


def chance(probability: float) -> bool:
    """Draw True with the given probability."""
    return unit() < probability


def normal(mean: float = 0.0, deviation: float = 1.0) -> float:
    """Draw from a normal distribution."""
    radius = math.sqrt(-2.0 * math.log(1.0 - unit()))
    return mean + deviation * radius * math.cos(2.0 * math.pi * unit())


def shuffled(items: list) -> list:
    """Give the items in a random order."""
    items = list(items)
    for i in range(len(items) - 1, 0, -1):
        j = integer(0, i)
        items[i], items[j] = items[j], items[i]
    return items


def generator() -> Any:
    """Give a NumPy generator for whole arrays of random numbers."""
    return np.random.Generator(np.random.PCG64(bits()))
