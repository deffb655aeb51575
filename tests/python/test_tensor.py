"""The Tensor type: construction, attributes, printing, reading out."""

import copy
import pickle

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor


def test_a_list_of_floats_is_float32():
    assert Tensor([1.0, 2]).dtype is ms.float32


def test_a_list_of_ints_is_int64():
    assert Tensor([[1, 2], [3, True]]).dtype is ms.int64


def test_a_list_of_bools_is_bool():
    assert Tensor((True, False)).dtype is ms.bool_


def test_numbers_make_tensors_without_axes():
    made = [Tensor(True), Tensor(3), Tensor(2.5), Tensor(1j)]
    assert [t.shape for t in made] == [()] * 4
    assert [t.dtype for t in made] == [ms.bool_, ms.int64, ms.float32, ms.complex128]


def test_dtype_converts_the_elements():
    assert Tensor([1.9, -2.9], ms.int32).tolist() == [1, -2]


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(TypeError, match="tensor-ragged"):
        Tensor([[1, 2], [3]])


def test_an_ndarray_is_copied():
    array = np.ones(3, np.float32)
    tensor = Tensor(array)
    array[0] = 9
    assert tensor.tolist() == [1, 1, 1]


def test_from_numpy_shares_memory():
    array = np.ones(3, np.float32)
    tensor = Tensor.from_numpy(array)
    array[0] = 9
    assert tensor.tolist() == [9, 1, 1]


def test_asnumpy_shares_memory():
    tensor = Tensor([1.0, 2.0])
    array = tensor.asnumpy()
    array[0] = 7
    assert tensor.tolist() == [7, 2]


def test_asnumpy_outlives_the_tensor():
    array = Tensor(np.arange(1000)).asnumpy()
    assert array.sum() == 499500


NAMES = (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 "
    "complex64 complex128"
)


@pytest.mark.parametrize("name", NAMES.split())
def test_every_numpy_dtype_goes_both_ways(name):
    array = np.array([[0, 1, 2], [3, 4, 5]]).astype(name)
    assert np.array_equal(Tensor(array).asnumpy(), array)
    assert Tensor(array).asnumpy().dtype == array.dtype


def test_bfloat16_goes_both_ways():
    tensor = Tensor([1.5, 2.5], ms.bfloat16)
    assert tensor.asnumpy().dtype.name == "bfloat16"
    assert Tensor(tensor.asnumpy()).tolist() == [1.5, 2.5]


def test_a_transposed_array_keeps_its_elements():
    array = np.arange(6).reshape(2, 3).T
    assert np.array_equal(Tensor(array).asnumpy(), array)
    assert np.array_equal(Tensor.from_numpy(array).asnumpy(), array)


def test_attributes_describe_the_memory():
    t = Tensor(np.zeros((2, 3), np.float32))
    assert (t.shape, t.ndim, t.size, t.itemsize, t.nbytes) == ((2, 3), 2, 6, 4, 24)
    assert (t.strides, t.stride()) == ((12, 4), [3, 1])


PRINTED = [
    (
        np.array([8.5, 10.5], np.float32),
        "[2], dtype=Float32, value= [ 8.50000000e+00,  1.05000000e+01]",
    ),
    (np.array(3.0, np.float32), "[], dtype=Float32, value= 3"),
    (np.zeros((0, 3), np.float32), "[0, 3], dtype=Float32, value=\n"),
    (np.array([]), "[0], dtype=Float64, value= "),
    (np.array([True, False]), "[2], dtype=Bool, value= [ True, False]"),
    (np.arange(2000), "[2000], dtype=Int64, value= [   0,    1,    2 ... 1997, 1998, 1999]"),
    (
        np.arange(6, dtype=np.int8).reshape(2, 3),
        "[2, 3], dtype=Int8, value=\n[[0, 1, 2],\n [3, 4, 5]]",
    ),
    (
        np.arange(14).reshape(7, 2),
        "[7, 2], dtype=Int64, value=\n"
        "[[ 0,  1],\n [ 2,  3],\n [ 4,  5],\n ...\n [ 8,  9],\n [10, 11],\n [12, 13]]",
    ),
    (
        np.arange(14, dtype=np.int32).reshape(2, 7),
        "[2, 7], dtype=Int32, value=\n[[ 0,  1,  2 ...  4,  5,  6],\n [ 7,  8,  9 ... 11, 12, 13]]",
    ),
    (
        np.arange(25) % 2,
        "[25], dtype=Int64, value= [" + "0, 1, " * 12 + "\n 0]",
    ),
    (np.array([1 + 2j], np.complex64), "[1], dtype=Complex64, value= [1+2j]"),
    (
        np.array([np.nan, np.inf, -1]),
        "[3], dtype=Float64, value= [            nan,             inf, -1.00000000e+00]",
    ),
    (np.array([0.5, 2], np.float16), "[2], dtype=Float16, value= [ 5.0000e-01,  2.0000e+00]"),
]


@pytest.mark.parametrize(("array", "text"), PRINTED)
def test_repr_is_that_of_mindspore(array, text):
    assert repr(Tensor(array)) == f"Tensor(shape={text})"


def test_print_shows_what_numpy_shows():
    for array, _ in PRINTED:
        assert str(Tensor(array)) == str(array)


def test_attributes_can_be_set():
    t = Tensor(1)
    t.note = "x"
    assert t.note == "x"
    del t.note
    with pytest.raises(AttributeError):
        _ = t.note


def test_a_subclass_has_its_own_attributes():
    class Weight(Tensor):
        def __init__(self, data, name):
            super().__init__(data)
            self.name = name

    w = Weight([1.0], "w")
    assert (w.name, w.tolist(), (w + w).tolist()) == ("w", [1.0], [2.0])
    assert type(w + w) is Tensor


def test_hash_is_identity():
    t = Tensor(1)
    assert {t: 1}[t] == 1


def test_numbers_are_read_out():
    assert (int(Tensor(2.7)), float(Tensor([2])), bool(Tensor(0))) == (2, 2.0, False)
    assert [10, 20, 30][Tensor(1)] == 20


def test_a_truth_value_needs_one_element():
    with pytest.raises(ValueError, match="one-element"):
        bool(Tensor([1, 2]))


def test_arithmetic_with_numbers_keeps_the_dtype():
    t = Tensor([1.0, 2.0])
    assert (2 - t).tolist() == [1, 0]
    assert (t * 2).dtype is ms.float32
    assert (Tensor([1, 2]) / 2).tolist() == [0.5, 1.0]


def test_augmented_assignment_makes_a_new_tensor():
    x = y = Tensor([1.0])
    x += 1
    assert x.tolist() == [2]
    assert y.tolist() == [1]


def test_an_initializer_fills_the_tensor_when_asked():
    def ones(array):
        array[...] = 1

    t = Tensor(shape=(2,), dtype=ms.float32, init=ones)
    assert t.has_init
    assert t.init_data().tolist() == [1, 1]
    assert not t.has_init


def test_copies_and_pickles_are_equal_and_apart():
    t = Tensor([[1.0, 2.0]], ms.float16)
    for other in (copy.copy(t), copy.deepcopy(t), pickle.loads(pickle.dumps(t))):
        assert other is not t
        assert (other.tolist(), other.dtype) == (t.tolist(), t.dtype)


def test_dlpack_shares_memory_both_ways():
    tensor = Tensor([[1.0, 2.0], [3.0, 4.0]])
    array = np.from_dlpack(tensor)
    assert array.tolist() == tensor.tolist()
    source = np.arange(6, dtype=np.int32).reshape(2, 3).T
    shared = Tensor.from_dlpack(source)
    source[0, 0] = 7
    assert shared.tolist() == source.tolist()


def test_a_dlpack_capsule_that_nobody_takes_is_freed():
    Tensor([1.0]).to_dlpack()
