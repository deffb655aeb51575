"""Functions that are put together in Python, compared with NumPy."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


def same(found, expected):
    assert found.shape == expected.shape
    assert np.allclose(found.asnumpy(), expected)


@pytest.mark.parametrize("dims", [2, (2, 1), (1, 2, 3), (2, 1, 1, 2)])
def test_tile(dims):
    same(ops.tile(Tensor(X), dims), np.tile(X, dims))


@pytest.mark.parametrize(("shift", "axis"), [(1, 0), (-2, 2), ((1, 2), (0, 1)), (5, None), (0, 1)])
def test_roll(shift, axis):
    same(ops.roll(Tensor(X), shift, axis), np.roll(X, shift, axis))


@pytest.mark.parametrize("repeats", [2, [1, 0, 3]])
def test_repeat_interleave(repeats):
    same(ops.repeat_interleave(Tensor(X), repeats, 1), np.repeat(X, repeats, 1))


@pytest.mark.parametrize(
    ("mode", "numpy_mode"),
    [("constant", "constant"), ("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")],
)
def test_pad(mode, numpy_mode):
    expected = np.pad(X, ((0, 0), (2, 1), (1, 2)), mode=numpy_mode)
    same(ops.pad(Tensor(X), (1, 2, 2, 1), mode), expected)


def test_negative_padding_cuts():
    same(ops.pad(Tensor(X), (-1, 1)), np.pad(X[..., 1:], ((0, 0), (0, 0), (0, 1))))


def test_pixel_unshuffle_undoes_pixel_shuffle():
    x = Tensor(np.arange(72, dtype=np.float32).reshape(1, 8, 3, 3))
    assert ops.pixel_shuffle(x, 2).shape == (1, 2, 6, 6)
    same(ops.pixel_unshuffle(ops.pixel_shuffle(x, 2), 2), x.asnumpy())


def test_depth_to_space_undoes_space_to_depth():
    x = Tensor(np.arange(64, dtype=np.float32).reshape(1, 4, 4, 4))
    same(ops.DepthToSpace(2)(ops.SpaceToDepth(2)(x)), x.asnumpy())


def test_sort_and_topk():
    values = np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 4.0]], np.float32)
    found, places = ops.sort(Tensor(values), descending=True)
    same(found, -np.sort(-values))
    assert places.tolist() == [[0, 2, 1], [0, 1, 2]]
    assert ops.TopK()(Tensor(values), 1)[1].tolist() == [[0], [0]]


def test_sort_has_a_gradient():
    x = Tensor([3.0, 1.0, 2.0])
    gradient = ms.grad(lambda x: (ops.sort(x)[0] * Tensor([1.0, 2.0, 3.0])).sum())(x)
    assert gradient.tolist() == [3, 1, 2]


def test_unique_keeps_the_order():
    values, index = ops.unique(Tensor([3, 1, 3, 2]))
    assert (values.tolist(), index.tolist()) == ([3, 1, 2], [0, 1, 0, 2])


def test_strided_slice_masks():
    x = Tensor(X)
    same(ops.strided_slice(x, (1, 0, 0), (2, 3, 4), (1, 2, 2)), X[1:2, 0:3:2, 0:4:2])
    same(ops.StridedSlice(shrink_axis_mask=1)(x, (1, 0), (2, 2), (1, 1)), X[1, 0:2])


def test_matrix_band_part():
    same(ops.matrix_band_part(Tensor(X[0]), 0, -1), np.triu(X[0]))


def test_select_scatter_and_diagonal_scatter():
    expected = X[0].copy()
    expected[:, 1] = 9
    same(ops.select_scatter(Tensor(X[0]), Tensor([9.0] * 3), 1, 1), expected)
    expected = X[0].copy()
    np.fill_diagonal(expected, 7)
    same(ops.diagonal_scatter(Tensor(X[0]), Tensor([7.0] * 3)), expected)


def test_random_numbers_follow_the_seed():
    ms.set_seed(3)
    first = ops.randn(4).tolist()
    ms.set_seed(3)
    assert ops.randn(4).tolist() == first
    assert ops.randn(4).tolist() != first


def test_dropout_keeps_the_mean():
    ms.set_seed(1)
    dropped = ops.dropout(Tensor(np.ones(10000, np.float32)), 0.3).asnumpy()
    assert set(np.unique(dropped)) == {0, np.float32(1 / 0.7)}
    assert abs(dropped.mean() - 1) < 0.05


def test_clip_by_global_norm():
    clipped = ops.clip_by_global_norm([Tensor([3.0]), Tensor([4.0])], 1.0)
    assert np.allclose([x.asnumpy() for x in clipped], [[0.6], [0.8]])


def test_transforms():
    x = X[0, 0]
    same(ops.fft(Tensor(x)), np.fft.fft(x).astype(np.complex64))
    same(ops.rfftn(Tensor(x)), np.fft.rfftn(x).astype(np.complex64))
    assert ops.hfft2(Tensor(X[0])).shape == (3, 6)


def test_sum_takes_both_ways_of_naming():
    x = Tensor(X)
    same(x.sum(1), X.sum(1))
    same(x.sum(1, True), X.sum(1, keepdims=True))
    same(x.sum(axis=(0, 2), keepdims=True), X.sum((0, 2), keepdims=True))
    assert x.sum(dtype=ms.float64).dtype is ms.float64


def test_transposes():
    x = Tensor(X)
    assert (x.T.shape, x.mT.shape, x[0].t().shape) == ((4, 3, 2), (2, 4, 3), (4, 3))


def test_methods_that_end_in_an_underscore_change_the_tensor():
    x = y = Tensor([1.0, 2.0])
    assert x.add_(1) is y
    assert x.mul_(2).tolist() == [4, 6]
    assert y.zero_().tolist() == [0, 0]


def test_repeat_and_resize():
    x = Tensor([1.0, 2.0])
    assert x.repeat(2).tolist() == [1, 2, 1, 2]
    assert x.repeat(2, axis=0).tolist() == [1, 1, 2, 2]
    assert x.resize(3).tolist() == [1, 2, 0]


def test_a_hook_changes_the_gradient():
    def f(x):
        y = x * 2
        y.register_hook(lambda gradient: gradient * 10)
        return (y * y).sum()

    assert ms.grad(f)(Tensor([1.0, 2.0])).tolist() == [80, 160]


def test_a_removed_hook_does_not():
    def f(x):
        y = x * 2
        y.register_hook(lambda gradient: gradient * 10).remove()
        return (y * y).sum()

    assert ms.grad(f)(Tensor([1.0])).tolist() == [8]


def test_inverse_and_determinant_have_gradients():
    x = np.array([[2.0, 1.0], [1.0, 3.0]], np.float32)
    same(ops.inverse(Tensor(x)), np.linalg.inv(x))
    assert np.allclose(ms.grad(ops.det)(Tensor(x)).asnumpy(), [[3, -1], [-1, 2]], atol=1e-5)
    gradient = ms.grad(lambda x: ops.inverse(x).sum())(Tensor(x)).asnumpy()
    inverse = np.linalg.inv(x)
    assert np.allclose(gradient, -inverse.T @ np.ones((2, 2)) @ inverse.T, atol=1e-5)
