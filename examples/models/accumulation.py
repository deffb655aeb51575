"""An optimiser of one's own, and a training step that adds up gradients and keeps averages.

Written as in public repositories: `Lion` is a subclass of `nn.Optimizer` whose update of one
Parameter is a MultitypeFuncGraph, mapped over all by a HyperMap; groups of Parameters have a
learning rate and a weight decay of their own; the step is a subclass of
TrainOneStepWithLossScaleCell with state in Parameters. X. Chen et al.: Symbolic discovery of
optimization algorithms, 2023.
"""

import numpy as np

import mindspore as ms
from mindspore import Tensor, nn, ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import initializer
from mindspore.common.parameter import Parameter
from mindspore.ops import composite as C
from mindspore.ops import functional as F
from mindspore.ops import operations as P

_lion = C.MultitypeFuncGraph("lion")
_accumulate = C.MultitypeFuncGraph("accumulate")
_average = C.MultitypeFuncGraph("average")
_unscale = C.MultitypeFuncGraph("unscale")


@_lion.register("Number", "Number", "Tensor", "Tensor", "Tensor", "Tensor", "Tensor", "Bool")
def _lion_step(beta1, beta2, rate, decay, param, moment, grad, decays):
    update = F.sign(moment * beta1 + grad * (1 - beta1))
    if decays:
        update = update + decay * param
    stored = F.assign(moment, moment * beta2 + grad * (1 - beta2))
    return F.depend(F.assign(param, param - rate * update), stored)


@_accumulate.register("Number", "Tensor", "Tensor")
def _add_part(parts, total, grad):
    return F.depend(total, P.AssignAdd()(total, grad / parts))


@_average.register("Tensor", "Tensor", "Tensor")
def _average_step(decay, kept, weight):
    return F.assign(kept, kept * decay + weight * (1 - decay))


@_unscale.register("Tensor", "Tensor")
def _unscale_one(scale, grad):
    return grad * F.cast(P.Reciprocal()(scale), F.dtype(grad))


class Lion(nn.Optimizer):
    """Steps of one size, in the direction of the sign of an average of gradients."""

    def __init__(self, params, learning_rate=1e-3, beta1=0.9, beta2=0.99, weight_decay=0.0):
        super().__init__(learning_rate, params, weight_decay)
        self.beta1, self.beta2 = beta1, beta2
        self.moments = self.parameters.clone(prefix="lion", init="zeros")
        self.hyper_map = C.HyperMap()

    def construct(self, gradients):
        """Update the Parameters."""
        count = len(self.parameters)
        decay, rate = self.get_weight_decay(), self.get_lr()
        self.assignadd(self.global_step, self.global_step_increase_tensor)
        rates = rate if self.is_group_lr else (rate,) * count
        decays = decay if self.is_group else (Tensor(decay, mstype.float32),) * count
        update = F.partial(_lion, self.beta1, self.beta2)
        lists = (rates, decays, self.parameters, self.moments, gradients, self.decay_flags)
        return self.hyper_map(update, *lists)


class Step(nn.TrainOneStepWithLossScaleCell):
    """Adds up the gradients of `parts` batches, then updates, and keeps an average of weights."""

    def __init__(self, network, optimizer, scale, parts=2, decay=0.9):
        super().__init__(network, optimizer, scale)
        self.parts, self.decay = parts, Tensor(decay, mstype.float32)
        self.count = Parameter(initializer(0, [1], mstype.int32), name="count", requires_grad=False)
        self.total = self.weights.clone(prefix="total", init="zeros")
        self.average = self.weights.clone(prefix="average", init="same")
        self.hyper_map = C.HyperMap()

    def construct(self, *inputs):
        """Give the loss and whether the gradients overflowed."""
        loss = self.network(*inputs)
        status, scale = self.start_overflow_check(loss, self.scale_sense)
        sens = C.ones_like(loss) * F.cast(scale, F.dtype(loss))
        grads = self.grad(self.network, self.weights)(*inputs, sens)
        grads = self.hyper_map(F.partial(_unscale, scale), grads)
        overflow = self.process_loss_scale(self.get_overflow_status(status, grads))
        if not overflow:
            self.hyper_map(F.partial(_accumulate, self.parts), self.total, grads)
            self.count = self.count + 1
            if self.count % self.parts == 0:
                self.optimizer(self.total)
                self.hyper_map(F.partial(_average, self.decay), self.average, self.weights)
                for total in self.total:
                    F.assign(total, P.ZerosLike()(total))
        return loss, overflow


class Net(nn.Cell):
    """A small network for pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, pad_mode="same")
        self.norm = nn.BatchNorm2d(8)
        self.dense = nn.Dense(8, 3)

    def construct(self, x):
        """Give three logits."""
        return self.dense(ops.relu(self.norm(self.conv(x))).mean((2, 3)))


def train(steps: int = 60) -> tuple[list[float], list[float]]:
    """Train on four pictures; give the losses and the averages of the averaged weights."""
    ms.set_seed(1)
    draws = np.random.RandomState(0)
    pictures = Tensor(draws.rand(4, 1, 6, 6).astype(np.float32))
    labels = Tensor([0, 1, 2, 1], mstype.int32)
    net = Net()
    params = net.trainable_params()
    groups = [
        {"params": [p for p in params if "conv" in p.name], "weight_decay": 0.1, "lr": 0.003},
        {"params": [p for p in params if "conv" not in p.name]},
        {"order_params": params},
    ]
    loss = nn.SoftmaxCrossEntropyWithLogits(sparse=True, reduction="mean")
    scale = nn.DynamicLossScaleUpdateCell(2.0**12, 2, 4)
    rates = nn.ExponentialDecayLR(0.01, 0.99, 1)
    step = Step(nn.WithLossCell(net, loss), Lion(groups, rates, weight_decay=0.01), scale)
    step.set_train()
    losses = [float(step(pictures, labels)[0]) for _ in range(steps)]
    return losses, [float(kept.mean()) for kept in step.average]


if __name__ == "__main__":
    losses, _ = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
