"""Metrics of numbers: the loss, errors, perplexity, likeness, Dice."""

import math
from typing import Any

import numpy as np

from mindspore.train.metrics.metric import Metric, ratio, rearrange_inputs


class Loss(Metric):
    """The mean of the losses of all batches.

    Examples:
        >>> from mindspore import Tensor, train
        >>> float(train.Loss()(Tensor(2.0)))
        2.0
    """

    def __init__(self) -> None:
        super().__init__()
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._sum_loss: Any = 0
        self._total_num = 0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes a loss."""
        if len(inputs) != 1:
            raise ValueError(f"Loss.update needs one input, but was given {len(inputs)}")
        loss = self._convert_data(inputs[0])
        if loss.ndim > 1:
            raise ValueError(f"the loss needs at most 1 dimension, but has {loss.ndim}")
        self._sum_loss += loss.mean(dtype=np.float64)
        self._total_num += 1

    def eval(self) -> Any:
        """Gives the mean."""
        return ratio(self._sum_loss, self._total_num, "Loss")


class _Error(Metric):
    def __init__(self) -> None:
        super().__init__()
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._sum: Any = 0.0
        self._samples = 0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._two(inputs)
        self._sum += np.float64(self._errors(y.reshape(y_pred.shape) - y_pred).sum())
        self._samples += y.shape[0]

    @staticmethod
    def _errors(difference: np.ndarray) -> np.ndarray:
        return np.abs(difference)

    def eval(self) -> Any:
        """Gives the sum over the number of examples."""
        return ratio(self._sum, self._samples, type(self).__name__)


class MAE(_Error):
    """The sum of absolute errors over the number of examples.

    Examples:
        >>> from mindspore import train
        >>> float(train.MAE()([1.0, 2.0], [2.0, 4.0]))
        1.5
    """


class MSE(_Error):
    """The sum of squared errors over the number of examples.

    Examples:
        >>> from mindspore import train
        >>> float(train.MSE()([1.0, 2.0], [2.0, 4.0]))
        2.5
    """

    @staticmethod
    def _errors(difference: np.ndarray) -> np.ndarray:
        return np.power(difference, 2)


class Perplexity(Metric):
    """The exponential of the mean negative log probability of the labels.

    Args:
        ignore_label: a label that counts nothing.

    Examples:
        >>> from mindspore import train
        >>> round(train.Perplexity()([[0.5, 0.5]], [1]), 4)
        2.0
    """

    def __init__(self, ignore_label: int | None = None) -> None:
        super().__init__()
        if ignore_label is not None and not isinstance(ignore_label, int):
            raise TypeError(f"`ignore_label` needs to be an int, but is {ignore_label!r}")
        self.ignore_label = ignore_label
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._sum = 0.0
        self._count = 0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._two(inputs)
        if y_pred.shape[:-1] != y.shape:
            raise ValueError(
                "the predictions need the shape of the labels and an axis of classes, "
                f"but the shapes are {y_pred.shape} and {y.shape}"
            )
        labels = y.reshape(-1).astype(np.int64)
        probabilities = y_pred.reshape(labels.size, -1)[np.arange(labels.size), labels]
        count = labels.size
        if self.ignore_label is not None:
            ignored = labels == self.ignore_label
            probabilities = np.where(ignored, 1, probabilities)
            count -= int(ignored.sum())
        self._sum -= float(np.log(np.maximum(1e-10, probabilities)).sum())
        self._count += count

    def eval(self) -> float:
        """Gives the perplexity."""
        return math.exp(ratio(self._sum, self._count, "Perplexity"))


class Dice(Metric):
    """Twice the overlap over the sizes, by the number of examples.

    Examples:
        >>> from mindspore import train
        >>> round(train.Dice()([[1.0, 0.0]], [[1.0, 0.0]]), 4)
        1.0
    """

    def __init__(self, smooth: float = 1e-5) -> None:
        super().__init__()
        self.smooth = smooth
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._sum = 0.0
        self._count = 0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._two(inputs)
        if y_pred.shape != y.shape:
            raise ValueError(
                "predictions and labels need the same shape, "
                f"but their shapes are {y_pred.shape} and {y.shape}"
            )
        overlap = float(np.dot(y_pred.ravel(), y.ravel()))
        sizes = float(np.dot(y_pred.ravel(), y_pred.ravel()) + np.dot(y.ravel(), y.ravel()))
        self._sum += 2 * overlap / (sizes + self.smooth)
        self._count += y.shape[0]

    def eval(self) -> float:
        """Gives the sum over the batches, over the number of examples."""
        return ratio(self._sum, self._count, "Dice")


class CosineSimilarity(Metric):
    """How alike the rows of a matrix are to each other.

    Args:
        similarity: "cosine" or "dot".
        reduction: "none", "sum" or "mean", over each row.
        zero_diagonal: leave out each row with itself.

    Examples:
        >>> import numpy as np
        >>> from mindspore import train
        >>> print(train.CosineSimilarity()(np.array([[1.0, 0.0], [1.0, 0.0]])))
        [[0. 1.]
         [1. 0.]]
    """

    def __init__(
        self, similarity: str = "cosine", reduction: str = "none", zero_diagonal: bool = True
    ) -> None:
        super().__init__()
        if similarity not in ("cosine", "dot"):
            raise ValueError(f"`similarity` needs to be 'cosine' or 'dot', but is {similarity!r}")
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(f"`reduction` needs to be 'none', 'sum' or 'mean': {reduction!r}")
        self.similarity, self.reduction = similarity, reduction
        self.zero_diagonal = zero_diagonal
        self.clear()

    def clear(self) -> None:
        """Forgets the matrix."""
        self._matrix: np.ndarray | None = None

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes a matrix."""
        if len(inputs) != 1:
            raise ValueError(f"CosineSimilarity.update needs one input, not {len(inputs)}")
        data = self._convert_data(inputs[0])
        if self.similarity == "cosine":
            data = data / np.linalg.norm(data, ord=2, axis=-1, keepdims=True)
        self._matrix = data @ data.T

    def eval(self) -> Any:
        """Gives the likeness of each pair, or its reduction."""
        if self._matrix is None:
            raise RuntimeError("CosineSimilarity needs at least one batch")
        matrix = self._matrix.copy()
        if self.zero_diagonal:
            np.fill_diagonal(matrix, 0)
        if self.reduction == "mean":
            return matrix.mean(axis=-1)
        return matrix.sum(axis=-1) if self.reduction == "sum" else matrix
