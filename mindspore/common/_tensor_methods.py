"""Methods of Tensor that are written in Python: thin, each a few operators."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype

Tensor = _core.Tensor


def install(tensor: type) -> None:
    """Add the methods of this module to the type."""
    for name, value in _METHODS.items():
        setattr(tensor, name, value)


def _rebuilt(cls: type, array: Any, attributes: dict | None) -> Any:
    tensor: Any = Tensor.__new__(cls)
    Tensor.__init__(tensor, array)
    if attributes:
        vars(tensor).update(attributes)
    return tensor


def _reduce(self: Any) -> Any:
    attributes = getattr(self, "__dict__", None)
    return _rebuilt, (type(self), self.asnumpy().copy(), attributes)


def _deepcopy(self: Any, memo: dict) -> Any:
    import copy

    tensor = _rebuilt(type(self), self.asnumpy(), None)
    memo[id(self)] = tensor
    for name, value in getattr(self, "__dict__", {}).items():
        vars(tensor)[name] = copy.deepcopy(value, memo)
    return tensor


def _cast_method(name: str, dtype: mstype.Type) -> Any:
    def method(self: Any) -> Any:
        return self.astype(dtype)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"Convert the elements to {dtype._name}."
    return method


_CASTS = {
    "bool": mstype.bool_,
    "byte": mstype.uint8,
    "short": mstype.int16,
    "int": mstype.int32,
    "long": mstype.int64,
    "half": mstype.float16,
    "float": mstype.float32,
    "double": mstype.float64,
    "bfloat16": mstype.bfloat16,
}


def to(self: Any, dtype: Any, *_: Any, **__: Any) -> Any:
    """Convert the elements to `dtype`; a device name changes nothing here."""
    return self if isinstance(dtype, str) and dtype.upper() == "CPU" else self.astype(dtype)


def type_(self: Any, dtype: Any = None) -> Any:
    """Convert the elements to `dtype`, or name their dtype."""
    return str(self.dtype) if dtype is None else self.astype(dtype)


def type_as(self: Any, other: Any) -> Any:
    """Convert the elements to the dtype of `other`."""
    return self.astype(other.dtype)


def value(self: Any) -> Any:
    """Give the Tensor itself; a Parameter gives its content."""
    return self


def set_dtype(self: Any, dtype: mstype.Type) -> mstype.Type:
    """Convert this Tensor in place."""
    self._rebind(self.astype(dtype)._detached())
    return dtype


def assign_value(self: Any, value: Any) -> Any:
    """Overwrite the elements with those of `value`."""
    _core.ops.assign(self, value)
    return self


def itemset(self: Any, *args: Any) -> Any:
    """Write one element: `itemset(value)` or `itemset(index, value)`."""
    *index, value = args
    array = self.asnumpy()
    if not index:
        array.reshape(-1)[...] = value
    elif isinstance(index[0], tuple):
        array[index[0]] = value
    else:
        array.reshape(-1)[index[0]] = value
    return self


def get_bytes(self: Any) -> bytes:
    """Give the elements as bytes, in row-major order."""
    return self.asnumpy().tobytes()


def dim(self: Any) -> int:
    """Count the axes."""
    return self.ndim


def numel(self: Any) -> int:
    """Count the elements."""
    return self.size


def is_floating_point(self: Any) -> bool:
    """Whether the elements are floats."""
    return isinstance(self.dtype, mstype.Float | mstype.BFloat)


def is_complex(self: Any) -> bool:
    """Whether the elements are complex."""
    return isinstance(self.dtype, mstype.Complex)


def is_signed(self: Any) -> bool:
    """Whether the elements may be negative."""
    return not isinstance(self.dtype, mstype.UInt | mstype.Bool)


def contiguous(self: Any) -> Any:
    """Give the elements in row-major order: the Tensor itself where they lie so."""
    return self if self.is_contiguous() else self.copy()


def _nothing(self: Any, *args: Any, **kwargs: Any) -> None:
    """Do nothing: memory is the host's own here."""


def _itself(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Give the Tensor itself."""
    return self


def set_const_arg(self: Any, const_arg: bool = True) -> None:
    """Say that graph mode may take the elements for known."""
    self.const_arg = const_arg


def _complex(self: Any) -> complex:
    return complex(self.item())


def _round(self: Any, digits: int = 0) -> Any:
    return self.round(decimals=digits) if digits else self.round()


_METHODS = {
    "__deepcopy__": _deepcopy,
    "__reduce__": _reduce,
    "__complex__": _complex,
    "__round__": _round,
    "to": to,
    "type": type_,
    "type_as": type_as,
    "value": value,
    "set_dtype": set_dtype,
    "assign_value": assign_value,
    "copy_": assign_value,
    "itemset": itemset,
    "get_bytes": get_bytes,
    "dim": dim,
    "ndimension": dim,
    "numel": numel,
    "nelement": numel,
    "is_floating_point": is_floating_point,
    "is_complex": is_complex,
    "is_signed": is_signed,
    "contiguous": contiguous,
    "flush_from_cache": _nothing,
    "data_sync": _nothing,
    "wait_pipeline": _nothing,
    "move_to": _itself,
    "pin_memory": _itself,
    "set_const_arg": set_const_arg,
    "is_pinned": lambda self: False,
    "const_arg": False,
    "virtual_flag": False,
    "init_flag": False,
    "init_finished": True,
    "param_info": None,
    "delta_seed": 0,
    "parent_tensor_": None,
    "index_of_parent_": None,
    "device": "CPU",
    "data": property(lambda self: self._detached(), doc="The same memory, unknown to gradients."),
    **{name: _cast_method(name, dtype) for name, dtype in _CASTS.items()},
}
