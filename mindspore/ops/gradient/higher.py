"""Derivatives of higher order: `jet` and `derivative`; and `linearize`, a `jvp` to be used often.

A jet follows the curve x(t) = x0 + s1 t + s2 t^2/2! + ... through the function: the k-th derivative
of the result in t is one `jvp` of the (k-1)-th.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.ops.gradient.function import check_function
from mindspore.ops.gradient.product import jvp

_ops = _core.ops


def _floats(value: Tensor) -> Tensor:
    return value if value.is_floating_point() else value.astype(mstype.float32)


def _tensors(value: Any, name: str, function: str) -> list[Tensor]:
    found = [value] if isinstance(value, Tensor) else list(value)
    for each in found:
        if not isinstance(each, Tensor):
            raise TypeError(
                f"{function} needs a Tensor or a tuple of Tensors as `{name}`, "
                f"found {type(each).__name__} in it"
            )
    return [_floats(each) for each in found]


def _derived(function: Callable, one: Tensor) -> Callable:
    """The derivative in t of a function of t."""

    def slope(t: Tensor) -> Any:
        return jvp(function, t, one)[1]

    return slope


def _along(fn: Callable, points: list[Tensor], series: list[list[Tensor]], order: int) -> list:
    """The value, and all derivatives in t up to `order`, of `fn` along the curve."""

    def curve(t: Tensor) -> Any:
        places = []
        for point, terms in zip(points, series, strict=True):
            place, power = point, t
            for k, term in enumerate(terms):
                place = place + term * (power / math.factorial(k + 1)).astype(point.dtype)
                power = power * t
            places.append(place)
        return fn(*places)

    start, one = Tensor(0.0, points[0].dtype), Tensor(1.0, points[0].dtype)
    found, function = [curve(start)], curve
    for _ in range(order):
        function = _derived(function, one)
        found.append(function(start))
    return found


def jet(fn: Callable, primals: Any, series: Any) -> tuple:
    """The value of `fn`, and its derivatives along a curve that is given by derivatives.

    Args:
        fn: A function or Cell of Tensors.
        primals: A Tensor or a tuple of them: where the curve begins. Integers become float32.
        series: For each of `primals` a Tensor with one axis more in front: the first to n-th
            derivative of the curve there. (1, 0, ..., 0) makes the derivatives those of `fn`.

    Returns:
        `(value, derivatives)`; the derivatives have one axis more in front, from the first to the
        n-th. Where `fn` returns several Tensors both are lists.

    Raises:
        TypeError: If `fn` cannot be called, or an input is no Tensor.
        ValueError: If `series` does not fit `primals`.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x, once = ms.Tensor([2.0]), ms.Tensor([[1.0], [0.0], [0.0]])
        >>> value, slopes = ops.jet(lambda x: x**3, x, once)
        >>> print(value, [float(slope) for slope in slopes])
        [8.] [12.0, 12.0, 6.0]
    """
    check_function(fn, "jet")
    points = _tensors(primals, "primals", "jet")
    given = _tensors(series, "series", "jet")
    if [each.shape[1:] for each in given] != [point.shape for point in points]:
        raise ValueError(
            "jet needs a `series` with one axis more than `primals`, "
            f"{[point.shape for point in points]}, found {[each.shape for each in given]}"
        )
    order = given[0].shape[0]
    terms = [[each[k] for k in range(order)] for each in given]
    value, *slopes = _along(fn, points, terms, order)
    if isinstance(value, Tensor):
        return value, _ops.stack(slopes, 0)
    columns = zip(*slopes, strict=True)
    return list(value), [_ops.stack(list(column), 0) for column in columns]


def derivative(fn: Callable, primals: Any, order: int) -> tuple:
    """The value of `fn` and its derivative of an order; all inputs move together, at speed 1.

    Args:
        fn: A function or Cell of Tensors.
        primals: A Tensor or a tuple of them. Integers become float32.
        order: Which derivative, from 1.

    Returns:
        `(value, derivative)`, of the same shapes. Where `fn` returns several Tensors both are
        lists.

    Raises:
        TypeError: If `fn` cannot be called, an input is no Tensor, or `order` is no int.
        ValueError: If `order` is less than 1.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> value, slope = ops.derivative(lambda x: x**3, ms.Tensor([2.0]), 2)
        >>> print(value, slope)
        [8.] [12.]
    """
    check_function(fn, "derivative")
    if isinstance(order, bool) or not isinstance(order, int):
        raise TypeError(f"derivative needs an int as `order`, found {type(order).__name__}")
    if order < 1:
        raise ValueError(f"derivative needs an `order` of at least 1, found {order}")
    points = _tensors(primals, "primals", "derivative")
    once = [[_ops.ones_like(point)] for point in points]
    found = _along(fn, points, once, order)
    if isinstance(found[0], Tensor):
        return found[0], found[-1]
    return list(found[0]), list(found[-1])


def linearize(fn: Callable, inputs: Any) -> tuple:
    """The value of `fn`, and the function that gives its derivative along a direction.

    Args:
        fn: A function or Cell of Tensors.
        inputs: A Tensor, or a tuple or list of them: where to evaluate it.

    Returns:
        `(value, jvp_fn)`; `jvp_fn(v)` is the derivative along `v`, which has the structure of
        `inputs`. It may be called any number of times.

    Raises:
        TypeError: If `fn` cannot be called, or an input is no Tensor.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> value, slope = ops.linearize(lambda x: x * x, ms.Tensor([3.0]))
        >>> print(value, slope(ms.Tensor([1.0])), slope(ms.Tensor([2.0])))
        [9.] [6.] [12.]
    """
    check_function(fn, "linearize")
    points: Sequence = inputs if isinstance(inputs, (tuple, list)) else (inputs,)
    for point in points:
        if not isinstance(point, Tensor):
            raise TypeError(
                "linearize needs a Tensor, or a tuple or list of Tensors, as `inputs`, "
                f"found {type(point).__name__}"
            )
    value = fn(*points)

    def jvp_fn(v: Any) -> Any:
        return jvp(fn, inputs, v)[1]

    return value, jvp_fn
