"""Ways to train with less memory: gradients of several steps added up before an update."""

from mindspore.boost.grad_accumulation import GradientAccumulation

__all__ = ["GradientAccumulation"]
