"""Operators that users write: a Python function, a C function of a shared library, or a Morph."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.ops.gradient import with_bprop
from mindspore.ops.primitive import Primitive

__all__ = [
    "Custom",
    "CustomRegOp",
    "DataType",
    "Morph",
    "PyFunc",
    "custom_info_register",
    "kernel",
]


def _formats(*names: str) -> dict[str, tuple[str, str]]:
    kinds = {
        "BOOL": "bool", "I8": "int8", "I16": "int16", "I32": "int32", "I64": "int64",
        "U8": "uint8", "U16": "uint16", "U32": "uint32", "U64": "uint64", "F16": "float16",
        "BF16": "bfloat16", "F32": "float32", "F64": "float64", "C64": "complex64",
        "C128": "complex128", "None": "",
    }  # fmt: skip
    return {
        f"{short}_{name}": (kind, "DefaultFormat" if name == "Default" else name)
        for short, kind in kinds.items()
        for name in names
    }


class DataType:
    """Pairs of a dtype and a layout, by which `CustomRegOp` says what an operator takes.

    >>> from mindspore.ops import DataType
    >>> DataType.F32_Default
    ('float32', 'DefaultFormat')
    """


for _name, _pair in _formats("Default", "5HD", "FracZ", "FracNZ", "NHWC", "NCHW", "HWCN").items():
    setattr(DataType, _name, _pair)


class CustomRegOp:
    """What a user's operator takes and gives, said step by step.

    Args:
        op_name: Its name.

    Examples:
        >>> from mindspore.ops import CustomRegOp, DataType
        >>> info = (CustomRegOp("twice").input(0, "x").output(0, "y")
        ...         .dtype_format(DataType.F32_Default, DataType.F32_Default)
        ...         .target("CPU").get_op_info())
        >>> info["target"], [each["name"] for each in info["inputs"]]
        ('CPU', ['x'])
    """

    def __init__(self, op_name: str = "Custom") -> None:
        if not isinstance(op_name, str):
            raise TypeError(f"`op_name` needs to be a str, but is {type(op_name).__name__}")
        self._info: dict[str, Any] = {"op_name": op_name, "fusion_type": "OPAQUE", "target": ""}
        self._inputs: list[dict] = []
        self._outputs: list[dict] = []
        self._attributes: list[dict] = []
        self._formats: list[list] = []

    def input(
        self, index: int | None = None, name: str | None = None, param_type: str = "required",
        **kwargs: Any,
    ) -> CustomRegOp:  # fmt: skip
        """Name an input."""
        self._inputs.append({"index": index, "name": name, "paramType": param_type, **kwargs})
        return self

    def output(
        self, index: int | None = None, name: str | None = None, param_type: str = "required",
        **kwargs: Any,
    ) -> CustomRegOp:  # fmt: skip
        """Name an output."""
        self._outputs.append({"index": index, "name": name, "paramType": param_type, **kwargs})
        return self

    def attr(
        self, name: str | None = None, param_type: str | None = None,
        value_type: str | None = None, default_value: str | None = None, **kwargs: Any,
    ) -> CustomRegOp:  # fmt: skip
        """Name an attribute."""
        words = {"name": name, "paramType": param_type, "type": value_type}
        self._attributes.append({**words, "defaultValue": default_value, **kwargs})
        return self

    def dtype_format(self, *args: tuple[str, str]) -> CustomRegOp:
        """Say one combination of dtypes and layouts: inputs, then outputs."""
        if len(args) != len(self._inputs) + len(self._outputs):
            raise ValueError(
                f"dtype_format needs {len(self._inputs) + len(self._outputs)} pairs, one per "
                f"input and output, found {len(args)}"
            )
        self._formats.append(list(args))
        return self

    def target(self, target: str | None = None) -> CustomRegOp:
        """Say where it runs."""
        self._info["target"] = target
        return self

    def fusion_type(self, fusion_type: str) -> CustomRegOp:
        """Keep the word; here nothing is fused into users' operators."""
        self._info["fusion_type"] = fusion_type
        return self

    def get_op_info(self) -> dict[str, Any]:
        """Give all of it."""
        return {
            **self._info,
            "inputs": self._inputs,
            "outputs": self._outputs,
            "attr": self._attributes,
            "dtype_format": self._formats,
        }


def custom_info_register(*reg_info: Any) -> Callable:
    """Decorate the function of an operator with what `CustomRegOp` says of it.

    >>> from mindspore.ops import CustomRegOp, custom_info_register
    >>> @custom_info_register(CustomRegOp("twice").get_op_info())
    ... def twice(x):
    ...     return x * 2
    >>> twice.reg_info[0]["op_name"]
    'twice'
    """

    def decorate(function: Callable) -> Callable:
        function.reg_info = list(reg_info)  # type: ignore[attr-defined]
        return function

    return decorate


def kernel(fn: Callable | None = None, reg_info: Any = None, compile_attrs: Any = None) -> Any:
    """Mark a function of arrays as the body of a `Custom` operator; it runs in Python."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return run

    return decorate(fn) if fn is not None else decorate


def _said(rule: Any, given: list) -> Any:
    """A shape or dtype: what the user says, or what the user's function makes of the inputs'."""
    return rule(*given) if callable(rule) and not isinstance(rule, mstype.Type) else rule


def _results(values: Any, shapes: Any, dtypes: Any) -> Any:
    """Arrays as Tensors of the dtypes that were said."""
    several = isinstance(values, (tuple, list))
    arrays = list(values) if several else [values]
    kinds = list(dtypes) if isinstance(dtypes, (tuple, list)) else [dtypes] * len(arrays)
    tensors = []
    for array, kind in zip(arrays, kinds, strict=True):
        tensor = array if isinstance(array, Tensor) else Tensor(np.ascontiguousarray(array))
        tensors.append(tensor if kind is None or tensor.dtype == kind else tensor.astype(kind))
    return tuple(tensors) if several else tensors[0]


class Custom(Primitive):
    """An operator that the user writes.

    Args:
        func: For "pyfunc" a Python function of NumPy arrays; for "aot" the text
            "library.so:function" that names a C function
            `int f(int n, void** data, int* ndims, int64_t** shapes, const char** dtypes,
            void* stream, void* extra)` over all inputs and then all outputs.
        out_shape: The shape of the result, a tuple of shapes, or a function of the inputs' shapes.
        out_dtype: The dtype likewise, or a function of the inputs' dtypes.
        func_type: "pyfunc" or "aot".
        bprop: The gradient: a function of the inputs, the result and its gradient, that gives one
            Tensor per input. Without it the result has none.
        reg_info: What `CustomRegOp` says; kept.

    Inputs:
        Tensors.

    Outputs:
        A Tensor, or a tuple of them.

    Raises:
        TypeError: If `func` is of another type than `func_type` asks.
        ValueError: If `func_type` is another one.
        RuntimeError: If the C function gives an error number.

    Supported modes: PyNative, graph (a visit to Python).

    Examples:
        >>> import numpy as np
        >>> from mindspore import Tensor, ops
        >>> sort = ops.Custom(lambda x: np.sort(x), lambda x: x, lambda x: x, "pyfunc")
        >>> print(sort(Tensor([3.0, 1.0, 2.0])))
        [1. 2. 3.]
    """

    def __init__(
        self,
        func: Callable | str,
        out_shape: Any = None,
        out_dtype: Any = None,
        func_type: str = "pyfunc",
        bprop: Callable | None = None,
        reg_info: Any = None,
    ) -> None:
        super().__init__("Custom")
        if func_type not in ("pyfunc", "aot"):
            raise ValueError(f"`func_type` needs to be 'pyfunc' or 'aot', but is {func_type!r}")
        if func_type == "pyfunc" and not callable(func):
            raise TypeError(f"Custom needs a function as `func`, found {type(func).__name__}")
        if func_type == "aot" and (not isinstance(func, str) or ":" not in func):
            raise TypeError(f"Custom needs 'library:function' as `func`, found {func!r}")
        self.func, self.func_type, self.bprop = func, func_type, bprop
        self.out_shape, self.out_dtype, self.reg_info = out_shape, out_dtype, reg_info

    def __call__(self, *inputs: Any) -> Any:
        """Run the operator."""
        run = self._run_python if self.func_type == "pyfunc" else self._run_library
        backward = self.bprop or (lambda *args: (None,) * len(inputs))
        return with_bprop(run, backward, inputs)

    def _said_of(self, inputs: tuple) -> tuple[Any, Any]:
        tensors = [each for each in inputs if isinstance(each, Tensor)]
        shapes = _said(self.out_shape, [list(each.shape) for each in tensors])
        return shapes, _said(self.out_dtype, [each.dtype for each in tensors])

    def _run_python(self, *inputs: Any) -> Any:
        arrays = [each.asnumpy() if isinstance(each, Tensor) else each for each in inputs]
        shapes, dtypes = self._said_of(inputs)
        return _results(self.func(*arrays), shapes, dtypes)  # type: ignore[operator]

    def _run_library(self, *inputs: Any) -> Any:
        path, _, name = str(self.func).rpartition(":")
        function = getattr(ctypes.CDLL(path), name)
        shapes, dtypes = self._said_of(inputs)
        several = bool(shapes) and isinstance(shapes[0], (tuple, list))
        wanted = zip(shapes, dtypes, strict=True) if several else [(shapes, dtypes)]
        outputs = [np.empty(tuple(s), mstype.dtype_to_nptype(d)) for s, d in wanted]
        arrays = [np.ascontiguousarray(each.asnumpy()) for each in inputs] + outputs
        _launch(function, arrays, name)
        return _results(tuple(outputs) if several else outputs[0], shapes, dtypes)


def _launch(function: Any, arrays: list[np.ndarray], name: str) -> None:
    """Call a C function with arrays, as "aot" says."""
    count = len(arrays)
    data = (ctypes.c_void_p * count)(*(array.ctypes.data for array in arrays))
    ndims = (ctypes.c_int * count)(*(array.ndim for array in arrays))
    extents = [(ctypes.c_int64 * max(array.ndim, 1))(*array.shape) for array in arrays]
    rows = (ctypes.POINTER(ctypes.c_int64) * count)(
        *(ctypes.cast(each, ctypes.POINTER(ctypes.c_int64)) for each in extents)
    )
    words = (ctypes.c_char_p * count)(*(array.dtype.name.encode() for array in arrays))
    status = function(count, data, ndims, rows, words, None, None)
    if status != 0:
        raise RuntimeError(f"the operator {name} gave the error {status}")


class PyFunc(Primitive):
    """A Python function of arrays as an operator.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, ops
        >>> twice = ops.PyFunc(lambda x: x * 2, [ms.float32], [(1,)], [ms.float32], [(1,)])
        >>> print(twice(Tensor([2.0]))[0])
        [4.]
    """

    def __init__(
        self, fn: Callable, in_types: Any, in_shapes: Any, out_types: Any, out_shapes: Any,
        stateful: bool = True,
    ) -> None:  # fmt: skip
        super().__init__("PyFunc")
        if not callable(fn):
            raise TypeError(f"PyFunc needs a function, found {type(fn).__name__}")
        self.fn, self.out_types = fn, list(out_types)

    def __call__(self, *inputs: Any) -> tuple:
        """Run the function."""
        given = self.fn(*[each.asnumpy() for each in inputs])
        found = given if isinstance(given, (tuple, list)) else (given,)
        return _results(tuple(found), None, self.out_types)


class Morph(Primitive):
    """A function that is called like a Primitive, and differentiated as its own body says.

    Args:
        fn: The function.
        infer_shape: Says the shape of the result; kept.
        infer_dtype: Says its dtype; kept.
        bprop_fn: The gradient: a function of the inputs, the result and its gradient. None:
            that of the body.

    Raises:
        TypeError: If `fn` or `bprop_fn` cannot be called.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> cube = ops.Morph(lambda x: x**3, lambda shape: shape, lambda dtype: dtype)
        >>> print(ms.grad(cube)(ms.Tensor([2.0])))
        [12.]
    """

    def __init__(
        self,
        fn: Callable,
        infer_shape: Callable,
        infer_dtype: Callable,
        bprop_fn: Callable | None = None,
    ) -> None:
        super().__init__("Morph")
        for name, function in (("fn", fn), ("bprop_fn", bprop_fn)):
            if not callable(function) and not (name == "bprop_fn" and function is None):
                raise TypeError(
                    f"Morph needs a function as `{name}`, found {type(function).__name__}"
                )
        self.fn, self.bprop_fn = fn, bprop_fn
        self.infer_shape, self.infer_dtype = infer_shape, infer_dtype

    def __call__(self, *inputs: Any) -> Any:
        """Call the function."""
        if self.bprop_fn is None:
            return self.fn(*inputs)
        return with_bprop(self.fn, self.bprop_fn, inputs)
