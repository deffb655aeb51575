"""The base of transforms.

A transform is called with values (arrays, and what becomes one) and returns an array or a tuple of
arrays. `_apply` does the work on one row. A transform that can work on many rows stacked along a
new first axis has `batched` too; both give the same values, and `batched` may raise wherever
`_apply` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mindspore.dataset.core.checks import told
from mindspore.dataset.core.values import to_column


class Transform:
    """What all transforms share."""

    batched: Callable | None = None

    def __call__(self, *inputs: Any) -> Any:
        """Apply the transform to values."""
        if not inputs:
            raise RuntimeError(
                told(f"{type(self).__name__} needs a value to work on", "found none")
            )
        return self._apply(*[to_column(value) for value in inputs])

    def _apply(self, *values: Any) -> Any:
        raise AssertionError(f"{type(self).__name__} does nothing")

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
