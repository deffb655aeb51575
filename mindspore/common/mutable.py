"""`mutable` marks arguments of compiled functions whose values are known at run time only."""

from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor


class _Marked:
    __ms_mutable__ = True
    __ms_dynamic_len__ = False


class _Tuple(_Marked, tuple):
    pass


class _List(_Marked, list):
    pass


class _Dict(_Marked, dict):
    pass


class _Int(_Marked, int):
    pass


class _Float(_Marked, float):
    pass


# What Python says of a marked value, in errors above all, it says of the plain one: a graph does.
for _marked, _plain in (
    (_Tuple, tuple),
    (_List, list),
    (_Dict, dict),
    (_Int, int),
    (_Float, float),
):
    _marked.__name__ = _plain.__name__

_TYPES = {tuple: _Tuple, list: _List, dict: _Dict, int: _Int, float: _Float}
_core.register_mutable_types(tuple(_TYPES.values()))


def _check(value: Any) -> None:
    if isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for item in value.values():
            _check(item)
    elif not isinstance(value, (Tensor, int, float, bool, str, type(None))):
        raise TypeError(
            "`input_data` needs Tensors, numbers, and lists, tuples and dicts of them, "
            f"but holds {type(value).__name__}"
        )


def mutable(input_data: Any, dynamic_len: bool = False) -> Any:
    """Gives the same value, marked as one that a graph must not take for a constant.

    Args:
        input_data: a Tensor or number, or a tuple, list or dict of them. A bool is itself: a graph
            is compiled for each of its two values.
        dynamic_len: whether the length of a list or tuple may change too.

    Examples:
        >>> import mindspore as ms
        >>> ms.mutable([1, 2]) + [3]
        [1, 2, 3]
    """
    if isinstance(input_data, bool):
        return input_data
    if isinstance(input_data, str) or input_data is None:
        raise TypeError(
            "`input_data` needs to be a Tensor, number, tuple, list or dict, "
            f"but is {type(input_data).__name__}"
        )
    _check(input_data)
    if dynamic_len and not isinstance(input_data, (list, tuple)):
        raise TypeError(
            "`dynamic_len` needs a list or tuple to hold for, "
            f"but `input_data` is {type(input_data).__name__}"
        )
    if isinstance(input_data, Tensor):
        input_data.__ms_mutable__ = True  # type: ignore[attr-defined]
        return input_data
    for kind, marked in _TYPES.items():
        if isinstance(input_data, kind):
            result: Any = marked(input_data)
            result.__ms_dynamic_len__ = dynamic_len
            return result
    raise AssertionError("every kind that passes the check is marked above")
