"""Random numbers: known bits, repeatable sequences, right distributions."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, _core, ops


def philox(key, counter):
    """Ten rounds on one counter, from the paper."""
    c = [counter & 0xFFFFFFFF, counter >> 32, 0, 0]
    k = [key & 0xFFFFFFFF, key >> 32]
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [b >> 32 ^ c[1] ^ k[0], b & 0xFFFFFFFF, a >> 32 ^ c[3] ^ k[1], a & 0xFFFFFFFF]
        k = [k[0] + 0x9E3779B9 & 0xFFFFFFFF, k[1] + 0xBB67AE85 & 0xFFFFFFFF]
    return c


def test_the_rounds_give_the_papers_known_answer():
    assert philox(0, 0) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


def test_bits_are_philox_in_blocks_of_eight_counters():
    state = _core.new_random_state(12345678901234)
    after, bits = _core.ops.RandomBits(state, (70,))
    expected = []
    for block in range(3):
        words = [philox(12345678901234, block * 8 + lane) for lane in range(8)]
        expected += [words[lane][w] for w in range(4) for lane in range(8)]
    assert bits.asnumpy().tolist() == expected[:70]
    assert after.asnumpy().tolist() == [12345678901234, 24]
    assert state.asnumpy().tolist() == [12345678901234, 24]


def test_a_seed_repeats_the_sequence():
    ms.set_seed(7)
    first = [ops.rand(5).asnumpy(), ops.randn(5).asnumpy(), ops.randint(0, 9, (5,)).asnumpy()]
    ms.set_seed(7)
    again = [ops.rand(5).asnumpy(), ops.randn(5).asnumpy(), ops.randint(0, 9, (5,)).asnumpy()]
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(ops.rand(5).asnumpy(), again[0])


def test_distributions_have_their_moments():
    ms.set_seed(1)
    u, n = ops.rand(200000).asnumpy(), ops.randn(200000).asnumpy()
    assert 0 <= u.min() < 1e-4 < 1 - 1e-4 < u.max() < 1
    assert abs(u.mean() - 0.5) < 0.005
    assert abs(n.mean()) < 0.01
    assert abs(n.std() - 1) < 0.01
    assert abs((n**4).mean() - 3) < 0.1
    whole = ops.randint(-2, 3, (50000,)).asnumpy()
    assert set(whole) == {-2, -1, 0, 1, 2}
    assert abs(ops.bernoulli(ops.ones((50000,)), 0.3).asnumpy().mean() - 0.3) < 0.02


def test_a_permutation_has_every_number_once():
    assert sorted(ops.randperm(1000).asnumpy().tolist()) == list(range(1000))


def test_dropout_keeps_the_mean_and_has_the_masks_gradient():
    ms.set_seed(3)
    x = ops.ones((100000,))
    y = ops.dropout(x, 0.25).asnumpy()
    assert set(np.unique(y)) == {np.float32(0), np.float32(1 / 0.75)}
    assert abs(y.mean() - 1) < 0.01
    gradient = ms.grad(lambda t: (ops.dropout(t, 0.5, seed=9) * t).sum())(x)
    mask = ops.dropout(x, 0.5, seed=9)
    np.testing.assert_allclose(gradient.asnumpy(), 2 * mask.asnumpy())


@pytest.mark.parametrize("replacement", [True, False])
def test_classes_are_drawn_by_weight(replacement):
    ms.set_seed(5)
    weights = Tensor(np.tile(np.array([1, 0, 3, 6], np.float32), (2000, 1)))
    drawn = ops.multinomial(weights, 2, replacement).asnumpy()
    assert 1 not in drawn
    assert abs((drawn[:, 0] == 3).mean() - 0.6) < 0.05
    if not replacement:
        assert (drawn[:, 0] != drawn[:, 1]).all()
