"""NumPy and SciPy in the middle of a graph."""

import numpy as np
import scipy.special
from modes import every_mode, f32
from visited import in_one_graph

import mindspore as ms
from mindspore import Tensor, ops

SQUARE = f32(3, 3)


@in_one_graph(SQUARE)
def test_inverse(x):
    return Tensor(np.linalg.inv((x + 1).asnumpy())) @ x


@in_one_graph(SQUARE)
def test_eigenvalues_of_a_symmetric_matrix(x):
    values, vectors = np.linalg.eigh((x + x.T).asnumpy())
    return Tensor(values), Tensor(vectors).shape


@in_one_graph(SQUARE)
def test_determinant_as_a_number(x):
    return x * float(np.linalg.det(x.asnumpy()))


@in_one_graph(SQUARE)
def test_solve(x):
    return Tensor(np.linalg.solve(x.asnumpy(), np.ones(3, np.float32)))


@in_one_graph(SQUARE)
def test_norms_of_rows(x):
    norms = np.linalg.norm(x.asnumpy(), axis=1)
    return x / Tensor(norms).reshape(3, 1)


@in_one_graph(f32(5))
def test_argsort_and_take(x):
    order = np.argsort(x.asnumpy())
    return x[Tensor(order)], order


@in_one_graph(f32(5))
def test_percentile(x):
    return ops.clamp(x, float(np.percentile(x.asnumpy(), 20)), 1.0)


@in_one_graph(f32(6))
def test_histogram(x):
    counts, edges = np.histogram(x.asnumpy(), bins=3)
    return counts, edges.shape


@in_one_graph(f32(6))
def test_where_gives_a_tuple(x):
    return np.where(x.asnumpy() > 0)


@in_one_graph(f32(6))
def test_unique(x):
    return np.unique(np.sign(x.asnumpy()))


@in_one_graph(f32(4))
def test_cumulative_sum(x):
    return Tensor(np.cumsum(x.asnumpy(), dtype=np.float32)) + 1


@in_one_graph(f32(4))
def test_gradient_of_samples(x):
    return Tensor(np.gradient(x.asnumpy()))


@in_one_graph(f32(4))
def test_interpolation(x):
    return Tensor(np.interp(x.asnumpy(), [-1.0, 1.0], [0.0, 1.0]).astype(np.float32))


@in_one_graph(f32(4))
def test_convolution(x):
    return Tensor(np.convolve(x.asnumpy(), [1.0, 2.0], "same").astype(np.float32)) * x


@in_one_graph(f32(4))
def test_fourier_transform(x):
    return Tensor(np.abs(np.fft.fft(x.asnumpy())).astype(np.float32))


@in_one_graph(f32(2, 3))
def test_einsum(x):
    return Tensor(np.einsum("ij,kj->ik", x.asnumpy(), x.asnumpy()))


@in_one_graph(f32(2, 3))
def test_concatenate(x):
    y = x.asnumpy()
    return Tensor(np.concatenate([y, y * 2], axis=0))


@in_one_graph(f32(2, 3))
def test_split(x):
    a, b, c = np.split(x.asnumpy(), 3, axis=1)
    return Tensor(a - b + c)


@in_one_graph(f32(4))
def test_fancy_index(x):
    y = x.asnumpy()
    return y[[0, 2]], y[y > 0], y[::-1].copy(), y[..., None].shape


@in_one_graph(f32(4))
def test_masked_writes(x):
    y = x.asnumpy().copy()
    y[y < 0] = 0
    return Tensor(y) - ops.relu(x)


@in_one_graph(f32(4))
def test_in_place_operators(x):
    y = x.asnumpy().copy()
    y += 1
    y *= 2
    y[1:] -= 3
    return y


@in_one_graph(f32(4))
def test_reversed_operators(x):
    y = x.asnumpy()
    return 1 - y, 2 / (y + 3), 3 ** np.abs(y), 1 < y


@in_one_graph(f32(4))
def test_attributes_and_methods(x):
    y = x.asnumpy()
    return y.shape, y.ndim, y.size, y.dtype.name, y.astype(np.float64).dtype.name, y.T.shape


@in_one_graph(f32(4))
def test_scalars_of_numpy(x):
    top = x.asnumpy().max()
    return top, top.item(), float(top), int(top), bool(top), -top, abs(top), round(float(top), 2)


@in_one_graph(f32(4))
def test_vectorize_gets_a_function_of_the_program(x):
    def stepped(v):
        return 1.0 if v > 0 else -1.0

    return np.vectorize(stepped)(x.asnumpy())


@in_one_graph(f32(4))
def test_apply_along_axis(x):
    return np.apply_along_axis(sorted, 0, x.asnumpy())


@in_one_graph(f32(4))
def test_random_generator_with_a_seed(x):
    noise = np.random.default_rng(3).standard_normal(4)
    return x + Tensor(noise.astype(np.float32))


@in_one_graph(f32(4))
def test_array_of_tensors(x):
    return np.array([float(x[0]), float(x[1])]), np.stack([x.asnumpy(), x.asnumpy()])


@in_one_graph(f32(4))
def test_special_functions(x):
    return Tensor(scipy.special.gammaln(np.abs(x.asnumpy()) + 1)), scipy.special.comb(4, 2)


@in_one_graph(f32(4))
def test_tensor_with_a_dtype_is_a_tensor_of_the_graph(x):
    y = ms.tensor(np.sort(x.asnumpy()), dtype=ms.float32)
    return ops.exp(y) * 2


@in_one_graph(f32(4))
def test_an_array_goes_through_a_dict(x):
    parts = {"a": x.asnumpy()}
    parts.update(b=parts["a"] + 1)
    return sorted(parts), parts["b"]


@in_one_graph(f32(4))
def test_save_and_load(x):
    import io

    file = io.BytesIO()
    np.save(file, x.asnumpy())
    file.seek(0)
    return Tensor(np.load(file)) * x


@in_one_graph(f32(2, 2))
def test_iteration_over_rows(x):
    total = 0.0
    for row in x.asnumpy():
        for value in row:
            total = total + float(value)
    return x * total


@in_one_graph(f32(4))
def test_allclose_decides(x):
    if np.allclose(x.asnumpy(), 0):
        return x
    return x / ops.norm(x)


@every_mode(f32(4), one_graph=False)
def test_text_of_an_array(x):
    with np.printoptions(precision=2):
        text = str(x.asnumpy())
    return text, repr(x.asnumpy()), f"{x.asnumpy().sum():+.3f}"
