"""Recurrent networks over whole sequences: RNN, GRU, LSTM; several layers, both directions."""

import math
from collections.abc import Callable
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import Uniform, initializer
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, one_of, positive_int, probability
from mindspore.nn.cell import Cell
from mindspore.nn.layer.basic import Dropout
from mindspore.nn.layer.rnn_cells import gru_step, lstm_step, rnn_relu_step, rnn_tanh_step


class _RNNBase(Cell):
    """Layers and directions of one step.

    Args:
        input_size: the size of the input.
        hidden_size: the size of the state.
        num_layers: the number of layers.
        has_bias: whether there are biases.
        batch_first: the input is (batch, time, size) instead of (time, batch, size).
        dropout: the probability of a zero between layers, in training.
        bidirectional: go through the sequence backwards too.
        dtype: the dtype of the Parameters.
    """

    _chunks = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        has_bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.input_size = positive_int(input_size, "input_size")
        self.hidden_size = positive_int(hidden_size, "hidden_size")
        self.num_layers = positive_int(num_layers, "num_layers")
        self.has_bias = boolean(has_bias, "has_bias")
        self.batch_first = boolean(batch_first, "batch_first")
        self.bidirectional = boolean(bidirectional, "bidirectional")
        self.dropout = probability(dropout, "dropout")
        self.dropout_op = Dropout(p=float(dropout))
        self._suffixes = ("", "_reverse") if bidirectional else ("",)
        self._make_parameters(dtype)

    def _make_parameters(self, dtype: Any) -> None:
        rows, init = self._chunks * self.hidden_size, Uniform(1 / math.sqrt(self.hidden_size))
        lists: dict[str, list] = {"w_ih": [], "w_hh": [], "b_ih": [], "b_hh": []}
        names = {"w_ih": "weight_ih", "w_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh"}
        for layer in range(self.num_layers):
            size = self.input_size if layer == 0 else self.hidden_size * len(self._suffixes)
            shapes = {"w_ih": [rows, size], "w_hh": [rows, self.hidden_size]}
            if self.has_bias:
                shapes |= {"b_ih": [rows], "b_hh": [rows]}
            for suffix in self._suffixes:
                for key, shape in shapes.items():
                    name = f"{names[key]}_l{layer}{suffix}"
                    lists[key].append(Parameter(initializer(init, shape, dtype), name=name))
        for key, parameters in lists.items():
            setattr(self, f"{key}_list", ParameterTuple(parameters))

    def _weights(self, index: int) -> tuple:
        weights = self.w_ih_list[index], self.w_hh_list[index]
        if not self.has_bias:
            return (*weights, None, None)
        return (*weights, self.b_ih_list[index], self.b_hh_list[index])

    def _step(self, x: Tensor, state: Any, weights: tuple) -> tuple[Tensor, Any]:
        """The output and state after one time step."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `_step`")

    # States: one Tensor, or a tuple of them.

    def _zeros(self, batch: int, dtype: Any) -> Any:
        shape = (self.num_layers * len(self._suffixes), batch, self.hidden_size)
        return ops.zeros(shape, dtype)

    @staticmethod
    def _pick(state: Any, index: int) -> Any:
        return state[index]

    @staticmethod
    def _merge(states: list) -> Any:
        return ops.stack(states, 0)

    @staticmethod
    def _choose(mask: Tensor, new: Any, old: Any) -> Any:
        return ops.where(mask, new, old)

    def construct(self, x: Tensor, hx: Any = None, seq_length: Tensor | None = None) -> Any:
        """Gives the outputs of all time steps, and the last states."""
        if self.batch_first:
            x = x.swapaxes(0, 1)
        if hx is None:
            hx = self._zeros(x.shape[1], x.dtype)
        states, directions = [], len(self._suffixes)
        for layer in range(self.num_layers):
            outputs = []
            for direction in range(directions):
                index = layer * directions + direction
                start, weights = self._pick(hx, index), self._weights(index)
                output, state = self._run(x, start, weights, seq_length, direction == 1)
                outputs.append(output)
                states.append(state)
            x = outputs[0] if directions == 1 else ops.cat(outputs, -1)
            if self.dropout and layer < self.num_layers - 1:
                x = self.dropout_op(x)
        if self.batch_first:
            x = x.swapaxes(0, 1)
        return x, self._merge(states)

    def _run(
        self, x: Tensor, state: Any, weights: tuple, lengths: Tensor | None, backwards: bool
    ) -> tuple[Tensor, Any]:
        """Goes through the time steps in one direction."""
        outputs: list[Any] = [None] * x.shape[0]
        times = range(x.shape[0])
        for t in reversed(times) if backwards else times:
            output, new = self._step(x[t], state, weights)
            if lengths is not None:
                # Past the end of a sequence its state stays and its output is zero.
                mask = (lengths > t).expand_dims(-1)
                new = self._choose(mask, new, state)
                output = ops.where(mask, output, ops.zeros_like(output))
            outputs[t], state = output, new
        return ops.stack(outputs, 0), state


class RNN(_RNNBase):
    """A recurrent network with tanh or relu.

    Args:
        args: as the other recurrent networks.
        kwargs: as the other recurrent networks, and `nonlinearity`: "tanh" or "relu".

    Examples:
        >>> from mindspore import nn, ops
        >>> output, h = nn.RNN(4, 8, batch_first=True)(ops.ones((2, 3, 4)))
        >>> output.shape, h.shape
        ((2, 3, 8), (1, 2, 8))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kind = one_of(kwargs.pop("nonlinearity", "tanh"), ("tanh", "relu"), "nonlinearity")
        self_step: Callable = rnn_tanh_step if kind == "tanh" else rnn_relu_step
        super().__init__(*args, **kwargs)
        self.nonlinearity = kind
        self._one = self_step

    def _step(self, x: Tensor, state: Any, weights: tuple) -> tuple[Tensor, Any]:
        h = self._one(x, state, weights)
        return h, h


class GRU(_RNNBase):
    """A network of gated recurrent units.

    Examples:
        >>> from mindspore import nn, ops
        >>> output, h = nn.GRU(4, 8, batch_first=True)(ops.ones((2, 3, 4)))
        >>> output.shape, h.shape
        ((2, 3, 8), (1, 2, 8))
    """

    _chunks = 3

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def _step(self, x: Tensor, state: Any, weights: tuple) -> tuple[Tensor, Any]:
        h = gru_step(x, state, weights)
        return h, h


class LSTM(_RNNBase):
    """A network of long short-term memories.

    Examples:
        >>> from mindspore import nn, ops
        >>> output, (h, c) = nn.LSTM(4, 8, batch_first=True)(ops.ones((2, 3, 4)))
        >>> output.shape, h.shape, c.shape
        ((2, 3, 8), (1, 2, 8), (1, 2, 8))
    """

    _chunks = 4

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def _step(self, x: Tensor, state: Any, weights: tuple) -> tuple[Tensor, Any]:
        h, c = lstm_step(x, state, weights)
        return h, (h, c)

    def _zeros(self, batch: int, dtype: Any) -> Any:
        zeros = super()._zeros(batch, dtype)
        return zeros, zeros

    @staticmethod
    def _pick(state: Any, index: int) -> Any:
        return state[0][index], state[1][index]

    @staticmethod
    def _merge(states: list) -> Any:
        return ops.stack([h for h, _ in states], 0), ops.stack([c for _, c in states], 0)

    @staticmethod
    def _choose(mask: Tensor, new: Any, old: Any) -> Any:
        return tuple(ops.where(mask, a, b) for a, b in zip(new, old, strict=True))
