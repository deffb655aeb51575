"""SciPy's functions on Tensors."""

from mindspore.scipy import linalg

__all__ = ["linalg"]
