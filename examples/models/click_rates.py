"""Will a user click? A linear model and a network on shared features, each with its own optimiser.

Written as such models are in older MindSpore programs: Primitives made in `__init__`, a Cell that
takes one of two losses, gradients by `GradOperation` with a sensitivity for loss scaling, `depend`
to order the updates, `Model` with a metric and a callback of one's own.
H.-T. Cheng et al.: Wide & deep learning for recommender systems, 2016.
"""

import numpy as np

import mindspore as ms
import mindspore.dataset as ds
from mindspore import Model, Parameter, ParameterTuple, nn
from mindspore.common import dtype as mstype
from mindspore.common.initializer import Uniform, initializer
from mindspore.ops import composite as C
from mindspore.ops import functional as F
from mindspore.ops import operations as P
from mindspore.train.callback import Callback
from mindspore.train.metrics import Metric

FIELDS, WORDS, SIZE, SCALE = 4, 20, 4, 1024.0


class WideAndDeep(nn.Cell):
    """The logit of a click, (batch, 1), and the table that the second loss keeps small."""

    def __init__(self) -> None:
        super().__init__()
        self.wide_table = Parameter(initializer(Uniform(0.1), (WORDS, 1)), name="wide_table")
        self.wide_bias = Parameter(initializer("zero", (1,)), name="wide_bias")
        self.deep_table = Parameter(initializer(Uniform(0.1), (WORDS, SIZE)), name="deep_table")
        self.first = nn.Dense(FIELDS * SIZE, 16, activation="relu").to_float(mstype.float16)
        self.second = nn.Dense(16, 1)
        self.gather, self.reshape, self.mul = P.Gather(), P.Reshape(), P.Mul()
        self.sum = P.ReduceSum(keep_dims=False)

    def construct(self, ids, weights):
        """Give the logit and the table."""
        mask = self.reshape(weights, (-1, FIELDS, 1))
        wide = self.sum(self.mul(self.gather(self.wide_table, ids, 0), mask), 1) + self.wide_bias
        deep = self.mul(self.gather(self.deep_table, ids, 0), mask)
        deep = self.first(self.reshape(deep, (-1, FIELDS * SIZE)))
        return wide + self.second(P.Cast()(deep, mstype.float32)), self.deep_table


class Losses(nn.Cell):
    """The loss of the linear part, and that of the network."""

    def __init__(self, network: nn.Cell) -> None:
        super().__init__(auto_prefix=False)
        self.network = network
        self.loss = P.SigmoidCrossEntropyWithLogits()
        self.mean, self.sum = P.ReduceMean(keep_dims=False), P.ReduceSum(keep_dims=False)

    def construct(self, ids, weights, label):
        """Give both."""
        logit, table = self.network(ids, weights)
        wide = self.mean(self.loss(logit, label))
        return wide, wide + 1e-3 * self.sum(P.Square()(table)) / 2


class Output(nn.Cell):
    """One of the results of a Cell."""

    def __init__(self, network: nn.Cell, index: int) -> None:
        super().__init__(auto_prefix=False)
        self.network, self.index = network, index

    def construct(self, *args):
        """Give it."""
        return self.network(*args)[self.index]


class TrainBoth(nn.Cell):
    """One step: FTRL for the linear part, Adam for the network."""

    def __init__(self, losses: nn.Cell) -> None:
        super().__init__(auto_prefix=False)
        self.losses = losses
        self.losses.set_train()
        params = losses.trainable_params()
        self.wide = ParameterTuple([p for p in params if "wide" in p.name])
        self.deep = ParameterTuple([p for p in params if "wide" not in p.name])
        self.wide_update = nn.FTRL(self.wide, learning_rate=0.05, l1=1e-8, loss_scale=SCALE)
        self.deep_update = nn.Adam(self.deep, learning_rate=0.02, eps=1e-8, loss_scale=SCALE)
        self.grad = C.GradOperation(get_by_list=True, sens_param=True)
        self.wide_loss, self.deep_loss = Output(losses, 0), Output(losses, 1)

    def construct(self, ids, weights, label):
        """Give both losses, after the step."""
        wide, deep = self.losses(ids, weights, label)
        sens = P.Fill()(P.DType()(wide), P.Shape()(wide), SCALE)
        wide_grads = self.grad(self.wide_loss, self.wide)(ids, weights, label, sens)
        deep_grads = self.grad(self.deep_loss, self.deep)(ids, weights, label, sens)
        wide = F.depend(wide, self.wide_update(wide_grads))
        return wide, F.depend(deep, self.deep_update(deep_grads))


class Predict(nn.Cell):
    """Logit, probability and label, as the metric wants them."""

    def __init__(self, network: nn.Cell) -> None:
        super().__init__(auto_prefix=False)
        self.network, self.sigmoid = network, P.Sigmoid()

    def construct(self, ids, weights, label):
        """Give the three."""
        logit, _ = self.network(ids, weights)
        return logit, self.sigmoid(logit), label


class AreaUnderCurve(Metric):
    """How often a click is given a higher probability than none."""

    def __init__(self) -> None:
        super().__init__()
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.probabilities: list[float] = []
        self.labels: list[float] = []

    def update(self, *inputs) -> None:
        """Take a batch."""
        self.probabilities += inputs[1].asnumpy().flatten().tolist()
        self.labels += inputs[2].asnumpy().flatten().tolist()

    def eval(self) -> float:
        """Give the area."""
        found, clicked = np.array(self.probabilities), np.array(self.labels) > 0.5
        return float((found[clicked][:, None] > found[~clicked]).mean())


class Record(Callback):
    """Keeps the loss of each step."""

    def __init__(self) -> None:
        super().__init__()
        self.losses: list[float] = []

    def on_train_step_end(self, run_context) -> None:
        """Read it from the results of the step."""
        self.losses.append(float(run_context.original_args().net_outputs[1]))


def clicks() -> ds.Dataset:
    """Give 32 visits; whether a user clicks hangs on two features together."""
    draws = np.random.RandomState(0)
    ids = draws.randint(0, WORDS, (32, FIELDS)).astype(np.int32)
    label = ((ids[:, :1] < 10) == (ids[:, 1:2] < 10)).astype(np.float32)
    columns = {"ids": ids, "weights": np.ones((32, FIELDS), np.float32), "label": label}
    return ds.NumpySlicesDataset(columns, shuffle=False).batch(8, drop_remainder=True)


def train(steps: int = 120) -> tuple[list[float], float]:
    """Train for about as many steps; give the losses and the area under the curve."""
    ms.set_seed(3)
    net, data, record = WideAndDeep(), clicks(), Record()
    model = Model(
        TrainBoth(Losses(net)), eval_network=Predict(net), metrics={"area": AreaUnderCurve()}
    )
    model.train(max(steps // 4, 1), data, callbacks=[record], dataset_sink_mode=False)
    return record.losses, model.eval(data, dataset_sink_mode=False)["area"]


if __name__ == "__main__":
    losses, area = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, area under the curve {area:.2f}")
