"""One gradient being recorded: the function runs on leaves, what it returns is differentiated.

Start reading at `Recording`. Arguments and results may hold Tensors inside tuples, lists and
dicts; everything else in
them is constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor


def map_tensors(value: Any, function: Callable[[Tensor], Any]) -> Any:
    """The same structure with `function` applied to each Tensor."""
    if isinstance(value, Tensor):
        return function(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(map_tensors(item, function) for item in value))
    if isinstance(value, (tuple, list)):
        return type(value)(map_tensors(item, function) for item in value)
    if isinstance(value, dict):
        return {key: map_tensors(item, function) for key, item in value.items()}
    return value


def tensors_in(value: Any) -> list[Tensor]:
    """All Tensors in a structure, in order."""
    found: list[Tensor] = []
    map_tensors(value, found.append)
    return found


class Recording:
    """The scope in which operators are written to the tape.

    Leaves are made inside it: `leaf` for arguments (a new Tensor), `watch` for Parameters (the
    object itself).
    """

    def __enter__(self) -> Recording:
        self.position = _core.tape_begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _core.tape_end()

    def leaves(self, value: Any) -> Any:
        """The structure with each Tensor replaced by a leaf."""
        return map_tensors(value, _core.tape_leaf)

    def watch(self, parameters: Iterable[Tensor]) -> list[Tensor]:
        """Makes these very Tensors leaves."""
        return [_core.tape_watch(parameter) for parameter in parameters]

    def gradients(
        self, outputs: list[Tensor], cotangents: list[Tensor] | None, leaves: list[Tensor]
    ) -> list[Tensor]:
        """The gradient of each leaf; zeros where nothing depends on it."""
        found = _core.tape_gradients(self.position, outputs, cotangents, leaves)
        return [zeros_like(leaf) if g is None else g for g, leaf in zip(found, leaves, strict=True)]


def zeros_like(tensor: Tensor) -> Tensor:
    """Zeros in the shape and dtype of `tensor`."""
    return _core.ops.zeros_like(tensor)
