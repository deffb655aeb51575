"""Image transforms: expected values are what real MindSpore 2.10 gives (vision_expected.npz)."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mindspore.dataset as ds
from mindspore.dataset import transforms, vision
from mindspore.dataset.vision import Border, ConvertMode, Inter, SliceMode

EXPECTED = dict(np.load(Path(__file__).with_name("vision_expected.npz")))
INTERPOLATIONS = ("NEAREST", "BILINEAR", "BICUBIC", "AREA", "PILCUBIC")
CORNERS = [[0, 0], [14, 0], [14, 11], [0, 11]], [[1, 1], [12, 2], [13, 10], [0, 9]]

OPS = {
    "CenterCrop (5, 6)": vision.CenterCrop((5, 6)),
    "CenterCrop (20, 20)": vision.CenterCrop((20, 20)),
    "CenterCrop (5, 30)": vision.CenterCrop((5, 30)),
    "Pad 2 CONSTANT": vision.Pad(2),
    "Pad (1, 2) EDGE": vision.Pad((1, 2), 0, Border.EDGE),
    "Pad (1, 2, 3, 4) REFLECT": vision.Pad((1, 2, 3, 4), 0, Border.REFLECT),
    "Pad 2 SYMMETRIC": vision.Pad(2, 0, Border.SYMMETRIC),
    "Pad fill3": vision.Pad(2, (1, 2, 3)),
    "Rescale": vision.Rescale(1 / 255, -0.5),
    "Normalize": vision.Normalize([121.0, 115.0, 100.0], [70.0, 68.0, 71.0]),
    "HWC2CHW": vision.HWC2CHW(),
    "ToTensor": vision.ToTensor(),
    "HFlip": vision.HorizontalFlip(),
    "VFlip": vision.VerticalFlip(),
    "Invert": vision.Invert(),
    "Equalize": vision.Equalize(),
    "AutoContrast": vision.AutoContrast(),
    "AutoContrast10": vision.AutoContrast(10.0, [10, 20]),
    "Posterize 3": vision.Posterize(3),
    "RandomPosterize 1": vision.RandomPosterize((1, 1)),
    "Solarize": vision.Solarize(100),
    "Solarize2": vision.Solarize((50, 200)),
    "RandomSolarize": vision.RandomSolarize((50, 50)),
    "Brightness 0.5": vision.AdjustBrightness(0.5),
    "Contrast 2.5": vision.AdjustContrast(2.5),
    "Saturation 2.5": vision.AdjustSaturation(2.5),
    "Sharpness 0.5": vision.AdjustSharpness(0.5),
    "Sharpness 2.5": vision.AdjustSharpness(2.5),
    "RandomSharpness 0.5": vision.RandomSharpness((0.5, 0.5)),
    "RandomColor 0.5": vision.RandomColor((0.5, 0.5)),
    "RCA b0.5": vision.RandomColorAdjust(brightness=(0.5, 0.5)),
    "RCA c2.5": vision.RandomColorAdjust(contrast=(2.5, 2.5)),
    "RCA s0.5": vision.RandomColorAdjust(saturation=(0.5, 0.5)),
    "RCA h0.2": vision.RandomColorAdjust(hue=(0.2, 0.2)),
    "Hue -0.1": vision.AdjustHue(-0.1),
    "Gamma": vision.AdjustGamma(0.5, 1.2),
    "Gamma2": vision.AdjustGamma(2.0),
    "GaussianBlur 3 None": vision.GaussianBlur(3),
    "GaussianBlur (3, 5) (1.0, 2.0)": vision.GaussianBlur((3, 5), (1.0, 2.0)),
    "GaussianBlur 7 0.5": vision.GaussianBlur(7, 0.5),
    "Crop": vision.Crop((2, 3), (4, 5)),
    "Rotate 30 NEAREST False": vision.Rotate(30),
    "Rotate 30 BILINEAR True": vision.Rotate(30, Inter.BILINEAR, expand=True),
    "Rotate 30 BICUBIC False": vision.Rotate(30, Inter.BICUBIC),
    "RandomRotation 30 BILINEAR": vision.RandomRotation((30, 30), Inter.BILINEAR),
    "Rotate 90": vision.Rotate(90),
    "Rotate 45 exp": vision.Rotate(45, expand=True),
    "Rotate c": vision.Rotate(30, center=(0, 0)),
    "Affine NEAREST": vision.Affine(15.0, (0.1, -0.2), 1.2, (5.0, 3.0), Inter.NEAREST, (7, 8, 9)),
    "Affine BILINEAR": vision.Affine(15.0, (0.1, -0.2), 1.2, (5.0, 3.0), Inter.BILINEAR, (7, 8, 9)),
    "RandomAffine BICUBIC": vision.RandomAffine(
        (15, 15), None, (1.2, 1.2), (5, 5, 3, 3), Inter.BICUBIC, (7, 8, 9)
    ),
    "Perspective BILINEAR": vision.Perspective(*CORNERS, Inter.BILINEAR),
    "ResizedCrop BICUBIC": vision.ResizedCrop(2, 3, 7, 8, (10, 11), Inter.BICUBIC),
    "Erase": vision.Erase(2, 3, 4, 5, (1, 2, 3)),
    "RgbToHsv": vision.RgbToHsv(True),
    "HsvToRgb": vision.HsvToRgb(True),
    "PadToSize": vision.PadToSize((20, 20)),
    "PadToSize2": vision.PadToSize((20, 20), (1, 2), 5, Border.EDGE),
    "SlicePatches": vision.SlicePatches(2, 2),
    "SlicePatches2": vision.SlicePatches(5, 2, SliceMode.DROP),
    "Convert COLOR_RGB2GRAY": vision.ConvertColor(ConvertMode.COLOR_RGB2GRAY),
    "Convert COLOR_BGR2GRAY": vision.ConvertColor(ConvertMode.COLOR_BGR2GRAY),
    "Convert COLOR_RGB2RGBA": vision.ConvertColor(ConvertMode.COLOR_RGB2RGBA),
}
for kind in INTERPOLATIONS:
    for size in ((6, 9), (20, 31), 8):
        OPS[f"Resize {size} {kind}"] = vision.Resize(size, Inter[kind])

# Several orders of summing are right to within one step of a byte.
ROUNDED = ("Resize", "GaussianBlur", "Rotate 30 BICUBIC", "RandomAffine", "ResizedCrop")
CASES = sorted(key for key in EXPECTED if not key.startswith("in/"))


def given(name):
    return Image.fromarray(EXPECTED["in/img"]) if name == "pil" else EXPECTED[f"in/{name}"]


@pytest.mark.parametrize("case", CASES)
def test_as_mindspore(case):
    name, source, part = case.rsplit("/", 2)
    result = OPS[name](given(source))
    assert isinstance(result, Image.Image) == (part == "pil")
    if part.isdigit():
        result = result[int(part)]
    result, expected = np.asarray(result), EXPECTED[case]
    assert result.shape == expected.shape
    assert result.dtype == expected.dtype
    if expected.dtype.kind == "f":
        np.testing.assert_allclose(result, expected, rtol=1e-5, atol=2e-6)
        return
    apart = np.abs(result.astype(int) - expected.astype(int))
    assert apart.max() <= (1 if name.startswith(ROUNDED) else 0)
    assert (apart > 0).mean() < 0.2


@pytest.mark.parametrize(
    "op",
    [
        vision.Rescale(1 / 255, -0.5),
        vision.Normalize([121.0, 115.0, 100.0], [70.0, 68.0, 71.0]),
        vision.Normalize([121.0], [70.0]),
        vision.HWC2CHW(),
        vision.ToTensor(),
        vision.ToTensor(np.float16),
        vision.ToType(np.int16),
        transforms.Compose([vision.Rescale(2.0, 1.0), vision.HWC2CHW()]),
    ],
)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_stacked_images_give_what_single_images_give(op, dtype):
    images = np.random.default_rng(1).integers(0, 256, (5, 6, 7, 3)).astype(dtype)
    np.testing.assert_array_equal(op.batched(images), np.stack([op(image) for image in images]))


RANDOM_OPS = [
    vision.RandomCrop((8, 8), 2),
    vision.RandomHorizontalFlip(),
    vision.RandomVerticalFlip(),
    vision.RandomColorAdjust((0.5, 1.5), (0.5, 1.5), (0.5, 1.5), (-0.2, 0.2)),
    vision.RandomRotation(30),
    vision.RandomAffine(15, (-0.1, 0.1, -0.1, 0.1), (0.8, 1.2), 10),
    vision.RandomResizedCrop(8),
    vision.RandomErasing(0.9, value="random"),
    vision.RandomPosterize((1, 7)),
    vision.RandomSolarize(),
    vision.RandomSharpness(),
    vision.RandomColor(),
    vision.RandomPerspective(0.5, 0.9),
    vision.RandomLighting(1.0),
    vision.RandomEqualize(),
    vision.RandomInvert(),
    vision.RandomAutoContrast(),
    vision.RandomAdjustSharpness(2.0),
    vision.RandomResize(8),
    vision.CutOut(3),
    vision.RandAugment(3, 20),
    vision.TrivialAugmentWide(),
    vision.UniformAugment([vision.Invert(), vision.Equalize()], 1),
    vision.RandomSelectSubpolicy([[(vision.Invert(), 0.5)], [(vision.Equalize(), 0.5)]]),
]


def augmented(op, **kwargs):
    images = np.random.default_rng(2).integers(0, 256, (40, 12, 12, 3)).astype(np.uint8)
    data = ds.NumpySlicesDataset(images, "image", shuffle=False).map(op, "image", **kwargs)
    rows = data.create_tuple_iterator(num_epochs=1, output_numpy=True)
    return [image for (image,) in rows]


@pytest.mark.parametrize("op", RANDOM_OPS, ids=lambda op: type(op).__name__)
def test_random_choices_follow_the_seed_whatever_the_workers(op):
    ds.config.set_seed(3)
    first = augmented(op)
    for workers in ({"num_parallel_workers": 3}, {}):
        again = augmented(op, **workers)
        assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    ds.config.set_seed(4)
    other = augmented(op)
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_random_choices_differ_from_row_to_row_and_from_epoch_to_epoch():
    ds.config.set_seed(1)
    image = np.arange(2, dtype=np.uint8).reshape(1, 2, 1)
    data = ds.NumpySlicesDataset(np.stack([image] * 200), "image", shuffle=False)
    rows = data.map(vision.RandomHorizontalFlip(), "image").create_tuple_iterator(output_numpy=True)
    first, second = ([int(x[0, 0, 0]) for (x,) in rows] for _ in range(2))
    assert 70 < sum(first) < 130
    assert first != second


def test_probability_0_and_1():
    image = np.arange(2, dtype=np.uint8).reshape(1, 2, 1)
    assert vision.RandomHorizontalFlip(0.0)(image).ravel().tolist() == [0, 1]
    assert vision.RandomHorizontalFlip(1.0)(image).ravel().tolist() == [1, 0]


def test_decode_and_crops_of_files():
    file = io.BytesIO()
    Image.fromarray(EXPECTED["in/img"]).save(file, "png")
    data = np.frombuffer(file.getvalue(), np.uint8)
    np.testing.assert_array_equal(vision.Decode()(data), EXPECTED["in/img"])
    assert vision.Decode(to_pil=True)(data).mode == "RGB"
    assert vision.RandomCropDecodeResize((5, 6))(data).shape == (5, 6, 3)


def test_mixing_batches():
    ds.config.set_seed(1)
    images = np.stack([np.full((4, 4, 3), v, np.uint8) for v in (0, 100, 200)])
    for op in (
        vision.MixUpBatch(),
        vision.CutMixBatch(vision.ImageBatchFormat.NHWC),
    ):
        mixed, labels = op(images, np.eye(3))
        assert mixed.shape == images.shape
        assert labels.dtype == np.float32
        np.testing.assert_allclose(labels.sum(1), 1, rtol=1e-6)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: vision.Resize(0), ValueError, "`size` needs a value from 1"),
        (lambda: vision.Resize((1, 2, 3)), TypeError, "pair (height, width)"),
        (lambda: vision.Resize(4, "BILINEAR"), TypeError, "`interpolation` needs a value of Inter"),
        (lambda: vision.Normalize([1.0], [0.0]), ValueError, "`std` needs numbers above 0"),
        (lambda: vision.Normalize([1.0], [1.0, 2.0]), ValueError, "the same length"),
        (lambda: vision.RandomHorizontalFlip(1.5), ValueError, "`prob` needs a value from 0 to 1"),
        (lambda: vision.Rescale("a", 0), TypeError, "`rescale` needs a number"),
        (lambda: vision.GaussianBlur(4), ValueError, "odd numbers"),
        (lambda: vision.RandomColorAdjust((2, 1)), ValueError, "at most its second"),
        (lambda: vision.Posterize(9), ValueError, "from 0 to 8"),
    ],
)
def test_wrong_arguments(make, error, words):
    with pytest.raises(error) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("op", "image", "error", "words"),
    [
        (vision.Normalize([1.0, 2.0], [1.0, 1.0]), "img", RuntimeError, "uint8 (12, 15, 3)"),
        (vision.RandomCrop(20), "img", RuntimeError, "write pad_if_needed=True"),
        (vision.Crop((10, 3), (4, 5)), "img", RuntimeError, "the part ends at (14, 8)"),
        (vision.Invert(), "gray", RuntimeError, "an RGB image"),
        (vision.Resize(8, Inter.ANTIALIAS), "img", TypeError, "needs a PIL image"),
        (vision.Decode(), "img", RuntimeError, "1-D uint8"),
        (vision.Grayscale(), "img", TypeError, "needs a PIL image"),
    ],
)
def test_wrong_images(op, image, error, words):
    with pytest.raises(error) as caught:
        op(EXPECTED[f"in/{image}"])
    assert words in str(caught.value)


def test_what_is_no_image():
    with pytest.raises(TypeError, match="Rescale needs an array or a PIL image"):
        vision.Rescale(1.0, 0.0)(None)
    with pytest.raises(RuntimeError, match="cannot be decoded"):
        vision.Decode()(np.zeros(10, np.uint8))


def test_image_files():
    image = EXPECTED["in/img"]
    vision.write_png("some.png", image)
    np.testing.assert_array_equal(vision.read_image("some.png"), image)
    grey = vision.read_image("some.png", vision.ImageReadMode.GRAYSCALE)
    assert grey.shape == (12, 15, 1)
    assert abs(int(grey[0, 0, 0]) - 177) <= 1
    vision.write_jpeg("some.jpg", image[..., :1], 90)
    assert vision.read_image("some.jpg").shape == (12, 15, 1)
    assert vision.read_image("some.jpg", vision.ImageReadMode.COLOR).shape == (12, 15, 3)
    np.testing.assert_array_equal(vision.Decode()(vision.encode_png(image)), image)
    assert vision.get_image_size(image) == [12, 15]
    assert vision.get_image_num_channels(Image.fromarray(image)) == 3
    with pytest.raises(RuntimeError, match="needs to be a file that can be read"):
        vision.read_image("none.png")
    vision.write_file("some.bin", np.arange(5, dtype=np.uint8))
    with pytest.raises(RuntimeError, match="needs to be an image"):
        vision.read_image("some.bin")
    with pytest.raises(RuntimeError, match="1 or 3 channels of uint8"):
        vision.encode_png(image.astype(np.float32))
