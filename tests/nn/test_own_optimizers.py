# Optimisers that programs write, as published training code does: what they find in `self`, in both
# modes; the values are those of MindSpore 2.10.
import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, nn, ops
from mindspore.ops import composite as C
from mindspore.ops import functional as F

_adam = C.MultitypeFuncGraph("adam")


@_adam.register(*["Tensor"] * 4, "Number", *["Tensor"] * 4, "Bool", "Bool")
def _run(beta1, beta2, eps, lr, decay, param, m, v, gradient, decays, chosen):
    if not chosen:
        return gradient
    next_m = beta1 * m + (1.0 - beta1) * gradient
    next_v = beta2 * v + (1.0 - beta2) * ops.square(gradient)
    update = next_m / (eps + ops.sqrt(next_v))
    if decays:
        update = decay * param + update
    next_param = param - ops.reshape(lr * update, param.shape)
    next_param = F.depend(next_param, F.assign(param, next_param))
    next_param = F.depend(next_param, F.assign(m, next_m))
    return F.depend(next_param, F.assign(v, next_v))


class OwnAdam(nn.Optimizer):
    def __init__(self, params, rate, decay=0.0):
        super().__init__(rate, params, decay)
        self.betas = [Tensor([0.9]), Tensor([0.999]), Tensor([1e-6])]
        self.first = self.parameters.clone(prefix="first", init="zeros")
        self.second = self.parameters.clone(prefix="second", init="zeros")

    def construct(self, gradients):
        rate, decay = self.get_lr(), self.get_weight_decay()
        self.assignadd(self.global_step, self.global_step_increase_tensor)
        state = self.parameters, self.first, self.second, gradients
        flags = self.decay_flags, self.optim_filter
        if not self.is_group:
            run = F.partial(_adam, *self.betas, rate, decay)
            return self.hyper_map(run, *state, *flags)
        run = F.partial(_adam, *self.betas, rate)
        return self.hyper_map(run, decay, *state, *flags)


def trained(make, graph):
    net = nn.Dense(3, 2)
    net.weight.set_data(Tensor(np.arange(6, dtype=np.float32).reshape(2, 3) / 5 - 0.5))
    net.bias.set_data(Tensor([0.1, -0.1]))
    optimizer = make(net)
    step = nn.TrainOneStepCell(nn.WithLossCell(net, nn.MSELoss()), optimizer)
    x = Tensor(np.random.RandomState(0).randn(4, 3).astype(np.float32))
    y = Tensor(np.random.RandomState(1).randn(4, 2).astype(np.float32))
    run = ms.jit(lambda a, b: step(a, b)) if graph else step
    losses = [float(run(x, y)) for _ in range(3)]
    return losses, net.weight.asnumpy(), int(optimizer.global_step)


@pytest.mark.parametrize(
    "make",
    [
        lambda net: OwnAdam(net.trainable_params(), 0.01, 0.01),
        lambda net: OwnAdam(
            [{"params": [net.weight], "weight_decay": 0.1}, {"params": [net.bias]}], 0.01
        ),
    ],
)
def test_own_optimizers_train_alike_in_both_modes(make):
    (losses, weight, steps), (graph, graph_weight, _) = trained(make, False), trained(make, True)
    assert losses == graph
    assert weight.tolist() == graph_weight.tolist()
    assert losses[2] < losses[0]
    assert steps == 3


def test_weight_decay_is_of_gradients_that_the_loss_scale_is_in():
    p = ms.Parameter(Tensor(np.ones((2, 3), np.float32)), name="p")
    own = nn.Momentum([p], 1.0, 0.0, weight_decay=0.1, loss_scale=4.0)
    assert own.get_weight_decay().asnumpy() == np.float32(0.4)
    (decayed,) = own.decay_weight((ops.zeros_like(p),))
    assert decayed.asnumpy()[0, 0] == np.float32(0.4)
    (scaled,) = own.scale_grad((decayed,))
    assert scaled.asnumpy()[0, 0] == np.float32(0.1)
    assert (own.exec_weight_decay, own.need_scale, own.decay_flags) == (True, True, (True,))


def test_an_only_registered_function_takes_any_types():
    twice = C.MultitypeFuncGraph("twice")

    @twice.register("Number")
    def _twice(x):
        return x + x

    assert float(twice(Tensor(1.5))) == 3
