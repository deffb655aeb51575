"""Normalisations over the batch, the features, groups of channels, and single channels."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, positive_int
from mindspore.nn.cell import Cell


def _unit(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"`{name}` needs to be a float, but is {type(value).__name__}")
    if not 0 <= value <= 1:
        raise ValueError(f"`{name}` needs to be in the range [0, 1], but is {value}")
    return value


class _WithStatistics(Cell):
    """The Parameters of a normalisation that keeps a running mean and variance."""

    _only_read = ("gamma", "beta")

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float,
        affine: bool,
        inits: tuple[Any, Any, Any, Any],
        dtype: Any,
    ) -> None:
        super().__init__()
        self.num_features = positive_int(num_features, "num_features")
        self.eps = eps
        self.momentum = _unit(momentum, "momentum")
        gamma, beta, mean, variance = inits
        shape = [num_features]
        self.moving_mean = Parameter(
            initializer(mean, shape, dtype), name="mean", requires_grad=False
        )
        self.moving_variance = Parameter(
            initializer(variance, shape, dtype), name="variance", requires_grad=False
        )
        learned = boolean(affine, "affine")
        self.gamma = Parameter(
            initializer(gamma, shape, dtype), name="gamma", requires_grad=learned
        )
        self.beta = Parameter(initializer(beta, shape, dtype), name="beta", requires_grad=learned)

    def extend_repr(self) -> str:
        """The sizes and Parameters."""
        return (
            f"num_features={self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"gamma={self.gamma}, beta={self.beta}, moving_mean={self.moving_mean}, "
            f"moving_variance={self.moving_variance}"
        )


class _BatchNorm(_WithStatistics):
    """Normalises each channel by its mean and variance over the batch.

    In training the statistics are those of the batch, and the running ones move towards them by
    1 - momentum; else the running ones are used.
    """

    _ranks: tuple[int, ...] = (4,)

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.9,
        affine: bool = True,
        gamma_init: Any = "ones",
        beta_init: Any = "zeros",
        moving_mean_init: Any = "zeros",
        moving_var_init: Any = "ones",
        use_batch_statistics: bool | None = None,
        data_format: str = "NCHW",
        dtype: Any = mstype.float32,
    ) -> None:
        inits = (gamma_init, beta_init, moving_mean_init, moving_var_init)
        super().__init__(num_features, eps, momentum, affine, inits, dtype)
        self.use_batch_statistics = use_batch_statistics
        if data_format not in ("NCHW", "NHWC", "NCDHW"):
            raise ValueError(f"`data_format` needs to be NCHW or NHWC, but is {data_format!r}")
        self.data_format = data_format
        self._share = 1.0 - momentum

    def construct(self, x: Tensor) -> Tensor:
        """Gives the normalised Tensor."""
        if x.ndim not in self._ranks:
            ranks = " or ".join(map(str, self._ranks))
            raise ValueError(f"`x` needs {ranks} dimensions, but has {x.ndim}")
        if self.data_format == "NHWC":
            return self._normalise(x.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1)
        return self._normalise(x)

    def _normalise(self, x: Tensor) -> Tensor:
        of_batch = self.use_batch_statistics
        return ops.batch_norm(
            x,
            self.moving_mean,
            self.moving_variance,
            self.gamma,
            self.beta,
            self.training if of_batch is None else of_batch,
            self._share,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """Batch normalisation of (N, C) or (N, C, L).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.BatchNorm1d(4)(ops.ones((2, 4))).shape
        (2, 4)
    """

    _ranks = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch normalisation of (N, C, H, W).

    Args:
        num_features: C.
        eps: what is added to the variance.
        momentum: the share of the running statistics that a step keeps.
        affine: whether gamma and beta are learned.
        gamma_init: how the factor starts.
        beta_init: how the offset starts.
        moving_mean_init: how the running mean starts.
        moving_var_init: how the running variance starts.
        use_batch_statistics: True for those of the batch, False for the running ones, None for the
            batch's in training only.
        data_format: "NCHW" or "NHWC".
        dtype: the dtype of the Parameters.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.BatchNorm2d(3)(ops.ones((1, 3, 2, 2))).shape
        (1, 3, 2, 2)
    """


class BatchNorm3d(Cell):
    """Batch normalisation of (N, C, D, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.BatchNorm3d(3)(ops.ones((1, 3, 2, 2, 2))).shape
        (1, 3, 2, 2, 2)
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.9,
        affine: bool = True,
        gamma_init: Any = "ones",
        beta_init: Any = "zeros",
        moving_mean_init: Any = "zeros",
        moving_var_init: Any = "ones",
        use_batch_statistics: bool | None = None,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.bn2d = BatchNorm2d(
            num_features,
            eps,
            momentum,
            affine,
            gamma_init,
            beta_init,
            moving_mean_init,
            moving_var_init,
            use_batch_statistics,
            dtype=dtype,
        )

    def construct(self, x: Tensor) -> Tensor:
        """Gives the normalised Tensor."""
        if x.ndim != 5:
            raise ValueError(f"`x` needs 5 dimensions, but has {x.ndim}")
        n, c, d, h, w = x.shape
        return self.bn2d(x.reshape(n, c, d * h, w)).reshape(n, c, d, h, w)


class SyncBatchNorm(_BatchNorm):
    """Batch normalisation over the batches of all processes; here there is one.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.SyncBatchNorm(3)(ops.ones((1, 3, 2, 2))).shape
        (1, 3, 2, 2)
    """

    _ranks = (2, 4)

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.9,
        affine: bool = True,
        gamma_init: Any = "ones",
        beta_init: Any = "zeros",
        moving_mean_init: Any = "zeros",
        moving_var_init: Any = "ones",
        use_batch_statistics: bool | None = None,
        process_groups: list | None = None,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__(
            num_features,
            eps,
            momentum,
            affine,
            gamma_init,
            beta_init,
            moving_mean_init,
            moving_var_init,
            use_batch_statistics,
            dtype=dtype,
        )
        self.process_groups = process_groups


class LayerNorm(Cell):
    """Normalises over the last axes by their mean and variance.

    Args:
        normalized_shape: the extents of the axes from `begin_norm_axis` on.
        begin_norm_axis: the first axis to normalise over.
        begin_params_axis: the first axis of gamma and beta.
        gamma_init: how the factor starts.
        beta_init: how the offset starts.
        epsilon: what is added to the variance.
        dtype: the dtype of the Parameters.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.LayerNorm((2,))(Tensor([[1.0, 3.0]])))
        [[-1.  1.]]
    """

    _only_read = ("gamma", "beta")

    def __init__(
        self,
        normalized_shape: tuple[int, ...] | list[int],
        begin_norm_axis: int = -1,
        begin_params_axis: int = -1,
        gamma_init: Any = "ones",
        beta_init: Any = "zeros",
        epsilon: float = 1e-7,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        if not isinstance(normalized_shape, (tuple, list)):
            raise TypeError(
                "`normalized_shape` needs to be a tuple or list, "
                f"but is {type(normalized_shape).__name__}"
            )
        if not normalized_shape:
            raise ValueError("`normalized_shape` needs at least one extent")
        self.normalized_shape = normalized_shape
        self.begin_norm_axis = begin_norm_axis
        self.begin_params_axis = begin_params_axis
        self.epsilon = epsilon
        shape = list(normalized_shape)
        self.gamma = Parameter(initializer(gamma_init, shape, dtype), name="gamma")
        self.beta = Parameter(initializer(beta_init, shape, dtype), name="beta")
        self.layer_norm = ops.LayerNorm(begin_norm_axis, begin_params_axis, epsilon)
        self._over_shape = begin_norm_axis == begin_params_axis == -len(shape)

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the normalised Tensor."""
        if self._over_shape:
            return ops.layer_norm(
                input_x, self.normalized_shape, self.gamma, self.beta, self.epsilon
            )
        return self.layer_norm(input_x, self.gamma, self.beta)[0]

    def extend_repr(self) -> str:
        """The shape and Parameters."""
        return (
            f"normalized_shape={self.normalized_shape}, begin_norm_axis={self.begin_norm_axis}, "
            f"begin_params_axis={self.begin_params_axis}, gamma{self.gamma}, beta={self.beta}"
        )


class GroupNorm(Cell):
    """Normalises groups of channels by their mean and variance.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.GroupNorm(2, 4)(ops.ones((1, 4, 2, 2))).shape
        (1, 4, 2, 2)
    """

    _only_read = ("gamma", "beta")

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        gamma_init: Any = "ones",
        beta_init: Any = "zeros",
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.num_groups = positive_int(num_groups, "num_groups")
        self.num_channels = positive_int(num_channels, "num_channels")
        if num_channels % num_groups:
            raise ValueError(
                f"`num_channels` needs to be a multiple of `num_groups` {num_groups}, "
                f"but is {num_channels}"
            )
        self.eps = eps
        learned = boolean(affine, "affine")
        shape = [num_channels]
        self.gamma = Parameter(
            initializer(gamma_init, shape, dtype), name="gamma", requires_grad=learned
        )
        self.beta = Parameter(
            initializer(beta_init, shape, dtype), name="beta", requires_grad=learned
        )

    def construct(self, x: Tensor) -> Tensor:
        """Gives the normalised Tensor."""
        return ops.group_norm(x, self.num_groups, self.gamma, self.beta, self.eps)

    def extend_repr(self) -> str:
        """The sizes."""
        return f"num_groups={self.num_groups}, num_channels={self.num_channels}"


class _InstanceNorm(_WithStatistics):
    """Normalises each channel of each example by its own mean and variance."""

    _rank = 4

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        gamma_init: Any = "ones",
        beta_init: Any = "zeros",
        dtype: Any = mstype.float32,
    ) -> None:
        inits = (gamma_init, beta_init, "zeros", "ones")
        super().__init__(num_features, eps, momentum, affine, inits, dtype)

    def construct(self, x: Tensor) -> Tensor:
        """Gives the normalised Tensor."""
        if x.ndim != self._rank:
            raise ValueError(f"`x` needs {self._rank} dimensions, but has {x.ndim}")
        return ops.group_norm(x, self.num_features, self.gamma, self.beta, self.eps)


class InstanceNorm1d(_InstanceNorm):
    """Instance normalisation of (N, C, L).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.InstanceNorm1d(3)(ops.ones((1, 3, 2))).shape
        (1, 3, 2)
    """

    _rank = 3


class InstanceNorm2d(_InstanceNorm):
    """Instance normalisation of (N, C, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.InstanceNorm2d(3)(ops.ones((1, 3, 2, 2))).shape
        (1, 3, 2, 2)
    """


class InstanceNorm3d(_InstanceNorm):
    """Instance normalisation of (N, C, D, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.InstanceNorm3d(3)(ops.ones((1, 3, 2, 2, 2))).shape
        (1, 3, 2, 2, 2)
    """

    _rank = 5
