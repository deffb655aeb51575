"""Metric, the base of what is measured over a data set."""

import functools
from abc import ABCMeta, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore.common.tensor import Tensor


def rearrange_inputs(func: Callable) -> Callable:
    """Gives `update` the inputs that `Metric.set_indexes` has chosen, in their order."""

    @functools.wraps(func)
    def update(self: "Metric", *inputs: Any) -> Any:
        if self.indexes is not None:
            inputs = tuple(inputs[i] for i in self.indexes)
        return func(self, *inputs)

    return update


class Metric(metaclass=ABCMeta):
    """The base: `clear`, then `update` with each batch, then `eval`.

    Examples:
        >>> from mindspore import train
        >>> metric = train.Accuracy()
        >>> metric.update([[0.1, 0.9]], [1])
        >>> float(metric.eval())
        1.0
    """

    def __init__(self) -> None:
        self._indexes: list[int] | None = None

    @property
    def indexes(self) -> list[int] | None:
        """Which inputs `update` takes, and in which order; None for all."""
        return getattr(self, "_indexes", None)

    def set_indexes(self, indexes: list[int]) -> "Metric":
        """Chooses which inputs `update` takes, and in which order."""
        if not isinstance(indexes, list) or not all(isinstance(i, int) for i in indexes):
            raise ValueError(f"`indexes` needs to be a list of ints, but is {indexes!r}")
        self._indexes = indexes
        return self

    def _convert_data(self, data: Any) -> np.ndarray:
        if isinstance(data, Tensor):
            return data.asnumpy()
        if isinstance(data, list):
            return np.array(data)
        if isinstance(data, np.ndarray):
            return data
        raise TypeError(
            f"a metric needs a Tensor, list or numpy.ndarray, but was given {type(data).__name__}"
        )

    def _two(self, inputs: tuple) -> tuple[np.ndarray, np.ndarray]:
        """The predictions and the labels."""
        if len(inputs) != 2:
            raise ValueError(
                f"{type(self).__name__}.update needs predictions and labels, "
                f"but was given {len(inputs)} inputs"
            )
        return self._convert_data(inputs[0]), self._convert_data(inputs[1])

    @abstractmethod
    def clear(self) -> Any:
        """Forgets all batches."""

    @abstractmethod
    def eval(self) -> Any:
        """Gives the metric of the batches so far."""

    @abstractmethod
    def update(self, *inputs: Any) -> Any:
        """Takes a batch."""

    def __call__(self, *inputs: Any) -> Any:
        """The metric of one batch alone."""
        self.clear()
        self.update(*inputs)
        return self.eval()


def ratio(part: Any, whole: Any, name: str) -> Any:
    """part / whole; RuntimeError if there have been no batches."""
    if whole == 0:
        raise RuntimeError(f"{name} needs at least one batch")
    return float(part / whole)


class EvaluationBase(Metric):
    """The base of metrics of classes.

    Args:
        eval_type: "classification" or "multilabel".
    """

    def __init__(self, eval_type: str = "classification") -> None:
        super().__init__()
        if eval_type not in ("classification", "multilabel"):
            raise TypeError(
                f"`eval_type` needs to be 'classification' or 'multilabel', but is {eval_type!r}"
            )
        self._type = eval_type
        self._class_num = 0

    def _checked(self, inputs: tuple) -> tuple[np.ndarray, np.ndarray]:
        """Predictions, and labels as class numbers (or zeros and ones, if multilabel)."""
        y_pred, y = self._two(inputs)
        if self._type == "classification":
            if y_pred.ndim == y.ndim and y.ndim > 1:
                y = y.argmax(axis=1)
            if y_pred.shape[:1] + y_pred.shape[2:] != y.shape:
                raise ValueError(
                    "the predictions need the shape of the labels and an axis of classes, "
                    f"but the shapes are {y_pred.shape} and {y.shape}"
                )
        elif y_pred.shape != y.shape:
            raise ValueError(
                "predictions and labels need the same shape, "
                f"but their shapes are {y_pred.shape} and {y.shape}"
            )
        elif not (np.isin(y_pred, (0, 1)).all() and np.isin(y, (0, 1)).all()):
            raise ValueError("predictions and labels need to be 0 or 1 throughout")
        if self._class_num not in (0, y_pred.shape[1]):
            raise ValueError(
                f"the predictions need {self._class_num} classes as before, "
                f"but have {y_pred.shape[1]}"
            )
        self._class_num = y_pred.shape[1]
        return y_pred, y

    def _rows(self, values: np.ndarray) -> np.ndarray:
        """One row of classes for each label."""
        return np.swapaxes(values, 1, -1).reshape(-1, self._class_num)
