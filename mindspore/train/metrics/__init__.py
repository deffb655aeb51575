"""Metrics: what is measured over a data set, and the names that `Model` knows them by."""

from typing import Any

from mindspore.train.metrics._classes import (
    F1,
    Accuracy,
    Fbeta,
    Precision,
    Recall,
    Top1CategoricalAccuracy,
    Top5CategoricalAccuracy,
    TopKCategoricalAccuracy,
)
from mindspore.train.metrics._curves import (
    ROC,
    BleuScore,
    ConfusionMatrix,
    ConfusionMatrixMetric,
    auc,
)
from mindspore.train.metrics._distances import (
    HausdorffDistance,
    MeanSurfaceDistance,
    RootMeanSquareDistance,
)
from mindspore.train.metrics._errors import MAE, MSE, CosineSimilarity, Dice, Loss, Perplexity
from mindspore.train.metrics._occlusion import OcclusionSensitivity
from mindspore.train.metrics.metric import EvaluationBase, Metric, rearrange_inputs

_BY_NAME: dict[str, Any] = {
    "F1": F1,
    "acc": Accuracy,
    "accuracy": Accuracy,
    "auc": auc,
    "bleu_score": BleuScore,
    "confusion_matrix": ConfusionMatrix,
    "confusion_matrix_metric": ConfusionMatrixMetric,
    "cosine_similarity": CosineSimilarity,
    "dice": Dice,
    "hausdorff_distance": HausdorffDistance,
    "loss": Loss,
    "mae": MAE,
    "mean_surface_distance": MeanSurfaceDistance,
    "mse": MSE,
    "perplexity": Perplexity,
    "precision": Precision,
    "recall": Recall,
    "roc": ROC,
    "root_mean_square_distance": RootMeanSquareDistance,
    "top_1_accuracy": Top1CategoricalAccuracy,
    "top_5_accuracy": Top5CategoricalAccuracy,
    "topk": TopKCategoricalAccuracy,
}


def names() -> list[str]:
    """Gives the names of metrics.

    Examples:
        >>> from mindspore import train
        >>> "acc" in train.names()
        True
    """
    return sorted(_BY_NAME)


def get_metric_fn(name: str, *args: Any, **kwargs: Any) -> Any:
    """Makes a metric by its name.

    Examples:
        >>> from mindspore import train
        >>> type(train.get_metric_fn("acc")).__name__
        'Accuracy'
    """
    if name not in _BY_NAME:
        raise KeyError(f"the metric needs to be one of {', '.join(names())}, but is {name!r}")
    return _BY_NAME[name](*args, **kwargs)


def get_metrics(metrics: Any) -> dict[str, Metric]:
    """Gives metrics by name, from names or from a dict.

    Examples:
        >>> from mindspore import train
        >>> list(train.get_metrics({"acc"}))
        ['acc']
    """
    if metrics is None:
        return {}
    if isinstance(metrics, dict):
        for name, metric in metrics.items():
            if not isinstance(name, str) or not isinstance(metric, Metric):
                raise TypeError(
                    f"`metrics` needs Metrics by name, but holds {type(metric).__name__}"
                )
        return metrics
    if isinstance(metrics, (set, list)):
        given = sorted(metrics) if isinstance(metrics, set) else metrics
        return {name: get_metric_fn(name) for name in given}
    raise TypeError(
        f"`metrics` needs to be a dict or a set of names, but is {type(metrics).__name__}"
    )


__all__ = [
    "F1",
    "MAE",
    "MSE",
    "ROC",
    "Accuracy",
    "BleuScore",
    "ConfusionMatrix",
    "ConfusionMatrixMetric",
    "CosineSimilarity",
    "Dice",
    "EvaluationBase",
    "Fbeta",
    "HausdorffDistance",
    "Loss",
    "MeanSurfaceDistance",
    "Metric",
    "OcclusionSensitivity",
    "Perplexity",
    "Precision",
    "Recall",
    "RootMeanSquareDistance",
    "Top1CategoricalAccuracy",
    "Top5CategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "auc",
    "get_metric_fn",
    "get_metrics",
    "names",
    "rearrange_inputs",
]
