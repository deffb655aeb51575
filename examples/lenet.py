"""The demo: LeNet-5 learns handwritten digits in PyNative and in Graph mode, bit for bit the same.

Prints a table, writes the loss curves with ten predictions to out/digits.png and the weights to
out/lenet.ckpt.

Y. LeCun et al.: Gradient-based learning applied to document recognition, Proceedings of the IEEE,
1998.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from digits import split
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

import mindspore as ms
from mindspore import nn

EPOCHS = 5
BATCH = 32
PEAK = 0.03  # learning rate, which falls along a cosine from epoch to epoch
OUT = Path(__file__).resolve().parent.parent / "out"


class LeNet5(nn.Cell):
    """Two convolutions with pooling, three dense layers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, pad_mode="same", has_bias=True)
        self.conv2 = nn.Conv2d(6, 16, 5, pad_mode="valid", has_bias=True)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2, 2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Dense(16 * 5 * 5, 120)
        self.fc2 = nn.Dense(120, 84)
        self.fc3 = nn.Dense(84, 10)

    def construct(self, x):
        """Ten scores for each image."""
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.relu(self.fc1(self.flatten(x)))
        return self.fc3(self.relu(self.fc2(x)))


@dataclass
class Run:
    """What one training left behind."""

    net: nn.Cell
    losses: np.ndarray
    step_seconds: float
    first_seconds: float
    accuracy: float
    predictions: np.ndarray


def train(title: str, graph: bool) -> Run:
    """Five epochs from the same seed: forward, backward and optimiser, at once or as one graph."""
    ms.set_seed(7)
    batches, (held_images, held_digits) = split(BATCH)
    net = LeNet5()
    loss_fn = nn.CrossEntropyLoss()
    steps = batches.get_dataset_size()
    rates = nn.cosine_decay_lr(1e-4, PEAK, EPOCHS * steps, steps, EPOCHS)
    optimizer = nn.Momentum(net.trainable_params(), rates, momentum=0.9)
    value_and_grad = ms.value_and_grad(lambda x, y: loss_fn(net(x), y), None, optimizer.parameters)

    def step(x, y):
        loss, gradients = value_and_grad(x, y)
        optimizer(gradients)
        return loss

    if graph:
        step = ms.jit(step)
    losses, times = [], []
    net.set_train()
    with tqdm(total=EPOCHS * steps, desc=title, unit="step") as bar:
        for _ in range(EPOCHS):
            for image, digit in batches.create_tuple_iterator(num_epochs=1):
                start = time.perf_counter()
                losses.append(float(step(image, digit)))
                times.append(time.perf_counter() - start)
                bar.update()
            bar.set_postfix(loss=f"{np.mean(losses[-50:]):.4f}")
    net.set_train(False)
    predictions = net(ms.Tensor(held_images)).asnumpy().argmax(1)
    accuracy = float((predictions == held_digits).mean())
    return Run(net, np.array(losses), float(np.median(times)), times[0], accuracy, predictions)


def same_bits(a: Run, b: Run) -> bool:
    """Whether two runs agree in every loss and every weight."""
    weights = zip(a.net.get_parameters(), b.net.get_parameters(), strict=True)
    return np.array_equal(a.losses, b.losses) and all(
        np.array_equal(x.asnumpy(), y.asnumpy()) for x, y in weights
    )


def picture(eager: Run, run: Run, path: Path) -> None:
    """Both loss curves, and ten held-out digits with what the net sees in them."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    _, (images, digits) = split(BATCH)
    figure = plt.figure(figsize=(9, 5), layout="constrained")
    grid = figure.add_gridspec(2, 10, height_ratios=(3, 1))
    curve = figure.add_subplot(grid[0, :])
    curve.plot(eager.losses, color="tab:blue", linewidth=2.4, alpha=0.4, label="PyNative")
    curve.plot(run.losses, color="tab:orange", linewidth=0.8, label="Graph")
    curve.set(
        title=f"LeNet-5 on handwritten digits: {run.accuracy:.1%}", xlabel="step", ylabel="loss"
    )
    curve.set_yscale("log")
    curve.legend()
    for i in range(10):
        tile = figure.add_subplot(grid[1, i])
        tile.imshow(images[i, 0], cmap="gray_r")
        right = run.predictions[i] == digits[i]
        tile.set_title(str(run.predictions[i]), color="tab:green" if right else "tab:red")
        tile.axis("off")
    figure.savefig(path, dpi=110)


def main() -> None:
    """Trains in both modes, prints the table, writes picture and checkpoint."""
    OUT.mkdir(exist_ok=True)
    eager, graph = train("PyNative", graph=False), train("Graph", graph=True)
    same = same_bits(eager, graph)
    ms.save_checkpoint(graph.net, str(OUT / "lenet.ckpt"))
    picture(eager, graph, OUT / "digits.png")
    table = Table(title="LeNet-5, 4,000 digits to train, 1,000 held out")
    for heading in ("mode", "step", "speed-up", "first step", "held-out accuracy"):
        table.add_column(heading)
    for name, run in (("PyNative", eager), ("Graph", graph)):
        table.add_row(
            name,
            f"{run.step_seconds * 1e3:.2f} ms",
            f"{eager.step_seconds / run.step_seconds:.2f}x",
            f"{run.first_seconds * 1e3:.0f} ms",
            f"{run.accuracy:.1%}",
        )
    console = Console()
    console.print(table)
    console.print(
        f"All {len(eager.losses)} losses and all weights of the two modes are equal "
        f"to the last bit: {'yes' if same else 'NO'}"
    )
    console.print(f"Written: {OUT / 'digits.png'}, {OUT / 'lenet.ckpt'}")
    if not same or eager.accuracy < 0.96:
        raise SystemExit("the demo did not reach what it promises")


if __name__ == "__main__":
    main()
