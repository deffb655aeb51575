"""SciPy's special functions give the weights of a compiled loss; the gradient goes around them.

Run it with `python examples/fallback/special_functions.py`.
"""

import numpy as np
import scipy.special

import mindspore as ms
from mindspore import Tensor, ops


def loss(x: Tensor) -> Tensor:
    """Weigh squares by the digamma function of their size, which is constant to the gradient."""
    weights = scipy.special.digamma(np.abs(x.asnumpy()) + 1.0)
    return ops.sum(x * x * ms.tensor(weights, dtype=ms.float32))


def main() -> None:
    """Value and gradient, in both modes."""
    x = Tensor(np.linspace(0.5, 2.0, 4).astype(np.float32))
    eager, slope = ms.value_and_grad(loss)(x)
    graph, same = ms.value_and_grad(ms.jit(loss))(x)
    assert float(eager) == float(graph)
    assert np.array_equal(slope.asnumpy(), same.asnumpy())
    print("loss", round(float(graph), 4), "gradient", np.round(same.asnumpy(), 4).tolist())


if __name__ == "__main__":
    main()
