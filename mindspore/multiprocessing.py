"""Processes: Python's own `multiprocessing`.

>>> from mindspore import multiprocessing
>>> multiprocessing.Process.__name__
'Process'
"""

from __future__ import annotations

import importlib
from typing import Any

_python = importlib.import_module("multiprocessing")


def __getattr__(name: str) -> Any:
    return getattr(_python, name)


def __dir__() -> list[str]:
    return dir(_python)
