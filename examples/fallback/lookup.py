"""A table of pandas is looked into by a compiled function.

Run it with `python examples/fallback/lookup.py`.
"""

import numpy as np
import pandas as pd

import mindspore as ms
from mindspore import Tensor, ops

PRICES = pd.DataFrame({"item": [1, 2, 3], "price": [2.0, 3.5, 5.0]}).set_index("item")


def cost(amounts: Tensor, items: Tensor) -> Tensor:
    """Add up amounts times the prices of the items."""
    prices = PRICES.loc[items.asnumpy(), "price"].to_numpy()
    return ops.sum(amounts * ms.tensor(prices, dtype=ms.float32))


def main() -> None:
    """Value and gradient, in both modes; the table changes in between."""
    amounts, items = Tensor([1.0, 2.0]), Tensor([3, 1])
    graph = ms.jit(cost)
    print("cost", float(graph(amounts, items)))
    PRICES.loc[1, "price"] = 10.0
    assert float(graph(amounts, items)) == float(cost(amounts, items))
    slopes = [ms.grad(function)(amounts, items).asnumpy() for function in (cost, graph)]
    assert np.array_equal(*slopes)
    print("then", float(graph(amounts, items)), "gradient", slopes[1].tolist())


if __name__ == "__main__":
    main()
