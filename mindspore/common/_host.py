"""What compiled functions do in Python while they run."""

from typing import Any

from mindspore.common.tensor import Tensor


def print_parts(*parts: Any) -> None:
    """Print values of a graph as the documents show them: a Tensor with shape and dtype.

    Examples:
        >>> from mindspore import Tensor
        >>> print_parts("y:", Tensor([1, 2]))
        y: Tensor(shape=[2], dtype=Int64, value=[1 2])
    """
    print(*(_shown(part) for part in parts))


def _shown(part: Any) -> Any:
    if not isinstance(part, Tensor):
        return part
    dtype = str(part.dtype)
    return f"Tensor(shape={list(part.shape)}, dtype={dtype}, value={part})"
