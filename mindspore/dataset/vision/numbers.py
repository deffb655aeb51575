"""Transforms between pixels and numbers: scale, normalise, cast, order of axes, PIL and files to
arrays."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import (
    check_bool,
    check_number,
    check_type,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.checks import (
    check_choice as check_text_choice,
)
from mindspore.dataset.core.dtypes import numpy_dtype
from mindspore.dataset.core.values import described
from mindspore.dataset.transforms.elements import cast
from mindspore.dataset.vision.base import ImageTransform, is_pil


class Rescale(ImageTransform):
    """Gives `image * rescale + shift` as float32.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Rescale(0.5, -1.0)(np.full((1, 1, 1), 255, np.uint8)).item()
    126.5
    """

    def __init__(self, rescale: float, shift: float) -> None:
        self.rescale = check_number("rescale", rescale)
        self.shift = check_number("shift", shift)
        self._factor = float(np.float32(rescale))
        self._offset = float(np.float32(shift))
        # One multiplication and addition with a single rounding; bytes have 256 results.
        self._of_byte = (np.arange(256) * self._factor + self._offset).astype(np.float32)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need(image.ndim >= 2 and image.dtype.kind in "biuf", "an image", image)
        return self._scaled(image)

    def batched(self, images: np.ndarray) -> np.ndarray:
        """Work on stacked images."""
        self._need(images.ndim >= 3 and images.dtype.kind in "biuf", "images", images)
        return self._scaled(images)

    def _scaled(self, image: np.ndarray) -> np.ndarray:
        if image.dtype == np.uint8:
            return self._of_byte[image]
        return (image.astype(np.float64) * self._factor + self._offset).astype(np.float32)


class _PerChannel(ImageTransform):
    """What needs a mean and a standard deviation for each channel."""

    def __init__(self, mean: Any, std: Any, is_hwc: bool = True) -> None:
        for name, values in (("mean", mean), ("std", std)):
            check_type(name, values, (list, tuple), "a list of numbers")
            for i, value in enumerate(values):
                check_number(f"{name}[{i}]", value, 0)
                if name == "std" and value == 0:
                    raise ValueError(told("`std` needs numbers above 0", f"std[{i}] is 0"))
        if len(mean) != len(std):
            raise ValueError(
                told("`mean` and `std` need the same length", f"found {len(mean)} and {len(std)}")
            )
        self.is_hwc = check_bool("is_hwc", is_hwc)
        self.mean, self.std = list(mean), list(std)
        self._mean = np.array(mean, np.float32)
        self._std = np.array(std, np.float32)

    def _normalised(self, image: np.ndarray, axes: int) -> np.ndarray:
        """Normalise an image, or with one more axis a stack of images."""
        channels = 1
        if axes == 3:
            channels = image.shape[-1 if self.is_hwc else -3]
        if axes not in (2, 3) or (len(self._mean) not in (1, channels)):
            raise pipeline_error(
                f"{type(self).__name__} needs a mean and a std for each channel of an image",
                f"there are {len(self._mean)}, the image is {described(image)} with channels "
                + ("last" if self.is_hwc else "first"),
                "write is_hwc=False for images of (channels, height, width)"
                if self.is_hwc
                else "leave out is_hwc=False for (height, width, channels)",
            )
        mean, std = self._mean, self._std
        if axes == 3 and not self.is_hwc:
            mean, std = mean[:, None, None], std[:, None, None]
        result = image.astype(np.float32)
        result -= mean
        result /= std
        return result


class Normalize(_PerChannel):
    """Gives `(image - mean) / std` for each channel, as float32.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Normalize([100.0], [50.0])(np.full((1, 1, 1), 150, np.uint8)).item()
    1.0
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return self._normalised(image, image.ndim)

    def batched(self, images: np.ndarray) -> np.ndarray:
        """Work on stacked images."""
        return self._normalised(images, images.ndim - 1)


class NormalizePad(_PerChannel):
    """Normalises, and adds a channel of zeros."""

    def __init__(self, mean: Any, std: Any, dtype: str = "float32", is_hwc: bool = True) -> None:
        super().__init__(mean, std, is_hwc)
        check_text_choice("dtype", dtype, ["float32", "float16"])
        self.dtype = dtype

    def _apply(self, image: np.ndarray) -> np.ndarray:
        result = self._normalised(image, image.ndim)
        axis = -1 if self.is_hwc else 0
        if image.ndim == 2:
            result, axis = result[..., None], -1
        zeros = np.zeros_like(result.take([0], axis))
        return np.concatenate([result, zeros], axis).astype(self.dtype)


class HWC2CHW(ImageTransform):
    """Moves the channels from the last axis to the first.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.HWC2CHW()(np.zeros((4, 5, 3))).shape
    (3, 4, 5)
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        if image.ndim == 2:
            return image
        self._need(image.ndim == 3, "an image of (height, width, channels)", image)
        return np.ascontiguousarray(image.transpose(2, 0, 1))

    def batched(self, images: np.ndarray) -> np.ndarray:
        """Work on stacked images."""
        if images.ndim == 3:
            return images
        self._need(images.ndim == 4, "images of (height, width, channels)", images)
        if images.shape[3] == 1:
            return images.reshape(images.shape[0], 1, *images.shape[1:3])
        return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


class ToTensor(ImageTransform):
    """Gives the image divided by 255, with the channels first.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.ToTensor()(np.full((2, 2), 255, np.uint8)).tolist()
    [[[1.0, 1.0], [1.0, 1.0]]]
    """

    def __init__(self, output_type: Any = np.float32) -> None:
        self._dtype = numpy_dtype("output_type", output_type)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        if image.ndim == 2:
            image = image[..., None]
        return self._scaled(np.ascontiguousarray(image.transpose(2, 0, 1)))

    def batched(self, images: np.ndarray) -> np.ndarray:
        """Work on stacked images."""
        self._need(images.ndim in (3, 4) and images.dtype.kind in "biuf", "images", images)
        if images.ndim == 3:
            images = images[..., None]
        return self._scaled(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))

    def _scaled(self, image: np.ndarray) -> np.ndarray:
        scaled = image.astype(np.float32) * np.float32(1 / 255)
        return scaled.astype(self._dtype, copy=False)


class ToType(ImageTransform):
    """Casts an image to a MindSpore or NumPy dtype.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.ToType(np.float32)(np.zeros((2, 2), np.uint8)).dtype
    dtype('float32')
    """

    def __init__(self, data_type: Any) -> None:
        self._dtype = numpy_dtype("data_type", data_type)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return cast(image, self._dtype, "ToType")

    batched = _apply


class ToNumpy(ImageTransform):
    """Turns a PIL image into an array.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.ToNumpy()(vision.ToPIL()(np.zeros((4, 5, 3), np.uint8))).shape
    (4, 5, 3)
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return image


class ToPIL(ImageTransform):
    """Turns an array into a PIL image.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.ToPIL()(np.zeros((4, 5, 3), np.uint8)).size
    (5, 4)
    """

    def _apply(self, image: np.ndarray) -> Any:
        from PIL import Image

        fits = image.ndim == 2 or (image.ndim == 3 and image.shape[2] in (1, 2, 3, 4))
        if not fits:
            raise ValueError(
                told(
                    "ToPIL needs an image of at most 4 channels, which stand last",
                    f"the image is {described(image)}",
                )
            )
        if image.dtype != np.uint8 and (image.ndim == 3 and image.shape[2] > 1):
            raise TypeError(
                told(
                    "ToPIL needs an image of uint8",
                    f"the image is {described(image)}",
                    "cast it first: transforms.TypeCast(mindspore.uint8)",
                )
            )
        return Image.fromarray(image[..., 0] if image.ndim == 3 and image.shape[2] == 1 else image)

    def _apply_pil(self, image: Any) -> Any:
        return image


class Decode(ImageTransform):
    """Decodes the bytes of an image file to an RGB array, or to a PIL image.

    >>> import io
    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> file = io.BytesIO()
    >>> vision.ToPIL()(np.zeros((4, 5, 3), np.uint8)).save(file, "png")
    >>> vision.Decode()(np.frombuffer(file.getvalue(), np.uint8)).shape
    (4, 5, 3)
    """

    def __init__(self, to_pil: bool = False) -> None:
        self.to_pil = check_bool("to_pil", to_pil)

    def __call__(self, *images: Any) -> Any:
        """Decode the bytes of an image file."""
        if len(images) != 1:
            raise RuntimeError(told("Decode needs one value", f"found {len(images)}"))
        data = images[0]
        if is_pil(data):
            raise TypeError(told("Decode needs the bytes of an image file", "found a PIL image"))
        if isinstance(data, (bytes, bytearray)):
            return self._decoded(bytes(data))
        if not isinstance(data, np.ndarray):
            raise TypeError(
                told(
                    "Decode needs the bytes of an image file as a uint8 array",
                    f"found {shown(data)}",
                )
            )
        if data.dtype.kind == "S" and data.size == 1:
            return self._decoded(data.item())
        if data.ndim != 1 or data.dtype not in (np.uint8, np.int8):
            error = TypeError if self.to_pil else RuntimeError
            raise error(
                told(
                    "Decode needs the bytes of an image file: a 1-D uint8 array",
                    f"the value is {described(data)}",
                    "leave Decode out if the images are decoded already",
                )
            )
        return self._decoded(data.tobytes())

    def _decoded(self, data: bytes) -> Any:
        from PIL import Image

        try:
            with Image.open(io.BytesIO(data)) as file:
                image = file.convert("RGB")
        except Exception as error:
            raise pipeline_error(
                "Decode needs the bytes of an image file",
                f"{len(data)} bytes cannot be decoded: {error}",
            ) from error
        return image if self.to_pil else np.array(image)
