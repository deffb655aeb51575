"""The forward algorithm of connectionist temporal classification, in logarithms.

A label sequence is spread out with blanks between its labels; `alpha` holds, for each place in
it, the log probability of all ways to be there after a time step.
"""

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor

# In place of minus infinity, whose differences are not numbers.
_NEVER = -1e30


def _lengths(value: Any) -> Tensor:
    return ops.cast(value if isinstance(value, Tensor) else Tensor(value), mstype.int32).reshape(-1)


def _rows(targets: Tensor, lengths: Tensor) -> Tensor:
    """Labels as (batch, length); a run of all labels is cut by the lengths."""
    if targets.ndim == 2 or lengths.size == 1:
        return targets.reshape(lengths.size, -1)
    counts = lengths.asnumpy()
    rows = np.zeros((counts.size, int(counts.max())), np.int32)
    parts = np.split(targets.asnumpy(), np.cumsum(counts)[:-1])
    for row, part in zip(rows, parts, strict=True):
        row[: part.size] = part
    return Tensor(rows)


def _shifted(alpha: Tensor, by: int) -> Tensor:
    """The log probabilities of the places before."""
    return ops.pad(alpha[:, :-by], [by, 0], "constant", _NEVER)


def ctc(log_probs: Tensor, targets: Tensor, inputs: Any, outputs: Any, blank: int) -> Tensor:
    """Gives the negative log likelihood of each label sequence; above 1e29 where it has none."""
    if log_probs.ndim == 2:
        log_probs = log_probs.expand_dims(1)
    inputs, outputs = _lengths(inputs), _lengths(outputs)
    labels = ops.cast(_rows(targets, outputs), mstype.int32)
    steps, batch, _ = log_probs.shape
    blanks = ops.full_like(labels, blank)
    places = ops.cat([ops.stack([blanks, labels], -1).reshape(batch, -1), blanks[:, :1]], 1)
    index = ops.broadcast_to(places.expand_dims(0), (steps, *places.shape))
    emitted = ops.gather_elements(log_probs, 2, index)
    # A label may follow another at once, unless it is the same.
    before = ops.pad(places[:, :-2], [2, 0], "constant", blank)
    leaps = ops.logical_and(places != blank, places != before)
    first = ops.arange(places.shape[1]) < 2
    alpha = ops.where(first, emitted[0], _NEVER)
    for t in range(1, steps):
        leap = ops.where(leaps, _shifted(alpha, 2), _NEVER)
        reached = ops.logaddexp(ops.logaddexp(alpha, _shifted(alpha, 1)), leap) + emitted[t]
        alpha = ops.where((inputs > t).expand_dims(1), reached, alpha)
    end = (2 * outputs).expand_dims(1)
    last = ops.gather_elements(alpha, 1, end)
    label = ops.gather_elements(alpha, 1, ops.maximum(end - 1, 0))
    label = ops.where(end > 0, label, _NEVER)
    return -ops.logaddexp(last, label).reshape(batch)
