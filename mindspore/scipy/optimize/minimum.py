"""minimize: BFGS and L-BFGS on a function of a Tensor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mindspore.common.tensor import Tensor
from mindspore.scipy.optimize.line import Line, numpy_pair, searched


class OptimizeResults(NamedTuple):
    """What a search for a minimum found."""

    x: Any
    success: bool
    status: int
    fun: float
    jac: Any
    hess_inv: Any
    nfev: int
    njev: int
    nit: int


class _Dense:
    """The inverse of the second derivative, as a matrix."""

    def __init__(self, size: int, history: int) -> None:
        self.matrix = np.eye(size)

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        return -self.matrix @ gradient

    def learn(self, step: np.ndarray, change: np.ndarray, product: float) -> None:
        left = np.eye(len(step)) - np.outer(step, change) / product
        self.matrix = left @ self.matrix @ left.T + np.outer(step, step) / product


class _Limited:
    """The same as the last steps only."""

    matrix = None

    def __init__(self, size: int, history: int) -> None:
        self.pairs: deque = deque(maxlen=history)

    def direction(self, gradient: np.ndarray) -> np.ndarray:
        way, parts = -gradient, []
        for step, change, product in reversed(self.pairs):
            parts.append(step @ way / product)
            way = way - parts[-1] * change
        if self.pairs:
            step, change, product = self.pairs[-1]
            way = way * (product / (change @ change))
        for step, change, product in self.pairs:
            way = way + (parts.pop() - change @ way / product) * step
        return way

    def learn(self, step: np.ndarray, change: np.ndarray, product: float) -> None:
        self.pairs.append((step, change, product))


_METHODS = {"bfgs": _Dense, "lbfgs": _Limited}
_OPTIONS = {"maxiter", "gtol", "norm", "line_search_maxiter", "maxcor", "ftol", "maxfun", "maxls"}


def minimize(
    func: Callable,
    x0: Any,
    args: tuple = (),
    method: str | None = None,
    jac: Any = None,
    hess: Any = None,
    hessp: Any = None,
    bounds: Any = None,
    constraints: Any = (),
    tol: float | None = None,
    callback: Callable | None = None,
    options: dict | None = None,
) -> OptimizeResults:
    """Look for a minimum of `func` near `x0`.

    Args:
        func: A function of a Tensor, and `args`, with a scalar result.
        x0: Where to start, a Tensor of floats.
        args: More arguments of `func`.
        method: "BFGS" or "LBFGS".
        jac: Kept: gradients are computed. So are `hess`, `hessp`.
        hess: Kept.
        hessp: Kept.
        bounds: None: a minimum is looked for everywhere.
        constraints: None.
        tol: The same as the option `gtol`.
        callback: Called with `x` after each round.
        options: `maxiter` (200 rounds for each element if not given), `gtol` (1e-5: the greatest
            entry of the gradient at the end, by `norm`), `line_search_maxiter`, `maxcor` (how many
            steps LBFGS keeps).

    Returns:
        Named results: `x`, `success`, `status` (0 is success), `fun`, `jac` (value and gradient
        there), `hess_inv` (of BFGS), `nfev`, `njev`, `nit` (counts of calls and rounds).

    Raises:
        ValueError: A method that is not known.
        TypeError: `args` is not a tuple.

    Supported modes: both; the search runs in Python, `func` as it does.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.optimize import minimize
    >>> found = minimize(lambda x: ((x - 3.0) ** 2).sum(), Tensor([0.0, 1.0]), method="BFGS")
    >>> print(found.x, found.success)
    [3. 3.] True
    """
    if str(method).lower() not in _METHODS:
        raise ValueError(f"`method` needs to be BFGS or LBFGS, but is {method!r}")
    if not isinstance(args, tuple):
        raise TypeError(f"`args` needs to be a tuple, but is {type(args).__name__}")
    if bounds is not None or len(constraints):
        raise ValueError("minimize needs `bounds` and `constraints` left out")
    settings = {"gtol": 1e-5 if tol is None else tol, **(options or {})}
    unknown = set(settings) - _OPTIONS
    if unknown:
        raise TypeError(f"`options` needs keys of {sorted(_OPTIONS)}, found {sorted(unknown)}")
    start = Tensor(x0)
    x = np.asarray(start.asnumpy(), np.float64).reshape(-1)
    inverse = _METHODS[str(method).lower()](x.size, settings.get("maxcor") or 10)
    return _Search(numpy_pair(func, x0, args), settings, start, callback).run(x, inverse)


class _Search:
    def __init__(self, both: Callable, settings: dict, start: Tensor, callback: Any) -> None:
        self.both, self.start, self.callback = both, start, callback
        self.gtol, self.norm = settings["gtol"], settings.get("norm", np.inf)
        self.rounds = settings.get("maxiter") or start.size * 200
        self.line_rounds = settings.get("line_search_maxiter") or settings.get("maxls") or 20

    def _given(self, x: np.ndarray) -> Tensor:
        return Tensor(x.reshape(self.start.shape), dtype=self.start.dtype)

    def run(self, x: np.ndarray, inverse: Any) -> OptimizeResults:
        value, gradient = self.both(x)
        calls, number, status = 1, 0, 0
        while np.linalg.norm(gradient, self.norm) > self.gtol:
            if number >= self.rounds:
                status = 1
                break
            way = inverse.direction(gradient)
            if gradient @ way >= 0:
                way = -gradient
            line = Line(self.both, x, way)
            failed, _, step, here = searched(
                line, value, float(gradient @ way), 1e-4, 0.9, self.line_rounds
            )
            calls += line.calls
            if failed:
                status = 3
                break
            change = line.gradient - gradient
            product = float(change @ way) * step
            if product > 1e-12:
                inverse.learn(step * way, change, product)
            x, value, gradient = x + step * way, here, line.gradient
            number += 1
            if self.callback is not None:
                self.callback(self._given(x))
        hessian = None if inverse.matrix is None else Tensor(inverse.matrix, self.start.dtype)
        counts = (calls, calls, number)
        ends = (self._given(x), status == 0, status, value, self._given(gradient))
        return OptimizeResults(*ends, hessian, *counts)
