"""What gives a tuple of Tensors gives one of one Tensor too, in both modes."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

X = Tensor(np.arange(6, dtype=np.float32).reshape(1, 6))
V = Tensor(np.arange(3, dtype=np.float32))
CASES = {
    "split by size": lambda: ops.split(X, 4),
    "split by lengths": lambda: X.split([1]),
    "Split": lambda: ops.Split(0, 1)(X),
    "chunk": lambda: X.chunk(3),
    "tensor_split": lambda: ops.tensor_split(X, 1),
    "hsplit": lambda: ops.hsplit(X, 1),
    "vsplit": lambda: ops.vsplit(X, 1),
    "unbind": lambda: X.unbind(),
    "unstack": lambda: ops.unstack(X),
    "Unstack": lambda: ops.Unstack()(X),
    "meshgrid": lambda: ops.meshgrid(V),
    "numpy.split": lambda: ms.numpy.split(X, 1),
    "nonzero": lambda: ops.nonzero(V, as_tuple=True),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("graph", [False, True])
def test_one_part_is_a_tuple(name: str, graph: bool) -> None:
    run = ms.jit(CASES[name]) if graph else CASES[name]
    result = run()
    assert type(result) in (tuple, list)
    assert len(result) == 1
    assert isinstance(result[0], Tensor)


def test_nonzero_without_as_tuple_is_a_tensor() -> None:
    assert ops.nonzero(V).shape == (2, 1)


def test_gradient_through_one_part() -> None:
    grad = ms.grad(lambda x: (ops.split(x, 4)[0] * 2).sum())(X)
    np.testing.assert_array_equal(grad.asnumpy(), np.full((1, 6), 2, np.float32))
