"""Short-time Fourier transform: a product with cosines and sines, in graphs and with gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = ["ifftshift", "stft"]


def ifftshift(input: Tensor, dim: Any = None) -> Tensor:
    """Undo `fftshift`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.ifftshift(Tensor([-2.0, -1.0, 0.0, 1.0])))
    [ 0.  1. -2. -1.]
    """
    axes = range(input.ndim) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    for axis in axes:
        input = _ops.roll(input, -(input.shape[axis] // 2), axis)
    return input


def _framed(x: Tensor, n_fft: int, hop: int) -> Tensor:
    """The pieces of a signal (..., length): (..., frames, n_fft)."""
    frames = 1 + (x.shape[-1] - n_fft) // hop
    starts = np.arange(frames)[:, None] * hop + np.arange(n_fft)[None, :]
    pieces = _ops.index_select(x, -1, Tensor(starts.reshape(-1)))
    return _ops.reshape(pieces, (*x.shape[:-1], frames, n_fft))


def _waves(n_fft: int, count: int, dtype: Any) -> tuple[Tensor, Tensor]:
    """cos and -sin of `count` frequencies: (n_fft, count) each."""
    angles = 2 * math.pi / n_fft * ((np.arange(n_fft)[:, None] * np.arange(count)) % n_fft)
    return Tensor(np.cos(angles), dtype), Tensor(-np.sin(angles), dtype)


def _parts(x: Tensor) -> tuple[Tensor, Tensor | None]:
    return (_ops.real(x), _ops.imag(x)) if x.is_complex() else (x, None)


def _padded_window(window: Tensor | None, win_length: int, n_fft: int, dtype: Any) -> Tensor:
    if window is None:
        window = _ops.ones((win_length,), dtype)
    if window.ndim != 1 or window.shape[0] != win_length:
        raise ValueError(
            f"stft needs a `window` of shape ({win_length},), as `win_length` says, "
            f"found {window.shape}"
        )
    left = (n_fft - win_length) // 2
    right = n_fft - win_length - left
    if left or right:
        ends = [_ops.zeros((left,), window.dtype), window, _ops.zeros((right,), window.dtype)]
        window = _ops.concat(ends, 0)
    return window


def _check(x: Tensor, n_fft: int, hop: int, win: int, pad_mode: Any) -> None:
    if not isinstance(x, Tensor) or x.ndim not in (1, 2):
        raise TypeError("stft needs a Tensor with 1 or 2 axes as `x`")
    for name, value in (("n_fft", n_fft), ("hop_length", hop), ("win_length", win)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"`{name}` needs to be an int, but is {type(value).__name__}")
        if value <= 0:
            raise ValueError(f"`{name}` needs to be positive, but is {value}")
    if win > n_fft:
        raise ValueError(f"`win_length` needs to be at most `n_fft`, {n_fft}, but is {win}")
    if not isinstance(pad_mode, str):
        raise TypeError(f"`pad_mode` needs to be a str, but is {type(pad_mode).__name__}")


def stft(
    x: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "REFLECT",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
) -> Tensor:
    """Transform pieces of a signal to frequencies.

    Args:
        x: Tensor (length,) or (N, length), real or complex.
        n_fft: How long a piece is.
        hop_length: How far pieces begin from each other; None: a quarter of `n_fft`.
        win_length: How much of a piece is seen; None: all of it.
        window: What a piece is multiplied with, of `win_length` elements; None: ones.
        center: Whether a piece has its number's place in the middle, and the signal is padded.
        pad_mode: How it is padded: "REFLECT" or "CONSTANT" (any case).
        normalized: Whether to divide by the root of `n_fft`.
        onesided: Whether the frequencies that mirror others are left out; None: for real numbers.
        return_complex: Whether the result is complex, or has a last axis of real and imaginary
            part; None: complex for complex numbers.

    Returns:
        Tensor (..., frequencies, pieces), or (..., frequencies, pieces, 2). Gradients reach `x`
        and `window`.

    Raises:
        TypeError: If `x` has other axes, or a number is no int.
        ValueError: If `window` has another length, or a number is out of range.

    Supported modes: PyNative, graph.

    >>> from mindspore import ops
    >>> ops.stft(ops.ones((2, 7192)), 64).shape
    (2, 33, 450, 2)
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    win = n_fft if win_length is None else win_length
    _check(x, n_fft, hop, win, pad_mode)
    if window is not None and (not isinstance(window, Tensor) or window.ndim != 1):
        raise TypeError("stft needs a Tensor with 1 axis as `window`")
    is_complex = x.is_complex() or (window is not None and window.is_complex())
    half = not is_complex if onesided is None else onesided
    whole = is_complex if return_complex is None else return_complex
    if not x.is_floating_point() and not x.is_complex():
        x = x.astype(mstype.float32)
    real, imag = _parts(x)
    if center:
        real = _centred(real, n_fft // 2, pad_mode)
        imag = None if imag is None else _centred(imag, n_fft // 2, pad_mode)
    shape = _padded_window(window, win, n_fft, real.dtype)
    shape_re, shape_im = _parts(shape)
    re, im = _framed(real, n_fft, hop), None if imag is None else _framed(imag, n_fft, hop)
    re, im = _product(re, im, shape_re, shape_im)
    cos, sin = _waves(n_fft, n_fft // 2 + 1 if half else n_fft, real.dtype)
    out_re, out_im = _ops.matmul(re, cos), _ops.matmul(re, sin)
    if im is not None:
        out_re, out_im = out_re - _ops.matmul(im, sin), out_im + _ops.matmul(im, cos)
    scale = 1 / math.sqrt(n_fft) if normalized else 1.0
    out_re, out_im = (_ops.swapaxes(each, -1, -2) * scale for each in (out_re, out_im))
    return _ops.complex(out_re, out_im) if whole else _ops.stack([out_re, out_im], -1)


def _product(re: Tensor, im: Any, other_re: Tensor, other_im: Any) -> tuple[Tensor, Any]:
    """The product of numbers whose imaginary part may be None."""
    out_re = re * other_re
    if im is None and other_im is None:
        return out_re, None
    if other_im is None:
        return out_re, im * other_re
    if im is None:
        return out_re, re * other_im
    return out_re - im * other_im, re * other_im + im * other_re


def _centred(x: Tensor, pad: int, mode: str) -> Tensor:
    from mindspore import ops

    mode = mode.lower()
    if mode == "constant":
        return ops.pad(x, (pad, pad))
    lifted = _ops.reshape(x, (1, -1, x.shape[-1]))
    return _ops.reshape(ops.pad(lifted, (pad, pad), mode), (*x.shape[:-1], x.shape[-1] + 2 * pad))
