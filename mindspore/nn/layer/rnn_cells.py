"""One step of a recurrent network: RNNCell, GRUCell, LSTMCell."""

import math
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import Uniform, initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, one_of, positive_int
from mindspore.nn.cell import Cell


def rnn_tanh_step(x: Tensor, h: Tensor, weights: tuple) -> Tensor:
    """One step with tanh; `weights` are those of the input, the state, and the two biases."""
    w_ih, w_hh, b_ih, b_hh = weights
    return ops.tanh(ops.dense(x, w_ih, b_ih) + ops.dense(h, w_hh, b_hh))


def rnn_relu_step(x: Tensor, h: Tensor, weights: tuple) -> Tensor:
    """One step with relu."""
    w_ih, w_hh, b_ih, b_hh = weights
    return ops.relu(ops.dense(x, w_ih, b_ih) + ops.dense(h, w_hh, b_hh))


def gru_step(x: Tensor, h: Tensor, weights: tuple) -> Tensor:
    """One step of a gated recurrent unit."""
    w_ih, w_hh, b_ih, b_hh = weights
    i_reset, i_update, i_new = ops.chunk(ops.dense(x, w_ih, b_ih), 3, -1)
    h_reset, h_update, h_new = ops.chunk(ops.dense(h, w_hh, b_hh), 3, -1)
    reset, update = ops.sigmoid(i_reset + h_reset), ops.sigmoid(i_update + h_update)
    new = ops.tanh(i_new + reset * h_new)
    return new + update * (h - new)


def lstm_step(x: Tensor, state: tuple[Tensor, Tensor], weights: tuple) -> tuple[Tensor, Tensor]:
    """One step of a long short-term memory: the new output and memory."""
    h, c = state
    w_ih, w_hh, b_ih, b_hh = weights
    gates = ops.dense(x, w_ih, b_ih) + ops.dense(h, w_hh, b_hh)
    i, f, g, o = ops.chunk(gates, 4, -1)
    c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
    return ops.sigmoid(o) * ops.tanh(c), c


class RNNCellBase(Cell):
    """The Parameters of a recurrent cell with a number of gates."""

    def __init__(
        self, input_size: int, hidden_size: int, has_bias: bool, chunks: int, dtype: Any
    ) -> None:
        super().__init__()
        self.input_size = positive_int(input_size, "input_size")
        self.hidden_size = positive_int(hidden_size, "hidden_size")
        self.has_bias = boolean(has_bias, "has_bias")
        init, rows = Uniform(1 / math.sqrt(hidden_size)), chunks * hidden_size

        def make(shape: list[int]) -> Parameter:
            return Parameter(initializer(init, shape, dtype))

        self.weight_ih = make([rows, input_size])
        self.weight_hh = make([rows, hidden_size])
        self.bias_ih = make([rows]) if has_bias else None
        self.bias_hh = make([rows]) if has_bias else None

    def _weights(self) -> tuple:
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh


class RNNCell(RNNCellBase):
    """h' = tanh(x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh), or relu of it.

    Args:
        input_size: the size of the input.
        hidden_size: the size of the state.
        has_bias: whether there are biases.
        nonlinearity: "tanh" or "relu".
        dtype: the dtype of the Parameters.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.RNNCell(4, 8)(ops.ones((2, 4)), ops.zeros((2, 8))).shape
        (2, 8)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        has_bias: bool = True,
        nonlinearity: str = "tanh",
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__(input_size, hidden_size, has_bias, 1, dtype)
        self.nonlinearity = one_of(nonlinearity, ("tanh", "relu"), "nonlinearity")
        self._step = rnn_tanh_step if nonlinearity == "tanh" else rnn_relu_step

    def construct(self, x: Tensor, hx: Tensor) -> Tensor:
        """Gives the new state."""
        return self._step(x, hx, self._weights())


class GRUCell(RNNCellBase):
    """One step of a gated recurrent unit.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.GRUCell(4, 8)(ops.ones((2, 4)), ops.zeros((2, 8))).shape
        (2, 8)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        has_bias: bool = True,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__(input_size, hidden_size, has_bias, 3, dtype)

    def construct(self, x: Tensor, hx: Tensor) -> Tensor:
        """Gives the new state."""
        return gru_step(x, hx, self._weights())


class LSTMCell(RNNCellBase):
    """One step of a long short-term memory.

    Examples:
        >>> from mindspore import nn, ops
        >>> h, c = nn.LSTMCell(4, 8)(ops.ones((2, 4)), (ops.zeros((2, 8)), ops.zeros((2, 8))))
        >>> h.shape, c.shape
        ((2, 8), (2, 8))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        has_bias: bool = True,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__(input_size, hidden_size, has_bias, 4, dtype)

    def construct(self, x: Tensor, hx: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """Gives the new output and memory."""
        return lstm_step(x, hx, self._weights())
