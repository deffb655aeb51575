"""Primitive classes, and the paths under which operators are found."""

import inspect
import pickle

import pytest

import mindspore as ms
from mindspore import Tensor, ops
from mindspore.ops import composite as C
from mindspore.ops import functional as F
from mindspore.ops import operations as P


def test_a_primitive_takes_attributes_first_and_inputs_later():
    row = Tensor([[1.0, 2.0]])
    assert P.ReduceSum(keep_dims=True)(row, 1).shape == (1, 1)
    assert P.ReduceSum()(row, 1).shape == (1,)


def test_every_path_gives_the_same_class():
    from mindspore.ops.operations import math_ops

    assert P.Add is ops.Add is math_ops.Add
    assert C.HyperMap is ops.HyperMap


def test_old_names_still_add():
    one = Tensor([1.0])
    assert F.tensor_add(one, one).tolist() == P.TensorAdd()(one, one).tolist() == [2]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="NoSuchOperator"):
        _ = ops.NoSuchOperator


def test_a_primitive_shows_its_attributes():
    assert repr(P.ReduceSum(True)).startswith("Prim[ReduceSum]<keep_dims=True")
    assert P.ReduceSum(True).keep_dims is True


def test_a_primitive_can_be_pickled():
    copy = pickle.loads(pickle.dumps(P.ReduceSum(keep_dims=True)))
    assert copy(Tensor([1.0, 2.0]), 0).shape == (1,)


def test_a_function_can_be_pickled():
    assert pickle.loads(pickle.dumps(ops.add)).__name__ == "add"


def test_a_function_has_the_signature_of_its_record():
    assert str(inspect.signature(ops.add)) == "(input, other)"
    assert "broadcast" in ops.add.__doc__


def test_keywords_have_synonyms():
    x = Tensor([[1.0, 2.0]])
    assert ops.reduce_sum(x, dim=1, keepdim=True).shape == (1, 1)


def test_a_users_primitive_runs_its_construct():
    class Scale(ops.PrimitiveWithInfer):
        @ops.prim_attr_register
        def __init__(self, factor):
            pass

        def construct(self, x):
            return x * self.factor

    assert Scale(3)(Tensor([1.0])).tolist() == [3]


def test_hyper_map_goes_into_nested_tuples():
    assert ops.HyperMap()(lambda x, y: x + y, (1, [2, 3]), (10, [20, 30])) == (11, [22, 33])


def test_map_does_not():
    assert ops.Map(lambda x: len(x))(([1, 2], [3])) == (2, 1)


def test_multitype_chooses_by_type():
    kind = ops.MultitypeFuncGraph("kind")

    @kind.register("Tensor")
    def _(x):
        return "tensor"

    @kind.register(ms.number)
    def _(x):
        return "number"

    assert (kind(Tensor(1)), kind(1)) == ("tensor", "number")
    with pytest.raises(TypeError, match="kind has no function"):
        kind("text")
