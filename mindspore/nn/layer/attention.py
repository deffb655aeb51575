"""Multi-head attention."""

import math
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import XavierNormal, XavierUniform, initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import positive_int
from mindspore.nn.cell import Cell
from mindspore.nn.layer.basic import Dense


class MultiheadAttention(Cell):
    """Softmax of queries times keys, times values, in several heads side by side.

    Args:
        embed_dim: the size of queries and outputs.
        num_heads: the number of heads.
        dropout: the probability of a zero among the weights, in training.
        has_bias: whether the projections have biases.
        add_bias_kv: learn one more key and value.
        add_zero_attn: add a key and value of zeros.
        kdim: the size of keys; by default `embed_dim`.
        vdim: the size of values; by default `embed_dim`.
        batch_first: inputs are (batch, time, size) instead of (time, batch, size).
        dtype: the dtype of the Parameters.

    Examples:
        >>> from mindspore import nn, ops
        >>> x = ops.ones((3, 2, 8))
        >>> output, weights = nn.MultiheadAttention(8, 2)(x, x, x)
        >>> output.shape, weights.shape
        ((3, 2, 8), (2, 3, 3))
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        has_bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.embed_dim = positive_int(embed_dim, "embed_dim")
        self.num_heads = positive_int(num_heads, "num_heads")
        if embed_dim % num_heads:
            raise ValueError(
                f"`embed_dim` needs to be a multiple of `num_heads` {num_heads}, but is {embed_dim}"
            )
        self.kdim, self.vdim = kdim or embed_dim, vdim or embed_dim
        self.head_dim = embed_dim // num_heads
        self.dropout, self.batch_first = dropout, batch_first
        self.add_zero_attn = add_zero_attn
        self._same_size = self.kdim == self.vdim == embed_dim
        self._make_projections(has_bias, dtype)
        self.out_proj = Dense(embed_dim, embed_dim, has_bias=has_bias, dtype=dtype)
        self.bias_k = self.bias_v = None
        if add_bias_kv:
            shape = [1, 1, embed_dim]
            self.bias_k = Parameter(initializer(XavierNormal(), shape, dtype), name="bias_k")
            self.bias_v = Parameter(initializer(XavierNormal(), shape, dtype), name="bias_v")

    def _make_projections(self, has_bias: bool, dtype: Any) -> None:
        size = self.embed_dim

        def weight(rows: int, columns: int, name: str) -> Parameter:
            return Parameter(initializer(XavierUniform(), [rows, columns], dtype), name=name)

        if self._same_size:
            self.in_proj_weight = weight(3 * size, size, "in_proj_weight")
        else:
            self.q_proj_weight = weight(size, size, "q_proj_weight")
            self.k_proj_weight = weight(size, self.kdim, "k_proj_weight")
            self.v_proj_weight = weight(size, self.vdim, "v_proj_weight")
        self.in_proj_bias = None
        if has_bias:
            self.in_proj_bias = Parameter(
                initializer("zeros", [3 * size], dtype), name="in_proj_bias"
            )

    def construct(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
    ) -> tuple[Tensor, Tensor] | tuple[Tensor]:
        """Gives the output, and with `need_weights` the weights."""
        batched = query.ndim == 3
        if not batched:
            query, key, value = (x.expand_dims(1) for x in (query, key, value))
            if key_padding_mask is not None:
                key_padding_mask = key_padding_mask.expand_dims(0)
        elif self.batch_first:
            query, key, value = (x.swapaxes(0, 1) for x in (query, key, value))
        q, k, v = self._project(query, key, value)
        k, v, extra = self._extended(k, v)
        mask = self._mask(attn_mask, key_padding_mask, extra, query.dtype)
        output, weights = self._attend(q, k, v, mask)
        if not batched:
            output = output.squeeze(1)
        elif self.batch_first:
            output = output.swapaxes(0, 1)
        if not need_weights:
            return (output,)
        if average_attn_weights:
            weights = weights.mean(1)
        return output, (weights if batched else weights.squeeze(0))

    def _project(self, query: Tensor, key: Tensor, value: Tensor) -> list[Tensor]:
        if self._same_size:
            weights = ops.chunk(self.in_proj_weight, 3, 0)
        else:
            weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        biases = (None,) * 3 if self.in_proj_bias is None else ops.chunk(self.in_proj_bias, 3, 0)
        given = (query, key, value)
        return [ops.dense(x, w, b) for x, w, b in zip(given, weights, biases, strict=True)]

    def _extended(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, int]:
        """Keys and values with the learned ones and zeros, and how many those are."""
        extra = 0
        if self.bias_k is not None:
            shape = (1, k.shape[1], self.embed_dim)
            k = ops.cat([k, ops.broadcast_to(self.bias_k, shape)], 0)
            v = ops.cat([v, ops.broadcast_to(self.bias_v, shape)], 0)  # type: ignore[arg-type]
            extra += 1
        if self.add_zero_attn:
            zeros = ops.zeros((1, k.shape[1], self.embed_dim), k.dtype)
            k, v = ops.cat([k, zeros], 0), ops.cat([v, zeros], 0)
            extra += 1
        return k, v, extra

    def _mask(
        self, attn_mask: Tensor | None, padding: Tensor | None, extra: int, dtype: Any
    ) -> Tensor | None:
        """What is added to the scores: broadcasts to (batch, heads, queries, keys)."""
        mask = None
        if attn_mask is not None:
            mask = self._additive(attn_mask, dtype)
            if mask.ndim == 3:
                mask = mask.reshape(-1, self.num_heads, *mask.shape[1:])
        if padding is not None:
            rows = self._additive(padding, dtype).expand_dims(1).expand_dims(1)
            mask = rows if mask is None else mask + rows
        if mask is not None and extra:
            mask = ops.pad(mask, [0, extra])
        return mask

    @staticmethod
    def _additive(mask: Tensor, dtype: Any) -> Tensor:
        if mask.dtype != mstype.bool_:
            return ops.cast(mask, dtype)
        zeros = ops.zeros(mask.shape, dtype)
        return zeros.masked_fill(mask, float("-inf"))

    def _attend(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        steps, batch, size = q.shape

        def heads(x: Tensor) -> Tensor:
            return x.reshape(x.shape[0], batch, self.num_heads, self.head_dim).transpose(1, 2, 0, 3)

        scores = ops.matmul(heads(q) / math.sqrt(self.head_dim), heads(k).swapaxes(-2, -1))
        weights = ops.softmax(scores if mask is None else scores + mask, -1)
        if self.training and self.dropout:
            weights = ops.dropout(weights, self.dropout)
        output = ops.matmul(weights, heads(v)).transpose(2, 0, 1, 3).reshape(steps, batch, size)
        return self.out_proj(output), weights
