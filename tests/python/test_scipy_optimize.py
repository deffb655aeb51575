"""mindspore.scipy.optimize: minima are found, assignments are the best of all, errors say why."""

import itertools

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor
from mindspore.scipy.optimize import line_search, linear_sum_assignment, minimize


def rosenbrock(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


@pytest.mark.parametrize("method", ["BFGS", "lbfgs"])
@pytest.mark.parametrize("compiled", [False, True])
def test_a_curved_valley_is_followed_to_its_end(method, compiled):
    function = ms.jit(rosenbrock) if compiled else rosenbrock
    found = minimize(function, Tensor([-1.2, 1.0]), method=method, options={"gtol": 1e-4})
    assert found.success
    np.testing.assert_allclose(found.x.asnumpy(), [1, 1], atol=1e-3)


def test_too_few_rounds_are_no_success():
    found = minimize(rosenbrock, Tensor([-1.2, 1.0]), method="BFGS", options={"maxiter": 2})
    assert (found.success, found.status, found.nit) == (False, 1, 2)


def test_a_step_goes_down_as_far_as_the_conditions_ask():
    found = line_search(lambda x: (x**4).sum(), Tensor([3.0]), Tensor([-40.0]))
    assert not found.failed
    assert abs(float(found.g_k[0]) * -40) <= 0.9 * 4 * 27 * 40
    assert found.f_k < 81


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (5, 3), (4, 4), (0, 3)])
@pytest.mark.parametrize("maximize", [False, True])
def test_the_assignment_is_the_best_of_all(shape, maximize):
    cost = np.random.RandomState(sum(shape)).randint(0, 9, shape).astype(float)
    rows, columns = (part.asnumpy() for part in linear_sum_assignment(cost, maximize))
    wide = cost if shape[0] <= shape[1] else cost.T
    choices = itertools.permutations(range(wide.shape[1]), wide.shape[0])
    sums = [sum(wide[row, column] for row, column in enumerate(choice)) for choice in choices]
    assert cost[rows, columns].sum() == (max(sums) if maximize else min(sums))


def test_columns_behind_the_limit_do_not_count():
    cost = Tensor([[4.0, 1.0, 0.0], [2.0, 3.0, 0.0]])
    rows, columns = linear_sum_assignment(cost, False, Tensor(2))
    assert (rows.asnumpy().tolist(), columns.asnumpy().tolist()) == ([0, 1], [1, 0])


def test_what_cannot_be_done_is_refused():
    with pytest.raises(ValueError, match="BFGS or LBFGS"):
        minimize(rosenbrock, Tensor([0.0, 0.0]), method="newton")
    with pytest.raises(ValueError, match="NaN"):
        linear_sum_assignment(Tensor([[float("nan")]]), False)
