"""A network learns the solution of u'' = -sin(x) with u(0) = u(pi) = 0 from the equation alone.

The loss holds second derivatives of the network, so that training takes third ones; one compiled
graph computes them all. M. Raissi et al.: Physics-informed neural networks, 2019.
"""

import numpy as np

import mindspore as ms
from mindspore import nn, ops


class Solution(nn.Cell):
    """u(x), which is zero at both ends whatever the weights are."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.SequentialCell(nn.Dense(1, 16), nn.Tanh(), nn.Dense(16, 1))

    def construct(self, x):
        """Give u at each place of `x`, (n, 1)."""
        return x * (np.pi - x) * self.body(x)


def train(steps: int = 150) -> tuple[list[float], float]:
    """Give the losses, and the largest error against sin(x)."""
    ms.set_seed(1)
    net = Solution()
    optimizer = nn.Adam(net.trainable_params(), 0.01)
    x = ms.Tensor(np.linspace(0, np.pi, 33, dtype=np.float32)[:, None])

    def total(x):
        return net(x).sum()

    curvature = ms.grad(lambda x: ms.grad(total)(x).sum())

    def loss(x):
        return ops.square(curvature(x) + ops.sin(x)).mean()

    step = ms.value_and_grad(loss, None, optimizer.parameters)

    def update(x):
        value, grads = step(x)
        optimizer(grads)
        return value

    if ms.get_context("mode") == ms.GRAPH_MODE:
        update = ms.jit(update)
    losses = [float(update(x)) for _ in range(steps)]
    return losses, float(ops.abs(net(x) - ops.sin(x)).max())


if __name__ == "__main__":
    losses, error = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.5f}, largest error {error:.4f}")
