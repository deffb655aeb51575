"""Tags for the words of a sentence: an LSTM, and a conditional random field over the tags.

The normaliser is a recursion over the words; the best sequence of tags is found by Viterbi's
algorithm, whose way back needs Python and stays outside of the graph. Sentences have lengths of
their own. J. Lafferty et al.: Conditional random fields, 2001.
"""

import numpy as np

import mindspore as ms
from mindspore import Parameter, nn, ops
from mindspore import numpy as mnp
from mindspore.common.initializer import Uniform, initializer

SENTENCES = [
    ("清 华 大 学 坐 落 于 首 都 北 京", "B I I I O O O O O B I"),
    ("重 庆 是 一 个 魔 幻 城 市", "B I O O O O O O O"),
]
TAGS = {"B": 0, "I": 1, "O": 2}


class RandomField(nn.Cell):
    """Scores of sequences of tags: (time, batch, tags) and what stands next to what."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.first = Parameter(initializer(Uniform(0.1), (tags,)), name="first")
        self.last = Parameter(initializer(Uniform(0.1), (tags,)), name="last")
        self.moves = Parameter(initializer(Uniform(0.1), (tags, tags)), name="moves")

    def construct(self, scores, lengths, tags=None):
        """Give the loss, or, without `tags`, the last scores and the ways back."""
        time = mnp.arange(scores.shape[0]).expand_dims(1)
        mask = (time < lengths).astype(scores.dtype)
        if tags is None:
            return self.forward(scores, mask)
        return (self.normaliser(scores, mask) - self.score(scores, tags, lengths, mask)).sum()

    def score(self, scores, tags, lengths, mask):
        """Add up what the sequence `tags` meets."""
        batch = mnp.arange(tags.shape[1])
        total = self.first[tags[0]] + scores[0, batch, tags[0]]
        for i in range(1, tags.shape[0]):
            total += self.moves[tags[i - 1], tags[i]] * mask[i]
            total += scores[i, batch, tags[i]] * mask[i]
        return total + self.last[tags[lengths - 1, batch]]

    def normaliser(self, scores, mask):
        """Add up all sequences, in logarithms."""
        total = self.first + scores[0]
        for i in range(1, scores.shape[0]):
            ahead = total.expand_dims(2) + self.moves + scores[i].expand_dims(1)
            total = ops.select(mask[i].expand_dims(1) > 0, ops.logsumexp(ahead, axis=1), total)
        return ops.logsumexp(total + self.last, axis=1)

    def forward(self, scores, mask):
        """Keep the best way to each tag."""
        total, ways = self.first + scores[0], ()
        for i in range(1, scores.shape[0]):
            ahead = total.expand_dims(2) + self.moves + scores[i].expand_dims(1)
            ways += (ahead.argmax(axis=1),)
            total = ops.select(mask[i].expand_dims(1) > 0, ahead.max(axis=1), total)
        return total + self.last, ways


class Tagger(nn.Cell):
    """Words in, loss or best tags out."""

    def __init__(self, words: int, size: int = 8) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, size, padding_idx=0)
        self.lstm = nn.LSTM(size, size // 2, bidirectional=True, batch_first=True)
        self.scores = nn.Dense(size, len(TAGS), "he_uniform")
        self.field = RandomField(len(TAGS))

    def construct(self, words, lengths, tags=None):
        """Give the loss of `tags`, or what `best` reads."""
        outputs, _ = self.lstm(self.embedding(words), seq_length=lengths)
        scores = self.scores(outputs).swapaxes(0, 1)
        return self.field(scores, lengths, None if tags is None else tags.swapaxes(0, 1))


def best(scores, ways, lengths) -> list[list[int]]:
    """Walk back from the best last tags."""
    found = []
    for row, length in enumerate(lengths.asnumpy()):
        tags = [int(scores[row].argmax())]
        for way in reversed(ways[: length - 1]):
            tags.append(int(way[row][tags[-1]]))
        found.append(tags[::-1])
    return found


def sentences() -> tuple[ms.Tensor, ms.Tensor, ms.Tensor, int]:
    """Give words and tags, filled up with zeros, lengths, and the number of words."""
    known = {word: i + 1 for i, word in enumerate(sorted({w for s, _ in SENTENCES for w in s}))}
    lengths = [len(line.split()) for line, _ in SENTENCES]
    words, tags = np.zeros((2, len(SENTENCES), max(lengths)), np.int64)
    for row, (line, marks) in enumerate(SENTENCES):
        words[row, : lengths[row]] = [known[word] for word in line.split()]
        tags[row, : lengths[row]] = [TAGS[mark] for mark in marks.split()]
    return ms.Tensor(words), ms.Tensor(tags), ms.Tensor(lengths), len(known) + 1


def train(steps: int = 200) -> tuple[list[float], list[list[int]]]:
    """Train on two sentences; give the losses and the tags found for them."""
    ms.set_seed(1)
    words, tags, lengths, count = sentences()
    net = Tagger(count)
    optimizer = nn.SGD(net.trainable_params(), learning_rate=0.02, weight_decay=1e-4)
    step = ms.value_and_grad(net, None, optimizer.parameters)
    losses = []
    for _ in range(steps):
        value, grads = step(words, lengths, tags)
        optimizer(grads)
        losses.append(float(value))
    return losses, best(*net(words, lengths), lengths)


if __name__ == "__main__":
    losses, found = train()
    print(f"loss {losses[0]:.2f} -> {losses[-1]:.2f}")
    names = {number: name for name, number in TAGS.items()}
    for (line, _), tags in zip(SENTENCES, found, strict=True):
        print(line, "|", *(names[tag] for tag in tags))
