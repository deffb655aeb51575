"""Gradients that users write: `Cell.bprop`, hooks, replaced rules of operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor
from mindspore.ops.gradient.recording import map_tensors, tensors_in


def with_bprop(forward: Callable, bprop: Callable, args: tuple, kwargs: dict | None = None) -> Any:
    """Calls `forward(*args)`; its gradient is `bprop(*args, out, dout)`, one gradient per argument.

    Args:
        forward: What is computed; nothing in it is differentiated.
        bprop: Takes the arguments, the result and the cotangent of the result.
        args: Positional arguments.
        kwargs: Keyword arguments of `forward`; constants to the gradient.

    Returns:
        The result of `forward`.
    """
    if not _core.tape_recording():
        return forward(*args, **(kwargs or {}))
    _core.tape_pause()
    try:
        out = forward(*args, **(kwargs or {}))
    finally:
        _core.tape_resume()

    def backward(*cotangents: Tensor) -> list:
        found = iter(cotangents)
        dout = map_tensors(out, lambda _: next(found))
        given = bprop(*args, out, dout)
        if not isinstance(given, (tuple, list)):
            given = (given,)
        if len(given) < len(args):
            raise TypeError(
                "`bprop` needs to return one gradient per argument, "
                f"{len(args)}, found {len(given)}"
            )
        gradients: list = []
        for argument, gradient in zip(args, given, strict=False):
            count = len(tensors_in(argument))
            parts = tensors_in(gradient)
            gradients += parts if len(parts) == count else [None] * count
        return gradients

    named = iter(_core.tape_user(tensors_in(args), tensors_in(out), backward))
    return map_tensors(out, lambda _: next(named))


def hooked(tensor: Tensor, hook: Callable) -> Tensor:
    """The same Tensor, whose gradient passes through `hook` (which may return another one)."""

    def backward(cotangent: Tensor) -> Tensor:
        changed = hook(cotangent)
        return cotangent if changed is None else changed

    return _core.tape_user([tensor], [tensor], backward)[0]


class InsertGradientOf:
    """An identity whose gradient passes through a function.

    Args:
        f: Takes the gradient, returns another one of the same shape.

    Raises:
        TypeError: If `f` cannot be called.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> double = ops.InsertGradientOf(lambda dx: dx * 2)
        >>> print(ms.grad(lambda x: double(x) * 3)(ms.Tensor([1.0])))
        [6.]
    """

    def __init__(self, f: Callable) -> None:
        if not callable(f):
            raise TypeError(f"InsertGradientOf needs a function, found {type(f).__name__}")
        self.f = f

    def __call__(self, x: Tensor) -> Tensor:
        """Gives `x` itself."""
        return hooked(x, self.f)


class HookBackward:
    """An identity that shows the gradient to a function, as a tuple of one.

    Args:
        hook_fn: Takes the tuple of the gradient; what it returns, if anything, replaces it.
        cell_id: Passed to `hook_fn` first, where it is given and not empty.

    Raises:
        TypeError: If `hook_fn` cannot be called.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> show = ops.HookBackward(lambda grads: print(grads[0]))
        >>> _ = ms.grad(lambda x: show(x) * 3)(ms.Tensor([1.0]))
        [3.]
    """

    def __init__(self, hook_fn: Callable, cell_id: str = "") -> None:
        if not callable(hook_fn):
            raise TypeError(f"HookBackward needs a function, found {type(hook_fn).__name__}")
        self.hook_fn = hook_fn
        self.cell_id = cell_id

    def __call__(self, *inputs: Tensor) -> Any:
        """Gives the inputs themselves."""
        given = tuple(hooked(tensor, self._show) for tensor in inputs)
        return given[0] if len(given) == 1 else given

    def _show(self, cotangent: Tensor) -> Tensor | None:
        changed = self.hook_fn((cotangent,))
        return changed[0] if isinstance(changed, tuple) else changed


class custom_vjp:
    """A function whose gradient the user gives.

    Args:
        fn: The function. `@custom_vjp` decorates it.

    Raises:
        TypeError: If `fn` or what `defbwd` is given cannot be called.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import custom_vjp
        >>> @custom_vjp
        ... def square(x):
        ...     return x * x
        >>> square.defbwd(lambda x, out, dout: (dout * 100,))
        >>> print(square(ms.Tensor([3.0])), ms.grad(square)(ms.Tensor([3.0])))
        [9.] [100.]
    """

    def __init__(self, fn: Callable | None = None) -> None:
        if not callable(fn):
            raise TypeError(f"custom_vjp needs a function, found {type(fn).__name__}")
        self.fwd = fn
        self.bwd: Callable | None = None

    def defbwd(self, bwd: Callable) -> None:
        """Say the gradient: `bwd(*args, out, dout)` gives one gradient per argument."""
        if not callable(bwd):
            raise TypeError(f"defbwd needs a function, found {type(bwd).__name__}")
        self.bwd = bwd

    def __call__(self, *args: Any) -> Any:
        """Call the function."""
        if self.bwd is None:
            return self.fwd(*args)
        return with_bprop(self.fwd, self.bwd, args)
