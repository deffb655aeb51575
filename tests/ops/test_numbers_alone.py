# Operators of operands that are all numbers: a 0-d Tensor, eagerly and as a graph.
import pytest

import mindspore as ms
from mindspore import Tensor, ops


@pytest.mark.parametrize(
    ("call", "dtype", "value"),
    [
        (lambda: ops.cast(1.5, ms.float16), ms.float16, 1.5),
        (lambda: ops.cast(True, ms.bool_), ms.bool_, True),
        (lambda: ops.cast(300, ms.int8), ms.int8, 44),
        (lambda: ops.add(1, 2), ms.int64, 3),
        (lambda: ops.maximum(1.5, 2), ms.float32, 2),
    ],
)
@pytest.mark.parametrize("graph", [False, True])
def test_numbers_alone_give_a_tensor(call, dtype, value, graph):
    result = (ms.jit(call) if graph else call)()
    assert (result.shape, result.dtype) == ((), dtype)
    assert result.asnumpy() == value


def test_a_cast_number_is_constant_to_gradients():
    assert float(ms.grad(lambda x: x * ops.cast(2.5, ms.float32))(Tensor(1.0))) == 2.5
