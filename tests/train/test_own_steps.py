"""Training steps that programs write themselves on top of ours: the same in both modes."""

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, nn, ops
from mindspore.ops import composite as C
from mindspore.ops import functional as F

X = Tensor(np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32))
Y = Tensor(np.random.default_rng(1).normal(size=(4, 2)).astype(np.float32))

grad_scale = C.MultitypeFuncGraph("grad_scale")


@grad_scale.register("Tensor", "Tensor")
def _scaled(scale, grad):
    return grad * ops.Reciprocal()(scale).astype(grad.dtype)


class Clipped(nn.TrainOneStepCell):
    def construct(self, *inputs):
        loss = self.network(*inputs)
        sens = F.fill(loss.dtype, loss.shape, self.sens)
        grads = self.grad(self.network, self.weights)(*inputs, sens)
        grads = self.grad_reducer(ops.clip_by_global_norm(grads, 0.5))
        return F.depend(loss, self.optimizer(grads))


class Scaled(nn.TrainOneStepWithLossScaleCell):
    def construct(self, *inputs):
        loss = self.network(*inputs)
        status, scale = self.start_overflow_check(loss, self.scale_sense)
        sens = C.ones_like(loss) * F.cast(scale, F.dtype(loss))
        grads = self.grad(self.network, self.weights)(*inputs, sens)
        grads = self.hyper_map(F.partial(grad_scale, scale), grads)
        overflow = self.process_loss_scale(self.get_overflow_status(status, grads))
        if not overflow:
            loss = F.depend(loss, self.optimizer(grads))
        return loss, overflow, self.scale_sense.value()


def run(mode, kind, scale, x=X):
    ms.set_context(mode=mode)
    try:
        ms.set_seed(3)
        net = nn.Dense(3, 2)
        optimizer = nn.Momentum(net.trainable_params(), 0.1, 0.9)
        more = (scale,) if scale is not None else ()
        step = kind(nn.WithLossCell(net, nn.MSELoss()), optimizer, *more)
        step.set_train()
        found = []
        for _ in range(4):
            results = step(x, Y)
            results = results if isinstance(results, tuple) else (results,)
            found.append([each.asnumpy().tolist() for each in results])
        return found, net.weight.asnumpy().tolist()
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("kind", "scale"),
    [
        (Clipped, None),
        (Scaled, "grows"),
        (nn.TrainOneStepWithLossScaleCell, "grows"),
        (nn.TrainOneStepWithLossScaleCell, "overflows"),
    ],
)
def test_a_step_of_the_users_own_is_the_same_in_both_modes(kind, scale):
    def manager():
        if scale is None:
            return None
        start = 8 if scale == "grows" else 2.0**127
        return nn.DynamicLossScaleUpdateCell(start, 2, 2)

    x = X * 1e6 if scale == "overflows" else X
    eager = run(ms.PYNATIVE_MODE, kind, manager(), x)
    graph = run(ms.GRAPH_MODE, kind, manager(), x)
    assert eager == graph
    if scale == "grows":
        assert [row[2] for row in eager[0]][-1] > 8
    if scale == "overflows":
        assert eager[0][0][1] is True
