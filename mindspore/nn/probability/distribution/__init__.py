"""Distributions: densities, moments, entropies and draws."""

from mindspore.nn.probability.distribution.continuous import (
    Cauchy,
    Gumbel,
    HalfNormal,
    Laplace,
    Logistic,
    Normal,
    StudentT,
)
from mindspore.nn.probability.distribution.discrete import (
    Bernoulli,
    Categorical,
    Geometric,
    Poisson,
)
from mindspore.nn.probability.distribution.distribution import Distribution
from mindspore.nn.probability.distribution.positive import Beta, Exponential, Gamma, Uniform
from mindspore.nn.probability.distribution.transformed import LogNormal, TransformedDistribution

__all__ = [
    "Bernoulli",
    "Beta",
    "Categorical",
    "Cauchy",
    "Distribution",
    "Exponential",
    "Gamma",
    "Geometric",
    "Gumbel",
    "HalfNormal",
    "Laplace",
    "LogNormal",
    "Logistic",
    "Normal",
    "Poisson",
    "StudentT",
    "TransformedDistribution",
    "Uniform",
]
