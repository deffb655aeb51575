"""Applying a function to the elements of nested sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _as_sequence(kind: type, items: list) -> Any:
    return tuple(items) if issubclass(kind, tuple) else items


class HyperMap:
    """Apply a function to the leaves of nested lists and tuples, several side by side.

    Args:
        ops: The function; without it the first argument of the call is the function.
        reverse: Whether to go through the sequences from the back.

    Examples:
        >>> from mindspore import ops
        >>> ops.HyperMap()(lambda x, y: x + y, (1, (2, 3)), (10, (20, 30)))
        (11, (22, 33))
    """

    def __init__(self, ops: Callable | None = None, reverse: bool = False) -> None:
        self.ops = ops
        self.reverse = reverse

    def __call__(self, *args: Any) -> Any:
        """Apply the function."""
        function = self.ops
        if function is None:
            function, args = args[0], args[1:]
        return self._map(function, list(args))

    def _is_leaf(self, value: Any) -> bool:
        return not isinstance(value, list | tuple)

    def _map(self, function: Callable, args: list) -> Any:
        sequences = [value for value in args if not self._is_leaf(value)]
        if not sequences:
            return function(*args)
        length = len(sequences[0])
        if len(sequences) != len(args) or any(len(value) != length for value in sequences):
            raise ValueError("the sequences need to be nested alike and equally long")
        order = range(length - 1, -1, -1) if self.reverse else range(length)
        done = {index: self._each(function, [value[index] for value in args]) for index in order}
        return _as_sequence(type(sequences[0]), [done[index] for index in range(length)])

    def _each(self, function: Callable, args: list) -> Any:
        return self._map(function, args)


class Map(HyperMap):
    """Apply a function to the elements of sequences, side by side; nested ones are elements.

    Examples:
        >>> from mindspore import ops
        >>> ops.Map()(lambda x, y: x * y, (1, 2), (3, 4))
        (3, 8)
    """

    def _each(self, function: Callable, args: list) -> Any:
        return function(*args)
