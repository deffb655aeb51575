"""Distributions agree with SciPy, with their own draws, and in both modes with themselves."""

import numpy as np
import pytest
from modes import every_mode, f32
from scipy import stats

import mindspore as ms
import mindspore.nn.probability.bijector as msb
import mindspore.nn.probability.distribution as msd
from mindspore import Tensor

KINDS = [
    (msd.Normal, (0.5, 2.0), stats.norm(0.5, 2.0)),
    (msd.HalfNormal, (0.5, 2.0), stats.halfnorm(0.5, 2.0)),
    (msd.Laplace, (0.5, 2.0), stats.laplace(0.5, 2.0)),
    (msd.Logistic, (0.5, 2.0), stats.logistic(0.5, 2.0)),
    (msd.Cauchy, (0.5, 2.0), stats.cauchy(0.5, 2.0)),
    (msd.Gumbel, (0.5, 2.0), stats.gumbel_r(0.5, 2.0)),
    (msd.StudentT, (3.0, 0.5, 2.0), stats.t(3.0, 0.5, 2.0)),
    (msd.LogNormal, (0.5, 0.7), stats.lognorm(0.7, scale=np.exp(0.5))),
    (msd.Exponential, (2.0,), stats.expon(scale=0.5)),
    (msd.Gamma, (3.0, 2.0), stats.gamma(3.0, scale=0.5)),
    (msd.Beta, (3.0, 2.0), stats.beta(3.0, 2.0)),
    (msd.Uniform, (0.2, 2.0), stats.uniform(0.2, 1.8)),
    (msd.Bernoulli, (0.3,), stats.bernoulli(0.3)),
    (msd.Geometric, (0.3,), stats.geom(0.3, loc=-1)),
    (msd.Poisson, (2.5,), stats.poisson(2.5)),
    (msd.Categorical, ([0.2, 0.3, 0.5],), stats.rv_discrete(values=([0, 1, 2], [0.2, 0.3, 0.5]))),
]
DISCRETE = (msd.Bernoulli, msd.Geometric, msd.Poisson, msd.Categorical)


@pytest.mark.parametrize(("kind", "args", "known"), KINDS, ids=lambda value: str(value)[-20:])
def test_what_a_distribution_says_is_what_scipy_says(kind, args, known):
    own, discrete = kind(*args), kind in DISCRETE
    values = np.array([0, 1, 2]) if discrete else np.array([0.3, 0.6, 0.9])
    values = np.array([0, 1]) if kind is msd.Bernoulli else values
    x = Tensor(values.astype(np.float32))
    wanted = known.logpmf(values) if discrete else known.logpdf(values)
    np.testing.assert_allclose(own.log_prob(x).asnumpy(), wanted, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(own.prob(x).asnumpy(), np.exp(wanted), rtol=1e-4, atol=1e-5)
    if kind not in (msd.StudentT, msd.Beta):
        np.testing.assert_allclose(own.cdf(x).asnumpy(), known.cdf(values), rtol=1e-4, atol=1e-5)
        left = own.survival_function(x).asnumpy()
        np.testing.assert_allclose(left, 1 - known.cdf(values), rtol=1e-4, atol=1e-5)
        with np.errstate(divide="ignore"):
            below = np.log(known.cdf(values))
        np.testing.assert_allclose(own.log_cdf(x).asnumpy(), below, rtol=1e-4, atol=1e-5)
    if kind not in (msd.StudentT, msd.Cauchy):
        np.testing.assert_allclose(float(own.mean()), known.mean(), rtol=1e-5)
        np.testing.assert_allclose(float(own.sd()), known.std(), rtol=1e-5)
    if kind not in (msd.StudentT, msd.Poisson):
        np.testing.assert_allclose(float(own.entropy()), known.entropy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("kind", "args", "known"), KINDS, ids=lambda value: str(value)[-20:])
def test_draws_fall_where_the_distribution_says(kind, args, known):
    ms.set_seed(5)
    drawn = kind(*args).sample((4000,)).asnumpy()
    assert drawn.shape == (4000,)
    for share in (0.25, 0.5, 0.75):
        at = known.ppf(share)
        assert abs((drawn <= at).mean() - known.cdf(at)) < 0.04


@pytest.mark.parametrize(
    ("kind", "b", "a"),
    [
        (msd.Normal, (0.0, 1.0), (0.5, 2.0)),
        (msd.Cauchy, (0.0, 1.0), (0.5, 2.0)),
        (msd.Gumbel, (0.0, 1.0), (0.5, 0.7)),
        (msd.LogNormal, (0.0, 1.0), (0.5, 0.7)),
        (msd.Exponential, (1.0,), (2.0,)),
        (msd.Gamma, (2.0, 1.5), (3.0, 2.0)),
        (msd.Beta, (2.0, 1.5), (3.0, 2.0)),
        (msd.Uniform, (0.0, 3.0), (0.5, 2.0)),
        (msd.Bernoulli, (0.4,), (0.3,)),
        (msd.Geometric, (0.4,), (0.3,)),
        (msd.Categorical, ([0.3, 0.3, 0.4],), ([0.2, 0.3, 0.5],)),
    ],
)
def test_divergence_is_the_mean_difference_of_logarithms(kind, b, a):
    own, other = kind(*a), kind(*b)
    if kind in DISCRETE:
        x = np.arange(2 if kind is msd.Bernoulli else 3 if kind is msd.Categorical else 80)
        step = 1.0
    else:
        x = (
            np.linspace(-2000, 2000, 2000001)
            if kind is msd.Cauchy
            else np.linspace(-30, 60, 900001)
        )
        step = x[1] - x[0]
    x = Tensor(x.astype(np.float32))
    p, q = (each.log_prob(x).asnumpy().astype(np.float64) for each in (own, other))
    with np.errstate(all="ignore"):
        terms = np.exp(p) * (p - q)
    wanted = np.nansum(terms) * step
    got = float(own.kl_loss(kind.__name__, *b))
    np.testing.assert_allclose(got, wanted, rtol=5e-3, atol=1e-4)
    both = float(own.cross_entropy(kind.__name__, *b))
    np.testing.assert_allclose(both, got + float(own.entropy()), rtol=1e-5)


NORMAL = msd.Normal(0.0, 1.0)
WIDE = msd.TransformedDistribution(msb.Exp(), NORMAL)


@every_mode(f32(3), f32(3, seed=1), grad=True)
def test_densities_in_every_mode(x, mean):
    return NORMAL.log_prob(x, mean, 2.0), NORMAL("prob", x), WIDE.log_prob(x * x + 1)


@pytest.mark.parametrize(
    "bijector",
    [
        *(msb.Exp(), msb.PowerTransform(0.5), msb.ScalarAffine(3.0, 1.0), msb.Softplus(2.0)),
        *(msb.GumbelCDF(0.1, 2.0), msb.Invert(msb.Softplus())),
    ],
)
def test_bijectors_are_undone_and_know_their_slopes(bijector):
    x = Tensor(np.array([0.2, 0.5, 0.9], np.float32))
    y = bijector.forward(x)
    np.testing.assert_allclose(bijector.inverse(y).asnumpy(), x.asnumpy(), rtol=1e-4)
    slope = np.log(ms.grad(lambda v: bijector.forward(v).sum())(x).asnumpy())
    np.testing.assert_allclose(bijector.forward_log_jacobian(x).asnumpy(), slope, atol=1e-4)
    np.testing.assert_allclose(bijector.inverse_log_jacobian(y).asnumpy(), -slope, atol=1e-4)


def test_parameters_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="greater than 0"):
        msd.Normal(0.0, -1.0)
    with pytest.raises(ValueError, match="from 0 to 1"):
        msd.Bernoulli(1.5)
    with pytest.raises(ValueError, match="needs `mean`"):
        msd.Normal().prob(1.0)
    with pytest.raises(TypeError, match="float"):
        msd.Normal(0.0, 1.0, dtype=ms.int32)
    with pytest.raises(ValueError, match="'Normal'"):
        NORMAL.kl_loss("Gamma", 1.0, 1.0)
