"""scikit-learn's k-means finds centres among features, and a network is drawn towards them.

Run it with `python examples/fallback/clusters.py`.
"""

import numpy as np
from sklearn.cluster import KMeans

import mindspore as ms
from mindspore import Tensor, ops


def loss(weights: Tensor, x: Tensor) -> Tensor:
    """Give the mean distance of the features from the centre of their cluster."""
    features = ops.tanh(ops.matmul(x, weights))
    found = KMeans(n_clusters=2, n_init=1, random_state=0).fit(features.asnumpy())
    centres = ms.tensor(found.cluster_centers_[found.labels_], dtype=ms.float32)
    return ops.mean(ops.square(features - centres))


def main() -> None:
    """Some steps of descent, in both modes."""
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(20, 3)).astype(np.float32))
    start = rng.normal(size=(3, 2)).astype(np.float32)
    ends = []
    for function in (loss, ms.jit(loss)):
        weights = Tensor(start)
        values = [float(function(weights, x))]
        for _ in range(5):
            weights = weights - 0.1 * ms.grad(function)(weights, x)
            values.append(float(function(weights, x)))
        ends.append(weights.asnumpy())
        assert min(values[1:]) < values[0]
    assert np.allclose(ends[0], ends[1], rtol=1e-5)
    print("closer in both modes")


if __name__ == "__main__":
    main()
