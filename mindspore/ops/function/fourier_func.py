"""Discrete Fourier transforms as products with cosines and sines: in graphs, with gradients.

A transform of length a * b is b transforms of length a, a product with factors of modulus 1, and a
transforms of length b. What is short is one product with a matrix. Start at `_transformed`. Only a
length with a large prime factor is NumPy's, with the adjoint as its gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "fft",
    "fft2",
    "fftn",
    "fftshift",
    "hfft",
    "hfft2",
    "hfftn",
    "ifft",
    "ifft2",
    "ifftn",
    "ihfft",
    "ihfft2",
    "ihfftn",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftn",
]

Parts = tuple[Tensor, Tensor | None]

_SHORT = 64
_LONGEST_PRODUCT = 1024


def _divisor(n: int) -> int:
    """Give the largest divisor that is at most the root: 1 for a prime."""
    return next(d for d in range(math.isqrt(n), 0, -1) if n % d == 0)


def _is_product(n: int) -> bool:
    """Say whether `n` comes apart into lengths whose matrix is small."""
    if n <= _LONGEST_PRODUCT:
        return True
    divisor = _divisor(n)
    return divisor > 1 and _is_product(divisor) and _is_product(n // divisor)


def _waves(rows: int, columns: int, n: int, sign: int, dtype: Any) -> tuple[Tensor, Tensor]:
    """Give real and imaginary parts of exp(sign 2 pi i row column / n)."""
    turns = np.arange(rows)[:, None] * np.arange(columns) % n
    angles = 2 * math.pi / n * turns
    return Tensor(np.cos(angles), dtype), Tensor(sign * np.sin(angles), dtype)


def _times(x: Parts, wave: tuple[Tensor, Tensor], multiply: Callable) -> Parts:
    re, im = x
    if im is None:
        return multiply(re, wave[0]), multiply(re, wave[1])
    return (
        multiply(re, wave[0]) - multiply(im, wave[1]),
        multiply(re, wave[1]) + multiply(im, wave[0]),
    )


def _each(x: Parts, change: Callable) -> Parts:
    return change(x[0]), None if x[1] is None else change(x[1])


def _transformed(x: Parts, sign: int, count: int) -> Parts:
    """Transform the last axis; the first `count` frequencies."""
    n, dtype = x[0].shape[-1], x[0].dtype
    a = _divisor(n) if n > _SHORT else 1
    if a == 1:
        return _times(x, _waves(n, count, n, sign, dtype), _ops.matmul)
    b, batch = n // a, x[0].shape[:-1]
    x = _each(x, lambda t: _ops.swapaxes(_ops.reshape(t, (*batch, a, b)), -1, -2))
    x = _times(_transformed(x, sign, a), _waves(b, a, n, sign, dtype), _ops.mul)
    x = _transformed(_each(x, lambda t: _ops.swapaxes(t, -1, -2)), sign, b)
    x = _each(x, lambda t: _ops.reshape(_ops.swapaxes(t, -1, -2), (*batch, n)))
    return _each(x, lambda t: t[..., :count]) if count < n else x


def _whole(x: Parts, n: int) -> Parts:
    """Give all `n` frequencies of a real signal, of which `x` is the first half."""
    mirrored = (n - 1) // 2
    re, im = x
    im = _ops.zeros_like(re) if im is None else im
    back = Tensor(np.arange(mirrored, 0, -1))
    re_back, im_back = _ops.index_select(re, -1, back), _ops.index_select(im, -1, back)
    return _ops.concat([re, re_back], -1), _ops.concat([im, -im_back], -1)


def _fitted(x: Tensor, extent: int) -> Tensor:
    """Cut the last axis to `extent`, or fill it with zeros."""
    missing = extent - x.shape[-1]
    if missing < 0:
        return x[..., :extent]
    if missing == 0:
        return x
    return _ops.concat([x, _ops.zeros((*x.shape[:-1], missing), x.dtype)], -1)


def _scale(name: str, n: int, norm: str | None) -> float:
    if norm == "ortho":
        return 1 / math.sqrt(n)
    if norm not in (None, "backward", "forward"):
        raise ValueError(f"`norm` needs to be 'backward', 'forward' or 'ortho', but is {norm!r}")
    return 1 / n if (norm == "forward") != name.startswith("i") else 1.0


def _along(name: str, x: Tensor, n: int | None, dim: int, norm: str | None) -> Tensor:
    """Transform one axis: "fft", "ifft", "rfft" or "irfft"."""
    if name == "rfft" and x.is_complex():
        raise TypeError(f"rfft needs a Tensor of real numbers, but is given {x.dtype}")
    length = n or (2 * (x.shape[dim] - 1) if name == "irfft" else x.shape[dim])
    if length < 1:
        raise ValueError(f"{name} needs a length of 1 or more, but is given {length}")
    if not _is_product(length):
        return _on_host(name, x, length, dim, norm)
    if not x.is_complex() and x.dtype != mstype.float64:
        x = x.astype(mstype.float32)
    x = _fitted(_ops.swapaxes(x, dim, -1), length // 2 + 1 if name == "irfft" else length)
    parts: Parts = (_ops.real(x), _ops.imag(x)) if x.is_complex() else (x, None)
    if name == "irfft":
        parts = _whole(parts, length)
    count = length // 2 + 1 if name == "rfft" else length
    re, im = _transformed(parts, 1 if name.startswith("i") else -1, count)
    result = re if name == "irfft" else _ops.complex(re, im)
    scale = _scale(name, length, norm)
    return _ops.swapaxes(result if scale == 1.0 else result * scale, dim, -1)


def _on_host(name: str, x: Tensor, n: int, dim: int, norm: str | None) -> Tensor:
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> Tensor:
        return _narrowed(getattr(np.fft, name)(x.asnumpy(), n, dim, norm), x)

    def gradient(x: Tensor, out: Tensor, dout: Tensor) -> tuple[Tensor]:
        return (_narrowed(_adjoint(name, x, dout.asnumpy(), n, dim, norm), x),)

    return with_bprop(compute, gradient, (x,))


def _narrowed(result: np.ndarray, source: Tensor) -> Tensor:
    """Give single precision for what was not double."""
    double = source.dtype in (mstype.float64, mstype.complex128)
    if np.iscomplexobj(result):
        return Tensor(result.astype(np.complex128 if double else np.complex64))
    return Tensor(result.astype(np.float64 if double else np.float32))


def _adjoint(name: str, x: Tensor, dout: np.ndarray, n: int, dim: int, norm: Any) -> np.ndarray:
    """Go back through a transform of length `n`: the other way, with the other factor."""
    turned: Any = {"forward": "backward", "ortho": "ortho"}.get(norm or "", "forward")
    dout = np.swapaxes(dout, dim, -1)
    if name == "irfft":
        back = np.fft.rfft(dout, None, -1, turned)
        back[..., 1 : (n + 1) // 2] *= 2
    elif name == "ifft":
        back = np.fft.fft(dout, None, -1, turned)
    else:
        missing = [(0, 0)] * (dout.ndim - 1) + [(0, n - dout.shape[-1])]
        back = np.fft.ifft(np.pad(dout, missing), None, -1, turned)
    fitted = np.zeros((*back.shape[:-1], x.shape[dim]), back.dtype)
    shared = min(back.shape[-1], fitted.shape[-1])
    fitted[..., :shared] = back[..., :shared]
    fitted = np.swapaxes(fitted, dim, -1)
    return fitted if x.is_complex() else fitted.real


def _axes(x: Tensor, s: Any, dim: Any) -> list[tuple[int | None, int]]:
    """Give length and axis of each transform, the last axis first."""
    if dim is None:
        dim = tuple(range(-(x.ndim if s is None else len(s)), 0))
    dim = (dim,) if isinstance(dim, int) else tuple(dim)
    lengths = (None,) * len(dim) if s is None else tuple(s)
    return list(zip(lengths, dim, strict=True))[::-1]


def _several(name: str, x: Tensor, s: Any, dim: Any, norm: str | None) -> Tensor:
    """Transform axes; the last one is what real numbers come from or go to."""
    axes = _axes(x, s, dim)
    real, way = "rfft" in name, "ifft" if name.startswith("i") else "fft"
    if real and way == "fft":
        x = _along("rfft", x, *axes[0], norm)
    for length, axis in axes[real:]:
        x = _along(way, x, length, axis, norm)
    return _along("irfft", x, *axes[0], norm) if real and way == "ifft" else x


def _symmetric(name: str, x: Tensor, s: Any, dim: Any, norm: str | None) -> Tensor:
    """Transform a symmetric signal: what goes back of its conjugate, with the other factor."""
    turned: Any = {"forward": "backward", "ortho": "ortho"}.get(norm or "", "forward")
    if name.startswith("i"):
        return _ops.conj(_several("rfft", x, s, dim, turned))
    return _several("irfft", _ops.conj(x), s, dim, turned)


def _family(run: Callable, name: str, words: str) -> list[Callable]:
    """Make the functions of one axis, of two and of all."""

    def one(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
        return run(name, input, None if n is None else (n,), dim, norm)

    def two(input: Tensor, s: Any = None, dim: Any = (-2, -1), norm: str | None = None) -> Tensor:
        return run(name, input, s, dim, norm)

    def all_of(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
        return run(name, input, s, dim, norm)

    axes = ("one axis", "two axes", "all axes")
    for function, suffix, which in zip((one, two, all_of), ("", "2", "n"), axes, strict=True):
        function.__name__ = function.__qualname__ = name + suffix
        function.__doc__ = f"Transform {which} {words}."
    return [one, two, all_of]


fft, fft2, fftn = _family(_several, "fft", "to frequencies")
ifft, ifft2, ifftn = _family(_several, "ifft", "back from frequencies")
rfft, rfft2, rfftn = _family(_several, "rfft", "of real numbers to frequencies")
irfft, irfft2, irfftn = _family(_several, "irfft", "back to real numbers")
hfft, hfft2, hfftn = _family(_symmetric, "hfft", "of a symmetric signal to real frequencies")
ihfft, ihfft2, ihfftn = _family(_symmetric, "ihfft", "back to a symmetric signal")


def fftshift(input: Tensor, dim: Any = None) -> Tensor:
    """Move frequency 0 to the middle.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.fftshift(x))
        [[4. 3.]
         [2. 1.]]
    """
    axes = range(input.ndim) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    for axis in axes:
        input = _ops.roll(input, input.shape[axis] // 2, axis)
    return input
