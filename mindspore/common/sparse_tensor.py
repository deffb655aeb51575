"""Sparse Tensors: values, and where they stand. Made of Tensors, so graphs and gradients know them.

`COOTensor` names each place by row and column, `CSRTensor` counts the values of each row,
`RowTensor` holds whole rows. Arithmetic among two of them goes through one sum over equal places.
"""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops


def _check_parts(name: str, **parts: Any) -> None:
    for key, value in parts.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"{name} needs a Tensor as `{key}`, found {type(value).__name__}")


def _check_shape(name: str, shape: Any) -> tuple[int, ...]:
    if not isinstance(shape, tuple) or not all(isinstance(n, int) for n in shape):
        raise TypeError(f"{name} needs a tuple of ints as `shape`, found {shape!r}")
    if any(n <= 0 for n in shape):
        raise ValueError(f"{name} needs positive extents, found {shape}")
    return shape


def _rows_of(indptr: Tensor, count: int) -> Tensor:
    """The row of each of `count` values."""
    places = _ops.cast(_ops.arange(0, count, 1), indptr.dtype)
    later = _ops.expand_dims(places, 1) >= indptr[1:]
    return _ops.cast(_ops.reduce_sum(_ops.cast(later, mstype.int32), 1), indptr.dtype)


class _Sparse:
    """What both kinds of matrices have in common."""

    values: Tensor
    shape: tuple[int, ...]

    @property
    def dtype(self) -> Any:
        """The dtype of the values."""
        return self.values.dtype

    @property
    def size(self) -> int:
        """How many values there are."""
        return self.values.size

    @property
    def itemsize(self) -> int:
        """How many bytes a value has."""
        return self.values.itemsize

    @property
    def ndim(self) -> int:
        """How many axes there are."""
        return len(self.shape)

    def _with(self, values: Tensor) -> Any:
        raise NotImplementedError

    def _combined(self, other: Any, sign: int) -> Any:
        raise NotImplementedError

    def to_dense(self) -> Tensor:
        """Give the whole Tensor."""
        raise NotImplementedError

    def _at_places(self, dense: Tensor) -> Tensor:
        raise NotImplementedError

    def abs(self) -> Any:
        """Give the absolute values."""
        return self._with(_ops.abs(self.values))

    def astype(self, dtype: Any) -> Any:
        """Give the values in another dtype."""
        return self._with(_ops.cast(self.values, dtype))

    def __neg__(self) -> Any:
        return self._with(-self.values)

    def __add__(self, other: Any) -> Any:
        return self._combined(other, 1)

    def __sub__(self, other: Any) -> Any:
        return self._combined(other, -1)

    def __mul__(self, other: Any) -> Any:
        return self._with(self.values * self._factor(other))

    def __truediv__(self, other: Any) -> Any:
        return self._with(self.values / self._factor(other))

    __rmul__ = __mul__

    def _factor(self, other: Any) -> Any:
        """What each value meets: a number, or what stands in its place."""
        if isinstance(other, Tensor) and other.size > 1:
            return self._at_places(other)
        return other


class COOTensor(_Sparse):
    """A sparse matrix: values, and the row and column of each.

    Args:
        indices: Integer Tensor (values, 2).
        values: Tensor (values,).
        shape: The shape of the matrix.
        coo_tensor: Another one, which is copied; the rest is left out.

    Raises:
        TypeError: If a part has another type.
        ValueError: If their shapes do not fit.

    Supported modes: PyNative, graph.

    Examples:
        >>> from mindspore import COOTensor, Tensor
        >>> x = COOTensor(Tensor([[0, 1], [1, 2]]), Tensor([1.0, 2.0]), (2, 3))
        >>> print(x.to_dense())
        [[0. 1. 0.]
         [0. 0. 2.]]
        >>> print((x + x).values, (x * 10).values)
        [2. 4.] [10. 20.]
    """

    def __init__(
        self,
        indices: Any = None,
        values: Any = None,
        shape: tuple | None = None,
        coo_tensor: COOTensor | None = None,
    ) -> None:
        if coo_tensor is not None:
            if not isinstance(coo_tensor, COOTensor):
                raise TypeError(f"`coo_tensor` needs to be one, but is {type(coo_tensor).__name__}")
            indices, values, shape = coo_tensor.indices, coo_tensor.values, coo_tensor.shape
        _check_parts("COOTensor", indices=indices, values=values)
        shape = _check_shape("COOTensor", shape)
        if indices.ndim != 2 or indices.shape != (values.shape[0], len(shape)):
            raise ValueError(
                f"COOTensor needs `indices` of shape (values, {len(shape)}), found {indices.shape} "
                f"for {values.shape[0]} values"
            )
        self.indices: Tensor = indices
        self.values, self.shape = values, shape

    def __repr__(self) -> str:
        return (
            f"COOTensor(shape={list(self.shape)}, dtype={self.dtype}, "
            f"indices={self.indices!r}, values={self.values!r})"
        )

    def _with(self, values: Tensor) -> COOTensor:
        return COOTensor(self.indices, values, self.shape)

    def _at_places(self, dense: Tensor) -> Tensor:
        return _ops.gather_nd(_ops.broadcast_to(dense, self.shape), self.indices)

    def _combined(self, other: Any, sign: int) -> Any:
        if isinstance(other, Tensor):
            return _ops.tensor_scatter_add(other * sign, self.indices, self.values)
        if not isinstance(other, COOTensor) or other.shape != self.shape:
            raise ValueError(f"a sum needs another COOTensor of shape {self.shape}")
        indices = _ops.concat([self.indices, other.indices], 0)
        values = _ops.concat([self.values, other.values * sign], 0)
        return COOTensor(indices, values, self.shape).coalesce()

    def coalesce(self) -> COOTensor:
        """Add up the values of equal places, and put places into order."""
        width = self.shape[1] if len(self.shape) > 1 else 1
        flat = self.indices[:, 0] * width + (self.indices[:, 1] if len(self.shape) > 1 else 0)
        places, owner = _ops.unique(flat)
        order = _ops.argsort(places)
        rank = _ops.argsort(order)
        owner = _ops.index_select(rank, 0, _ops.reshape(owner, (-1,)).astype(mstype.int64))
        frame = _ops.zeros((places.shape[0],), self.dtype)
        values = _ops.tensor_scatter_add(frame, _ops.expand_dims(owner, 1), self.values)
        places = _ops.index_select(places, 0, order.astype(mstype.int64))
        parts = [_ops.floor_div(places, width), _ops.floor_mod(places, width)]
        indices = _ops.stack(parts[: len(self.shape)], 1).astype(self.indices.dtype)
        return COOTensor(indices, values, self.shape)

    def add(self, other: COOTensor, thresh: Any) -> COOTensor:
        """Add another one; values whose size is below `thresh` are left out."""
        total = self + other
        kept = _ops.abs(total.values) >= thresh
        places = _ops.reshape(_ops.nonzero(kept), (-1,))
        indices = _ops.index_select(total.indices, 0, places)
        return COOTensor(indices, _ops.index_select(total.values, 0, places), self.shape)

    def to_dense(self) -> Tensor:
        """Give the whole matrix; values of equal places are added."""
        return _ops.tensor_scatter_add(
            _ops.zeros(self.shape, self.dtype), self.indices, self.values
        )

    def to_csr(self) -> CSRTensor:
        """Give the same matrix as a CSRTensor."""
        if len(self.shape) != 2:
            raise ValueError(f"a CSRTensor has 2 axes, this COOTensor {len(self.shape)}")
        rows, columns = self.indices[:, 0], self.indices[:, 1]
        order = _ops.argsort(rows * self.shape[1] + columns).astype(mstype.int64)
        steps = _ops.cast(_ops.arange(0, self.shape[0] + 1, 1), rows.dtype)
        below = _ops.cast(_ops.expand_dims(rows, 0) < _ops.expand_dims(steps, 1), mstype.int32)
        return CSRTensor(
            _ops.reduce_sum(below, 1).astype(rows.dtype),
            _ops.index_select(columns, 0, order),
            _ops.index_select(self.values, 0, order),
            self.shape,
        )

    def to_tuple(self) -> tuple:
        """Give indices, values and shape."""
        return self.indices, self.values, self.shape


class CSRTensor(_Sparse):
    """A sparse matrix: values row by row, their columns, and where each row begins.

    Args:
        indptr: Integer Tensor (rows + 1,): how many values stand before each row.
        indices: Integer Tensor (values,): the column of each value.
        values: Tensor (values,).
        shape: The shape of the matrix.
        csr_tensor: Another one, which is copied; the rest is left out.

    Raises:
        TypeError: If a part has another type.
        ValueError: If their shapes do not fit.

    Supported modes: PyNative, graph.

    Examples:
        >>> from mindspore import CSRTensor, Tensor
        >>> x = CSRTensor(Tensor([0, 1, 2]), Tensor([0, 1]), Tensor([1.0, 2.0]), (2, 4))
        >>> print(x.to_dense())
        [[1. 0. 0. 0.]
         [0. 2. 0. 0.]]
        >>> print(x.mv(Tensor([[1.0], [10.0], [0.0], [0.0]])))
        [[ 1.]
         [20.]]
    """

    def __init__(
        self,
        indptr: Any = None,
        indices: Any = None,
        values: Any = None,
        shape: tuple | None = None,
        csr_tensor: CSRTensor | None = None,
    ) -> None:
        if csr_tensor is not None:
            if not isinstance(csr_tensor, CSRTensor):
                raise TypeError(f"`csr_tensor` needs to be one, but is {type(csr_tensor).__name__}")
            indptr, indices = csr_tensor.indptr, csr_tensor.indices
            values, shape = csr_tensor.values, csr_tensor.shape
        _check_parts("CSRTensor", indptr=indptr, indices=indices, values=values)
        shape = _check_shape("CSRTensor", shape)
        if indptr.shape != (shape[0] + 1,) or indices.shape[:1] != values.shape[:1]:
            raise ValueError(
                f"CSRTensor needs `indptr` of shape ({shape[0] + 1},) and as many `indices` as "
                f"`values`, found {indptr.shape}, {indices.shape} and {values.shape}"
            )
        self.indptr: Tensor = indptr
        self.indices: Tensor = indices
        self.values = values
        self.shape = shape

    def __repr__(self) -> str:
        return (
            f"CSRTensor(shape={list(self.shape)}, dtype={self.dtype}, indptr={self.indptr!r}, "
            f"indices={self.indices!r}, values={self.values!r})"
        )

    def _rows(self) -> Tensor:
        return _rows_of(self.indptr, self.values.shape[0]).astype(self.indices.dtype)

    def _with(self, values: Tensor) -> CSRTensor:
        return CSRTensor(self.indptr, self.indices, values, self.shape)

    def _at_places(self, dense: Tensor) -> Tensor:
        wide = _ops.broadcast_to(dense, self.shape)
        return _ops.gather_nd(wide, _ops.stack([self._rows(), self.indices], 1))

    def _combined(self, other: Any, sign: int) -> Any:
        if not isinstance(other, CSRTensor) or other.shape != self.shape:
            raise ValueError(f"a sum needs another CSRTensor of shape {self.shape}")
        total = self.to_coo()._combined(other.to_coo(), sign)
        return total.to_csr()

    def add(self, b: CSRTensor, alpha: Any, beta: Any) -> CSRTensor:
        """Give `alpha` times this one plus `beta` times `b`."""
        return self * alpha + b * beta

    def to_coo(self) -> COOTensor:
        """Give the same matrix as a COOTensor."""
        indices = _ops.stack([self._rows(), self.indices], 1)
        return COOTensor(indices, self.values, self.shape)

    def to_dense(self) -> Tensor:
        """Give the whole matrix."""
        return self.to_coo().to_dense()

    def to_tuple(self) -> tuple:
        """Give indptr, indices, values and shape."""
        return self.indptr, self.indices, self.values, self.shape

    def mv(self, dense_vector: Tensor) -> Tensor:
        """Multiply with a column (columns, 1)."""
        return self.mm(dense_vector)

    def mm(self, matrix: Tensor | CSRTensor) -> Any:
        """Multiply with a matrix (columns, n)."""
        if isinstance(matrix, CSRTensor):
            return dense_to_csr(self.mm(matrix.to_dense()))
        if matrix.ndim != 2 or matrix.shape[0] != self.shape[1]:
            raise ValueError(
                f"a product needs a matrix with {self.shape[1]} rows, found {matrix.shape}"
            )
        parts = _ops.index_select(matrix, 0, self.indices.astype(mstype.int64))
        parts = parts * _ops.expand_dims(self.values, 1)
        frame = _ops.zeros((self.shape[0], matrix.shape[1]), parts.dtype)
        return _ops.tensor_scatter_add(frame, _ops.expand_dims(self._rows(), 1), parts)

    def sum(self, axis: int) -> Tensor:
        """Add up along an axis, which stays with extent 1."""
        if axis not in (0, 1, -1, -2):
            raise ValueError(f"`axis` needs to be 0 or 1, but is {axis}")
        return _ops.reduce_sum(self.to_dense(), axis, True)


def dense_to_coo(tensor: Tensor) -> COOTensor:
    """Give the elements that are not 0, and where they stand."""
    indices = _ops.nonzero(tensor)
    return COOTensor(indices, _ops.gather_nd(tensor, indices), tensor.shape)


def dense_to_csr(tensor: Tensor) -> CSRTensor:
    """Give the elements that are not 0, row by row."""
    return dense_to_coo(tensor).to_csr()


class RowTensorInner:
    """Some rows of a Tensor.

    Args:
        indices: Integer Tensor (rows,): which rows.
        values: Tensor (rows, ...).
        shape: The shape of the whole.
        row_tensor: Another one, which is copied; the rest is left out.

    Raises:
        TypeError: If a part has another type.
        ValueError: If there are not as many indices as rows.

    Examples:
        >>> from mindspore import RowTensor, Tensor
        >>> x = RowTensor(Tensor([0]), Tensor([[1.0, 2.0]]), (3, 2))
        >>> print(x.indices, x.dense_shape)
        [0] (3, 2)
    """

    def __init__(
        self,
        indices: Any = None,
        values: Any = None,
        shape: tuple | None = None,
        row_tensor: RowTensorInner | None = None,
    ) -> None:
        if row_tensor is not None:
            if not isinstance(row_tensor, RowTensorInner):
                raise TypeError(f"`row_tensor` needs to be one, but is {type(row_tensor).__name__}")
            indices, values = row_tensor.indices, row_tensor.values
            shape = row_tensor.dense_shape
        _check_parts("RowTensor", indices=indices, values=values)
        self.dense_shape: tuple[int, ...] = _check_shape("RowTensor", shape)
        if indices.ndim != 1 or indices.shape[0] != values.shape[0]:
            raise ValueError(
                "RowTensor needs an index for each of "
                f"{values.shape[0]} rows, found {indices.shape}"
            )
        self.indices: Tensor = indices
        self.values: Tensor = values

    def __repr__(self) -> str:
        return (
            f"RowTensor(shape={list(self.dense_shape)}, dtype={self.values.dtype}, "
            f"indices={self.indices!r}, values={self.values!r})"
        )


class RowTensor(RowTensorInner):
    """Some rows of a Tensor, under its public name: see `RowTensorInner`."""


class SparseTensor:
    """The older name of `COOTensor`, without arithmetic.

    Examples:
        >>> from mindspore import SparseTensor, Tensor
        >>> SparseTensor(Tensor([[0, 1]]), Tensor([1.0]), (2, 3)).shape
        (2, 3)
    """

    def __init__(self, indices: Tensor, values: Tensor, shape: tuple) -> None:
        held = COOTensor(indices, values, shape)
        self.indices, self.values, self.shape = held.indices, held.values, held.shape
