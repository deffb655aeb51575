"""Decompositions have gradients: beside finite differences."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

RNG = np.random.default_rng(3)
SQUARE, TALL, WIDE = (RNG.standard_normal(shape) for shape in ((3, 3), (5, 3), (3, 5)))
POSITIVE = SQUARE @ SQUARE.T + np.eye(3)
WEIGHT = Tensor(RNG.standard_normal((5, 5)))


def sum_of(x: Tensor) -> Tensor:
    """Signs of factors are free: squares do not depend on them."""
    return (x**2 * WEIGHT[: x.shape[-2], : x.shape[-1]]).sum()


CASES = {
    "svd-values": (lambda a: (ops.svd(a, compute_uv=False) ** 2).sum(), TALL),
    "svd-left": (lambda a: sum_of(ops.svd(a)[1]), TALL),
    "svd-right": (lambda a: sum_of(ops.svd(a)[2]), WIDE),
    "svd-square": (lambda a: sum_of(ops.svd(a)[1]) + sum_of(ops.svd(a)[2]), SQUARE),
    "qr": (lambda a: sum_of(ops.qr(a)[0]) + sum_of(ops.qr(a)[1]), TALL),
    "slogdet": (lambda a: ops.slogdet(a)[1], SQUARE),
    "cholesky": (lambda a: sum_of(ops.cholesky(a)), POSITIVE),
    "cholesky_inverse": (lambda a: sum_of(ops.cholesky_inverse(a)), SQUARE),
    "pinv": (lambda a: sum_of(ops.pinv(a)), WIDE),
    "lstsq": (lambda a: sum_of(ops.lstsq(a, WEIGHT)), TALL),
    "cov": (lambda a: sum_of(ops.cov(a)), WIDE),
    "cov-weights": (lambda a: sum_of(ops.cov(a, aweights=Tensor([1.0, 2, 3, 4, 5]))), WIDE),
    **{
        f"norm-{order}": (lambda a, order=order: ops.matrix_norm(a, order), WIDE)
        for order in ("fro", "nuc", 1, -1, 2, -2, float("inf"))
    },
}


@pytest.mark.parametrize("name", CASES)
def test_gradients_are_finite_differences(name):
    loss, matrix = CASES[name]
    gradient = ms.grad(loss)(Tensor(matrix)).asnumpy()
    direction = RNG.standard_normal(matrix.shape)
    if name == "cholesky":
        direction = direction + direction.T
    ahead, behind = (loss(Tensor(matrix + h * direction)).item() for h in (1e-6, -1e-6))
    slope = (ahead - behind) / 2e-6
    assert abs(slope - (gradient * direction).sum()) < 1e-5 * max(1, abs(slope))


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_norms_are_those_of_numpy(order):
    wanted = np.linalg.norm(TALL, order, (0, 1), keepdims=True)
    found = ops.matrix_norm(Tensor(TALL), order, keepdims=True)
    assert np.allclose(found.asnumpy(), wanted)


def test_covariances_are_those_of_numpy():
    counts, weights = np.array([1, 2, 1, 3, 1]), np.array([1.0, 0.5, 2, 1, 1])
    wanted = np.cov(WIDE, fweights=counts, aweights=weights)
    found = ops.cov(Tensor(WIDE), fweights=Tensor(counts), aweights=Tensor(weights))
    assert np.allclose(found.asnumpy(), wanted)
    assert np.allclose(ops.cov(Tensor(WIDE[0])).asnumpy(), np.cov(WIDE[0]))


def test_ctc_loss_is_that_of_mindspore():
    scores = np.random.RandomState(0).randn(4, 2, 3).astype(np.float32)
    given = (
        ops.log_softmax(Tensor(scores), 2),
        Tensor([[1, 2], [1, 1]], ms.int32),
        Tensor([4, 3], ms.int32),
        Tensor([2, 1], ms.int32),
    )
    loss, alphas = ops.ctc_loss(*given, reduction="none")
    assert np.allclose(loss.asnumpy(), [2.4627333, 1.407772])
    assert np.allclose(ops.ctc_loss(*given)[0].asnumpy(), 1.3195693)
    assert alphas.shape == (2, 4, 5)
    assert np.isneginf(alphas[0, 0, 2:].asnumpy()).all()
