"""Losses: each one operator, and a reduction."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, one_of
from mindspore.nn.cell import Cell
from mindspore.nn.loss._ctc import _lengths, ctc

_REDUCTIONS = ("mean", "sum", "none")


class LossBase(Cell):
    """The base of losses: a subclass computes each element's loss and gives it to `get_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Examples:
        >>> from mindspore import Tensor, nn, ops
        >>> class Absolute(nn.LossBase):
        ...     def construct(self, logits, labels):
        ...         return self.get_loss(ops.abs(logits - labels))
        >>> print(Absolute()(Tensor([1.0, 2.0]), Tensor([2.0, 4.0])))
        1.5
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = one_of(reduction, _REDUCTIONS, "reduction")

    def get_axis(self, x: Tensor) -> tuple[int, ...]:
        """All axes of `x`."""
        return tuple(range(x.ndim))

    def get_loss(self, x: Tensor, weights: Any = 1.0) -> Tensor:
        """Gives the reduction of `x` times `weights`, in the dtype of `x`."""
        dtype = x.dtype
        x = ops.cast(x, mstype.float32)
        if isinstance(weights, Tensor):
            x = ops.cast(weights, mstype.float32) * x
        elif weights != 1.0:
            x = x * weights
        if self.reduction == "mean":
            x = x.mean()
        elif self.reduction == "sum":
            x = x.sum()
        return ops.cast(x, dtype)

    def construct(self, logits: Any, labels: Any) -> Any:
        """A subclass's loss."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `construct`")


def _check_tensors(**values: Any) -> None:
    for name, value in values.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"`{name}` needs to be a Tensor, but is {type(value).__name__}")


class L1Loss(LossBase):
    """The distance between logits and labels.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.L1Loss()(Tensor([1.0, 2.0]), Tensor([2.0, 4.0])))
        1.5
    """

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        return ops.l1_loss(logits, labels, self.reduction)


class MAELoss(LossBase):
    """The distance between logits and label.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MAELoss()(Tensor([1.0, 2.0]), Tensor([2.0, 4.0])))
        1.5
    """

    def construct(self, logits: Tensor, label: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, label=label)
        return self.get_loss(ops.abs(logits - label))


class MSELoss(LossBase):
    """The squared distance between logits and labels.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MSELoss()(Tensor([1.0, 2.0]), Tensor([2.0, 4.0])))
        2.5
    """

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        return self.get_loss(ops.square(logits - labels))


class RMSELoss(LossBase):
    """The root of the mean squared distance.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.RMSELoss()(Tensor([1.0, 2.0]), Tensor([3.0, 4.0])))
        2.0
    """

    def __init__(self) -> None:
        super().__init__()

    def construct(self, logits: Tensor, label: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, label=label)
        return ops.sqrt(ops.square(logits - label).mean())


class SmoothL1Loss(LossBase):
    """Squared within `beta`, and the distance beyond.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.SmoothL1Loss()(Tensor([1.0, 2.0]), Tensor([1.0, 4.0])))
        [0.  1.5]
    """

    def __init__(self, beta: float = 1.0, reduction: str = "none") -> None:
        super().__init__(reduction)
        self.beta = beta

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits=logits, labels=labels)
        return ops.smooth_l1_loss(logits, labels, self.beta, self.reduction)


class HuberLoss(LossBase):
    """Squared within `delta`, and the distance times `delta` beyond.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.HuberLoss()(Tensor([1.0, 2.0]), Tensor([1.0, 4.0])))
        0.75
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        self.delta = delta

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        return ops.huber_loss(logits, labels, self.reduction, self.delta)


class SoftMarginLoss(LossBase):
    """log(1 + exp(-labels * logits)), labels being 1 or -1.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.SoftMarginLoss()(Tensor([1.0, 2.0]), Tensor([1.0, -1.0])).shape
        ()
    """

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        return ops.soft_margin_loss(logits, labels, self.reduction)


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


class KLDivLoss(LossBase):
    """The divergence of probabilities `labels` from log probabilities `logits`.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.KLDivLoss()(Tensor([-1.0, -2.0]), Tensor([0.5, 0.5])).shape
        ()
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__("mean")
        self.reduction = one_of(reduction, (*_REDUCTIONS, "batchmean"), "reduction")

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        return ops.kl_div(logits, labels, self.reduction)


class CosineEmbeddingLoss(LossBase):
    """1 - cosine where labels are 1, and the cosine above `margin` where they are -1.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> x = Tensor([[1.0, 2.0]])
        >>> nn.CosineEmbeddingLoss()(x, x, Tensor([1], ms.int32)).shape
        ()
    """

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if isinstance(margin, bool) or not isinstance(margin, (int, float)):
            raise TypeError(f"`margin` needs to be a float, but is {type(margin).__name__}")
        if not -1.0 <= margin <= 1.0:
            raise ValueError(f"`margin` needs to be in the range [-1, 1], but is {margin}")
        self.margin = float(margin)

    def construct(self, logits_x1: Tensor, logits_x2: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(logits_x1=logits_x1, logits_x2=logits_x2, labels=labels)
        return ops.cosine_embedding_loss(logits_x1, logits_x2, labels, self.margin, self.reduction)


class MarginRankingLoss(LossBase):
    """max(0, -target * (input1 - input2) + margin).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MarginRankingLoss()(Tensor([1.0]), Tensor([3.0]), Tensor([1.0])))
        2.0
    """

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = margin

    def construct(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(input1=input1, input2=input2, target=target)
        return ops.margin_ranking_loss(input1, input2, target, self.margin, self.reduction)


class HingeEmbeddingLoss(LossBase):
    """The logits where labels are 1, and what is missing to `margin` where they are -1.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.HingeEmbeddingLoss()(Tensor([0.5, 0.5]), Tensor([1.0, -1.0])))
        0.5
    """

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = margin

    def construct(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Gives the loss."""
        return ops.hinge_embedding_loss(logits, labels, self.margin, self.reduction)


class PoissonNLLLoss(LossBase):
    """The negative log likelihood of `target` under a Poisson distribution.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.PoissonNLLLoss()(Tensor([0.0]), Tensor([2.0])))
        1.0
    """

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        eps: float = 1e-8,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction)
        self.log_input, self.full, self.eps = log_input, full, eps

    def construct(self, input: Tensor, target: Tensor) -> Tensor:
        """Gives the loss."""
        _check_tensors(input=input, target=target)
        if self.log_input:
            loss = ops.exp(input) - target * input
        else:
            loss = input - target * ops.log(input + self.eps)
        if self.full:
            stirling = target * ops.log(target) - target + 0.5 * ops.log(6.283185307179586 * target)
            loss = loss + ops.where(target > 1, stirling, ops.zeros_like(target))
        return self.get_loss(loss)


class GaussianNLLLoss(LossBase):
    """The negative log likelihood of labels under normal distributions.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.GaussianNLLLoss()(Tensor([1.0]), Tensor([3.0]), Tensor([1.0])))
        2.0
    """

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if eps <= 0:
            raise ValueError(f"`eps` needs to be greater than 0, but is {eps}")
        self.full, self.eps = boolean(full, "full"), eps

    def construct(self, logits: Tensor, labels: Tensor, var: Tensor) -> Tensor:
        """Gives the loss."""
        return ops.gaussian_nll_loss(logits, labels, var, self.full, self.eps, self.reduction)


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


class TripletMarginLoss(LossBase):
    """How much nearer `positive` is to `x` than `negative`, up to a margin.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> x = Tensor([[1.0, 2.0]])
        >>> nn.TripletMarginLoss()(x, x, x + 1).shape
        ()
    """

    def __init__(
        self,
        p: int = 2,
        swap: bool = False,
        eps: float = 1e-6,
        reduction: str = "mean",
        margin: float = 1.0,
    ) -> None:
        super().__init__(reduction)
        self.p, self.swap, self.eps, self.margin = p, boolean(swap, "swap"), eps, margin

    def construct(
        self, x: Tensor, positive: Tensor, negative: Tensor, margin: float | None = None
    ) -> Tensor:
        """Gives the loss."""
        margin = self.margin if margin is None else margin
        return ops.triplet_margin_loss(
            x, positive, negative, margin, self.p, self.eps, self.swap, self.reduction
        )


class TripletMarginWithDistanceLoss(LossBase):
    """How much nearer `positive` is to `x` than `negative`, by any distance, up to a margin.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> x = Tensor([[1.0, 2.0]])
        >>> nn.TripletMarginWithDistanceLoss()(x, x, x + 1).shape
        ()
    """

    def __init__(
        self,
        distance_function: Any = None,
        swap: bool = False,
        reduction: str = "mean",
        margin: float = 1.0,
    ) -> None:
        super().__init__(reduction)
        self.distance_function = distance_function or self._distance
        self.swap, self.margin = boolean(swap, "swap"), margin

    @staticmethod
    def _distance(x: Tensor, y: Tensor) -> Tensor:
        return ops.sqrt(ops.square(x - y + 1e-6).sum(-1))

    def construct(self, x: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        """Gives the loss."""
        near = self.distance_function(x, positive)
        far = self.distance_function(x, negative)
        if self.swap:
            far = ops.minimum(far, self.distance_function(positive, negative))
        return self.get_loss(ops.relu(near - far + self.margin))


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
        loss = ctc(log_probs, targets, input_lengths, target_lengths, self.blank)
        impossible = loss > 1e29
        loss = ops.where(impossible, 0.0 if self.zero_infinity else float("inf"), loss)  # type: ignore[arg-type]
        if self.reduction == "mean":
            lengths = ops.cast(_lengths(target_lengths), loss.dtype)
            loss = loss / ops.maximum(lengths, 1.0)
        return self.get_loss(loss)
