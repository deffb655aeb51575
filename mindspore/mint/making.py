"""Making Tensors: filled, counted, drawn. A `generator` is a number to begin with, or None."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.ops.function import random_func as draws

_ops = _core.ops

__all__ = [
    "arange",
    "bernoulli",
    "empty",
    "empty_like",
    "multinomial",
    "normal",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "randperm",
    "zeros",
]


def _spread(size: tuple) -> tuple:
    return tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else size


def arange(start: Any = 0, end: Any = None, step: Any = 1, *, dtype: Any = None) -> Tensor:
    """Count from `start` up to, without, `end`."""
    if end is None:
        start, end = 0, start
    return _ops.arange(start, end, step, dtype=dtype)


def empty(*size: Any, dtype: Any = None, device: Any = None, pin_memory: bool = False) -> Tensor:
    """Make a Tensor; its elements are 0."""
    return _ops.zeros(_spread(size), dtype or mstype.float32)


def empty_like(
    input: Tensor, *, dtype: Any = None, device: Any = None, pin_memory: bool = False
) -> Tensor:
    """Make a Tensor of this shape; its elements are 0."""
    return _ops.zeros(input.shape, dtype or input.dtype)


def zeros(*sizes: Any, size: Any = None, dtype: Any = None) -> Tensor:
    """Make a Tensor of zeros."""
    return _ops.zeros(_spread(sizes) if size is None else size, dtype or mstype.float32)


def rand(*size: Any, generator: Any = None, dtype: Any = None, device: Any = None) -> Tensor:
    """Draw from [0, 1).

    >>> from mindspore import mint
    >>> mint.rand((2, 3)).shape
    (2, 3)
    """
    return draws.rand(*_spread(size), dtype=dtype, seed=generator)


def randn(*size: Any, generator: Any = None, dtype: Any = None, device: Any = None) -> Tensor:
    """Draw normal numbers."""
    return draws.randn(*_spread(size), dtype=dtype, seed=generator)


def rand_like(input: Tensor, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Draw from [0, 1) in this shape."""
    return draws.rand_like(input, dtype=dtype)


def randn_like(input: Tensor, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Draw normal numbers in this shape."""
    return draws.randn_like(input, dtype=dtype)


def randint(*args: Any, generator: Any = None, dtype: Any = None, device: Any = None) -> Tensor:
    """Draw integers: `randint(high, size)` or `randint(low, high, size)`.

    >>> from mindspore import mint
    >>> mint.randint(3, (2,)).dtype
    mindspore.int64
    """
    low, high, size = args if len(args) == 3 else (0, *args)
    return draws.randint(low, high, size, generator, dtype=dtype or mstype.int64)


def randint_like(input: Tensor, *bounds: int, dtype: Any = None, device: Any = None) -> Tensor:
    """Draw integers in this shape."""
    low, high = bounds if len(bounds) == 2 else (0, *bounds)
    return draws.randint(low, high, input.shape, dtype=dtype or input.dtype)


def randperm(n: int, *, generator: Any = None, dtype: Any = mstype.int64) -> Tensor:
    """Draw an order of 0 ... n - 1."""
    return draws.randperm(n, generator or 0, 0, dtype)


def bernoulli(input: Tensor, *, generator: Any = None) -> Tensor:
    """Draw 1 with the probability that each element is, else 0."""
    return draws.bernoulli(input, input, generator)


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None
) -> Tensor:
    """Draw classes by their weights."""
    return draws.multinomial(input, num_samples, replacement, generator)


def normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, generator: Any = None) -> Tensor:
    """Draw normal numbers with a mean and a standard deviation."""
    shape = size
    if shape is None:
        shape = (mean + std).shape if isinstance(mean, Tensor) or isinstance(std, Tensor) else ()
    return draws.randn(*shape, seed=generator) * std + mean
