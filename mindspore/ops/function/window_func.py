"""Windows that a signal is multiplied with."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore._core import Tensor
from mindspore.common import dtype as mstype

__all__ = ["bartlett_window", "blackman_window", "hamming_window", "hann_window", "kaiser_window"]


def _window(shape: Any, window_length: Any, periodic: bool, dtype: Any) -> Tensor:
    """Give `shape(n)`; a periodic window is one longer, without its end."""
    length = int(window_length)
    if length < 0:
        raise ValueError(f"`window_length` needs to be 0 or more, but is {length}")
    window = shape(length + 1)[:-1] if periodic and length > 1 else shape(length)
    return Tensor(window, dtype or mstype.float32)


def blackman_window(window_length: Any, periodic: bool = True, *, dtype: Any = None) -> Tensor:
    """Give the Blackman window.

    >>> from mindspore import ops
    >>> ops.blackman_window(4).shape
    (4,)
    """
    return _window(np.blackman, window_length, periodic, dtype)


def bartlett_window(window_length: Any, periodic: bool = True, *, dtype: Any = None) -> Tensor:
    """Give the Bartlett window, a triangle.

    >>> from mindspore import ops
    >>> print(ops.bartlett_window(4))
    [0.  0.5 1.  0.5]
    """
    return _window(np.bartlett, window_length, periodic, dtype)


def hann_window(window_length: Any, periodic: bool = True, *, dtype: Any = None) -> Tensor:
    """Give the Hann window, one turn of a cosine.

    >>> from mindspore import ops
    >>> print(ops.hann_window(4))
    [0.  0.5 1.  0.5]
    """
    return _window(np.hanning, window_length, periodic, dtype)


def hamming_window(
    window_length: Any,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: Any = None,
) -> Tensor:
    """Give the Hamming window: `alpha` less `beta` times one turn of a cosine.

    >>> from mindspore import ops
    >>> print(ops.hamming_window(4))
    [0.08 0.54 1.   0.54]
    """

    def shape(n: int) -> np.ndarray:
        if n < 2:
            return np.ones(n)
        return alpha - beta * np.cos(2 * np.pi * np.arange(n) / (n - 1))

    return _window(shape, window_length, periodic, dtype)


def kaiser_window(
    window_length: Any, periodic: bool = True, beta: float = 12.0, *, dtype: Any = None
) -> Tensor:
    """Give the Kaiser window; a larger `beta` makes it narrower.

    >>> from mindspore import ops
    >>> print(ops.kaiser_window(3, False, 0.0))
    [1. 1. 1.]
    """
    return _window(lambda n: np.kaiser(n, beta), window_length, periodic, dtype)
