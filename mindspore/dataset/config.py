"""The settings all pipelines share (`mindspore.dataset.config`): the seed, how many workers, how
they start."""

from __future__ import annotations

import os
import random
import sys
from enum import IntEnum
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import (
    INT32_MAX,
    UINT32_MAX,
    check_bool,
    check_choice,
    check_int,
    told,
)

_DEFAULT_SEED = 5489
_settings: dict[str, Any] = {
    "seed": None,
    "global_seed": None,
    "num_parallel_workers": min(8, os.cpu_count() or 1),
    "prefetch_size": 16,
    "monitor_sampling_interval": 1000,
    "callback_timeout": 60,
    "auto_num_workers": False,
    "enable_shared_mem": True,
    "enable_watchdog": True,
    "multiprocessing_timeout_interval": 300,
    "multiprocessing_start_method": "fork",
    "dynamic_shape": False,
    "fast_recovery": True,
    "debug_mode": False,
    "auto_offload": False,
    "enable_autotune": False,
    "autotune_interval": 0,
    "numa_enable": False,
    "video_backend": "CPU",
    "iterator_mode": {"do_copy": False, "parallel_convert": False},
}


class ErrorSamplesMode(IntEnum):
    """What to do with a sample whose processing raises: tell, put another in its place, or leave
    it out."""

    RETURN = 0
    REPLACE = 1
    SKIP = 2


_settings["error_samples_mode"] = ErrorSamplesMode.RETURN


def set_seed(seed: int) -> None:
    """Fix every random choice of the pipelines made from now on; also seeds `random` and
    `numpy.random`.

    One seed gives one order, whatever the number of workers. Without it each iterator has an order
    of its own.

    >>> import mindspore.dataset as ds
    >>> ds.config.set_seed(1)
    >>> ds.config.get_seed()
    1
    """
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(told("`seed` needs an int", f"found {type(seed).__name__} {seed!r}"))
    check_int("seed", seed, 0, UINT32_MAX)
    _follow_global_seed()
    _settings["seed"] = seed
    random.seed(seed)
    np.random.seed(seed)
    from mindspore.dataset.core import draws

    draws.restart()


def get_seed() -> int:
    """Give the seed; 5489 if none was set.

    >>> import mindspore.dataset as ds
    >>> ds.config.set_seed(7)
    >>> ds.config.get_seed()
    7
    """
    _follow_global_seed()
    seed = _settings["seed"]
    return _DEFAULT_SEED if seed is None else seed


def _follow_global_seed() -> None:
    """Take over the seed of `mindspore.set_seed` when it is another one than before."""
    module = sys.modules.get("mindspore.common.seed")
    seed = None if module is None else module.get_seed()
    if seed is not None and seed != _settings["global_seed"]:
        _settings["seed"] = _settings["global_seed"] = seed


def seed_of_run() -> int:
    """Give the seed a new iterator uses: the one that was set, or a fresh one."""
    _follow_global_seed()
    seed = _settings["seed"]
    return int.from_bytes(os.urandom(4), "little") if seed is None else seed


def set_num_parallel_workers(num: int) -> None:
    """Set how many processes an operation gets that works in processes and gives no number."""
    _settings["num_parallel_workers"] = check_int("num", num, 1)


def get_num_parallel_workers() -> int:
    """Give how many processes an operation gets that works in processes and gives no number."""
    return _settings["num_parallel_workers"]


def set_prefetch_size(size: int) -> None:
    """Set how many rows a parallel operation may be ahead of its reader, per worker."""
    _settings["prefetch_size"] = check_int("size", size, 1)


def get_prefetch_size() -> int:
    """Give how many rows a parallel operation may be ahead of its reader, per worker."""
    return _settings["prefetch_size"]


def set_multiprocessing_start_method(start_method: str = "fork") -> None:
    """Choose how worker processes start: "fork" or "spawn"."""
    check_choice("start_method", start_method, ["fork", "spawn"])
    _settings["multiprocessing_start_method"] = start_method


def get_multiprocessing_start_method() -> str:
    """Give how worker processes start."""
    return _settings["multiprocessing_start_method"]


def set_error_samples_mode(error_samples_mode: ErrorSamplesMode) -> None:
    """Choose what `map` does with a sample whose operation raises."""
    if not isinstance(error_samples_mode, ErrorSamplesMode):
        raise TypeError(
            told("`error_samples_mode` needs an ErrorSamplesMode", f"found {error_samples_mode!r}")
        )
    _settings["error_samples_mode"] = error_samples_mode


def get_error_samples_mode() -> ErrorSamplesMode:
    """Give what `map` does with a sample whose operation raises."""
    return _settings["error_samples_mode"]


def set_iterator_mode(do_copy: bool = False, parallel_convert: bool = False) -> None:
    """Set whether iterators copy what they hand out."""
    check_bool("do_copy", do_copy)
    check_bool("parallel_convert", parallel_convert)
    _settings["iterator_mode"] = {"do_copy": do_copy, "parallel_convert": parallel_convert}


def get_iterator_mode() -> dict[str, bool]:
    """Give whether iterators copy what they hand out."""
    return dict(_settings["iterator_mode"])


def set_debug_mode(debug_mode_flag: bool, debug_hook_list: list | None = None) -> None:
    """Run every operation in the calling thread, in order, so that a debugger can stop in it."""
    check_bool("debug_mode_flag", debug_mode_flag)
    _settings["debug_mode"] = debug_mode_flag


def get_debug_mode() -> bool:
    """Tell whether every operation runs in the calling thread."""
    return _settings["debug_mode"]


# What follows is kept for programs that set it: these pipelines have no such mechanism to tune.


def set_monitor_sampling_interval(interval: int) -> None:
    """Keep the interval of a profiler, in milliseconds."""
    _settings["monitor_sampling_interval"] = check_int("interval", interval, 1)


def get_monitor_sampling_interval() -> int:
    """Give the interval of a profiler, in milliseconds."""
    return _settings["monitor_sampling_interval"]


def set_callback_timeout(timeout: int) -> None:
    """Keep the time a callback may take, in seconds."""
    _settings["callback_timeout"] = check_int("timeout", timeout, 1)


def get_callback_timeout() -> int:
    """Give the time a callback may take, in seconds."""
    return _settings["callback_timeout"]


def set_auto_num_workers(enable: bool) -> None:
    """Keep whether the number of workers may be chosen for the user."""
    _settings["auto_num_workers"] = check_bool("enable", enable)


def get_auto_num_workers() -> bool:
    """Tell whether the number of workers may be chosen for the user."""
    return _settings["auto_num_workers"]


def set_enable_shared_mem(enable: bool) -> None:
    """Keep whether worker processes may hand over rows in shared memory."""
    _settings["enable_shared_mem"] = check_bool("enable", enable)


def get_enable_shared_mem() -> bool:
    """Tell whether worker processes may hand over rows in shared memory."""
    return _settings["enable_shared_mem"]


def set_enable_watchdog(enable: bool) -> None:
    """Keep whether worker processes are watched; they always are."""
    _settings["enable_watchdog"] = check_bool("enable", enable)


def get_enable_watchdog() -> bool:
    """Tell whether worker processes are watched."""
    return _settings["enable_watchdog"]


def set_multiprocessing_timeout_interval(interval: int) -> None:
    """Keep after how many seconds a slow worker process is reported."""
    _settings["multiprocessing_timeout_interval"] = check_int("interval", interval, 1, INT32_MAX)


def get_multiprocessing_timeout_interval() -> int:
    """Give after how many seconds a slow worker process is reported."""
    return _settings["multiprocessing_timeout_interval"]


def set_fast_recovery(fast_recovery: bool) -> None:
    """Keep whether a restarted pipeline may skip ahead."""
    _settings["fast_recovery"] = check_bool("fast_recovery", fast_recovery)


def get_fast_recovery() -> bool:
    """Tell whether a restarted pipeline may skip ahead."""
    return _settings["fast_recovery"]


def set_dynamic_shape(is_dynamic: bool) -> None:
    """Keep whether the shapes of rows may differ; they always may."""
    _settings["dynamic_shape"] = check_bool("is_dynamic", is_dynamic)


def get_dynamic_shape() -> bool:
    """Tell whether the shapes of rows may differ."""
    return _settings["dynamic_shape"]


def set_auto_offload(offload: bool) -> None:
    """Keep whether transforms may move to a device; the CPU has none."""
    _settings["auto_offload"] = check_bool("offload", offload)


def get_auto_offload() -> bool:
    """Tell whether transforms may move to a device."""
    return _settings["auto_offload"]


def set_enable_autotune(enable: bool, filepath_prefix: str | None = None) -> None:
    """Keep whether pipelines may be tuned while they run."""
    _settings["enable_autotune"] = check_bool("enable", enable)


def get_enable_autotune() -> bool:
    """Tell whether pipelines may be tuned while they run."""
    return _settings["enable_autotune"]


def set_autotune_interval(interval: int) -> None:
    """Keep after how many steps pipelines would be tuned."""
    _settings["autotune_interval"] = check_int("interval", interval, 0)


def get_autotune_interval() -> int:
    """Give after how many steps pipelines would be tuned."""
    return _settings["autotune_interval"]


def set_numa_enable(numa_enable: bool) -> None:
    """Keep whether workers may be bound to a NUMA node."""
    _settings["numa_enable"] = check_bool("numa_enable", numa_enable)


def get_numa_enable() -> bool:
    """Tell whether workers may be bound to a NUMA node."""
    return _settings["numa_enable"]
