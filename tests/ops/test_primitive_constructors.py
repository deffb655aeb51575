"""What the constructors of Primitive classes take, and that it counts."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, ops

Y = Tensor(np.array([[3.0, 1, 2], [9, 7, 8], [4, 5, 6], [0, 1, 2]], np.float32))
CASES = {
    "Unstack": (lambda: ops.Unstack(axis=1)(Y)[2], [2, 8, 6, 2]),
    "Unpack": (lambda: ops.Unpack(1)(Y)[0], [3, 9, 4, 0]),
    "Triu": (lambda: ops.Triu(1)(Y)[0], [0, 1, 2]),
    "Tril": (lambda: ops.Tril(-1)(Y)[1], [9, 0, 0]),
    "Cummax": (lambda: ops.Cummax(0)(Y)[1], [[0] * 3, [1] * 3, [1] * 3, [1] * 3]),
    "Cummin": (lambda: ops.Cummin(axis=1)(Y)[0][0], [3, 1, 1]),
    "CountNonZero": (lambda: ops.CountNonZero([1])(Y), [3, 3, 3, 2]),
    "Einsum": (lambda: ops.Einsum("ij->j")((Y,)), [16, 14, 18]),
    "Histogram": (lambda: ops.Histogram(4)(Y.reshape(-1)), [5, 2, 2, 3]),
    "IsClose": (lambda: ops.IsClose(atol=10.0)(Y, Y + 5).all(), True),
    "MatrixInverse": (lambda: ops.MatrixInverse(True)(Tensor([[0.0, 2], [4, 0]])),
                      [[0, 0.5], [0.25, 0]]),
    "Median": (lambda: ops.Median()(Y)[0], [3, 1, 2]),
    "Median of all": (lambda: ops.Median(True)(Y)[0], 3),
    "Median of rows": (lambda: ops.Median(False, 1, True)(Y)[0], [[2], [8], [5], [1]]),
    "NanToNum": (lambda: ops.NanToNum(nan=0.5)(Tensor([np.nan, 1])), [0.5, 1]),
    "Logit": (lambda: ops.Logit(0.5)(Tensor([0.9])), [0]),
    "PadV3": (lambda: ops.PadV3()(Tensor([[1.0]]), Tensor([1, 0]), 5.0), [[5, 1]]),
    "PadV3 not contiguous": (
        lambda: ops.PadV3("constant", False)(Tensor([[1.0]]), Tensor([1, 0, 0, 1]), 0.0),
        [[0, 1], [0, 0]],
    ),
    "ReduceStd": (lambda: ops.ReduceStd(1, True, False)(Y)[0], [1, 1, 1, 1]),
    "Randperm": (lambda: ops.Randperm(3, 7)(Tensor([1])), [0, 7, 7]),
    "LogSpace": (lambda: ops.LogSpace(3, 2)(Tensor(0.0), Tensor(2.0)), [1, 2, 4]),
    "EqualCount": (lambda: ops.EqualCount()(Y, Y), [12]),
    "NuclearNorm": (lambda: ops.NuclearNorm()(Tensor([[3.0, 0], [0, 4]])), 7),
    "CumulativeLogsumexp": (
        lambda: ops.CumulativeLogsumexp(True, True)(Y, 0)[2:], [[0, 1, 2], [-np.inf] * 3],
    ),
    "IndexPut": (
        lambda: ops.IndexPut(1)(Y, Tensor([1.0, 2]), [Tensor([0, 0]), Tensor([1, 1])])[0],
        [3, 4, 2],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("graph", [False, True])
def test_constructor(name, graph):
    function, expected = CASES[name]
    result = (ms.jit(function) if graph else function)().asnumpy()
    if name == "CumulativeLogsumexp":
        result = np.where(result < -1e30, -np.inf, result)
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_pooling_gives_places():
    x = Tensor(np.arange(32, dtype=np.float32).reshape(1, 2, 4, 4))
    assert len(ops.AdaptiveMaxPool2D((2, 2))(x)) == 2
    places = ops.MaxPoolWithArgmax(2, 2)(x)[1]
    assert places.asnumpy().ravel().tolist() == [5, 7, 13, 15, 21, 23, 29, 31]


def test_unique_runs_of_slices():
    y = Tensor(np.array([[1, 1, 2], [1, 1, 2], [3, 3, 3], [1, 1, 2]], np.int32))
    rows, inverse, counts = ops.UniqueConsecutive(True, True, 0)(y)
    assert rows.asnumpy().tolist() == [[1, 1, 2], [3, 3, 3], [1, 1, 2]]
    assert inverse.asnumpy().tolist() == [0, 0, 1, 2]
    assert counts.asnumpy().tolist() == [2, 1, 1]
    columns = ops.unique_consecutive(y, dim=1)
    assert columns.asnumpy().tolist() == [[1, 2], [1, 2], [3, 3], [1, 2]]


def test_optimisers_of_rows_change_the_named_rows():
    indices, gradient = Tensor([2, 0]), Tensor(np.ones((2, 3), np.float32))
    for op, slots in (
        (ops.SparseApplyAdagrad(0.1), 1),
        (ops.SparseApplyAdagradV2(0.1, 1e-3), 1),
        (ops.FusedSparseFtrl(0.1, 0.01, 0.02, -0.5), 2),
    ):
        state = [
            Parameter(Tensor(np.full((4, 3), 0.5, np.float32)), name=f"p{i}") for i in range(3)
        ]
        op(*state[: slots + 1], gradient, indices)
        changed = (state[0].asnumpy() != 0.5).any(1)
        assert changed.tolist() == [True, False, True, False]


def test_sums_of_rows_named_twice():
    var, accum = (Parameter(Tensor(np.ones((2, 1), np.float32)), name=n) for n in "va")
    twice = Tensor(np.ones((2, 1), np.float32))
    ops.SparseApplyAdagrad(0.1)(var, accum, twice, Tensor([1, 1]))
    np.testing.assert_allclose(accum.asnumpy(), [[1], [5]])
    np.testing.assert_allclose(var.asnumpy(), [[1], [1 - 0.2 / np.sqrt(5)]], rtol=1e-6)


@pytest.mark.parametrize("shape", [(4, 3), (3,)])
def test_adafactor_falls(shape):
    rng = np.random.default_rng(0)
    param = Parameter(Tensor(rng.standard_normal(shape).astype(np.float32)), name="p")
    state = [Parameter(Tensor(np.zeros(s, np.float32)), name=f"s{i}")
             for i, s in enumerate([shape, shape[:-1] or (1,), shape[-1:], shape])]  # fmt: skip
    op = ops.FusedAdaFactor(True, True, True)
    before = float((param * param).sum())
    for _ in range(20):
        op(Tensor([1e-30, 1e-3]), 1.0, 0.9, 0.8, 0.01, 0.05, 2 * param, param, *state)
    assert float((param * param).sum()) < before
