"""A progress bar and a log in a compiled loop.

Run it with `python examples/fallback/progress.py`.
"""

import io
import logging

import numpy as np
from tqdm import tqdm

import mindspore as ms
from mindspore import Tensor, ops

logger = logging.getLogger("progress")
BAR = io.StringIO()


def powers(x: Tensor) -> Tensor:
    """Multiply a few times, with a bar that shows how far it is."""
    y = x
    for step in tqdm(range(3), file=BAR, mininterval=0):
        y = y * ops.sin(x)
        logger.warning("step %d: %.3f", step, float(ops.sum(y)))
    return ops.sum(y)


def main() -> None:
    """Value and gradient, in both modes."""
    logging.basicConfig(format="%(message)s")
    x = Tensor(np.array([0.5, 1.0], np.float32))
    value, slope = ms.value_and_grad(powers)(x)
    again, same = ms.value_and_grad(ms.jit(powers))(x)
    assert np.isclose(float(value), float(again), rtol=1e-6)
    assert np.allclose(slope.asnumpy(), same.asnumpy(), rtol=1e-6)
    assert "3/3" in BAR.getvalue()
    print("sum", round(float(again), 4), "gradient", np.round(same.asnumpy(), 4).tolist())


if __name__ == "__main__":
    main()
