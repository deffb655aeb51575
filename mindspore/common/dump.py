"""Marking what a program wants to see of a run; `DUET_DUMP` is what writes it."""

from __future__ import annotations

from typing import Any


def set_dump(target: Any, enabled: bool = True) -> None:
    """Mark a Cell (with all Cells inside it) or a Primitive.

    >>> import mindspore as ms
    >>> from mindspore import nn
    >>> net = nn.Dense(2, 2)
    >>> ms.set_dump(net)
    """
    if not (hasattr(target, "construct") or hasattr(target, "attrs")):
        raise TypeError(
            f"`target` needs to be a Cell or a Primitive, but is {type(target).__name__}"
        )
    if not isinstance(enabled, bool):
        raise TypeError(f"`enabled` needs to be a bool, but is {type(enabled).__name__}")
    if hasattr(target, "attrs"):
        target.add_prim_attr("dump", "true" if enabled else "false")
    else:
        target.add_flags_recursive(dump=enabled)
