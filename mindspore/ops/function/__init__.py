"""Functions that are written in terms of operators, by family.

Public programs import functions of operators from here too: names that this package does not hold
are those of `mindspore.ops`.

>>> from mindspore.ops.function import broadcast_to
>>> from mindspore.ops.function.nn_func import softmax
>>> from mindspore import ops
>>> broadcast_to is ops.broadcast_to, softmax is ops.softmax
(True, True)
"""

from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    import mindspore.ops

    return getattr(mindspore.ops, name)
