"""Dtypes as users write them, MindSpore's or NumPy's, as NumPy's."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.common.dtype import dtype_to_nptype
from mindspore.dataset.core.checks import shown, told


def numpy_dtype(name: str, value: Any) -> np.dtype:
    """Give the NumPy dtype of `value`, the argument `name`.

    >>> import numpy as np
    >>> numpy_dtype("data_type", np.float16)
    dtype('float16')
    """
    if isinstance(value, np.dtype):
        return value
    if isinstance(value, type) and (issubclass(value, np.generic) or value in (int, float, bool)):
        return np.dtype(value)
    if isinstance(value, str) and value in np.sctypeDict:
        return np.dtype(value)
    try:
        return np.dtype(dtype_to_nptype(value))
    except (KeyError, TypeError):
        found = f"found {shown(value)}"
        raise TypeError(told(f"`{name}` needs a MindSpore or NumPy dtype", found)) from None
