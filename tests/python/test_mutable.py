"""What `mutable` gives looks like what it was given."""

import pytest

import mindspore as ms
from mindspore import Tensor


@pytest.mark.parametrize("value", [1, 2.5, True, (1, 2), [1, [2]], {"a": 1}, ()])
def test_a_mutable_value_equals_and_prints_like_its_constant(value):
    marked = ms.mutable(value)
    assert marked == value
    assert repr(marked) == repr(value)
    assert isinstance(marked, type(value)) or value is True
    assert marked.__ms_mutable__


def test_arithmetic_gives_plain_numbers():
    assert type(ms.mutable(1) + 1) is int


def test_a_tensor_stays_itself():
    t = Tensor(1)
    assert ms.mutable(t) is t


@pytest.mark.parametrize("value", ["a", None, (1, "a")])
def test_other_values_are_refused(value):
    with pytest.raises(TypeError, match="mutable needs"):
        ms.mutable(value)


def test_only_sequences_have_a_length_to_change():
    assert ms.mutable((1, 2), dynamic_len=True).__ms_dynamic_len__
    with pytest.raises(TypeError, match="dynamic_len"):
        ms.mutable(1, True)
