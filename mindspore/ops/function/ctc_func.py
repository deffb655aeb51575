"""The forward algorithm of connectionist temporal classification, in logarithms.

A label sequence is spread out with blanks between its labels; `alpha` holds, for each place in
it, the log probability of all ways to be there after a time step.
"""

from typing import Any

import numpy as np

import mindspore.ops as _functions
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

__all__ = ["ctc_loss"]

ops: Any = _functions

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


def ctc(
    log_probs: Tensor, targets: Tensor, inputs: Any, outputs: Any, blank: int
) -> tuple[Tensor, Tensor]:
    """Gives the negative log likelihood of each label sequence, and all `alpha`.

    Where a sequence has no way, the first is above 1e29.
    """
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
    alphas = [alpha]
    for t in range(1, steps):
        leap = ops.where(leaps, _shifted(alpha, 2), _NEVER)
        reached = ops.logaddexp(ops.logaddexp(alpha, _shifted(alpha, 1)), leap) + emitted[t]
        alpha = ops.where((inputs > t).expand_dims(1), reached, alpha)
        alphas.append(alpha)
    end = (2 * outputs).expand_dims(1)
    last = ops.gather_elements(alpha, 1, end)
    label = ops.gather_elements(alpha, 1, ops.maximum(end - 1, 0))
    label = ops.where(end > 0, label, _NEVER)
    return -ops.logaddexp(last, label).reshape(batch), ops.stack(alphas, 1)


def reduced(loss: Tensor, targets: Any, reduction: str, zero_infinity: bool) -> Tensor:
    """Gives what `ctc_loss` makes of the losses of a batch."""
    loss = ops.where(loss > 1e29, 0.0 if zero_infinity else float("inf"), loss)
    if reduction == "mean":
        lengths = ops.cast(_lengths(targets), loss.dtype)
        return (loss / ops.maximum(lengths, 1.0)).mean()
    return loss.sum() if reduction == "sum" else loss


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> tuple[Tensor, Tensor]:
    """Compute how unlikely label sequences are under all alignments.

    Args:
        log_probs: Tensor (time, batch, classes) of log probabilities; batch may be missing.
        targets: Labels (batch, length), or all labels in a row.
        input_lengths: How many time steps each sequence has.
        target_lengths: How many labels each has.
        blank: The class that is no label.
        reduction: "mean" (each by its number of labels first), "sum" or "none".
        zero_infinity: Whether a sequence that has no alignment counts 0.

    Returns:
        The loss, and the log probabilities (batch, time, 2 length + 1) of each place with blanks.

    Examples:
        >>> from mindspore import ops, Tensor
        >>> even = ops.log_softmax(ops.zeros((3, 1, 2)), 2)
        >>> loss, ways = ops.ctc_loss(even, Tensor([[1]]), Tensor([3]), Tensor([1]))
        >>> ways.shape
        (1, 3, 3)
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"`reduction` needs to be 'mean', 'sum' or 'none', but is {reduction!r}")
    loss, alphas = ctc(log_probs, targets, input_lengths, target_lengths, blank)
    alphas = ops.where(alphas < -1e29, float("-inf"), alphas)
    return reduced(loss, target_lengths, reduction, zero_infinity), alphas
