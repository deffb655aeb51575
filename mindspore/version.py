"""The version, for programs that ask this module for it."""

from mindspore._core import __version__

version = __version__
