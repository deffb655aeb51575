"""Workers and processes: nothing hangs, nothing stays, memory stays flat."""

import gc
import os
import resource
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import mindspore.dataset as ds


def numbers(count):
    return ds.NumpySlicesDataset(np.arange(count), "x", shuffle=False)


def arrays(data, **kwargs):
    return data.create_tuple_iterator(output_numpy=True, **kwargs)


def children():
    path = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    with open(path) as file:
        return set(file.read().split())


def parallel(count=1000, function=lambda x: x):
    return numbers(count).map(function, num_parallel_workers=2, python_multiprocessing=True)


def test_worker_processes_end_with_the_iterator():
    before = children()
    iterator = arrays(parallel())
    next(iterator)
    assert len(children() - before) == 2
    iterator.stop()
    assert children() == before
    iterator = arrays(parallel())
    next(iterator)
    del iterator
    gc.collect()
    assert children() == before


def test_worker_processes_stay_for_the_next_epoch():
    iterator = arrays(parallel(20))
    list(iterator)
    first = children()
    list(iterator)
    assert children() == first
    iterator.stop()


def test_worker_processes_end_after_the_last_epoch():
    before = children()
    assert len(list(arrays(parallel(20), num_epochs=1))) == 20
    assert children() == before


def test_worker_that_is_killed_is_an_error():
    iterator = arrays(parallel(function=lambda x: os.kill(os.getpid(), signal.SIGKILL)))
    with pytest.raises(RuntimeError, match="a worker process ended before its work was done"):
        next(iterator)


def test_large_rows_do_not_block():
    rows = ds.NumpySlicesDataset(np.zeros((40, 300_000), np.uint8), "x", shuffle=False)
    data = rows.map(lambda x: x + 1, num_parallel_workers=2, python_multiprocessing=True)
    assert sum(int(x[-1]) for (x,) in arrays(data, num_epochs=1)) == 40


def test_functions_by_spawn_need_to_be_importable():
    ds.config.set_multiprocessing_start_method("spawn")
    try:
        assert [int(x) for (x,) in arrays(parallel(3, np.negative), num_epochs=1)] == [0, -1, -2]
        with pytest.raises(RuntimeError, match="functions that can be pickled"):
            next(arrays(parallel()))
    finally:
        ds.config.set_multiprocessing_start_method("fork")


def test_numpy_random_numbers_of_workers_differ_and_follow_the_seed():
    def drawn(workers):
        ds.config.set_seed(5)
        data = numbers(40).map(
            lambda x: np.random.rand(), num_parallel_workers=workers, python_multiprocessing=True
        )
        return [float(x) for (x,) in arrays(data, num_epochs=1)]

    two = drawn(2)
    assert len(set(two)) == 40
    assert drawn(3) == two


def run_in_fork(function):
    """Give the exit code of a fork that runs `function`; 99 if it hangs."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(function() or 0)
        except BaseException:
            os._exit(98)
    for _ in range(200):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 99


def test_fork_while_an_iterator_runs():
    for kwargs in ({}, {"python_multiprocessing": True}):
        data = numbers(200).map(lambda x: x + 1, num_parallel_workers=2, **kwargs)
        iterator = arrays(data)
        next(iterator)
        # The child makes its own iterator, and is told that the old one is not its own.
        assert run_in_fork(lambda data=data: len(list(arrays(data, num_epochs=1))) - 200) == 0
        assert len(list(iterator)) == 199


def test_the_end_of_a_fork_leaves_the_workers_alone():
    program = """
import os, sys
import numpy as np, mindspore.dataset as ds
data = ds.NumpySlicesDataset(np.arange(1000), "x").map(
    lambda x: x, num_parallel_workers=2, python_multiprocessing=True)
iterator = data.create_tuple_iterator(output_numpy=True)
next(iterator)
if os.fork() == 0:
    sys.exit(0)
os.wait()
print(len(list(iterator)))
"""
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "999\n", "")


def test_iterator_of_another_process_is_an_error():
    iterator = arrays(parallel())

    def use():
        with pytest.raises(RuntimeError, match="in the process that made it only"):
            next(iterator)

    assert run_in_fork(use) == 0


def test_threads_have_iterators_of_their_own():
    ds.config.set_seed(1)
    data = ds.NumpySlicesDataset(np.arange(500), "x").map(lambda x: x * 2).shuffle(50).batch(7)
    results = [None] * 4

    def work(place):
        results[place] = [x.tolist() for (x,) in arrays(data, num_epochs=1)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] is not None
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("mode", ["", "python_multiprocessing=True"])
def test_interpreter_ends_while_workers_wait(mode):
    program = f"""
import numpy as np, mindspore.dataset as ds
data = ds.NumpySlicesDataset(np.arange(1000), "x").map(
    lambda x: x, num_parallel_workers=2, {mode})
iterator = data.create_tuple_iterator(output_numpy=True)
next(iterator)
print("done")
"""
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "done\n", "")


def test_memory_stays_flat():
    images = np.zeros((200, 64, 64, 3), np.uint8)
    data = ds.NumpySlicesDataset(images, "x").map(lambda x: x + 1).shuffle(20).batch(10)
    iterator = arrays(data)
    for _ in range(3):
        list(iterator)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(30):
        for _ in iterator:
            pass
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 10_000  # kilobytes; an epoch is 2,400, thirty are 72,000


def test_a_shuffle_buffer_holds_rows_not_blocks():
    rows = ds.NumpySlicesDataset(np.zeros((1000, 10)), "x").shuffle(5)
    assert all(x.base is None for (x,) in arrays(rows, num_epochs=1))
