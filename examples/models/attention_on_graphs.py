"""Graph attention: nodes of two communities learn to which one they belong.

Edges are lists of numbers; messages are gathered, weighted by a softmax over each node's edges
and added by segment. P. Velickovic et al.: Graph attention networks, 2018.
"""

import numpy as np

import mindspore as ms
from mindspore import nn, ops
from mindspore.ops import operations as P


class Attention(nn.Cell):
    """One layer with one head."""

    def __init__(self, features: int, out: int, nodes: int) -> None:
        super().__init__()
        self.project = nn.Dense(features, out, has_bias=False)
        self.source, self.target = nn.Dense(out, 1), nn.Dense(out, 1, has_bias=False)
        self.nodes, self.add = nodes, P.UnsortedSegmentSum()

    def construct(self, x, source, target):
        """Give what each node hears over the edges `source` -> `target`."""
        h = self.project(x)
        score = ops.leaky_relu(self.source(h)[source] + self.target(h)[target], 0.2)
        weight = ops.exp(score - ops.stop_gradient(score.max()))
        total = self.add(weight, target, self.nodes)
        return self.add(weight / total[target] * h[source], target, self.nodes)


class Net(nn.Cell):
    """Two layers, and the loss on the few nodes whose community is told."""

    def __init__(self, nodes: int) -> None:
        super().__init__()
        self.first, self.second = Attention(4, 8, nodes), Attention(8, 2, nodes)

    def construct(self, x, source, target):
        """Give two scores for each node."""
        return self.second(ops.elu(self.first(x, source, target)), source, target)


def train(steps: int = 60) -> tuple[list[float], float]:
    """Give the losses, and the part of nodes that found their community."""
    ms.set_seed(2)
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 20).astype(np.int32)
    near = rng.random((40, 40)) < np.where(labels[:, None] == labels, 0.4, 0.03)
    edges = [ms.Tensor(e.astype(np.int32)) for e in np.nonzero(near | np.eye(40, dtype=bool))]
    x = rng.normal(labels[:, None], 1.5, (40, 4)).astype(np.float32)
    x, told = ms.Tensor(x), ms.Tensor(np.array([0, 1, 2, 20, 21, 22], np.int32))
    net, y = Net(40), ms.Tensor(labels)
    optimizer = nn.Adam(net.trainable_params(), 0.02)

    def loss(x):
        return ops.cross_entropy(net(x, *edges)[told], y[told])

    step = ms.value_and_grad(loss, None, optimizer.parameters)

    def update(x):
        value, grads = step(x)
        optimizer(grads)
        return value

    if ms.get_context("mode") == ms.GRAPH_MODE:
        update = ms.jit(update)
    losses = [float(update(x)) for _ in range(steps)]
    return losses, float((net(x, *edges).argmax(1) == y).astype(ms.float32).mean())


if __name__ == "__main__":
    losses, right = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, {right:.0%} of the nodes are right")
