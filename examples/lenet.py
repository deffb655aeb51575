"""The demo: LeNet-5 learns handwritten digits, twice, bit for bit the same.

Prints a table, writes the loss curve with ten predictions to out/digits.png and the weights to
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
    accuracy: float
    predictions: np.ndarray


def train(title: str) -> Run:
    """Five epochs from the same seed."""
    ms.set_seed(7)
    batches, (held_images, held_digits) = split(BATCH)
    net = LeNet5()
    loss_fn = nn.CrossEntropyLoss()
    steps = batches.get_dataset_size()
    rates = nn.cosine_decay_lr(1e-4, PEAK, EPOCHS * steps, steps, EPOCHS)
    optimizer = nn.Momentum(net.trainable_params(), rates, momentum=0.9)
    step = ms.value_and_grad(lambda x, y: loss_fn(net(x), y), None, optimizer.parameters)
    losses, times = [], []
    net.set_train()
    with tqdm(total=EPOCHS * batches.get_dataset_size(), desc=title, unit="step") as bar:
        for _ in range(EPOCHS):
            for image, digit in batches.create_tuple_iterator(num_epochs=1):
                start = time.perf_counter()
                loss, gradients = step(image, digit)
                optimizer(gradients)
                losses.append(float(loss.asnumpy()))
                times.append(time.perf_counter() - start)
                bar.update()
            bar.set_postfix(loss=f"{np.mean(losses[-50:]):.4f}")
    net.set_train(False)
    predictions = net(ms.Tensor(held_images)).asnumpy().argmax(1)
    accuracy = float((predictions == held_digits).mean())
    return Run(net, np.array(losses), float(np.median(times)), accuracy, predictions)


def same_bits(a: Run, b: Run) -> bool:
    """Whether two runs agree in every loss and every weight."""
    weights = zip(a.net.get_parameters(), b.net.get_parameters(), strict=True)
    return np.array_equal(a.losses, b.losses) and all(
        np.array_equal(x.asnumpy(), y.asnumpy()) for x, y in weights
    )


def picture(run: Run, path: Path) -> None:
    """The loss curve, and ten held-out digits with what the net sees in them."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    _, (images, digits) = split(BATCH)
    figure = plt.figure(figsize=(9, 5), layout="constrained")
    grid = figure.add_gridspec(2, 10, height_ratios=(3, 1))
    curve = figure.add_subplot(grid[0, :])
    curve.plot(run.losses, color="tab:blue", linewidth=0.8, label="PyNative")
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
    """Trains twice, prints the table, writes picture and checkpoint."""
    OUT.mkdir(exist_ok=True)
    ms.set_context(mode=ms.PYNATIVE_MODE)
    first, second = train("PyNative, first run"), train("PyNative, again")
    same = same_bits(first, second)
    ms.save_checkpoint(first.net, str(OUT / "lenet.ckpt"))
    picture(first, OUT / "digits.png")
    table = Table(title="LeNet-5, 4,000 digits to train, 1,000 held out")
    for heading in ("mode", "step", "held-out accuracy", "two runs agree bit for bit"):
        table.add_column(heading)
    table.add_row(
        "PyNative",
        f"{first.step_seconds * 1e3:.2f} ms",
        f"{first.accuracy:.1%}",
        "yes" if same else "NO",
    )
    console = Console()
    console.print(table)
    console.print(f"Written: {OUT / 'digits.png'}, {OUT / 'lenet.ckpt'}")
    if not same or first.accuracy < 0.96:
        raise SystemExit("the demo did not reach what it promises")


if __name__ == "__main__":
    main()
