"""An axis of one element may come with any stride; no operator may believe it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

OPERATORS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "cumsum": (lambda t, axis: t.cumsum(axis), lambda a, axis: a.cumsum(axis)),
    "cumprod": (lambda t, axis: ops.cumprod(t, axis), lambda a, axis: a.cumprod(axis)),
    "cummax": (lambda t, axis: ops.cummax(t, axis)[0], np.maximum.accumulate),
    "sort": (lambda t, axis: ops.sort(t, axis)[0], np.sort),
    "topk": (lambda t, axis: ops.topk(t, 1, axis)[0], lambda a, axis: a.max(axis, keepdims=True)),
    "sum": (lambda t, axis: t.sum(axis), np.sum),
    "argmax": (lambda t, axis: t.argmax(axis), np.argmax),
    "flip": (lambda t, axis: ops.flip(t, (axis,)), np.flip),
    "concat": (
        lambda t, axis: ops.concat((t, t), axis),
        lambda a, axis: np.concatenate([a, a], axis),
    ),
}
A = np.random.default_rng(7).random((3, 4)).astype(np.float32)
ARRAYS = {
    "of stride 0": A[0][None],
    "of stride 0, last": A[0][:, None],
    "sliced": A[:, 1:2],
    "with a step": A[:1, ::4],
    "backwards": A[2:1:-1],
}


@pytest.mark.parametrize("array", ARRAYS)
@pytest.mark.parametrize("operator", OPERATORS)
def test_strides_of_axes_of_one_element_say_nothing(operator, array):
    ours, numpys = OPERATORS[operator]
    values = ARRAYS[array]
    for axis in range(values.ndim):
        expected = numpys(values, axis=axis)
        for function in (ours, ms.jit(ours)):
            found = function(Tensor.from_numpy(values), axis)
            np.testing.assert_allclose(found.asnumpy(), expected, rtol=1e-6)


def test_views_that_are_row_major_have_its_strides():
    assert Tensor.from_numpy(A[0][None]).stride() == [4, 1]
    assert Tensor(A)[:1, ::4].stride() == [1, 1]
    assert Tensor(A)[:, ::4].stride() == [4, 4]


def test_channels_of_images_of_one_element_are_written_where_they_belong():
    memory = np.zeros((2, 4, 2), np.float32)
    memory[::2, ::2, ::2] = [[[1.0], [2.0]]]
    images = Tensor.from_numpy(memory[::2, ::2, ::2])
    found = ops.adaptive_max_pool1d(images, 3)
    assert found.asnumpy().tolist() == [[[1.0] * 3, [2.0] * 3]]
    loss = ms.grad(lambda x: ops.adaptive_max_pool1d(x, 3).sum())
    assert loss(images).asnumpy().tolist() == [[[3.0], [3.0]]]
