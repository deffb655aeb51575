"""Files and tables: examples come from CSV, settings from JSON, results go into SQLite, dated.

Run it with `python examples/fallback/records.py`.
"""

import csv
import datetime
import json
import sqlite3
import tempfile
from pathlib import Path

import numpy as np

import mindspore as ms
from mindspore import Tensor, ops


class Book:
    """What is read before a step and what is written down behind it."""

    def __init__(self, folder: Path) -> None:
        self.settings, self.rows = folder / "settings.json", folder / "rows.csv"
        self.settings.write_text(json.dumps({"decay": 0.5}))
        with self.rows.open("w", newline="") as file:
            csv.writer(file).writerows([["a", "b"], [1, 2], [3, 4]])
        self.results = sqlite3.connect(":memory:")
        self.results.execute("create table steps (day text, loss real)")


def loss(weights: Tensor, book: Book, day: str) -> Tensor:
    """Read the rows and the settings, compute, and write the result down."""
    with book.rows.open(newline="") as file:
        rows = [[float(row["a"]), float(row["b"])] for row in csv.DictReader(file)]
    decay = json.loads(book.settings.read_text())["decay"]
    value = ops.sum(ops.square(ops.matmul(ms.tensor(rows, ms.float32), weights)))
    value = value + decay * ops.sum(ops.square(weights))
    date = datetime.date.fromisoformat(day) + datetime.timedelta(days=1)
    number = float(ops.stop_gradient(value).asnumpy())
    book.results.execute("insert into steps values (?, ?)", (date.isoformat(), number))
    return value


def main() -> None:
    """Two steps in each mode; the settings change in between."""
    weights = Tensor([1.0, -0.5])
    for compiled in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            book = Book(Path(folder))
            step = ms.grad(ms.jit(loss) if compiled else loss)
            slopes = [step(weights, book, "2024-02-28").asnumpy()]
            book.settings.write_text(json.dumps({"decay": 2.0}))
            slopes.append(step(weights, book, "2024-02-29").asnumpy())
            assert np.allclose(slopes[1] - slopes[0], 3.0 * weights.asnumpy())
            print(book.results.execute("select * from steps").fetchall())
            book.results.close()


if __name__ == "__main__":
    main()
