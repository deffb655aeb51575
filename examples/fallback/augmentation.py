"""Pictures are turned by PIL, by an angle that the data decides, in the middle of a compiled step.

Run it with `python examples/fallback/augmentation.py`.
"""

import numpy as np
from PIL import Image

import mindspore as ms
from mindspore import Tensor, ops


def turned(picture: Tensor) -> Tensor:
    """Turn a picture by an angle that depends on how bright it is; mirror dark ones."""
    image = Image.fromarray(picture.asnumpy())
    bright = picture.mean() > 0.5
    image = image.rotate(90) if bright else image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return ms.tensor(np.asarray(image), dtype=ms.float32)


def loss(picture: Tensor, weights: Tensor) -> Tensor:
    """Compare the turned picture with a template."""
    return ops.sum(ops.sigmoid(turned(picture) * weights))


def main() -> None:
    """Two pictures, in both modes."""
    rng = np.random.default_rng(0)
    weights = Tensor(rng.normal(size=(8, 8)).astype(np.float32))
    graph = ms.jit(loss)
    for level in (0.2, 0.8):
        picture = Tensor((rng.random((8, 8)) * 0.2 + level).astype(np.float32))
        value, slope = ms.value_and_grad(loss, 1)(picture, weights)
        again, same = ms.value_and_grad(graph, 1)(picture, weights)
        assert np.allclose(slope.asnumpy(), same.asnumpy(), rtol=1e-6)
        assert np.isclose(float(value), float(again), rtol=1e-6)
        print("level", level, "loss", round(float(graph(picture, weights)), 3))


if __name__ == "__main__":
    main()
