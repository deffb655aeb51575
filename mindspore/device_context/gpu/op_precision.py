"""How exactly operators of that device compute; checked, and without effect on the CPU."""

from __future__ import annotations

__all__ = ["conv_allow_tf32", "matmul_allow_tf32"]


def matmul_allow_tf32(value: bool) -> None:
    """Say whether matrix products may round to 19 bits."""
    if not isinstance(value, bool):
        raise TypeError(f"`value` needs to be a bool, but is {type(value).__name__}")


def conv_allow_tf32(value: bool) -> None:
    """Say whether convolutions may round to 19 bits."""
    matmul_allow_tf32(value)
