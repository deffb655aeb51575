"""Cell, the building block of networks: parameters, sub-cells, and `construct`.

A Cell's Parameters, sub-cells and buffers stand in registries, which give the order and the dotted
names, and in the instance's own dict, so that reading `self.weight` costs what it costs in any
Python object. Hooks are in `_hooks.py`, state dictionaries in `_state.py`; a call takes their way
only if the Cell has any (`_plain`).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn._call import CallMixin
from mindspore.nn._members import Members
from mindspore.nn._settings import SettingsMixin
from mindspore.nn._state import StateMixin

_FLOAT_FLAGS = {mstype.float16: "fp16", mstype.float32: "fp32", mstype.bfloat16: "bf16"}


class Cell(CallMixin, StateMixin, SettingsMixin):
    """The base of all networks and layers.

    A subclass assigns Parameters and other Cells to attributes in `__init__` and computes in
    `construct`.

    Args:
        auto_prefix: put the attribute's name before the names of a sub-cell's Parameters.
        flags: attributes to set.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> class Double(nn.Cell):
        ...     def construct(self, x):
        ...         return x * 2
        >>> print(Double()(Tensor([1.0, 2.0])))
        [2. 4.]
    """

    # Parameters that `construct` does not write, trained or not; a lower precision is seen of them.
    _only_read: tuple[str, ...] = ()

    def __init__(self, auto_prefix: bool = True, flags: dict | None = None) -> None:
        state = self.__dict__
        state["_own_params"] = OrderedDict()
        state["_own_cells"] = OrderedDict()
        state["_own_buffers"] = OrderedDict()
        state["_auto_prefix"] = auto_prefix
        state["_plain"] = not hasattr(type(self), "bprop")
        state["_extras"] = None
        state["_compiled"] = None
        state["_flags"] = {}
        state["training"] = False
        state["requires_grad"] = False
        state["param_prefix"] = ""
        state["cell_type"] = None
        if flags:
            self.add_flags(**flags)

    # Attributes

    @property
    def _params(self) -> Members:
        return Members(self, self._own_params)

    @property
    def _cells(self) -> Members:
        return Members(self, self._own_cells)

    @property
    def _buffers(self) -> Members:
        return Members(self, self._own_buffers)

    def __setattr__(self, name: str, value: Any) -> None:
        state = self.__dict__
        if isinstance(value, (Cell, Parameter)):
            self._set_member(name, value)
        elif isinstance(value, ParameterTuple):
            self._set_parameter_tuple(name, value)
        elif "_own_params" in state and (
            name in state["_own_params"]
            or name in state["_own_cells"]
            or name in state["_own_buffers"]
        ):
            self._overwrite_member(name, value)
        else:
            object.__setattr__(self, name, value)
            if name == "bprop":
                state["_plain"] = False

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"The '{type(self).__name__}' object has no attribute '{name}'. "
            f"External object has no attribute {name}"
        )

    def __delattr__(self, name: str) -> None:
        for members in (self._own_params, self._own_cells, self._own_buffers):
            members.pop(name, None)
        object.__delattr__(self, name)

    def _set_member(self, name: str, value: Any) -> None:
        if "_own_params" not in self.__dict__:
            raise AttributeError(
                f"`super().__init__()` needs to be called before `{name}` is assigned"
            )
        cells, params = self._own_cells, self._own_params
        if isinstance(value, Cell):
            params.pop(name, None)
            self.__dict__.pop(name, None)
            cells.pop(name, None) if cells.get(name) is None else None
            self._register_cell(name, value)
        else:
            cells.pop(name, None)
            self._register_parameter(name, value)

    def _set_parameter_tuple(self, name: str, value: ParameterTuple) -> None:
        unnamed = 0
        for parameter in value:
            if not parameter._has_name:
                unnamed += 1
                while f"Parameter${unnamed}" in self._own_params:
                    unnamed += 1
                parameter.name = f"Parameter${unnamed}"
            self._own_params.setdefault(parameter.name, parameter)
            self.__dict__.setdefault(parameter.name, parameter)
        object.__setattr__(self, name, value)

    def _overwrite_member(self, name: str, value: Any) -> None:
        """Assigns what is neither Cell nor Parameter to a name that is one."""
        if name in self._own_buffers and (value is None or isinstance(value, Tensor)):
            self._own_buffers[name] = value
        elif value is None:
            (self._own_params if name in self._own_params else self._own_cells)[name] = None
        elif name in self._own_params:
            if self._own_params[name] is not None:
                self._assign_parameter(name, value)
                return
            self._own_params.pop(name)
        elif name in self._own_cells and self._own_cells[name] is None:
            self._own_cells.pop(name)
        else:
            what = "a cell" if name in self._own_cells else "a buffer"
            raise TypeError(
                f"`{name}` is {what} of this {type(self).__name__}: "
                f"{type(value).__name__} can not be assigned to it"
            )
        self.__dict__[name] = value

    def _assign_parameter(self, name: str, value: Any) -> None:
        """`self.weight = x` writes into the Parameter, which keeps shape and dtype."""
        if isinstance(value, bool) or not isinstance(value, (Tensor, int, float)):
            raise TypeError(
                f"`{name}` is a Parameter of this {type(self).__name__}: "
                f"{type(value).__name__} can not be assigned to it"
            )
        self._own_params[name].set_data(value)

    def _register_parameter(self, name: str, parameter: Parameter) -> None:
        if not parameter._has_name:
            parameter.name = name
        self._own_params[name] = parameter
        self.__dict__[name] = parameter

    def _register_cell(self, name: str, cell: "Cell") -> None:
        if self._auto_prefix:
            cell.update_parameters_name(name + ".")
        self._own_cells[name] = cell
        self.__dict__[name] = cell

    def insert_param_to_cell(
        self, param_name: str, param: Parameter | None, check_name_contain_dot: bool = True
    ) -> None:
        """Adds a Parameter under a name.

        Examples:
            >>> from mindspore import Parameter, nn
            >>> net = nn.Cell()
            >>> net.insert_param_to_cell("bias", Parameter(1.0))
            >>> net.bias.name
            'bias'
        """
        if not isinstance(param_name, str):
            raise TypeError(f"`param_name` needs to be a str, but is {type(param_name).__name__}")
        if not param_name:
            raise KeyError("`param_name` needs at least one character")
        if check_name_contain_dot and "." in param_name:
            raise KeyError(f"`param_name` needs to be without dots, but is {param_name!r}")
        if hasattr(self, param_name) and param_name not in self._own_params:
            raise KeyError(f"the name {param_name!r} already exists in {type(self).__name__}")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"`param` needs to be a Parameter, but is {type(param).__name__}")
        if param is None:
            self._own_params[param_name] = self.__dict__[param_name] = None
        else:
            self._register_parameter(param_name, param)

    def insert_child_to_cell(self, child_name: str, child_cell: "Cell | None") -> None:
        """Adds a sub-cell under a name.

        Examples:
            >>> from mindspore import nn
            >>> net = nn.Cell()
            >>> net.insert_child_to_cell("act", nn.ReLU())
            >>> net.act
            ReLU()
        """
        if not isinstance(child_name, str):
            raise TypeError(f"`child_name` needs to be a str, but is {type(child_name).__name__}")
        if not child_name or "." in child_name:
            raise KeyError(f"`child_name` needs to be a name without dots, but is {child_name!r}")
        if hasattr(self, child_name) and self._own_cells.get(child_name) is None:
            raise KeyError(f"the name {child_name!r} already exists in {type(self).__name__}")
        if child_cell is not None and not isinstance(child_cell, Cell):
            raise TypeError(f"`child_cell` needs to be a Cell, but is {type(child_cell).__name__}")
        if child_cell is None:
            self._own_cells[child_name] = self.__dict__[child_name] = None
        else:
            self._register_cell(child_name, child_cell)

    # Cells

    @property
    def cls_name(self) -> str:
        """The name of the class."""
        return type(self).__name__

    @property
    def phase(self) -> str:
        """'train' or 'predict', as `set_train` says, or whatever it was set to."""
        named = self.__dict__.get("_phase_name")
        return named or ("predict" if self.__dict__.get("_predicting") else "train")

    @phase.setter
    def phase(self, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError(f"`phase` needs to be a str, but is {type(value).__name__}")
        self.__dict__["_phase_name"] = value

    def cells(self) -> Iterator["Cell"]:
        """The direct sub-cells, each once."""
        return iter(self.name_cells().values())

    def name_cells(self) -> "OrderedDict[str, Cell]":
        """The direct sub-cells by name, each once.

        Examples:
            >>> from mindspore import nn
            >>> list(nn.SequentialCell(nn.ReLU(), nn.Tanh()).name_cells())
            ['0', '1']
        """
        seen: set[int] = set()
        found: OrderedDict[str, Cell] = OrderedDict()
        for name, cell in self._own_cells.items():
            if cell is not None and id(cell) not in seen:
                seen.add(id(cell))
                found[name] = cell
        return found

    def cells_and_names(
        self, cells: set | None = None, name_prefix: str = ""
    ) -> Iterator[tuple[str, "Cell"]]:
        """This Cell and all below it with their dotted names, each once, outer ones first.

        Examples:
            >>> from mindspore import nn
            >>> [name for name, _ in nn.SequentialCell(nn.ReLU()).cells_and_names()]
            ['', '0']
        """
        seen = cells if cells is not None else set()
        if self in seen:
            return
        seen.add(self)
        yield name_prefix, self
        for name, cell in self._own_cells.items():
            if cell is not None:
                prefix = f"{name_prefix}.{name}" if name_prefix else name
                yield from cell.cells_and_names(seen, prefix)

    def get_sub_cell(self, target: str) -> "Cell":
        """The Cell with a dotted name below this one."""
        cell = self
        for part in target.split(".") if target else ():
            found = cell._own_cells.get(part)
            if found is None:
                raise AttributeError(f"{type(cell).__name__} has no attribute `{part}`")
            cell = found
        return cell

    def apply(self, fn: Callable[["Cell"], Any]) -> "Cell":
        """Calls `fn` with each Cell, inner ones first.

        Examples:
            >>> from mindspore import nn
            >>> _ = nn.SequentialCell(nn.ReLU()).apply(lambda cell: print(cell.cls_name))
            ReLU
            SequentialCell
        """
        for cell in self.cells():
            cell.apply(fn)
        fn(self)
        return self

    # Parameters

    def parameters_and_names(
        self, name_prefix: str = "", expand: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The Parameters with their dotted names, each once.

        Examples:
            >>> from mindspore import nn
            >>> [name for name, _ in nn.Dense(2, 3).parameters_and_names()]
            ['weight', 'bias']
        """
        seen: set[int] = set()
        cells = self.cells_and_names(name_prefix=name_prefix) if expand else [(name_prefix, self)]
        for cell_name, cell in cells:
            for name, parameter in cell._own_params.items():
                if parameter is not None and id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield (f"{cell_name}.{name}" if cell_name else name), parameter

    def get_parameters(self, expand: bool = True) -> Iterator[Parameter]:
        """The Parameters of this Cell, and with `expand` of all below it."""
        for _, parameter in self.parameters_and_names(expand=expand):
            yield parameter

    def trainable_params(self, recurse: bool = True) -> list[Parameter]:
        """The Parameters that require a gradient.

        Examples:
            >>> from mindspore import nn
            >>> len(nn.Dense(2, 3).trainable_params())
            2
        """
        return [p for p in self.get_parameters(expand=recurse) if p.requires_grad]

    def untrainable_params(self, recurse: bool = True) -> list[Parameter]:
        """The Parameters that require no gradient."""
        return [p for p in self.get_parameters(expand=recurse) if not p.requires_grad]

    def parameters_dict(self, recurse: bool = True) -> "OrderedDict[str, Parameter]":
        """The Parameters by their names."""
        return OrderedDict((p.name, p) for p in self.get_parameters(expand=recurse))

    def parameters_broadcast_dict(self, recurse: bool = True) -> OrderedDict | None:
        """The Parameters by name that data-parallel training broadcasts."""
        found = [p for p in self.get_parameters(expand=recurse) if not p.layerwise_parallel]
        return OrderedDict((p.name, p) for p in found) or None

    def update_parameters_name(self, prefix: str = "", recurse: bool = True) -> None:
        """Names each Parameter by `prefix` and its place below this Cell."""
        if not isinstance(prefix, str):
            raise TypeError(f"`prefix` needs to be a str, but is {type(prefix).__name__}")
        for name, parameter in self.parameters_and_names(expand=recurse):
            parameter.name = prefix + name

    def update_cell_prefix(self) -> None:
        """Sets `param_prefix` of each Cell below to its dotted name."""
        for name, cell in self.cells_and_names():
            cell.param_prefix = name

    def update_cell_type(self, cell_type: Any) -> None:
        """Sets the type under which this Cell is listed."""
        self.cell_type = cell_type

    def check_names(self) -> None:
        """Raises ValueError if two Parameters have one name."""
        names: set[str] = set()
        for parameter in self.get_parameters():
            if parameter.name in names:
                raise ValueError(
                    f"The value of {parameter} is wrong: its name '{parameter.name}' already "
                    "exists. Please set a unique name for the parameter."
                )
            names.add(parameter.name)

    def init_parameters_data(self, auto_parallel_mode: bool = False) -> dict:
        """Gives each Parameter's successor, which is itself: values are computed when made."""
        return {parameter: parameter for parameter in self.get_parameters()}

    # Flags

    def set_train(self, mode: bool = True) -> "Cell":
        """Switches this Cell and all below it to training, or with False to inference.

        Examples:
            >>> from mindspore import nn
            >>> nn.Dropout(p=0.5).set_train().training
            True
        """
        for _, cell in self.cells_and_names():
            cell.__dict__["training"] = mode
            cell.__dict__["_predicting"] = not mode
            cell.__dict__.pop("_phase_name", None)
            cell._flags["training"] = mode
        return self

    def set_grad(self, requires_grad: bool = True) -> "Cell":
        """Marks the Cell as one whose gradient is taken."""
        self.__dict__["requires_grad"] = requires_grad
        return self

    def add_flags(self, **flags: Any) -> "Cell":
        """Sets attributes of this Cell that configure how it runs."""
        self._flags.update(flags)
        for name, value in flags.items():
            object.__setattr__(self, name, value)
        return self

    def add_flags_recursive(self, **flags: Any) -> "Cell":
        """Sets attributes of this Cell and all below it."""
        for _, cell in self.cells_and_names():
            cell.add_flags(**flags)
        return self

    def get_flags(self) -> dict[str, Any]:
        """The attributes set by `add_flags`."""
        return self._flags

    def to_float(self, dst_type: Any) -> "Cell":
        """Makes this Cell and all below it compute in a float type.

        Args:
            dst_type: float16, float32 or bfloat16.

        Examples:
            >>> import mindspore as ms
            >>> from mindspore import Tensor, nn
            >>> nn.ReLU().to_float(ms.float16)(Tensor([1.0])).dtype
            mindspore.float16
        """
        if dst_type not in _FLOAT_FLAGS:
            raise ValueError(
                f"`dst_type` needs to be float16, float32 or bfloat16, but is {dst_type}"
            )
        flags = {flag: dtype == dst_type for dtype, flag in _FLOAT_FLAGS.items()}
        for _, cell in self.cells_and_names():
            cell._flags.update(flags)
            extras = cell._call_extras()
            extras.dtype, extras.output_dtype = dst_type, None
        return self

    # Printing

    def extend_repr(self) -> str:
        """What a layer prints of itself between the brackets."""
        return ""

    def __repr__(self) -> str:
        extra = self.extend_repr()
        name = type(self).__name__
        if not self._own_cells:
            return f"{name}({extra})"
        lines = [extra] if extra else []
        lines += [f"({key}): {cell!r}" for key, cell in self._own_cells.items()]
        return "\n  ".join([f"{name}(", *(line.replace("\n", "\n  ") for line in lines)]) + "\n)"

    def __str__(self) -> str:
        return self.__repr__()


_core.register_cell_type(Cell)
