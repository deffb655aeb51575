"""Interfaces that MindSpore calls experimental: optimisers with groups as dicts."""

from mindspore.experimental import optim

__all__ = ["optim"]
