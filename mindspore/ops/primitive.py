"""Primitive: an operator as an object, made with its attributes and called with its inputs.

>>> from mindspore import Tensor, ops
>>> ops.ReduceSum(keep_dims=True)(Tensor([[1.0, 2.0]]), 1)
Tensor(shape=[1, 1], dtype=Float32, value=
[[ 3.00000000e+00]])
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from mindspore import _core

_MISSING = inspect.Parameter.empty


class Primitive:
    """An operator with a name and attributes. Classes of operators derive from it.

    Args:
        name: The operator's name.

    Examples:
        >>> from mindspore import ops
        >>> ops.Primitive("Add").name
        'Add'
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.attrs: dict[str, Any] = {}
        self.instance_name = name
        self._function: Callable | None = getattr(_core.ops, name, None)

    def __call__(self, *args: Any) -> Any:
        """Run the operator on its inputs."""
        if self._function is None:
            raise RuntimeError(f"no operator is called {self.name}")
        return self._function(*args)

    def __repr__(self) -> str:
        return f"Prim[{self.name}]<{self._shown_attributes()}>"

    def _shown_attributes(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.attrs.items())

    def add_prim_attr(self, name: str, value: Any) -> Primitive:
        """Set an attribute and give the Primitive itself."""
        self.attrs[name] = value
        setattr(self, name, value)
        return self

    def del_prim_attr(self, name: str) -> Primitive:
        """Forget an attribute."""
        self.attrs.pop(name, None)
        if hasattr(self, name):
            delattr(self, name)
        return self

    def init_prim_io_names(self, inputs: list[str], outputs: list[str]) -> None:
        """Name the inputs and outputs."""
        self.add_prim_attr("input_names", inputs)
        self.add_prim_attr("output_names", outputs)

    def set_prim_instance_name(self, name: str) -> Primitive:
        """Name this very object."""
        self.instance_name = name
        return self

    def _nothing(self, *args: Any, **kwargs: Any) -> Primitive:
        """Do nothing: this says where to run, and there is one device."""
        return self

    set_device = set_stage = shard = place = set_user_data = recompute = _nothing
    del _nothing


class PrimitiveWithInfer(Primitive):
    """A user's operator that says its result's type by `infer_shape` and `infer_dtype`.

    It computes where the subclass has a method `construct`, or is named like a known operator.
    """

    def __call__(self, *args: Any) -> Any:
        """Run `construct`, or the operator of this name."""
        construct = getattr(self, "construct", None)
        return construct(*args) if construct else super().__call__(*args)

    def infer_shape(self, *args: Any) -> Any:
        """Give the result's shape from the inputs' shapes."""

    def infer_dtype(self, *args: Any) -> Any:
        """Give the result's dtype from the inputs' dtypes."""

    def infer_value(self, *args: Any) -> Any:
        """Give the result where it is known while compiling."""


class PrimitiveWithCheck(PrimitiveWithInfer):
    """A user's operator that checks its inputs by `check_shape` and `check_dtype`."""


def prim_attr_register(fn: Callable) -> Callable:
    """Decorate `__init__` of a Primitive: its arguments become attributes.

    >>> from mindspore import ops
    >>> class Scale(ops.PrimitiveWithInfer):
    ...     @ops.prim_attr_register
    ...     def __init__(self, factor):
    ...         pass
    >>> Scale(3).factor
    3
    """
    signature = inspect.signature(fn)

    @functools.wraps(fn)
    def init(self: Primitive, *args: Any, **kwargs: Any) -> None:
        Primitive.__init__(self, type(self).__name__)
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        for name, value in list(bound.arguments.items())[1:]:
            self.add_prim_attr(name, value)
        fn(self, *args, **kwargs)

    return init


class Operator(Primitive):
    """The Primitive of one function: attributes given at construction, inputs at the call."""

    #: The function, and its parameters that the constructor takes: (name, keyword, default).
    _target: Callable
    _construction: tuple[tuple[str, str, Any], ...] = ()

    __signature__: inspect.Signature

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(type(self).__name__)
        self._function: Callable = type(self)._target
        bound = type(self).__signature__.bind(*args, **kwargs)
        bound.apply_defaults()
        self._keywords: dict[str, Any] = {}
        for name, keyword, _ in self._construction:
            value = bound.arguments[name]
            self.attrs[name] = value
            setattr(self, name, value)
            if keyword:
                self._keywords[keyword] = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function with these inputs and the attributes."""
        return self._function(*args, **kwargs, **self._keywords)

    def __reduce__(self) -> Any:
        return _restored, (type(self).__name__, dict(self.attrs))


def _restored(name: str, attrs: dict[str, Any]) -> Primitive:
    from mindspore import ops

    kind = getattr(ops, name)
    known = {parameter for parameter, _, _ in kind._construction}
    primitive = kind(**{key: value for key, value in attrs.items() if key in known})
    for key, value in attrs.items():
        if key not in known:
            primitive.add_prim_attr(key, value)
    return primitive


def operator_class(
    name: str, target: Callable, construction: tuple[tuple[str, str, Any], ...], doc: str
) -> type[Operator]:
    """Make the Primitive class of a function."""
    parameters = [
        inspect.Parameter(parameter, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)
        for parameter, _, default in construction
    ]
    members = {
        "__doc__": doc,
        "__module__": "mindspore.ops.operations",
        "__signature__": inspect.Signature(parameters),
        "_target": staticmethod(target),
        "_construction": construction,
    }
    return type(name, (Operator,), members)


class _ConstantPrimitive(Primitive):
    """A Python function whose result a graph takes as a constant."""

    def __init__(self, fn: Callable, name: str | None) -> None:
        super().__init__(name or fn.__name__)
        self.fn = fn
        functools.update_wrapper(self, fn)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.fn(*args, **kwargs)


def constexpr(
    fn: Callable | None = None,
    get_instance: bool = True,
    name: str | None = None,
    reuse_result: bool = True,
    check: bool = True,
) -> Any:
    """Say that a graph runs a Python function while compiling and keeps its result.

    >>> from mindspore import ops
    >>> @ops.constexpr
    ... def half(n):
    ...     return n // 2
    >>> half(7)
    3
    """

    def decorate(fn: Callable) -> Any:
        primitive = _ConstantPrimitive(fn, name)
        return primitive if get_instance else lambda: primitive

    return decorate(fn) if fn is not None else decorate


_primexpr = constexpr
