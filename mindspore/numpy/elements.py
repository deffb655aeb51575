"""Functions of elements: arguments may be Tensors, numbers or lists."""

from __future__ import annotations

from typing import Any

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.numpy.creation import asarray

_ONE = {
    name: name
    for name in (
        *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "square", "reciprocal"),
        *("sin", "cos", "tan", "sinh", "cosh", "tanh", "floor", "ceil", "trunc", "sign"),
        *("isnan", "isinf", "isfinite", "isneginf", "isposinf", "logical_not"),
    )
}
_ONE |= {"abs": "abs", "absolute": "abs", "negative": "neg", "fix": "trunc", "rint": "round"}
_ONE |= {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
_TWO = {
    name: name
    for name in (
        *("add", "multiply", "maximum", "minimum", "fmax", "fmin", "hypot", "logaddexp", "gcd"),
        *("lcm", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
        *("logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "bitwise_xor"),
        *("floor_divide", "true_divide", "fmod", "remainder"),
    )
}
_TWO |= {"subtract": "sub", "divide": "true_divide", "power": "pow", "mod": "remainder"}
_TWO |= {"arctan2": "atan2"}

__all__ = [*_ONE, *_TWO, "clip", "float_power", "interp", "isclose", "select", "where"]


def _of_one(name: str, function: str) -> Any:
    def apply(x: Any, dtype: Any = None) -> Tensor:
        result = getattr(ops, function)(asarray(x))
        return result if dtype is None else result.astype(dtype)

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"Apply `mindspore.ops.{function}` to each element."
    return apply


def _of_two(name: str, function: str) -> Any:
    def apply(x1: Any, x2: Any, dtype: Any = None) -> Tensor:
        result = getattr(ops, function)(asarray(x1), asarray(x2))
        return result if dtype is None else result.astype(dtype)

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"Apply `mindspore.ops.{function}` to pairs of elements."
    return apply


globals().update({name: _of_one(name, function) for name, function in _ONE.items()})
globals().update({name: _of_two(name, function) for name, function in _TWO.items()})


def float_power(x1: Any, x2: Any, dtype: Any = None) -> Tensor:
    """Raise to a power, as floats."""
    return ops.pow(asarray(x1).float(), asarray(x2).float())


def clip(x: Any, xmin: Any, xmax: Any, dtype: Any = None) -> Tensor:
    """Bound elements from below and above."""
    result = ops.clamp(asarray(x), xmin, xmax)
    return result if dtype is None else result.astype(dtype)


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """Choose from `x` or `y`; without them give the places of what is true."""
    if x is None:
        return ops.nonzero(asarray(condition), as_tuple=True)
    return ops.where(asarray(condition).bool(), asarray(x), asarray(y))


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Tensor:
    """Take each element from the choice whose condition is the first to hold."""
    result = asarray(default)
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = where(condition, choice, result)
    return result


def isclose(
    a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Tell which elements are equal within tolerances."""
    return ops.isclose(asarray(a), asarray(b), rtol, atol, equal_nan)


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None) -> Tensor:
    """Interpolate between points."""
    import numpy as np

    return Tensor(np.interp(*(np.asarray(each) for each in (x, xp, fp)), left, right)).float()
