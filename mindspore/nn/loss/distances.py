"""Losses of pairs and triplets: what should be near and what far."""

from typing import Any

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean
from mindspore.nn.loss._base import LossBase, _check_tensors


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
