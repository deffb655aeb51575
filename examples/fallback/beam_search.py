"""Beam search with a heap over what a network scores, in one compiled function.

Run it with `python examples/fallback/beam_search.py`.
"""

import bisect
import heapq

import numpy as np

import mindspore as ms
from mindspore import Tensor, ops


def search(weights: Tensor, width: int, length: int) -> list[tuple[int, ...]]:
    """Give the likeliest sequences; a heap keeps the best of each length."""
    beams: list[tuple[float, tuple[int, ...]]] = [(0.0, (0,))]
    scores = ops.log_softmax(weights, axis=-1).asnumpy()
    for _ in range(length):
        found = [
            (total + float(score), (*path, token))
            for total, path in beams
            for token, score in enumerate(scores[path[-1]])
        ]
        beams = heapq.nlargest(width, found)
    return [path for _, path in beams]


def loss(weights: Tensor) -> Tensor:
    """Make the sequence that the search finds less likely than what is wanted."""
    best = search(ops.stop_gradient(weights), 3, 4)[0]
    scores = ops.log_softmax(weights, axis=-1)
    total = ops.zeros((), ms.float32)
    for i in range(len(best) - 1):
        total = total + scores[best[i], best[i + 1]] - scores[i, i + 1]
    return total


def main() -> None:
    """Train until the search finds 0, 1, 2, 3, 4; the losses are kept in order."""
    start = np.random.default_rng(0).normal(size=(5, 5)).astype(np.float32)
    ends = []
    for function in (loss, ms.jit(loss)):
        weights, order = Tensor(start), []
        for _ in range(30):
            value, slope = ms.value_and_grad(function)(weights)
            bisect.insort(order, float(value))
            weights = weights - 0.5 * slope
        assert order == sorted(order)
        ends.append(weights.asnumpy())
    assert np.allclose(*ends, rtol=1e-5)
    print("found", search(Tensor(ends[1]), 3, 4)[0])


if __name__ == "__main__":
    main()
