"""Bands of diagonals, windows at random steps, decoding, transforms, sparse Tensors."""

import numpy as np
import pytest
from modes import every_mode, f32
from scipy import signal, sparse

import mindspore as ms
from mindspore import COOTensor, CSRTensor, Tensor, ops

RANDOM = np.random.default_rng(7)
ALIGNMENTS = ["RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT"]


@pytest.mark.parametrize("align", ALIGNMENTS)
@pytest.mark.parametrize("band", [(-1, 1), (0, 2), (-2, 0), (1, 3), (-2, -1), (0, 0)])
def test_what_is_taken_from_a_band_is_put_back(align, band):
    x = RANDOM.random((2, 3, 4)).astype(np.float32)
    taken = ops.matrix_diag_part(Tensor(x), band, 9.0, align)
    inside = np.triu(np.ones((3, 4)), band[0]) * np.tril(np.ones((3, 4)), band[1]) > 0
    put = ops.matrix_set_diag(Tensor(x * 0 - 1), taken, band, align).asnumpy()
    np.testing.assert_array_equal(put, np.where(inside, x, -1))
    made = ops.MatrixDiagV3(align)(taken, band, 3, 4, 7.0).asnumpy()
    np.testing.assert_array_equal(made, np.where(inside, x, 7))


def test_shorter_diagonals_stand_where_align_says():
    x = Tensor(np.arange(1, 13, dtype=np.float32).reshape(3, 4))
    got = ops.MatrixDiagPartV3("RIGHT_LEFT")(x, Tensor([1, 3]), Tensor(0.0)).asnumpy()
    assert got.tolist() == [[0, 0, 4], [0, 3, 8], [2, 7, 12]]


@every_mode(f32(2, 3, 4), grad=True)
def test_bands_in_every_mode(x):
    taken = ops.matrix_diag_part(x, (-1, 1), 0.0)
    return taken, ops.matrix_set_diag(x, taken * 2, (-1, 1))


SHARES = Tensor(np.array([[[0.3, 0.6], [0.9, 0.1]]], np.float32))


@every_mode(f32(1, 2, 7, 8), grad=True)
def test_windows_at_random_steps(x):
    return ops.fractional_max_pool2d(x, (2, 3), (3, 4), _random_samples=SHARES)


def test_windows_at_random_steps_name_the_places_they_took():
    x = f32(2, 3, 5, 6, 7)
    value, place = ops.fractional_max_pool3d(x, 2, (2, 3, 4), return_indices=True)
    flat = x.asnumpy().reshape(2, 3, -1)
    taken = np.take_along_axis(flat, place.asnumpy().reshape(2, 3, -1), 2)
    np.testing.assert_array_equal(taken.reshape(value.shape), value.asnumpy())


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("onesided", [True, False])
def test_pieces_of_a_signal_have_the_frequencies_that_scipy_finds(center, onesided):
    x, window = RANDOM.normal(size=(2, 200)), signal.windows.hann(32, sym=False)
    got = ops.stft(
        Tensor(x), 32, 8, window=Tensor(window), center=center, onesided=onesided,
        return_complex=True,
    ).asnumpy()  # fmt: skip
    padded = np.pad(x, ((0, 0), (16, 16)), "reflect") if center else x
    frames = np.lib.stride_tricks.sliding_window_view(padded, 32, 1)[:, ::8] * window
    wanted = (np.fft.rfft if onesided else np.fft.fft)(frames)
    np.testing.assert_allclose(got, np.swapaxes(wanted, 1, 2), atol=1e-9)


@every_mode(f32(40), f32(8), grad=True)
def test_transforms_of_pieces_in_every_mode(x, window):
    return ops.stft(x, 8, 4, window=window, normalized=True)


@pytest.mark.parametrize(("merge", "wanted"), [(True, [1, 0]), (False, [1, 1, 0])])
def test_decoding_merges_what_is_repeated(merge, wanted):
    best = np.array([1, 1, 2, 0, 2])
    scores = np.eye(3, dtype=np.float32)[best][:, None]
    places, classes, shape, score = ops.ctc_greedy_decoder(Tensor(scores), Tensor([5]), merge)
    assert classes.asnumpy().tolist() == wanted
    assert places.asnumpy().tolist() == [[0, k] for k in range(len(wanted))]
    assert shape.asnumpy().tolist() == [1, len(wanted)]
    assert score.asnumpy().tolist() == [[-5]]


@every_mode(Tensor(RANDOM.random((12, 5)).astype(np.float32) * 9))
def test_boxes_that_overlap_a_better_one_go(rows):
    boxes, order, kept = ops.NMSWithMask(0.3)(rows)
    return boxes, order, kept


MATRIX = (RANDOM.random((4, 5)) * (RANDOM.random((4, 5)) > 0.5)).astype(np.float32)
OTHER = (RANDOM.random((4, 5)) * (RANDOM.random((4, 5)) > 0.5)).astype(np.float32)


@pytest.mark.parametrize("kind", ["coo", "csr"])
def test_sparse_matrices_compute_as_whole_ones(kind):
    make = getattr(ops, f"dense_to_sparse_{kind}")
    a, b = make(Tensor(MATRIX)), make(Tensor(OTHER))
    np.testing.assert_array_equal(a.to_dense().asnumpy(), MATRIX)
    np.testing.assert_array_equal((a + b).to_dense().asnumpy(), MATRIX + OTHER)
    np.testing.assert_array_equal((a - b).to_dense().asnumpy(), MATRIX - OTHER)
    np.testing.assert_array_equal((a * 3).to_dense().asnumpy(), MATRIX * 3)
    np.testing.assert_array_equal((a * Tensor(OTHER)).to_dense().asnumpy(), MATRIX * OTHER)
    swapped = a.to_csr() if kind == "coo" else a.to_coo()
    np.testing.assert_array_equal(swapped.to_dense().asnumpy(), MATRIX)
    np.testing.assert_allclose(
        getattr(ops, f"{kind}_sin")(a).to_dense().asnumpy(), np.sin(MATRIX), rtol=1e-6
    )
    assert (a.shape, a.ndim, a.dtype, a.size) == ((4, 5), 2, ms.float32, (MATRIX != 0).sum())


def test_rows_of_a_sparse_matrix_are_those_of_scipy():
    known, own = sparse.csr_matrix(MATRIX), ops.dense_to_sparse_csr(Tensor(MATRIX))
    assert own.indptr.asnumpy().tolist() == known.indptr.tolist()
    assert own.indices.asnumpy().tolist() == known.indices.tolist()
    dense = RANDOM.random((5, 3)).astype(np.float32)
    np.testing.assert_allclose(own.mm(Tensor(dense)).asnumpy(), MATRIX @ dense, rtol=1e-5)
    share = ops.csr_softmax(own, ms.float32).to_dense().asnumpy()
    np.testing.assert_allclose(share.sum(1), 1, rtol=1e-5)


@every_mode(f32(3), f32(3, 2), grad=True)
def test_sparse_products_in_every_mode(values, dense):
    x = CSRTensor(Tensor([0, 2, 3]), Tensor([0, 2, 1]), values, (2, 3))
    y = COOTensor(Tensor([[0, 1], [1, 2], [0, 1]]), values, (2, 3))
    return x.mm(dense), y.to_dense(), (x * 2).values


def test_sparse_parts_that_do_not_fit_are_refused():
    with pytest.raises(TypeError, match="`indices`"):
        COOTensor([[0, 1]], f32(1), (2, 2))
    with pytest.raises(ValueError, match=r"\(values, 2\)"):
        COOTensor(Tensor([0, 1]), f32(2), (2, 2))
    with pytest.raises(ValueError, match="indptr"):
        CSRTensor(Tensor([0, 1]), Tensor([0]), f32(1), (2, 2))
