"""line_search: how far to go in a direction (strong Wolfe conditions)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mindspore.common.tensor import Tensor
from mindspore.ops.gradient import value_and_grad


class LineSearchResults(NamedTuple):
    """What a search along a line found; `a_k` is how far to go."""

    failed: bool
    nit: int
    nfev: int
    ngev: int
    k: int
    a_k: float
    f_k: float
    g_k: Any
    status: int


class Line:
    """A function along a line: value and slope, counted."""

    def __init__(self, both: Callable, x: np.ndarray, direction: np.ndarray) -> None:
        self.both, self.x, self.direction = both, x, direction
        self.calls = 0
        self.gradient = direction

    def at(self, step: float) -> tuple[float, float]:
        """Give value and slope at a step."""
        self.calls += 1
        value, self.gradient = self.both(self.x + step * self.direction)
        return value, float(self.gradient @ self.direction)


def searched(
    line: Line, value: float, slope: float, c1: float, c2: float, rounds: int
) -> tuple[bool, int, float, float]:
    """Find a step: whether none was found, rounds, the step, the value there."""
    low = (0.0, value, slope)
    high: tuple[float, float, float] | None = None
    step, best = 1.0, (0.0, value)
    for number in range(1, rounds + 1):
        here, rise = line.at(step)
        if not np.isfinite(here) or here > value + c1 * step * slope or here >= low[1] > best[1]:
            high = (step, here, rise)
        elif abs(rise) <= -c2 * slope:
            return False, number, step, here
        else:
            if rise * ((high[0] if high else np.inf) - low[0]) >= 0:
                high = low
            low = (step, here, rise)
        if here < best[1]:
            best = (step, here)
        step = step * 2 if high is None else _between(low, high)
    line.at(best[0])
    return best[0] == 0.0, rounds, *best


def _between(low: tuple, high: tuple) -> float:
    """Give the minimum of the parabola through both ends, kept away from them; else the middle."""
    width = high[0] - low[0]
    bend = high[1] - low[1] - low[2] * width
    part = -low[2] * width / (2 * bend) if np.isfinite(bend) and bend > 0 else 0.5
    return low[0] + float(np.clip(part, 0.1, 0.9)) * width


def numpy_pair(func: Callable, like: Any, args: tuple = ()) -> Callable:
    """Make a function of an array that gives value and gradient of `func`, in float64."""
    first = Tensor(like)
    derived = value_and_grad(func, 0)

    def both(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = derived(Tensor(x.reshape(first.shape), dtype=first.dtype), *args)
        return float(value), np.asarray(gradient.asnumpy(), np.float64).reshape(-1)

    return both


def line_search(
    f: Callable,
    xk: Any,
    pk: Any,
    jac: Callable | None = None,
    gfk: Any = None,
    old_fval: Any = None,
    old_old_fval: Any = None,
    c1: float = 1e-4,
    c2: float = 0.9,
    maxiter: int = 20,
) -> LineSearchResults:
    """Find how far to go from `xk` in the direction `pk` so that the strong Wolfe conditions hold.

    Args:
        f: A function of a Tensor with a scalar result.
        xk: Where to start.
        pk: The direction; `f` must go down there.
        jac: Kept; the gradient is computed.
        gfk: The gradient at `xk`, if it is known.
        old_fval: The value at `xk`, if it is known.
        old_old_fval: Kept.
        c1: How much of the first slope the way down must keep.
        c2: How flat it must have become.
        maxiter: How many points to look at.

    Returns:
        Named results: `failed`, `nit`, `nfev`, `ngev`, `k`, `a_k` (the step), `f_k`, `g_k`
        (value and gradient there), `status` (0 is success).

    Supported modes: both; the search runs in Python.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.optimize import line_search
    >>> found = line_search(lambda x: (x ** 2).sum(), Tensor([1.0, 1.0]), Tensor([-1.0, -1.0]))
    >>> found.a_k, found.f_k
    (1.0, 0.0)
    """
    x, direction = (np.asarray(Tensor(t).asnumpy(), np.float64).reshape(-1) for t in (xk, pk))
    line = Line(numpy_pair(f, xk), x, direction)
    if old_fval is None or gfk is None:
        value, slope = line.at(0.0)
    else:
        value, slope = float(old_fval), float(np.asarray(gfk).reshape(-1) @ direction)
    failed, rounds, step, here = searched(line, value, slope, c1, c2, maxiter)
    gradient = Tensor(line.gradient.reshape(Tensor(xk).shape), dtype=Tensor(xk).dtype)
    calls = line.calls
    return LineSearchResults(
        failed, rounds, calls, calls, rounds + 1, step, here, gradient, int(failed)
    )
