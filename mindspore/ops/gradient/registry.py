"""Replacing an operator's gradient rule: `@bprop_getters.register(ops.Mul)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mindspore import _core


class _Registry:
    """Rules that users give for Primitives, in place of the built-in ones."""

    def register(self, primitive: Any) -> Callable:
        """A decorator of a function that, given the Primitive, returns `bprop(*args, out, dout)`.

        Args:
            primitive: A Primitive class, an instance of it, or its name.

        Returns:
            The decorator; it leaves the function as it is.

        Raises:
            ValueError: If there is no operator of this name.
        """
        name = primitive if isinstance(primitive, str) else getattr(primitive, "__name__", None)
        name = name or type(primitive).__name__

        def decorator(getter: Callable) -> Callable:
            _core.override_gradient(name, getter(primitive))
            return getter

        return decorator

    def unregister(self, primitive: Any) -> None:
        """Gives the operator its built-in rule back."""
        name = primitive if isinstance(primitive, str) else primitive.__name__
        _core.override_gradient(name, None)


bprop_getters = _Registry()
