"""How operators use the CPU."""

from __future__ import annotations

__all__ = ["threads_num"]


def threads_num(num: int) -> None:
    """Say how many threads one operator may use at most; kept: the pool has one size."""
    if isinstance(num, bool) or not isinstance(num, int):
        raise TypeError(f"`num` needs to be an int, but is {type(num).__name__}")
    if num <= 0:
        raise ValueError(f"`num` needs to be positive, but is {num}")
