"""Gradients of functions: `grad`, `value_and_grad`, `vjp`, `jvp`, Jacobians, and gradients that
users give."""

from mindspore.ops.gradient.function import grad, value_and_grad
from mindspore.ops.gradient.jacobian import jacfwd, jacrev
from mindspore.ops.gradient.operation import GradOperation
from mindspore.ops.gradient.product import jvp, vjp
from mindspore.ops.gradient.registry import bprop_getters
from mindspore.ops.gradient.user import HookBackward, InsertGradientOf, with_bprop

__all__ = [
    "GradOperation",
    "HookBackward",
    "InsertGradientOf",
    "bprop_getters",
    "grad",
    "jacfwd",
    "jacrev",
    "jvp",
    "value_and_grad",
    "vjp",
    "with_bprop",
]
