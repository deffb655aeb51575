# Initialisers: bounds and deviations against their formulas; errors as MindSpore 2.10.
import math

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor
from mindspore.common.initializer import (
    Constant,
    Dirac,
    HeNormal,
    HeUniform,
    Initializer,
    Normal,
    Orthogonal,
    Sparse,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
    XavierNormal,
    XavierUniform,
    initializer,
)

SHAPE = (200, 300)


def draw(init, shape=SHAPE):
    ms.set_seed(1)
    return initializer(init, shape).asnumpy().astype(np.float64)


@pytest.mark.parametrize(
    ("init", "bound"),
    [
        ("uniform", 0.07),
        (Uniform(2.0), 2.0),
        ("xavier_uniform", math.sqrt(6 / 500)),
        ("XavierUniform", math.sqrt(6 / 500)),
        (XavierUniform(2), 2 * math.sqrt(6 / 500)),
        ("he_uniform", math.sqrt(6 / 300)),
        (HeUniform(0.5), math.sqrt(6 / 1.25 / 300)),
        (HeUniform(mode="fan_out"), math.sqrt(6 / 200)),
        (HeUniform(0.5, nonlinearity="tanh"), 5 / 3 * math.sqrt(3 / 300)),
        (VarianceScaling(1.0, "fan_avg", "uniform"), math.sqrt(3 / 250)),
    ],
)
def test_uniform_draws_fill_their_bounds(init, bound):
    values = draw(init)
    assert bound * 0.99 < values.max() <= bound
    assert -bound <= values.min() < -bound * 0.99
    assert abs(values.std() - bound / math.sqrt(3)) < bound * 0.01


@pytest.mark.parametrize(
    ("init", "deviation"),
    [
        ("normal", 0.01),
        (Normal(0.5), 0.5),
        ("xavier_normal", math.sqrt(2 / 500)),
        (XavierNormal(2), 2 * math.sqrt(2 / 500)),
        (HeNormal(0.3), math.sqrt(2 / 1.09 / 300)),
        (VarianceScaling(2.0), math.sqrt(2 / 300)),
        (VarianceScaling(1.0, "fan_out", "untruncated_normal"), math.sqrt(1 / 200)),
        (Orthogonal(2.0), 2 / math.sqrt(300)),
    ],
)
def test_normal_draws_have_their_deviation(init, deviation):
    values = draw(init)
    assert abs(values.mean()) < deviation * 0.02
    assert abs(values.std() - deviation) < deviation * 0.02


@pytest.mark.parametrize(("a", "b"), [(-1, 2), (3, 9), (-9, -3), (0.1, 0.2)])
def test_truncated_normal_stays_between_two_values(a, b):
    values = draw(TruncatedNormal(1.0, 0.0, a, b))
    assert a <= values.min() < values.max() <= b


def test_dirac_hands_channels_through():
    weight = draw(Dirac(2), (4, 2, 3))
    assert list(zip(*weight.nonzero(), strict=True)) == [
        (0, 0, 1),
        (1, 1, 1),
        (2, 0, 1),
        (3, 1, 1),
    ]


def test_sparse_sets_a_share_of_each_column_to_zero():
    assert ((draw(Sparse(0.25)) == 0).sum(axis=0) == 50).all()


def test_the_same_seed_draws_the_same_numbers():
    assert np.array_equal(draw("normal"), draw("normal"))


def test_a_program_can_define_its_own():
    class Seven(Initializer):
        def _initialize(self, arr):
            arr[...] = 7

    assert initializer(Seven(), [2], ms.int32).asnumpy().tolist() == [7, 7]


@pytest.mark.parametrize(
    ("init", "shape", "error"),
    [
        ("foo", [2], ValueError),
        ("constant", [2], ValueError),
        ("ones", [-1], ValueError),
        ("ones", [2, 0], ValueError),
        ("ones", "a", ValueError),
        ([1, 2], [2], TypeError),
        (None, [2], TypeError),
        ("he_uniform", [3], ValueError),
        ("orthogonal", [3], ValueError),
        ("identity", [3], ValueError),
        (Dirac(), [2, 2], ValueError),
        (Tensor([1.0, 2.0]), [3], ValueError),
        (HeUniform(mode="x"), [2, 3], ValueError),
        (HeUniform(nonlinearity="x"), [2, 3], ValueError),
        (Constant(np.arange(3)), [2, 2], ValueError),
    ],
)
def test_what_does_not_fit_is_refused(init, shape, error):
    with pytest.raises(error):
        initializer(init, shape)


def test_numbers_and_tensors_are_initialisers_too():
    assert initializer(2.5, [2]).asnumpy().tolist() == [2.5, 2.5]
    assert initializer("ones", 2).shape == (2,)
    tensor = Tensor([1.0, 2.0])
    assert initializer(tensor, [2]) is tensor


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_has_32_bits(seed):
    with pytest.raises(ValueError, match="seed"):
        ms.set_seed(seed)


def test_helpers_that_programs_import_for_initializers_of_their_own():
    from mindspore.common import initializer as module

    assert module._calculate_fan_in_and_fan_out((8, 4, 3, 3)) == (36, 72)
    assert module._calculate_correct_fan((8, 4, 3, 3), "fan_out") == 72
    assert module._calculate_gain("tanh") == 5 / 3
    with pytest.raises(ValueError, match="fan_in or fan_out"):
        module._calculate_correct_fan((2, 2), "fan")
