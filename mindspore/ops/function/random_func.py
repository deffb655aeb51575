"""Random Tensors.

Every function draws from the state that all of them share (`mindspore.set_seed` starts it anew),
or, with `seed`, from the beginning of that seed's own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "bernoulli",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "dropout_with_mask",
    "exponential",
    "gamma",
    "gumbel_softmax",
    "laplace",
    "multinomial",
    "multinomial_with_replacement",
    "normal",
    "poisson",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "random_categorical",
    "random_gamma",
    "random_poisson",
    "randperm",
    "rrelu",
    "shuffle",
    "standard_laplace",
    "standard_normal",
    "uniform",
    "uniform_int",
    "uniform_real",
]


def _state(seed: int | None) -> Tensor:
    return _core.random_state() if seed is None else _core.new_random_state(int(seed))


def _shape(size: Any) -> tuple[int, ...]:
    if len(size) == 1 and isinstance(size[0], list | tuple):
        size = size[0]
    return tuple(int(extent) for extent in size)


def rand(*size: Any, dtype: mstype.Type | None = None, seed: int | None = None) -> Tensor:
    """Draw numbers from [0, 1).

    >>> from mindspore import ops
    >>> ops.rand(2, 3).shape
    (2, 3)
    """
    return _ops.RandomUniform(_state(seed), _shape(size), dtype or mstype.float32)[1]


def randn(*size: Any, dtype: mstype.Type | None = None, seed: int | None = None) -> Tensor:
    """Draw standard normal numbers.

    >>> from mindspore import ops
    >>> ops.randn(2, 3).shape
    (2, 3)
    """
    return _ops.RandomNormal(_state(seed), _shape(size), dtype or mstype.float32)[1]


def rand_like(
    input: Tensor, seed: int | None = None, *, dtype: mstype.Type | None = None
) -> Tensor:
    """Draw numbers from [0, 1), as many as `input` has.

    >>> from mindspore import Tensor, ops
    >>> ops.rand_like(Tensor([1.0, 2.0])).shape
    (2,)
    """
    return rand(*input.shape, dtype=dtype or input.dtype, seed=seed)


def randn_like(
    input: Tensor, seed: int | None = None, *, dtype: mstype.Type | None = None
) -> Tensor:
    """Draw standard normal numbers, as many as `input` has.

    >>> from mindspore import Tensor, ops
    >>> ops.randn_like(Tensor([1.0, 2.0])).shape
    (2,)
    """
    return randn(*input.shape, dtype=dtype or input.dtype, seed=seed)


def randint(
    low: int,
    high: int,
    size: Sequence[int],
    seed: int | None = None,
    *,
    dtype: mstype.Type | None = None,
) -> Tensor:
    """Draw integers from `low` on, below `high`.

    >>> from mindspore import ops
    >>> bool((ops.randint(0, 5, (100,)) < 5).all())
    True
    """
    return _ops.RandomIntegers(_state(seed), low, high, tuple(size), dtype or mstype.int64)[1]


def randint_like(
    input: Tensor,
    low: int,
    high: int,
    seed: int | None = None,
    *,
    dtype: mstype.Type | None = None,
) -> Tensor:
    """Draw integers from `low` on, below `high`, as many as `input` has.

    >>> from mindspore import Tensor, ops
    >>> ops.randint_like(Tensor([1, 2]), 0, 5).shape
    (2,)
    """
    return randint(low, high, input.shape, seed, dtype=dtype or input.dtype)


def randperm(n: int, seed: int = 0, offset: int = 0, dtype: mstype.Type = mstype.int64) -> Tensor:
    """Put the numbers from 0 to n - 1 in random order.

    >>> from mindspore import ops
    >>> int(ops.randperm(5).sum())
    10
    """
    return _ops.RandomPermutation(_state(seed or None), n, dtype)[1]


def uniform(
    shape: Sequence[int],
    minval: Any,
    maxval: Any,
    seed: int | None = None,
    dtype: mstype.Type = mstype.float32,
) -> Tensor:
    """Draw numbers from [minval, maxval); integers where `dtype` is int32.

    >>> from mindspore import ops
    >>> ops.uniform((2, 2), 0.0, 1.0).shape
    (2, 2)
    """
    if dtype in (mstype.int32, mstype.int64):
        return randint(int(minval), int(maxval), shape, seed, dtype=dtype)
    return rand(*shape, dtype=dtype, seed=seed) * (maxval - minval) + minval


def uniform_real(shape: Sequence[int], seed: int | None = None) -> Tensor:
    """Draw numbers from [0, 1): what the class UniformReal calls.

    >>> from mindspore import ops
    >>> ops.UniformReal()((2,)).shape
    (2,)
    """
    return rand(*shape, seed=seed or None)


def uniform_int(shape: Sequence[int], minval: Any, maxval: Any, seed: int | None = None) -> Tensor:
    """Draw int32 numbers from `minval` on, below `maxval`: what the class UniformInt calls.

    >>> from mindspore import ops
    >>> str(ops.UniformInt()((2,), 0, 3).dtype)
    'Int32'
    """
    return randint(int(minval), int(maxval), shape, seed or None, dtype=mstype.int32)


def standard_normal(shape: Sequence[int], seed: int | None = None) -> Tensor:
    """Draw standard normal numbers.

    >>> from mindspore import ops
    >>> ops.standard_normal((2, 3)).shape
    (2, 3)
    """
    return randn(*shape, seed=seed or None)


def normal(shape: Sequence[int], mean: Any, stddev: Any, seed: int | None = None) -> Tensor:
    """Draw normal numbers; `shape`, `mean` and `stddev` broadcast.

    >>> from mindspore import ops
    >>> ops.normal((2, 3), 5.0, 0.1).shape
    (2, 3)
    """
    return randn(*shape, seed=seed) * stddev + mean


def standard_laplace(shape: Sequence[int], seed: int | None = None) -> Tensor:
    """Draw numbers of the Laplace distribution around 0.

    >>> from mindspore import ops
    >>> ops.standard_laplace((2,)).shape
    (2,)
    """
    state = _state(seed or None)
    sign = _ops.RandomIntegers(state, 0, 2, tuple(shape), mstype.float32)[1]
    return _ops.RandomExponential(state, tuple(shape), mstype.float32)[1] * (sign * 2 - 1)


def laplace(shape: Sequence[int], mean: Any, lambda_param: Any, seed: int | None = None) -> Tensor:
    """Draw numbers of the Laplace distribution around `mean`; the three arguments broadcast.

    >>> from mindspore import Tensor, ops
    >>> ops.laplace((2, 2), Tensor([1.0, 2.0]), Tensor([0.5])).shape
    (2, 2)
    """
    return standard_laplace(shape, seed) * lambda_param + mean


def _parameters(shape: Sequence[int], parameter: Any) -> Tensor:
    """Repeat a distribution's parameter over `shape`, in front of its own axes."""
    held = parameter if isinstance(parameter, Tensor) else Tensor(parameter, mstype.float32)
    wide = held if held.dtype == mstype.float64 else held.astype(mstype.float32)
    return _ops.broadcast_to(wide, (*(int(extent) for extent in shape), *held.shape))


def random_gamma(shape: Sequence[int], alpha: Tensor, seed: int | None = None) -> Tensor:
    """Draw numbers of the gamma distribution with scale 1, `shape` of them for each `alpha`.

    >>> from mindspore import Tensor, ops
    >>> ops.random_gamma((4,), Tensor([0.5, 2.0])).shape
    (4, 2)
    """
    drawn = _ops.RandomGammaDraw(_state(seed), _parameters(shape, alpha))[1]
    return _ops.cast(drawn, alpha.dtype)


def gamma(shape: Sequence[int], alpha: Tensor, beta: Tensor, seed: int | None = None) -> Tensor:
    """Draw numbers of the gamma distribution with the rate `beta`, `shape` for each parameter.

    >>> from mindspore import Tensor, ops
    >>> ops.gamma((4,), Tensor([0.5, 2.0]), Tensor([1.0, 3.0])).shape
    (4, 2)
    """
    alpha, beta = (each if isinstance(each, Tensor) else Tensor(each) for each in (alpha, beta))
    shape_of_one = (alpha * beta).shape
    drawn = random_gamma(shape, _ops.broadcast_to(alpha, shape_of_one), seed)
    return drawn / beta


def random_poisson(
    shape: Sequence[int],
    rate: Tensor,
    seed: int | None = None,
    dtype: mstype.Type = mstype.float32,
) -> Tensor:
    """Draw counts of the Poisson distribution, `shape` of them for each `rate`.

    >>> from mindspore import Tensor, ops
    >>> ops.random_poisson((4,), Tensor([0.5, 20.0])).shape
    (4, 2)
    """
    drawn = _ops.RandomPoissonDraw(_state(seed), _parameters(shape, rate))[1]
    return _ops.cast(drawn, dtype)


def poisson(shape: Sequence[int], mean: Tensor, seed: int | None = None) -> Tensor:
    """Draw counts of the Poisson distribution, `shape` of them for each `mean`.

    >>> from mindspore import Tensor, ops
    >>> ops.poisson((4,), Tensor([0.5, 20.0])).shape
    (4, 2)
    """
    return random_poisson(shape, mean, seed)


def gumbel_softmax(logits: Tensor, tau: float = 1.0, hard: bool = False, dim: int = -1) -> Tensor:
    """Draw a class along `dim`, softened by the temperature `tau` so that it has a gradient.

    With `hard` the result is 1 at the class and 0 elsewhere; the gradient is the soft one's.

    >>> from mindspore import Tensor, ops
    >>> print(ops.gumbel_softmax(Tensor([-1000.0, 0.0]), hard=True))
    [0. 1.]
    """
    if not tau > 0:
        raise ValueError(f"`tau` needs to be above 0, but is {tau}")
    clocks = _ops.RandomExponential(_state(None), logits.shape, mstype.float32)[1]
    # No clock rings at once: the logarithm of 0 is not asked for.
    noise = -_ops.log(_ops.maximum(clocks, 1e-30)).astype(logits.dtype)
    soft = _ops.softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    place = _ops.argmax(soft, dim)
    chosen = _ops.one_hot(place, logits.shape[dim], 1.0, 0.0, -1)
    chosen = _ops.movedim(chosen, -1, dim).astype(soft.dtype)
    return chosen - _ops.StopGradient(soft) + soft


def rrelu(input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3) -> Tensor:
    """Give positive elements, and others times a random number from `lower` to `upper`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.rrelu(Tensor([-2.0, 1.0]), 0.5, 0.5))
    [-1.  1.]
    """
    if not lower <= upper:
        raise ValueError(f"`lower` needs to be at most `upper`, but they are {lower} and {upper}")
    slopes = rand_like(input) * (upper - lower) + lower
    return _ops.where(input >= 0, input, input * slopes)


def exponential(shape: Sequence[int], rate: Any = 1.0, seed: int | None = None) -> Tensor:
    """Draw exponentially distributed numbers of mean 1 / rate.

    >>> from mindspore import ops
    >>> ops.exponential((2,)).shape
    (2,)
    """
    return _ops.RandomExponential(_state(seed), tuple(shape), mstype.float32)[1] / rate


def bernoulli(input: Tensor, p: Any = 0.5, seed: int | None = None) -> Tensor:
    """Draw 1 with probability `p` and 0 else, as many as `input` has.

    >>> from mindspore import Tensor, ops
    >>> print(ops.bernoulli(Tensor([1.0, 2.0]), p=1.0))
    [1. 1.]
    """
    chance = p if isinstance(p, Tensor) else _ops.full((), float(p))
    chance = _ops.broadcast_to(_ops.cast(chance, mstype.float32), input.shape)
    return _ops.RandomBernoulli(_state(seed), chance, input.dtype)[1]


def dropout(
    input: Tensor, p: float = 0.5, training: bool = True, seed: int | None = None
) -> Tensor:
    """Make each element 0 with probability `p`, and divide the others by 1 - p.

    >>> from mindspore import Tensor, ops
    >>> print(ops.dropout(Tensor([1.0, 2.0]), p=0.5, training=False))
    [1. 2.]
    """
    if not training or p == 0:
        return input
    return _ops.RandomDropout(_state(seed), input, p)[1]


def _dropout_channels(input: Tensor, p: float, training: bool, axes: int) -> Tensor:
    if not training or p == 0:
        return input
    ones = _ops.ones(input.shape[:-axes] + (1,) * axes, input.dtype)
    return input * dropout(ones, p)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Make whole channels (all but the last axis) 0 with probability `p`.

    >>> from mindspore import Tensor, ops
    >>> ops.dropout1d(Tensor([[1.0, 2.0]]), 0.0).shape
    (1, 2)
    """
    return _dropout_channels(input, p, training, 1)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Make whole channels (all but the last two axes) 0 with probability `p`.

    >>> from mindspore import ops
    >>> ops.dropout2d(ops.ones((1, 2, 3, 3)), 0.5).shape
    (1, 2, 3, 3)
    """
    return _dropout_channels(input, p, training, 2)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Make whole channels (all but the last three axes) 0 with probability `p`.

    >>> from mindspore import ops
    >>> ops.dropout3d(ops.ones((1, 2, 3, 3, 3)), 0.5).shape
    (1, 2, 3, 3, 3)
    """
    return _dropout_channels(input, p, training, 3)


def dropout_with_mask(
    x: Tensor, keep_prob: float = 0.5, Seed0: int = 0, Seed1: int = 0
) -> tuple[Tensor, Tensor]:
    """Dropout and what it multiplied with: what the class Dropout calls.

    >>> from mindspore import Tensor, ops
    >>> print(ops.Dropout(keep_prob=1.0)(Tensor([1.0, 2.0]))[0])
    [1. 2.]
    """
    mask = dropout(_ops.ones_like(x), 1.0 - keep_prob, seed=Seed0 or None)
    return x * mask, mask


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = True, seed: int | None = None
) -> Tensor:
    """Draw classes as often as the weights in the last axis say.

    >>> from mindspore import Tensor, ops
    >>> print(ops.multinomial(Tensor([0.0, 1.0]), 3))
    [1 1 1]
    """
    drawn = _ops.RandomCategoricalDraw(_state(seed), input, num_samples, replacement)[1]
    return _ops.cast(drawn, mstype.int32)


def multinomial_with_replacement(
    x: Tensor, seed: int, offset: int, numsamples: int, replacement: bool = False
) -> Tensor:
    """Draw classes as often as the weights in the last axis say, as int64.

    >>> from mindspore import Tensor, ops
    >>> print(ops.multinomial_with_replacement(Tensor([[0.0, 1.0]]), 2, 5, 3, True))
    [[1 1 1]]
    """
    drawn = _ops.RandomCategoricalDraw(_state(seed or None), x, numsamples, replacement)[1]
    return _ops.cast(drawn, mstype.int64)


def random_categorical(
    logits: Tensor, num_sample: int, seed: int = 0, dtype: mstype.Type = mstype.int64
) -> Tensor:
    """Draw classes from the distribution whose logarithms, but for a constant, are `logits`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.random_categorical(Tensor([[-100.0, 0.0]]), 2))
    [[1 1]]
    """
    weights = _ops.softmax(logits, -1)
    drawn = _ops.RandomCategoricalDraw(_state(seed or None), weights, num_sample, True)[1]
    return _ops.cast(drawn, dtype)


def shuffle(x: Tensor, seed: int | None = None) -> Tensor:
    """Put the slices of the first axis in random order.

    >>> from mindspore import Tensor, ops
    >>> int(ops.shuffle(Tensor([1, 2, 3])).sum())
    6
    """
    return _ops.index_select(x, 0, randperm(x.shape[0], seed or 0))
