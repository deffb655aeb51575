"""Optimisers with the arguments that many know."""

from mindspore.experimental.optim import SGD, Adam, AdamW

__all__ = ["SGD", "Adam", "AdamW"]
