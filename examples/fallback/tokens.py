"""A tokenizer of regular expressions and a counter feed an embedding, in one compiled step.

Run it with `python examples/fallback/tokens.py`.
"""

import collections
import re

import numpy as np

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

WORD = re.compile(r"[a-z]+|\d+|[^\w\s]")
TEXTS = [("a good film, truly good!", 1), ("bad. 2 hours of bad jokes", 0), ("good jokes", 1)]


class Sentiment(nn.Cell):
    """Averages the embeddings of a text's words; the vocabulary grows as it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.vocabulary: dict[str, int] = collections.defaultdict(lambda: len(self.vocabulary))
        table = np.random.default_rng(0).normal(0, 0.1, (32, 4)).astype(np.float32)
        self.table = Parameter(Tensor(table), name="table")
        self.out = Parameter(Tensor(np.ones(4, np.float32)), name="out")

    def construct(self, text: str, label: int) -> Tensor:
        """Give the loss of one text."""
        counts = collections.Counter(WORD.findall(text.lower()))
        places = np.array([self.vocabulary[word] for word in counts])
        weights = np.array(list(counts.values()), np.float32) / counts.total()
        rows = ops.gather(self.table, Tensor(places), 0)
        score = ops.sum(ops.matmul(Tensor(weights), rows) * self.out)
        return ops.softplus(-score if label else score)


def train(compiled: bool) -> tuple[Sentiment, float]:
    """Read the texts a few times."""
    net = Sentiment()
    optimizer = nn.SGD(net.trainable_params(), 1.0)
    forward = ms.jit(net) if compiled else net
    step = ms.value_and_grad(forward, None, optimizer.parameters)
    for _ in range(20):
        total = 0.0
        for text, label in TEXTS:
            value, slopes = step(text, label)
            optimizer(slopes)
            total += float(value)
    return net, total


def main() -> None:
    """Both modes know the same words."""
    (eager, expected), (graph, total) = train(compiled=False), train(compiled=True)
    assert dict(eager.vocabulary) == dict(graph.vocabulary)
    assert np.isclose(expected, total, rtol=1e-4)
    print(len(graph.vocabulary), "words, loss below 0.5:", total < 0.5)


if __name__ == "__main__":
    main()
