"""A compiled function that a gradient is taken through is one entry of the tape."""

import numpy as np

import mindspore as ms
from mindspore import Tensor, nn


def product(x, w):
    return (x * w).sum() * w


def test_gradients_through_a_compiled_function_are_the_eager_ones():
    compiled, x, w = ms.jit(product), Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    expected = ms.grad(product, (0, 1))(x, w)
    for _ in range(2):
        found = ms.grad(compiled, (0, 1))(x, w)
        assert [g.asnumpy().tolist() for g in found] == [g.asnumpy().tolist() for g in expected]
    assert not compiled.fallbacks
    assert compiled.cache_info() == (1, 1, 1)


def test_gradients_of_parameters_come_back_from_a_cell_in_graph_mode():
    net = nn.Dense(3, 2)
    x = Tensor(np.ones((2, 3), np.float32))
    grad = ms.grad(lambda x: net(x).sum(), None, net.trainable_params())
    expected = [g.asnumpy().tolist() for g in grad(x)]
    ms.set_context(mode=ms.GRAPH_MODE)
    try:
        for _ in range(3):
            assert [g.asnumpy().tolist() for g in grad(x)] == expected
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)
