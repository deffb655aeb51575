"""Arguments that lie in the same memory: what only reads them is one graph."""

import warnings

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor


def test_views_of_one_tensor_are_read() -> None:
    """The cache that a first call hands to the next: keys and values are parts of one product."""

    @ms.jit
    def attend(query: Tensor, past: tuple) -> Tensor:
        key, value = past
        return (query * key).sum() + value.sum()

    whole = Tensor(np.arange(6, dtype=np.float32))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = attend(Tensor(2.0), (whole[:3], whole[3:]))
    assert result.item() == 18.0
    assert not attend.fallbacks


def test_a_write_is_seen_through_the_other() -> None:
    @ms.jit
    def f(x: Tensor, y: Tensor) -> Tensor:
        x.add_(1)
        return y * 2

    whole = Tensor(np.zeros(4, np.float32))
    with pytest.warns(UserWarning, match="shared-arguments"):
        assert f(whole[:3], whole[1:]).asnumpy().tolist() == [2, 2, 0]


def test_gradients_of_both() -> None:
    @ms.jit
    def f(x: Tensor, y: Tensor) -> Tensor:
        return (x * y).sum()

    def loss(whole: Tensor) -> Tensor:
        return f(whole[:3], whole[1:])

    whole = Tensor(np.arange(4, dtype=np.float32))
    assert ms.grad(loss)(whole).asnumpy().tolist() == [1, 2, 4, 2]
