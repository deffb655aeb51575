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
]


@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS, ids=[call[0] for call in CALLS])
def test_a_function_gives_what_numpy_gives(name, args, kwargs):
    owner = np.linalg if name == "matrix_power" else np
    expected = getattr(owner, name)(*args, **kwargs)
    found = getattr(mnp, name)(*args, **kwargs)
    if not isinstance(expected, tuple):
        found, expected = (found,), (expected,)
    for a, b in zip(found, expected, strict=True):
        assert a.shape == b.shape
        assert np.allclose(a.asnumpy(), b, rtol=1e-5)
