"""Which parts of a picture a net's answer hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell
from mindspore.train.metrics.metric import Metric


class OcclusionSensitivity(Metric):
    """How much the score of a class changes when a part of a picture is covered.

    Args:
        pad_val: What covers it.
        margin: A cover holds so many places before a place, and as many from it on: an int, or one
            for each axis.
        n_batch: How many covered pictures go through the net at once.
        b_box: The part to look at: a least and a greatest index for each axis but the batch.

    Examples:
        >>> import numpy as np
        >>> from mindspore import Tensor, nn
        >>> from mindspore.train import OcclusionSensitivity
        >>> weight = Tensor([[0.1, 0.8, 0.1, 0.1], [1.0, 1.0, 1.0, 1.0]])
        >>> net = nn.Dense(4, 2, weight_init=weight, bias_init=Tensor([0.3, 0.6]))
        >>> metric = OcclusionSensitivity()
        >>> metric.clear()
        >>> metric.update(net, np.array([[0.1, 0.2, 0.3, 0.4]], np.float32), np.array(1))
        >>> metric.eval().round(4)
        array([0.3, 0.6, 1. , 0.9], dtype=float32)
    """

    def __init__(
        self, pad_val: float = 0.0, margin: Any = 2, n_batch: int = 128, b_box: Any = None
    ) -> None:
        super().__init__()
        if not isinstance(pad_val, (int, float)):
            raise TypeError(f"`pad_val` needs to be a number, but is {type(pad_val).__name__}")
        if not isinstance(margin, (int, Sequence)):
            raise TypeError(f"`margin` needs to be an int or ints, but is {type(margin).__name__}")
        self.pad_val, self.margin, self.n_batch, self.b_box = pad_val, margin, n_batch, b_box
        self._base, self._scores = 0.0, np.zeros(0, np.float32)
        self.clear()

    def clear(self) -> None:
        """Begin again."""
        self._base, self._scores = 0.0, np.zeros(0, np.float32)

    def _covered(self, image: np.ndarray, place: tuple) -> np.ndarray:
        margins = [self.margin] * image.ndim if isinstance(self.margin, int) else self.margin
        changed = image.copy()
        cover = tuple(
            slice(max(at - each, 0), at + each) for at, each in zip(place, margins, strict=True)
        )
        changed[cover] = self.pad_val
        return changed

    def update(self, *inputs: Any) -> None:
        """Take a net, a batch of one picture, and its class."""
        if len(inputs) != 3:
            raise ValueError(f"a net, a picture and a class are needed, found {len(inputs)} inputs")
        net, picture, label = inputs
        if not isinstance(net, Cell):
            raise TypeError(f"the first input needs to be a Cell, but is {type(net).__name__}")
        data = picture.asnumpy() if isinstance(picture, Tensor) else np.asarray(picture)
        if data.shape[0] != 1:
            raise RuntimeError(f"one picture at a time is needed, found {data.shape[0]}")
        chosen = label.asnumpy() if isinstance(label, Tensor) else np.asarray(label)
        kind, image = int(chosen.reshape(-1)[0]), data[0]
        box = self.b_box or [end for extent in image.shape for end in (0, extent - 1)]
        spans = [range(box[2 * k], box[2 * k + 1] + 1) for k in range(image.ndim)]
        shape = tuple(len(span) for span in spans)
        places = [tuple(s[i] for s, i in zip(spans, at, strict=True)) for at in np.ndindex(shape)]
        scores = []
        for start in range(0, len(places), self.n_batch):
            batch = [self._covered(image, place) for place in places[start : start + self.n_batch]]
            scores.append(net(Tensor(np.stack(batch))).asnumpy()[:, kind])
        self._base = float(net(Tensor(data)).asnumpy()[0, kind])
        self._scores = np.concatenate(scores).reshape(shape)

    def eval(self) -> np.ndarray:
        """Give how far the score falls at each place."""
        if not self._scores.size:
            raise RuntimeError("update() needs to be called before eval()")
        return (self._base - self._scores).astype(np.float32)
