"""Functions that are made of operators in Python agree with NumPy and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg, spatial, special
from scipy.integrate import trapezoid

import mindspore as ms
from mindspore import Tensor, ops

RANDOM = np.random.default_rng(5)
A = RANDOM.normal(size=(3, 4))
B = RANDOM.normal(size=(5, 4))


def same(got, wanted, tolerance=1e-9):
    np.testing.assert_allclose(got.asnumpy(), wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_diff(n, axis):
    same(ops.diff(Tensor(A), n, axis), np.diff(A, n, axis))


def test_diff_with_ends_and_of_bools():
    same(ops.diff(Tensor(A), prepend=Tensor(A)), np.diff(A, prepend=A))
    bools = A > 0
    assert (ops.diff(Tensor(bools)).asnumpy() == np.diff(bools)).all()


@pytest.mark.parametrize("dim", [0, 1])
def test_trapz(dim):
    x = np.sort(RANDOM.normal(size=A.shape[dim]))
    same(ops.trapz(Tensor(A), dx=0.5, dim=dim), trapezoid(A, dx=0.5, axis=dim))
    same(ops.trapz(Tensor(A), Tensor(x), dim=dim), trapezoid(A, x, axis=dim))


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("q", [0.3, np.array([0.0, 0.25, 1.0])])
def test_quantiles(q, axis, keepdims):
    x = A.copy()
    share = Tensor(q) if isinstance(q, np.ndarray) else q
    same(ops.quantile(Tensor(x), share, axis, keepdims), np.quantile(x, q, axis, keepdims=keepdims))
    x[0, 1] = np.nan
    same(ops.quantile(Tensor(x), share, axis, keepdims), np.quantile(x, q, axis, keepdims=keepdims))
    same(
        ops.nanquantile(Tensor(x), share, axis, keepdims),
        np.nanquantile(x, q, axis, keepdims=keepdims),
    )


def test_quantiles_have_gradients():
    slope = ms.grad(lambda x: ops.quantile(x, 0.5))(Tensor(np.array([4.0, 1.0, 2.0, 8.0])))
    same(slope, [0.5, 0, 0.5, 0])


def test_isin_and_take_along_axis():
    x, among = RANDOM.integers(0, 9, (3, 4)), RANDOM.integers(0, 9, 5)
    assert (ops.isin(Tensor(x), Tensor(among)).asnumpy() == np.isin(x, among)).all()
    assert (ops.isin(Tensor(x), Tensor(among), invert=True).asnumpy() == ~np.isin(x, among)).all()
    order = np.argsort(A, 1)
    same(ops.take_along_axis(Tensor(A), Tensor(order), 1), np.take_along_axis(A, order, 1))


def test_products_of_two():
    same(ops.kron(Tensor(A), Tensor(B)), np.kron(A, B))
    same(ops.kron(Tensor(A[0]), Tensor(B)), np.kron(A[0], B))
    same(ops.cross(Tensor(A[:, :2].T), Tensor(A[:, 2:].T)), np.cross(A[:, :2].T, A[:, 2:].T))
    same(ops.vecdot(Tensor(A), Tensor(A + 1)), (A * (A + 1)).sum(-1))
    same(ops.einsum("ij,kj->ik", Tensor(A), Tensor(B)), A @ B.T)


@pytest.mark.parametrize(("p", "name"), [(1.0, "cityblock"), (2.0, "euclidean")])
def test_distances(p, name):
    same(ops.cdist(Tensor(A), Tensor(B), p), spatial.distance.cdist(A, B, name))
    same(ops.pdist(Tensor(B), p), spatial.distance.pdist(B, name))
    assert np.isfinite(ms.grad(lambda a: ops.cdist(a, a, p).sum())(Tensor(A)).asnumpy()).all()


def test_shapes_of_several():
    same(ops.block_diag(Tensor(A), Tensor(B)), linalg.block_diag(A, B))
    same(ops.vander(Tensor(A[0])), np.vander(A[0]))
    assert ops.cartesian_prod(Tensor([1, 2]), Tensor([3, 4, 5])).shape == (6, 2)
    assert ops.combinations(Tensor([1, 2, 3]), 2, True).shape == (6, 2)
    assert [x.shape for x in ops.atleast_3d([Tensor(1.0), Tensor(A)])] == [(1, 1, 1), (3, 4, 1)]


def test_renorm_shortens_what_is_too_long():
    got = ops.renorm(Tensor(A), 2, 0, 1.0).asnumpy()
    wanted = A / np.maximum(np.linalg.norm(A, axis=1, keepdims=True), 1)
    np.testing.assert_allclose(got, wanted, rtol=1e-6)


@pytest.mark.parametrize("name", ["hann", "hamming", "bartlett", "blackman"])
@pytest.mark.parametrize("length", [0, 1, 2, 7])
def test_windows(name, length):
    functions = {"hann": np.hanning}
    shape = functions.get(name, getattr(np, name if name != "hann" else "hanning"))
    window = getattr(ops, f"{name}_window")
    np.testing.assert_allclose(window(length, False).asnumpy(), shape(length), atol=1e-6)
    if length > 1:
        np.testing.assert_allclose(window(length).asnumpy(), shape(length + 1)[:-1], atol=1e-6)


def test_multilabel_margin_loss():
    x = np.array([[0.1, 0.2, 0.4, 0.8], [0.3, -0.2, 0.9, 0.0]])
    target = np.array([[3, 0, -1, 1], [1, -1, 0, 2]])
    rows = []
    for scores, classes in zip(x, target, strict=True):
        named = list(classes[: list(classes).index(-1)])
        others = [k for k in range(4) if k not in named]
        terms = [max(0, 1 - scores[j] + scores[k]) for j in named for k in others]
        rows.append(sum(terms) / 4)
    for reduction, wanted in (("none", rows), ("mean", np.mean(rows)), ("sum", np.sum(rows))):
        same(ops.multilabel_margin_loss(Tensor(x), Tensor(target), reduction), wanted)


def test_gumbel_softmax_draws_classes_as_often_as_softmax_says():
    logits = Tensor(np.log(np.tile([0.2, 0.3, 0.5], (20000, 1))).astype(np.float32))
    drawn = ops.gumbel_softmax(logits, hard=True).asnumpy()
    assert set(np.unique(drawn.round(5))) <= {0.0, 1.0}
    np.testing.assert_allclose(drawn.mean(0), [0.2, 0.3, 0.5], atol=0.02)


def test_numbers_of_other_kinds():
    assert ops.population_count(Tensor([255, 0, 5])).asnumpy().tolist() == [8, 0, 2]
    same(ops.mvlgamma(Tensor(A * A + 3), 2), special.multigammaln(A * A + 3, 2))
    assert ops.numel(Tensor(A)) == 12
    assert ops.intopk(Tensor([[1.0, 8, 5]]), Tensor([1]), 1).asnumpy().tolist() == [True]


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.5])
def test_gamma_numbers_have_their_mean_and_variance(shape):
    drawn = ops.random_gamma((40000,), Tensor([shape]), seed=3).asnumpy()
    np.testing.assert_allclose(drawn.mean(), shape, rtol=0.04)
    np.testing.assert_allclose(drawn.var(), shape, rtol=0.08)
    scaled = ops.gamma((40000,), Tensor([shape]), Tensor([2.0]), seed=3).asnumpy()
    np.testing.assert_allclose(scaled, drawn / 2, rtol=1e-6)


@pytest.mark.parametrize("mean", [0.5, 4.0, 30.0, 1000.0])
def test_poisson_counts_have_their_mean_and_variance(mean):
    drawn = ops.random_poisson((40000,), Tensor([mean]), seed=3).asnumpy()
    assert (drawn == drawn.round()).all()
    np.testing.assert_allclose(drawn.mean(), mean, rtol=0.03)
    np.testing.assert_allclose(drawn.var(), mean, rtol=0.05)


def test_equal_seeds_draw_equal_numbers():
    for draw in (ops.random_gamma, ops.random_poisson):
        a, b = (draw((9,), Tensor([2.0]), seed=7).asnumpy() for _ in range(2))
        assert (a == b).all()
        ms.set_seed(1)
        c = draw((9,), Tensor([2.0])).asnumpy()
        assert (c != draw((9,), Tensor([2.0])).asnumpy()).any()


def f32(values):
    return Tensor(np.array(values, np.float32))


# What MindSpore 2.10 prints for the same calls.
MINDSPORE = {
    "ops.iou(f32([[0, 0, 4, 4], [2, 2, 6, 6]]), f32([[1, 1, 4, 4], [2, 2, 6, 6], [0, 0, 1, 1]]))": [
        [0.64, 0.28125],
        [0.2195122, 1.0],
        [0.16, 0.0],
    ],
    "ops.bounding_box_encode(f32([[2, 2, 2, 3]]), f32([[1, 2, 1, 4]]))": [
        [-1.0, 0.25, 0.0, 0.4054651]
    ],
    "ops.bounding_box_decode(f32([[4, 1, 2, 1], [2, 2, 2, 3]]), "
    "f32([[3, 1, 2, 2], [1, 2, 1, 4]]), (768, 1280))": [
        [4.194528, 0.0, 0.0, 5.194528],
        [2.1408591, 0.0, 3.8591409, 60.59815],
    ],
    "ops.check_valid(f32([[1, 1, 4, 4], [-1, 2, 3, 3]]), f32([10, 10, 1]))": [True, False],
    "ops.max_unpool2d(f32([[[[0, 1], [8, 9]]]]), Tensor([[[[0, 1], [2, 3]]]]), 1)": [
        [[[0, 1], [8, 9]]]
    ],
    "ops.igamma(f32([2, 4, 6, 8]), f32([2, 3, 4, 5]))": [
        0.5939941,
        0.35276785,
        0.21486954,
        0.13337176,
    ],
    "ops.polygamma(Tensor(1), f32([1.0, -0.5]))": [1.644934, 8.934803],
    "ops.cross(f32([[0, 1, 2], [3, 4, 5]]), f32([[1, 2, 3], [4, 5, 6]]))": [[-1, 2, -1]] * 2,
    "ops.renorm(f32([[1, 2, 3], [4, 5, 6]]), 1, 0, 5.0)": [
        [0.8333334, 1.6666667, 2.5],
        [1.3333334, 1.6666667, 2.0],
    ],
    "ops.unique_with_pad(Tensor([1, 2, 2, 3, 1]), 0)[0]": [1, 2, 3, 0, 0],
    "ops.inplace_add(f32([[0, 1], [2, 3]]), f32([[1, 1]]), (0,))": [[1, 2], [2, 3]],
    "ops.intopk(f32([[0, 1, 2], [3, 4, 5]]), Tensor([0, 2]), 1)": [False, True],
    "ops.soft_shrink(f32([0, 1, 2]), 0.5)": [0, 0.5, 1.5],
    "ops.matrix_diag(f32([1, 2]))": [[1, 0], [0, 2]],
}


@pytest.mark.parametrize("formula", MINDSPORE)
def test_mindspore_gives_the_same(formula):
    got = eval(formula, {"ops": ops, "f32": f32, "Tensor": Tensor})
    np.testing.assert_allclose(got.asnumpy(), MINDSPORE[formula], rtol=1e-5, atol=1e-6)


def test_bidense_and_mirror_pad():
    weight = RANDOM.normal(size=(2, 4, 3))
    y = RANDOM.normal(size=(3, 3))
    same(
        ops.bidense(Tensor(A), Tensor(y), Tensor(weight)), np.einsum("bi,oij,bj->bo", A, weight, y)
    )
    for mode in ("REFLECT", "SYMMETRIC"):
        same(
            ops.mirror_pad(Tensor(A), [[1, 2], [0, 3]], mode),
            np.pad(A, [(1, 2), (0, 3)], mode.lower()),
        )


def test_stop_gradient_of_structures():
    x = Tensor([1.0, 2.0])

    def f(x):
        pair = ops.stop_gradient((x, {"k": x}, 3, "a"))
        assert pair[2:] == (3, "a")
        return (x * pair[0] + pair[1]["k"]).sum()

    np.testing.assert_array_equal(ms.grad(f)(x).asnumpy(), x.asnumpy())
    np.testing.assert_array_equal(ms.jit(ms.grad(f))(x).asnumpy(), x.asnumpy())
    assert ops.StopGradient()(x) is not None
