"""Compiled training programs keep weights of convolutions in the kernels' order; nobody sees it."""

import pickle
import threading

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops


class Net(nn.Cell):
    def __init__(self, shared=False):
        super().__init__()
        rng = np.random.default_rng(1)
        first = rng.standard_normal((16, 16, 3, 3)).astype(np.float32) * 0.1
        second = rng.standard_normal((16, 16, 3, 3)).astype(np.float32) * 0.1
        self.a = nn.Conv2d(16, 16, 3, weight_init=Tensor(first))
        self.b = self.a if shared else nn.Conv2d(16, 16, 3, weight_init=Tensor(second))

    def construct(self, x):
        return self.b(ops.relu(self.a(x)))


def make_step(graph, shared=False):
    net = Net(shared)
    net.set_train()
    optimizer = nn.Momentum(net.trainable_params(), 0.1, 0.9)
    grads_of = ms.value_and_grad(lambda x: (net(x) ** 2).mean(), None, optimizer.parameters)

    def step(x):
        loss, grads = grads_of(x)
        optimizer(grads)
        return loss

    return net, optimizer, ms.jit(step) if graph else step


X = np.random.default_rng(2).standard_normal((2, 16, 6, 6)).astype(np.float32)


def weights(net):
    return [p.asnumpy().copy() for p in net.trainable_params()]


def trained(between=None, *, shared=False, steps=4):
    """Losses and weights of both modes; `between(net, optimizer)` runs after each step."""
    results = []
    for graph in (False, True):
        net, optimizer, step = make_step(graph, shared)
        losses = []
        for _ in range(steps):
            losses.append(step(Tensor(X)).asnumpy().item())
            if between:
                between(net, optimizer)
        results.append((losses, weights(net)))
    return results


def assert_equal(results):
    (eager_losses, eager_weights), (losses, found) = results
    assert eager_losses == losses
    for one, other in zip(eager_weights, found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_weights_are_those_of_eager_mode():
    assert_equal(trained())


def test_a_weight_may_serve_two_convolutions():
    assert_equal(trained(shared=True))


def test_parameters_are_read_between_steps():
    seen = []

    def read(net, optimizer):
        seen.append([float((p * 1).sum()) for p in net.trainable_params()])
        seen.append([float(m.abs().max()) for m in optimizer.moments])

    assert_equal(trained(read))
    half = len(seen) // 2
    assert seen[:half] == seen[half:]


def test_arrays_over_parameters_follow_the_training():
    net, _, step = make_step(graph=True)
    step(Tensor(X))
    array = net.a.weight.asnumpy()
    step(Tensor(X))
    other, _, eager = make_step(graph=False)
    eager(Tensor(X))
    eager(Tensor(X))
    np.testing.assert_array_equal(array, other.a.weight.asnumpy())


@pytest.mark.parametrize("how", ["set_data", "assign", "in_place", "item"])
def test_parameters_are_assigned_between_steps(how):
    def write(net, _):
        value = ops.full((16, 16, 3, 3), 0.0625, dtype=ms.float32)
        if how == "set_data":
            net.a.weight.set_data(value)
        elif how == "assign":
            ops.assign(net.a.weight, value)
        elif how == "in_place":
            net.a.weight += value
        else:
            net.a.weight[3, 1] = 0.5

    assert_equal(trained(write))


def test_a_checkpoint_in_the_middle(tmp_path):
    path = str(tmp_path / "net.ckpt")

    def save_and_load(net, _):
        ms.save_checkpoint(net, path)
        before = weights(net)
        ms.load_param_into_net(net, ms.load_checkpoint(path))
        for one, other in zip(before, weights(net), strict=True):
            np.testing.assert_array_equal(one, other)

    assert_equal(trained(save_and_load))


def test_a_parameter_is_pickled_between_steps():
    def pickled(net, _):
        copy = pickle.loads(pickle.dumps(net.a.weight))
        np.testing.assert_array_equal(copy.asnumpy(), net.a.weight.asnumpy())

    assert_equal(trained(pickled))


def test_threads_read_at_once():
    net, _, step = make_step(graph=True)
    for _ in range(5):
        step(Tensor(X))
        sums = []

        def read(sums=sums):
            sums.append(float(ops.sum(net.a.weight)))

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(sums)) == 1
        assert len(sums) == 2


def test_the_network_is_evaluated_between_steps():
    outputs = []

    def evaluate(net, _):
        outputs.append(net(Tensor(X)).asnumpy().copy())
        outputs.append(ms.jit(net)(Tensor(X)).asnumpy().copy())

    assert_equal(trained(evaluate))
    for one, other in zip(outputs[: len(outputs) // 2], outputs[len(outputs) // 2 :], strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_view_sees_plain_elements():
    net, _, step = make_step(graph=True)
    step(Tensor(X))
    view = net.a.weight[2:4]
    alias = Parameter(net.a.weight, name="alias")
    before = alias.asnumpy().copy()
    np.testing.assert_array_equal(view.asnumpy(), before[2:4])
    step(Tensor(X))
    assert not np.array_equal(net.a.weight.asnumpy(), before)
