"""The functions of `mint` that `mindspore.ops` has with the same arguments, and renaming."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

SAME = frozenset(
    [
        "abs", "acos", "acosh", "addbmm", "addcdiv", "addmm", "addmv", "arccos",
        "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "asin", "asinh",
        "atan", "atan2", "atanh", "baddbmm", "bitwise_and", "bitwise_or", "bitwise_xor",
        "broadcast_to", "bincount", "ceil", "clamp", "clone", "cos", "cosh", "cross",
        "div", "divide", "dot", "einsum", "eq", "erf", "erfc", "erfinv", "exp", "exp2",
        "expm1", "flip", "float_power", "floor", "floor_divide", "fmod", "frac", "full",
        "full_like", "gcd", "ge", "greater", "greater_equal", "gt", "histc", "imag",
        "inverse", "isclose", "isfinite", "isinf", "isneginf", "le", "lerp", "less",
        "less_equal", "log", "log10", "log1p", "log2", "logaddexp", "logaddexp2",
        "logical_and", "logical_not", "logical_or", "logical_xor", "lt", "masked_select",
        "maximum", "minimum", "mm", "mul", "nan_to_num", "ne", "neg", "negative",
        "not_equal", "ones_like", "outer", "polar", "pow", "ravel", "real", "reciprocal",
        "remainder", "reshape", "roll", "round", "rsqrt", "searchsorted", "sigmoid",
        "sign", "sin", "sinc", "sinh", "sqrt", "square", "swapaxes", "tan", "tanh",
        "tile", "topk", "trace", "tril", "triu", "where", "xlogy", "zeros_like", "ones",
        "eye", "linspace", "logsumexp", "permute", "unbind", "atleast_1d", "isnan", "mv",
        "dstack", "hstack", "cummax", "cummin",
    ]
)  # fmt: skip


def renamed(function: Callable, **names: str) -> Callable:
    """Give a function that also takes arguments by other names: `renamed(f, dim="axis")`."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **{names.get(key, key): value for key, value in kwargs.items()})

    return call
