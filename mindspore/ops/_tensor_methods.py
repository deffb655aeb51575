"""Methods of Tensor whose arguments differ from those of the operator, or that change the Tensor.

`install` adds them to the type, when `mindspore.ops` is imported.
"""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore.ops import _drawn_methods

_ops = _core.ops
Tensor = _core.Tensor


def sum(
    self: Any,
    axis: Any = None,
    dtype: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    *,
    dim: Any = None,
    keepdim: bool = False,
    keep_dims: bool = False,
) -> Any:
    """Add up the elements over axes: `sum(axis, dtype, keepdims)` or `sum(dim, keepdim)`."""
    if isinstance(dtype, bool):
        dtype, keepdims = None, dtype
    axes = axis if dim is None else dim
    result = _ops.sum(self, axes, keepdims or keepdim or keep_dims, dtype=dtype)
    return result if initial is None else result + initial


def transposed(self: Any) -> Any:
    """The axes in reverse order."""
    return _ops.transpose(self, tuple(range(self.ndim - 1, -1, -1)))


def t(self: Any) -> Any:
    """Transpose a matrix; a vector or a number stays as it is."""
    if self.ndim > 2:
        raise ValueError(f"t() needs a Tensor of at most 2 axes, found {self.shape}")
    return transposed(self)


def matrix_transposed(self: Any) -> Any:
    """The last two axes exchanged."""
    return _ops.swapaxes(self, -1, -2)


def adjoint(self: Any) -> Any:
    """The last two axes exchanged, and complex numbers conjugated."""
    moved = matrix_transposed(self)
    return _ops.conj(moved) if moved.is_complex() else moved


def conjugate_transposed(self: Any) -> Any:
    """The adjoint of a matrix."""
    if self.ndim != 2:
        raise ValueError(f"H needs a Tensor of 2 axes, found {self.shape}")
    return adjoint(self)


def new_ones(self: Any, *size: Any, dtype: Any = None) -> Any:
    """Make a Tensor of ones with this dtype."""
    return _ops.ones(_spread(size), self.dtype if dtype is None else dtype)


def new_zeros(self: Any, *size: Any, dtype: Any = None) -> Any:
    """Make a Tensor of zeros with this dtype."""
    return _ops.zeros(_spread(size), self.dtype if dtype is None else dtype)


def new_full(self: Any, size: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """Make a Tensor of one value with this dtype."""
    return _ops.full(size, fill_value, dtype=self.dtype if dtype is None else dtype)


def _spread(size: tuple) -> Any:
    return size[0] if len(size) == 1 else size


def repeat(self: Any, *repeats: Any, axis: int | None = None) -> Any:
    """Repeat the whole: `repeat(2, 3)` along each axis; with `axis`, each element along it."""
    from mindspore import ops

    if axis is not None or not isinstance(repeats[0], int | tuple):
        return ops.repeat_interleave(self, repeats[0], axis)
    return ops.tile(self, _spread(repeats))


def resize(self: Any, *new_shape: Any) -> Any:
    """Take elements in row-major order for a new shape, filling up with zeros."""
    shape = _spread(new_shape)
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    count = 1
    for extent in shape:
        count *= extent
    flat = _ops.reshape(self, (-1,))
    if count > self.size:
        flat = _ops.concat((flat, _ops.zeros((count - self.size,), self.dtype)), 0)
    return _ops.reshape(_ops.narrow(flat, 0, 0, count), shape)


_flatten_all = Tensor.flatten


def flatten(
    self: Any, order: Any = "C", end: int | None = None, *, start_dim: int = 0, end_dim: int = -1
) -> Any:
    """Make one axis of several: `flatten("C", start_dim=1)` or `flatten(1, -1)`."""
    if isinstance(order, int):
        order, start_dim, end_dim = "C", order, end_dim if end is None else end
    return _flatten_all(self, order, start_dim=start_dim, end_dim=end_dim)


def allclose(
    self: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Tell whether all elements are nearly equal."""
    return bool(_ops.reduce_all(_ops.isclose(self, other, rtol, atol, equal_nan)))


def reshape_as(self: Any, other: Any) -> Any:
    """The elements in the shape of another Tensor."""
    return _ops.reshape(self, other.shape)


def _with_alpha(name: str) -> Any:
    plain = getattr(Tensor, name)

    def method(self: Any, other: Any, *, alpha: Any = 1) -> Any:
        return plain(self, other if alpha == 1 else other * alpha)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = plain.__doc__
    return method


def ptp(self: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Give the distance between the largest and the smallest element."""
    largest = _ops.reduce_max(self, axis, keep_dims=keepdims)
    return largest - _ops.reduce_min(self, axis, keep_dims=keepdims)


def fill(self: Any, value: Any) -> Any:
    """Make a Tensor of this shape and dtype with one value."""
    return _ops.full(self.shape, value, dtype=self.dtype)


def choose(self: Any, choices: Any, mode: str = "clip") -> Any:
    """Take each element from the choice that this Tensor names there."""
    import numpy as np

    arrays = [np.asarray(choice) for choice in choices]
    return Tensor(np.choose(self.asnumpy().astype(np.int64), arrays, mode=mode))


def searchsorted(self: Any, v: Any, side: str = "left", sorter: Any = None) -> Any:
    """Give where values would be inserted, as int32."""
    from mindspore import ops

    return ops.searchsorted(self, v, side=side, sorter=sorter, out_int32=True)


def uniform(self: Any, from_: float = 0.0, to: float = 1.0, generator: Any = None) -> Any:
    """Draw numbers from [from_, to) in this shape and dtype."""
    from mindspore import ops

    return ops.uniform(self.shape, from_, to).astype(self.dtype)


def argmax_with_value(self: Any, axis: int = 0, keep_dims: bool = False) -> tuple:
    """Give the largest elements along an axis, and where the first of each stands."""
    from mindspore import ops

    return ops.max(self, axis, keep_dims)


def argmin_with_value(self: Any, axis: int = 0, keep_dims: bool = False) -> tuple:
    """Give the smallest elements along an axis, and where the first of each stands."""
    from mindspore import ops

    return ops.min(self, axis, keep_dims)


def sum_to_size(self: Any, *size: Any) -> Any:
    """Add up over axes until the Tensor has this shape, from which it broadcasts."""
    shape = tuple(_spread(size)) if isinstance(_spread(size), tuple | list) else tuple(size)
    extra = self.ndim - len(shape)
    wide = (1,) * extra + shape
    fits = extra >= 0 and all(b in (1, a) for a, b in zip(self.shape, wide, strict=True))
    if not fits:
        raise ValueError(f"a Tensor of shape {self.shape} can't be summed to {shape}")
    axes = tuple(i for i, (a, b) in enumerate(zip(self.shape, wide, strict=True)) if a != b)
    summed = _ops.sum(self, axes, True) if axes else self
    return _ops.reshape(summed, shape)


def new_empty(self: Any, *size: Any, dtype: Any = None) -> Any:
    """Make a Tensor with this dtype whose elements do not matter (they are zeros)."""
    return new_zeros(self, *size, dtype=dtype)


def log_normal(self: Any, mean: float = 1.0, std: float = 2.0) -> Any:
    """Draw numbers in this shape whose logarithms are normal, of this mean and deviation."""
    from mindspore import ops

    return ops.exp(ops.standard_normal(self.shape) * std + mean).astype(self.dtype)


def cauchy(self: Any, median: float = 0.0, sigma: float = 1.0) -> Any:
    """Draw numbers of a Cauchy distribution in this shape."""
    import math

    from mindspore import ops

    draws = ops.uniform(self.shape, Tensor(0.0), Tensor(1.0))
    return (median + sigma * ops.tan(math.pi * (draws - 0.5))).astype(self.dtype)


def to_coo(self: Any) -> Any:
    """Make a COOTensor of the elements of a matrix that are not zero."""
    from mindspore import ops

    return ops.dense_to_sparse_coo(self)


def to_csr(self: Any) -> Any:
    """Make a CSRTensor of the elements of a matrix that are not zero."""
    from mindspore import ops

    return ops.dense_to_sparse_csr(self)


def diag(self: Any, diagonal: int = 0) -> Any:
    """Give the matrix of a vector with it on a diagonal, or a diagonal of a matrix."""
    from mindspore import mint, ops

    return ops.diag(self) if diagonal == 0 else mint.diag(self, diagonal)


def round(self: Any, decimals: int = 0) -> Any:
    """Round to the nearest, halves to even, at so many places behind the point."""
    return _ops.round(self, decimals=decimals)


def tile(self: Any, *reps: Any) -> Any:
    """Repeat the whole along each axis: `tile(2, 3)` or `tile((2, 3))`."""
    return _ops.tile(self, _spread(reps))


class HookHandle:
    """What `register_hook` gives: `remove()` takes the hook away."""

    def __init__(self, hooks: list, hook: Any) -> None:
        self._hooks, self._hook = hooks, hook

    def remove(self) -> None:
        """Take the hook away from gradients computed later."""
        if self._hook in self._hooks:
            self._hooks.remove(self._hook)


def register_hook(self: Any, hook: Any) -> HookHandle:
    """Let the gradient of this Tensor pass through `hook`, from its next use on."""
    from mindspore.ops.gradient.user import hooked

    hooks = getattr(self, "_hooks", None)
    if hooks is None:
        hooks = self._hooks = []
    hooks.append(hook)

    def run(gradient: Any) -> Any:
        changed = hook(gradient) if hook in hooks else None
        return gradient if changed is None else changed

    self._rebind(hooked(self, run))
    return HookHandle(hooks, hook)


def registered_hooks(self: Any) -> list:
    """List the hooks."""
    return list(getattr(self, "_hooks", ()))


def zero_(self: Any) -> Any:
    """Overwrite all elements with zeros."""
    return _ops.assign(self, 0)


def fill_(self: Any, value: Any) -> Any:
    """Overwrite all elements with one value."""
    return _ops.assign(self, value)


def _in_place(name: str) -> Any:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return _ops.assign(self, getattr(self, name)(*args, **kwargs))

    method.__name__ = method.__qualname__ = f"{name}_"
    method.__doc__ = f"Overwrite the elements with those of `{name}(...)`."
    return method


class _FromFunction:
    """A method that is the function of the same name in `mindspore.ops`, found on first use."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        from mindspore import ops

        function = getattr(ops, self.name)
        return function if instance is None else function.__get__(instance, owner)


_IN_PLACE = """
add sub mul div pow exp log sqrt floor ceil round neg abs clamp sigmoid tanh relu erfinv
floor_divide remainder masked_fill index_fill index_add scatter sign square
addmm index_copy masked_scatter scatter_add fill_diagonal put
"""
_FUNCTIONS = """
argsort bernoulli bincount cov cross diff diag diagonal_scatter fold gather_nd hardshrink histc
inplace_update inverse msort multinomial pixel_shuffle repeat_interleave reverse_sequence roll
select_scatter slice_scatter sort svd tile topk unfold unique unique_consecutive matrix_power
cholesky cholesky_inverse eigvals lstsq matrix_determinant log_matrix_determinant norm positive
fill_diagonal
det logdet slogdet igamma igammac scatter_add scatter_div scatter_max scatter_min scatter_mul
i0 scatter_sub renorm nanquantile quantile inv nextafter mvlgamma unique_with_pad random_categorical
"""


def index_copy(self: Any, dim: int, index: Any, tensor: Any) -> Any:
    """Take rows of `tensor` at the places `index` along `dim`, the Tensor's own elsewhere."""
    places = [1] * self.ndim
    places[dim] = -1
    return _ops.scatter(self, dim, _ops.broadcast_to(index.reshape(places), tensor.shape), tensor)


def put(self: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
    """Take elements of `source` at the places `index` of the flattened Tensor."""
    flat, rows = self.reshape(-1), index.reshape(-1)
    changed = flat.index_put((rows,), source.reshape(-1), accumulate)
    return changed.reshape(self.shape)


def trace(self: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None) -> Any:
    """Add up the diagonal `offset` over two axes."""
    return _ops.sum(_ops.diagonal(self, offset, axis1, axis2), -1, dtype=dtype)


def qr(self: Any, some: bool = True) -> tuple:
    """Decompose matrices; without `some` the first factor is square."""
    from mindspore import ops

    return ops.qr(self, "reduced" if some else "complete")


def kthvalue(self: Any, k: int, dim: int = -1, keepdim: bool = False) -> tuple:
    """Give the `k`-th smallest elements along `dim`, and their places."""
    from mindspore import mint

    return mint.kthvalue(self, k, dim, keepdim)


def requires_grad_(self: Any, requires_grad: bool = True) -> Any:
    """Say whether gradients are asked for."""
    self.requires_grad = requires_grad
    return self


METHODS: dict[str, Any] = {
    "index_copy": index_copy,
    "put": put,
    "trace": trace,
    "qr": qr,
    "kthvalue": kthvalue,
    "requires_grad_": requires_grad_,
    **_drawn_methods.METHODS,
    "sum": sum,
    "t": t,
    "adjoint": adjoint,
    "new_ones": new_ones,
    "new_zeros": new_zeros,
    "new_full": new_full,
    "repeat": repeat,
    "resize": resize,
    "ptp": ptp,
    "allclose": allclose,
    "reshape_as": reshape_as,
    "add": _with_alpha("add"),
    "sub": _with_alpha("sub"),
    "flatten": flatten,
    "fill": fill,
    "choose": choose,
    "searchsorted": searchsorted,
    "uniform": uniform,
    "register_hook": register_hook,
    "hooks": registered_hooks,
    "argmax_with_value": argmax_with_value,
    "argmin_with_value": argmin_with_value,
    "sum_to_size": sum_to_size,
    "new_empty": new_empty,
    "log_normal": log_normal,
    "cauchy": cauchy,
    "to_coo": to_coo,
    "to_csr": to_csr,
    "diag": diag,
    "round": round,
    "tile": tile,
    "zero_": zero_,
    "fill_": fill_,
    "T": property(transposed),
    "mT": property(matrix_transposed),
    "mH": property(adjoint),
    "H": property(conjugate_transposed),
    **{f"{name}_": _in_place(name) for name in _IN_PLACE.split()},
}

#: Used only where the core has no method of this name.
FALLBACKS: dict[str, Any] = {name: _FromFunction(name) for name in _FUNCTIONS.split()}


def install(tensor: type) -> None:
    """Add the methods of this module to the type."""
    for name, value in METHODS.items():
        setattr(tensor, name, value)
    for name, value in FALLBACKS.items():
        if not hasattr(tensor, name):
            setattr(tensor, name, value)
