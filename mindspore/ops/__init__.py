"""Operators: functions of Tensors, and the Primitive classes of the same names."""

from mindspore import _core

globals().update(
    {name: value for name, value in vars(_core.ops).items() if not name.startswith("_")}
)
