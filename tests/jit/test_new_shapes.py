"""A third shape of an argument is compiled for all shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops


def rows(n: int, columns: int = 3) -> Tensor:
    values = np.random.default_rng(n).standard_normal((n, columns))
    return Tensor(values.astype(np.float32))


def compiled(function: Any) -> int:
    return function.cache_info().misses


def same(a: Tensor, b: Tensor) -> bool:
    return a.shape == b.shape and a.asnumpy().tobytes() == b.asnumpy().tobytes()


def test_the_third_shape_is_the_last_compilation() -> None:
    def f(x):
        y = (x * 2 + 1).exp()
        return y / y.sum(1, keepdims=True)

    graph = ms.jit(f, fullgraph=True)
    for n in (2, 5, 3, 8, 13, 1, 0, 40):
        assert same(graph(rows(n)), f(rows(n)))
    assert compiled(graph) == 3


def test_shapes_are_read_and_used() -> None:
    def f(x):
        return x.reshape(x.shape[0], -1) @ ops.ones((x.shape[1], 2)) + x.shape[1]

    graph = ms.jit(f, fullgraph=True)
    for n in (2, 5, 3, 8):
        assert same(graph(rows(n)), f(rows(n)))
    assert same(graph(rows(4, 6)), f(rows(4, 6)))


def test_extents_that_decide_in_python_are_compiled_one_by_one() -> None:
    def f(x):
        return ops.stack([x[i] * i for i in range(x.shape[0])])

    graph = ms.jit(f)
    for n in (2, 5, 3, 8, 2):
        assert same(graph(rows(n)), f(rows(n)))


def test_a_branch_on_an_extent_is_in_the_graph() -> None:
    def f(x):
        return x.sum() if x.shape[0] > 4 else x * 1

    graph = ms.jit(f)
    for n in (2, 5, 3, 8, 2):
        assert same(graph(rows(n)), f(rows(n)))


def test_gradients_of_any_shape() -> None:
    def f(x, w):
        return (ops.relu(x @ w) ** 2).mean()

    graph, w = ms.jit(f, fullgraph=True), rows(3, 4)
    for n in (2, 5, 3, 8, 7):
        for mine, theirs in zip(
            ms.grad(graph, (0, 1))(rows(n), w), ms.grad(f, (0, 1))(rows(n), w), strict=True
        ):
            assert same(mine, theirs)
    inside = ms.jit(lambda x, w: ms.grad(f, (0, 1))(x, w), fullgraph=True)
    for n in (2, 5, 3, 8, 7):
        for mine, theirs in zip(inside(rows(n), w), ms.grad(f, (0, 1))(rows(n), w), strict=True):
            assert same(mine, theirs)


def test_shapes_that_do_not_fit_are_refused_as_ever() -> None:
    def f(x, y):
        return x + y

    graph = ms.jit(f)
    for n in (2, 5, 3, 8):
        assert same(graph(rows(n), rows(n)), f(rows(n), rows(n)))
    with pytest.raises(ValueError, match="need shapes that broadcast"):
        graph(rows(4), rows(3))
