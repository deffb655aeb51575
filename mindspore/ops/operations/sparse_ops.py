"""The same Primitive classes; the module path is MindSpore's."""

from mindspore.ops.operations import __dir__, __getattr__

__all__ = ["__dir__", "__getattr__"]
