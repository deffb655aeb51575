"""The Fourier transform as a Primitive: of the last axes, real or complex, either way."""

from __future__ import annotations

from typing import Any

from mindspore._core import Tensor
from mindspore.ops.primitive import Primitive

__all__ = ["FFTWithSize"]


class FFTWithSize(Primitive):
    """Transform the last `signal_ndim` axes.

    Args:
        signal_ndim: How many axes: 1, 2 or 3.
        inverse: Whether to transform back from frequencies.
        real: Whether the signal is real.
        norm: "backward", "forward" or "ortho": where the factor stands.
        onesided: Whether the frequencies of a real signal that mirror others are left out.
        signal_sizes: The extents of a real signal that is made, if they do not follow.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.FFTWithSize(1, False, True)(Tensor([1.0, 0.0, 0.0])))
        [1.+0.j 1.+0.j]
    """

    def __init__(
        self,
        signal_ndim: int,
        inverse: bool,
        real: bool,
        norm: str = "backward",
        onesided: bool = True,
        signal_sizes: Any = (),
    ) -> None:
        super().__init__("FFTWithSize")
        if signal_ndim not in (1, 2, 3):
            raise ValueError(f"`signal_ndim` needs to be 1, 2 or 3, but is {signal_ndim}")
        if norm not in ("backward", "forward", "ortho"):
            raise ValueError(
                f"`norm` needs to be 'backward', 'forward' or 'ortho', but is {norm!r}"
            )
        self.signal_ndim, self.inverse, self.real = signal_ndim, inverse, real
        self.norm, self.onesided, self.signal_sizes = norm, onesided, tuple(signal_sizes)

    def __call__(self, x: Tensor) -> Tensor:
        """Transform."""
        from mindspore.ops.function import fourier_func as fourier

        dim = tuple(range(-self.signal_ndim, 0))
        if self.real and self.onesided:
            if self.inverse:
                return fourier.irfftn(x, self.signal_sizes or None, dim, self.norm)
            return fourier.rfftn(x, None, dim, self.norm)
        if not self.inverse:
            return fourier.fftn(x, None, dim, self.norm)
        back = fourier.ifftn(x, None, dim, self.norm)
        return back.real() if self.real else back
