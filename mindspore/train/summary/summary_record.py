"""SummaryRecord: numbers, spreads and pictures of a training, in files that TensorBoard shows."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from mindspore.train.summary import _events
from mindspore.train.summary.enums import ModeEnum

__all__ = ["SummaryRecord"]

_PLUGINS = ("scalar", "tensor", "histogram", "image")


class SummaryRecord:
    """Collects values by name and writes them, step by step, to an event file in `log_dir`.

    Args:
        log_dir: the folder, made when missing.
        file_prefix: how the file's name begins.
        file_suffix: how it ends.
        num_process: taken for programs that give it; one process writes.
        network: taken for programs that give it; graphs are shown by `jit`'s own dumps.
        max_file_size: bytes after which nothing more is written; None: no limit.
        raise_exception: whether a write that goes wrong raises instead of ending the recording.
        export_options: taken for programs that give it.

    Examples:
        >>> import tempfile
        >>> import mindspore as ms
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with ms.SummaryRecord(folder) as record:
        ...         for step in range(3):
        ...             record.add_value("scalar", "loss", ms.Tensor(1.0 / (step + 1)))
        ...             _ = record.record(step)
        ...     print(record.log_dir == folder)
        True
    """

    def __init__(
        self,
        log_dir: str,
        file_prefix: str = "events",
        file_suffix: str = "_MS",
        num_process: int = 32,
        network: Any = None,
        max_file_size: int | None = None,
        raise_exception: bool = False,
        export_options: dict | None = None,
    ) -> None:
        folder = Path(log_dir)
        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        name = f"{file_prefix}.out.events.summary.{int(now)}.{os.uname().nodename}"
        self._path = folder / f"{name}.{os.getpid()}.{time.monotonic_ns()}{file_suffix}"
        self._file = self._path.open("wb")
        self._file.write(_events.frame(_events.version(now)))
        self._log_dir, self._limit, self._raises = str(log_dir), max_file_size, raise_exception
        self._values: list[tuple[str, str, np.ndarray]] = []
        self._mode = ModeEnum.TRAIN

    @property
    def log_dir(self) -> str:
        """The folder of the event file."""
        return self._log_dir

    def set_mode(self, mode: str) -> None:
        """Says whether what follows belongs to "train" or "eval"; it stands before the names."""
        self._mode = ModeEnum(mode)

    def add_value(self, plugin: str, name: str, value: Any) -> None:
        """Keeps `value` until the next `record`.

        Args:
            plugin: "scalar", "tensor", "histogram" or "image" (a batch (N, C, H, W)).
            name: the name in the charts.
            value: a Tensor or what NumPy makes an array of; kept as it is now.
        """
        if plugin not in _PLUGINS:
            raise ValueError(f"`plugin` needs to be one of {_PLUGINS}, but is {plugin!r}")
        if not name:
            raise ValueError("`name` needs at least one character")
        array = np.array(value.asnumpy() if hasattr(value, "asnumpy") else value)
        if plugin == "scalar" and array.size != 1:
            raise ValueError(f"a scalar needs one element, but {name!r} has {array.size}")
        if plugin == "image" and array.ndim != 4:
            raise ValueError(f"an image needs the shape (N, C, H, W), but {name!r} {array.shape}")
        self._values.append((plugin, name, array))

    def record(self, step: int, train_network: Any = None, plugin_filter: Any = None) -> bool:
        """Writes what was kept as the values of `step`; gives whether it could be written.

        `plugin_filter`, where given, is asked for each kind whether to write it.
        """
        kept, self._values = self._values, []
        values = [
            _message(plugin, name if self._mode is ModeEnum.TRAIN else f"eval/{name}", array)
            for plugin, name, array in kept
            if plugin_filter is None or plugin_filter(plugin)
        ]
        frame = _events.frame(_events.event(time.time(), step, values)) if values else b""
        if self._limit is not None and self._file.tell() + len(frame) > self._limit:
            return False
        try:
            self._file.write(frame)
        except (OSError, ValueError):
            if self._raises:
                raise
            return False
        return True

    def flush(self) -> None:
        """Puts on disk what was recorded."""
        self._file.flush()

    def close(self) -> None:
        """Ends the file."""
        self._file.close()

    def __enter__(self) -> SummaryRecord:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


def _message(plugin: str, name: str, array: np.ndarray) -> bytes:
    if plugin == "scalar":
        return _events.scalar(name, float(array.reshape(())))
    if plugin == "image":
        return _events.image(name, array[0])
    return _events.histogram(name, array)
