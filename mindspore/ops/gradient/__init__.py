"""Gradients of functions: `grad`, `value_and_grad`, `vjp`, `jvp`, Jacobians, jets, and gradients
that users give; and `vmap`."""

from mindspore.ops.gradient.function import grad, value_and_grad
from mindspore.ops.gradient.higher import derivative, jet, linearize
from mindspore.ops.gradient.jacobian import jacfwd, jacrev
from mindspore.ops.gradient.operation import GradOperation
from mindspore.ops.gradient.product import jvp, vjp
from mindspore.ops.gradient.registry import bprop_getters
from mindspore.ops.gradient.user import HookBackward, InsertGradientOf, custom_vjp, with_bprop
from mindspore.ops.gradient.vectorize import vmap

__all__ = [
    "GradOperation",
    "HookBackward",
    "InsertGradientOf",
    "bprop_getters",
    "custom_vjp",
    "derivative",
    "grad",
    "jacfwd",
    "jacrev",
    "jet",
    "jvp",
    "linearize",
    "value_and_grad",
    "vjp",
    "vmap",
    "with_bprop",
]
