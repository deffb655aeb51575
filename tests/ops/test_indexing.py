"""Operators that join, cut, pick, write and order, against NumPy; gradients against differences."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 7
DTYPES = ["bool", "int8", "uint16", "int64", "float16", "float32", "float64", "complex64"]


def equal(result, expected):
    results = result if isinstance(result, tuple | list) else [result]
    wanted = expected if isinstance(expected, tuple | list) else [expected]
    assert len(results) == len(wanted)
    for one, other in zip(results, wanted, strict=True):
        np.testing.assert_array_equal(one.asnumpy(), other)


def gradient_is_right(function, *arrays, seed=0):
    """Compares with central differences of a weighted sum, in float64."""
    rng = np.random.default_rng(seed)
    tensors = [Tensor(a.astype(np.float64)) for a in arrays]
    weight = Tensor(rng.standard_normal(function(*tensors).shape))

    def loss(*xs):
        return (function(*xs) * weight).sum()

    grads = ms.grad(loss, tuple(range(len(arrays))))(*tensors)
    grads = grads if isinstance(grads, tuple) else (grads,)
    for k, array in enumerate(arrays):
        expected = np.zeros(array.shape)
        for at in np.ndindex(*array.shape):
            step = np.zeros(array.shape)
            step[at] = 1e-4
            up = [t if i != k else Tensor(arrays[i] + step) for i, t in enumerate(tensors)]
            down = [t if i != k else Tensor(arrays[i] - step) for i, t in enumerate(tensors)]
            expected[at] = (float(loss(*up)) - float(loss(*down))) / 2e-4
        np.testing.assert_allclose(grads[k].asnumpy(), expected, atol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_concat_and_stack_are_numpys(dtype, axis):
    a, b = X.astype(dtype), X[:, :, ::-1].astype(dtype)
    equal(ops.concat([Tensor(a), Tensor(b)[:, :, :]], axis), np.concatenate([a, b], axis))
    equal(ops.stack([Tensor(a), Tensor(b)], axis), np.stack([a, b], axis))


def test_concat_promotes_and_takes_views():
    a = Tensor(X)
    result = ops.cat([a.swapaxes(1, 2), Tensor(np.ones((2, 4, 1), np.int32))], -1)
    equal(result, np.concatenate([X.swapaxes(1, 2), np.ones((2, 4, 1))], -1).astype(np.float32))
    equal(ops.hstack([a[0, 0], a[1, 1]]), np.hstack([X[0, 0], X[1, 1]]))
    equal(ops.vstack([a[0, 0], a[1, 1]]), np.vstack([X[0, 0], X[1, 1]]))
    equal(ops.dstack([a[0, 0], a[1, 1]]), np.dstack([X[0, 0], X[1, 1]]))
    equal(ops.column_stack([a[0, 0], a[1, 1]]), np.column_stack([X[0, 0], X[1, 1]]))
    equal(ops.meshgrid(a[0, 0], a[0, 1, :2]), np.meshgrid(X[0, 0], X[0, 1, :2]))


def test_parts_are_numpys():
    x = Tensor(X)
    equal(ops.split(x, 2, 2), [X[:, :, :2], X[:, :, 2:]])
    equal(ops.split(x, (1, 3), -1), [X[:, :, :1], X[:, :, 1:]])
    equal(ops.chunk(x, 3, 2), [X[:, :, :2], X[:, :, 2:]])
    equal(ops.tensor_split(x, 3, 2), np.array_split(X, 3, 2))
    equal(ops.tensor_split(x, (1, 2), 2), np.array_split(X, (1, 2), 2))
    equal(ops.unbind(x, 1), [X[:, i] for i in range(3)])


def test_parts_have_gradients():
    gradient_is_right(lambda a: ops.split(a, 2, 2)[1] * 2, X)
    gradient_is_right(lambda a: ops.unbind(a, 1)[0] + ops.unbind(a, 1)[2] ** 2, X)
    gradient_is_right(lambda a, b: ops.concat([a, b * a], 1), X, X + 1)
    gradient_is_right(lambda a, b: ops.stack([a, b], -1), X, X + 1)


def test_gathers_are_numpys():
    x, index = Tensor(X), np.array([[2, 0], [1, -1]])
    equal(ops.gather(x, Tensor(index), 1), np.take(X, index, 1))
    equal(ops.gather(x, Tensor(index), 2), np.take(X, index, 2))
    expected = np.stack([np.take(X[i], index[i], 0) for i in range(2)])
    equal(ops.gather(x, Tensor(index), 1, 1), expected)
    expected = np.stack([np.take(X[i], index[i], 1) for i in range(2)])
    equal(ops.gather(x, Tensor(index), 2, 1), expected)
    along = np.array([[[1, 0, 1, 0]], [[0, 0, 2, 2]]])
    equal(ops.gather_elements(x, 1, Tensor(along)), np.take_along_axis(X, along, 1))
    equal(ops.gather_d(x, 1, Tensor(along)), np.take_along_axis(X, along, 1))
    equal(x.gather(1, Tensor(along)), np.take_along_axis(X, along, 1))
    equal(x.gather(Tensor(index), 1), np.take(X, index, 1))
    equal(ops.gather_nd(x, Tensor([[0, 1], [1, 2]])), X[[0, 1], [1, 2]])
    equal(ops.index_select(x, 2, Tensor([3, 0])), X[:, :, [3, 0]])
    equal(x.take(Tensor([0, 99])), X.ravel()[[0, 23]])
    equal(x.take(Tensor([0, 3]), 1, "wrap"), np.take(X, [0, 0], 1))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64"])
def test_any_integers_index(dtype):
    equal(Tensor(X)[:, Tensor(np.array([2, 0], dtype))], X[:, [2, 0]])


def test_gathers_have_gradients():
    index = Tensor(np.array([[2, 0], [1, 2]]))
    gradient_is_right(lambda a: ops.gather(a, index, 1), X)
    gradient_is_right(lambda a: ops.gather(a, index, 1, 1), X)
    gradient_is_right(lambda a: ops.gather_elements(a, 1, index.reshape((2, 2, 1))), X)
    gradient_is_right(lambda a: a[:, index] * a[0, 0, ::-2][1], X)
    gradient_is_right(lambda a: ops.masked_select(a, Tensor(X > 1)), X)


def test_scatters_are_numpys():
    x, at, v = Tensor(X[0]), Tensor([[0, 1], [2, 3], [0, 1]]), Tensor([5.0, 6.0, 7.0])
    expected = X[0].copy()
    np.add.at(expected, ([0, 2, 0], [1, 3, 1]), [5, 6, 7])
    equal(ops.tensor_scatter_add(x, at, v), expected)
    expected = X[0].copy()
    np.maximum.at(expected, ([0, 2, 0], [1, 3, 1]), [5, 6, 7])
    equal(ops.tensor_scatter_max(x, at, v), expected)
    expected = np.zeros((3, 4), np.float32)
    np.add.at(expected, ([0, 2, 0], [1, 3, 1]), [5, 6, 7])
    equal(ops.scatter_nd(at, v, (3, 4)), expected)
    expected = X[0].copy()
    expected[[0, 2]] = 1
    equal(ops.index_fill(x, 0, Tensor([0, 2]), 1.0), expected)
    equal(x, X[0])


def test_scatters_in_place_write_the_tensor():
    x = Tensor(X[0].copy())
    ops.scatter_nd_update(x, Tensor([[0, 1]]), Tensor([9.0]))
    assert float(x[0, 1]) == 9
    ops.scatter_add(x, Tensor([1]), Tensor(np.ones((1, 4), np.float32)))
    np.testing.assert_array_equal(x[1].asnumpy(), X[0, 1] + 1)
    ops.index_add(x, Tensor([2]), Tensor(np.ones((3, 1), np.float32)), 1)
    np.testing.assert_array_equal(x[2, 2].asnumpy(), X[0, 2, 2] + 1)


def test_scatter_elements_are_numpys():
    index = np.array([[0, 1, 1, 0]])
    expected = X[0].copy()
    np.put_along_axis(expected, index, 9, 0)
    src = np.full((1, 4), 9, np.float32)
    equal(ops.tensor_scatter_elements(Tensor(X[0]), Tensor(index), Tensor(src)), expected)
    equal(ops.scatter(Tensor(X[0]), 0, Tensor(index), Tensor(src)), expected)


def test_scatters_have_gradients():
    at = Tensor([[0, 1], [2, 3]])
    v = np.array([0.5, -1.5])
    for name in ("update", "add", "sub", "mul", "div", "max", "min"):
        function = getattr(ops, f"tensor_scatter_{name}")
        gradient_is_right(lambda a, b, f=function: f(a, at, b), X[0] + 0.1, v)
    ids = Tensor([0, 1, 0])
    gradient_is_right(lambda a: ops.unsorted_segment_sum(a, ids, 2), X[0])
    gradient_is_right(lambda a: ops.unsorted_segment_max(a, ids, 2), X[0])
    mask = Tensor(X[0] > 1)
    gradient_is_right(lambda a, b: a.masked_scatter(mask, b), X[0], X[0] + 1)


def test_segments_are_sums():
    ids = Tensor([1, -1, 1])
    expected = np.stack([np.zeros(4), X[0, 0] + X[0, 2]]).astype(np.float32)
    equal(ops.unsorted_segment_sum(Tensor(X[0]), ids, 2), expected)


def test_index_assignment_has_gradients():
    def write(a, b):
        c = a * 1
        c[1:, ::2] = b
        c[:, [0, 1]] = c[:, [1, 2]] * 2
        return c

    gradient_is_right(write, X[0], X[0, 1:, ::2] + 3)


@pytest.mark.parametrize("shape", [(7,), (3, 50), (2, 300, 3), (0, 4)])
@pytest.mark.parametrize("dtype", ["int8", "uint32", "int64", "float16", "float32", "float64"])
def test_sort_is_numpys(shape, dtype):
    values = (np.random.default_rng(0).standard_normal(shape) * 50).astype(dtype)
    for axis in range(len(shape)):
        order = np.argsort(values, axis, kind="stable")
        result, index = ops.sort(Tensor(values), axis)
        equal(result, np.take_along_axis(values, order, axis))
        equal(index, order.astype(np.int32))
    down = ops.sort(Tensor(values), -1, True)[0]
    equal(down, np.sort(values, -1)[..., ::-1])


def test_sort_puts_nan_last_and_keeps_equal_zeros():
    values = np.array([np.nan, 1, -0.0, 0.0, -np.inf], np.float32)
    equal(ops.argsort(Tensor(values)), np.array([4, 2, 3, 1, 0], np.int32))


def test_topk_is_the_sorted_front():
    values = np.random.default_rng(1).standard_normal((4, 100)).astype(np.float32)
    top, index = ops.topk(Tensor(values), 5)
    order = np.argsort(-values, -1)[:, :5]
    equal(index, order.astype(np.int32))
    equal(top, np.take_along_axis(values, order, -1))
    low = ops.topk(Tensor(values), 3, 0, largest=False)[0]
    equal(low, np.sort(values, 0)[:3])
    gradient_is_right(lambda a: ops.topk(a, 2)[0], values[:2, :6])


def test_unique_is_in_order_of_appearance():
    equal(ops.unique(Tensor([3, 1, 3, 2])), [np.array([3, 1, 2]), np.array([0, 1, 0, 2], np.int32)])
    equal(ops.unique_consecutive(Tensor([3, 3, 1, 3])), np.array([3, 1, 3]))


def test_counts_are_numpys():
    numbers = np.array([0, 3, 1, 3])
    equal(ops.bincount(Tensor(numbers)), np.bincount(numbers).astype(np.float32))
    weights = np.array([0.5, 1, 2, 3], np.float32)
    expected = np.bincount(numbers, weights).astype(np.float32)
    equal(ops.bincount(Tensor(numbers), Tensor(weights)), expected)
    equal(ops.searchsorted(Tensor([1.0, 2.0, 3.0]), Tensor([2.0, 2.5])), np.array([1, 2]))
    equal(ops.histc(Tensor(X), 4, 0.0, 2.0), np.histogram(X, 4, (0, 2))[0].astype(np.float32))


def test_nonzero_and_masks():
    equal(ops.nonzero(Tensor(X > 1)), np.argwhere(X > 1))
    equal(ops.nonzero(Tensor([0.0, -0.0, 2.0])), np.array([[2]]))
    equal(ops.masked_fill(Tensor(X), Tensor(X > 1), -1), np.where(X > 1, np.float32(-1), X))
    one_hot = ops.one_hot(Tensor([1, 0, 5]), 3, 1.0, 0.0)
    equal(one_hot, np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], np.float32))


def test_as_strided_windows_have_gradients():
    gradient_is_right(lambda a: ops.as_strided(a, (3, 2), (1, 1), 1), np.arange(5.0))


@pytest.mark.parametrize(
    ("call", "slug"),
    [
        (lambda x: ops.reshape(x, (5, 5)), "reshape-size"),
        (lambda x: ops.concat([x, x[:1]], 1), "concat-shapes"),
        (lambda x: ops.gather(x, Tensor([7]), 0), "index-range"),
        (lambda x: x[:, :, 9], "index-range"),
        (lambda x: ops.transpose(x, (0, 0, 1)), "transpose-axes"),
        (lambda x: ops.topk(x, 9), "topk-count"),
        (lambda x: ops.split(x, (1, 1), 2), "split-sections"),
        (lambda x: ops.broadcast_to(x, (5, 3, 4)), "broadcast-to"),
    ],
)
def test_what_does_not_fit_is_said(call, slug):
    with pytest.raises((ValueError, IndexError), match=rf"\[{slug}\]"):
        call(Tensor(X))


def test_a_product_of_a_segment_with_a_zero_has_a_gradient():
    x, ids = Tensor([2.0, 0.0, 3.0, 0.0, 0.0, 5.0]), Tensor([0, 0, 0, 1, 1, 2], ms.int32)
    gradient = ms.grad(lambda x: ops.unsorted_segment_prod(x, ids, 4).sum())(x)
    equal(gradient, np.array([0, 6, 0, 0, 0, 1], np.float32))
