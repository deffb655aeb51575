# Cases of optimisers and schedules; under MindSpore 2.10 they give the facts of optim_facts.json:
#   python optim_cases.py > optim_facts.json
import json

import numpy as np

import mindspore as ms
from mindspore import Parameter, Tensor, nn
from mindspore.experimental import optim
from mindspore.experimental.optim import lr_scheduler

GRADIENTS = [
    ([0.1, -0.2, 0.3], [[0.5, -0.5], [1.0, 0.0]]),
    ([-0.1, 0.2, 0.5], [[0.1, 0.2], [-1.0, 0.3]]),
]

OPTIMISERS = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.1}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "loss_scale": 2.0}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"learning_rate": [0.1, 0.2, 0.3, 0.4], "momentum": 0.5}),
    ("Momentum", {"learning_rate": 0.1, "momentum": 0.9}),
    ("Momentum", {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.1, "loss_scale": 4.0}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.1, "weight_decay": 0.1, "use_nesterov": True}),
    ("Adam", {"learning_rate": 0.1, "use_amsgrad": True}),
    ("AdamWeightDecay", {"learning_rate": 0.1, "weight_decay": 0.1}),
    ("AdaMax", {"learning_rate": 0.1}),
    ("Adagrad", {"learning_rate": 0.1}),
    ("RMSProp", {"learning_rate": 0.1, "momentum": 0.5}),
    ("RMSProp", {"learning_rate": 0.1, "centered": True, "decay": 0.8}),
    ("Adadelta", {"learning_rate": 0.5}),
    ("ASGD", {"learning_rate": 0.1, "weight_decay": 0.1}),
    ("Rprop", {"learning_rate": 0.1}),
    ("FTRL", {"learning_rate": 0.1, "l2": 0.1}),
    ("ProximalAdagrad", {"learning_rate": 0.1, "l1": 0.01, "l2": 0.1}),
    ("LazyAdam", {"learning_rate": 0.1}),
    ("AdaFactor", {}),
    ("AdaFactor", {"learning_rate": 0.1, "relative_step": False, "scale_parameter": False}),
]

EXPERIMENTAL = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"amsgrad": True, "maximize": True}),
    ("Adadelta", {}),
    ("Adagrad", {"lr_decay": 0.1, "weight_decay": 0.1}),
    ("Adamax", {"weight_decay": 0.1}),
    ("NAdam", {}),
    ("RAdam", {}),
    ("RMSprop", {}),
    ("RMSprop", {"centered": True, "momentum": 0.9}),
    ("Rprop", {}),
    ("ASGD", {"weight_decay": 0.1}),
]

SCHEDULERS = {
    "StepLR": lambda s, o: s.StepLR(o, 3, 0.5),
    "LambdaLR": lambda s, o: s.LambdaLR(o, [lambda e: 0.9**e, lambda e: 1 / (e + 1)]),
    "MultiplicativeLR": lambda s, o: s.MultiplicativeLR(o, lambda e: 0.9),
    "MultiStepLR": lambda s, o: s.MultiStepLR(o, [2, 5, 5, 8], 0.5),
    "ConstantLR": lambda s, o: s.ConstantLR(o, 0.5, 4),
    "LinearLR": lambda s, o: s.LinearLR(o, 0.25, 1.0, 4),
    "ExponentialLR": lambda s, o: s.ExponentialLR(o, 0.9),
    "PolynomialLR": lambda s, o: s.PolynomialLR(o, 4, 2.0),
    "CosineAnnealingLR": lambda s, o: s.CosineAnnealingLR(o, 4, 0.01),
    "CosineAnnealingWarmRestarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 3, 2, 0.01),
    "CyclicLR": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 3, 4),
    "CyclicLR2": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 3, 4, "triangular2"),
    "CyclicLR3": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 3, 4, "exp_range", 0.9),
    "SequentialLR": lambda s, o: s.SequentialLR(
        o, [s.ConstantLR(o, 0.1, 2), s.ExponentialLR(o, 0.9)], [3]
    ),
}

FORMULAS = {
    "ExponentialDecayLR": lambda: nn.ExponentialDecayLR(0.1, 0.9, 4),
    "ExponentialDecayLR stairs": lambda: nn.ExponentialDecayLR(0.1, 0.9, 4, True),
    "NaturalExpDecayLR": lambda: nn.NaturalExpDecayLR(0.1, 0.9, 4),
    "NaturalExpDecayLR stairs": lambda: nn.NaturalExpDecayLR(0.1, 0.9, 4, True),
    "InverseDecayLR": lambda: nn.InverseDecayLR(0.1, 0.9, 4),
    "InverseDecayLR stairs": lambda: nn.InverseDecayLR(0.1, 0.9, 4, True),
    "CosineDecayLR": lambda: nn.CosineDecayLR(0.01, 0.1, 4),
    "PolynomialDecayLR": lambda: nn.PolynomialDecayLR(0.1, 0.01, 4, 0.5),
    "PolynomialDecayLR update": lambda: nn.PolynomialDecayLR(0.1, 0.01, 4, 0.5, True),
    "WarmUpLR": lambda: nn.WarmUpLR(0.1, 4),
}

LISTS = {
    "piecewise_constant_lr": lambda: nn.piecewise_constant_lr([2, 5, 10], [0.1, 0.05, 0.01]),
    "exponential_decay_lr": lambda: nn.exponential_decay_lr(0.1, 0.9, 6, 2, 1),
    "exponential_decay_lr stairs": lambda: nn.exponential_decay_lr(0.1, 0.9, 8, 2, 2, True),
    "natural_exp_decay_lr": lambda: nn.natural_exp_decay_lr(0.1, 0.9, 6, 2, 2),
    "natural_exp_decay_lr stairs": lambda: nn.natural_exp_decay_lr(0.1, 0.9, 8, 2, 2, True),
    "inverse_decay_lr": lambda: nn.inverse_decay_lr(0.1, 0.5, 6, 1, 1),
    "inverse_decay_lr stairs": lambda: nn.inverse_decay_lr(0.1, 0.5, 8, 2, 2, True),
    "cosine_decay_lr": lambda: nn.cosine_decay_lr(0.01, 0.1, 6, 2, 2),
    "polynomial_decay_lr": lambda: nn.polynomial_decay_lr(0.1, 0.01, 6, 2, 2, 0.5),
    "polynomial_decay_lr update": lambda: nn.polynomial_decay_lr(0.1, 0.01, 8, 1, 3, 0.5, True),
    "warmup_lr": lambda: nn.warmup_lr(0.1, 6, 2, 2),
}


def parameters():
    return [
        Parameter(Tensor(np.array([1.0, -2.0, 3.0], np.float32)), name="a.weight"),
        Parameter(Tensor(np.array([[0.5, 1.5], [2.5, -1.0]], np.float32)), name="a.gamma"),
    ]


def gradients(step):
    return tuple(Tensor(np.array(g, np.float32)) for g in GRADIENTS[step % 2])


def train(optimizer, params, steps=4):
    for step in range(steps):
        optimizer(gradients(step))
    return [p.asnumpy().ravel().tolist() for p in params]


def run_optimiser(name, settings):
    params = parameters()
    return train(getattr(nn, name)(params, **settings), params)


def run_groups():
    params = parameters()
    groups = [
        {"params": [params[0]], "lr": 0.5, "weight_decay": 0.1},
        {"params": [params[1]]},
        {"order_params": [params[1], params[0]]},
    ]
    optimizer = nn.Momentum(groups, 0.1, 0.9, weight_decay=0.01)
    for step in range(4):
        optimizer(gradients(step)[::-1])
    return [p.asnumpy().ravel().tolist() for p in params]


def run_experimental(name, settings):
    params = parameters()
    return train(getattr(optim, name)(params, **settings), params)


def rates(optimizer):
    return [float(group["lr"].asnumpy()) for group in optimizer.param_groups]


def run_scheduler(name, epochs=12):
    params = parameters()
    groups = [{"params": [params[0]]}, {"params": [params[1]], "lr": 0.5}]
    optimizer = optim.SGD(groups, lr=0.1)
    scheduler = SCHEDULERS[name](lr_scheduler, optimizer)
    found = []
    for _ in range(epochs):
        scheduler.step()
        found.append(rates(optimizer))
    return found


def run_plateau():
    optimizer = optim.SGD(parameters(), lr=0.1)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, "min", 0.5, 1)
    found = []
    for value in [1, 1, 1, 1, 0.5, 0.6, 0.6, 0.6, 0.6]:
        scheduler.step(Tensor(value, ms.float32))
        found.append(rates(optimizer)[0])
    return found


def run_formula(name):
    schedule = FORMULAS[name]()
    return [float(schedule(Tensor(step, ms.int32)).asnumpy()) for step in range(10)]


def facts():
    return {
        "optimisers": [run_optimiser(*case) for case in OPTIMISERS],
        "groups": run_groups(),
        "experimental": [run_experimental(*case) for case in EXPERIMENTAL],
        "schedulers": {name: run_scheduler(name) for name in SCHEDULERS},
        "plateau": run_plateau(),
        "formulas": {name: run_formula(name) for name in FORMULAS},
        "lists": {name: make() for name, make in LISTS.items()},
    }


if __name__ == "__main__":
    print(json.dumps(facts()))
