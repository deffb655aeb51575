"""Losses of values: what each element is off by."""

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, one_of
from mindspore.nn.loss._base import _REDUCTIONS, LossBase, _check_tensors


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
