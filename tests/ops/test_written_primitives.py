"""Primitives that are written as classes, and pictures: the same in every mode."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor, ops

BOXES = Tensor(np.array([[0.1, 0.2, 0.7, 0.9], [-0.2, 0.0, 1.2, 1.0], [0.8, 0.9, 0.1, 0.3]], "f4"))
OWNERS = Tensor(np.array([0, 1, 1], np.int32))


@every_mode(f32(3), grad=True)
def test_loops_as_primitives(x):
    halved = ops.WhileLoop()(lambda v: v.sum() > 1, lambda v: v * 0.5, x * x + 1)
    added = ops.ForiLoop()(0, 3, lambda i, v: v * 2 + i, halved)
    return ops.Scan()(lambda carry, e: (carry + e, carry * e), added, [x, x * 2])[0]


def test_loops_refuse_a_value_that_changes_its_shape():
    with pytest.raises(ValueError, match="keeps type and shape"):
        ops.ForiLoop()(0, 2, lambda i, v: ops.concat((v, v)), f32(2))
    with pytest.raises(TypeError, match="function"):
        ops.WhileLoop()(3, lambda v: v, 1)


@every_mode(f32(2, 5, 7, 3), grad=True)
def test_crops(image):
    crop = ops.CropAndResize("bilinear", 0.5)
    return crop(image, BOXES, OWNERS, (3, 4)), ops.CropAndResize("nearest")(
        image, BOXES, OWNERS, (2, 2)
    )


def test_crops_of_a_ramp_are_the_places_that_are_read():
    ramp = Tensor(np.tile(np.arange(10, dtype=np.float32)[None, None, :, None], (1, 4, 1, 1)))
    box, owner = Tensor([[0.0, 0.2, 1.0, 0.8]]), Tensor(np.array([0], np.int32))

    def row(method):
        return ops.CropAndResize(method)(ramp, box, owner, (1, 3)).asnumpy()[0, 0, :, 0]

    np.testing.assert_allclose(row("bilinear"), [1.8, 4.5, 7.2], rtol=1e-6)
    np.testing.assert_allclose(row("nearest"), [2, 4, 7])
    np.testing.assert_allclose(row("bilinear_v2"), [8 / 3, 5, 22 / 3], rtol=1e-6)


@pytest.mark.parametrize("mode", ["bilinear", "nearest"])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("align", [False, True])
def test_the_same_grid_gives_the_same_picture(mode, padding, align):
    image = f32(2, 3, 4, 5)
    still = Tensor(np.tile(np.array([[[1, 0, 0], [0, 1, 0]]], np.float32), (2, 1, 1)))
    grid = ops.affine_grid(still, image.shape, align)
    got = ops.grid_sample(image, grid, mode, padding, align)
    np.testing.assert_allclose(got.asnumpy(), image.asnumpy(), atol=1e-5)


@every_mode(f32(2, 3, 4, 5), f32(2, 3, 2, 2), grad=True)
def test_grids(image, grid):
    return ops.grid_sample(image, grid, "bilinear", "reflection", False)


@every_mode(f32(1, 2, 5, 5), f32(3, 2, 3, 3), f32(1, 27, 3, 3), grad=True)
def test_deformed_kernels(x, weight, offsets):
    return ops.deformable_conv2d(x, weight, offsets, (3, 3), (1, 1, 1, 1), (0, 0, 0, 0))


def test_a_kernel_that_is_not_deformed_is_a_convolution():
    x, weight = f32(2, 4, 6, 7), f32(5, 4, 3, 2)
    offsets = np.zeros((2, 18, 6, 6), np.float32)
    offsets[:, 12:] = 1
    got = ops.deformable_conv2d(x, weight, Tensor(offsets), (3, 2), (1,) * 4, (1, 1, 0, 0))
    wanted = ops.conv2d(ops.pad(x, (0, 0, 1, 1)), weight)
    np.testing.assert_allclose(got.asnumpy(), wanted.asnumpy(), rtol=1e-4, atol=1e-5)


@every_mode(f32(1, 2, 4, 5), grad=True)
def test_resizing_by_the_rules_of_primitives(x):
    return (
        ops.ResizeBilinearV2(True)(x, (7, 3)),
        ops.ResizeNearestNeighbor((7, 3), True)(x),
        ops.ResizeBicubic(half_pixel_centers=True)(x, (7, 3)),
        ops.ResizeLinear1D("half_pixel")(x[0], (8,)),
    )


def test_colours_go_there_and_back():
    colours = np.random.default_rng(1).random((2, 3, 3)).astype(np.float32)
    turned = ops.HSVToRGB()(ops.RGBToHSV()(Tensor(colours)))
    np.testing.assert_allclose(turned.asnumpy(), colours, atol=1e-6)
    round_once = ops.AdjustHue()(Tensor(colours), 1.0)
    np.testing.assert_allclose(round_once.asnumpy(), colours, atol=1e-5)


def test_custom_operators_with_a_gradient_and_in_a_graph():
    def gradient(x, out, dout):
        return (dout * 3,)

    triple = ops.Custom(lambda x: x * 3, lambda x: x, lambda x: x, "pyfunc", gradient)
    x = f32(3)
    assert (ms.grad(triple)(x).asnumpy() == 3).all()
    np.testing.assert_array_equal(ms.jit(triple)(x).asnumpy(), triple(x).asnumpy())


def test_custom_operators_of_a_library(tmp_path):
    source = Path(tmp_path, "twice.c")
    source.write_text(
        "#include <stdint.h>\n"
        "int twice(int n, void** data, int* ndims, int64_t** shapes, const char** dtypes,\n"
        "          void* stream, void* extra) {\n"
        "  for (int64_t i = 0; i < shapes[0][0]; ++i)\n"
        "    ((float*)data[1])[i] = 2 * ((float*)data[0])[i];\n"
        "  return n == 2 ? 0 : 1;\n}\n"
    )
    library = Path(tmp_path, "twice.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    twice = ops.Custom(f"{library}:twice", lambda x: x, lambda x: x, "aot")
    assert twice(Tensor([1.0, 2.5])).asnumpy().tolist() == [2.0, 5.0]


@every_mode(f32(3), grad=True)
def test_a_morph_is_its_function(x):
    return _SQUARE(x) + _TENFOLD(x)


_SQUARE = ops.Morph(lambda v: v * v, lambda s: s, lambda d: d)
_TENFOLD = ops.Morph(lambda v: v, lambda s: s, lambda d: d, lambda v, out, dout: dout * 10)


@every_mode(f32(3), grad=True)
def test_a_group_of_one_has_its_own_tensors(x):
    return ops.AllReduce()(x), ops.AllGather()(x), ops.Broadcast(0)((x,))[0]


def test_packed_masks_keep_what_they_say():
    shape = (16, 300)
    mask = ops.DropoutGenMask(3)(shape, 0.75)
    kept = ops.DropoutDoMask()(ops.ones(shape), mask, 0.75).asnumpy()
    assert set(np.unique(kept.round(4))) == {0.0, np.float32(1.3333)}
    assert abs(kept.mean() - 1) < 0.05
