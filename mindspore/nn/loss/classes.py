"""Losses of classes: scores or probabilities against labels."""

from typing import Any

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, one_of
from mindspore.nn.loss._base import LossBase, _check_tensors
from mindspore.ops.function.ctc_func import ctc, reduced


class SoftmaxCrossEntropyWithLogits(LossBase):
    """The cross entropy of softmax(logits) and labels.

    Args:
        sparse: labels are class numbers instead of probabilities.
        reduction: "mean", "sum" or "none".

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> loss = nn.SoftmaxCrossEntropyWithLogits(sparse=True)
        >>> loss(Tensor([[1.0, 2.0]]), Tensor([1], ms.int32)).shape
        (1,)
    """

    def __init__(self, sparse: bool = False, reduction: str = "none") -> None:
        super().__init__(reduction)
        self.sparse = boolean(sparse, "sparse")

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        if self.sparse:
            return ops.cross_entropy(logits, labels, reduction=self.reduction)
        if logits.shape != labels.shape:
            raise ValueError(
                f"`labels` needs the shape of `logits` {logits.shape}, but has {labels.shape}"
            )
        return self.get_loss(ops.SoftmaxCrossEntropyWithLogits()(logits, labels)[0])


class CrossEntropyLoss(LossBase):
    """The cross entropy of softmax(logits) and labels: class numbers, or probabilities.

    Args:
        weight: the weight of each class.
        ignore_index: the class number that counts nothing.
        reduction: "mean", "sum" or "none".
        label_smoothing: the share of each label that is spread over all classes.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> loss = nn.CrossEntropyLoss()
        >>> loss(Tensor([[1.0, 2.0]]), Tensor([1], ms.int32)).shape
        ()
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(reduction)
        if weight is not None:
            _check_tensors(weight=weight)
        self.weight, self.ignore_index = weight, ignore_index
        if not 0 <= label_smoothing <= 1:
            raise ValueError(
                f"`label_smoothing` needs to be in the range [0, 1], but is {label_smoothing}"
            )
        self.label_smoothing = label_smoothing

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        return ops.cross_entropy(
            logits, labels, self.weight, self.ignore_index, self.reduction, self.label_smoothing
        )


class NLLLoss(LossBase):
    """The negative log probability of the labels.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> print(nn.NLLLoss()(Tensor([[-1.0, -2.0]]), Tensor([1], ms.int32)))
        2.0
    """

    def __init__(
        self, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction)
        self.weight, self.ignore_index = weight, ignore_index

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        return ops.nll_loss(logits, labels, self.weight, self.ignore_index, self.reduction)


class BCELoss(LossBase):
    """The cross entropy of probabilities and labels, element by element.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.BCELoss()(Tensor([0.5, 0.25]), Tensor([1.0, 0.0])).shape
        ()
    """

    def __init__(self, weight: Tensor | None = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if weight is not None:
            _check_tensors(weight=weight)
        self.weight = weight

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        return ops.binary_cross_entropy(logits, labels, self.weight, self.reduction)


class BCEWithLogitsLoss(LossBase):
    """The cross entropy of sigmoid(input) and target, element by element.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.BCEWithLogitsLoss()(Tensor([0.5, -0.25]), Tensor([1.0, 0.0])).shape
        ()
    """

    def __init__(
        self,
        reduction: str = "mean",
        weight: Tensor | None = None,
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(reduction)
        self.weight, self.pos_weight = weight, pos_weight

    def construct(self, input: Tensor, target: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(input=input, target=target)
        return ops.binary_cross_entropy_with_logits(
            input, target, self.weight, self.pos_weight, self.reduction
        )


class MultiLabelSoftMarginLoss(LossBase):
    """The cross entropy of sigmoid(x) and target, the mean over the classes.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.MultiLabelSoftMarginLoss()(Tensor([[0.5, 1.0]]), Tensor([[1.0, 0.0]])).shape
        ()
    """

    def __init__(self, weight: Tensor | None = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.weight = weight

    def construct(self, x: Tensor, target: Tensor) -> Tensor:
        """Gives the loss."""
        return ops.multilabel_soft_margin_loss(x, target, self.weight, self.reduction)


class MultilabelMarginLoss(LossBase):
    """The hinge loss of several labels for each example.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> nn.MultilabelMarginLoss()(Tensor([[0.5, 1.0]]), Tensor([[1, -1]], ms.int32)).shape
        ()
    """

    def construct(self, x: Tensor, target: Tensor) -> Tensor:
        """Gives the loss."""
        # The labels of a row end at its first negative number.
        valid = ops.cumprod(ops.cast(target >= 0, x.dtype), -1)
        labels = ops.maximum(target, 0)
        classes = x.shape[-1]
        hot = ops.cast(labels.expand_dims(-1) == ops.arange(classes), x.dtype)
        labelled = (hot * valid.expand_dims(-1)).sum(-2)
        own = (hot * x.expand_dims(-2)).sum(-1)
        missing = ops.relu(1 - own.expand_dims(-1) + x.expand_dims(-2))
        counted = valid.expand_dims(-1) * (1 - labelled).expand_dims(-2)
        return self.get_loss((missing * counted).sum((-2, -1)) / classes)


class MultiMarginLoss(LossBase):
    """The hinge loss of one class for each example.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> nn.MultiMarginLoss()(Tensor([[0.5, 1.0]]), Tensor([1], ms.int64)).shape
        ()
    """

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        reduction: str = "mean",
        weight: Tensor | None = None,
    ) -> None:
        super().__init__(reduction)
        self.p, self.margin, self.weight = one_of(p, (1, 2), "p"), margin, weight

    def construct(self, x: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
        """Gives the loss."""
        weight = self.weight if weight is None else weight
        return ops.multi_margin_loss(x, target, self.p, self.margin, weight, self.reduction)


class CTCLoss(LossBase):
    """The negative log likelihood of label sequences under all alignments.

    Examples:
        >>> from mindspore import nn
        >>> nn.CTCLoss(reduction="none")
        CTCLoss()
    """

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        super().__init__(reduction)
        self.blank, self.zero_infinity = blank, boolean(zero_infinity, "zero_infinity")

    def construct(
        self, log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any
    ) -> Tensor:
        """Gives the loss."""
        loss, _ = ctc(log_probs, targets, input_lengths, target_lengths, self.blank)
        return reduced(loss, target_lengths, self.reduction, self.zero_infinity)
