"""Boxes in pictures: (x0, y0, x1, y1), whose corners are pixels that belong to the box."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = ["bounding_box_decode", "bounding_box_encode", "check_valid", "iou"]


def iou(anchor_boxes: Tensor, gt_boxes: Tensor, mode: str = "iou") -> Tensor:
    """Give the share that boxes have in common, a row for each of `gt_boxes`.

    `mode` "iou" divides by the area of both together, "iof" by that of the box in `gt_boxes`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.iou(Tensor([[0.0, 0.0, 9.0, 9.0]]), Tensor([[0.0, 0.0, 9.0, 9.0]])))
    [[1.]]
    """
    if mode not in ("iou", "iof"):
        raise ValueError(f"`mode` needs to be 'iou' or 'iof', but is {mode!r}")
    a, g = anchor_boxes.astype(mstype.float32), gt_boxes.astype(mstype.float32)
    low = _ops.maximum(_ops.expand_dims(g[:, :2], 1), a[:, :2])
    high = _ops.minimum(_ops.expand_dims(g[:, 2:], 1), a[:, 2:])
    sides = _ops.maximum(high - low + 1, 0.0)
    common = sides[..., 0] * sides[..., 1]
    area_a, area_g = ((box[:, 2] - box[:, 0] + 1) * (box[:, 3] - box[:, 1] + 1) for box in (a, g))
    whole = _ops.expand_dims(area_g, 1)
    if mode == "iou":
        whole = whole + area_a - common
    return (common / whole).astype(anchor_boxes.dtype)


def _centres_and_sides(boxes: Tensor) -> tuple[Tensor, Tensor]:
    low, high = boxes[:, :2], boxes[:, 2:]
    return (low + high) * 0.5, high - low + 1


def bounding_box_encode(
    anchor_box: Tensor,
    groundtruth_box: Tensor,
    means: Sequence[float] = (0.0, 0.0, 0.0, 0.0),
    stds: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
) -> Tensor:
    """Give what moves and stretches anchors to the boxes that they stand for.

    >>> from mindspore import Tensor, ops
    >>> box = Tensor([[2.0, 2.0, 2.0, 3.0]])
    >>> print(ops.bounding_box_encode(box, box))
    [[0. 0. 0. 0.]]
    """
    at, sides = _centres_and_sides(anchor_box)
    to, wanted = _centres_and_sides(groundtruth_box)
    deltas = _ops.concat([(to - at) / sides, _ops.log(wanted / sides)], 1)
    return (deltas - Tensor(list(means), deltas.dtype)) / Tensor(list(stds), deltas.dtype)


def bounding_box_decode(
    anchor_box: Tensor,
    deltas: Tensor,
    max_shape: Sequence[int],
    means: Sequence[float] = (0.0, 0.0, 0.0, 0.0),
    stds: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    wh_ratio_clip: float = 0.016,
) -> Tensor:
    """Move and stretch anchors as `bounding_box_encode` says, within a picture of `max_shape`.

    >>> from mindspore import Tensor, ops
    >>> box = Tensor([[2.0, 2.0, 5.0, 3.0]])
    >>> print(ops.bounding_box_decode(box, Tensor([[0.0, 0.0, 0.0, 0.0]]), (8, 8)))
    [[2. 2. 5. 3.]]
    """
    at, sides = _centres_and_sides(anchor_box)
    moved = deltas * Tensor(list(stds), deltas.dtype) + Tensor(list(means), deltas.dtype)
    most = abs(math.log(wh_ratio_clip))
    stretch = _ops.exp(_ops.minimum(_ops.maximum(moved[:, 2:], -most), most))
    centre, half = at + sides * moved[:, :2], sides * stretch * 0.5
    corners = _ops.concat([centre - half + 0.5, centre + half - 0.5], 1)
    height, width = max_shape
    limits = Tensor([width - 1, height - 1, width - 1, height - 1], corners.dtype)
    return _ops.maximum(_ops.minimum(corners, limits), 0.0)


def check_valid(bboxes: Tensor, img_metas: Tensor) -> Tensor:
    """Tell which boxes lie inside a picture whose (height, width, scale) is `img_metas`.

    >>> from mindspore import Tensor, ops
    >>> boxes = Tensor([[1.0, 1.0, 4.0, 4.0], [-1.0, 2.0, 3.0, 3.0]])
    >>> print(ops.check_valid(boxes, Tensor([10.0, 10.0, 1.0])))
    [ True False]
    """
    size = img_metas[:2] * img_metas[2] - 1
    limits = _ops.stack([size[1], size[0]])
    inside = _ops.concat([bboxes[:, :2] >= 0, bboxes[:, 2:] <= limits], 1)
    return _ops.all(inside, 1)
