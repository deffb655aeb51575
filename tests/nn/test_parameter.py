# Parameter: its name, its value, what it is made of; facts from MindSpore 2.10.
import copy
import pickle

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, ParameterTuple, Tensor, ops


def ones(*shape, dtype=np.float32, name="w"):
    return Parameter(Tensor(np.ones(shape, dtype)), name=name)


def test_repr_shows_name_shape_dtype_and_requires_grad():
    text = "Parameter (name=w, shape=(2, 3), dtype=Float32, requires_grad=True)"
    assert repr(ones(2, 3)) == str(ones(2, 3)) == text


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (1, ms.int32),
        (1.5, ms.float32),
        ([1, 2, 3], ms.int64),
        ([1.0, 2], ms.float32),
        (np.ones(2), ms.float64),
        (np.ones(2, np.int32), ms.int32),
    ],
)
def test_dtype_follows_the_data(data, dtype):
    assert Parameter(data).dtype == dtype


@pytest.mark.parametrize(
    ("data", "error"), [(True, ValueError), ((1, 2), TypeError), (None, TypeError)]
)
def test_other_data_is_refused(data, error):
    with pytest.raises(error):
        Parameter(data)


def test_is_a_tensor_and_results_are_plain_tensors():
    p = ones(2)
    assert isinstance(p, Tensor)
    assert type(p + 1) is Tensor
    assert type(p.value()) is Tensor


def test_names_are_given_to_those_without():
    first, second = Parameter(1.0), Parameter(1.0, name="")
    assert first.name.startswith("Parameter#")
    assert first.name != second.name


@pytest.mark.parametrize("name", [5, "a" * 1025])
def test_wrong_names_are_refused(name):
    with pytest.raises(ValueError, match="name"):
        Parameter(1.0, name=name)


def test_requires_grad_is_a_bool():
    with pytest.raises(TypeError):
        Parameter(1.0, requires_grad=3)
    p = Parameter(1.0)
    with pytest.raises(TypeError):
        p.requires_grad = 3
    assert p.requires_grad is True


def test_set_data_converts_floats_and_keeps_the_dtype():
    p = ones(2)
    assert p.set_data(Tensor(np.full(2, 3.0))) is p
    assert p.dtype == ms.float32
    assert p.asnumpy().tolist() == [3, 3]
    p.set_data(7)
    assert p.asnumpy().tolist() == [7, 7]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (Tensor(np.ones((3, 3), np.float32)), ValueError),
        (np.ones(2), TypeError),
        ([1, 2], TypeError),
        (True, TypeError),
    ],
)
def test_refused_data_leaves_the_value(data, error):
    p = ones(2)
    with pytest.raises(error):
        p.set_data(data)
    assert p.shape == (2,)
    assert p.asnumpy().tolist() == [1, 1]


def test_a_float_does_not_go_into_an_integer_parameter():
    p = ones(2, dtype=np.int8)
    with pytest.raises(TypeError):
        p.set_data(Tensor(np.ones(2, np.float32)))
    with pytest.raises(TypeError):
        p.set_data(2.5)
    assert p.set_data(2).asnumpy().tolist() == [2, 2]


def test_slice_shape_lets_set_data_change_the_shape():
    assert ones(2).set_data(Tensor(np.ones((3, 3), np.float32)), slice_shape=True).shape == (3, 3)


def test_clones_have_their_own_memory():
    p = ones(2)
    for twin in (p.clone(), p.copy(), copy.deepcopy(p), pickle.loads(pickle.dumps(p))):
        assert repr(twin) == repr(p)
        twin.set_data(5)
        assert p.asnumpy().tolist() == [1, 1]
    assert p.clone("zeros").asnumpy().tolist() == [0, 0]


def test_deepcopy_keeps_shared_parameters_shared():
    p = ones(2)
    first, second = copy.deepcopy([p, p])
    assert first is second


def test_parameter_tuple_needs_parameters_with_different_names():
    with pytest.raises(TypeError):
        ParameterTuple((1, 2))
    with pytest.raises(ValueError, match="its name 'w' already exists"):
        ParameterTuple((ones(2), ones(2)))
    p = ones(2)
    assert len(ParameterTuple((p, p))) == 2


def test_parameter_tuple_clones_under_a_prefix():
    twins = ParameterTuple((ones(2, name="a"), ones(2, name="b"))).clone("moments", "zeros")
    assert [p.name for p in twins] == ["moments.a", "moments.b"]
    assert twins[0].asnumpy().tolist() == [0, 0]


def test_a_copy_in_a_graph_has_the_value_of_the_call():
    p = Parameter(Tensor([1.0, 2.0]), name="p")

    @ms.jit
    def before(x):
        old = p.copy()
        ops.assign_add(p, x)
        return old * 2, p.clone("zeros") * 1

    for expected in ([2, 4], [4, 6]):
        old, zeros = before(Tensor([1.0, 1.0]))
        assert old.asnumpy().tolist() == expected
        assert zeros.asnumpy().tolist() == [0, 0]


@pytest.mark.filterwarnings("ignore:fallback")
def test_a_parameter_made_in_a_compiled_function_can_leave_it():
    made = ms.jit(lambda x: Parameter(x + 1, name="made"))
    for start in (1.0, 5.0):
        result = made(Tensor([start]))
        assert isinstance(result, Parameter)
        assert result.name == "made"
        assert result.asnumpy().tolist() == [start + 1]
