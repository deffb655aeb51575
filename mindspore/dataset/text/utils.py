"""Between text and bytes, and the base of transforms of text."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core.checks import pipeline_error, shown, told
from mindspore.dataset.core.values import described
from mindspore.dataset.transforms.base import Transform


def to_bytes(array: Any, encoding: str = "utf8") -> np.ndarray:
    """Encode an array of text.

    >>> to_bytes(np.array(["a", "bc"]))
    array([b'a', b'bc'], dtype='|S2')
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(told("`array` needs a NumPy array", f"found {shown(array)}"))
    return np.char.encode(array, encoding)


def to_str(array: Any, encoding: str = "utf8") -> np.ndarray:
    """Decode an array of bytes.

    >>> to_str(np.array([b"a", b"bc"]))
    array(['a', 'bc'], dtype='<U2')
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(told("`array` needs a NumPy array", f"found {shown(array)}"))
    return np.char.decode(array, encoding)


class TextTransform(Transform):
    """What transforms of one text or of an array of them share."""

    def _text(self, value: np.ndarray) -> str:
        if value.ndim != 0 or value.dtype.kind not in "US":
            raise pipeline_error(
                f"{type(self).__name__} needs one text", f"the value is {described(value)}"
            )
        item = value.item()
        return item.decode("utf8") if isinstance(item, bytes) else item

    def _tokens(self, value: np.ndarray) -> list[str]:
        if value.ndim > 1 or value.dtype.kind not in "US":
            raise pipeline_error(
                f"{type(self).__name__} needs a text or a sequence of texts",
                f"the value is {described(value)}",
            )
        items = value.reshape(-1).tolist()
        return [item.decode("utf8") if isinstance(item, bytes) else item for item in items]

    def _each(self, value: np.ndarray, function: Any) -> np.ndarray:
        if value.dtype.kind not in "US":
            raise pipeline_error(
                f"{type(self).__name__} needs text", f"the value is {described(value)}"
            )
        texts = value if value.dtype.kind == "U" else to_str(value)
        changed = [function(item) for item in texts.reshape(-1).tolist()]
        return np.array(changed, dtype=np.str_).reshape(value.shape)


def as_text(tokens: list[str]) -> np.ndarray:
    """Make the array of tokens; of none, one that holds the empty text."""
    return np.array(tokens or [""], dtype=np.str_)
