"""A class with state and a log, used by a compiled function.

Run it with `python examples/fallback/state.py`.
"""

import collections
import logging

import numpy as np

import mindspore as ms
from mindspore import Tensor, ops

logger = logging.getLogger("example")


class Thermostat:
    """Remembers the last sums, and lowers its factor when they grow."""

    def __init__(self) -> None:
        self.recent: collections.deque = collections.deque(maxlen=3)
        self.factor = 1.0

    def watch(self, value: float) -> float:
        """Note a value down; give the factor for this step."""
        if self.recent and value > max(self.recent):
            self.factor *= 0.5
            logger.warning("sum %.1f is the largest: factor %.3f", value, self.factor)
        self.recent.append(value)
        return self.factor


def train(compiled: bool) -> tuple[list[float], float, np.ndarray]:
    """Call it a few times, forward and backward."""
    watcher = Thermostat()

    def loss(x: Tensor) -> Tensor:
        y = x * x + 1
        return ops.sum(y) * watcher.watch(float(ops.sum(y).asnumpy()))

    step = ms.value_and_grad(ms.jit(loss) if compiled else loss)
    for i in range(5):
        _, slope = step(Tensor([1.0, float(i)]))
    return list(watcher.recent), watcher.factor, slope.asnumpy()


def main() -> None:
    """Both modes leave the same behind."""
    logging.basicConfig(format="%(message)s")
    eager, graph = train(compiled=False), train(compiled=True)
    assert eager[:2] == graph[:2]
    assert np.array_equal(eager[2], graph[2])
    print("recent", graph[0], "factor", graph[1], "gradient", graph[2].tolist())


if __name__ == "__main__":
    main()
