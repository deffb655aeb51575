"""Tensors whose shape is known only at run time, inside one graph."""

from __future__ import annotations

import numpy as np
from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor, ops


def i64(*values: int) -> Tensor:
    return Tensor(np.array(values, np.int64))


@every_mode(f32(4, 3), also=((f32(2, 3),),))
def test_nonzero_gives_as_many_rows_as_there_are_places(x):
    return ops.nonzero(x > 0)


@every_mode(f32(4, 3), grad=True)
def test_a_mask_picks_rows_and_gradients_come_back(x):
    picked = x[x > 0]
    return (picked * picked).sum()


@every_mode(f32(4, 3), grad=True)
def test_a_mask_of_rows(x):
    rows = x[x.sum(1) > 0]
    return (rows * 2 + 1).sum(0)


@every_mode(f32(5), f32(5, seed=1), grad=True)
def test_masked_select_keeps_its_gradient(x, y):
    return ops.masked_select(x, y > 0).exp().sum()


@every_mode(i64(3, 1, 3, 2, 1))
def test_unique_values_and_places(x):
    values, places = ops.unique(x)
    return values, places, values * 2


@every_mode(f32(6))
def test_where_with_one_argument_gives_places(x):
    return ops.nonzero(x > 0, as_tuple=True)


@every_mode(f32(6), also=((f32(6) * 0 - 1,),))
def test_the_number_of_places_is_a_number(x):
    found = ops.nonzero(x > 0)
    return found.shape[0] + 1, len(found), found.size


@every_mode(f32(6), also=((f32(6) * 0 - 1,),))
def test_a_branch_on_an_extent(x):
    picked = x[x > 0]
    if picked.shape[0] > 0:
        return picked.mean()
    return x.sum()


@every_mode(f32(6), grad=True)
def test_elements_beside_known_ones(x):
    picked = x[x > 0]
    return (picked + 1.5).exp() * 2, picked.sum() + x


@every_mode(f32(5, 4), grad=True)
def test_matrix_products_of_picked_rows(x):
    rows = x[x.sum(1) > -0.5]
    return ops.matmul(rows, rows.T).sum(1).sum()


@every_mode(i64(3, 2, 4))
def test_a_range_of_run_time_length(x):
    n = int(x.max())
    return ops.arange(n), ops.arange(1, n + 2, 2)


@every_mode(f32(6), i64(3))
def test_slices_by_run_time_numbers(x, n):
    k = int(n)
    return x[:k], x[k:], x[1:k], x[k], x[-k:]


@every_mode(f32(6, 2), i64(3), grad=True)
def test_gradients_of_slices_by_run_time_numbers(x, n):
    k = n.item()
    return (x[:k] * 2).sum() + x[k, 1]


@every_mode(i64(3))
def test_shapes_of_run_time_numbers(n):
    k = int(n)
    return ops.zeros((k, 2)), ops.full((2, k), 1.5), ops.ones(k, ms.int32)


@every_mode(f32(12), i64(3), grad=True)
def test_reshape_by_run_time_numbers(x, n):
    k = int(n)
    return x.reshape((k, 4)).sum(0), x.reshape(-1, k).exp(), ops.broadcast_to(x[:1], (k, 2))


@every_mode(f32(6), i64(2))
def test_writing_a_slice_of_run_time_length(x, n):
    y = x * 1
    k = int(n)
    y[:k] = 0
    y[k] = 7
    return y


@every_mode(f32(6))
def test_writing_into_picked_elements(x):
    y = x[x > 0]
    y[0] = 5
    y += 1
    return y


@every_mode(f32(4), f32(4, seed=3), grad=True, also=((f32(4) - 9, f32(4)),))
def test_branches_of_two_shapes_join(x, y):
    if x.sum() > 0:
        z = x[:2] + y[0]
    else:
        z = x * y
    return (z * 3).sum()


@every_mode(f32(2), i64(3))
def test_a_tensor_that_grows_in_a_loop(x, n):
    y = x
    i = 0
    while i < n:
        y = ops.concat((y, x + i))
        i += 1
    return y, y.shape[0]


@every_mode(f32(2), i64(3), grad=True)
def test_the_gradient_of_a_tensor_that_grows(x, n):
    y = x
    i = n * 0
    while i < n:
        y = ops.concat((y, x * y[0]))
        i = i + 1
    return (y * y).sum()
