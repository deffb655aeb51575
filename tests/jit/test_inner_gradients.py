"""A Tensor that a gradient was taken with respect to changes in place afterwards."""

import numpy as np

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops


def agree(make):
    """Both modes: the same numbers, one graph."""
    (eager, x), (compiled, _) = make(), make()
    compiled_step = ms.jit(compiled)
    for _ in range(3):
        assert eager(x).asnumpy().tobytes() == compiled_step(x).asnumpy().tobytes()
    assert not compiled_step.fallbacks


def test_the_inner_steps_of_meta_learning():
    def make():
        weight = Parameter(Tensor([0.5, -1.0]), name="weight")
        optimizer = nn.SGD([weight], 0.1)

        def loss(w, x):
            return ((w * x - 1) ** 2).sum()

        def outer(x):
            adapted = weight
            for _ in range(2):
                adapted = adapted - 0.1 * ms.grad(loss)(adapted, x)
            return loss(adapted, x)

        gradient = ms.value_and_grad(outer, None, optimizer.parameters)

        def step(x):
            value, gradients = gradient(x)
            optimizer(gradients)
            return value

        return step, Tensor([1.0, 2.0])

    agree(make)


def test_a_write_is_seen_by_who_kept_the_leaf():
    def make():
        kept = []

        def loss(w):
            kept.append(w)
            return (w * w).sum()

        def step(x):
            w = x * 1
            gradient = ms.grad(loss)(w)
            w.add_(1)
            return gradient + w + kept.pop()

        return step, Tensor(np.arange(3, dtype=np.float32))

    agree(make)


def test_a_parameter_moves_after_its_own_gradient():
    def make():
        weight = Parameter(Tensor([1.0, 2.0]), name="weight")

        def step(x):
            gradient = ms.grad(lambda w: (w * w * x).sum())(weight)
            ops.assign_sub(weight, 0.1 * gradient)
            return (weight * x).sum()

        return step, Tensor([1.0, 3.0])

    agree(make)
