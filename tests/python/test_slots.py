"""Python's operators on Tensors: each finds its operator, and says no as Python does."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from mindspore import Tensor

BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "eq", "ne", "lt", "le"]
BINARY += ["gt", "ge", "and_", "or_", "xor", "lshift", "rshift", "matmul"]


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_an_operator_of_the_language_is_numpys(name, dtype):
    function = getattr(operator, name)
    a, b = np.array([[7, 5], [3, 2]], dtype), np.array([[2, 1], [2, 3]], dtype)
    got = function(Tensor(a), Tensor(b)).asnumpy()
    np.testing.assert_array_equal(got, function(a, b).astype(got.dtype))


@pytest.mark.parametrize("name", ["neg", "pos", "abs"])
def test_an_operator_of_one_operand_is_numpys(name):
    function = getattr(operator, name)
    a = np.array([-1.5, 2], np.float32)
    np.testing.assert_array_equal(function(Tensor(a)).asnumpy(), function(a))


@pytest.mark.parametrize("name", [n for n in BINARY if n not in ("eq", "ne")])
@pytest.mark.parametrize("other", [object(), "text", None, {}])
def test_what_is_no_operand_is_a_type_error(name, other):
    function = getattr(operator, name)
    for a, b in ((Tensor([1, 2]), other), (other, Tensor([1, 2]))):
        if isinstance(other, str) and name in ("mod", "mul"):
            continue  # formatting, repeating: text's own operators
        with pytest.raises(TypeError):
            function(a, b)


@pytest.mark.parametrize("axes", [(0, 1), (1, 2), (-1, 0)])
def test_transpose_with_two_axes_exchanges_them(axes):
    x = np.zeros((2, 3, 4))
    assert Tensor(x).transpose(*axes).shape == x.swapaxes(*axes).shape
    assert Tensor(x).transpose(dim0=axes[0], dim1=axes[1]).shape == x.swapaxes(*axes).shape


@pytest.mark.parametrize("axes", [((1, 0, 2),), (2, 0, 1), ()])
def test_transpose_with_all_axes_orders_them(axes):
    x = np.zeros((2, 3, 4))
    assert Tensor(x).transpose(*axes).shape == x.transpose(*axes).shape


def test_a_size_that_no_int64_holds_is_refused():
    with pytest.raises(OverflowError):
        Tensor([1, 2]).reshape(2**70, 3)
