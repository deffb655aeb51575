"""Older module paths of what stands elsewhere, so that a program's imports find it.

A path of the table is a module without a file: it shows the names of the module beside it.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_OPTIMISERS = (
    "ada_grad adadelta adafactor adagrad adamax adasum asgd ftrl lamb lars lazyadam momentum "
    "proximal_ada_grad rmsprop rprop"
)
_LAYERS = "channel_shuffle dense padding timedistributed"

PATHS = {
    "mindspore.nn.metrics": "mindspore.train.metrics",
    "mindspore.nn.sparse": "mindspore.nn",
    "mindspore.ops.auto_generate": "mindspore.ops",
    "mindspore.ops.auto_generate.gen_ops_def": "mindspore.ops",
    "mindspore.ops.auto_generate.gen_ops_prim": "mindspore.ops.operations",
    "mindspore.ops.operations._inner_ops": "mindspore.ops.operations",
    "mindspore.ops._grad_experimental": "mindspore.ops._grad",
    "mindspore.ops._grad_experimental.grad_base": "mindspore.ops._grad.grad_base",
    "mindspore.ops.composite.multitype_ops": "mindspore.ops",
    "mindspore.ops.composite.multitype_ops.zeros_like_impl": "mindspore.ops",
    "mindspore.ops.composite.multitype_ops.ones_like_impl": "mindspore.ops",
    "mindspore.dataset.engine": "mindspore.dataset",
    "mindspore.dataset.engine.datasets": "mindspore.dataset",
    "mindspore.dataset.engine.samplers": "mindspore.dataset.samplers",
    "mindspore.parallel.algo_parameter_config": "mindspore.parallel",
    "mindspore.common.jit_config": "mindspore.common.api",
    "mindspore.common.lazy_inline": "mindspore.common.api",
    "mindspore.common.no_inline": "mindspore.common.api",
    "mindspore.common.recompute": "mindspore.common.api",
    "mindspore.train.data_sink": "mindspore",
    **{f"mindspore.nn.optim.{name}": "mindspore.nn.optim" for name in _OPTIMISERS.split()},
    **{f"mindspore.nn.layer.{name}": "mindspore.nn" for name in _LAYERS.split()},
}


class _Path(ModuleType):
    """A module that asks another one."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(PATHS[self.__name__]), name)


class _Finder:
    """Finds the paths of the table; asked last, so that a file of that name comes first."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in PATHS:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Path(spec.name, f"An older path of `{PATHS[spec.name]}`.")

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def install() -> None:
    """Let imports find the older paths."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
