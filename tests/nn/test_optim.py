# Optimisers and learning rates against what MindSpore 2.10 computed (optim_facts.json).
import json
import pathlib

import numpy as np
import optim_cases as cases
import pytest

from mindspore import Parameter, Tensor, nn, ops

FACTS = json.loads((pathlib.Path(__file__).parent / "optim_facts.json").read_text())


def close(found, expected):
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("i", range(len(cases.OPTIMISERS)), ids=lambda i: cases.OPTIMISERS[i][0])
def test_optimiser(i):
    close(cases.run_optimiser(*cases.OPTIMISERS[i]), FACTS["optimisers"][i])


def test_groups_have_rates_and_decays_of_their_own():
    close(cases.run_groups(), FACTS["groups"])


@pytest.mark.parametrize(
    "i", range(len(cases.EXPERIMENTAL)), ids=lambda i: cases.EXPERIMENTAL[i][0]
)
def test_experimental_optimiser(i):
    close(cases.run_experimental(*cases.EXPERIMENTAL[i]), FACTS["experimental"][i])


@pytest.mark.parametrize("name", cases.SCHEDULERS)
def test_scheduler(name):
    close(cases.run_scheduler(name), FACTS["schedulers"][name])


def test_plateau():
    close(cases.run_plateau(), FACTS["plateau"])


@pytest.mark.parametrize("name", cases.FORMULAS)
def test_schedule_of_steps(name):
    close(cases.run_formula(name), FACTS["formulas"][name])


@pytest.mark.parametrize("name", cases.LISTS)
def test_list_of_rates(name):
    close(cases.LISTS[name](), FACTS["lists"][name])


def parameter(*values, name="p"):
    return Parameter(Tensor(np.array(values, np.float32)), name=name)


def test_nesterov_momentum_follows_its_formula():
    # MindSpore's own processor kernel leaves the look ahead out; its page does not.
    p, v, expected = parameter(1.0), 0.0, 1.0
    optimizer = nn.Momentum([p], 0.1, 0.9, use_nesterov=True)
    for grad in (0.5, -0.25):
        optimizer((Tensor([grad]),))
        v = 0.9 * v + grad
        expected -= 0.1 * (grad + 0.9 * v)
    assert abs(float(p.asnumpy()[0]) - expected) < 1e-6


def test_gradients_are_centred_for_groups_that_ask():
    p = Parameter(Tensor(np.zeros((2, 2), np.float32)), name="p")
    optimizer = nn.SGD([{"params": [p], "grad_centralization": True}], 1.0)
    optimizer((Tensor([[0.5, -0.5], [1.0, 0.0]]),))
    assert p.asnumpy().tolist() == [[-0.5, 0.5], [-0.5, 0.5]]


def test_names_are_those_of_mindspore():
    optimizer = nn.Momentum([parameter(1.0, name="w")], 0.1, 0.9)
    names = [p.name for p in optimizer.get_parameters()]
    assert names == ["global_step", "learning_rate", "w", "momentum", "moments.w"]


def test_beta_and_gamma_do_not_decay_without_groups():
    params = [parameter(1.0, name=name) for name in ("a.gamma", "a.beta", "a.weight")]
    nn.SGD(params, 1.0, weight_decay=0.5)(tuple(Tensor([0.0]) for _ in params))
    assert [float(p.asnumpy()[0]) for p in params] == [1.0, 1.0, 0.5]


def test_the_rate_can_be_changed():
    p = parameter(1.0)
    optimizer = nn.SGD([p], 0.5)
    ops.assign(optimizer.learning_rate, Tensor(0.25))
    assert float(optimizer.get_lr().asnumpy()) == 0.25
    optimizer((Tensor([1.0]),))
    assert float(p.asnumpy()[0]) == 0.75


def test_the_last_rate_of_a_list_stays():
    p = parameter(0.0)
    optimizer = nn.SGD([p], [1.0, 10.0])
    for _ in range(3):
        optimizer((Tensor([-1.0]),))
    assert float(p.asnumpy()[0]) == 21.0
    assert int(optimizer.global_step.asnumpy()[0]) == 3


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: nn.SGD([], 0.1), ValueError),
        (lambda: nn.SGD(None, 0.1), ValueError),
        (lambda: nn.SGD([1], 0.1), TypeError),
        (lambda: nn.SGD([parameter(1.0)], -1.0), ValueError),
        (lambda: nn.SGD([parameter(1.0)], []), ValueError),
        (lambda: nn.SGD([parameter(1.0)], 0.1, weight_decay=-1.0), ValueError),
        (lambda: nn.SGD([parameter(1.0)], 0.1, loss_scale=0.0), ValueError),
        (lambda: nn.SGD([parameter(1.0)], nesterov=True), ValueError),
        (lambda: nn.Momentum([parameter(1.0)], 0.1, -1.0), ValueError),
        (lambda: nn.Adam([parameter(1.0)], beta1=1.0), ValueError),
        (lambda: nn.Adam([parameter(1.0)], eps=0.0), ValueError),
        (lambda: nn.SGD([{"lr": 0.1}], 0.1), KeyError),
        (lambda: nn.SGD([{"params": [parameter(1.0)], "foo": 1}], 0.1), KeyError),
    ],
)
def test_wrong_settings_are_refused(make, error):
    with pytest.raises(error):
        make()


def test_a_parameter_is_in_one_group():
    p = [parameter(1.0)]
    with pytest.raises(RuntimeError):
        nn.SGD([{"params": p}, {"params": p}], 0.1)


def test_there_is_a_gradient_for_each_parameter():
    p = parameter(1.0)
    with pytest.raises(ValueError, match="gradients"):
        nn.SGD([p], 0.1)(())
    assert float(p.asnumpy()[0]) == 1.0
