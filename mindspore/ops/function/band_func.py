"""Diagonals of matrices, several at once: taken, put, and made into matrices.

A band k = (low, high) has its highest diagonal in the first row. Shorter diagonals are filled up;
`align` says on which side, first for those above the main one, then for those below.
"""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = ["matrix_diag_part", "matrix_diag_v3", "matrix_set_diag"]

_ALIGNMENTS = ("RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT")


def _band(k: Any, align: str) -> tuple[int, int]:
    if align not in _ALIGNMENTS:
        raise ValueError(f"`align` needs to be one of {', '.join(_ALIGNMENTS)}, but is {align!r}")
    if isinstance(k, Tensor):
        k = k.asnumpy().tolist()
    ends = [int(k)] * 2 if isinstance(k, int) else [int(end) for end in k]
    low, high = ends[0], ends[-1]
    if low > high:
        raise ValueError(f"`k` needs its lower diagonal first, found {low} and {high}")
    return low, high


def _longest(rows: int, columns: int, low: int, high: int) -> int:
    return min(rows + min(high, 0), columns + min(-low, 0))


def _place(row: int, column: int, shape: tuple[int, int], band: tuple[int, int], align: str) -> int:
    """Where an element of a matrix stands in the flat rows of its diagonals."""
    rows, columns = shape
    low, high = band
    longest, d = _longest(rows, columns, low, high), column - row
    length = min(rows + min(d, 0), columns - max(d, 0))
    above, below = align.split("_")
    moved = longest - length if (above if d >= 0 else below) == "RIGHT" else 0
    return (high - d) * longest + min(row, column) + moved


def _check_band(shape: tuple, low: int, high: int) -> tuple[int, int]:
    rows, columns = shape[-2], shape[-1]
    if not (-rows < low and high < columns):
        raise ValueError(f"`k` needs to lie between {-rows} and {columns}, found {low} and {high}")
    return rows, columns


def matrix_diag_part(x: Tensor, k: Any, padding_value: Any, align: str = "RIGHT_LEFT") -> Tensor:
    """Take diagonals of matrices.

    Args:
        x: Tensor (..., rows, columns).
        k: Which diagonal, or the lowest and the highest; 0 is the main one.
        padding_value: What shorter diagonals are filled up with.
        align: On which sides they stand: "RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT".

    Returns:
        Tensor (..., length), or (..., diagonals, length) for several.

    Raises:
        ValueError: If `k` or `align` is out of range.

    Supported modes: PyNative, graph.

    >>> from mindspore import Tensor, ops
    >>> x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> print(ops.matrix_diag_part(x, (-1, 1), 9.0))
    [[2. 6.]
     [1. 5.]
     [4. 9.]]
    """
    low, high = _band(k, align)
    rows, columns = _check_band(x.shape, low, high)
    longest = _longest(rows, columns, low, high)
    places = [0] * ((high - low + 1) * longest)
    inside = [False] * len(places)
    for row in range(rows):
        for column in range(max(row + low, 0), min(row + high + 1, columns)):
            at = _place(row, column, (rows, columns), (low, high), align)
            places[at], inside[at] = row * columns + column, True
    flat = _ops.reshape(x, (*x.shape[:-2], rows * columns))
    found = _ops.index_select(flat, -1, Tensor(places))
    found = _ops.where(Tensor(inside), found, _ops.cast(_as_tensor(padding_value), x.dtype))
    shape = (longest,) if low == high else (high - low + 1, longest)
    return _ops.reshape(found, (*x.shape[:-2], *shape))


def _as_tensor(value: Any) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value)


def _spread(diagonal: Tensor, shape: tuple[int, int], band: tuple[int, int], align: str) -> tuple:
    """Diagonals as matrices, and where the matrices hold them."""
    rows, columns = shape
    low, high = band
    places, inside = [], []
    for row in range(rows):
        for column in range(columns):
            within = low <= column - row <= high
            inside.append(within)
            places.append(_place(row, column, shape, band, align) if within else 0)
    several = low != high
    lead = diagonal.shape[:-2] if several else diagonal.shape[:-1]
    flat = _ops.reshape(diagonal, (*lead, -1))
    found = _ops.reshape(_ops.index_select(flat, -1, Tensor(places)), (*lead, rows, columns))
    return found, _ops.reshape(Tensor(inside), (rows, columns))


def matrix_set_diag(x: Tensor, diagonal: Tensor, k: Any = 0, align: str = "RIGHT_LEFT") -> Tensor:
    """Put diagonals into matrices; arguments as of `matrix_diag_part`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.matrix_set_diag(ops.zeros((2, 3)), Tensor([1.0, 2.0]), 1))
    [[0. 1. 0.]
     [0. 0. 2.]]
    """
    low, high = _band(k, align)
    shape = _check_band(x.shape, low, high)
    found, inside = _spread(diagonal, shape, (low, high), align)
    return _ops.where(inside, _ops.cast(found, x.dtype), x)


def matrix_diag_v3(
    x: Tensor,
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Make matrices of diagonals, with `padding_value` around them.

    >>> from mindspore import Tensor, ops
    >>> print(ops.MatrixDiagV3()(Tensor([1.0, 2.0])))
    [[1. 0.]
     [0. 2.]]
    """
    low, high = _band(k, align)
    longest = x.shape[-1]
    rows, columns = int(num_rows), int(num_cols)
    least_rows, least_columns = longest - min(high, 0), longest + max(low, 0)
    if rows == -1 and columns == -1:
        rows = columns = max(least_rows, least_columns)
    rows = least_rows if rows == -1 else rows
    columns = least_columns if columns == -1 else columns
    found, inside = _spread(x, (rows, columns), (low, high), align)
    return _ops.where(inside, found, _ops.cast(_as_tensor(padding_value), x.dtype))
