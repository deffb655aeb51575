"""Metrics of classes: accuracy, precision, recall, F-score, top-k."""

from typing import Any

import numpy as np

from mindspore.train.metrics.metric import EvaluationBase, Metric, ratio, rearrange_inputs


class Accuracy(EvaluationBase):
    """The share of right predictions.

    Examples:
        >>> from mindspore import train
        >>> train.Accuracy()([[0.1, 0.9], [0.8, 0.2]], [1, 1])
        0.5
    """

    def __init__(self, eval_type: str = "classification") -> None:
        super().__init__(eval_type)
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._correct_num = self._total_num = self._class_num = 0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._checked(inputs)
        if self._type == "classification":
            right = np.equal(y_pred.argmax(axis=1), y)
        else:
            right = (self._rows(y_pred) == self._rows(y)).all(axis=1)
        self._correct_num += right.sum()
        self._total_num += right.size

    def eval(self) -> Any:
        """Gives the share."""
        return ratio(self._correct_num, self._total_num, "Accuracy")


class _Counts(EvaluationBase):
    """True positives, and positives by prediction and by label: of each class, or each example."""

    def __init__(self, eval_type: str = "classification") -> None:
        super().__init__(eval_type)
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._class_num = 0
        self._batches: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._checked(inputs)
        if self._type == "classification":
            eye, over = np.eye(self._class_num), 0
            predicted = eye[y_pred.argmax(axis=1).ravel()]
            labelled = eye[y.astype(np.int64).ravel()]
        else:
            predicted, labelled, over = self._rows(y_pred), self._rows(y), 1
        true = (predicted * labelled).sum(axis=over)
        self._batches.append((true, predicted.sum(axis=over), labelled.sum(axis=over)))

    def _counts(self) -> list[np.ndarray]:
        if not self._batches:
            raise RuntimeError(f"{type(self).__name__} needs at least one batch")
        parts = zip(*self._batches, strict=True)
        if self._type == "classification":
            return [np.sum(part, axis=0) for part in parts]
        return [np.concatenate(part) for part in parts]


def _averaged(shares: np.ndarray, average: bool) -> Any:
    return float(shares.mean()) if average else shares


class Precision(_Counts):
    """The share of right ones among those predicted as a class.

    Examples:
        >>> from mindspore import train
        >>> print(train.Precision()([[0.1, 0.9], [0.8, 0.2]], [1, 1]))
        [0. 1.]
    """

    def eval(self, average: bool = False) -> Any:
        """Gives the share of each class, or their mean."""
        true, predicted, _ = self._counts()
        return _averaged(true / (predicted + 1e-20), average)


class Recall(_Counts):
    """The share of right ones among those labelled as a class.

    Examples:
        >>> from mindspore import train
        >>> print(train.Recall()([[0.1, 0.9], [0.8, 0.2]], [1, 1]))
        [0.  0.5]
    """

    def eval(self, average: bool = False) -> Any:
        """Gives the share of each class, or their mean."""
        true, _, labelled = self._counts()
        return _averaged(true / (labelled + 1e-20), average)


class Fbeta(_Counts):
    """The weighted harmonic mean of precision and recall.

    Args:
        beta: how much more recall weighs than precision.

    Examples:
        >>> from mindspore import train
        >>> print(train.Fbeta(1)([[0.1, 0.9], [0.2, 0.8]], [1, 1]))
        [0. 1.]
    """

    def __init__(self, beta: float) -> None:
        super().__init__("classification")
        if beta <= 0:
            raise ValueError(f"`beta` needs to be greater than 0, but is {beta}")
        self.beta = beta

    def eval(self, average: bool = False) -> Any:
        """Gives the mean of each class, or that of all."""
        true, predicted, labelled = self._counts()
        square = self.beta**2
        scores = (1 + square) * true / (square * labelled + predicted + 1e-20)
        return _averaged(scores, average)


class F1(Fbeta):
    """The harmonic mean of precision and recall.

    Examples:
        >>> from mindspore import train
        >>> print(train.F1()([[0.1, 0.9], [0.2, 0.8]], [1, 1]))
        [0. 1.]
    """

    def __init__(self) -> None:
        super().__init__(1.0)


class TopKCategoricalAccuracy(Metric):
    """The share of labels among the k best predictions.

    Examples:
        >>> from mindspore import train
        >>> float(train.TopKCategoricalAccuracy(2)([[0.1, 0.2, 0.7]], [1]))
        1.0
    """

    def __init__(self, k: int) -> None:
        super().__init__()
        if isinstance(k, bool) or not isinstance(k, int):
            raise TypeError(f"`k` needs to be an int, but is {type(k).__name__}")
        if k < 1:
            raise ValueError(f"`k` needs to be at least 1, but is {k}")
        self.k = k
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._correct_num = self._samples_num = 0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._two(inputs)
        if y_pred.ndim == y.ndim and y.ndim > 1:
            y = y.argmax(axis=1)
        if y_pred.shape[1] < self.k:
            raise ValueError(
                f"the predictions need at least {self.k} classes, but have {y_pred.shape[1]}"
            )
        best = np.argsort(-y_pred, axis=1, kind="stable")[:, : self.k]
        self._correct_num += (best == y.reshape(-1, 1)).sum()
        self._samples_num += y.shape[0]

    def eval(self) -> Any:
        """Gives the share."""
        return ratio(self._correct_num, self._samples_num, type(self).__name__)


class Top1CategoricalAccuracy(TopKCategoricalAccuracy):
    """The share of labels that are the best prediction.

    Examples:
        >>> from mindspore import train
        >>> float(train.Top1CategoricalAccuracy()([[0.1, 0.2, 0.7]], [2]))
        1.0
    """

    def __init__(self) -> None:
        super().__init__(1)


class Top5CategoricalAccuracy(TopKCategoricalAccuracy):
    """The share of labels among the five best predictions.

    Examples:
        >>> from mindspore import train
        >>> float(train.Top5CategoricalAccuracy()([[0.1, 0.2, 0.7, 0.0, 0.0, 0.0]], [2]))
        1.0
    """

    def __init__(self) -> None:
        super().__init__(5)
