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
        *("isnan", "isinf", "isfinite", "isneginf", "isposinf", "logical_not", "signbit"),
        *("exp2", "deg2rad", "rad2deg", "positive", "bitwise_not", "invert"),
    )
}
_ONE |= {"abs": "abs", "absolute": "abs", "negative": "neg", "fix": "trunc", "rint": "round"}
_ONE |= {"fabs": "abs", "radians": "deg2rad", "degrees": "rad2deg"}
_ONE |= {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
_TWO = {
    name: name
    for name in (
        *("add", "multiply", "maximum", "minimum", "fmax", "fmin", "hypot", "logaddexp", "gcd"),
        *("lcm", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
        *("logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "bitwise_xor"),
        *("floor_divide", "true_divide", "fmod", "remainder", "copysign", "heaviside"),
        *("logaddexp2",),
    )
}
_TWO |= {"subtract": "sub", "divide": "true_divide", "power": "pow", "mod": "remainder"}
_TWO |= {"arctan2": "atan2"}

__all__ = [*_ONE, *_TWO, "cbrt", "clip", "divmod", "float_power", "interp", "isclose"]
__all__ += ["piecewise", "select", "unwrap", "where"]


def _of_one(name: str, function: str) -> Any:
    def apply(x: Any, dtype: Any = None) -> Tensor:
        result = getattr(ops, function)(asarray(x))
        return result if dtype is None else result.astype(dtype)

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"""Apply `mindspore.ops.{function}` to each element.

    >>> import mindspore.numpy as mnp
    >>> result = mnp.{name}([1, 2])
    """
    return apply


def _of_two(name: str, function: str) -> Any:
    def apply(x1: Any, x2: Any, dtype: Any = None) -> Tensor:
        result = getattr(ops, function)(asarray(x1), asarray(x2))
        return result if dtype is None else result.astype(dtype)

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"""Apply `mindspore.ops.{function}` to pairs of elements.

    >>> import mindspore.numpy as mnp
    >>> result = mnp.{name}([1, 2], [2, 3])
    """
    return apply


globals().update({name: _of_one(name, function) for name, function in _ONE.items()})
globals().update({name: _of_two(name, function) for name, function in _TWO.items()})


def float_power(x1: Any, x2: Any, dtype: Any = None) -> Tensor:
    """Raise to a power, as floats.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.float_power([1, 2], 2))
    [1. 4.]
    """
    return ops.pow(asarray(x1).float(), asarray(x2).float())


def cbrt(x: Any, dtype: Any = None) -> Tensor:
    """Take cube roots, negative ones of negative numbers.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.cbrt([8.0, -27.0]))
    [ 2. -3.]
    """
    x = asarray(x)
    x = x if x.is_floating_point() else x.float()
    result = ops.sign(x) * ops.pow(ops.abs(x), 1 / 3)
    return result if dtype is None else result.astype(dtype)


def divmod(x1: Any, x2: Any, dtype: Any = None) -> tuple[Tensor, Tensor]:
    """Give floored quotients and their remainders.

    >>> import mindspore.numpy as mnp
    >>> print(*mnp.divmod(mnp.array([7, -7]), 3))
    [ 2 -3] [1 2]
    """
    x1, x2 = asarray(x1), asarray(x2)
    both = ops.floor_divide(x1, x2), ops.remainder(x1, x2)
    return both if dtype is None else (both[0].astype(dtype), both[1].astype(dtype))


def unwrap(p: Any, discont: float = 3.141592653589793, axis: int = -1) -> Tensor:
    """Take out of a row of angles the jumps of a whole turn.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.unwrap([0.0, 6.0]))
    [ 0.       -0.283185]
    """
    p = asarray(p)
    p = p if p.is_floating_point() else p.float()
    half = 3.141592653589793
    steps = ops.diff(p, axis=axis)
    turned = ops.remainder(steps + half, 2 * half) - half
    turned = ops.where(ops.logical_and(turned == -half, steps > 0), turned + 2 * half, turned)
    correction = ops.where(ops.abs(steps) < discont, ops.zeros_like(steps), turned - steps)
    first = ops.zeros_like(p.narrow(axis, 0, 1))
    return p + ops.concat((first, ops.cumsum(correction, axis)), axis)


def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Tensor:
    """Evaluate each function where its condition holds; one more is for the rest.

    >>> import mindspore.numpy as mnp
    >>> x = mnp.array([-1.0, 2.0])
    >>> print(mnp.piecewise(x, [x < 0, x >= 0], [lambda x: -x, 10]))
    [ 1. 10.]
    """
    x = asarray(x)
    conditions = condlist if isinstance(condlist, (list, tuple)) else [condlist]
    if len(funclist) not in (len(conditions), len(conditions) + 1):
        raise ValueError(
            f"`funclist` needs {len(conditions)} or {len(conditions) + 1} functions, "
            f"but has {len(funclist)}"
        )

    def value(function: Any) -> Any:
        result = function(x, *args, **kw) if callable(function) else function
        return asarray(result).astype(x.dtype)

    result = ops.zeros_like(x)
    if len(funclist) > len(conditions):
        result = result + value(funclist[-1])
    for condition, function in zip(conditions, funclist, strict=False):
        result = where(condition, value(function), result)
    return result


def clip(x: Any, xmin: Any, xmax: Any, dtype: Any = None) -> Tensor:
    """Bound elements from below and above.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.clip([1, 5, 9], 2, 6))
    [2 5 6]
    """
    result = ops.clamp(asarray(x), xmin, xmax)
    return result if dtype is None else result.astype(dtype)


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """Choose from `x` or `y`; without them give the places of what is true.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.where([True, False], [1, 2], [3, 4]))
    [1 4]
    """
    if x is None:
        return ops.nonzero(asarray(condition), as_tuple=True)
    return ops.where(asarray(condition).bool(), asarray(x), asarray(y))


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Tensor:
    """Take each element from the choice whose condition is the first to hold.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.select([[True, False], [False, True]], [[1, 2], [3, 4]]))
    [1 4]
    """
    result = asarray(default)
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = where(condition, choice, result)
    return result


def isclose(
    a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Tell which elements are equal within tolerances.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.isclose([1.0, 2.0], [1.0, 2.1]))
    [ True False]
    """
    return ops.isclose(asarray(a), asarray(b), rtol, atol, equal_nan)


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None) -> Tensor:
    """Interpolate between points.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.interp([1.5, 2.5], [1, 2, 3], [10.0, 20.0, 40.0]))
    [15. 30.]
    """
    import numpy as np

    return Tensor(np.interp(*(np.asarray(each) for each in (x, xp, fp)), left, right)).float()
