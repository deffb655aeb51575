"""Functions for files of images: read, write, encode, ask for the size."""

from __future__ import annotations

import io
import os
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_int, check_type, pipeline_error, shown
from mindspore.dataset.core.values import described, is_tensor
from mindspore.dataset.vision.base import check_choice, is_pil
from mindspore.dataset.vision.enums import ImageReadMode


def _bytes_of(filename: Any) -> bytes:
    check_type("filename", filename, (str, os.PathLike), "a path")
    try:
        with open(filename, "rb") as file:
            return file.read()
    except OSError as error:
        raise pipeline_error(
            f"{filename} needs to be a file that can be read", str(error)
        ) from None


def _write(filename: Any, data: bytes) -> None:
    check_type("filename", filename, (str, os.PathLike), "a path")
    try:
        with open(filename, "wb") as file:
            file.write(data)
    except OSError as error:
        raise pipeline_error(
            f"{filename} needs to be a file that can be written", str(error)
        ) from (error)


def read_file(filename: str) -> np.ndarray:
    """Give the bytes of a file as a 1-D uint8 array."""
    return np.frombuffer(_bytes_of(filename), np.uint8).copy()


def write_file(filename: str, data: Any) -> None:
    """Write a 1-D uint8 array to a file.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.write_file("some.bin", np.array([1, 2], np.uint8))
    >>> vision.read_file("some.bin").tolist()
    [1, 2]
    """
    array = data.asnumpy() if is_tensor(data) else data
    check_type("data", array, np.ndarray, "an array")
    if array.dtype != np.uint8 or array.ndim != 1:
        raise pipeline_error("`data` needs a 1-D array of uint8", f"found {described(array)}")
    _write(filename, array.tobytes())


def read_image(filename: str, mode: ImageReadMode = ImageReadMode.UNCHANGED) -> np.ndarray:
    """Give the image in a file as an array of (height, width, channels).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.write_png("some.png", np.zeros((4, 5, 3), np.uint8))
    >>> vision.read_image("some.png", vision.ImageReadMode.GRAYSCALE).shape
    (4, 5, 1)
    """
    from PIL import Image

    check_choice("mode", mode, ImageReadMode)
    data = _bytes_of(filename)
    try:
        with Image.open(io.BytesIO(data)) as file:
            if mode is ImageReadMode.GRAYSCALE:
                image = np.array(file.convert("L"))
            elif mode is ImageReadMode.COLOR:
                image = np.array(file.convert("RGB"))
            else:
                plain = file.mode in ("L", "RGB", "RGBA", "I;16")
                image = np.array(file if plain else file.convert("RGB"))
    except Exception as error:
        raise pipeline_error(
            f"{filename} needs to be an image", f"{len(data)} bytes cannot be decoded: {error}"
        ) from error
    return image if image.ndim == 3 else image[..., None]


def _encoded(image: Any, name: str, **options: Any) -> bytes:
    from PIL import Image

    array = image.asnumpy() if is_tensor(image) else image
    check_type("image", array, np.ndarray, "an array")
    fits = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (1, 3))
    if array.dtype != np.uint8 or not fits:
        raise pipeline_error(
            f"an image to encode as {name} needs 1 or 3 channels of uint8",
            f"the image is {described(array)}",
        )
    file = io.BytesIO()
    plane = array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array
    Image.fromarray(plane).save(file, name, **options)
    return file.getvalue()


def encode_jpeg(image: Any, quality: int = 75) -> np.ndarray:
    """Give an image as the bytes of a JPEG file.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.encode_jpeg(np.zeros((4, 5, 3), np.uint8))[:2].tolist()
    [255, 216]
    """
    check_int("quality", quality, 1, 100)
    return np.frombuffer(_encoded(image, "JPEG", quality=quality), np.uint8).copy()


def encode_png(image: Any, compression_level: int = 6) -> np.ndarray:
    """Give an image as the bytes of a PNG file.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> bytes(vision.encode_png(np.zeros((4, 5, 3), np.uint8))[1:4])
    b'PNG'
    """
    check_int("compression_level", compression_level, 0, 9)
    data = _encoded(image, "PNG", compress_level=compression_level)
    return np.frombuffer(data, np.uint8).copy()


def write_jpeg(filename: str, image: Any, quality: int = 75) -> None:
    """Write an image to a JPEG file."""
    check_int("quality", quality, 1, 100)
    _write(filename, _encoded(image, "JPEG", quality=quality))


def write_png(filename: str, image: Any, compression_level: int = 6) -> None:
    """Write an image to a PNG file."""
    check_int("compression_level", compression_level, 0, 9)
    _write(filename, _encoded(image, "PNG", compress_level=compression_level))


def _shape(image: Any) -> tuple[int, ...]:
    if is_pil(image):
        return image.height, image.width, len(image.getbands())
    array = image.asnumpy() if is_tensor(image) else image
    if not isinstance(array, np.ndarray):
        raise TypeError(f"`image` needs an array or a PIL image\n   = note: found {shown(image)}")
    if array.ndim < 2:
        raise pipeline_error("an image needs at least two axes", f"found {described(array)}")
    return array.shape


def get_image_size(image: Any) -> list[int]:
    """Give [height, width] of an image.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.get_image_size(np.zeros((4, 5, 3)))
    [4, 5]
    """
    shape = _shape(image)
    return list(shape if len(shape) == 2 else shape[-3:-1])


def get_image_num_channels(image: Any) -> int:
    """Give the number of channels of an image.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.get_image_num_channels(np.zeros((4, 5)))
    1
    """
    shape = _shape(image)
    return 1 if len(shape) == 2 else shape[-1]
