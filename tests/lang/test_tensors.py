"""Tensors as objects: methods, properties, views, writes in place."""

import numpy as np
from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor, ops


@every_mode(f32(2, 3))
def test_properties(x):
    return x.shape, x.ndim, x.size, x.dtype, x.itemsize, x.nbytes, x.T.shape, len(x), x.strides


@every_mode(f32(2, 3))
def test_dtype_compare(x):
    return x.dtype == ms.float32, x.astype(ms.int32).dtype is ms.int32, str(x.half().dtype)


@every_mode(f32(4))
def test_item_write(x):
    x[1] = 5.0
    x[2:] = x[2:] * 2
    return x


@every_mode(f32(3, 4))
def test_writes_through_views(x):
    row = x[1]
    row[0] = 9.0
    column = x[:, 2]
    column += 1
    return x, row, column


@every_mode(f32(3, 4))
def test_view_sees_later_writes(x):
    y = x * 1
    v = y.view(4, 3)
    y[0, 0] = 100.0
    return v, y


@every_mode(f32(3, 4))
def test_copy_does_not(x):
    y = x * 1
    c = y.copy()
    y[0] = 0.0
    return c, y


@every_mode(f32(4))
def test_augmented_in_place_aliases(x):
    y = x * 1
    z = y
    z += 1
    return y, z, y is z


@every_mode(f32(4))
def test_plain_add_does_not_alias(x):
    y = x
    y = y + 1
    return x, y, x is y


@every_mode(f32(4))
def test_in_place_methods(x):
    y = x * 2
    y.add_(1)
    y.mul_(x)
    z = y.sub_(3)
    return y, z is y


@every_mode(f32(4))
def test_assignment_to_argument_is_seen(x):
    x[0] = 7.0
    x += 1
    return x.sum()


@every_mode(f32(4), f32(4, seed=1))
def test_swap_of_contents(x, y):
    t = x.copy()
    x[:] = y
    y[:] = t
    return x, y


@every_mode(f32(5))
def test_overlapping_assignment(x):
    y = x * 1
    y[1:] = y[:-1]
    return y


@every_mode(f32(3, 3))
def test_transposed_overlap(x):
    y = x * 1
    y += y.T
    return y


@every_mode(f32(4, 5))
def test_indexing(x):
    return (
        x[0],
        x[-1, 2],
        x[1:3, ::2],
        x[..., 1],
        x[None, 0],
        x[[0, 2]],
        x[[0, 1], [2, 3]],
        x[Tensor([3, 0])],
        x[:, Tensor([[0, 1], [2, 3]])],
        x[True],
        x[::-1],
    )


@every_mode(f32(4, 5))
def test_index_assignment(x):
    x[0] = 1.0
    x[1:3, ::2] = -1.0
    x[[0, 3]] = x[[3, 0]]
    x[..., 4] = Tensor([9.0, 8.0, 7.0, 6.0])
    x[Tensor([1, 2]), 0] = 3.0
    return x


@every_mode(f32(4), one_graph=False)
def test_mask_assignment(x):
    x[x > 0] = 0.0
    return x


@every_mode(f32(4))
def test_where_and_masked_fill(x):
    return ops.where(x > 0, x, -x), x.masked_fill(x < 0, 5.0), ops.select(x > 0, x, x * 2)


@every_mode(f32(2, 3))
def test_reductions(x):
    return x.sum(), x.mean(0), x.max(axis=1), x.argmax(1), x.std(), x.prod(-1), x.any(), x.min()


@every_mode(f32(2, 3))
def test_shapes(x):
    return (
        x.reshape(3, 2),
        x.reshape((-1,)),
        x.view(6),
        x.transpose(1, 0),
        x.expand_dims(0),
        x.flatten(),
        x.swapaxes(0, 1),
        x.squeeze(),
        x.repeat(2, axis=0),
        x.tile((2, 1)),
    )


@every_mode(f32(2, 3), f32(3, 2))
def test_matmul_forms(a, b):
    return a @ b, ops.matmul(a, b), a.matmul(b), (a @ b).T


@every_mode(f32(3))
def test_promotion_with_numbers(x):
    n = x.astype(ms.int32)
    return n + 1, n + 1.5, n * True, x + 1, x.half() * 2.5, n / 2, n // 2, 2**n, n > 1.5


@every_mode(f32(3))
def test_comparisons_give_bools(x):
    return x > 0, x == x, x != 0, (x > 0) & (x < 1), ~(x > 0), (x > 0).sum()


@every_mode(f32(3))
def test_stacking(x):
    return ops.stack([x, x * 2]), ops.concat((x, x)), ops.stack((x,) * 3, axis=1)


@every_mode(f32(6))
def test_split_and_unpack(x):
    a, b = ops.split(x, 3)
    c, d, e = x.chunk(3)
    first, *rest = ops.unstack(x.reshape(3, 2))
    return a, b, c, d, e, first, rest


@every_mode(f32(3))
def test_constants_in_graph(x):
    return x + Tensor([1.0, 2.0, 3.0]), ops.ones(3) * x, ops.zeros_like(x), ops.arange(3) + x


@every_mode(f32(3))
def test_tensor_of_known_values(x):
    return Tensor([1, 2]), Tensor(2.5), Tensor([[True]]), ms.tensor([1, 2], ms.float16), x


@every_mode(f32(3))
def test_numpy_constants(x):
    return x * np.float32(2), x + np.array([1, 2, 3], np.float32).sum(), np.pi * x


@every_mode(f32(3), f32(3, seed=1), grad=True)
def test_gradient_through_views_and_writes(x, w):
    y = x * w
    y[1] = 0.0
    z = y[1:] * w[:2]
    z += y[0]
    return z.sum()


@every_mode(f32(3), grad=True)
def test_gradient_through_aliases(x):
    y = x * 2
    z = y
    z *= x
    return (y + z).sum()


@every_mode(f32(3), grad=True)
def test_gradient_through_lists(x):
    parts = [x * i for i in range(3)]
    parts[1] = parts[1] * parts[2]
    return sum(p.sum() for p in parts)


@every_mode(f32(3), grad=True)
def test_gradient_stops(x):
    return (ops.stop_gradient(x) * x).sum()


@every_mode(f32(2, 3))
def test_iteration_over_rows(x):
    return [row.sum() for row in x], {i: row for i, row in enumerate(x)}


@every_mode(Tensor(3))
def test_zero_d(x):
    return x + 1, x.ndim, x.reshape(1), -x


@every_mode(Tensor(np.array([True, False])), Tensor(np.array([1, 2], np.uint8)))
def test_other_dtypes(b, u):
    return b | ~b, b & True, u + 255, u << 1, b.astype(ms.int32) - 1, u.astype(ms.float64) / 3


@every_mode(Tensor(np.array([1 + 2j, 3], np.complex64)))
def test_complex_tensors(z):
    return z * z, z.real(), z.conj(), z.abs()


@every_mode(f32(0, 3))
def test_empty(x):
    return x + 1, x.sum(), x.shape, len(x), [row for row in x]


@every_mode(f32(3))
def test_chained_methods(x):
    return x.abs().clamp(0.1, 1.0).log().sum().exp()


@every_mode(f32(3))
def test_is_tensor_checks(x):
    return isinstance(x, Tensor), isinstance(3, Tensor), ops.is_tensor(x), type(x) is Tensor


@every_mode(f32(2, 3), also=((f32(2, 4),), (f32(1, 2),)))
def test_shape_decides(x):
    n = x.shape[-1]
    if n % 2:
        return x.sum(-1)
    return x.reshape(-1, 2) if n > 2 else x
