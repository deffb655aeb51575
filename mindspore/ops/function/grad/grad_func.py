"""Functions on gradients, under MindSpore's longer path."""

from mindspore.ops.gradient import (
    custom_vjp,
    derivative,
    grad,
    jacfwd,
    jacrev,
    jet,
    jvp,
    linearize,
    value_and_grad,
    vjp,
    vmap,
)

__all__ = [
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
]
