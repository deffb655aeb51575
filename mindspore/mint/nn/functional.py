"""Functions of networks, with `dim` and with the defaults that many know."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.mint._names import renamed
from mindspore.ops.function import nn_func, random_func, sample_func

_ops = _core.ops

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose2d",
    "cosine_embedding_loss",
    "cross_entropy",
    "dropout",
    "dropout2d",
    "elu",
    "elu_",
    "embedding",
    "flatten",
    "fold",
    "gelu",
    "glu",
    "grid_sample",
    "group_norm",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "interpolate",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "max_pool2d",
    "max_unpool2d",
    "mish",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pixel_shuffle",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "selu",
    "sigmoid",
    "sigmoid_",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softplus",
    "softshrink",
    "tanh",
    "threshold",
    "threshold_",
    "unfold",
    "upsample",
]

adaptive_avg_pool1d = _ops.adaptive_avg_pool1d
adaptive_avg_pool2d = _ops.adaptive_avg_pool2d
adaptive_avg_pool3d = _ops.adaptive_avg_pool3d
adaptive_max_pool1d = _ops.adaptive_max_pool1d
adaptive_max_pool2d = _ops.adaptive_max_pool2d
cosine_embedding_loss = _ops.cosine_embedding_loss
cross_entropy = _ops.cross_entropy
gelu = _ops.gelu
group_norm = _ops.group_norm
grid_sample = sample_func.grid_sample
hardshrink = _ops.hardshrink
hardsigmoid = _ops.hardsigmoid
hardswish = _ops.hardswish
interpolate = upsample = _ops.interpolate
l1_loss = _ops.l1_loss
max_unpool2d = nn_func.max_unpool2d
mish = _ops.mish
mse_loss = _ops.mse_loss
prelu = _ops.prelu
selu = _ops.selu
sigmoid = _ops.sigmoid
soft_margin_loss = _ops.soft_margin_loss
softplus = _ops.softplus
softshrink = _ops.softshrink
tanh = _ops.tanh
unfold = _ops.unfold
fold = _ops.fold
binary_cross_entropy = renamed(_ops.binary_cross_entropy, input="logits", target="labels")
nll_loss = renamed(_ops.nll_loss, input="inputs")
glu = renamed(_ops.glu, input="x", dim="axis")


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Give the larger of each element and 0; `inplace` stores it into `input`."""
    return _stored(input, _ops.relu(input), inplace)


def _stored(input: Tensor, result: Tensor, inplace: bool) -> Tensor:
    if not inplace:
        return result
    input.copy_(result)
    return input


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """Give each element, held between 0 and 6."""
    return _stored(input, _ops.relu6(input), inplace)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """Give each element times its sigmoid."""
    return _stored(input, _ops.silu(input), inplace)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Give positive elements, and alpha * (exp(x) - 1) for the others."""
    return _stored(input, _ops.where(input > 0, input, alpha * _ops.expm1(input)), inplace)


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """Give each element, held between two numbers."""
    return _stored(input, _ops.hardtanh(input, min_val, max_val), inplace)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """Give elements greater than `threshold`, and `value` for the others."""
    return _stored(input, _ops.threshold(input, threshold, value), inplace)


def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Give positive elements, and the others times `negative_slope`."""
    return _ops.leaky_relu(input, negative_slope)


def logsigmoid(input: Tensor) -> Tensor:
    """Give the logarithm of the sigmoid."""
    return -_ops.softplus(-input)


def softmax(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """Scale along `dim` to positive values that add up to one."""
    return _ops.softmax(input, _axis(input, dim), dtype=dtype)


def log_softmax(input: Tensor, dim: int | None = None, *, dtype: Any = None) -> Tensor:
    """Give the logarithm of softmax."""
    x = input if dtype is None else _ops.cast(input, dtype)
    return _ops.log_softmax(x, _axis(input, dim))


def _axis(input: Tensor, dim: int | None) -> int:
    if dim is not None:
        return dim
    return 0 if input.ndim in (0, 1, 3) else 1


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Give input @ weight.T + bias.

    >>> from mindspore import Tensor
    >>> from mindspore.mint.nn import functional as F
    >>> print(F.linear(Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]])))
    [[11.]]
    """
    return _ops.dense(input, weight, bias)


def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Tensor:
    """Divide vectors by their length.

    >>> from mindspore import Tensor
    >>> from mindspore.mint.nn import functional as F
    >>> print(F.normalize(Tensor([[3.0, 4.0]])))
    [[0.6 0.8]]
    """
    return input / _ops.maximum(_ops.Norm(input, p, dim, True), eps)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Mark the class of each number in a new last axis."""
    count = int(tensor.max()) + 1 if num_classes == -1 else num_classes
    return _ops.one_hot(tensor, count, 1, 0, -1)


def smooth_l1_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """Give squared distances below `beta`, and distances above it.

    >>> from mindspore import Tensor, mint
    >>> print(mint.nn.functional.smooth_l1_loss(Tensor([0.0, 2.0]), Tensor([1.0, 0.0])))
    1.0
    """
    return _ops.smooth_l1_loss(input, target, beta, reduction)


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: Any = None,
    max_norm: Any = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
) -> Tensor:
    """Take rows of `weight`."""
    from mindspore import ops

    return ops.embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Make one axis of several."""
    return _ops.flatten(input, start_dim=start_dim, end_dim=end_dim)


def pad(input: Tensor, pad: Any, mode: str = "constant", value: Any = None) -> Tensor:
    """Pad from the last axis on."""
    return _ops.pad(input, tuple(pad), mode, value)


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Move channels into height and width."""
    from mindspore import ops

    return ops.pixel_shuffle(input, upscale_factor)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Set elements to 0 with probability `p`, and scale the others."""
    return _stored(input, random_func.dropout(input, p, training), inplace)


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Set channels to 0 with probability `p`, and scale the others."""
    return _stored(input, random_func.dropout2d(input, p, training), inplace)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Any = None, reduction: str = "mean",
    pos_weight: Any = None,
) -> Tensor:  # fmt: skip
    """Give the cross entropy of sigmoids."""
    return _ops.binary_cross_entropy_with_logits(input, target, weight, pos_weight, reduction)


def kl_div(
    input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False
) -> Tensor:
    """Give the divergence of what has the logarithm `input`, from `target`."""
    likely = _ops.exp(target) if log_target else target
    logarithm = target if log_target else _ops.log(_ops.where(target > 0, target, 1.0))
    loss = likely * (logarithm - input)
    if reduction == "none":
        return loss
    if reduction == "batchmean":
        return _ops.reduce_sum(loss) / input.shape[0]
    return _ops.reduce_sum(loss) if reduction == "sum" else _ops.reduce_mean(loss)


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Tensor:
    """Move and scale the last axes to mean 0 and variance 1."""
    from mindspore import ops

    shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    weight = _ops.ones(shape, input.dtype) if weight is None else weight
    bias = _ops.zeros(shape, input.dtype) if bias is None else bias
    return ops.layer_norm(input, shape, weight, bias, eps)


def batch_norm(
    input: Tensor, running_mean: Any, running_var: Any, weight: Any = None, bias: Any = None,
    training: bool = False, momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Move and scale channels to mean 0 and variance 1."""
    channels = input.shape[1]
    weight = _ops.ones((channels,), input.dtype) if weight is None else weight
    bias = _ops.zeros((channels,), input.dtype) if bias is None else bias
    return _ops.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)


def _padded(input: Tensor, padding: Any, kernel: Any, dilation: Any, axes: int) -> tuple:
    """An input and the padding that the convolution itself does, for "same" and "valid"."""
    if padding == "valid":
        return input, 0
    if padding != "same":
        return input, padding
    steps = (dilation,) * axes if isinstance(dilation, int) else tuple(dilation)
    widths: list[int] = []
    for size, step in zip(reversed(kernel), reversed(steps), strict=True):
        total = (size - 1) * step
        widths += [total // 2, total - total // 2]
    return _ops.pad(input, tuple(widths)), 0


def _convolution(axes: int, name: str) -> Any:
    from mindspore import ops

    run = getattr(ops, name)

    def convolve(
        input: Tensor, weight: Tensor, bias: Any = None, stride: Any = 1, padding: Any = 0,
        dilation: Any = 1, groups: int = 1,
    ) -> Tensor:  # fmt: skip
        lone = input.ndim == axes + 1
        x = _ops.expand_dims(input, 0) if lone else input
        x, padding = _padded(x, padding, weight.shape[2:], dilation, axes)
        found = run(
            x, weight, bias, stride=stride, pad_mode="pad", padding=padding, dilation=dilation,
            groups=groups,
        )  # fmt: skip
        return _ops.squeeze(found, 0) if lone else found

    convolve.__name__ = convolve.__qualname__ = name
    convolve.__doc__ = f"Convolve over {axes} {'axis' if axes == 1 else 'axes'}."
    return convolve


conv1d = _convolution(1, "conv1d")
conv2d = _convolution(2, "conv2d")
conv3d = _convolution(3, "conv3d")


def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Tensor:  # fmt: skip
    """Convolve backwards over two axes."""
    from mindspore import ops

    return ops.conv_transpose2d(
        input, weight, bias, stride, padding, output_padding, groups, dilation
    )


def _own_stride(kernel_size: Any, stride: Any) -> Any:
    return kernel_size if stride is None else stride


def avg_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
    ceil_mode: bool = False, count_include_pad: bool = True,
) -> Tensor:  # fmt: skip
    """Give means of windows over one axis."""
    step = _own_stride(kernel_size, stride)
    return _ops.avg_pool1d(input, kernel_size, step, padding, ceil_mode, count_include_pad)


def avg_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: Any = 0,
) -> Tensor:  # fmt: skip
    """Give means of windows over two axes."""
    step = _own_stride(kernel_size, stride)
    return _ops.avg_pool2d(
        input, kernel_size, step, padding, ceil_mode, count_include_pad, divisor_override or 0
    )


def avg_pool3d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: Any = 0,
) -> Tensor:  # fmt: skip
    """Give means of windows over three axes."""
    step = _own_stride(kernel_size, stride)
    return _ops.avg_pool3d(
        input, kernel_size, step, padding, ceil_mode, count_include_pad, divisor_override or 0
    )


def max_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """Give the greatest elements of windows over two axes."""
    from mindspore import ops

    step = _own_stride(kernel_size, stride)
    return ops.max_pool2d(input, kernel_size, step, padding, dilation, return_indices, ceil_mode)


def _overwriting(function: Any) -> Any:
    def apply(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return _ops.assign(input, function(input, *args, **kwargs))

    apply.__name__ = apply.__qualname__ = f"{function.__name__}_"
    apply.__doc__ = f"Overwrite `input` with what `{function.__name__}` gives of it."
    return apply


elu_ = _overwriting(elu)
hardtanh_ = _overwriting(hardtanh)
relu_ = _overwriting(relu)
sigmoid_ = _overwriting(sigmoid)
threshold_ = _overwriting(threshold)
