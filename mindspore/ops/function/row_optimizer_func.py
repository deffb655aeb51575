"""Optimisers of embeddings: only the rows that `indices` name have a gradient.

Rows that are named several times count with the sum of their gradients. The rules are those of
Duchi et al. 2011 (Adagrad), McMahan et al. 2013 (FTRL), Kingma and Ba 2015 (Adam), Zeiler 2012
(Adadelta), Tieleman and Hinton 2012 (RMSProp), and Shazeer and Stern 2018 (Adafactor).
"""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = [
    "ada_factor",
    "ada_factor_with_global_norm",
    "rows_adadelta",
    "rows_adagrad",
    "rows_adagrad_v2",
    "rows_adam",
    "rows_ftrl",
    "rows_ftrl_shrunk",
    "rows_lazy_adam",
    "rows_proximal_adagrad",
    "rows_rmsprop",
]


def _spread(var: Tensor, grad: Tensor, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Give the gradient of all rows, and which of them `indices` names."""
    total = _ops.IndexPut(_ops.zeros_like(var), (indices,), grad.astype(var.dtype), 0, "add")
    touched = _ops.IndexPut(_ops.zeros_like(var), (indices,), _ops.ones_like(grad), 0, "add") > 0
    return total, touched


def _write(touched: Tensor, *pairs: tuple[Tensor, Tensor]) -> tuple[Tensor, ...]:
    for variable, new in pairs:
        _ops.assign(variable, _ops.select(touched, new, variable).astype(variable.dtype))
    return tuple(variable for variable, _ in pairs)


def _accumulated(var: Tensor, accum: Tensor, grad: Tensor, indices: Tensor) -> Any:
    total, touched = _spread(var, grad, indices)
    return total, touched, accum + total * total


def rows_adagrad(
    var: Tensor,
    accum: Tensor,
    grad: Tensor,
    indices: Tensor,
    lr: float = 0.01,
    update_slots: bool = True,
) -> tuple[Tensor, ...]:
    """Apply Adagrad to rows; `update_slots=False` leaves the accumulator as it is."""
    return rows_adagrad_v2(var, accum, grad, indices, lr, 0.0, update_slots)


def rows_adagrad_v2(
    var: Tensor,
    accum: Tensor,
    grad: Tensor,
    indices: Tensor,
    lr: float = 0.01,
    epsilon: float = 0.0,
    update_slots: bool = True,
) -> tuple[Tensor, ...]:
    """Apply Adagrad with `epsilon` in the divisor to rows."""
    total, touched, squares = _accumulated(var, accum, grad, indices)
    squares = squares if update_slots else accum
    return _write(
        touched, (var, var - lr * total / (_ops.sqrt(squares) + epsilon)), (accum, squares)
    )


def rows_proximal_adagrad(
    var: Tensor, accum: Tensor, lr: Any, l1: Any, l2: Any, grad: Tensor, indices: Tensor
) -> tuple[Tensor, ...]:
    """Apply Adagrad with a proximal step for the penalties `l1` and `l2` to rows."""
    total, touched, squares = _accumulated(var, accum, grad, indices)
    rate = lr / _ops.sqrt(squares)
    moved = var - rate * total
    shrunk = _ops.maximum(_ops.abs(moved) - rate * l1, 0)
    return _write(touched, (var, _ops.sign(moved) * shrunk / (1 + rate * l2)), (accum, squares))


def rows_ftrl(
    var: Tensor,
    accum: Tensor,
    linear: Tensor,
    grad: Tensor,
    indices: Tensor,
    lr: float = 0.01,
    l1: float = 0.0,
    l2: float = 0.0,
    lr_power: float = -0.5,
) -> tuple[Tensor, ...]:
    """Follow the regularized leader, in rows."""
    return rows_ftrl_shrunk(var, accum, linear, grad, indices, lr, l1, l2, 0.0, lr_power)


def rows_ftrl_shrunk(
    var: Tensor,
    accum: Tensor,
    linear: Tensor,
    grad: Tensor,
    indices: Tensor,
    lr: float = 0.01,
    l1: float = 0.0,
    l2: float = 0.0,
    l2_shrinkage: float = 0.0,
    lr_power: float = -0.5,
) -> tuple[Tensor, ...]:
    """Follow the regularized leader in rows, with a penalty on their present length."""
    total, touched, squares = _accumulated(var, accum, grad, indices)
    before, after = _ops.pow(accum, -lr_power), _ops.pow(squares, -lr_power)
    pull = linear + total + 2 * l2_shrinkage * var - (after - before) / lr * var
    weight = after / lr + 2 * l2
    new = _ops.select(_ops.abs(pull) > l1, (_ops.sign(pull) * l1 - pull) / weight, 0.0)
    return _write(touched, (var, new), (accum, squares), (linear, pull))


def rows_adadelta(
    var: Tensor,
    accum: Tensor,
    accum_update: Tensor,
    lr: Any,
    rho: Any,
    grad: Tensor,
    indices: Tensor,
    epsilon: float = 1e-6,
) -> tuple[Tensor, ...]:
    """Apply Adadelta to rows."""
    total, touched = _spread(var, grad, indices)
    squares = rho * accum + (1 - rho) * total * total
    step = _ops.sqrt(accum_update + epsilon) * total / _ops.sqrt(squares + epsilon)
    steps = rho * accum_update + (1 - rho) * step * step
    return _write(touched, (var, var - lr * step), (accum, squares), (accum_update, steps))


def rows_rmsprop(
    var: Tensor,
    mean_square: Tensor,
    moment: Tensor,
    lr: Any,
    grad: Tensor,
    indices: Tensor,
    rho: float = 0.9,
    momentum: float = 0.0,
    epsilon: float = 1e-10,
) -> tuple[Tensor, ...]:
    """Apply RMSProp to rows."""
    total, touched = _spread(var, grad, indices)
    squares = rho * mean_square + (1 - rho) * total * total
    step = momentum * moment + lr * total / _ops.sqrt(squares + epsilon)
    return _write(touched, (var, var - step), (mean_square, squares), (moment, step))


def _adam(
    var: Tensor, m: Tensor, v: Tensor, total: Tensor, numbers: tuple, use_nesterov: bool
) -> tuple[Tensor, Tensor, Tensor]:
    beta1_power, beta2_power, lr, beta1, beta2, epsilon = numbers
    first = beta1 * m + (1 - beta1) * total
    second = beta2 * v + (1 - beta2) * total * total
    ahead = beta1 * first + (1 - beta1) * total if use_nesterov else first
    rate = lr * (1 - beta2_power) ** 0.5 / (1 - beta1_power)
    return var - rate * ahead / (_ops.sqrt(second) + epsilon), first, second


def rows_adam(
    var: Tensor, m: Tensor, v: Tensor, beta1_power: Any, beta2_power: Any, lr: Any, beta1: Any,
    beta2: Any, epsilon: Any, gradient: Tensor, indices: Tensor, use_nesterov: bool = False,
) -> tuple[Tensor, ...]:  # fmt: skip
    """Apply Adam with a gradient of some rows; the moments of all rows move on."""
    total, _ = _spread(var, gradient, indices)
    numbers = (beta1_power, beta2_power, lr, beta1, beta2, epsilon)
    for variable, new in zip(
        (var, m, v), _adam(var, m, v, total, numbers, use_nesterov), strict=True
    ):
        _ops.assign(variable, new)
    return var, m, v


def rows_lazy_adam(
    var: Tensor, m: Tensor, v: Tensor, beta1_power: Any, beta2_power: Any, lr: Any, beta1: Any,
    beta2: Any, epsilon: Any, gradient: Tensor, indices: Tensor, use_nesterov: bool = False,
) -> tuple[Tensor, ...]:  # fmt: skip
    """Apply Adam to the named rows; the others keep their moments."""
    total, touched = _spread(var, gradient, indices)
    numbers = (beta1_power, beta2_power, lr, beta1, beta2, epsilon)
    new = _adam(var, m, v, total, numbers, use_nesterov)
    return _write(touched, (var, new[0]), (m, new[1]), (v, new[2]))


def _length(x: Tensor) -> Tensor:
    """Give the root of the mean square."""
    return _ops.sqrt(_ops.reduce_mean(x * x))


def ada_factor(
    epsilon: Any, clip_threshold: Any, beta1: Any, beta2t: Any, weight_decay: Any,
    learning_rate: Any, gradient: Tensor, param: Tensor, exp_avg: Tensor, exp_avg_sq_row: Tensor,
    exp_avg_sq_col: Tensor, exp_avg_sq: Tensor, enable_scale_parameter: bool = False,
    enable_first_moment: bool = False, enable_weight_decay: bool = False,
) -> Tensor:  # fmt: skip
    """Apply Adafactor: the second moment of a matrix is kept as one of its rows and columns.

    Args:
        epsilon: Two numbers: what is added to squares, and the least length of the parameter.
        clip_threshold: The largest length of an update.
        beta1: Decay of the first moment.
        beta2t: Decay of the second moment.
        weight_decay: Share of the parameter that each step takes away.
        learning_rate: Step size.
        gradient: Gradient of `param`.
        param: The Parameter that changes.
        exp_avg: First moment.
        exp_avg_sq_row: Means of squares over the last axis.
        exp_avg_sq_col: Means of squares over the axis before.
        exp_avg_sq: Second moment of a parameter with fewer than two axes.
        enable_scale_parameter: Whether the step size goes with the length of the parameter.
        enable_first_moment: Whether `exp_avg` is used.
        enable_weight_decay: Whether `weight_decay` is used.
    """
    squares = gradient * gradient + epsilon[0]
    if param.ndim >= 2:
        row = beta2t * exp_avg_sq_row + (1 - beta2t) * _ops.reduce_mean(squares, -1)
        column = beta2t * exp_avg_sq_col + (1 - beta2t) * _ops.reduce_mean(squares, -2)
        _ops.assign(exp_avg_sq_row, row)
        _ops.assign(exp_avg_sq_col, column)
        share = _ops.rsqrt(row / _ops.reduce_mean(row, -1, True))
        update = _ops.expand_dims(share, -1) * _ops.expand_dims(_ops.rsqrt(column), -2) * gradient
    else:
        moment = beta2t * exp_avg_sq + (1 - beta2t) * squares
        _ops.assign(exp_avg_sq, moment)
        update = _ops.rsqrt(moment) * gradient
    rate = learning_rate
    if enable_scale_parameter:
        rate = rate * _ops.maximum(_length(param), epsilon[1])
    update = update / _ops.maximum(_length(update) / clip_threshold, 1) * rate
    if enable_first_moment:
        update = beta1 * exp_avg + (1 - beta1) * update
        _ops.assign(exp_avg, update)
    kept = param - param * weight_decay * rate if enable_weight_decay else param
    return _ops.assign(param, kept - update)


def ada_factor_with_global_norm(
    epsilon: Any, clip_threshold: Any, beta1: Any, beta2t: Any, weight_decay: Any,
    learning_rate: Any, gradient: Tensor, param: Tensor, exp_avg: Tensor, exp_avg_sq_row: Tensor,
    exp_avg_sq_col: Tensor, exp_avg_sq: Tensor, global_norm: Any,
    enable_scale_parameter: bool = False, enable_first_moment: bool = False,
    enable_weight_decay: bool = False,
) -> Tensor:  # fmt: skip
    """Apply Adafactor to a gradient that is divided by `global_norm` first."""
    return ada_factor(
        epsilon, clip_threshold, beta1, beta2t, weight_decay, learning_rate, gradient / global_norm,
        param, exp_avg, exp_avg_sq_row, exp_avg_sq_col, exp_avg_sq, enable_scale_parameter,
        enable_first_moment, enable_weight_decay,
    )  # fmt: skip
