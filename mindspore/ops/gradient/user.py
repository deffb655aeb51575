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
                f"`bprop` needs to return one gradient per argument, {len(args)}, found {len(given)}"
            )
        gradients: list = []
        for argument, gradient in zip(args, given):
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
