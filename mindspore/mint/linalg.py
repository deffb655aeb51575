"""Linear algebra."""

from mindspore.mint.reductions import norm
from mindspore.ops.function.host_func import inverse as inv
from mindspore.ops.function.matrix_func import matrix_norm, qr

__all__ = ["inv", "matrix_norm", "norm", "qr", "vector_norm"]

vector_norm = norm
