"""linear_sum_assignment: one column for each row, at the least cost (shortest augmenting paths)."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.common.tensor import Tensor


def linear_sum_assignment(
    cost_matrix: Any, maximize: Any, dimension_limit: Any = None
) -> tuple[Tensor, Tensor]:
    """Choose entries, at most one in each row and column, whose sum is least.

    Args:
        cost_matrix: A matrix of float32 or float64; rows match columns as far as both go.
        maximize: Whether to look for the greatest sum.
        dimension_limit: How many columns count; all if not given.

    Returns:
        Two int64 Tensors as long as the shorter side of the whole matrix: rows, and the column of
        each. If columns were left out there may be fewer pairs, and the rest is -1.

    Raises:
        ValueError: `cost_matrix` is no matrix, holds NaN, or has fewer columns than the limit.

    Supported modes: both; it runs in Python.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.optimize import linear_sum_assignment
    >>> cost = Tensor([[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]])
    >>> rows, columns = linear_sum_assignment(cost, False)
    >>> print(rows, columns)
    [0 1 2] [1 0 2]
    """
    costs = np.asarray(cost_matrix, np.float64)
    if costs.ndim != 2:
        raise ValueError(f"`cost_matrix` needs rank 2, but has the shape {costs.shape}")
    if np.isnan(costs).any():
        raise ValueError("`cost_matrix` needs numbers, but holds NaN")
    limit = costs.shape[1] if dimension_limit is None else int(dimension_limit)
    if limit > costs.shape[1]:
        limit_text = f"at most the {costs.shape[1]} columns of `cost_matrix`"
        raise ValueError(f"`dimension_limit` needs to be {limit_text}, but is {limit}")
    places = np.full((2, min(costs.shape)), -1, np.int64)
    part = -costs[:, :limit] if bool(maximize) else costs[:, :limit]
    if part.size:
        flip = part.shape[0] > part.shape[1]
        pairs = _matched(part.T if flip else part)
        pairs = pairs[::-1] if flip else pairs
        order = np.argsort(pairs[0])
        places[:, : len(order)] = pairs[:, order]
    return Tensor(places[0]), Tensor(places[1])


def _matched(costs: np.ndarray) -> np.ndarray:
    """Match every row of a matrix that has no more rows than columns."""
    rows, columns = costs.shape
    of_row, of_column = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, np.int64)  # Rows count from 1; column 0 is where a path begins.
    for row in range(1, rows + 1):
        owner[0] = row
        came = np.zeros(columns + 1, np.int64)
        least = np.full(columns + 1, np.inf)
        done = np.zeros(columns + 1, bool)
        at = 0
        while owner[at]:
            done[at] = True
            here = owner[at]
            reach = np.append(np.inf, costs[here - 1] - of_row[here] - of_column[1:])
            better = ~done & (reach < least)
            least[better], came[better] = reach[better], at
            step_to = int(np.argmin(np.where(done, np.inf, least)))
            step = least[step_to]
            of_row[owner[done]] += step
            of_column[done] -= step
            least[~done] -= step
            at = step_to
        while at:
            owner[at], at = owner[came[at]], came[at]
    used = np.flatnonzero(owner[1:])
    return np.stack([owner[1:][used] - 1, used])
