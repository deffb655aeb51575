# Metrics: the numbers that MindSpore 2.10 gives.
import numpy as np
import pytest

from mindspore import Tensor, train

P = np.array([[0.2, 0.5, 0.3], [0.3, 0.1, 0.6], [0.9, 0.06, 0.04], [0.1, 0.8, 0.1]], np.float32)
LABELS = np.array([1, 0, 0, 1], np.int32)
HOT = np.eye(3, dtype=np.float32)[LABELS]


def measure(metric, *batches):
    metric.clear()
    for batch in batches:
        metric.update(*(Tensor(value) for value in batch))
    return metric.eval()


@pytest.mark.parametrize("labels", [LABELS, HOT])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acc", 0.75),
        ("F1", [0.66666667, 1, 0]),
        ("precision", [1, 1, 0]),
        ("recall", [0.5, 1, 0]),
        ("top_1_accuracy", 0.75),
    ],
)
def test_classes(name, expected, labels):
    np.testing.assert_allclose(measure(train.get_metric_fn(name), (P, labels)), expected)


def test_means_over_classes():
    assert abs(train.Precision()(Tensor(P), Tensor(LABELS)).mean() - 2 / 3) < 1e-9
    metric = train.Fbeta(2)
    np.testing.assert_allclose(measure(metric, (P, LABELS)), [0.55555556, 1, 0])
    assert abs(metric.eval(True) - 0.5185185185185185) < 1e-9


def test_several_labels():
    a, b = np.array([[0, 1], [1, 0]]), np.array([[0, 1], [0, 1]])
    assert measure(train.Accuracy("multilabel"), (a, b)) == 0.5
    c = np.array([[0, 1], [1, 1]])
    np.testing.assert_allclose(measure(train.Precision("multilabel"), (c, b)), [1, 0.5])


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (train.MAE(), 0.75),
        (train.MSE(), 0.3287999927997589),
        (train.Dice(), 0.19793483182608096),
    ],
)
def test_errors(metric, expected):
    assert abs(measure(metric, (P, HOT)) - expected) < 1e-7
    assert abs(measure(metric, (P, HOT), (P, HOT)) - expected) < 1e-7


def test_perplexity():
    assert abs(measure(train.Perplexity(), (P, LABELS)) - 1.7443919132100643) < 1e-7
    assert abs(measure(train.Perplexity(1), (P, LABELS)) - 1.9245009015794303) < 1e-7


def test_top_k():
    assert measure(train.TopKCategoricalAccuracy(2), (P, LABELS), (P, HOT)) == 1.0


def test_the_loss_is_the_mean_of_batches():
    assert measure(train.Loss(), (np.float32(1),), (np.array([3.0]),)) == 2.0


def test_confusion_matrix():
    a, b = np.array([1, 0, 2, 1]), np.array([1, 0, 0, 1])
    expected = [[1, 0, 1], [0, 2, 0], [0, 0, 0]]
    assert measure(train.ConfusionMatrix(3), (a, b)).tolist() == expected
    scores = np.array([0.2, 0.9, 0.6])
    found = measure(train.ConfusionMatrix(2, "prediction"), (scores, np.array([0, 1, 0])))
    assert found.tolist() == [[1, 0.5], [0, 0.5]]


def test_roc_and_the_area_below():
    scores, labels = np.array([0.28, 0.55, 0.15, 0.05]), np.array([0, 1, 0, 1])
    fpr, tpr, thresholds = measure(train.ROC(pos_label=1), (scores, labels))
    assert fpr.tolist() == [0, 0, 0.5, 1, 1]
    assert tpr.tolist() == [0, 0.5, 0.5, 0.5, 1]
    assert thresholds.tolist() == [1.55, 0.55, 0.28, 0.15, 0.05]
    assert train.auc(fpr, tpr) == 0.5


def test_bleu():
    candidate = ["i", "have", "a", "pen", "on", "my", "desk"]
    references = [
        ["i", "have", "a", "pen", "in", "my", "desk"],
        ["there", "is", "a", "pen", "on", "the", "desk"],
    ]
    score = train.BleuScore()([candidate], [references])
    assert abs(score - 0.5946035575013605) < 1e-12


def test_likeness_of_rows():
    rows = np.array([[1.0, 3, 4, 7], [2, 4, 2, 5], [3, 1, 5, 8]])
    found = measure(train.CosineSimilarity(), (rows,))
    np.testing.assert_allclose(found[0], [0, 0.94025615, 0.95162452], rtol=1e-7)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (train.HausdorffDistance(), 1.4142135623730951),
        (train.MeanSurfaceDistance(), 0.8047378541243649),
        (train.RootMeanSquareDistance(), 1.0),
    ],
)
def test_surfaces(metric, expected):
    a, b = np.array([[3, 0, 1], [1, 3, 0], [1, 0, 2]]), np.array([[0, 2, 1], [1, 2, 1], [0, 0, 1]])
    metric.update(Tensor(a), Tensor(b), 0)
    assert abs(metric.eval() - expected) < 1e-12


@pytest.mark.parametrize(
    "name", ["acc", "F1", "loss", "mse", "mae", "top_1_accuracy", "perplexity"]
)
def test_nothing_is_measured_without_batches(name):
    with pytest.raises(RuntimeError, match="at least one batch"):
        train.get_metric_fn(name).eval()


def test_wrong_batches_are_refused():
    with pytest.raises(ValueError, match="labels"):
        train.Accuracy().update(Tensor(P))
    with pytest.raises(ValueError, match="shape"):
        train.Accuracy().update(Tensor(P), Tensor(LABELS[:2]))
    with pytest.raises(TypeError):
        train.Accuracy("other")
    with pytest.raises(TypeError):
        train.Loss().update(1.0)
    with pytest.raises(KeyError):
        train.get_metric_fn("other")


def test_indexes_choose_the_inputs():
    metric = train.Accuracy().set_indexes([2, 0])
    metric.update(Tensor(LABELS), None, Tensor(P))
    assert metric.eval() == 0.75
