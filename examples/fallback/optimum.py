"""An inner problem is solved by SciPy: an optimum, a sparse system, a test of the residuals.

Run it with `python examples/fallback/optimum.py`.
"""

import numpy as np
import scipy.optimize
import scipy.sparse
import scipy.sparse.linalg
import scipy.stats

import mindspore as ms
from mindspore import Tensor, ops

SIZE = 16
CHAIN = scipy.sparse.diags_array([-1.0, 2.5, -1.0], offsets=[-1, 0, 1], shape=(SIZE, SIZE))


def solved(force: Tensor) -> Tensor:
    """Solve the chain's sparse system; its own transpose solves the way back."""
    return ms.tensor(scipy.sparse.linalg.spsolve(CHAIN.tocsc(), force.asnumpy()), ms.float32)


class Solve(ms.nn.Cell):
    """The solution as a function of the force, with its gradient."""

    def construct(self, force: Tensor) -> Tensor:
        """Give the solution."""
        return solved(ops.stop_gradient(force))

    def bprop(self, force: Tensor, out: Tensor, dout: Tensor) -> tuple[Tensor]:
        """Solve with the transpose, which is the matrix itself."""
        return (solved(dout),)


def loss(scale: Tensor, force: Tensor, wanted: Tensor, solve: Solve) -> Tensor:
    """Scale the force; the step's size is what SciPy finds best on a line."""
    error = solve(scale * force) - wanted
    held = ops.stop_gradient(error).asnumpy()
    best = scipy.optimize.minimize_scalar(lambda t: float(np.sum((t * held) ** 2 + (t - 1) ** 2)))
    weight = 2.0 if scipy.stats.ttest_1samp(held, 0.0).pvalue < 0.05 else 1.0
    return ops.sum(error * error) * float(best.x) * weight


def main() -> None:
    """Value and gradient in both modes."""
    rng = np.random.default_rng(0)
    force = Tensor(rng.random(SIZE).astype(np.float32))
    wanted, scale = Tensor(np.full(SIZE, 2.0, np.float32)), Tensor([0.5])
    solve, found = Solve(), []
    for function in (loss, ms.jit(loss)):
        value, slope = ms.value_and_grad(function)(scale, force, wanted, solve)
        found.append((float(value), slope.asnumpy()))
    assert np.isclose(found[0][0], found[1][0], rtol=1e-6)
    assert np.allclose(found[0][1], found[1][1], rtol=1e-5)
    print("pulls up:", bool(found[1][1][0] < 0))


if __name__ == "__main__":
    main()
