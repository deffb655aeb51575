"""A compiled function that a gradient is taken through is one entry of the tape."""

import numpy as np

import mindspore as ms
from mindspore import Tensor, _core, nn


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


def test_what_comes_back_to_an_argument_is_summed_in_program_order():
    def inner(x):
        return x * 0.3 + x.exp()

    def program(f, x):
        y = x * 1.7
        return f(y), y * 0.1, y.tanh()

    compiled = ms.jit(inner)
    for value in np.random.default_rng(0).standard_normal((20, 5)).astype(np.float16):
        x = Tensor(value)
        expected = ms.grad(lambda x: program(inner, x))(x)
        for _ in range(2):
            found = ms.grad(lambda x: program(compiled, x))(x)
            assert found.asnumpy().tobytes() == expected.asnumpy().tobytes()


def test_a_view_of_the_whole_is_that_value_for_gradients():
    def program(x):
        y = x * 1.5
        z = y.T
        return z, z @ z, y

    x = Tensor(np.array([0.3, -0.77, 1.11], np.float16))
    expected = ms.grad(program)(x).asnumpy().tobytes()
    assert ms.grad(ms.jit(program))(x).asnumpy().tobytes() == expected
    assert ms.jit(lambda x: ms.grad(program)(x))(x).asnumpy().tobytes() == expected


def test_a_number_that_changes_is_an_attribute_of_a_gradient_rule():
    def program(x, alpha):
        return _core.ops.Elu(x * 2, alpha).sum()

    compiled = ms.jit(program)
    x = Tensor([1.0, -2.0, 3.0])
    for alpha in (1.0, 2.0, 2.5, 3.5, 4.5):
        expected = ms.grad(program)(x, alpha).asnumpy().tobytes()
        assert ms.grad(compiled)(x, alpha).asnumpy().tobytes() == expected


def test_a_scalar_that_is_summed_along_an_axis_has_a_gradient():
    for compiled in (lambda f: f, ms.jit):
        grad = ms.grad(compiled(lambda x: x.sum().sum(-1) * 2))(Tensor([1.0, 2.0]))
        assert grad.asnumpy().tolist() == [2.0, 2.0]


def test_a_print_in_a_branch_is_not_repeated_by_the_gradient(capsys):
    def program(x, y):
        if not x.sum() >= 1:
            print("small")
        y.add_(0)
        return (x * y).sum()

    x, y = Tensor([-1.5, -2.0, 0.0]), Tensor(2.0)
    gradients = ms.grad(ms.jit(program), (0, 1))(x, y)
    assert [g.asnumpy().tolist() for g in gradients] == [[2, 2, 2], -3.5]
    assert capsys.readouterr().out == "small\n"


def test_memory_that_is_lent_out_is_kept_in_its_order():
    # The tape keeps a copy of what others may write; sums over it are those of the memory's order.
    columns = np.asfortranarray(np.random.default_rng(1).standard_normal((17, 7, 4)), np.float32)
    lent = Tensor.from_numpy(columns)

    def loss(b):
        return (lent * b * lent).sum()

    b = Tensor(np.array([0.3, -1.2, 0.7, 2.1], np.float32))
    eager, graph = ms.grad(loss)(b), ms.jit(lambda b: ms.grad(loss)(b))(b)
    assert eager.asnumpy().tobytes() == graph.asnumpy().tobytes()
