"""`bprop_getters`, under its documented path."""

from mindspore.ops.gradient.registry import bprop_getters

__all__ = ["bprop_getters"]
