"""How a Cell is called: at once, or with hooks, a compute dtype, or a gradient of its own.

`_plain` is true for a Cell that has none of these; then a call is `construct` and nothing else.
In graph mode the outermost call of a Cell is a compiled one (`CallMixin.__call__`).
"""

import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from mindspore import _core, ops
from mindspore.common.kinds import is_float
from mindspore.common.tensor import Tensor


class HookHandle:
    """Removes a hook again.

    Examples:
        >>> from mindspore import nn
        >>> handle = nn.ReLU().register_forward_hook(lambda cell, args, out: None)
        >>> handle.remove()
    """

    _count = 0

    def __init__(self, hooks: OrderedDict, hook: Any, prepend: bool = False) -> None:
        HookHandle._count += 1
        self._key = HookHandle._count
        self._hooks: OrderedDict | None = hooks
        hooks[self._key] = hook
        if prepend:
            hooks.move_to_end(self._key, last=False)

    def remove(self) -> None:
        """Takes the hook out; a second time does nothing."""
        if self._hooks is not None:
            self._hooks.pop(self._key, None)
            self._hooks = None


class Extras:
    """What a call of a Cell does beside `construct`."""

    def __init__(self) -> None:
        self.dtype: Any = None
        self.output_dtype: Any = None
        self.forward_pre: OrderedDict[int, _ForwardHook] = OrderedDict()
        self.forward: OrderedDict[int, _ForwardHook] = OrderedDict()
        self.backward_pre: OrderedDict[int, Callable] = OrderedDict()
        self.backward: OrderedDict[int, Callable] = OrderedDict()


class _ForwardHook:
    def __init__(self, hook: Callable, with_kwargs: bool, always: bool = False) -> None:
        self.hook, self.with_kwargs, self.always = hook, with_kwargs, always


def _checked_hook(hook: Any) -> Callable:
    if not callable(hook):
        raise TypeError(f"`hook_fn` needs to be a function, but is {type(hook).__name__}")
    return hook


def _call_cell(self: Any, *args: Any, **kwargs: Any) -> Any:
    if self._plain:
        return self.construct(*args, **kwargs)
    return _call(self, self._extras or Extras(), args, kwargs)


class CallMixin:
    """The part of Cell that calls."""

    _plain: bool
    _extras: Extras | None

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        """What the Cell computes; a subclass defines it."""
        raise AttributeError(
            f"{type(self).__name__} needs a method `construct`: it says what the Cell computes"
        )

    # Calls `_call_cell`, or what has been compiled of it for this Cell.
    __call__ = functools.update_wrapper(_core.JitFunction(_call_cell, of_cells=True), _call_cell)

    def _call_extras(self) -> Extras:
        if self._extras is None:
            self.__dict__["_extras"] = Extras()
        self.__dict__["_plain"] = False
        assert self._extras is not None
        return self._extras

    def register_forward_pre_hook(
        self, hook_fn: Callable, *, prepend: bool = False, with_kwargs: bool = False
    ) -> HookHandle:
        """Calls `hook_fn(cell, args)` before `construct`; what it returns replaces the arguments.

        Examples:
            >>> from mindspore import Tensor, nn
            >>> relu = nn.ReLU()
            >>> _ = relu.register_forward_pre_hook(lambda cell, args: (-args[0],))
            >>> print(relu(Tensor([-3.0])))
            [3.]
        """
        hook = _ForwardHook(_checked_hook(hook_fn), with_kwargs)
        return HookHandle(self._call_extras().forward_pre, hook, prepend)

    def register_forward_hook(
        self,
        hook_fn: Callable,
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> HookHandle:
        """Calls `hook_fn(cell, args, output)` after `construct`; a result replaces the output.

        Examples:
            >>> from mindspore import Tensor, nn
            >>> relu = nn.ReLU()
            >>> _ = relu.register_forward_hook(lambda cell, args, output: output + 1)
            >>> print(relu(Tensor([3.0])))
            [4.]
        """
        hook = _ForwardHook(_checked_hook(hook_fn), with_kwargs, always_call)
        return HookHandle(self._call_extras().forward, hook, prepend)

    def register_backward_pre_hook(self, hook_fn: Callable) -> HookHandle:
        """Calls `hook_fn(cell, grad_output)` before the Cell's gradient is computed."""
        return HookHandle(self._call_extras().backward_pre, _checked_hook(hook_fn))

    def register_backward_hook(self, hook_fn: Callable) -> HookHandle:
        """Calls `hook_fn(cell, grad_input, grad_output)` after the Cell's gradient is computed.

        Examples:
            >>> import mindspore as ms
            >>> from mindspore import Tensor, nn
            >>> relu = nn.ReLU()
            >>> _ = relu.register_backward_hook(lambda cell, grads, _: (grads[0] * 5,))
            >>> print(ms.grad(relu)(Tensor([3.0])))
            [5.]
        """
        return HookHandle(self._call_extras().backward, _checked_hook(hook_fn))

    def cast_inputs(self, inputs: Any, dst_type: Any) -> Any:
        """Casts the float Tensors among `inputs`, in tuples and lists too."""
        return tuple(_cast(value, dst_type) for value in inputs)


def _cast(value: Any, dtype: Any) -> Any:
    if isinstance(value, Tensor):
        return value.astype(dtype) if is_float(value.dtype) else value
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return type(value)(_cast(item, dtype) for item in value)
    return value


def _call(cell: Any, extras: Extras, args: tuple, kwargs: dict) -> Any:
    called: set[int] = set()
    try:
        args, kwargs = _run_pre_hooks(cell, extras, args, kwargs)
        output = _construct(cell, extras, args, kwargs)
        for key, entry in list(extras.forward.items()):
            called.add(key)
            output = _run_forward_hook(entry, cell, args, kwargs, output)
        return output
    except Exception:
        for key, entry in list(extras.forward.items()):
            if entry.always and key not in called:
                _run_forward_hook(entry, cell, args, kwargs, None)
        raise


def _run_pre_hooks(cell: Any, extras: Extras, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    for entry in list(extras.forward_pre.values()):
        if entry.with_kwargs:
            result = entry.hook(cell, args, kwargs)
            if result is not None:
                args, kwargs = result
            continue
        result = entry.hook(cell, args)
        if result is not None:
            args = result if isinstance(result, tuple) else (result,)
    return args, kwargs


def _run_forward_hook(
    entry: _ForwardHook, cell: Any, args: tuple, kwargs: dict, output: Any
) -> Any:
    given = (args, kwargs, output) if entry.with_kwargs else (args, output)
    result = entry.hook(cell, *given)
    return output if result is None else result


def _construct(cell: Any, extras: Extras, args: tuple, kwargs: dict) -> Any:
    if extras.dtype is not None:
        args = cell.cast_inputs(args, extras.dtype)
        kwargs = {key: _cast(value, extras.dtype) for key, value in kwargs.items()}
    if not extras.backward and not extras.backward_pre:
        return _compute(cell, extras, args, kwargs)
    return _construct_with_backward_hooks(cell, extras, args, kwargs)


def _compute(cell: Any, extras: Extras, args: tuple, kwargs: dict) -> Any:
    bprop = getattr(cell, "bprop", None)
    target, seen = (cell, {}) if extras.dtype is None else _in_dtype(cell, extras.dtype)
    if bprop is None:
        output = target.construct(*args, **kwargs)
    else:
        output = ops.with_bprop(target.construct, bprop, args, kwargs)
    if target is not cell:
        _keep_changes(cell, target, seen)
    return output if extras.output_dtype is None else _cast(output, extras.output_dtype)


def _in_dtype(cell: Any, dtype: Any) -> tuple[Any, dict[str, Any]]:
    """The same Cell, with its float Tensors seen in another dtype; and those that it sees so.

    A twin, so that calls from several threads do not see each other's. What `construct` may write
    stays as it is: buffers, and Parameters that are not trained but those the layer only reads.
    """
    seen = {}
    for name, value in cell.__dict__.items():
        if isinstance(value, Tensor) and is_float(value.dtype) and name not in cell._own_buffers:
            parameter = cell._own_params.get(name)
            if parameter is None or parameter.requires_grad or name in cell._only_read:
                seen[name] = value.astype(dtype)
    twin = object.__new__(type(cell))
    twin.__dict__.update(cell.__dict__)
    twin.__dict__.update(seen)
    return twin, seen


def _keep_changes(cell: Any, twin: Any, seen: dict[str, Any]) -> None:
    """Takes over the attributes that `construct` has set."""
    for name, value in twin.__dict__.items():
        if name in cell._own_params or seen.get(name) is value:
            continue
        if cell.__dict__.get(name) is not value:
            cell.__dict__[name] = value


def _construct_with_backward_hooks(cell: Any, extras: Extras, args: tuple, kwargs: dict) -> Any:
    grad_output: list[tuple] = []

    def after_backward(grads: tuple) -> tuple:
        for hook in list(extras.backward.values()):
            result = hook(cell, grads, grad_output[-1] if grad_output else ())
            grads = grads if result is None else _as_tuple(result)
        return grads

    def before_backward(grads: tuple) -> tuple:
        for hook in list(extras.backward_pre.values()):
            result = hook(cell, grads)
            grads = grads if result is None else _as_tuple(result)
        grad_output.append(grads)
        return grads

    args = _watch(args, after_backward) if extras.backward else args
    output = _compute(cell, extras, args, kwargs)
    if isinstance(output, tuple):
        return _watch(output, before_backward)
    return _watch((output,), before_backward)[0]


def _as_tuple(value: Any) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _watch(values: tuple, change: Callable[[tuple], tuple]) -> tuple:
    """The same Tensors; on the way back their gradients pass through `change`."""
    places = [i for i, value in enumerate(values) if isinstance(value, Tensor)]
    if not places:
        return values

    def bprop(*given: Any) -> tuple:
        dout = given[-1]
        return change(dout if isinstance(dout, tuple) else (dout,))

    tensors = tuple(values[i] for i in places)
    watched = ops.with_bprop(lambda *given: given, bprop, tensors)
    result = list(values)
    for i, tensor in zip(places, watched, strict=True):
        result[i] = tensor
    return tuple(result)
