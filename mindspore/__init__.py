"""Duet: one Python program, run eagerly or compiled, behind MindSpore's API."""
# ruff: noqa: F401, F403

from typing import Any

from mindspore import _openmp, _paths, amp, communication, context, log, nn, ops, train
from mindspore._check import run_check
from mindspore._core import __version__
from mindspore.common import dtype as dtype
from mindspore.common.api import (
    JitConfig,
    flops_collection,
    get_grad,
    jit,
    jit_class,
    lazy_inline,
    ms_function,
    ms_memory_recycle,
    no_inline,
    recompute,
)
from mindspore.common.dtype import *
from mindspore.common.dump import set_dump
from mindspore.common.generator import (
    Generator,
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)
from mindspore.common.mutable import mutable
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.seed import get_seed, set_seed
from mindspore.common.sparse_tensor import COOTensor, CSRTensor, RowTensor, SparseTensor
from mindspore.common.tensor import Tensor, from_numpy, is_tensor, tensor
from mindspore.context import (
    COMPATIBLE,
    EXACT,
    GRAPH_MODE,
    LAX,
    PYNATIVE_MODE,
    STRICT,
    ParallelMode,
    get_auto_parallel_context,
    get_context,
    get_current_device,
    get_ps_context,
    launch_blocking,
    reset_auto_parallel_context,
    reset_ps_context,
    set_auto_parallel_context,
    set_context,
    set_deterministic,
    set_device,
    set_ps_context,
    set_recursion_limit,
)
from mindspore.ops import constexpr
from mindspore.ops.gradient import grad, jacfwd, jacrev, jvp, value_and_grad, vjp, vmap
from mindspore.train import *

mstype = dtype
_paths.install()

# Loaded on first use, because importing them takes time that most programs need not spend.
_LATER = (
    "boost",
    "dataset",
    "device_context",
    "experimental",
    "hal",
    "mindrecord",
    "mint",
    "multiprocessing",
    "numpy",
    "parallel",
    "profiler",
    "runtime",
    "scipy",
    "version",
)
# Names of these modules that programs take from here.
_ELSEWHERE = {
    "FileReader": "mindrecord",
    "FileWriter": "mindrecord",
    "MindPage": "mindrecord",
    "Profiler": "profiler",
    "get_algo_parameters": "parallel",
    "reset_algo_parameters": "parallel",
    "set_algo_parameters": "parallel",
} | dict.fromkeys(
    (
        "Event",
        "Stream",
        "StreamCtx",
        "current_stream",
        "default_stream",
        "empty_cache",
        "max_memory_allocated",
        "max_memory_reserved",
        "memory_allocated",
        "memory_reserved",
        "memory_stats",
        "memory_summary",
        "reset_peak_memory_stats",
        "set_cur_stream",
        "synchronize",
    ),
    "runtime",
)


def __getattr__(name: str) -> Any:
    if name in _LATER:
        import importlib

        return importlib.import_module(f"mindspore.{name}")
    if name in _ELSEWHERE:
        return getattr(__getattr__(_ELSEWHERE[name]), name)
    raise AttributeError(f"module 'mindspore' has no attribute {name!r}")
