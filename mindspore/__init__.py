"""Duet: one Python program, run eagerly or compiled, behind MindSpore's API."""

from mindspore._core import __version__

__all__ = ["__version__"]
