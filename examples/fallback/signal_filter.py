"""A filter of SciPy's in front of a trained layer, in one compiled step.

Run it with `python examples/fallback/signal_filter.py`.
"""

import numpy as np
import scipy.signal

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops


class Smoothed(nn.Cell):
    """Filters its input with SciPy, then scales it by what is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = Parameter(Tensor([1.0], ms.float32), name="scale")

    def construct(self, x: Tensor, wanted: Tensor) -> Tensor:
        """Give the mean square error."""
        smooth = scipy.signal.savgol_filter(x.asnumpy(), 5, 2)
        error = self.scale * ms.tensor(smooth, dtype=ms.float32) - wanted
        return ops.mean(error * error)


def train(compiled: bool) -> tuple[float, float]:
    """Train for a while; gives the last loss and what was learnt."""
    net = Smoothed()
    optimizer = nn.SGD(net.trainable_params(), 0.2)
    step = ms.value_and_grad(net, None, optimizer.parameters)

    def once(x: Tensor, wanted: Tensor) -> Tensor:
        value, gradients = step(x, wanted)
        optimizer(gradients)
        return value

    run = ms.jit(once) if compiled else once
    line = np.linspace(0, 1, 16).astype(np.float32)
    noise = np.random.default_rng(0).normal(0, 0.05, 16).astype(np.float32)
    for _ in range(20):
        last = run(Tensor(line + noise), Tensor(3 * line))
    return float(last), float(net.scale.asnumpy()[0])


def main() -> None:
    """Train in both modes."""
    eager, graph = train(compiled=False), train(compiled=True)
    assert np.allclose(eager, graph, rtol=1e-5)
    print("scale", round(graph[1], 2), "loss below 0.05:", graph[0] < 0.05)


if __name__ == "__main__":
    main()
