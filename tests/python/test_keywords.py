"""Functions take their arguments by the names that MindSpore gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mindspore as ms
import mindspore.numpy as mnp
from mindspore import Tensor, mint, ops

A = Tensor(np.arange(6, dtype=np.float32).reshape(2, 3) + 1)
V = Tensor([1.0, 2.0, 3.0])
F = mint.nn.functional
CALLS: dict[str, tuple[Callable[[], Any], Any]] = {
    "mint.zeros": (lambda: mint.zeros(size=(1, 2)), [[0, 0]]),
    "mint.mv": (lambda: mint.mv(input=A, vec=V), [14, 32]),
    "mint.vector_norm": (lambda: mint.linalg.vector_norm(V, ord=1), 6),
    "mint.norm": (lambda: mint.linalg.norm(A, ord=1), 9),
    "mint.matrix_norm": (lambda: mint.linalg.matrix_norm(A, 1, dim=(0, 1), keepdim=True), [[9]]),
    "smooth_l1_loss": (lambda: F.smooth_l1_loss(V, V + 2), 1.5),
    "SmoothL1Loss": (lambda: mint.nn.SmoothL1Loss("sum")(V, V + 2), 4.5),
    "mnp.amax": (lambda: mnp.amax(A, initial=9.0), 9),
    "mnp.min where": (lambda: mnp.min(A, initial=9.0, where=A > 2), 3),
    "mnp.diff": (lambda: mnp.diff(V, prepend=0.0, append=Tensor([9.0])), [1, 1, 1, 6]),
    "mnp.full_like": (lambda: mnp.full_like(V, 2.0, shape=(1,)), [2]),
    "mnp.sum": (lambda: mnp.sum(V, initial=4.0), 10),
    "mnp.std": (lambda: mnp.std(x=V, ddof=1), 1),
    "mnp.dot": (lambda: mnp.dot(Tensor([[1, 2, 3]]), V), [14]),
    "mnp.corrcoef": (lambda: mnp.corrcoef(V), 1),
    "mnp.convolve": (lambda: mnp.convolve(Tensor([1.5]), Tensor([1, 2])), [1.5, 3]),
    "diagonal": (lambda: A.diagonal(axis1=0, axis2=1), [1, 5]),
    "float_power": (lambda: V.float_power(other=2), [1, 4, 9]),
    "multiply": (lambda: V.multiply(value=2), [2, 4, 6]),
    "swapdims": (lambda: ops.swapdims(A, dim0=0, dim1=1)[0], [1, 4]),
    "trace": (lambda: A.trace(offset=1), 8),
    "identity": (lambda: ops.identity(x=V), [1, 2, 3]),
    "expand_as": (lambda: ops.expand_as(V, other=A)[0], [1, 2, 3]),
    "nextafter": (lambda: ops.nextafter(input=V, other=V), [1, 2, 3]),
    "row_stack": (lambda: ops.row_stack(tensors=(V, V))[1], [1, 2, 3]),
    "true_divide": (lambda: ops.true_divide(dividend=V, divisor=V), [1, 1, 1]),
    "matrix_diag": (lambda: ops.matrix_diag(Tensor([1.0]), 0, 1, 2, 7.0), [[1, 7]]),
    "tensor": (lambda: ms.tensor([1.0], device="CPU"), [1]),
    "sens_param": (lambda: ms.grad(lambda x: x * x, sens_param=True)(V, V), [2, 8, 18]),
    "clip_by_value": (lambda: ops.clip_by_value((V, V), 2.0)[1], [2, 2, 3]),
    "mse_loss": (lambda: ops.mse_loss(Tensor([1, 2, 3]), V), 0),
    "kthvalue": (lambda: V.kthvalue(2)[0], 2),
}


@pytest.mark.parametrize("name", CALLS)
def test_arguments_have_their_names(name):
    call, expected = CALLS[name]
    for function in (call, ms.jit(call)):
        np.testing.assert_allclose(function().asnumpy(), expected, rtol=1e-5)


@pytest.mark.parametrize("name", ["normal_", "uniform_", "exponential_", "random_", "bernoulli_"])
def test_numbers_are_drawn_into_a_tensor(name):
    ms.set_seed(3)
    x = ops.zeros((200,))
    alias = x
    assert getattr(x, name)() is x or np.array_equal(alias.asnumpy(), x.asnumpy())
    drawn = alias.asnumpy()
    assert drawn.std() > 0.1
    assert name == "normal_" or drawn.min() >= 0


def test_parts_are_overwritten():
    x = ops.zeros((2, 3))
    x.index_copy_(0, Tensor([1]), V.reshape(1, 3))
    x.put_(Tensor([0]), Tensor([5.0]))
    x.scatter_add_(1, Tensor([[2], [2]]), ops.ones((2, 1)))
    assert x.asnumpy().tolist() == [[5, 0, 1], [1, 2, 4]]
    x.fill_diagonal_(7.0)
    assert x.asnumpy().tolist() == [[7, 0, 1], [1, 7, 4]]
    assert F.relu_(x.sub_(4)) is x or x.asnumpy().tolist() == [[3, 0, 0], [0, 3, 0]]
    assert x.asnumpy().tolist() == [[3, 0, 0], [0, 3, 0]]
