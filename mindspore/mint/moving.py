"""Moving elements, with `dim`."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.mint._names import renamed

_ops = _core.ops

__all__ = [
    "cat",
    "cdist",
    "chunk",
    "concat",
    "diag",
    "diff",
    "flatten",
    "gather",
    "index_add",
    "index_select",
    "meshgrid",
    "narrow",
    "nonzero",
    "repeat_interleave",
    "scatter",
    "scatter_add",
    "select",
    "split",
    "squeeze",
    "stack",
    "t",
    "transpose",
    "triangular_solve",
    "unsqueeze",
]

cat = concat = renamed(_ops.concat, dim="axis")
chunk = renamed(_ops.chunk, dim="axis")
index_select = renamed(_ops.index_select, dim="axis")
narrow = renamed(_ops.narrow, dim="axis")
split = renamed(_ops.split, dim="axis")
squeeze = renamed(_ops.squeeze, dim="axis")
stack = renamed(_ops.stack, dim="axis")
unsqueeze = renamed(_ops.expand_dims, dim="axis", input="input_x")


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """Make a matrix of its diagonal, or take the diagonal of a matrix.

    >>> from mindspore import Tensor, mint
    >>> print(mint.diag(Tensor([[1, 2], [3, 4]])))
    [1 4]
    """
    return _ops.diag_embed(input, diagonal) if input.ndim == 1 else _ops.diagonal(input, diagonal)


def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None
) -> Tensor:
    """Subtract neighbours, `n` times."""
    from mindspore import ops

    return ops.diff(input, n, dim, prepend, append)


def cdist(
    x1: Tensor,
    x2: Tensor,
    p: float = 2.0,
    compute_mode: str = "use_mm_for_euclid_dist_if_necessary",
) -> Tensor:
    """Give the distances between rows.

    >>> from mindspore import Tensor, mint
    >>> print(mint.cdist(Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0]])))
    [[5.]]
    """
    from mindspore import ops

    return ops.cdist(x1, x2, float(p))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Make one axis of several."""
    return _ops.flatten(input, start_dim=start_dim, end_dim=end_dim)


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Take elements along an axis, as `index` says for each place.

    >>> from mindspore import Tensor, mint
    >>> print(mint.gather(Tensor([[1, 2]]), 1, Tensor([[1, 1]])))
    [[2 2]]
    """
    return _ops.gather_elements(input, dim, index)


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """Add slices to those that `index` names."""
    added = source if alpha == 1 else source * alpha
    return input.index_add(dim, index, added)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple:
    """Spread vectors over a grid; "ij" unless `indexing` says "xy".

    >>> from mindspore import Tensor, mint
    >>> mint.meshgrid(Tensor([1, 2]), Tensor([3, 4, 5]))[0].shape
    (2, 3)
    """
    from mindspore import ops

    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    return ops.meshgrid(*given, indexing=indexing or "ij")


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """Say where elements are not 0."""
    places = _ops.nonzero(input)
    return tuple(places[:, k] for k in range(input.ndim)) if as_tuple else places


def repeat_interleave(
    input: Tensor, repeats: Any, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Repeat each element."""
    from mindspore import ops

    return ops.repeat_interleave(input, repeats, dim)


def scatter(input: Tensor, dim: int, index: Tensor, src: Any) -> Tensor:
    """Write elements along an axis, as `index` says for each place."""
    if not isinstance(src, Tensor):
        src = _ops.full(index.shape, src, dtype=input.dtype)
    return _ops.scatter(input, dim, index, src)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """Add elements along an axis, as `index` says for each place."""
    return _ops.scatter(input, dim, index, src, "add")


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """Take one slice of an axis.

    >>> from mindspore import Tensor, mint
    >>> print(mint.select(Tensor([[1, 2], [3, 4]]), 1, 0))
    [1 3]
    """
    place = index + input.shape[dim] if index < 0 else index
    return _ops.squeeze(_ops.narrow(input, dim, place, 1), dim)


def t(input: Tensor) -> Tensor:
    """Transpose a matrix."""
    return input.t()


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Exchange two axes.

    >>> from mindspore import ops, mint
    >>> mint.transpose(ops.ones((2, 3, 4)), 0, 2).shape
    (4, 3, 2)
    """
    return _ops.swapaxes(input, dim0, dim1)


def triangular_solve(
    b: Tensor, A: Tensor, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> tuple:
    """Solve A X = b for a triangular A; give X and A."""
    from mindspore.scipy.linalg import solve_triangular

    found = solve_triangular(A, b, int(transpose), not upper, unitriangular)
    return found, A
