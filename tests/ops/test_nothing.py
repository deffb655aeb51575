"""Operators on tensors without elements: a result that makes sense, or an error that says why."""

from __future__ import annotations

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

NOTHING = Tensor(np.zeros((0, 3), np.float32))


@pytest.mark.parametrize("mode", [lambda f: f, ms.jit])
@pytest.mark.parametrize(
    "function",
    [
        lambda x: ops.median(x, 0),
        lambda x: ops.nanmedian(x, 0),
        lambda x: ops.amax(x, 0),
        lambda x: ops.amin(x, 0),
        lambda x: x.max(),
        lambda x: ops.max(x, 0),
        lambda x: x.argmin(),
    ],
)
def test_of_nothing_there_is_no_extreme(function, mode):
    with pytest.raises(ValueError, match="at least one element"):
        mode(function)(NOTHING)


def test_an_extreme_with_an_initial_value_is_that_value():
    assert ops.amax(NOTHING, 0, initial=2.0).asnumpy().tolist() == [2.0, 2.0, 2.0]


def test_norms_of_nothing_are_zero():
    assert ops.norm(NOTHING, float("inf")) == 0.0
    assert ops.norm(NOTHING) == 0.0


def test_a_convolution_of_no_channels_is_its_bias():
    images, weights = ops.zeros((1, 0, 4, 4)), ops.zeros((2, 0, 3, 3))
    found = ops.conv2d(images, weights, Tensor([1.0, 2.0]))
    assert found.asnumpy().tolist() == [[[[1.0] * 2] * 2, [[2.0] * 2] * 2]]


def test_a_convolution_needs_a_window():
    with pytest.raises(ValueError, match="window of at least one element"):
        ops.conv2d(ops.ones((1, 2, 4, 4)), ops.ones((2, 2, 0, 3)))


@pytest.mark.parametrize("mode", ["nearest", "bilinear", "bicubic"])
def test_images_of_nothing_are_not_resized(mode):
    # Reading them wrote beyond the memory of the result.
    with pytest.raises(ValueError, match="at least one element"):
        ops.interpolate(ops.ones((1, 2, 0, 4)), size=(2, 2), mode=mode)


def test_a_tensor_without_axes_has_none_to_move():
    assert ops.movedim(Tensor(2.0), 0, -1) == 2.0
    assert ops.quantile(Tensor(2.5), 0.5, 0) == 2.5
