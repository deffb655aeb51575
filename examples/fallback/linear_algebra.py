"""NumPy's linear algebra in the middle of a compiled function.

Run it with `python examples/fallback/linear_algebra.py`.
"""

import numpy as np

import mindspore as ms
from mindspore import Tensor, ops


def whiten(x: Tensor) -> Tensor:
    """Turn the columns of `x` into uncorrelated ones; the eigenvectors are NumPy's."""
    centred = x - ops.mean(x, 0, keep_dims=True)
    covariance = ops.matmul(centred.T, centred) / x.shape[0]
    values, vectors = np.linalg.eigh(ops.stop_gradient(covariance).asnumpy())
    rotation = ms.tensor(vectors / np.sqrt(values), dtype=ms.float32)
    return ops.matmul(centred, rotation)


def loss(x: Tensor) -> Tensor:
    """Weigh the whitened columns; the rotation is a constant to the gradient."""
    return ops.sum(ops.tanh(whiten(x)))


def main() -> None:
    """Whiten random numbers in both modes, go back, and say what was left to Python."""
    given = np.random.default_rng(0).standard_normal((64, 3)).astype(np.float32)
    x = Tensor(given @ np.array([[2, 0, 0], [1, 1, 0], [0, 1, 3]], np.float32))
    graph = ms.jit(whiten)
    array = graph(x).asnumpy()
    assert np.array_equal(array, whiten(x).asnumpy())
    slopes = [ms.grad(function)(x).asnumpy() for function in (loss, ms.jit(loss))]
    assert np.allclose(*slopes, rtol=1e-6)
    assert slopes[0].any()
    print("covariance", np.round(array.T @ array / 64, 3).tolist())
    print(len(graph.fallbacks), "visits")


if __name__ == "__main__":
    main()
