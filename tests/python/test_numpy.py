"""mindspore.numpy gives what NumPy gives."""

import numpy as np
import pytest

import mindspore.numpy as mnp

X = np.arange(1, 13, dtype=np.float32).reshape(3, 4)
CALLS = [
    ("sum", (X, 1), {}),
    ("mean", (X,), {}),
    ("std", (X, 0), {}),
    ("max", (X, 1), {}),
    ("argmax", (X, 1), {}),
    ("average", (X, 0), {"weights": np.array([1.0, 2.0, 3.0], np.float32)}),
    ("cumsum", (X, 1), {}),
    ("diff", (X,), {}),
    ("ediff1d", (X,), {}),
    ("cov", (X,), {}),
    ("gradient", (X[0],), {}),
    ("tensordot", (X, X.T, 1), {}),
    ("trace", (X,), {}),
    ("rot90", (X,), {}),
    ("roll", (X, 1, 0), {}),
    ("tile", (X, (2, 1)), {}),
    ("concatenate", ((X, X), 1), {}),
    ("stack", ((X, X), 1), {}),
    ("hstack", ((X, X),), {}),
    ("atleast_3d", (X,), {}),
    ("moveaxis", (X, 0, 1), {}),
    ("rollaxis", (X, 1), {}),
    ("broadcast_to", (X[0], (2, 4)), {}),
    ("take", (X, np.array([0, 5])), {}),
    ("repeat", (X, 2, 1), {}),
    ("flip", (X,), {}),
    ("eye", (3,), {}),
    ("geomspace", (1.0, 8.0, 4), {}),
    ("linspace", (0.0, 1.0, 5), {}),
    ("arange", (1, 7, 2), {}),
    ("where", (X > 3, X, 0.0), {}),
    ("select", ([X < 3, X < 6], [X, X * 2], 9.0), {}),
    ("isclose", (X, X + 1e-9), {}),
    ("matrix_power", (X[:, :3], 2), {}),
    ("unravel_index", (np.array([5, 7]), (3, 4)), {}),
    ("power", (X, 2.0), {}),
    ("exp2", (X,), {}),
    ("cbrt", (X - 6,), {}),
    ("radians", (X,), {}),
    ("signbit", (X - 6,), {}),
    ("copysign", (X, X - 6), {}),
    ("heaviside", (X - 6, 0.5), {}),
    ("logaddexp2", (X, X.T.reshape(3, 4)), {}),
    ("divmod", (X, 5.0), {}),
    ("unwrap", (X * 2.5,), {}),
    ("unwrap", (X * 2.5,), {"axis": 0}),
    ("count_nonzero", (X > 3,), {"axis": 1}),
    ("argwhere", (X > 9,), {}),
    ("array_equal", (X, X), {}),
    ("array_equiv", (X, X[0]), {}),
    ("isin", (X, X[0]), {}),
    ("setdiff1d", (X, X[0]), {}),
    ("searchsorted", (X[0], X), {"side": "right"}),
    ("digitize", (X, X[0]), {}),
    ("digitize", (X, X[0][::-1].copy()), {"right": True}),
    ("histogram_bin_edges", (X, 5), {}),
    ("histogram", (X, 4), {}),
    ("histogram", (X, [0.0, 3.0, 5.0]), {"density": True}),
    ("histogram", (X, 3), {"weights": X}),
    ("histogram2d", (X[0], X[1], 3), {}),
    ("tri", (3, 4, 1), {}),
    ("tril_indices", (4, -1), {}),
    ("triu_indices", (3, 1, 5), {}),
    ("diag_indices", (3, 3), {}),
    ("diagflat", (X, -2), {}),
    ("diagflat", (X, 1), {}),
    ("indices", ((2, 3),), {}),
    ("ix_", (np.array([0, 2]), np.array([True, False, True])), {}),
    ("bartlett", (7,), {}),
    ("blackman", (7,), {}),
    ("hamming", (7,), {}),
    ("hanning", (7,), {}),
    ("pad", (X, 2), {}),
    ("pad", (X, ((1, 2), (0, 1))), {"mode": "reflect"}),
    ("pad", (X, 1), {"mode": "wrap"}),
    ("pad", (X, 1), {"mode": "mean"}),
    ("pad", (X, ((1, 1), (2, 0))), {"constant_values": ((1, 2), (3, 4))}),
    ("polyadd", (X[0], X[0][:2]), {}),
    ("polysub", (X[0][:2], X[0]), {}),
    ("polymul", (X[0], X[1]), {}),
    ("polyval", (X[0], X), {}),
    ("polyder", (X[0], 2), {}),
    ("polyint", (X[0], 2), {"k": [1.0, 2.0]}),
    ("convolve", (X[0], X[1][:3], "same"), {}),
    ("convolve", (X[0][:2], X[1], "valid"), {}),
    ("vander", (X[0], 3), {}),
    ("corrcoef", (np.sin(X),), {}),
    ("nanmax", (np.where(X > 6, np.nan, X), 0), {}),
    ("nanmin", (np.where(X > 6, np.nan, X),), {}),
    ("nanvar", (np.where(X > 6, np.nan, X),), {"ddof": 1}),
    ("nanstd", (np.where(X % 3 == 0, np.nan, X), 1), {"keepdims": True}),
    ("nancumsum", (np.where(X > 6, np.nan, X), 1), {}),
    ("apply_over_axes", (None, X, (0, 1)), {}),
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs"), CALLS, ids=[f"{k}-{call[0]}" for k, call in enumerate(CALLS)]
)
def test_a_function_gives_what_numpy_gives(name, args, kwargs):
    owner = np.linalg if name == "matrix_power" else np
    if name == "apply_over_axes":
        expected, found = (
            np.apply_over_axes(np.sum, *args[1:]),
            mnp.apply_over_axes(mnp.sum, *args[1:]),
        )
    else:
        expected = getattr(owner, name)(*args, **kwargs)
        found = getattr(mnp, name)(*args, **kwargs)
    if isinstance(expected, bool):
        expected = np.array(expected)
    if not isinstance(expected, tuple):
        found, expected = (found,), (expected,)
    for a, b in zip(found, expected, strict=True):
        assert a.shape == b.shape
        assert np.allclose(a.asnumpy(), b, rtol=1e-5)


def test_grids_and_rows():
    assert np.array_equal(mnp.mgrid[0:2, 0:3].asnumpy(), np.mgrid[0:2, 0:3])
    assert [part.shape for part in mnp.ogrid[0:2, 0:3]] == [(2, 1), (1, 3)]
    rows = mnp.apply_along_axis(lambda row: row[::-1].copy(), 0, mnp.array(X))
    assert np.array_equal(rows.asnumpy(), X[::-1])
    pieces = mnp.piecewise(mnp.array(X), [X < 3, X > 9], [-1.0, lambda x: x * 2, 0.5])
    assert np.array_equal(
        pieces.asnumpy(), np.piecewise(X, [X < 3, X > 9], [-1.0, lambda x: x * 2, 0.5])
    )


def test_types_together():
    import mindspore as ms

    assert mnp.promote_types(ms.int32, ms.float32) == ms.float64
    assert mnp.result_type(ms.Tensor([1.0]), ms.float64) == ms.float64
    assert mnp.isscalar(3)
    assert not mnp.isscalar(ms.Tensor(3))
