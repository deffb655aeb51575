"""The settings of the process: mode, device, and what programs for other devices set.

Every name that MindSpore documents is known; its value is checked and kept. What changes something
here says so; the rest is kept for programs that set it.
"""

import os
from collections.abc import Callable
from typing import Any

from mindspore import _core

GRAPH_MODE = 0
PYNATIVE_MODE = 1
STRICT = 0
COMPATIBLE = 1
LAX = 2
DEBUG = 1
RELEASE = 0

_DEVICES = ("CPU", "GPU", "Ascend", "Davinci")


class _Exact(int):
    """A level that the documents do not know: they refuse the number 3."""


EXACT = _Exact(3)


class ParallelMode:
    """The ways of running on several devices.

    Examples:
        >>> import mindspore as ms
        >>> ms.ParallelMode.STAND_ALONE
        'stand_alone'
    """

    STAND_ALONE = "stand_alone"
    DATA_PARALLEL = "data_parallel"
    HYBRID_PARALLEL = "hybrid_parallel"
    SEMI_AUTO_PARALLEL = "semi_auto_parallel"
    AUTO_PARALLEL = "auto_parallel"
    MODE_LIST = ("stand_alone", "data_parallel", "hybrid_parallel", "semi_auto_parallel",
                 "auto_parallel")  # fmt: skip


def _mode(value: Any) -> int:
    _typed(int)("mode", value)
    if value not in (GRAPH_MODE, PYNATIVE_MODE):
        raise ValueError(f"`mode` needs to be GRAPH_MODE (0) or PYNATIVE_MODE (1), but is {value}")
    return value


def _device(value: Any) -> str:
    if value not in _DEVICES:
        raise ValueError(
            f"device_target needs to be one of {', '.join(_DEVICES)}, but is {value!r}"
        )
    if value != "CPU":
        raise ValueError(
            f"device_target {value!r} is not available: this machine has the device 'CPU'"
        )
    return value


def _typed(*types: type) -> Callable[[str, Any], Any]:
    def check(name: str, value: Any) -> Any:
        if not isinstance(value, types) or (
            isinstance(value, bool) and not {bool, object} & set(types)
        ):
            wanted = " or ".join(t.__name__ for t in types)
            raise TypeError(f"`{name}` needs to be of type {wanted}, but is {value!r}")
        return value

    return check


def _within(low: int, high: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:
        _typed(int)(name, value)
        if not low <= value <= high:
            raise ValueError(f"`{name}` needs to be in the range [{low}, {high}], but is {value}")
        return value

    return check


def _choice(*allowed: Any) -> Callable[[str, Any], Any]:
    def check(name: str, value: Any) -> Any:
        if value not in allowed:
            shown = ", ".join(map(repr, allowed))
            wrong = ValueError if isinstance(value, type(allowed[0])) else TypeError
            raise wrong(f"`{name}` needs to be one of {shown}, but is {value!r}")
        return value

    return check


def _syntax_level(name: str, value: Any) -> int:
    return 3 if value is EXACT else _choice(STRICT, COMPATIBLE, LAX)(name, value)


def _jit_config(name: str, value: Any) -> dict:
    _typed(dict)(name, value)
    if "jit_level" in value:
        _choice("", "O0", "O1", "O2")("jit_level", value["jit_level"])
    return value


def _as_level(name: str, value: Any) -> int:
    return int(_within(0, 3)(name, int(_typed(bool, int)(name, value))))


_ANY = _typed(object)
_MANY = 2**31 - 1

# Name -> (default, check).
_SETTINGS: dict[str, tuple[Any, Callable[[str, Any], Any]]] = {
    "mode": (PYNATIVE_MODE, lambda name, value: _mode(value)),
    "device_target": ("CPU", lambda name, value: _device(value)),
    "device_id": (0, _within(0, 4095)),
    "jit_syntax_level": (LAX, _syntax_level),
    "jit_level": ("", _choice("", "O0", "O1", "O2")),
    "jit_config": ({}, _jit_config),
    "deterministic": ("OFF", _choice("ON", "OFF")),
    "max_call_depth": (1000, _within(1, _MANY)),
    "pynative_synchronize": (False, _typed(bool)),
    "save_graphs": (0, _as_level),
    "save_graphs_path": (".", _typed(str)),
    "runtime_num_threads": (os.cpu_count() or 1, _within(0, _MANY)),
    "inter_op_parallel_num": (0, _within(0, _MANY)),
    "enable_graph_kernel": (False, _typed(bool)),
    "graph_kernel_flags": ("", _typed(str)),
    "enable_compile_cache": (None, _ANY),
    "compile_cache_path": ("", _typed(str)),
    "precompile_only": (False, _typed(bool)),
    "check_bprop": (False, _typed(bool)),
    "grad_for_scalar": (False, _typed(bool)),
    "debug_level": (RELEASE, _choice(RELEASE, DEBUG)),
    "reserve_class_name_in_scope": (True, _typed(bool)),
    "env_config_path": ("", _typed(str)),
    "print_file_path": ("", _typed(str)),
    "memory_optimize_level": ("O0", _choice("O0", "O1", 0, 1)),
    "max_device_memory": ("1024GB", _typed(str)),
    "mempool_block_size": ("1GB", _typed(str)),
    "memory_offload": ("OFF", _choice("ON", "OFF")),
    "exec_order": ("bfs", _choice("bfs", "dfs", "gpto")),
    "op_timeout": (0, _within(0, _MANY)),
    "aoe_tune_mode": ("", _typed(str)),
    "aoe_config": ({}, _typed(dict)),
    "auto_tune_mode": ("NO_TUNE", _typed(str)),
    "ascend_config": ({}, _typed(dict)),
    "gpu_config": ({}, _typed(dict)),
    "enable_dump": (False, _typed(bool)),
    "save_dump_path": (".", _typed(str)),
    "enable_reduce_precision": (True, _typed(bool)),
    "enable_sparse": (False, _typed(bool)),
    "enable_mem_reuse": (True, _typed(bool)),
    "enable_auto_mixed_precision": (False, _typed(bool)),
    "support_binary": (False, _typed(bool)),
    "disable_format_transform": (False, _typed(bool)),
    "jit_enable_inplace_ops": (True, _typed(bool)),
    "debug_option": ("", _typed(str)),
}  # fmt: skip

_PARALLEL: dict[str, Any] = {
    "device_num": 1,
    "global_rank": 0,
    "gradients_mean": False,
    "gradient_fp32_sync": True,
    "parallel_mode": ParallelMode.STAND_ALONE,
    "parameter_broadcast": False,
    "strategy_ckpt_load_file": "",
    "strategy_ckpt_save_file": "",
    "full_batch": False,
    "enable_parallel_optimizer": False,
    "enable_alltoall": False,
    "all_reduce_fusion_config": [],
    "pipeline_stages": 1,
    "grad_accumulation_step": 1,
    "dataset_strategy": "data_parallel",
    "search_mode": "recursive_programming",
    "auto_parallel_search_mode": "recursive_programming",
    "parallel_optimizer_config": {},
    "comm_fusion": {},
    "optimizer_weight_shard_size": -1,
    "optimizer_weight_shard_aggregated_save": False,
    "communi_parallel_mode": "all_group_parallel",
    "group_ckpt_save_file": "",
    "strategy_ckpt_config": {},
    "sharding_propagation": False,
}

_PS: dict[str, Any] = {"enable_ps": False, "config_file_path": "", "enable_ssl": False}


class _Context:
    """The values that are set."""

    def __init__(self) -> None:
        self.values = {name: default for name, (default, _) in _SETTINGS.items()}
        self.parallel = dict(_PARALLEL)
        self.ps = dict(_PS)

    def get_mode(self) -> int:
        """The mode."""
        return self.values["mode"]


K_CONTEXT = _Context()


def _known(name: str, table: dict, where: str) -> None:
    if name not in table:
        raise ValueError(f"{where} knows no setting `{name}`")


def set_context(**kwargs: Any) -> None:
    """Sets values; all of them, or with an error none.

    Args:
        kwargs: names and values. `mode` is GRAPH_MODE or PYNATIVE_MODE; `device_target` is "CPU";
            `jit_syntax_level` is STRICT, COMPATIBLE, LAX or EXACT; `deterministic` is "ON" or
            "OFF"; the other documented names are kept.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_context(mode=ms.PYNATIVE_MODE, device_target="CPU")
        >>> ms.get_context("mode")
        1
    """
    checked = {}
    for name, value in kwargs.items():
        _known(name, _SETTINGS, "set_context")
        checked[name] = _SETTINGS[name][1](name, value)
    K_CONTEXT.values.update(checked)
    _tell_core()


def _tell_core() -> None:
    _core.set_jit_context(
        graph_mode=K_CONTEXT.values["mode"] == GRAPH_MODE,
        level=K_CONTEXT.values["jit_syntax_level"],
        fallback=os.environ.get("MS_DEV_ENABLE_FALLBACK") != "0",
    )


# The environment counts for programs that never set the context, too.
_tell_core()


def get_context(attr_key: str) -> Any:
    """Gives a value.

    Examples:
        >>> import mindspore as ms
        >>> ms.get_context("device_target")
        'CPU'
    """
    _known(attr_key, _SETTINGS, "get_context")
    return K_CONTEXT.values[attr_key]


def get_jit_config() -> dict:
    """Gives the settings of compilation.

    Examples:
        >>> from mindspore import context
        >>> config = context.get_jit_config()
    """
    return K_CONTEXT.values["jit_config"]


def is_initialized(device_target: str) -> bool:
    """Whether a device is in use.

    Examples:
        >>> from mindspore import context
        >>> context.is_initialized("comm")
        False
    """
    return device_target == "CPU"


def set_device(device_target: str, device_id: int | None = None) -> None:
    """Chooses the device.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_device("CPU")
    """
    _typed(str)("device_target", device_target)
    values: dict[str, Any] = {"device_target": device_target}
    if device_id is not None:
        values["device_id"] = device_id
    set_context(**values)


def set_deterministic(deterministic: bool) -> None:
    """Asks for the same bits at every run, also of what is planned by the number of threads.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_deterministic(False)
        >>> ms.get_context("deterministic")
        'OFF'
    """
    _typed(bool)("deterministic", deterministic)
    set_context(deterministic="ON" if deterministic else "OFF")


def launch_blocking() -> None:
    """Runs each operator to its end before the next; here that is always so.

    Examples:
        >>> import mindspore as ms
        >>> ms.launch_blocking()
    """
    set_context(pynative_synchronize=True)


def set_recursion_limit(recursion_limit: int = 1000) -> None:
    """Sets how deep functions of a graph may call each other.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_recursion_limit(1000)
    """
    set_context(max_call_depth=recursion_limit)


def get_current_device() -> tuple[str, int]:
    """Gives the device and its number.

    Examples:
        >>> import mindspore as ms
        >>> device = ms.get_current_device()
    """
    return K_CONTEXT.values["device_target"], K_CONTEXT.values["device_id"]


def set_auto_parallel_context(**kwargs: Any) -> None:
    """Sets values of running on several devices, which one process keeps.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_auto_parallel_context(gradients_mean=True)
        >>> ms.get_auto_parallel_context("gradients_mean")
        True
    """
    for name in kwargs:
        _known(name, _PARALLEL, "set_auto_parallel_context")
    if "parallel_mode" in kwargs:
        _choice(*ParallelMode.MODE_LIST)("parallel_mode", kwargs["parallel_mode"])
    K_CONTEXT.parallel.update(kwargs)


def get_auto_parallel_context(attr_key: str) -> Any:
    """Gives a value of running on several devices.

    Examples:
        >>> import mindspore as ms
        >>> ms.get_auto_parallel_context("parallel_mode")
        'stand_alone'
    """
    _known(attr_key, _PARALLEL, "get_auto_parallel_context")
    return K_CONTEXT.parallel[attr_key]


def reset_auto_parallel_context() -> None:
    """Sets the values of running on several devices back.

    Examples:
        >>> import mindspore as ms
        >>> ms.reset_auto_parallel_context()
    """
    K_CONTEXT.parallel = dict(_PARALLEL)


def set_ps_context(**kwargs: Any) -> None:
    """Sets values of parameter servers, which one process keeps.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_ps_context(enable_ps=False)
    """
    for name in kwargs:
        _known(name, _PS, "set_ps_context")
    K_CONTEXT.ps.update(kwargs)


def get_ps_context(attr_key: str) -> Any:
    """Gives a value of parameter servers.

    Examples:
        >>> import mindspore as ms
        >>> ms.get_ps_context("enable_ps")
        False
    """
    _known(attr_key, _PS, "get_ps_context")
    return K_CONTEXT.ps[attr_key]


def reset_ps_context() -> None:
    """Sets the values of parameter servers back.

    Examples:
        >>> import mindspore as ms
        >>> ms.reset_ps_context()
    """
    K_CONTEXT.ps = dict(_PS)
