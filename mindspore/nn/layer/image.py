"""Layers for images: shuffling pixels and channels, gradients, likeness."""

import math
from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import positive_int
from mindspore.nn.cell import Cell


class PixelShuffle(Cell):
    """(N, C * r * r, H, W) to (N, C, H * r, W * r).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.PixelShuffle(2)(ops.ones((1, 4, 2, 2))).shape
        (1, 1, 4, 4)
    """

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = positive_int(upscale_factor, "upscale_factor")

    def construct(self, input: Tensor) -> Tensor:
        """Gives the larger images."""
        return ops.pixel_shuffle(input, self.upscale_factor)


class PixelUnshuffle(Cell):
    """(N, C, H * r, W * r) to (N, C * r * r, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.PixelUnshuffle(2)(ops.ones((1, 1, 4, 4))).shape
        (1, 4, 2, 2)
    """

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = positive_int(downscale_factor, "downscale_factor")

    def construct(self, input: Tensor) -> Tensor:
        """Gives the smaller images."""
        return ops.pixel_unshuffle(input, self.downscale_factor)


class ChannelShuffle(Cell):
    """Deals the channels out to groups.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ChannelShuffle(2)(ops.ones((1, 4, 2, 2))).shape
        (1, 4, 2, 2)
    """

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = positive_int(groups, "groups")

    def construct(self, x: Tensor) -> Tensor:
        """Gives the channels in their new order."""
        n, c = x.shape[:2]
        if c % self.groups:
            raise ValueError(f"`groups` {self.groups} needs to divide the {c} channels of `x`")
        split = x.reshape(n, self.groups, c // self.groups, *x.shape[2:])
        return split.swapaxes(1, 2).reshape(x.shape)


class ImageGradients(Cell):
    """Differences of neighbouring pixels: downwards and to the right.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> dy, dx = nn.ImageGradients()(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
        >>> print(dy)
        [[[[2. 2.]
           [0. 0.]]]]
    """

    def construct(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Gives both differences, zero at the end."""
        if images.ndim != 4:
            raise ValueError(f"`images` needs 4 dimensions, but has {images.ndim}")
        down = images[:, :, 1:] - images[:, :, :-1]
        right = images[:, :, :, 1:] - images[:, :, :, :-1]
        return ops.pad(down, [0, 0, 0, 1]), ops.pad(right, [0, 1])


class CentralCrop(Cell):
    """The middle part of images.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.CentralCrop(0.5)(ops.ones((1, 3, 4, 4))).shape
        (1, 3, 2, 2)
    """

    def __init__(self, central_fraction: float) -> None:
        super().__init__()
        if not 0 < central_fraction <= 1:
            raise ValueError(
                f"`central_fraction` needs to be in the range (0, 1], but is {central_fraction}"
            )
        self.central_fraction = central_fraction

    def construct(self, image: Tensor) -> Tensor:
        """Gives the middle part."""
        h, w = image.shape[-2:]
        top = int((h - h * self.central_fraction) / 2)
        left = int((w - w * self.central_fraction) / 2)
        return image[..., top : h - top, left : w - left]


def _window(size: int, sigma: float) -> Tensor:
    """A normalised Gaussian window, as a convolution's weight."""
    offsets = np.arange(size, dtype=np.float64) - (size - 1) / 2
    line = np.exp(-(offsets**2) / (2 * sigma**2))
    plane = np.outer(line, line)
    return Tensor((plane / plane.sum())[None, None].astype(np.float32))


def _scaled(image: Tensor, max_val: float) -> Tensor:
    return ops.cast(image, mstype.float32) / max_val


class SSIM(Cell):
    """The structural likeness of two images.

    Examples:
        >>> from mindspore import nn, ops
        >>> x = ops.ones((1, 1, 16, 16))
        >>> print(nn.SSIM()(x, x))
        [1.]
    """

    def __init__(
        self,
        max_val: float = 1.0,
        filter_size: int = 11,
        filter_sigma: float = 1.5,
        k1: float = 0.01,
        k2: float = 0.03,
    ) -> None:
        super().__init__()
        self.max_val = max_val
        self.filter_size = positive_int(filter_size, "filter_size")
        self.c1, self.c2 = k1**2, k2**2
        self._weight = _window(filter_size, filter_sigma)

    def _blur(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        blurred = ops.conv2d(x.reshape(n * c, 1, h, w), self._weight)
        return blurred.reshape(n, c, *blurred.shape[2:])

    def _parts(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """The likeness of brightness, and that of contrast and structure."""
        mean_a, mean_b = self._blur(a), self._blur(b)
        product, squares = mean_a * mean_b, ops.square(mean_a) + ops.square(mean_b)
        light = (2 * product + self.c1) / (squares + self.c1)
        covariance = self._blur(a * b) - product
        variances = self._blur(ops.square(a) + ops.square(b)) - squares
        return light, (2 * covariance + self.c2) / (variances + self.c2)

    def construct(self, img1: Tensor, img2: Tensor) -> Tensor:
        """Gives the likeness of each pair of images."""
        light, rest = self._parts(_scaled(img1, self.max_val), _scaled(img2, self.max_val))
        return (light * rest).mean((1, 2, 3))


class MSSSIM(SSIM):
    """The structural likeness of two images at several scales.

    Examples:
        >>> from mindspore import nn, ops
        >>> x = ops.ones((1, 1, 32, 32))
        >>> print(nn.MSSSIM(power_factors=(0.5, 0.5), filter_size=5)(x, x))
        [1.]
    """

    def __init__(
        self,
        max_val: float = 1.0,
        power_factors: Any = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333),
        filter_size: int = 11,
        filter_sigma: float = 1.5,
        k1: float = 0.01,
        k2: float = 0.03,
    ) -> None:
        super().__init__(max_val, filter_size, filter_sigma, k1, k2)
        self.power_factors = power_factors

    def construct(self, img1: Tensor, img2: Tensor) -> Tensor:
        """Gives the likeness of each pair of images."""
        a, b = _scaled(img1, self.max_val), _scaled(img2, self.max_val)
        likeness: Any = 1.0
        last = len(self.power_factors) - 1
        for i, power in enumerate(self.power_factors):
            light, rest = self._parts(a, b)
            part = (light * rest if i == last else rest).mean((2, 3))
            likeness = likeness * ops.pow(ops.relu(part), power)
            if i != last:
                a, b = ops.avg_pool2d(a, 2, 2), ops.avg_pool2d(b, 2, 2)
        return likeness.mean(-1)


class PSNR(Cell):
    """The ratio of the greatest value to the noise, in decibels.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.PSNR()(Tensor([[[[0.9]]]]), Tensor([[[[0.8]]]])).asnumpy().round(3))
        [20.]
    """

    def __init__(self, max_val: float = 1.0) -> None:
        super().__init__()
        self.max_val = max_val

    def construct(self, img1: Tensor, img2: Tensor) -> Tensor:
        """Gives the ratio for each pair of images."""
        a, b = _scaled(img1, self.max_val), _scaled(img2, self.max_val)
        noise = ops.square(a - b).mean((-3, -2, -1))
        return ops.log(noise) * (-10.0 / math.log(10.0))
