"""Errors of the user's own functions keep their type, message and line; we add where in the
pipeline they happened."""

from __future__ import annotations

from typing import Any

from mindspore.dataset.core.values import described


def name_of(function: Any) -> str:
    """Give the name errors use for a function or a transform."""
    return getattr(function, "__qualname__", None) or type(function).__name__


def blamed(
    error: BaseException, where: str, columns: list[str] | None = None, row: Any = ()
) -> Any:
    """Add to `error` where it happened and with what, and give it back."""
    if isinstance(error, StopIteration):
        # A StopIteration would silently end the loop over the dataset.
        made = RuntimeError("StopIteration was raised and not caught")
        made.__cause__ = error
        error = made
    if getattr(error, "_told_by_dataset", False):
        return error
    note = f"raised by {where}"
    if columns:
        shown = ", ".join(
            f"{name}: {described(value)}" for name, value in zip(columns, row, strict=False)
        )
        note += f"\n   = note: the columns it got are {shown}"
    error.add_note(note)
    error._told_by_dataset = True  # type: ignore[attr-defined]
    return error
