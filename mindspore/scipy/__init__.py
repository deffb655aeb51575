"""SciPy's functions on Tensors."""

from mindspore.scipy import linalg, optimize

__all__ = ["linalg", "optimize"]
