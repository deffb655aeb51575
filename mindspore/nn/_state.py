"""Buffers and state dictionaries of Cells, with their hooks."""

from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._call import HookHandle


class _IncompatibleKeys(namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


class StateMixin:
    """The part of Cell that keeps buffers and gives and takes state dictionaries."""

    _own_params: OrderedDict
    _own_cells: OrderedDict
    _own_buffers: OrderedDict
    cells_and_names: Callable
    get_sub_cell: Callable

    # Buffers

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Adds a Tensor that belongs to the state of the Cell but is no Parameter.

        Args:
            name: the attribute's name.
            tensor: the value, or None.
            persistent: whether `state_dict` holds it.

        Examples:
            >>> from mindspore import Tensor, nn
            >>> net = nn.Cell()
            >>> net.register_buffer("steps", Tensor([1, 2]))
            >>> print(net.steps)
            [1 2]
        """
        if not isinstance(name, str):
            raise TypeError(f"`name` needs to be a str, but is {type(name).__name__}")
        if not name or "." in name:
            raise KeyError(f"`name` needs to be a name without dots, but is {name!r}")
        if hasattr(self, name) and name not in self._own_buffers:
            raise KeyError(f"attribute '{name}' already exists")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"`tensor` needs to be a Tensor or None, but is {type(tensor).__name__}"
            )
        self._own_buffers[name] = tensor
        self.__dict__[name] = tensor
        volatile = self.__dict__.setdefault("_volatile_buffers", set())
        volatile.discard(name) if persistent else volatile.add(name)

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """The buffers with their dotted names."""
        seen: set[int] = set()
        cells = self.cells_and_names(name_prefix=prefix) if recurse else [(prefix, self)]
        for cell_name, cell in cells:
            for name, buffer in cell._own_buffers.items():
                if buffer is None or (remove_duplicate and id(buffer) in seen):
                    continue
                seen.add(id(buffer))
                yield (f"{cell_name}.{name}" if cell_name else name), buffer

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def get_buffer(self, target: str) -> Tensor:
        """The buffer with a dotted name."""
        path, _, name = target.rpartition(".")
        cell = self.get_sub_cell(path)
        if name not in cell._own_buffers:
            raise AttributeError(f"`{name}` is not a buffer of {type(cell).__name__}")
        return cell._own_buffers[name]

    # Extra state

    def get_extra_state(self) -> Any:
        """What a subclass wants `state_dict` to hold beside Tensors."""
        raise RuntimeError(f"{type(self).__name__} needs to define `get_extra_state`")

    def set_extra_state(self, state: Any) -> None:
        """Takes what `get_extra_state` gave."""
        raise RuntimeError(f"{type(self).__name__} needs to define `set_extra_state`")

    def _extra_state_key(self, prefix: str) -> str | None:
        overridden = type(self).get_extra_state is not StateMixin.get_extra_state
        return prefix + "_extra_state" if overridden else None

    # Hooks

    def _state_hooks(self, kind: str) -> OrderedDict[int, Callable]:
        return self.__dict__.setdefault("_state_hook_lists", {}).setdefault(kind, OrderedDict())

    def register_state_dict_pre_hook(self, hook: Callable) -> HookHandle:
        """Calls `hook(cell, prefix, keep_vars)` before `state_dict`."""
        return HookHandle(self._state_hooks("save_pre"), hook)

    def register_state_dict_post_hook(self, hook: Callable) -> HookHandle:
        """Calls `hook(cell, state_dict, prefix, local_metadata)` after `state_dict`."""
        return HookHandle(self._state_hooks("save_post"), hook)

    def register_load_state_dict_pre_hook(self, hook: Callable) -> HookHandle:
        """Calls `hook(cell, state_dict, prefix, ...)` before a Cell's state is loaded."""
        return HookHandle(self._state_hooks("load_pre"), hook)

    def register_load_state_dict_post_hook(self, hook: Callable) -> HookHandle:
        """Calls `hook(cell, incompatible_keys)` after a Cell's state is loaded."""
        return HookHandle(self._state_hooks("load_post"), hook)

    # Giving

    def state_dict(
        self, *args: Any, destination: dict | None = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """Gives the Parameters and buffers of this Cell and all below it by dotted name.

        Args:
            args: `destination`, `prefix` and `keep_vars` in this order, an older form.
            destination: a dict to fill.
            prefix: what to put before each name.
            keep_vars: kept for programs that set it.

        Examples:
            >>> from mindspore import nn
            >>> list(nn.Dense(2, 3).state_dict())
            ['weight', 'bias']
        """
        if args:
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 and not prefix else prefix
            keep_vars = args[2] if len(args) > 2 else keep_vars
        result: dict[str, Any] = OrderedDict() if destination is None else destination
        for hook in list(self._state_hooks("save_pre").values()):
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(result, prefix, keep_vars)
        for name, cell in self._own_cells.items():
            if cell is not None:
                cell.state_dict(destination=result, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in list(self._state_hooks("save_post").values()):
            hook(self, result, prefix, {})
        return result

    def _save_to_state_dict(self, destination: dict, prefix: str, keep_vars: bool) -> None:
        volatile = self.__dict__.get("_volatile_buffers", ())
        buffers = {k: v for k, v in self._own_buffers.items() if k not in volatile}
        for name, value in [*self._own_params.items(), *buffers.items()]:
            if value is not None:
                destination[prefix + name] = value
        key = self._extra_state_key(prefix)
        if key is not None:
            destination[key] = self.get_extra_state()

    # Taking

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True) -> Any:
        """Copies the values of a state dictionary into this Cell and all below it.

        Nothing is copied if anything does not fit.

        Args:
            state_dict: values by dotted name.
            strict: raise if names are missing or unexpected.

        Examples:
            >>> from mindspore import nn
            >>> net = nn.Dense(2, 3)
            >>> net.load_state_dict(nn.Dense(2, 3).state_dict())
            <All keys matched successfully>
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"`state_dict` needs to be a dict, but is {type(state_dict).__name__}")
        state = OrderedDict(state_dict)
        load = _Load(state, strict)
        self._collect_load(load, "")
        load.unexpected.extend(key for key in state if key not in load.known)
        keys = _IncompatibleKeys(load.missing, load.unexpected)
        self._run_load_post_hooks(keys)
        errors = load.errors
        if strict:
            errors += _key_errors("Missing", load.missing)
            errors += _key_errors("Unexpected", load.unexpected)
        if errors:
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t"
                + "\n\t".join(errors)
            )
        for write in load.writes:
            write()
        return keys

    def _run_load_post_hooks(self, keys: _IncompatibleKeys) -> None:
        for cell in self._own_cells.values():
            if cell is not None:
                cell._run_load_post_hooks(keys)
        for hook in list(self._state_hooks("load_post").values()):
            hook(self, keys)

    def _collect_load(self, load: "_Load", prefix: str) -> None:
        """Checks what is to be loaded below `prefix`, and lists the writes."""
        given = (load.strict, load.missing, load.unexpected, load.errors)
        for hook in list(self._state_hooks("load_pre").values()):
            hook(self, load.state, prefix, {}, *given)
        volatile = self.__dict__.get("_volatile_buffers", ())
        buffers = {k: v for k, v in self._own_buffers.items() if k not in volatile}
        for name, target in [*self._own_params.items(), *buffers.items()]:
            if target is not None and load.has(prefix + name):
                load.add(prefix + name, target)
        key = self._extra_state_key(prefix)
        if key is not None and load.has(key):
            load.writes.append(lambda: self.set_extra_state(load.state[key]))
        for name, cell in self._own_cells.items():
            if cell is not None:
                cell._collect_load(load, f"{prefix}{name}.")


class _Load:
    """What loading a state dictionary has found so far, and what it will write."""

    def __init__(self, state: dict, strict: bool) -> None:
        self.state, self.strict = state, strict
        self.known: set[str] = set()
        self.missing: list[str] = []
        self.unexpected: list[str] = []
        self.errors: list[str] = []
        self.writes: list[Callable[[], Any]] = []

    def has(self, key: str) -> bool:
        self.known.add(key)
        if key not in self.state:
            self.missing.append(key)
        return key in self.state

    def add(self, key: str, target: Tensor) -> None:
        problem = _misfit(key, target, self.state[key])
        if problem:
            self.errors.append(problem)
        else:
            self.writes.append(_write(target, self.state[key]))


def _key_errors(what: str, keys: list[str]) -> list[str]:
    quoted = ", ".join(f'"{key}"' for key in keys)
    return [f"{what} key(s) in state_dict: {quoted}. "] if keys else []


def _misfit(key: str, target: Tensor, value: Any) -> str | None:
    if not isinstance(value, Tensor):
        return f'expected a Tensor for "{key}", but found {type(value).__name__}'
    if tuple(value.shape) != tuple(target.shape):
        return (
            f"size mismatch for {key}: copying a param with shape {tuple(value.shape)} from "
            f"checkpoint, the shape in current model is {tuple(target.shape)}."
        )
    return None


def _write(target: Tensor, value: Tensor) -> Callable[[], Any]:
    if isinstance(target, Parameter):
        return lambda: target.set_data(value)
    return lambda: target.assign_value(value.astype(target.dtype))
