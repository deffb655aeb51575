"""Loops as Primitives: `WhileLoop`, `ForiLoop`, `Scan`; and reading a Parameter, `Load`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.ops.primitive import Primitive

_ops = _core.ops

__all__ = ["ForiLoop", "Load", "Scan", "WhileLoop"]


def _check_function(value: Any, name: str, primitive: str) -> None:
    if not callable(value):
        raise TypeError(f"{primitive} needs a function as `{name}`, found {type(value).__name__}")


def _check_alike(before: Any, after: Any, primitive: str) -> None:
    """Refuses a loop body that changes the type or shape of its value."""
    if isinstance(before, Tensor) and isinstance(after, Tensor):
        if before.shape != after.shape or before.dtype != after.dtype:
            raise ValueError(
                f"{primitive} needs a loop function that keeps type and shape, found "
                f"{before.dtype} {before.shape} and then {after.dtype} {after.shape}"
            )
    elif isinstance(before, (tuple, list)) and isinstance(after, (tuple, list)):
        if len(before) != len(after):
            raise ValueError(
                f"{primitive} needs a loop function that keeps the length of its value, "
                f"found {len(before)} and then {len(after)}"
            )
        for one, other in zip(before, after, strict=True):
            _check_alike(one, other, primitive)


class WhileLoop(Primitive):
    """Apply a function again and again, while a condition holds.

    Inputs:
        - **cond_func** (function) - Takes the value, tells whether to go on.
        - **loop_func** (function) - Takes the value, gives the next one of the same type and shape.
        - **init_val** - The first value: a Tensor, a number, or a tuple, list or dict of them.

    Outputs:
        The last value.

    Raises:
        TypeError: If `cond_func` or `loop_func` is no function.
        ValueError: If `loop_func` changes the type or shape of the value.

    Supported modes: PyNative, graph.

    Examples:
        >>> from mindspore import ops
        >>> ops.WhileLoop()(lambda x: x < 100, lambda x: x * 3, 10)
        270
    """

    def __init__(self) -> None:
        super().__init__("WhileLoop")

    def __call__(self, cond_func: Callable, loop_func: Callable, init_val: Any) -> Any:
        """Run the loop."""
        _check_function(cond_func, "cond_func", "WhileLoop")
        _check_function(loop_func, "loop_func", "WhileLoop")
        value = init_val
        while cond_func(value):
            value = loop_func(value)
            _check_alike(init_val, value, "WhileLoop")
        return value


class ForiLoop(Primitive):
    """Apply a function to each index of a range and the value so far.

    Inputs:
        - **lower**, **upper** (int or Tensor) - The range.
        - **loop_func** (function) - Takes an index and the value, gives the next value.
        - **init_val** - The first value.
        - **unroll** (bool) - Whether a graph may repeat the body instead of looping. Default: True.

    Outputs:
        The last value.

    Raises:
        TypeError: If `lower` or `upper` is no int or Tensor, or `loop_func` is no function.
        ValueError: If `loop_func` changes the type or shape of the value.

    Supported modes: PyNative, graph.

    Examples:
        >>> from mindspore import ops
        >>> ops.ForiLoop()(0, 4, lambda index, total: index + total, 0)
        6
    """

    def __init__(self) -> None:
        super().__init__("ForiLoop")

    def __call__(
        self, lower: Any, upper: Any, loop_func: Callable, init_val: Any, unroll: bool = True
    ) -> Any:
        """Run the loop."""
        _check_function(loop_func, "loop_func", "ForiLoop")
        for name, bound in (("lower", lower), ("upper", upper)):
            if isinstance(bound, bool) or not isinstance(bound, (int, Tensor)):
                raise TypeError(
                    f"ForiLoop needs an int or a Tensor as `{name}`, found {type(bound).__name__}"
                )
        value = init_val
        if isinstance(lower, int) and isinstance(upper, int):
            for index in range(lower, upper):
                value = loop_func(index, value)
                _check_alike(init_val, value, "ForiLoop")
            return value
        index = lower
        while index < upper:
            value = loop_func(index, value)
            _check_alike(init_val, value, "ForiLoop")
            index = index + 1
        return value


class Scan(Primitive):
    """Apply a function to each element of a sequence and what is carried from the one before.

    Inputs:
        - **loop_func** (function) - Takes what is carried and an element; gives what is carried
          on, and a result.
        - **init** - What the first call is given.
        - **xs** (tuple, list or None) - The elements; None means `length` times None.
        - **length** (int, optional) - The number of elements.
        - **unroll** (bool) - Whether a graph may repeat the body instead of looping. Default: True.

    Outputs:
        What is carried at the end, and the list of results.

    Raises:
        TypeError: If `loop_func` is no function, `xs` no tuple, list or None, or `length` no int.
        ValueError: If `loop_func` does not give a pair, `length` is not that of `xs`, or what is
            carried changes type or shape.

    Supported modes: PyNative, graph.

    Examples:
        >>> from mindspore import ops
        >>> ops.Scan()(lambda total, x: (total + x, total + x), 0, [1, 2, 3, 4])
        (10, [1, 3, 6, 10])
    """

    def __init__(self) -> None:
        super().__init__("Scan")

    def __call__(
        self,
        loop_func: Callable,
        init: Any,
        xs: Any,
        length: int | None = None,
        unroll: bool = True,
    ) -> tuple[Any, list]:
        """Run the loop."""
        _check_function(loop_func, "loop_func", "Scan")
        if xs is not None and not isinstance(xs, (tuple, list)):
            raise TypeError(f"Scan needs a tuple, list or None as `xs`, found {type(xs).__name__}")
        if length is not None and (isinstance(length, bool) or not isinstance(length, int)):
            raise TypeError(f"Scan needs an int or None as `length`, found {type(length).__name__}")
        if xs is None:
            if length is None:
                raise ValueError("Scan needs `length` where `xs` is None")
            xs = [None] * length
        elif length is not None and length != len(xs):
            raise ValueError(f"Scan needs a `length` of {len(xs)}, as `xs` has, found {length}")
        carry, results = init, []
        for x in xs:
            given = loop_func(carry, x)
            if not isinstance(given, tuple) or len(given) != 2:
                raise ValueError("Scan needs a `loop_func` that gives a tuple of two")
            carry, result = given
            _check_alike(init, carry, "Scan")
            results.append(result)
        return carry, results


class Load(Primitive):
    """The value that a Parameter has now.

    Examples:
        >>> from mindspore import Parameter, Tensor, ops
        >>> print(ops.operations.Load()(Parameter(Tensor([1.0]), name="w")))
        [1.]
    """

    def __init__(self) -> None:
        super().__init__("Load")

    def __call__(self, ref: Tensor, monad: Any = None) -> Tensor:
        """Read it."""
        return _ops.copy(ref)
