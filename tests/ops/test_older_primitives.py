"""Older Primitive classes: known values, and the same in every mode."""

import numpy as np
import pytest
from modes import every_mode, f32
from scipy import linalg

from mindspore import Tensor, ops
from mindspore.ops import operations as P

IDS = Tensor(np.array([0, 0, 2], np.int32))
REGIONS = Tensor(np.array([[0, 1, 1, 6, 5], [1, 0, 0, 12, 14]], np.float32))


@every_mode(f32(2, 3), f32(2, 3), grad=True)
def test_cross_entropy_of_sigmoids(x, label):
    return P.SigmoidCrossEntropyWithLogits()(x, label)


@every_mode(f32(2, 3, 4, 6), grad=True)
def test_blocks_go_to_the_batch_and_back(x):
    moved = P.SpaceToBatchND([2, 3], [[1, 1], [0, 0]])(x)
    return moved, P.BatchToSpaceND([2, 3], [[1, 1], [0, 0]])(moved)


def test_blocks_come_back_as_they_were():
    x = f32(2, 3, 4, 6)
    moved = P.SpaceToBatchND([2, 3], [[1, 1], [0, 0]])(x)
    assert moved.shape == (12, 3, 3, 2)
    back = P.BatchToSpaceND([2, 3], [[1, 1], [0, 0]])(moved)
    np.testing.assert_array_equal(back.asnumpy(), x.asnumpy())


@every_mode(f32(2, 3, 8, 8), grad=True)
def test_regions_in_every_mode(x):
    return P.ROIAlign(2, 3, 0.5, 2)(x, REGIONS)


def test_regions_of_a_ramp_have_the_mean_of_their_places():
    ramp = np.tile(np.arange(8, dtype=np.float32), (1, 1, 8, 1))
    got = P.ROIAlign(1, 1, 1.0, 2, 0)(Tensor(ramp), Tensor([[0.0, 1.0, 1.0, 5.0, 5.0]]))
    np.testing.assert_allclose(got.asnumpy().reshape(()), 3.0)


@pytest.mark.parametrize("name", ["Sum", "Max", "Min", "Prod", "Mean"])
def test_segments(name):
    x = f32(3, 2)
    a = x.asnumpy()
    run = getattr(np, name.lower())
    empty = {"Prod": 1}.get(name, 0)
    wanted = [run(a[:2], axis=0), np.full(2, empty), a[2]]
    got = getattr(P, f"Segment{name}")()(x, IDS)
    np.testing.assert_allclose(got.asnumpy(), wanted, rtol=1e-6)


def test_exponentials_of_matrices():
    x = f32(3, 3)
    np.testing.assert_allclose(
        P.MatrixExp()(x).asnumpy(), linalg.expm(x.asnumpy().astype(np.float64)), rtol=1e-4
    )


@every_mode(f32(1, 2, 5, 6), grad=True)
def test_windows_as_channels(x):
    patches = P.ExtractImagePatches([1, 1, 3, 2], [1, 1, 2, 2], [1, 1, 1, 1], "SAME")
    return patches(x), P.FillDiagonal(2.0)(x[0, 0]), P.Cross()(x[0, 0, :3, :3], x[0, 1, :3, :3])


def test_chosen_places_lie_where_the_mask_is_true():
    mask = np.random.default_rng(0).random((4, 5)) > 0.5
    places, real = ops.RandomChoiceWithMask(6)(Tensor(mask))
    assert mask[tuple(places.asnumpy()[real.asnumpy()].T)].all()
    assert len({tuple(row) for row in places.asnumpy()}) == 6
