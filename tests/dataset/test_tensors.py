"""Tensors out of pipelines and into them."""

import numpy as np
import pytest

import mindspore.dataset as ds
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.dataset import transforms, vision
from mindspore.dataset.core import values


def test_iterators_give_tensors():
    columns = {"x": np.arange(3, dtype=np.float32), "y": [[1], [2], [3]]}
    data = ds.NumpySlicesDataset(columns, shuffle=False).batch(2)
    first, last = list(data)
    assert isinstance(first, list)
    assert [type(value) for value in first] == [Tensor, Tensor]
    assert [value.dtype for value in first] == [mstype.float32, mstype.int64]
    assert last[0].asnumpy().tolist() == [2.0]
    row = next(data.create_dict_iterator(num_epochs=1))
    assert row["y"].asnumpy().tolist() == [[1], [2]]


def test_texts_stay_arrays_and_dicts_stay_dicts():
    data = ds.GeneratorDataset([("a", b"b", {"q": 1})], ["s", "b", "d"], shuffle=False)
    text, raw, inner = next(iter(data))
    assert (text.item(), raw.item()) == ("a", b"b")
    assert isinstance(inner["q"], Tensor)


INTS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
DTYPES = ["bool", *INTS, "float16", "float32", "float64"]


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes_stay(dtype):
    data = ds.NumpySlicesDataset(np.ones((3, 2), dtype), "x").batch(2)
    for (x,) in data:
        assert x.asnumpy().dtype == dtype


def test_batches_are_tensors_without_a_copy():
    array = np.zeros((2, 2), np.float32)
    assert np.shares_memory(values.to_tensor(array).asnumpy(), array)
    assert not np.shares_memory(values.to_tensor(array, copy=True).asnumpy(), array)
    array.flags.writeable = False
    assert not np.shares_memory(values.to_tensor(array).asnumpy(), array)


def test_functions_may_return_tensors():
    data = ds.NumpySlicesDataset([1], "x").map(lambda x: Tensor([1, 2]))
    assert next(iter(data))[0].asnumpy().tolist() == [1, 2]


def test_mindspore_dtypes():
    assert transforms.TypeCast(mstype.float16)(np.array(1.5)).dtype == np.float16
    assert transforms.Mask(transforms.Relational.GT, 1, mstype.int32)(np.array([2])).tolist() == [1]
    assert vision.ToTensor(mstype.float16)(np.zeros((2, 2), np.uint8)).dtype == np.float16
    data = ds.NumpySlicesDataset([1.5], "x").map(transforms.TypeCast(mstype.bfloat16))
    assert next(iter(data))[0].dtype == mstype.bfloat16
    source = [(1, np.float32(2))]
    types = [mstype.int64, mstype.float32]
    assert len(list(ds.GeneratorDataset(source, ["a", "b"], types))) == 1
    for wrong in ("int99", 3, None):
        with pytest.raises(TypeError, match="a MindSpore or NumPy dtype"):
            transforms.TypeCast(wrong)


def test_transforms_take_tensors():
    assert transforms.TypeCast(np.int32)(Tensor([1.5])).tolist() == [1]
    assert vision.HWC2CHW()(Tensor(np.zeros((4, 5, 3), np.uint8))).shape == (3, 4, 5)


def test_worker_processes_beside_tensors():
    a = Tensor(np.ones((64, 64), np.float32))
    data = ds.NumpySlicesDataset(np.arange(50), "x", shuffle=False).map(
        lambda x: x + 1, num_parallel_workers=2, python_multiprocessing=True
    )
    seen = []
    for (x,) in data:
        a = a + 1
        seen.append(int(x.asnumpy()))
    assert seen == list(range(1, 51))
