"""Python's and NumPy's own random numbers, seeded, inside a compiled training step.

Run it with `python examples/fallback/sampling.py`.
"""

import random

import numpy as np

import mindspore as ms
from mindspore import Tensor, ops

DATA = np.random.default_rng(1).normal(size=(64, 2)).astype(np.float32)


def loss(weights: Tensor) -> Tensor:
    """Fit a line to rows that are drawn anew at each call; some get noise."""
    rows = random.sample(range(len(DATA)), k=8)
    x = DATA[rows]
    if random.random() < 0.5:
        x = x + np.random.normal(0, 0.01, x.shape)
    wanted = ms.tensor(x @ np.array([2.0, -1.0]), dtype=ms.float32)
    error = ops.matmul(ms.tensor(x, dtype=ms.float32), weights) - wanted
    return ops.mean(error * error)


def train(compiled: bool) -> np.ndarray:
    """Train from one seed."""
    random.seed(7)
    np.random.seed(7)
    step = ms.value_and_grad(ms.jit(loss) if compiled else loss)
    weights = Tensor([0.0, 0.0])
    for _ in range(60):
        _, slope = step(weights)
        weights = weights - 0.2 * slope
    return weights.asnumpy()


def main() -> None:
    """Both modes draw the same numbers."""
    eager, graph = train(compiled=False), train(compiled=True)
    assert np.allclose(eager, graph, rtol=1e-5)
    print("weights", np.round(graph, 1).tolist())


if __name__ == "__main__":
    main()
