"""What a program declares of the arguments: one graph from the first call on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, nn, ops


def ones(*shape: int, dtype: Any = np.float32) -> Tensor:
    return Tensor(np.ones(shape, dtype))


ANY_ROWS = Tensor(shape=[None, 3], dtype=ms.float32)


def test_a_tensor_that_stands_for_others() -> None:
    assert ANY_ROWS.shape == (-1, 3)
    assert Tensor(shape=(2, None), dtype=ms.int32).shape == (2, -1)
    assert Tensor(shape=None, dtype=ms.int32).shape == (-2,)
    assert ANY_ROWS.ndim == 2
    assert ANY_ROWS.size == 0
    assert ANY_ROWS.dtype == ms.float32
    assert "[-1, 3]" in repr(ANY_ROWS)
    for use in (lambda: ANY_ROWS + 1, lambda: ANY_ROWS.asnumpy(), lambda: ops.relu(ANY_ROWS)):
        with pytest.raises(ValueError, match="stands for any of shape"):
            use()
    with pytest.raises(ValueError, match="sizes of 0 or more"):
        Tensor(shape=[-3, 2], dtype=ms.float32)
    with pytest.raises(TypeError, match="needs data, or"):
        Tensor()


def test_a_signature_is_compiled_once() -> None:
    @ms.jit(input_signature=(ANY_ROWS, [Tensor(shape=[None], dtype=ms.int32)]))
    def f(x, lists):
        return x.sum(0) * x.shape[0] + lists[0].sum()

    for n in (2, 5, 7):
        assert f(ones(n, 3), [ones(n, dtype=np.int32)]).asnumpy().tolist() == [n * n + n] * 3
    assert f.cache_info() == (2, 1, 1)
    assert f(ones(2, 4), [ones(2, dtype=np.int32)]).shape == (4,)  # compiled as it is
    assert f.cache_info().misses == 2


def test_a_signature_of_one_tensor_and_of_a_method() -> None:
    class Holder:
        @ms.jit(input_signature=ANY_ROWS)
        def double(self, x):
            return x * 2

    holder = Holder()
    for n in (1, 2, 3):
        assert holder.double(ones(n, 3)).shape == (n, 3)
    assert Holder.double.cache_info().misses == 1


def test_dynamic_is_for_all_shapes() -> None:
    @ms.jit(dynamic=1)
    def f(x, y):
        return (x @ y).sum()

    for n in (2, 3, 4):
        assert float(f(ones(n, n + 1), ones(n + 1, 2))) == 2 * n * (n + 1)
    assert f.cache_info().misses == 1


class Net(nn.Cell):
    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(3, 4, 3)
        self.dense = nn.Dense(4, 2)

    def construct(self, x, scale=None):
        x = self.convolution(x).mean((2, 3))
        return self.dense(x if scale is None else x * scale)


@pytest.fixture
def graph_mode():
    ms.set_context(mode=ms.GRAPH_MODE)
    yield
    ms.set_context(mode=ms.PYNATIVE_MODE)


def compiled(net: nn.Cell) -> int:
    return nn.Cell.__call__.cache_info(net).misses


def test_inputs_of_a_cell_are_compiled_once(graph_mode) -> None:
    net = Net()
    net.set_inputs(Tensor(shape=[None, 3, None, None], dtype=ms.float32))
    for n in (1, 2, 3):
        x = ones(n, 3, 6 + n, 5)
        assert np.array_equal(net(x).asnumpy(), net.construct(x).asnumpy())
    assert compiled(net) == 1
    by_name = Net()
    by_name.set_inputs(x=Tensor(shape=None, dtype=ms.float32))
    for n in (1, 2, 3):
        assert by_name(ones(n, 3, 5, 5), None).shape == (n, 2)
    assert compiled(by_name) == 1


def test_inputs_that_are_not_as_declared_are_refused(graph_mode) -> None:
    net = Net()
    net.set_inputs(Tensor(shape=[None, 3, 5, 5], dtype=ms.float32))
    with pytest.raises(ValueError, match=r"`x` of Net is declared with shape \(any, 3, 5, 5\)"):
        net(ones(2, 3, 5, 6))
    with pytest.raises(ValueError, match="but has"):
        net(ones(3, 5, 5))
    with pytest.raises(TypeError, match="declared with dtype Float32, but has Int32"):
        net(ones(2, 3, 5, 5, dtype=np.int32))
    with pytest.raises(ValueError, match="declares 1 inputs, but it is called with 2"):
        net(ones(2, 3, 5, 5), ones(1))
    assert net(ones(2, 3, 5, 5)).shape == (2, 2)
    with pytest.raises(TypeError, match="needs Tensors"):
        net.set_inputs("x")
