"""Workers: apply a function to tasks in threads or in processes, and give the results in the order
of the tasks.

`in_order` is all that others need. A process worker is a process at the other end of a pipe, with
a thread in this process that talks to it; so a slow reader on one side can never block the other.
Processes are forked before that pool's threads start, watch for the end of their parent, and leave
without running exit handlers.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import traceback
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from mindspore.dataset import config
from mindspore.dataset.core.checks import pipeline_error
from mindspore.dataset.core.run import Run

_MOST_WORKERS = 64
# Rows per task: enough to pay for handing them over, few enough for slow functions.
CHUNK = 16
_open_ends: weakref.WeakSet = weakref.WeakSet()
_open_processes: weakref.WeakSet = weakref.WeakSet()


def _forget_workers() -> None:
    """Let a fork of this process have nothing to do with the workers here.

    A copy of our end of a pipe would keep its worker from seeing that we are gone, and at its exit
    the fork would terminate what `multiprocessing` takes for its children.
    """
    for end in list(_open_ends):
        end.close()
    known: set = getattr(multiprocessing.process, "_children", set())
    for process in list(_open_processes):
        known.discard(process)


os.register_at_fork(after_in_child=_forget_workers)


def worker_count(asked: int | None, processes: bool) -> int:
    """Give how many workers an operation gets; 0 means the calling thread does the work.

    Threads are used only if asked for: handing single rows to another thread costs more than most
    transforms.
    """
    if config.get_debug_mode():
        return 0
    if asked is None:
        return config.get_num_parallel_workers() if processes else 0
    return min(asked, _MOST_WORKERS) if asked > 1 else 0


def in_order(
    run: Run, key: Any, function: Callable, tasks: Iterable, workers: int, processes: bool
) -> Iterator[Any]:
    """Give `function(task)` for each task, in order; at most a few tasks per worker wait at a
    time."""
    make: Callable = _Processes if processes else _Threads
    pool = run.remembered((key, "pool"), lambda: _opened(run, make(function, workers)))
    waiting: deque[Future] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(task))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _opened(run: Run, pool: Any) -> Any:
    run.at_end(pool.close)
    return pool


class _Threads:
    def __init__(self, function: Callable, workers: int) -> None:
        self._function = function
        self._executor = ThreadPoolExecutor(workers, "dataset")

    def submit(self, task: Any) -> Future:
        return self._executor.submit(self._function, task)

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


class _Processes:
    def __init__(self, function: Callable, workers: int) -> None:
        method = config.get_multiprocessing_start_method()
        context: Any = multiprocessing.get_context(method)
        self._processes: list[Any] = []
        self._ends: list[Any] = []
        self._idle: queue.SimpleQueue = queue.SimpleQueue()
        for number in range(workers):
            here, there = context.Pipe()
            _open_ends.add(here)
            arguments = (function, there, os.getpid())
            process = context.Process(
                target=_serve, args=arguments, name=f"dataset-{number}", daemon=True
            )
            try:
                process.start()
            except (pickle.PicklingError, AttributeError, TypeError) as error:
                raise pipeline_error(
                    "worker processes started by `spawn` need functions that can be pickled",
                    str(error),
                    "define the function at the top of a module, or write "
                    'config.set_multiprocessing_start_method("fork")',
                ) from error
            there.close()
            _open_processes.add(process)
            self._processes.append(process)
            self._ends.append(here)
            self._idle.put((here, process))
        self._executor = ThreadPoolExecutor(workers, "dataset")

    def submit(self, task: Any) -> Future:
        return self._executor.submit(self._call, task)

    def _call(self, task: Any) -> Any:
        end, process = self._idle.get()
        try:
            end.send(task)
            error, result = end.recv()
        except (EOFError, OSError) as gone:
            process.join(1)
            raise pipeline_error(
                "a worker process ended before its work was done",
                f"process {process.pid} ended with exit code {process.exitcode}",
                "look for what ended it, for example too little memory",
            ) from gone
        finally:
            self._idle.put((end, process))
        if error is not None:
            raise error
        return result

    def close(self) -> None:
        # Closing our ends wakes the workers and the threads that wait for them.
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.terminate()
        self._executor.shutdown(wait=True)
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join()


def _serve(function: Callable, end: Any, parent: int) -> None:
    """Answer tasks until the parent closes its end, or is gone."""
    while True:
        try:
            while not end.poll(5):
                if os.getppid() != parent:
                    return
            task = end.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            answer: tuple = (None, function(task))
        except KeyboardInterrupt:
            return
        except BaseException as error:
            answer = (_portable(error), None)
        try:
            end.send(answer)
        except (BrokenPipeError, KeyboardInterrupt):
            return
        except Exception as error:
            end.send((_portable(error), None))


def _portable(error: BaseException) -> BaseException:
    """Give an exception that can be sent, with the traceback of the worker as a note."""
    trace = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    try:
        pickle.loads(pickle.dumps(error))
        sent = error
    except Exception:
        sent = RuntimeError(f"{type(error).__name__}: {error}")
    if not isinstance(sent, Exception):
        sent = RuntimeError(f"{type(error).__name__}: {error}")
    sent.add_note("in the worker process:\n" + trace)
    return sent
