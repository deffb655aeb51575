"""A Cell that runs a graph which was written to a file."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell


class MindIR:
    """A graph that was read from a file.

    Args:
        text: the graph.
        outside: (position among the inputs, name, values) of what it reads beside its arguments.
        gives_tuple: whether it returns a tuple.
    """

    def __init__(self, text: str, outside: list, gives_tuple: bool) -> None:
        self.text = text
        self.outside = outside
        self.gives_tuple = gives_tuple


class GraphCell(Cell):
    """A Cell that runs a graph.

    Args:
        graph: what `load` gives.
        params_init: other values for its Parameters, by name.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> net = nn.Dense(2, 1, weight_init="ones", bias_init="zeros")
        >>> x = Tensor([[1.0, 2.0]])
        >>> ms.export(net, x, file_name="dense", file_format="MINDIR")
        >>> print(nn.GraphCell(ms.load("dense.mindir"))(x))
        [[3.]]
    """

    def __init__(self, graph: MindIR, params_init: dict | None = None) -> None:
        super().__init__(auto_prefix=True)
        if not isinstance(graph, MindIR):
            raise TypeError(f"`graph` needs to be what `load` gives, found {type(graph).__name__}")
        self._loaded = _core.load_mindir(graph.text)
        self._gives_tuple = graph.gives_tuple
        self._places = []
        for k, (place, name, values) in enumerate(graph.outside):
            given = (params_init or {}).get(name, Tensor(values))
            self._places.append(place)
            self.insert_param_to_cell(f"parameter{k}", Parameter(Tensor(given), name=name))

    def __call__(self, *inputs: Any) -> Any:
        """Runs the graph."""
        arguments = list(inputs)
        for k, place in enumerate(self._places):
            arguments.insert(place, getattr(self, f"parameter{k}"))
        results = _core.run_mindir(self._loaded, tuple(arguments))
        return results if self._gives_tuple else results[0]
