"""Polynomials: coefficients in rows, the highest power first."""

from __future__ import annotations

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.numpy.creation import asarray, together

__all__ = [
    "convolve",
    "polyadd",
    "polyder",
    "polyint",
    "polymul",
    "polysub",
    "polyval",
    "vander",
]


def _aligned(a1: Any, a2: Any) -> tuple[Tensor, Tensor]:
    a1, a2 = asarray(a1).reshape(-1), asarray(a2).reshape(-1)
    size = max(a1.size, a2.size)
    return ops.pad(a1, (size - a1.size, 0)), ops.pad(a2, (size - a2.size, 0))


def polyadd(a1: Any, a2: Any) -> Tensor:
    """Add two polynomials.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.polyadd([1, 2], [9, 5, 4]))
    [9 6 6]
    """
    a1, a2 = _aligned(a1, a2)
    return a1 + a2


def polysub(a1: Any, a2: Any) -> Tensor:
    """Subtract one polynomial from another.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.polysub([2.0, 1.0], [1.0, 1.0]))
    [1. 0.]
    """
    a1, a2 = _aligned(a1, a2)
    return a1 - a2


def convolve(a: Any, v: Any, mode: str = "full") -> Tensor:
    """Give the convolution of two rows: "full", "same" or "valid".

    >>> import mindspore.numpy as mnp
    >>> print(mnp.convolve([1.0, 2.0], [1.0, 1.0]))
    [1. 3. 2.]
    """
    a, v = (each.reshape(-1) for each in together(a, v))
    if a.size < v.size:
        a, v = v, a
    kind = a.dtype if a.is_floating_point() else mstype.float32
    padded = ops.pad(a.astype(kind), (v.size - 1, v.size - 1))
    windows = ops.stack([padded[k : k + a.size + v.size - 1] for k in range(v.size)])
    full = (windows * ops.flip(v.astype(kind), (0,)).reshape(-1, 1)).sum(0)
    if mode == "full":
        return full
    if mode == "same":
        start = (v.size - 1) // 2
        return full[start : start + a.size]
    if mode == "valid":
        return full[v.size - 1 : a.size]
    raise ValueError(f"`mode` needs to be 'full', 'same' or 'valid', but is {mode!r}")


def polymul(a1: Any, a2: Any) -> Tensor:
    """Multiply two polynomials.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.polymul([1.0, 1.0], [1.0, -1.0]))
    [ 1.  0. -1.]
    """
    return convolve(a1, a2)


def polyval(p: Any, x: Any) -> Tensor:
    """Evaluate a polynomial, by Horner's rule.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.polyval([3.0, 0.0, 1.0], mnp.array([5.0])))
    [76.]
    """
    p, x = asarray(p), asarray(x)
    result = ops.zeros_like(x) + p[0]
    for k in range(1, p.size):
        result = result * x + p[k]
    return result


def polyder(p: Any, m: int = 1) -> Tensor:
    """Differentiate a polynomial `m` times.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.polyder([1.0, 2.0, 3.0]))
    [2. 2.]
    """
    p = asarray(p)
    for _ in range(m):
        p = p[:-1] * ops.arange(p.size - 1, 0, -1).astype(p.dtype)
    return p


def polyint(p: Any, m: int = 1, k: Any = None) -> Tensor:
    """Integrate a polynomial `m` times, with the constants `k`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.polyint([2.0, 1.0]))
    [1. 1. 0.]
    """
    p = asarray(p)
    p = p if p.is_floating_point() else p.float()
    constants = [0.0] * m if k is None else [k] * m if isinstance(k, (int, float)) else list(k)
    for constant in constants[:m]:
        powers = ops.arange(p.size, 0, -1).astype(p.dtype)
        p = ops.concat((p / powers, Tensor([constant], p.dtype)))
    return p


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Tensor:
    """Give the powers of each element in a row.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.vander([1.0, 2.0, 3.0]))
    [[1. 1. 1.]
     [4. 2. 1.]
     [9. 3. 1.]]
    """
    x = asarray(x)
    size = x.size if N is None else N
    powers = range(size) if increasing else range(size - 1, -1, -1)
    return ops.stack([x**k for k in powers], 1) if size else ops.zeros((x.size, 0), x.dtype)
