"""Checks of arguments: each says what is needed, what was found and, where it helps, what to write.

Error types are MindSpore's: TypeError for a wrong type, ValueError for a wrong value when a
dataset is described, and RuntimeError (`PipelineError` makes one) for what only the running
pipeline can find out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from mindspore.common.refusals import refusal

INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1
UINT32_MAX = 2**32 - 1


def told(needed: str, found: str = "", help: str = "", slug: str = "") -> str:
    """Put together the text of an error; with a `slug` it shows the user's line too."""
    if slug:
        return str(refusal(Exception, needed, slug, (-1, "", found), help=help))
    text = needed
    if found:
        text += f"\n   = note: {found}"
    if help:
        text += f"\n   = help: {help}"
    return text


def pipeline_error(needed: str, found: str = "", help: str = "", slug: str = "") -> RuntimeError:
    """Make the error of a pipeline that cannot go on."""
    return RuntimeError(told(needed, found, help, slug))


def shown(value: Any) -> str:
    """Describe `value` in few words."""
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"


def check_type(name: str, value: Any, types: type | tuple[type, ...], needed: str) -> None:
    """Raise TypeError unless `value` is one of `types`; a bool is never a number."""
    kinds = types if isinstance(types, tuple) else (types,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError(told(f"`{name}` needs {needed}", f"found {shown(value)}"))


def check_int(name: str, value: Any, low: int, high: int = INT32_MAX) -> int:
    """Give `value` if it is an int in `[low, high]`."""
    import numpy as np

    check_type(name, value, (int, np.integer), "an int")
    if not low <= value <= high:
        raise ValueError(told(f"`{name}` needs a value from {low} to {high}", f"found {value}"))
    return int(value)


def check_number(name: str, value: Any, low: float | None = None, high: float | None = None) -> Any:
    """Give `value` if it is an int or a float in `[low, high]`."""
    import numpy as np

    check_type(name, value, (int, float, np.integer, np.floating), "a number")
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        ends = f"from {low} to {high}" if high is not None else f"of at least {low}"
        raise ValueError(told(f"`{name}` needs a value {ends}", f"found {value}"))
    return value


def check_bool(name: str, value: Any) -> bool:
    """Give `value` if it is a bool."""
    check_type(name, value, bool, "a bool")
    return value


def check_callable(name: str, value: Any) -> Any:
    """Give `value` if it can be called."""
    if not callable(value):
        raise TypeError(
            told(
                f"`{name}` needs something callable",
                f"found {shown(value)}",
                "pass the function itself, not the result of calling it",
            )
        )
    return value


def check_folder(path: Any) -> str:
    """Give `path` as text if it names a folder that can be read."""
    check_type("dataset_dir", path, (str, os.PathLike), "a path")
    path = os.fspath(path)
    if not os.path.isdir(path) or not os.access(path, os.R_OK):
        raise ValueError(
            told(
                f"`dataset_dir` needs a folder that exists and can be read, found {path!r}",
                f"the current folder is {os.getcwd()}",
            )
        )
    return path


def check_choice(name: str, value: Any, choices: Iterable[str]) -> None:
    """Raise ValueError unless `value` is one of `choices`."""
    choices = list(choices)
    check_type(name, value, str, "a str")
    if value not in choices:
        raise ValueError(told(f"`{name}` needs one of {choices}", f"found {value!r}"))


def column_list(name: str, value: Any) -> list[str]:
    """Give the column names in `value`, a str or a list of different str."""
    names = [value] if isinstance(value, str) else value
    check_type(name, names, (list, tuple), "a str or a list of str")
    for item in names:
        check_type(name, item, str, "a str or a list of str")
        if not item:
            raise ValueError(told(f"`{name}` needs names that are not empty", f"found {names!r}"))
    if len(set(names)) != len(names):
        raise ValueError(told(f"`{name}` needs names that all differ", f"found {list(names)!r}"))
    return list(names)


def find_columns(operation: str, wanted: list[str], columns: list[str]) -> list[int]:
    """Give the places of the `wanted` names among `columns`."""
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise pipeline_error(
            f"{operation} needs columns that exist",
            f"asked for {missing}; the dataset has the columns {columns}",
        )
    return [columns.index(name) for name in wanted]
