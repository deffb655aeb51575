"""Subscripts mean what they mean in NumPy."""

import numpy as np
import pytest

from mindspore import Tensor

ARRAY = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
MASK = ARRAY % 7 == 0
KEYS = [
    0,
    -1,
    slice(None),
    slice(1, None, 2),
    slice(None, None, -1),
    slice(10, 20),
    ...,
    None,
    (0, 1),
    (0, 1, 2),
    (slice(None), 2),
    (..., 1),
    (0, ..., slice(1, 3)),
    (None, 1, None, ..., None),
    [0, 2],
    ([0, 2], [1, 3]),
    (slice(None), [0, -1]),
    ([0, 2], slice(None), [1, 3]),
    np.array([[0, 1], [2, 0]]),
    MASK,
    (slice(None), MASK[0]),
    (0, MASK[0]),
    [True, False, True],
    True,
    False,
    (np.int64(1), slice(None, np.int32(2))),
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: repr(key)[:40].replace("\n", ""))
def test_reading_gives_what_numpy_gives(key):
    assert np.array_equal(Tensor(ARRAY)[key].asnumpy(), ARRAY[key])


@pytest.mark.parametrize("key", KEYS, ids=lambda key: repr(key)[:40].replace("\n", ""))
def test_writing_a_number_does_what_numpy_does(key):
    expected, tensor = ARRAY.copy(), Tensor(ARRAY)
    expected[key] = -1
    tensor[key] = -1
    assert np.array_equal(tensor.asnumpy(), expected)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: repr(key)[:40].replace("\n", ""))
def test_writing_a_tensor_does_what_numpy_does(key):
    expected, tensor = ARRAY.copy(), Tensor(ARRAY)
    value = -expected[key] - 1
    expected[key] = value
    tensor[key] = Tensor(value)
    assert np.array_equal(tensor.asnumpy(), expected)


def test_tensors_are_indices():
    tensor = Tensor(ARRAY)
    assert np.array_equal(tensor[Tensor([2, 0])].asnumpy(), ARRAY[[2, 0]])
    assert np.array_equal(tensor[Tensor(1)].asnumpy(), ARRAY[1])
    assert np.array_equal(tensor[tensor > 30].asnumpy(), ARRAY[ARRAY > 30])


def test_a_row_is_a_view():
    tensor = Tensor(ARRAY)
    tensor[1][2] = -5
    assert tensor.asnumpy()[1, 2].tolist() == [-5] * 5


def test_an_ndarray_given_out_sees_writes():
    tensor = Tensor([1.0, 2.0])
    array = tensor.asnumpy()
    tensor[1] = 100
    assert array.tolist() == [1, 100]


def test_iteration_gives_rows():
    assert [row.tolist() for row in Tensor([[1, 2], [3, 4]])] == [[1, 2], [3, 4]]
    assert 3 in Tensor([1, 2, 3])
    assert 5 not in Tensor([1, 2, 3])
