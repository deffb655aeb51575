"""Memory and order of execution: one CPU, whose operators end before the next begins.

>>> import mindspore as ms
>>> ms.runtime.synchronize()
>>> ms.runtime.memory_allocated() <= ms.runtime.max_memory_allocated()
True
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mindspore import _core
from mindspore.context import launch_blocking

__all__ = [
    "Event",
    "Stream",
    "StreamCtx",
    "communication_stream",
    "current_stream",
    "default_stream",
    "dispatch_threads_num",
    "empty_cache",
    "launch_blocking",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "memory_summary",
    "reset_max_memory_allocated",
    "reset_max_memory_reserved",
    "reset_peak_memory_stats",
    "set_cpu_affinity",
    "set_cur_stream",
    "set_memory",
    "synchronize",
]


def memory_allocated() -> int:
    """Give the bytes that Tensors take now.

    Examples:
        >>> import mindspore as ms
        >>> before = ms.runtime.memory_allocated()
        >>> x = ms.ops.zeros((1024, 1024))
        >>> ms.runtime.memory_allocated() - before >= 4 * 1024 * 1024
        True
    """
    return _core.memory_stats()[0]


def max_memory_allocated() -> int:
    """Give the most bytes that Tensors took, since the start or `reset_peak_memory_stats`."""
    return _core.memory_stats()[1]


def memory_reserved() -> int:
    """Give the bytes that Tensors take now, and those kept for the next ones."""
    in_use, _, kept = _core.memory_stats()
    return in_use + kept


def max_memory_reserved() -> int:
    """Give the most bytes that were taken from the system, as far as is known."""
    return max(_core.memory_stats()[1], memory_reserved())


def memory_stats() -> dict[str, Any]:
    """Give all counts of bytes by name.

    Examples:
        >>> import mindspore as ms
        >>> sorted(ms.runtime.memory_stats())[:2]
        ['max_allocated_memory', 'max_reserved_memory']
    """
    in_use, peak, kept = _core.memory_stats()
    return {
        "total_reserved_memory": in_use + kept,
        "total_allocated_memory": in_use,
        "total_idle_memory": kept,
        "total_eager_free_memory": 0,
        "max_reserved_memory": max_memory_reserved(),
        "max_allocated_memory": peak,
    }


def memory_summary() -> str:
    """Give the counts of bytes as a table to read."""
    lines = [f"| {name:24} | {count:>16} |" for name, count in memory_stats().items()]
    bar = "|" + "=" * (len(lines[0]) - 2) + "|"
    return "\n".join([bar, *lines, bar])


def reset_peak_memory_stats() -> None:
    """Count the most bytes in use from here on."""
    _core.reset_peak_memory()


reset_max_memory_allocated = reset_peak_memory_stats
reset_max_memory_reserved = reset_peak_memory_stats


def empty_cache() -> None:
    """Give back to the system what is kept for the next Tensors."""
    _core.release_cached_memory()


def synchronize() -> None:
    """Wait until all operators are done: they are."""


def dispatch_threads_num(threads_num: int) -> None:
    """Accept how many threads may start operators; one does."""
    if isinstance(threads_num, bool) or not isinstance(threads_num, int) or threads_num < 1:
        raise ValueError(f"`threads_num` needs to be a positive int, but is {threads_num!r}")


def set_cpu_affinity(enable_affinity: bool, affinity_cpu_list: Any = None) -> None:
    """Accept a wish on which cores threads run; the system chooses."""


def set_memory(
    init_size: str = "2GB",
    increase_size: str = "2GB",
    max_size: str = "1024GB",
    optimize_level: str = "O0",
    huge_page_reserve_size: str = "0GB",
) -> None:
    """Accept limits of a pool of memory; memory is taken when it is needed."""


class Event:
    """A point in the order of operators, with its time.

    Examples:
        >>> import mindspore as ms
        >>> start, end = ms.runtime.Event(enable_timing=True), ms.runtime.Event(enable_timing=True)
        >>> start.record()
        >>> end.record()
        >>> end.query(), start.elapsed_time(end) >= 0
        (True, True)
    """

    def __init__(self, enable_timing: bool = False, blocking: bool = False) -> None:
        self.enable_timing, self.blocking = enable_timing, blocking
        self._time: float | None = None

    def record(self, stream: Stream | None = None) -> None:
        """Remember this point."""
        self._time = time.perf_counter()

    def wait(self, stream: Stream | None = None) -> None:
        """Let what follows wait for the point: it is past."""

    def synchronize(self) -> None:
        """Wait for the point: it is past."""

    def query(self) -> bool:
        """Tell whether the point is past."""
        return True

    def elapsed_time(self, other_event: Event) -> float:
        """Give the milliseconds from this point to another.

        Raises:
            RuntimeError: One of them was not recorded, or without `enable_timing`.
        """
        if not (self.enable_timing and other_event.enable_timing):
            raise RuntimeError("elapsed_time needs two events made with enable_timing=True")
        if self._time is None or other_event._time is None:
            raise RuntimeError("elapsed_time needs two events that are recorded")
        return (other_event._time - self._time) * 1000


class Stream:
    """An order of operators; there is one, and streams share it.

    Examples:
        >>> import mindspore as ms
        >>> with ms.runtime.StreamCtx(ms.runtime.Stream()):
        ...     y = ms.ops.ones(2) + 1
        >>> ms.runtime.current_stream().query()
        True
    """

    def __init__(self, priority: int = 0, **_: Any) -> None:
        self.priority = priority
        self.device_name, self.device_id, self.id = "CPU", 0, 0

    def record_event(self, event: Event | None = None) -> Event:
        """Record this point in an event."""
        event = event or Event()
        event.record(self)
        return event

    def synchronize(self) -> None:
        """Wait until all operators are done: they are."""

    def wait_event(self, event: Event) -> None:
        """Wait for an event: it is past."""

    def wait_stream(self, stream: Stream) -> None:
        """Wait for another stream: it is done."""

    def query(self) -> bool:
        """Tell whether all operators are done."""
        return True

    def __repr__(self) -> str:
        return "Stream(device_name=CPU, device_id:0, stream id:0)"


_STREAM = Stream()


def current_stream() -> Stream:
    """Give the stream that operators go to."""
    return _STREAM


default_stream = communication_stream = current_stream


def set_cur_stream(stream: Stream | None) -> None:
    """Accept another stream; all share one order."""
    if stream is not None and not isinstance(stream, Stream):
        raise TypeError(f"`stream` needs to be a Stream, but is {type(stream).__name__}")


@contextmanager
def StreamCtx(ctx_stream: Stream | None) -> Iterator[None]:
    """Let operators go to a stream for a while."""
    set_cur_stream(ctx_stream)
    yield
