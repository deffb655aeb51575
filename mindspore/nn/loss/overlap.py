"""Losses of segmentation: by overlap, and focused on what is hard."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell
from mindspore.nn.layer.activation import get_activation
from mindspore.nn.loss._base import LossBase, _check_tensors


class DiceLoss(LossBase):
    """One minus twice the overlap of logits and label over their sizes.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.DiceLoss()(Tensor([[0.2, 0.5]]), Tensor([[0.0, 1.0]])).shape
        ()
    """

    def __init__(self, smooth: float = 1e-5) -> None:
        super().__init__()
        if smooth <= 0:
            raise ValueError(f"`smooth` needs to be greater than 0, but is {smooth}")
        self.smooth = smooth

    def construct(self, logits: Tensor, label: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, label=label)
        if logits.shape != label.shape:
            raise ValueError(
                f"`label` needs the shape of `logits` {logits.shape}, but has {label.shape}"
            )
        label = ops.cast(label, mstype.float32)
        overlap = (logits * label).sum()
        sizes = (logits * logits).sum() + (label * label).sum()
        return 1 - 2 * overlap / (sizes + self.smooth)


class MultiClassDiceLoss(LossBase):
    """The mean of each class's DiceLoss.

    Args:
        weights: a weight of each class, of shape (classes, ...).
        ignore_indiex: the class that counts nothing.
        activation: what is applied to the logits: a Cell, or the name of one.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.MultiClassDiceLoss()(Tensor([[0.2, 0.5]]), Tensor([[0.0, 1.0]])).shape
        ()
    """

    def __init__(
        self,
        weights: Tensor | None = None,
        ignore_indiex: int | None = None,
        activation: Any = "softmax",
    ) -> None:
        super().__init__()
        self.weights, self.ignore_indiex = weights, ignore_indiex
        self.activation = get_activation(activation) if isinstance(activation, str) else activation
        if self.activation is not None and not isinstance(self.activation, Cell):
            raise TypeError("`activation` needs to be a str, a Cell or None")
        self.binarydiceloss = DiceLoss(smooth=1e-5)

    def construct(self, logits: Tensor, label: Tensor) -> Tensor:
        """Gives the loss."""
        if self.activation is not None:
            logits = self.activation(logits)
        classes = label.shape[1]
        total: Any = 0
        for i in range(classes):
            if i != self.ignore_indiex:
                loss = self.binarydiceloss(logits[:, i], label[:, i])
                total = total + (loss if self.weights is None else loss * self.weights[i])
        return total / classes


class FocalLoss(LossBase):
    """Cross entropy, weighted by how far the probability of the label is from one.

    Args:
        weight: a weight of each class.
        gamma: the power of that distance.
        reduction: "mean", "sum" or "none".

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> nn.FocalLoss()(Tensor([[0.2, 0.5]]), Tensor([[1]], ms.int32)).shape
        ()
    """

    def __init__(
        self, weight: Tensor | None = None, gamma: float = 2.0, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction)
        self.gamma, self.weight = gamma, weight

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        n, c = logits.shape[:2]
        log_p = ops.log_softmax(logits.reshape(n, c, -1), 1)
        labels = labels.reshape(n, labels.shape[1], -1)
        if labels.shape[1] == 1:
            log_p = ops.gather_elements(log_p, 1, ops.cast(labels, mstype.int32))
            weight = None if self.weight is None else self.weight[ops.cast(labels, mstype.int32)]
        else:
            weight = None if self.weight is None else self.weight.reshape(1, -1, 1)
        loss = -ops.pow(1 - ops.exp(log_p), self.gamma) * log_p
        if weight is not None:
            loss = loss * weight
        if labels.shape[1] != 1:
            loss = (loss * ops.cast(labels, log_p.dtype)).mean(1)
        return self.get_loss(loss.mean(-1))
