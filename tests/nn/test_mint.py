"""`mint`: the functions whose arguments differ from `ops`, against NumPy and in both modes."""

import numpy as np
import pytest
from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor, mint
from mindspore.mint.nn import functional as F

X = np.random.default_rng(3).normal(size=(3, 4)).astype(np.float32)


def same(got, wanted):
    np.testing.assert_allclose(got.asnumpy(), wanted, rtol=1e-5, atol=1e-6)


def test_reductions_take_dim_and_keepdim():
    x = Tensor(X)
    same(mint.sum(x, dim=1, keepdim=True), X.sum(1, keepdims=True))
    same(mint.mean(x, 0), X.mean(0))
    same(mint.std(x, dim=0), X.std(0, ddof=1))
    same(mint.var(x, correction=0), X.var())
    values, places = mint.max(x, dim=1)
    same(values, X.max(1))
    assert places.asnumpy().tolist() == X.argmax(1).tolist()
    same(mint.min(x), X.min())
    same(mint.max(x, Tensor(-X)), np.abs(X))
    same(mint.cumsum(x, dim=1), X.cumsum(1))
    same(mint.sort(x, dim=0)[0], np.sort(X, 0))
    same(mint.norm(x), np.linalg.norm(X))
    values, inverse, counts = mint.unique(Tensor([3, 1, 3]), True, True, True)
    assert [v.asnumpy().tolist() for v in (values, inverse, counts)] == [[1, 3], [1, 0, 1], [1, 2]]


def test_moving_takes_dim():
    x = Tensor(X)
    same(mint.cat((x, x), dim=1), np.concatenate((X, X), 1))
    same(mint.stack([x, x], dim=-1), np.stack((X, X), -1))
    assert [each.shape for each in mint.split(x, 2, dim=1)] == [(3, 2), (3, 2)]
    same(mint.select(x, 1, -1), X[:, -1])
    same(mint.transpose(x, 0, 1), X.T)
    same(mint.unsqueeze(x, dim=1), X[:, None])
    index = np.argsort(X, 1)
    same(mint.gather(x, 1, Tensor(index)), np.take_along_axis(X, index, 1))
    same(mint.add(x, x, alpha=2), X * 3)
    same(mint.remainder(x, 0.5), np.mod(X, np.float32(0.5)))
    same(mint.clamp(x, -0.5, 0.5), X.clip(-0.5, 0.5))
    assert mint.randn(2, 3).shape == mint.rand((2, 3)).shape == (2, 3)


NET = mint.nn.Conv2d(2, 4, 3, padding="same"), mint.nn.BatchNorm2d(4), mint.nn.Linear(4, 3)


@every_mode(f32(2, 2, 6, 6), grad=True)
def test_a_net_of_these_layers(x):
    conv, norm, linear = NET
    y = F.relu(norm(conv(x)))
    y = F.max_pool2d(F.avg_pool2d(y, 2), 3).flatten(1)
    return F.log_softmax(linear(y), dim=-1)


@every_mode(f32(3, 4), grad=True)
def test_functions_of_networks(x):
    soft = F.softmax(x, dim=1)
    return F.normalize(x), F.kl_div(F.log_softmax(x, 1), soft), F.leaky_relu(x), F.glu(x, dim=1)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "circular"])
def test_borders_of_convolutions(mode):
    layer = mint.nn.Conv2d(1, 1, 3, padding=1, padding_mode=mode, bias=False)
    x = f32(1, 1, 5, 5)
    name = {"zeros": "constant", "reflect": "reflect", "circular": "wrap"}[mode]
    wide = np.pad(x.asnumpy()[0, 0], 1, mode=name)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (3, 3))
    wanted = (windows * layer.weight.asnumpy()[0, 0]).sum((-1, -2))
    same(layer(x)[0, 0], wanted)


def test_optimisers_learn():
    layer = mint.nn.Linear(2, 1)
    optimizer = mint.optim.Adam(layer.trainable_params(), lr=0.1)
    step = ms.value_and_grad(lambda x: (layer(x) ** 2).mean(), None, layer.trainable_params())
    x, losses = f32(8, 2), []
    for _ in range(20):
        loss, gradients = step(x)
        optimizer(gradients)
        losses.append(float(loss))
    assert losses[-1] < losses[0] / 2
