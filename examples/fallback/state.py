"""A class with state and a log, used by a compiled function.

Run it with `python examples/fallback/state.py`.
"""

import collections
import logging

import mindspore as ms
from mindspore import Tensor

logger = logging.getLogger("example")
RECENT: collections.deque = collections.deque(maxlen=3)


@ms.jit
def step(x: Tensor) -> Tensor:
    """Do some work and note it down in Python."""
    y = x * 2 + 1
    logger.warning("sum %.1f", float(y.sum()))
    RECENT.append(float(y.max()))
    return y


def main() -> None:
    """Call it a few times."""
    logging.basicConfig(format="%(message)s")
    for i in range(5):
        step(Tensor([1.0, float(i)]))
    print("recent", list(RECENT))


if __name__ == "__main__":
    main()
