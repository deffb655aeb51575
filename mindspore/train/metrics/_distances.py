"""Metrics of segmented images: distances between the surfaces of two regions."""

from typing import Any

import numpy as np

from mindspore.train.metrics.metric import Metric, rearrange_inputs

_METRICS = ("euclidean", "chessboard", "taxicab")


def _surface(mask: np.ndarray) -> np.ndarray:
    """The places of a region that have a neighbour outside it, by axes."""
    padded = np.pad(mask, 1)
    inside = np.ones_like(mask)
    core = (slice(1, -1),) * mask.ndim
    for axis in range(mask.ndim):
        for shift in (1, -1):
            inside &= np.roll(padded, shift, axis)[core]
    return np.argwhere(mask & ~inside)


def _distances(a: np.ndarray, b: np.ndarray, kind: str) -> np.ndarray:
    """The distance of each place of `a` to the nearest of `b`."""
    if not len(a):
        return np.zeros(0)
    if not len(b):
        return np.full(len(a), np.inf)
    nearest = []
    for start in range(0, len(a), 1024):
        steps = np.abs(a[start : start + 1024, None].astype(np.float64) - b[None])
        if kind == "euclidean":
            length = np.sqrt((steps**2).sum(-1))
        else:
            length = steps.max(-1) if kind == "chessboard" else steps.sum(-1)
        nearest.append(length.min(1))
    return np.concatenate(nearest)


class _SurfaceMetric(Metric):
    """Takes predictions, labels, and the number of the class that is looked at."""

    def __init__(self, distance_metric: str) -> None:
        super().__init__()
        if distance_metric not in _METRICS:
            raise ValueError(
                f"`distance_metric` needs to be one of {', '.join(_METRICS)}: {distance_metric!r}"
            )
        self.distance_metric = distance_metric
        self.clear()

    def clear(self) -> None:
        """Forgets all batches."""
        self._surfaces: tuple[np.ndarray, np.ndarray] | None = None

    @rearrange_inputs
    def update(self, *inputs: Any) -> None:
        """Takes predictions, labels and the class."""
        if len(inputs) != 3:
            raise ValueError(
                f"{type(self).__name__}.update needs predictions, labels and a class, "
                f"but was given {len(inputs)} inputs"
            )
        y_pred, y = self._convert_data(inputs[0]), self._convert_data(inputs[1])
        if y_pred.shape != y.shape or y_pred.size == 0:
            raise ValueError(
                "predictions and labels need the same shape, "
                f"but their shapes are {y_pred.shape} and {y.shape}"
            )
        self._surfaces = _surface(y_pred == inputs[2]), _surface(y == inputs[2])

    def _there(self) -> np.ndarray:
        """From the prediction's surface to the label's."""
        a, b = self._known()
        return _distances(a, b, self.distance_metric)

    def _back(self) -> np.ndarray:
        """From the label's surface to the prediction's."""
        a, b = self._known()
        return _distances(b, a, self.distance_metric)

    def _known(self) -> tuple[np.ndarray, np.ndarray]:
        if self._surfaces is None:
            raise RuntimeError(f"{type(self).__name__} needs at least one batch")
        return self._surfaces


class HausdorffDistance(_SurfaceMetric):
    """The greatest distance of a surface's place from the other surface.

    Args:
        distance_metric: "euclidean", "chessboard" or "taxicab".
        percentile: take this percentile instead of the greatest.
        directed: from the prediction to the label alone.
        crop: kept for programs that set it.

    Examples:
        >>> import numpy as np
        >>> from mindspore import train
        >>> train.HausdorffDistance()(np.array([[1, 0, 0]]), np.array([[0, 0, 1]]), 1)
        2.0
    """

    def __init__(
        self,
        distance_metric: str = "euclidean",
        percentile: float | None = None,
        directed: bool = False,
        crop: bool = True,
    ) -> None:
        super().__init__(distance_metric)
        if percentile is not None and not 0 <= percentile <= 100:
            raise ValueError(f"`percentile` needs to be in the range [0, 100]: {percentile}")
        self.percentile, self.directed, self.crop = percentile, directed, crop

    def _greatest(self, distances: np.ndarray) -> float:
        if not distances.size:
            return 0.0
        if self.percentile is None:
            return float(distances.max())
        return float(np.percentile(distances, self.percentile))

    def eval(self) -> float:
        """Gives the distance."""
        there = self._greatest(self._there())
        return there if self.directed else max(there, self._greatest(self._back()))


class MeanSurfaceDistance(_SurfaceMetric):
    """The mean distance of the prediction's surface from the label's.

    Args:
        symmetric: of both surfaces from each other.
        distance_metric: "euclidean", "chessboard" or "taxicab".

    Examples:
        >>> import numpy as np
        >>> from mindspore import train
        >>> train.MeanSurfaceDistance()(np.array([[1, 0, 0]]), np.array([[0, 0, 1]]), 1)
        2.0
    """

    def __init__(self, symmetric: bool = False, distance_metric: str = "euclidean") -> None:
        super().__init__(distance_metric)
        self.symmetric = symmetric

    def _distances(self) -> np.ndarray:
        there = self._there()
        return np.concatenate([there, self._back()]) if self.symmetric else there

    def eval(self) -> float:
        """Gives the distance."""
        distances = self._distances()
        return float(distances.mean()) if distances.size else 0.0


class RootMeanSquareDistance(MeanSurfaceDistance):
    """The root of the mean squared distance of the prediction's surface from the label's.

    Examples:
        >>> import numpy as np
        >>> from mindspore import train
        >>> train.RootMeanSquareDistance()(np.array([[1, 0, 0]]), np.array([[0, 0, 1]]), 1)
        2.0
    """

    def eval(self) -> float:
        """Gives the distance."""
        distances = self._distances()
        return float(np.sqrt((distances**2).mean())) if distances.size else 0.0
