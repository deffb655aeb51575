"""A function with a body for each combination of argument types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mindspore._core import Tensor
from mindspore.common import dtype as mstype


def _is_a(value: Any, kind: Any) -> bool:
    if isinstance(kind, str):
        return _is_named(value, kind)
    if kind is mstype.tensor_type:
        return isinstance(value, Tensor)
    if kind is mstype.number:
        return isinstance(value, int | float | complex) and not isinstance(value, bool)
    pytypes: dict[Any, type] = {mstype.list_: list, mstype.tuple_: tuple, mstype.string: str}
    pytypes |= {mstype.type_none: type(None)}
    if kind in pytypes:
        return isinstance(value, pytypes[kind])
    if isinstance(kind, mstype.Type):
        return not isinstance(value, Tensor) and isinstance(value, mstype.dtype_to_pytype(kind))
    return isinstance(value, kind)


def _is_named(value: Any, kind: str) -> bool:
    if kind == "Function":
        return callable(value)
    if kind == "Number":
        return isinstance(value, int | float) and not isinstance(value, Tensor)
    kinds = {"Tensor": Tensor, "String": str, "List": list, "Tuple": tuple, "None": type(None)}
    kinds |= {"Bool": bool, "Dictionary": dict}
    if kind in kinds:
        return isinstance(value, kinds[kind])
    return type(value).__name__ == kind


class MultitypeFuncGraph:
    """Choose among registered functions by the types of the arguments; an only one is taken.

    Args:
        name: The name, for messages.
        read_value: Kept for programs that set it.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> add = ops.MultitypeFuncGraph("add")
        >>> @add.register("Number", "Number")
        ... def add_numbers(x, y):
        ...     return x + y
        >>> @add.register("Tensor", "Tensor")
        ... def add_tensors(x, y):
        ...     return ops.add(x, y)
        >>> add(1, 2)
        3
    """

    def __init__(self, name: str, read_value: bool = False) -> None:
        self.name = name
        self.entries: list[tuple[tuple, Callable]] = []

    def register(self, *type_names: Any) -> Callable:
        """Decorate the function for arguments of these types."""

        def decorate(function: Callable) -> Callable:
            self.entries.append((type_names, function))
            return function

        return decorate

    def set_need_raise(self) -> None:
        """Do nothing: a missing combination always raises."""

    def set_doc_url(self, url: str) -> None:
        """Keep nothing: the documents are here."""

    def __call__(self, *args: Any) -> Any:
        """Apply the function."""
        if len(self.entries) == 1:
            return self.entries[0][1](*args)
        for kinds, function in self.entries:
            if len(kinds) == len(args) and all(map(_is_a, args, kinds)):
                return function(*args)
        found = ", ".join(type(value).__name__ for value in args)
        known = "; ".join(", ".join(map(str, kinds)) for kinds, _ in self.entries)
        raise TypeError(f"{self.name} has no function for ({found}), it has ({known})")
