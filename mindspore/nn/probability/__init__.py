"""Probability: distributions, and bijectors that transform them."""

from mindspore.nn.probability import bijector, distribution

__all__ = ["bijector", "distribution"]
