"""Methods of Tensor that are more than an operator of the same name, against NumPy."""

import numpy as np
import pytest

from mindspore import Tensor, ops

A = np.arange(6, dtype=np.float32).reshape(2, 3)
X = Tensor(A)
SINGULAR = np.linalg.svd(A, compute_uv=False)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, np.linalg.norm(A)),
        ("fro", np.linalg.norm(A)),
        (1, np.linalg.norm(A, 1)),
        (np.inf, np.linalg.norm(A, np.inf)),
        (2, SINGULAR.max()),
        (2.0, SINGULAR.max()),
        (-2, SINGULAR.min()),
        ("nuc", SINGULAR.sum()),
    ],
)
def test_norms_of_a_matrix(order, expected) -> None:
    np.testing.assert_allclose(X.norm(order).asnumpy(), expected, rtol=1e-5)
    np.testing.assert_allclose(ops.norm(X, order).asnumpy(), expected, rtol=1e-5)


def test_norm_of_rows() -> None:
    np.testing.assert_allclose(X.norm(2, 1).asnumpy(), np.linalg.norm(A, 2, 1), rtol=1e-6)
    with pytest.raises(ValueError, match="norm-order"):
        X.norm(3)
    with pytest.raises(TypeError, match="needs a float or a string as `ord`"):
        ops.norm(X, X)


def test_largest_and_where() -> None:
    values, places = X.argmax_with_value(1)
    np.testing.assert_array_equal(values.asnumpy(), A.max(1))
    np.testing.assert_array_equal(places.asnumpy(), A.argmax(1))
    values, places = X.argmin_with_value(0, True)
    assert values.shape == places.shape == (1, 3)


def test_sum_to_size() -> None:
    np.testing.assert_array_equal(X.sum_to_size(1, 3).asnumpy(), A.sum(0, keepdims=True))
    np.testing.assert_array_equal(X.sum_to_size((3,)).asnumpy(), A.sum(0))
    assert X.sum_to_size((2, 3)).shape == (2, 3)
    with pytest.raises(ValueError, match="summed to"):
        X.sum_to_size(2)


@pytest.mark.parametrize("shape", [(2, 3), (5, 2), (3, 3), (2, 2, 2), (7, 3)])
@pytest.mark.parametrize("wrap", [False, True])
def test_fill_diagonal(shape, wrap) -> None:
    expected = np.zeros(shape, np.float32)
    np.fill_diagonal(expected, 3, wrap)
    result = Tensor(np.zeros(shape, np.float32)).fill_diagonal(3.0, wrap)
    np.testing.assert_array_equal(result.asnumpy(), expected)


def test_small_ones() -> None:
    assert X.diag(1).asnumpy().tolist() == [1, 5]
    assert X.tile(2, 1).shape == (4, 3)
    assert X.tile((1, 2)).shape == (2, 6)
    assert X.round(0).asnumpy().tolist() == A.tolist()
    assert X.new_empty(2, 2).shape == (2, 2)
    assert X.positive().asnumpy().tolist() == A.tolist()
    assert X.to_coo().to_dense().asnumpy().tolist() == A.tolist()
    assert X.to_csr().to_dense().asnumpy().tolist() == A.tolist()
    assert X.log_normal().shape == X.cauchy().shape == (2, 3)
    assert X.byte().dtype.__str__() == "UInt8"


def test_two_numbers_are_no_operands() -> None:
    for function in (ops.gcd, ops.zeta, ops.igamma):
        with pytest.raises(TypeError, match="needs a Tensor"):
            function(2, 3)
