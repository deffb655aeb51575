"""A small language model learns a text letter by letter and continues it with a cache: both modes.

    PYTHONPATH=. .venv/bin/python examples/generate.py

The step of training and the step of decoding are one graph each. What is drawn is decided in the
graph too: by the likeliest letters whose probability adds up to `p`.
"""

from __future__ import annotations

import math
import time

import numpy as np

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

TEXT = "the quick brown fox jumps over the lazy dog. " * 6
LETTERS = sorted(set(TEXT))
WIDTH, HEADS, LAYERS, LONGEST = 48, 4, 2, 64


class Attention(nn.Cell):
    """Causal attention; `past` holds keys and values of the letters before."""

    def __init__(self) -> None:
        super().__init__()
        self.mix, self.out = nn.Dense(WIDTH, 3 * WIDTH), nn.Dense(WIDTH, WIDTH)
        self.causal = ops.tril(ops.ones((LONGEST, LONGEST), ms.bool_))

    def construct(self, x: Tensor, past: tuple | None) -> tuple[Tensor, tuple]:
        batch, length, _ = x.shape
        heads = self.mix(x).reshape(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = heads.transpose(2, 0, 3, 1, 4)
        if past is not None:
            key, value = ops.cat((past[0], key), 2), ops.cat((past[1], value), 2)
        seen = key.shape[2]
        scores = query @ key.swapaxes(-1, -2) / math.sqrt(WIDTH // HEADS)
        mask = self.causal[seen - length : seen, :seen]
        weights = ops.softmax(ops.where(mask, scores, -1e9), -1)
        mixed = (weights @ value).transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)
        return self.out(mixed), (key, value)


class Block(nn.Cell):
    """Attention, then a small network at each place."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.attend = nn.LayerNorm([WIDTH]), Attention()
        self.think = nn.SequentialCell(
            nn.LayerNorm([WIDTH]), nn.Dense(WIDTH, 4 * WIDTH), nn.GELU(), nn.Dense(4 * WIDTH, WIDTH)
        )

    def construct(self, x: Tensor, past: tuple | None) -> tuple[Tensor, tuple]:
        change, present = self.attend(self.before(x), past)
        x = x + change
        return x + self.think(x), present


class Model(nn.Cell):
    """Letters to scores of the next letter, and the cache."""

    def __init__(self) -> None:
        super().__init__()
        self.letters = nn.Embedding(len(LETTERS), WIDTH)
        self.places = Parameter(0.02 * ops.randn(LONGEST, WIDTH), name="places")
        self.blocks = nn.CellList([Block() for _ in range(LAYERS)])
        self.norm, self.scores = nn.LayerNorm([WIDTH]), nn.Dense(WIDTH, len(LETTERS))

    def construct(self, letters: Tensor, past: tuple | None = None) -> tuple[Tensor, tuple]:
        start = 0 if past is None else past[0][0].shape[2]
        x = self.letters(letters) + self.places[start : start + letters.shape[1]]
        presents = []
        for i, block in enumerate(self.blocks):
            x, present = block(x, None if past is None else past[i])
            presents.append(present)
        return self.scores(self.norm(x)), tuple(presents)


def draw(scores: Tensor, chance: Tensor, p: float) -> Tensor:
    """One of the likeliest letters whose probability adds up to `p`."""
    likely, which = ops.sort(scores, axis=-1, descending=True)
    total = ops.softmax(likely, -1).cumsum(-1)
    kept = ops.where(total - ops.softmax(likely, -1) < p, likely, -1e9)
    place = (ops.softmax(kept, -1).cumsum(-1) < chance).sum(-1, keepdims=True)
    return which.gather_elements(1, place.astype(ms.int32)).astype(ms.int32)


def run(compiled: bool, steps: int = 60, letters: int = 28) -> tuple[list[float], str]:
    """Train and write: the losses and the text."""
    ms.set_seed(1)
    model = Model()
    optimizer = nn.AdamWeightDecay(model.trainable_params(), 3e-3)
    data = np.array([LETTERS.index(letter) for letter in TEXT], np.int32)

    def loss(batch: Tensor) -> Tensor:
        scores, _ = model(batch[:, :-1])
        return ops.cross_entropy(scores.reshape(-1, len(LETTERS)), batch[:, 1:].reshape(-1))

    gradient = ms.value_and_grad(loss, None, optimizer.parameters)

    def train(batch: Tensor) -> Tensor:
        value, gradients = gradient(batch)
        optimizer(ops.clip_by_global_norm(gradients, 1.0))
        return value

    def write(letter: Tensor, past: tuple | None, chance: Tensor) -> tuple[Tensor, tuple]:
        scores, past = model(letter, past)
        return draw(scores[:, -1], chance, 0.9), past

    if compiled:
        train, write = ms.jit(train), ms.jit(write)
    rng = np.random.default_rng(0)
    losses = []
    for _ in range(steps):
        starts = rng.integers(0, len(data) - 33, 8)
        batch = Tensor(np.stack([data[start : start + 33] for start in starts]))
        losses.append(float(train(batch)))
    written, letter, past = "the ", Tensor([[LETTERS.index(c) for c in "the "]], ms.int32), None
    for _ in range(letters):
        letter, past = write(letter, past, Tensor(rng.random((1, 1)).astype(np.float32)))
        written += LETTERS[int(letter)]
    return losses, written


def main() -> None:
    """Show both modes side by side."""
    results = []
    for mode in ("PyNative", "graph"):
        begin = time.perf_counter()
        losses, text = run(mode == "graph")
        seconds = time.perf_counter() - begin
        print(f"{mode:8} {seconds:5.2f} s  loss {losses[0]:.3f} to {losses[-1]:.3f}  {text!r}")
        results.append((losses, text))
    print("equal to the last bit:", results[0] == results[1])


if __name__ == "__main__":
    main()
