"""Embedding: rows of a table by number."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, positive_int
from mindspore.nn.cell import Cell


class Embedding(Cell):
    """Gives the rows of a learned table by their numbers.

    Args:
        vocab_size: the number of rows.
        embedding_size: the length of a row.
        use_one_hot: compute it by a matrix product.
        embedding_table: how the table starts.
        dtype: the dtype of the table.
        padding_idx: a row that starts as zeros.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> nn.Embedding(10, 4)(Tensor([[1, 2, 3]], ms.int32)).shape
        (1, 3, 4)
    """

    _only_read = ("embedding_table",)

    def __init__(
        self,
        vocab_size: int,
        embedding_size: int,
        use_one_hot: bool = False,
        embedding_table: Any = "normal",
        dtype: Any = mstype.float32,
        padding_idx: int | None = None,
    ) -> None:
        super().__init__()
        self.vocab_size = positive_int(vocab_size, "vocab_size")
        self.embedding_size = positive_int(embedding_size, "embedding_size")
        self.use_one_hot = boolean(use_one_hot, "use_one_hot")
        self.dtype, self.padding_idx = dtype, padding_idx
        table = initializer(embedding_table, [vocab_size, embedding_size], dtype)
        if padding_idx is not None:
            if not 0 <= padding_idx < vocab_size:
                raise ValueError(
                    f"`padding_idx` needs to be in the range [0, {vocab_size}), "
                    f"but is {padding_idx}"
                )
            values = table.asnumpy().copy()
            values[padding_idx] = 0
            table = Tensor(values, dtype)
        self.embedding_table = Parameter(table, name="embedding_table")

    def construct(self, ids: Tensor) -> Tensor:
        """Gives the rows: the shape of `ids`, and a row's length."""
        if self.use_one_hot:
            hot = ops.one_hot(ids, self.vocab_size, Tensor(1, self.dtype), Tensor(0, self.dtype))
            return ops.matmul(hot, self.embedding_table)
        return ops.gather(self.embedding_table, ids, 0)

    def extend_repr(self) -> str:
        """The sizes and the table."""
        return (
            f"vocab_size={self.vocab_size}, embedding_size={self.embedding_size}, "
            f"use_one_hot={self.use_one_hot}, embedding_table={self.embedding_table}, "
            f"dtype={self.dtype!s}, padding_idx={self.padding_idx}"
        )


class EmbeddingLookup(Cell):
    """Gives the rows of a learned table by their numbers, shortened to a greatest length.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> nn.EmbeddingLookup(4, 2)(Tensor([[1, 0]], ms.int32)).shape
        (1, 2, 2)
    """

    def __init__(
        self,
        vocab_size: int,
        embedding_size: int,
        param_init: Any = "normal",
        target: str = "CPU",
        slice_mode: str = "batch_slice",
        manual_shapes: Any = None,
        max_norm: float | None = None,
        sparse: bool = True,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.vocab_size = positive_int(vocab_size, "vocab_size")
        self.embedding_size = positive_int(embedding_size, "embedding_size")
        if target not in ("CPU", "DEVICE"):
            raise ValueError(f"`target` needs to be 'CPU' or 'DEVICE', but is {target!r}")
        self.target, self.sparse, self.max_norm = target, sparse, max_norm
        start = initializer(param_init, [vocab_size, embedding_size], dtype)
        self.embedding_table = Parameter(start, name="embedding_table")

    def construct(self, indices: Tensor) -> Tensor:
        """Gives the rows."""
        rows = ops.gather(self.embedding_table, indices, 0)
        if self.max_norm is None:
            return rows
        lengths = ops.sqrt(ops.square(rows).sum(-1, keepdims=True))
        return rows * ops.minimum(self.max_norm / ops.maximum(lengths, 1e-12), 1.0)
