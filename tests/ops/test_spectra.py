"""Fourier transforms beside NumPy's, and their gradients, in both modes."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops

RNG = np.random.default_rng(0)
REAL = RNG.standard_normal((3, 4, 6))
COMPLEX = REAL + 1j * RNG.standard_normal(REAL.shape)
OF_REAL = ("rfft", "ihfft")


def near(found: Tensor, wanted: np.ndarray, bound: float = 2e-6) -> None:
    assert found.shape == wanted.shape
    assert np.abs(found.asnumpy() - wanted).max() <= bound * max(1, np.abs(wanted).max())


@pytest.mark.parametrize("length", [1, 2, 5, 64, 97, 360, 1009, 1024, 2048, 2062])
@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"])
def test_lengths(name, length):
    signal = RNG.standard_normal((2, length))
    if name not in OF_REAL:
        signal = signal + 1j * RNG.standard_normal(signal.shape)
    if length == 1 and name in ("irfft", "hfft"):
        pytest.skip("a half spectrum of one frequency has no length")
    for norm in (None, "ortho", "forward"):
        wanted = getattr(np.fft, name)(signal, norm=norm)
        near(getattr(ops, name)(Tensor(signal.astype(complex_or_real(signal))), norm=norm), wanted)


def complex_or_real(signal: np.ndarray) -> type:
    return np.complex64 if np.iscomplexobj(signal) else np.float32


@pytest.mark.parametrize(
    "name", ["fft2", "ifft2", "fftn", "ifftn", "rfft2", "rfftn", "irfft2", "irfftn"]
)
def test_several_axes(name):
    signal = REAL if name.startswith("rfft") else COMPLEX
    near(getattr(ops, name)(Tensor(signal)), getattr(np.fft, name)(signal), 1e-12)
    wanted = getattr(np.fft, name)(signal, (5, 7), (-2, -1))
    near(getattr(ops, name)(Tensor(signal), (5, 7), (-2, -1)), wanted, 1e-12)


def weighted(z: Tensor) -> Tensor:
    return (ops.real(z) * 1.5 + ops.imag(z) * 0.5 + ops.real(z) ** 2).sum()


@pytest.mark.parametrize("length", [6, 128, 2062])
@pytest.mark.parametrize("name", ["fft", "rfft", "ihfft", "ifft"])
def test_gradients_are_finite_differences(name, length):
    signal = RNG.standard_normal(length)

    def loss(x: Tensor) -> Tensor:
        return weighted(getattr(ops, name)(x, norm="ortho"))

    gradient = ms.grad(loss)(Tensor(signal)).asnumpy()
    for place in range(0, length, length // 3):
        step = np.zeros(length)
        step[place] = 1e-6
        slope = (loss(Tensor(signal + step)) - loss(Tensor(signal - step))).item() / 2e-6
        assert abs(slope - gradient[place]) < 1e-5 * max(1, abs(slope))


def test_a_spectral_layer_is_one_graph():
    def loss(x: Tensor, w: Tensor) -> Tensor:
        return (ops.irfft(ops.rfft(x) * w, 6) ** 2).sum()

    def step(x: Tensor, w: Tensor) -> tuple:
        return ms.grad(loss, (0, 1))(x, w)

    x, w = Tensor(REAL.astype(np.float32)), Tensor(RNG.standard_normal(4).astype(np.float32))
    compiled = ms.jit(step)
    for eager, graph in zip(step(x, w), compiled(x, w), strict=True):
        assert eager.asnumpy().tobytes() == graph.asnumpy().tobytes()
    assert not compiled.fallbacks


def test_fft_with_size():
    x = Tensor(REAL.astype(np.float32))
    spectrum = ops.FFTWithSize(2, False, True)(x)
    near(spectrum, np.fft.rfft2(REAL))
    near(ops.FFTWithSize(2, True, True)(spectrum), REAL)
    assert ops.FFTWithSize(1, False, True, "ortho", False)(x).shape == (3, 4, 6)
