"""The element types: `mindspore.float32` and the classes that they belong to.

>>> import mindspore as ms
>>> ms.float32
mindspore.float32
>>> print(ms.float32)
Float32
"""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from mindspore import _core


class Type:
    """What a value is; each type exists once and compares by identity.

    >>> import mindspore as ms
    >>> isinstance(ms.float32, ms.Type)
    True
    """

    __slots__ = ("_name", "_shown", "bits")

    def __init__(self, name: str, shown: str, bits: int = 0) -> None:
        self._name = name
        self._shown = shown
        self.bits = bits

    def __repr__(self) -> str:
        return f"mindspore.{self._name}"

    def __str__(self) -> str:
        return self._shown

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return _type_named, (self._name,)

    def __copy__(self) -> Type:
        return self

    def __deepcopy__(self, memo: dict) -> Type:
        return self

    def nbits(self) -> int:
        """Count the bits of one element."""
        return self.bits


class Number(Type):
    """A number of any kind."""

    __slots__ = ()


class Bool(Number):
    """True or False."""

    __slots__ = ()


class Int(Number):
    """A signed integer.

    Examples:
        >>> import mindspore as ms
        >>> isinstance(ms.int32, ms.Int)
        True
    """

    __slots__ = ()


class UInt(Number):
    """An unsigned integer."""

    __slots__ = ()


class Float(Number):
    """A floating-point number."""

    __slots__ = ()


class BFloat(Number):
    """A floating-point number with the range of float32 and 8 bits of precision."""

    __slots__ = ()


class Complex(Number):
    """A complex number."""

    __slots__ = ()


class TensorType(Type):
    """The type of a Tensor."""

    __slots__ = ()


class String(Type):
    """The type of text."""

    __slots__ = ()


class QuantDtype(Enum):
    """Integer types of quantised values, by their width."""

    INT1, INT2, INT3, INT4, INT5, INT6, INT7, INT8 = range(8)
    INT9, INT10, INT11, INT12, INT13, INT14, INT15, INT16 = range(8, 16)
    UINT1, UINT2, UINT3, UINT4, UINT5, UINT6, UINT7, UINT8 = range(100, 108)
    UINT9, UINT10, UINT11, UINT12, UINT13, UINT14, UINT15, UINT16 = range(108, 116)


bool_ = Bool("bool", "Bool", 8)
int8 = Int("int8", "Int8", 8)
int16 = Int("int16", "Int16", 16)
int32 = Int("int32", "Int32", 32)
int64 = Int("int64", "Int64", 64)
uint8 = UInt("uint8", "UInt8", 8)
uint16 = UInt("uint16", "UInt16", 16)
uint32 = UInt("uint32", "UInt32", 32)
uint64 = UInt("uint64", "UInt64", 64)
float16 = Float("float16", "Float16", 16)
bfloat16 = BFloat("bfloat16", "BFloat16", 16)
float32 = Float("float32", "Float32", 32)
float64 = Float("float64", "Float64", 64)
complex64 = Complex("complex64", "Complex64", 64)
complex128 = Complex("complex128", "Complex128", 128)

byte, short, intc, long, intp = int8, int16, int32, int64, int64
ubyte, ushort, uintc, uintp = uint8, uint16, uint32, uint64
half, single, double = float16, float32, float64
cfloat, cdouble = complex64, complex128

qint4x2 = int4 = Int("int4", "Int4", 4)
float8_e4m3fn = Float("float8_e4m3fn", "Float8E4M3FN", 8)
float8_e5m2 = Float("float8_e5m2", "Float8E5M2", 8)
hifloat8 = Float("hifloat8", "HiFloat8", 8)

number = Number("number", "Number")
int_ = Int("int", "Int")
uint = UInt("uint", "UInt")
float_ = Float("float", "Float")
list_ = Type("list_", "List")
tuple_ = Type("tuple_", "Tuple")
string = String("string_", "String")
tensor_type = TensorType("tensor", "Tensor")
type_none = Type("type_none", "None")
type_type = Type("type_type", "TypeType")
_null = Type("_null", "Null")
function = Type("function", "Func")
symbolic_key = Type("symbolic_key", "Object:SymbolicKey")
env_type = Type("env_type", "Object:EnvType")
row_tensor = Type("RowTensor", "RowTensor")
csr_tensor = Type("CSRTensor", "CSRTensor")
coo_tensor = Type("COOTensor", "COOTensor")

int_type = (int8, int16, int32, int64)
uint_type = (uint8, uint16, uint32, uint64)
float_type = (float16, float32, float64, bfloat16, float8_e4m3fn, float8_e5m2, hifloat8)
signed_type = (int8, byte, int16, short, int32, intc, int64, intp, *float_type)
complex_type = (complex64, complex128)
all_types = (
    *(bool_, *int_type, *uint_type),
    *(float16, float32, float64, bfloat16, *complex_type),
)
number_type = (
    *(*int_type, *uint_type, float16, float32, float64, bfloat16),
    *(*complex_type, int4, float8_e4m3fn, float8_e5m2, hifloat8),
)

# The order is that of the core's DType.
_STORED = [
    *(bool_, *int_type, *uint_type),
    *(float16, bfloat16, float32, float64, complex64, complex128),
]
_core.register_dtypes(_STORED)

_BY_NAME = {kind._name: kind for kind in list(globals().values()) if isinstance(kind, Type)}


def _type_named(name: str) -> Type:
    return _BY_NAME[name]


def dtype_to_nptype(type_: Type) -> type:
    """Give the NumPy scalar type of a dtype.

    >>> import mindspore as ms
    >>> ms.dtype_to_nptype(ms.int8)
    <class 'numpy.int8'>
    """
    if type_ is bfloat16:
        import ml_dtypes

        return ml_dtypes.bfloat16
    if type_ is string:
        return np.str_
    if type_ not in _STORED:
        raise KeyError(type_)
    return np.dtype(type_._name).type


def dtype_to_pytype(type_: Type) -> type:
    """Give the Python type whose values have this dtype.

    >>> import mindspore as ms
    >>> ms.dtype_to_pytype(ms.int8)
    <class 'int'>
    """
    kinds: list[tuple[type, type]] = [(Bool, bool), (Int, int), (UInt, int), (Float, float)]
    kinds += [(BFloat, float), (Complex, complex), (String, str)]
    for kind, pytype in kinds:
        if isinstance(type_, kind):
            return pytype
    others: dict[Type, type] = {list_: list, tuple_: tuple, type_none: type(None)}
    return others[type_]


def pytype_to_dtype(obj: Any) -> Type:
    """Give the dtype that stands for a Python or NumPy type.

    >>> import mindspore as ms
    >>> ms.pytype_to_dtype(float)
    mindspore.float64
    """
    if isinstance(obj, Type):
        return obj
    known = {bool: bool_, int: int64, float: float64, complex: complex128, str: string}
    known |= {list: list_, tuple: tuple_, type(None): type_none}
    if obj in known:
        return known[obj]
    try:
        return _BY_NAME[np.dtype(obj).name]
    except (TypeError, KeyError):
        raise NotImplementedError(
            f"`obj` needs to be a Python or NumPy type, found {obj}"
        ) from None


_pytype_to_dtype = pytype_to_dtype


def get_py_obj_dtype(obj: Any) -> Type:
    """Give the dtype of a Python value or Tensor.

    >>> import mindspore as ms
    >>> ms.get_py_obj_dtype(1)
    mindspore.int64
    """
    if isinstance(obj, _core.Tensor):
        return tensor_type
    return pytype_to_dtype(type(obj))


def dtype_size(type_: Type) -> int:
    """Count the bytes of one element."""
    return type_.bits // 8


# Whatever `from mindspore import float32` should find.
__all__ = [
    "Int",
    "QuantDtype",
    "TensorType",
    "Type",
    "dtype_to_nptype",
    "dtype_to_pytype",
    "get_py_obj_dtype",
    "pytype_to_dtype",
    *(name for name, kind in list(globals().items()) if isinstance(kind, Type)),
]
