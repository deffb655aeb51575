"""The state of random functions can be read and set, in both modes alike."""

import pytest

import mindspore as ms
from mindspore import ops


def noise(x):
    return x * ops.rand(3)


@pytest.mark.parametrize("form", [noise, ms.jit(noise)], ids=["pynative", "graph"])
def test_a_state_that_is_set_again_gives_the_same_numbers_again(form):
    x = ops.ones(3)
    state = ms.get_rng_state()
    first, second = form(x), form(x)
    ms.set_rng_state(state)
    assert (form(x) == first).all()
    assert (form(x) == second).all()
    assert not (first == second).all()


def test_manual_seed_and_set_seed_begin_the_same_stream():
    ms.set_seed(3)
    first = ops.rand(5)
    assert ms.manual_seed(3) is ms.default_generator
    assert (ops.rand(5) == first).all()


def test_a_generator_of_its_own_leaves_the_shared_stream_alone():
    before = ms.get_rng_state()
    ms.Generator().manual_seed(9)
    assert (ms.get_rng_state() == before).all()


def test_a_state_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="needs to come from `get_state`"):
        ms.set_rng_state(ops.ones(3))
