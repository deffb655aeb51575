"""Random numbers, drawn from the stream that `mindspore.set_seed` starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.common.seed import next_generator

_ops = _core.ops

__all__ = [
    "bernoulli",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "dropout_with_mask",
    "gamma",
    "laplace",
    "multinomial",
    "normal",
    "poisson",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "random_categorical",
    "randperm",
    "rrelu",
    "shuffle",
    "standard_normal",
    "truncated_normal",
    "uniform",
    "uniform_int",
    "uniform_real",
]


def _generator(seed: int | None) -> np.random.Generator:
    if seed is None:
        return next_generator()
    return np.random.Generator(np.random.Philox(key=[seed, 0]))


def _shape(size: Any) -> tuple[int, ...]:
    if len(size) == 1 and not isinstance(size[0], int):
        size = size[0]
    return tuple(int(extent) for extent in size)


def rand(*size: Any, dtype: Any = None, seed: int | None = None) -> Tensor:
    """Draw numbers evenly from [0, 1).

    >>> from mindspore import ops
    >>> ops.rand(2, 3).shape
    (2, 3)
    """
    drawn = _generator(seed).random(_shape(size), dtype=np.float32)
    return Tensor(drawn, dtype or mstype.float32)


def rand_like(input: Tensor, seed: int | None = None, *, dtype: Any = None) -> Tensor:
    """Draw numbers evenly from [0, 1) in the shape of `input`."""
    return rand(input.shape, dtype=dtype or input.dtype, seed=seed)


def randn(*size: Any, dtype: Any = None, seed: int | None = None) -> Tensor:
    """Draw numbers from the standard normal distribution.

    >>> from mindspore import ops
    >>> ops.randn((4,)).shape
    (4,)
    """
    drawn = _generator(seed).standard_normal(_shape(size), dtype=np.float32)
    return Tensor(drawn, dtype or mstype.float32)


def randn_like(input: Tensor, seed: int | None = None, *, dtype: Any = None) -> Tensor:
    """Draw numbers from the standard normal distribution in the shape of `input`."""
    return randn(input.shape, dtype=dtype or input.dtype, seed=seed)


def randint(
    low: int, high: int, size: Sequence[int], seed: int | None = None, *, dtype: Any = None
) -> Tensor:
    """Draw integers from [low, high)."""
    return Tensor(_generator(seed).integers(low, high, tuple(size)), dtype or mstype.int64)


def randint_like(
    input: Tensor, low: int, high: int, seed: int | None = None, *, dtype: Any = None
) -> Tensor:
    """Draw integers from [low, high) in the shape of `input`."""
    return randint(low, high, input.shape, seed, dtype=dtype or input.dtype)


def randperm(n: int, seed: int = 0, offset: int = 0, dtype: Any = mstype.int64) -> Tensor:
    """Put 0 ... n-1 into a random order."""
    return Tensor(_generator(seed or None).permutation(int(n)), dtype)


def shuffle(x: Tensor, seed: int | None = None) -> Tensor:
    """Put the rows of `x` into a random order."""
    order = _generator(seed).permutation(x.shape[0])
    return _ops.index_select(x, 0, Tensor(order))


def standard_normal(shape: Sequence[int], seed: int | None = None) -> Tensor:
    """Draw float32 numbers from the standard normal distribution."""
    return randn(tuple(shape), seed=seed or None)


def normal(shape: Sequence[int], mean: Any, stddev: Any, seed: int | None = None) -> Tensor:
    """Draw numbers from a normal distribution."""
    return randn(tuple(shape), seed=seed) * stddev + mean


def truncated_normal(
    shape: Sequence[int], seed: int = 0, dtype: mstype.Type = mstype.float32
) -> Tensor:
    """Draw numbers from the standard normal distribution, within two deviations."""
    generator = _generator(seed or None)
    drawn = generator.standard_normal(tuple(shape))
    while (outside := np.abs(drawn) > 2).any():
        drawn[outside] = generator.standard_normal(outside.sum())
    return Tensor(drawn, dtype)


def uniform(
    shape: Sequence[int], minval: Any, maxval: Any, seed: int | None = None, dtype: Any = None
) -> Tensor:
    """Draw numbers evenly from [minval, maxval)."""
    kind = dtype or mstype.float32
    if isinstance(kind, mstype.Int):
        low, high = int(Tensor(minval)), int(Tensor(maxval))
        return randint(low, high, shape, seed, dtype=kind)
    return rand(tuple(shape), seed=seed) * (maxval - minval) + minval


def uniform_real(shape: Sequence[int], seed: int = 0) -> Tensor:
    """Draw float32 numbers evenly from [0, 1)."""
    return rand(tuple(shape), seed=seed or None)


def uniform_int(shape: Sequence[int], minval: Any, maxval: Any, seed: int = 0) -> Tensor:
    """Draw int32 numbers from [minval, maxval)."""
    return randint(int(minval), int(maxval), shape, seed or None, dtype=mstype.int32)


def gamma(shape: Sequence[int], alpha: Any, beta: Any, seed: int | None = None) -> Tensor:
    """Draw numbers from a gamma distribution of shape `alpha` and rate `beta`."""
    a, b = np.asarray(alpha), np.asarray(beta)
    size = (*shape, *np.broadcast_shapes(a.shape, b.shape))
    return Tensor(_generator(seed).gamma(a, 1 / b, size), mstype.float32)


def poisson(shape: Sequence[int], mean: Any, seed: int | None = None) -> Tensor:
    """Draw counts from a Poisson distribution."""
    rate = np.asarray(mean)
    return Tensor(_generator(seed).poisson(rate, (*shape, *rate.shape)), mstype.float32)


def laplace(shape: Sequence[int], mean: Any, lambda_param: Any, seed: int | None = None) -> Tensor:
    """Draw numbers from a Laplace distribution."""
    drawn = _generator(seed).laplace(0.0, 1.0, tuple(shape))
    return Tensor(drawn, mstype.float32) * lambda_param + mean


def bernoulli(input: Tensor, p: Any = 0.5, seed: int | None = None) -> Tensor:
    """Draw ones with probability `p`, zeros otherwise, in the shape of `input`."""
    chance = p.asnumpy() if isinstance(p, Tensor) else p
    return Tensor(_generator(seed).random(input.shape) < chance).astype(input.dtype)


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = True, seed: int | None = None
) -> Tensor:
    """Draw places of `input`'s rows, weighted by its elements."""
    weights = np.atleast_2d(input.asnumpy().astype(np.float64))
    generator = _generator(seed)
    rows = [
        generator.choice(row.size, num_samples, replace=replacement, p=row / row.sum())
        for row in weights
    ]
    return Tensor(np.reshape(rows, (*input.shape[:-1], num_samples)), mstype.int64)


def random_categorical(
    logits: Tensor, num_sample: int, seed: int = 0, dtype: mstype.Type = mstype.int64
) -> Tensor:
    """Draw places of each row, weighted by the exponentials of its elements."""
    scores = logits.asnumpy().astype(np.float64)
    noise = _generator(seed or None).gumbel(size=(*scores.shape[:-1], num_sample, scores.shape[-1]))
    return Tensor((scores[..., None, :] + noise).argmax(-1), dtype)


def _dropped(x: Tensor, p: float, shape: tuple[int, ...], seed: int | None) -> Tensor:
    if not 0 <= p <= 1:
        raise ValueError(f"`p` needs to be from 0 to 1, found {p}")
    if p == 1:
        return x * 0
    keep = _generator(seed).random(shape, dtype=np.float32) >= p
    scale = np.float32(1 / (1 - p))
    return x * Tensor(keep * scale).astype(x.dtype)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, seed: Any = None) -> Tensor:
    """Set elements to zero with probability `p`; scale the others so that sums keep their size.

    >>> from mindspore import Tensor, ops
    >>> print(ops.dropout(Tensor([1.0, 2.0]), p=0.0))
    [1. 2.]
    """
    if not training or p == 0:
        return input
    return _dropped(input, p, input.shape, seed)


def _channels_dropped(x: Tensor, p: float, training: bool, spatial: int) -> Tensor:
    if not training or p == 0:
        return x
    kept = x.shape[: x.ndim - spatial]
    return _dropped(x, p, (*kept, *(1,) * spatial), None)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Set whole channels of one axis to zero with probability `p`."""
    return _channels_dropped(input, p, training, 1)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Set whole channels of two axes to zero with probability `p`."""
    return _channels_dropped(input, p, training, 2)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Set whole channels of three axes to zero with probability `p`."""
    return _channels_dropped(input, p, training, 3)


def dropout_with_mask(
    x: Tensor, keep_prob: float = 0.5, Seed0: int = 0, Seed1: int = 0
) -> tuple[Tensor, Tensor]:
    """Keep elements with probability `keep_prob`; give them, scaled, and the mask."""
    keep = _generator(Seed0 or None).random(x.shape, dtype=np.float32) < keep_prob
    mask = Tensor(keep).astype(x.dtype)
    return x * mask / keep_prob, mask


def rrelu(input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3) -> Tensor:
    """Scale negative elements by random factors from [lower, upper)."""
    factors = uniform(input.shape, lower, upper).astype(input.dtype)
    return _ops.maximum(input, 0) + _ops.minimum(input, 0) * factors
