"""How exactly operators of that device compute; checked, and without effect on the CPU."""

from __future__ import annotations

__all__ = ["conv_allow_hf32", "matmul_allow_hf32", "op_precision_mode", "precision_mode"]

_MODES = (
    "force_fp16",
    "allow_fp32_to_fp16",
    "allow_mix_precision",
    "must_keep_origin_dtype",
    "force_fp32",
    "allow_fp32_to_bf16",
    "allow_mix_precision_bf16",
)


def precision_mode(mode: str) -> None:
    """Say which dtypes operators may compute in.

    >>> from mindspore.device_context.ascend.op_precision import precision_mode
    >>> precision_mode("force_fp16")
    """
    if mode not in _MODES:
        raise ValueError(f"`mode` needs to be one of {', '.join(_MODES)}, but is {mode!r}")


def op_precision_mode(path: str) -> None:
    """Name a file that says it operator by operator."""
    if not isinstance(path, str):
        raise TypeError(f"`path` needs to be a str, but is {type(path).__name__}")


def matmul_allow_hf32(value: bool) -> None:
    """Say whether matrix products may round to 19 bits."""
    if not isinstance(value, bool):
        raise TypeError(f"`value` needs to be a bool, but is {type(value).__name__}")


def conv_allow_hf32(value: bool) -> None:
    """Say whether convolutions may round to 19 bits."""
    matmul_allow_hf32(value)
