"""SummaryCollector: a callback that records loss and weights while a Model trains."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from mindspore.train.callback._callback import Callback, RunContext
from mindspore.train.summary.summary_record import SummaryRecord


class SummaryCollector(Callback):
    """Writes the loss every `collect_freq` steps, and metrics after each evaluation.

    Args:
        summary_dir: the folder of the event file.
        collect_freq: steps between two records.
        num_process: taken for programs that give it.
        collect_specified_data: what to record: {"collect_metric": bool,
            "histogram_regular": a pattern of parameter names}.
        keep_default_action: whether the loss is recorded where `collect_specified_data` is silent.
        custom_lineage_data: taken for programs that give it.
        collect_tensor_freq: taken for programs that give it.
        max_file_size: bytes after which nothing more is written.
        export_options: taken for programs that give it.

    Examples:
        >>> from mindspore import SummaryCollector
        >>> SummaryCollector("./summary", collect_freq=0)
        Traceback (most recent call last):
        ValueError: `collect_freq` needs to be at least 1, but is 0
    """

    def __init__(
        self,
        summary_dir: str,
        collect_freq: int = 10,
        num_process: int = 32,
        collect_specified_data: dict | None = None,
        keep_default_action: bool = True,
        custom_lineage_data: dict | None = None,
        collect_tensor_freq: int | None = None,
        max_file_size: int | None = None,
        export_options: dict | None = None,
    ) -> None:
        if collect_freq < 1:
            raise ValueError(f"`collect_freq` needs to be at least 1, but is {collect_freq}")
        chosen = collect_specified_data or {}
        self._folder, self._freq, self._size = summary_dir, collect_freq, max_file_size
        self._loss = bool(chosen.get("collect_metric", keep_default_action))
        pattern = chosen.get("histogram_regular")
        self._weights = None if pattern is None else re.compile(pattern)
        self._record: SummaryRecord | None = None

    def __enter__(self) -> SummaryCollector:
        self._open()
        return self

    def __exit__(self, *error: Any) -> None:
        self._close()

    def begin(self, run_context: RunContext) -> None:
        """Opens the file."""
        self._open()

    def on_train_step_end(self, run_context: RunContext) -> None:
        """Records loss and weights when it is time."""
        state = run_context.original_args()
        if state.cur_step_num % self._freq:
            return
        record = self._open()
        if self._loss:
            record.add_value("scalar", "loss", _loss(state.net_outputs))
        if self._weights is not None:
            for parameter in state.train_network.trainable_params():
                if self._weights.search(parameter.name):
                    record.add_value("histogram", parameter.name, parameter)
        record.record(state.cur_step_num)

    def on_eval_end(self, run_context: RunContext) -> None:
        """Records the metrics."""
        state = run_context.original_args()
        record = self._open()
        for name, value in (getattr(state, "metrics", None) or {}).items():
            if np.size(value) == 1:
                record.add_value("scalar", f"eval/{name}", value)
        record.record(getattr(state, "cur_step_num", 0) or 0)
        record.flush()

    def on_train_end(self, run_context: RunContext) -> None:
        """Ends the file."""
        self._close()

    def _open(self) -> SummaryRecord:
        if self._record is None:
            self._record = SummaryRecord(self._folder, max_file_size=self._size)
        return self._record

    def _close(self) -> None:
        if self._record is not None:
            self._record.close()
            self._record = None


def _loss(outputs: Any) -> np.ndarray:
    first = outputs[0] if isinstance(outputs, (tuple, list)) else outputs
    return np.mean(first.asnumpy() if hasattr(first, "asnumpy") else first)
