"""profile and Profiler: they time steps and the functions called in them, and write two files.

`trace_view.json` holds the steps in the form of Chrome's tracing page; `functions.csv` says of
each function how often it was called and how long it took, with and without what it called.
Operators are functions of the core and appear by name.
"""

from __future__ import annotations

import cProfile
import csv
import json
import os
import pstats
import time
from collections.abc import Callable
from typing import Any

from mindspore.profiler.choices import ProfilerAction

_NAMES: dict[str, int] = {}


class profile:
    """Records from `start` to `stop`, or inside a `with`; `step` tells where steps end.

    Args:
        start_profile: Whether to start at once.
        schedule: Which steps to record, of `mindspore.profiler.schedule`; all if not given.
        on_trace_ready: A function, called with the profiler when there is something to write.
        **settings: The rest of MindSpore's settings; they are about other devices.
    """

    def __init__(
        self,
        activities: Any = None,
        *,
        start_profile: bool = True,
        schedule: Callable | None = None,
        on_trace_ready: Callable | None = None,
        **settings: Any,
    ) -> None:
        self._when, self._ready = schedule, on_trace_ready
        self._settings = settings
        self._number = 0
        self._running = False
        self._metadata: dict[str, str] = {}
        self._clear()
        self._wants_start = start_profile

    def _clear(self) -> None:
        self._recorder: cProfile.Profile | None = None
        self._stats: pstats.Stats | None = None
        self._steps: list[tuple[int, float, float]] = []
        self._since = time.perf_counter()

    def __enter__(self) -> profile:
        if self._wants_start:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to record."""
        if self._running:
            return
        self._running = True
        self._since = time.perf_counter()
        if self._action() is not ProfilerAction.NONE:
            self._record()

    def _action(self) -> ProfilerAction:
        return ProfilerAction.RECORD if self._when is None else self._when(self._number)

    def _record(self) -> None:
        if self._recorder is None:
            self._recorder = cProfile.Profile()
        try:
            self._recorder.enable()
        except (
            ValueError
        ):  # Another profiler of Python's runs already: steps are timed all the same.
            self._recorder = None

    def _pause(self) -> None:
        if self._recorder is not None:
            self._recorder.disable()

    def step(self) -> None:
        """Say that a step ends here."""
        if not self._running:
            return
        self._pause()
        now = time.perf_counter()
        action = self._action()
        if action in (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE):
            self._steps.append((self._number, self._since, now))
        if action is ProfilerAction.RECORD_AND_SAVE:
            self._give()
        if action is ProfilerAction.WARM_UP:
            self._clear()
        self._number += 1
        self._since = now
        if self._action() is not ProfilerAction.NONE:
            self._record()

    def stop(self) -> None:
        """Record no more, and give what there is."""
        if not self._running:
            return
        self._pause()
        self._running = False
        if self._when is None or self._steps:
            self._give()

    def _give(self) -> None:
        if self._recorder is not None:
            self._stats = pstats.Stats(self._recorder)
        if self._ready is not None:
            self._ready(self)
            self._clear()

    def add_metadata(self, key: str, value: str) -> None:
        """Keep a text that is written with the steps."""
        self._metadata[key] = value

    def add_metadata_json(self, key: str, value: str) -> None:
        """Keep a JSON text that is written with the steps."""
        self._metadata[key] = json.loads(value)

    def _write(self, folder: str) -> str:
        stamp = f"duet_{os.getpid()}_{time.strftime('%Y%m%d%H%M%S')}"
        _NAMES[stamp] = _NAMES.get(stamp, -1) + 1
        place = os.path.join(folder, f"{stamp}_{_NAMES[stamp]}")
        os.makedirs(place, exist_ok=True)
        events = [
            {"name": f"step {number}", "ph": "X", "pid": os.getpid(), "tid": 0}
            | {"ts": start * 1e6, "dur": (end - start) * 1e6}
            for number, start, end in self._steps
        ]
        with open(os.path.join(place, "trace_view.json"), "w", encoding="utf8") as file:
            json.dump({"traceEvents": events, "metadata": self._metadata}, file)
        with open(os.path.join(place, "functions.csv"), "w", encoding="utf8", newline="") as file:
            _write_functions(csv.writer(file), self._stats)
        return place


def _write_functions(writer: Any, stats: pstats.Stats | None) -> None:
    writer.writerow(["function", "file", "line", "calls", "own ms", "total ms"])
    entries: dict = {} if stats is None else stats.stats  # type: ignore[attr-defined]
    for (file, line, name), (_, calls, own, total, _) in sorted(
        entries.items(), key=lambda entry: -entry[1][2]
    ):
        writer.writerow([name, file, line, calls, f"{own * 1e3:.3f}", f"{total * 1e3:.3f}"])


def tensorboard_trace_handler(
    dir_name: str | None = None,
    worker_name: str | None = None,
    analyse_flag: bool = True,
    async_mode: bool = False,
) -> Callable[[profile], None]:
    """Make the function that writes what a profiler recorded to a folder, "./data" if not given."""
    folder = dir_name or os.path.join(os.getcwd(), "data")
    os.makedirs(folder, exist_ok=True)

    def write(profiler: profile) -> None:
        profiler._write(folder)

    return write


class Profiler(profile):
    """A profiler that starts when it is made, and writes when `analyse` is called.

    Args:
        output_path: The folder of the results, "./data" if not given.
        start_profile: Whether to start at once.
        **settings: The rest of MindSpore's settings; they are about other devices.

    >>> import os, tempfile
    >>> import mindspore as ms
    >>> folder = tempfile.mkdtemp()
    >>> profiler = ms.Profiler(output_path=folder)
    >>> y = ms.ops.ones(3) + 1
    >>> profiler.analyse()
    >>> len(os.listdir(folder))
    1
    """

    def __init__(self, **settings: Any) -> None:
        self._folder = settings.pop("output_path", None) or os.path.join(os.getcwd(), "data")
        os.makedirs(self._folder, exist_ok=True)
        super().__init__(**settings)
        if self._wants_start:
            self.start()

    def analyse(self, *_: Any, **__: Any) -> None:
        """Stop, and write what was recorded."""
        self.stop()
        self._write(self._folder)
        self._clear()

    @classmethod
    def offline_analyse(cls, path: str, *_: Any, **__: Any) -> None:
        """Write what was recorded in another process: it is written already.

        Raises:
            FileNotFoundError: There is no such folder.
        """
        if not os.path.isdir(path):
            raise FileNotFoundError(f"`path` needs to be a folder that exists, but is {path!r}")
