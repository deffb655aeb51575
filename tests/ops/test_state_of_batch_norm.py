"""Batch norm in training: what it gives, and what it leaves in the running statistics."""

import numpy as np

from mindspore import Tensor, _core

RNG = np.random.default_rng(0)
X = RNG.standard_normal((4, 3, 2, 5)).astype(np.float32) + 2


def test_training_normalises_by_the_batch_and_moves_the_running_statistics():
    mean, var = Tensor(np.zeros(3, np.float32)), Tensor(np.ones(3, np.float32))
    weight, bias = np.float32([1, 2, 3]), np.float32([0.5, 0, -1])
    y = _core.ops.batch_norm(Tensor(X), mean, var, Tensor(weight), Tensor(bias), True, 0.1, 1e-5)
    own_mean, own_var = X.mean((0, 2, 3)), X.var((0, 2, 3))
    shape = (1, 3, 1, 1)
    wanted = (X - own_mean.reshape(shape)) / np.sqrt(own_var.reshape(shape) + 1e-5)
    wanted = wanted * weight.reshape(shape) + bias.reshape(shape)
    np.testing.assert_allclose(y.asnumpy(), wanted, rtol=1e-4, atol=1e-5)
    count = X.size // 3
    np.testing.assert_allclose(mean.asnumpy(), 0.1 * own_mean, rtol=1e-5)
    np.testing.assert_allclose(var.asnumpy(), 0.9 + 0.1 * own_var * count / (count - 1), rtol=1e-5)


def test_evaluation_leaves_the_running_statistics_alone():
    mean, var = Tensor(np.float32([1, 2, 3])), Tensor(np.float32([4, 5, 6]))
    y = _core.ops.batch_norm(Tensor(X), mean, var, None, None, False, 0.1, 1e-5)
    wanted = (X - np.float32([1, 2, 3]).reshape(1, 3, 1, 1)) / np.sqrt(
        np.float32([4, 5, 6]).reshape(1, 3, 1, 1) + 1e-5
    )
    np.testing.assert_allclose(y.asnumpy(), wanted, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(mean.asnumpy(), np.float32([1, 2, 3]))
    np.testing.assert_array_equal(var.asnumpy(), np.float32([4, 5, 6]))
