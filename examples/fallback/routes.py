"""networkx finds the way through a graph whose costs are trained, in one compiled function.

Run it with `python examples/fallback/routes.py`.
"""

import networkx as nx
import numpy as np

import mindspore as ms
from mindspore import Tensor, ops

EDGES = [("a", "b"), ("b", "d"), ("a", "c"), ("c", "d"), ("b", "c")]
WANTED = {("a", "c"), ("c", "d")}


def shortest(costs: np.ndarray) -> list[int]:
    """Give the numbers of the edges on the cheapest way from a to d."""
    net = nx.DiGraph()
    for number, (edge, cost) in enumerate(zip(EDGES, costs.tolist(), strict=True)):
        net.add_edge(*edge, weight=cost, number=number)
    path = nx.shortest_path(net, "a", "d", weight="weight")
    return [net.edges[edge]["number"] for edge in nx.utils.pairwise(path)]


def loss(logits: Tensor) -> Tensor:
    """Make the way that is found dearer, and the wanted one cheaper."""
    costs = ops.softplus(logits)
    taken = shortest(ops.stop_gradient(costs).asnumpy())
    wanted = [number for number, edge in enumerate(EDGES) if edge in WANTED]
    return ops.sum(costs[wanted]) - ops.sum(costs[taken])


def main() -> None:
    """Train in both modes until the wanted way is the shortest."""
    ends = []
    for function in (loss, ms.jit(loss)):
        logits = Tensor([0.0, 0.0, 1.0, 1.0, 0.5])
        for _ in range(20):
            logits = logits - 0.3 * ms.grad(function)(logits)
        ends.append(logits.asnumpy())
    assert np.allclose(*ends, rtol=1e-5)
    print("way", [EDGES[number] for number in shortest(np.log1p(np.exp(ends[1])))])


if __name__ == "__main__":
    main()
