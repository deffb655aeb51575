"""Metrics of binary decisions: confusion matrices, ROC curves and the area below them; BLEU."""

import math
from collections import Counter
from typing import Any

import numpy as np

from mindspore.train.metrics.metric import Metric, ratio, rearrange_inputs


class ConfusionMatrix(Metric):
    """How often each class was predicted for each label.

    Args:
        num_classes: the number of classes.
        normalize: "no_norm", "all", "prediction" or "label".
        threshold: where a probability becomes a one.

    Examples:
        >>> from mindspore import train
        >>> print(train.ConfusionMatrix(2)([1, 0, 1], [1, 0, 0]))
        [[1. 1.]
         [0. 1.]]
    """

    def __init__(
        self, num_classes: int, normalize: str | None = "no_norm", threshold: float = 0.5
    ) -> None:
        super().__init__()
        if isinstance(num_classes, bool) or not isinstance(num_classes, int):
            raise TypeError(f"`num_classes` needs to be an int: {type(num_classes).__name__}")
        if normalize not in ("no_norm", "all", "prediction", "label", "target", None):
            raise ValueError(
                "`normalize` needs to be 'no_norm', 'all', 'prediction' or 'label', "
                f"but is {normalize!r}"
            )
        self.num_classes, self.normalize, self.threshold = num_classes, normalize, threshold
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._matrix = np.zeros((self.num_classes, self.num_classes))
        self._seen = False

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions and labels."""
        y_pred, y = self._two(inputs)
        if y_pred.ndim == y.ndim + 1:
            y_pred = y_pred.argmax(axis=1)
        elif y_pred.ndim == y.ndim and y_pred.dtype.kind == "f":
            y_pred = y_pred >= self.threshold
        elif y_pred.shape != y.shape:
            raise ValueError(
                "predictions and labels need shapes that fit, "
                f"but their shapes are {y_pred.shape} and {y.shape}"
            )
        pairs = y.ravel().astype(np.int64) * self.num_classes + y_pred.ravel().astype(np.int64)
        counts = np.bincount(pairs, minlength=self.num_classes**2)
        self._matrix += counts.reshape(self.num_classes, self.num_classes)
        self._seen = True

    def eval(self) -> np.ndarray:
        """Gives the matrix: a row for each label, a column for each prediction."""
        if not self._seen:
            raise RuntimeError("ConfusionMatrix needs at least one batch")
        sums: Any = 1
        if self.normalize == "all":
            sums = self._matrix.sum()
        elif self.normalize == "prediction":
            sums = self._matrix.sum(axis=0, keepdims=True)
        elif self.normalize in ("label", "target"):
            sums = self._matrix.sum(axis=1, keepdims=True)
        return np.divide(self._matrix, sums, out=np.zeros_like(self._matrix), where=sums != 0)


def _safe(a: Any, b: Any) -> np.ndarray:
    return np.divide(a, b, out=np.zeros(np.broadcast(a, b).shape), where=np.asarray(b) != 0)


def _threat(tpr: np.ndarray, tnr: np.ndarray) -> np.ndarray:
    return _safe(np.sqrt(tpr * (1 - tnr)) + tnr - 1, tpr + tnr - 1)


def _matthews(tp: np.ndarray, fp: np.ndarray, tn: np.ndarray, fn: np.ndarray) -> np.ndarray:
    below = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return _safe(tp * tn - fp * fn, np.sqrt(below))


# Each from true positives, false positives, true negatives, false negatives.
_FORMULAS = {
    "sensitivity": lambda tp, fp, tn, fn: _safe(tp, tp + fn),
    "specificity": lambda tp, fp, tn, fn: _safe(tn, fp + tn),
    "precision": lambda tp, fp, tn, fn: _safe(tp, tp + fp),
    "negative predictive value": lambda tp, fp, tn, fn: _safe(tn, fn + tn),
    "miss rate": lambda tp, fp, tn, fn: _safe(fn, tp + fn),
    "fall out": lambda tp, fp, tn, fn: _safe(fp, fp + tn),
    "false discovery rate": lambda tp, fp, tn, fn: _safe(fp, tp + fp),
    "false omission rate": lambda tp, fp, tn, fn: _safe(fn, fn + tn),
    "prevalence threshold": lambda tp, fp, tn, fn: _threat(_safe(tp, tp + fn), _safe(tn, fp + tn)),
    "threat score": lambda tp, fp, tn, fn: _safe(tp, tp + fn + fp),
    "accuracy": lambda tp, fp, tn, fn: _safe(tp + tn, tp + fp + tn + fn),
    "balanced accuracy": lambda tp, fp, tn, fn: (_safe(tp, tp + fn) + _safe(tn, fp + tn)) / 2,
    "f1 score": lambda tp, fp, tn, fn: _safe(2 * tp, 2 * tp + fn + fp),
    "matthews correlation coefficient": _matthews,
    "fowlkes mallows index": lambda tp, fp, tn, fn: np.sqrt(
        _safe(tp, tp + fp) * _safe(tp, tp + fn)
    ),
    "informedness": lambda tp, fp, tn, fn: _safe(tp, tp + fn) + _safe(tn, fp + tn) - 1,
    "markedness": lambda tp, fp, tn, fn: _safe(tp, tp + fp) + _safe(tn, fn + tn) - 1,
}

_SHORT = {
    "tpr": "sensitivity",
    "recall": "sensitivity",
    "hit_rate": "sensitivity",
    "tnr": "specificity",
    "selectivity": "specificity",
    "ppv": "precision",
    "npv": "negative predictive value",
    "fnr": "miss rate",
    "fpr": "fall out",
    "fdr": "false discovery rate",
    "for": "false omission rate",
    "pt": "prevalence threshold",
    "ts": "threat score",
    "csi": "threat score",
    "acc": "accuracy",
    "ba": "balanced accuracy",
    "f1": "f1 score",
    "mcc": "matthews correlation coefficient",
    "fm": "fowlkes mallows index",
    "bm": "informedness",
    "mk": "markedness",
}


class ConfusionMatrixMetric(Metric):
    """A rate of the confusion matrix of one-hot predictions and labels.

    Args:
        skip_channel: leave out the first class, the background.
        metric_name: which rate: "sensitivity", "precision", "f1 score", ...
        calculation_method: the rate of each example first, then the mean.
        decrease: "mean", "sum", "mean_batch", "sum_batch", "mean_channel", "sum_channel" or "none".

    Examples:
        >>> import numpy as np
        >>> from mindspore import train
        >>> metric = train.ConfusionMatrixMetric(skip_channel=True, metric_name="tpr")
        >>> print(metric(np.array([[[0], [1]], [[0], [1]]]), np.array([[[0], [1]], [[1], [0]]])))
        [1.]
    """

    def __init__(
        self,
        skip_channel: bool = True,
        metric_name: str = "sensitivity",
        calculation_method: bool = False,
        decrease: str = "mean",
    ) -> None:
        super().__init__()
        name = metric_name.lower().replace("_", " ")
        name = _SHORT.get(metric_name.lower(), name)
        if name not in _FORMULAS:
            raise ValueError(
                f"`metric_name` needs to be one of {', '.join(_FORMULAS)}, but is {metric_name!r}"
            )
        kinds = ("none", "mean", "sum", "mean_batch", "sum_batch", "mean_channel", "sum_channel")
        if decrease not in kinds:
            raise ValueError(f"`decrease` needs to be one of {', '.join(kinds)}: {decrease!r}")
        self.skip_channel, self.calculation_method = skip_channel, calculation_method
        self.metric_name, self.decrease = name, decrease
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._batches: list[np.ndarray] = []

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes one-hot predictions and labels of shape (N, C, ...)."""
        y_pred, y = self._two(inputs)
        if y_pred.shape != y.shape or y_pred.ndim < 2:
            raise ValueError(
                "predictions and labels need the same shape (N, C, ...), "
                f"but their shapes are {y_pred.shape} and {y.shape}"
            )
        first = 1 if self.skip_channel and y.shape[1] > 1 else 0
        a = y_pred[:, first:].reshape(y.shape[0], y.shape[1] - first, -1).astype(np.float64)
        b = y[:, first:].reshape(a.shape).astype(np.float64)
        tp, tn = (a * b).sum(2), ((1 - a) * (1 - b)).sum(2)
        self._batches.append(np.stack([tp, a.sum(2) - tp, tn, b.sum(2) - tp], axis=-1))

    def eval(self) -> np.ndarray:
        """Gives the rate of each class."""
        if not self._batches:
            raise RuntimeError("ConfusionMatrixMetric needs at least one batch")
        counts = np.concatenate(self._batches)
        formula = _FORMULAS[self.metric_name]
        if not self.calculation_method:
            return formula(*np.moveaxis(counts.sum(axis=0), -1, 0))
        rates = formula(*np.moveaxis(counts, -1, 0))
        reduce = np.mean if self.decrease.startswith("mean") else np.sum
        if self.decrease == "none":
            return rates
        if self.decrease.endswith("_batch"):
            return reduce(rates, axis=0)
        return reduce(rates, axis=1) if self.decrease.endswith("_channel") else reduce(rates)


class ROC(Metric):
    """The true positive rate over the false positive rate, for each threshold.

    Args:
        class_num: the number of classes, if more than two.
        pos_label: the label that is positive.

    Examples:
        >>> from mindspore import train
        >>> fpr, tpr, thresholds = train.ROC(pos_label=1)([0.1, 0.8], [0, 1])
        >>> print(fpr, tpr)
        [0. 0. 1.] [0. 1. 1.]
    """

    def __init__(self, class_num: int | None = None, pos_label: int | None = None) -> None:
        super().__init__()
        self.class_num, self.pos_label = class_num, pos_label
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._scores: list[np.ndarray] = []
        self._labels: list[np.ndarray] = []

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes scores and labels."""
        scores, labels = self._two(inputs)
        if scores.ndim == labels.ndim + 1:
            if self.class_num != scores.shape[1]:
                raise ValueError(
                    f"`class_num` needs to be the number of classes {scores.shape[1]}, "
                    f"but is {self.class_num}"
                )
        else:
            scores, labels = scores.ravel(), labels.ravel()
        self._scores.append(scores)
        self._labels.append(labels)

    def eval(self) -> tuple:
        """Gives false positive rates, true positive rates and thresholds, or lists of them."""
        if not self._scores:
            raise RuntimeError("ROC needs at least one batch")
        scores, labels = np.concatenate(self._scores), np.concatenate(self._labels)
        if scores.ndim == 1:
            positive = 1 if self.pos_label is None else self.pos_label
            return _curve(scores, labels == positive)
        curves = [_curve(scores[:, k], labels == k) for k in range(scores.shape[1])]
        return tuple(map(list, zip(*curves, strict=True)))


def _curve(scores: np.ndarray, positive: np.ndarray) -> tuple:
    if not positive.any() or positive.all():
        raise ValueError("a ROC curve needs labels of both kinds, positive and negative")
    order = np.argsort(scores, kind="stable")[::-1]
    scores, positive = scores[order], positive[order]
    ends = np.append(np.where(scores[1:] - scores[:-1])[0], positive.size - 1)
    tps = np.cumsum(positive)[ends]
    fps = 1 + ends - tps
    tps, fps = np.append(0, tps), np.append(0, fps)
    thresholds = np.append(scores[ends][0] + 1, scores[ends])
    return fps / fps[-1], tps / tps[-1], thresholds


def auc(x: Any, y: Any, reorder: bool = False) -> Any:
    """Gives the area below a curve by the trapezoidal rule.

    Examples:
        >>> import numpy as np
        >>> from mindspore import train
        >>> float(train.auc(np.array([0.0, 1.0]), np.array([0.0, 1.0])))
        0.5
    """
    if isinstance(x, list) and isinstance(y, list):
        return [auc(a, b, reorder) for a, b in zip(x, y, strict=True)]
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim != 1 or y.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"`x` and `y` need one axis of the same length: {x.shape}, {y.shape}")
    if reorder:
        order = np.lexsort((y, x))
        x, y = x[order], y[order]
    steps = np.diff(x)
    if (steps < 0).any() and (steps > 0).any():
        raise ValueError("`x` needs to rise or to fall throughout")
    area = (steps * (y[1:] + y[:-1]) / 2).sum()
    return -area if (steps < 0).any() else area


class BleuScore(Metric):
    """How much of candidate sentences stands in reference sentences.

    Args:
        n_gram: the longest run of words that is compared.
        smooth: add one to the counts.

    Examples:
        >>> from mindspore import train
        >>> metric = train.BleuScore(n_gram=1)
        >>> metric([["a", "pen"]], [[["a", "pen"]]])
        1.0
    """

    def __init__(self, n_gram: int = 4, smooth: bool = False) -> None:
        super().__init__()
        if not 1 <= n_gram <= 4:
            raise ValueError(f"`n_gram` needs to be in the range 1 to 4, but is {n_gram}")
        self.n_gram, self.smooth = n_gram, smooth
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._hits = np.zeros(self.n_gram)
        self._runs = np.zeros(self.n_gram)
        self._candidate_length = self._reference_length = 0.0

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes candidate sentences, and for each a list of reference sentences."""
        if len(inputs) != 2 or len(inputs[0]) != len(inputs[1]):
            raise ValueError("BleuScore.update needs as many candidates as lists of references")
        for candidate, references in zip(*inputs, strict=True):
            self._candidate_length += len(candidate)
            lengths = [len(reference) for reference in references]
            self._reference_length += min(lengths, key=lambda n: abs(n - len(candidate)))
            most: Counter = Counter()
            for reference in references:
                most |= self._grams(reference)
            runs = self._grams(candidate)
            for run, count in (runs & most).items():
                self._hits[len(run) - 1] += count
            for run, count in runs.items():
                self._runs[len(run) - 1] += count

    def _grams(self, words: list[str]) -> Counter:
        return Counter(
            tuple(words[i : i + n])
            for n in range(1, self.n_gram + 1)
            for i in range(len(words) - n + 1)
        )

    def eval(self) -> float:
        """Gives the score."""
        ratio(0, self._candidate_length, "BleuScore")
        if self._hits.min() == 0:
            return 0.0
        more = 1 if self.smooth else 0
        shares = (self._hits + more) / (self._runs + more)
        penalty = 1.0
        if self._candidate_length <= self._reference_length:
            penalty = math.exp(1 - self._reference_length / self._candidate_length)
        return float(penalty * math.exp(np.log(shares).mean()))
