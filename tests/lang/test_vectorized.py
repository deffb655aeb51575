"""`vmap` and derivatives of higher order: the same in every mode, and as NumPy says."""

import numpy as np
import pytest
from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor, nn, ops


@every_mode(f32(3, 4), grad=True)
def test_examples_stand_where_out_axes_says(x):
    return ms.vmap(lambda row: (row * 2, row.sum()), 0, (1, 0))(x)


@every_mode(f32(3, 4), f32(2, 4))
def test_vmap_in_vmap_makes_all_pairs(x, y):
    inner = ms.vmap(lambda a, b: (a * b).sum(), (None, 0))
    return ms.vmap(inner, (0, None))(x, y)


@every_mode(f32(3, 4))
def test_a_gradient_for_each_example(x):
    return ms.vmap(ms.grad(lambda row: (row**3).sum()))(x)


@every_mode(f32(3, 4), f32(4))
def test_what_is_not_mapped_comes_once_where_out_axes_is_none(x, y):
    return ms.vmap(lambda a, b: (a, b), (0, None), (0, None))(x, y)


@every_mode(f32(5))
def test_run_time_conditions_differ_between_examples(x):
    def absolute(a):
        if a > 0:
            return a
        return -a

    return ms.vmap(absolute)(x)


@every_mode(f32(2, 3), f32(3, 2))
def test_axes_are_nested_as_the_arguments_are(x, y):
    return ms.vmap(lambda pair, k: pair[0] + pair[1] * k, ((0, 1), None))((x, y), 2.0)


@every_mode(f32(4))
def test_derivatives_of_higher_order(x):
    return ops.derivative(lambda a: ops.exp(ops.sin(a)), x, 3)


@every_mode(f32(4))
def test_jets_of_several_results(x):
    once = ops.stack([ops.ones_like(x), ops.zeros_like(x)])
    return ops.jet(lambda a: (ops.sin(a), a * a), x, once)


@every_mode(f32(4), f32(4, seed=1))
def test_a_linearized_function_is_used_twice(x, v):
    value, slope = ops.linearize(lambda a: a * a, x)
    return value, slope(v), slope(v + 1)


@pytest.mark.parametrize("in_axes", [0, 1, -1])
@pytest.mark.parametrize("out_axes", [0, 1, -1])
def test_axes_as_numpy_has_them(in_axes, out_axes):
    x = np.arange(12.0).reshape(3, 4)
    got = ms.vmap(lambda a: a * 2, in_axes, out_axes)(Tensor(x)).asnumpy()
    assert (got == np.moveaxis(x * 2, in_axes, out_axes)).all()


def test_each_example_draws_the_same_random_numbers():
    drawn = ms.vmap(lambda a: a + ops.rand(3))(Tensor(np.zeros((4, 3), np.float32))).asnumpy()
    assert (drawn == drawn[0]).all()
    assert drawn.std() > 0


def test_a_list_of_cells_has_one_for_each_example():
    cells = nn.CellList([nn.Dense(4, 2) for _ in range(3)])
    x = f32(3, 4)
    got = ms.vmap(cells)(x)
    for k in range(3):
        np.testing.assert_array_equal(got[k].asnumpy(), cells[k](x[k]).asnumpy())


@pytest.mark.parametrize(
    ("in_axes", "out_axes"),
    [(None, 0), ((0, 0), 0), ("x", 0), (5, 0), (0, 5), (0, None), (0, (0, 0))],
)
def test_axes_that_do_not_fit_are_refused(in_axes, out_axes):
    with pytest.raises(RuntimeError, match="vmap needs"):
        ms.vmap(lambda a: a, in_axes, out_axes)(f32(2, 3))


def test_different_numbers_of_examples_are_refused():
    with pytest.raises(RuntimeError, match="found 2, 3"):
        ms.vmap(lambda a, b: a + b)(f32(2), f32(3))


@every_mode(f32(3), grad=True)
def test_a_gradient_that_the_user_gives(x):
    @ops.custom_vjp
    def square(a):
        return a * a

    square.defbwd(lambda a, out, dout: (dout * a * 100,))
    return square(x)
