"""Parameter, a Tensor that a Cell owns and an optimiser changes; and ParameterTuple."""

import copy
import itertools
import numbers
from collections.abc import Iterable
from typing import Any

import numpy as np

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.initializer import initializer
from mindspore.common.kinds import is_complex, is_float
from mindspore.common.tensor import Tensor

_MAX_NAME = 1024
_unnamed = itertools.count(1)


def _checked_name(name: Any) -> str:
    if name is None or name == "":
        return f"Parameter#{next(_unnamed)}"
    if not isinstance(name, str):
        raise ValueError(f"`name` needs to be a str or None, but is {type(name).__name__}")
    if len(name) > _MAX_NAME:
        raise ValueError(f"`name` needs at most {_MAX_NAME} characters, but has {len(name)}")
    return name


def _checked_flag(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"`{what}` needs to be a bool, but is {type(value).__name__}")
    return value


def _as_tensor(data: Any) -> Tensor:
    """Converts what a Parameter may be made of, by MindSpore's rules for dtypes."""
    if isinstance(data, bool):
        raise ValueError("`default_input` can not be a bool: write Tensor(value)")
    if isinstance(data, int):
        return Tensor(data, mstype.int32)
    if isinstance(data, float):
        return Tensor(data, mstype.float32)
    if isinstance(data, (Tensor, np.ndarray, list)):
        return Tensor(data)
    raise TypeError(
        "`default_input` needs to be a Tensor, int, float, numpy.ndarray or list, "
        f"but is {type(data).__name__}"
    )


class Parameter(Tensor):
    """A Tensor with a name that its Cell lists, gradients are taken for, and optimisers change.

    Args:
        default_input: the initial value: Tensor, int, float, ndarray or list.
        name: a name; without one the attribute of the Cell it is assigned to names it.
        requires_grad: whether `Cell.trainable_params` lists it.
        layerwise_parallel: kept for programs that set it.
        parallel_optimizer: kept for programs that set it.
        storage_format: kept for programs that set it.
        device: kept for programs that set it.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> Parameter(Tensor([1.0, 2.0]), name="w")
        Parameter (name=w, shape=(2,), dtype=Float32, requires_grad=True)
    """

    def __init__(
        self,
        default_input: Any,
        name: str | None = None,
        requires_grad: bool = True,
        layerwise_parallel: bool = False,
        parallel_optimizer: bool = True,
        storage_format: str = "",
        device: str | None = None,
    ) -> None:
        Tensor.__init__(self, _as_tensor(default_input))
        self.name = name
        self.requires_grad = requires_grad
        self.layerwise_parallel = layerwise_parallel
        self.parallel_optimizer = parallel_optimizer
        self.storage_format = storage_format
        self.device = device  # type: ignore[misc]
        self.unique = False  # type: ignore[method-assign, assignment]
        self.comm_fusion = 1
        self.key = -1
        self.sliced = False
        self.cache_enable = False
        self.cache_shape: list[int] = []

    @property
    def name(self) -> str:
        """The name: dotted, from the root Cell down, once the Cells are put together."""
        return self._name

    @name.setter
    def name(self, value: str | None) -> None:
        self._has_name = bool(value)
        self._name = _checked_name(value)

    @property
    def requires_grad(self) -> bool:
        """Whether gradients and optimisers take part in it."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self._requires_grad = _checked_flag(value, "requires_grad")

    @property
    def param_info(self) -> "Parameter":
        """The Parameter: what MindSpore keeps apart stands in it."""
        return self

    @property
    def has_init(self) -> bool:
        """Whether its value is still to be computed; never, for it is computed when made."""
        return False

    @property
    def inited_param(self) -> None:
        """Nothing: a Parameter is never replaced by another when it is initialised."""
        return

    def __repr__(self) -> str:
        return (
            f"Parameter (name={self._name}, shape={self.shape}, dtype={self.dtype!s}, "
            f"requires_grad={self._requires_grad})"
        )

    __str__ = __repr__

    def value(self) -> Tensor:
        """Gives the value as a plain Tensor that shares its memory.

        Examples:
            >>> from mindspore import Parameter
            >>> print(Parameter(2.5).value())
            2.5
        """
        return _core.ops.reshape(self, self.shape)

    def set_data(self, data: Tensor | int | float, slice_shape: bool = False) -> "Parameter":
        """Overwrites the value; shape and dtype stay, and an error leaves everything as it was.

        Args:
            data: a Tensor of the same shape, or a number for all elements.
            slice_shape: take the shape of `data` instead of asking for the same one.

        Examples:
            >>> from mindspore import Parameter, Tensor
            >>> p = Parameter(Tensor([1.0, 2.0]), name="w")
            >>> _ = p.set_data(Tensor([5.0, 6.0]))
            >>> print(p.asnumpy())
            [5. 6.]
        """
        if isinstance(data, bool) or not isinstance(data, (Tensor, int, float)):
            raise TypeError(
                "`data` needs to be a Tensor, int or float, "
                f"but is {type(data).__module__}.{type(data).__name__}"
            )
        if not isinstance(data, Tensor):
            self._check_dtype(mstype.float32 if isinstance(data, float) else mstype.int32)
            self.assign_value(Tensor(np.full(self.shape, data), self.dtype))
            return self
        self._check_dtype(data.dtype)
        values: Tensor = data.astype(self.dtype)
        if values.shape != self.shape and not slice_shape:
            raise ValueError(
                f"`data` needs the shape of the Parameter `{self._name}`: {self.shape}, "
                f"but has {values.shape}"
            )
        if values.shape == self.shape:
            self.assign_value(values)
        else:
            self._rebind(Tensor(values))
        return self

    def _check_dtype(self, dtype: Any) -> None:
        """A float does not fit an integer Parameter."""
        if is_float(dtype) and not (is_float(self.dtype) or is_complex(self.dtype)):
            raise TypeError(
                f"`data` needs a dtype that converts to that of the Parameter `{self._name}`: "
                f"{self.dtype!s}, but has {dtype!s}"
            )

    def init_data(self, layout: tuple | None = None, set_sliced: bool = False) -> "Parameter":
        """Gives the Parameter itself: its value is computed when it is made.

        Examples:
            >>> from mindspore import Parameter
            >>> p = Parameter(1.0)
            >>> p.init_data() is p
            True
        """
        if layout is not None and not isinstance(layout, tuple):
            raise TypeError(f"`layout` needs to be a tuple, but is {type(layout).__name__}")
        if set_sliced:
            self.sliced = True
        return self

    def clone(self, init: Tensor | str | numbers.Number = "same") -> "Parameter":
        """Makes another Parameter of the same name, shape and dtype.

        Args:
            init: "same" for the same value, a Tensor or number, or the name of an initialiser.

        Examples:
            >>> from mindspore import Parameter, Tensor
            >>> print(Parameter(Tensor([1.0, 2.0])).clone("zeros").asnumpy())
            [0. 0.]
        """
        # Through the constructor, which graphs know; a subclass's may want other arguments.
        if type(self) is Parameter:
            twin = Parameter(self._clone_data(init), self.name)
        else:
            twin = Tensor.__new__(type(self))
            Tensor.__init__(twin, self._clone_data(init))
        twin.__dict__.update(self.__dict__)
        return twin

    def _clone_data(self, init: Any) -> Tensor:
        if isinstance(init, str) and init == "same":
            return Tensor(self.asnumpy().copy(), self.dtype)
        return initializer(init, shape=self.shape, dtype=self.dtype)

    def copy(self) -> "Parameter":
        """Makes another Parameter with the same value.

        Examples:
            >>> from mindspore import Parameter
            >>> print(Parameter(2.0).copy().asnumpy())
            2.0
        """
        return self.clone()

    def __deepcopy__(self, memo: dict) -> "Parameter":
        twin = self.clone()
        for key, value in self.__dict__.items():
            twin.__dict__[key] = copy.deepcopy(value, memo)
        memo[id(self)] = twin
        return twin

    def __reduce__(self) -> tuple:
        return _restore, (Tensor(self.asnumpy(), self.dtype), dict(self.__dict__))

    def __reduce_ex__(self, protocol: Any) -> tuple:
        return self.__reduce__()


def _restore(data: Tensor, state: dict) -> Parameter:
    """Makes the Parameter that was pickled."""
    parameter = Parameter(data)
    parameter.__dict__.update(state)
    return parameter


class ParameterTuple(tuple):
    """A tuple of Parameters with different names, as `grad` takes and Cells list.

    Examples:
        >>> from mindspore import Parameter, ParameterTuple
        >>> pair = ParameterTuple([Parameter(1.0, name="a"), Parameter(2.0, name="b")])
        >>> [p.name for p in pair.clone("net")]
        ['net.a', 'net.b']
    """

    def __new__(cls, iterable: Iterable[Parameter]) -> "ParameterTuple":  # noqa: D102
        data = tuple(iterable)
        seen: dict[str, Parameter] = {}
        for item in data:
            if not isinstance(item, Parameter):
                raise TypeError(
                    f"ParameterTuple needs Parameters, but was given {type(item).__name__}"
                )
            if seen.setdefault(item.name, item) is not item:
                raise ValueError(
                    f"{item}, its name '{item.name}' already exists. "
                    "Please set a unique name for the parameter."
                )
        return tuple.__new__(cls, data)

    def clone(self, prefix: str, init: Tensor | str | numbers.Number = "same") -> "ParameterTuple":
        """Clones each Parameter under a name with `prefix` before it."""
        if not isinstance(prefix, str):
            raise TypeError(f"`prefix` needs to be a str, but is {type(prefix).__name__}")
        twins = []
        for parameter in self:
            twin = parameter.clone(init)
            twin.name = f"{prefix}.{parameter.name}"
            twins.append(twin)
        return ParameterTuple(twins)
