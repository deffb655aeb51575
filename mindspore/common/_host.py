"""What compiled functions do in Python while they run."""

import functools
import linecache
import re
from collections.abc import Iterable
from typing import Any

from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor

_TYPED = re.compile(r"#\s*@jit\.typing:\s*\(\)\s*->\s*tensor_type\[\s*(?:\w+\.)?(\w+)\s*\]")


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
    return f"Tensor(shape={list(part.shape)}, dtype={dtype}, value={Tensor.__str__(part)})"


class Items:
    """An iterator that says whether there is another item before it gives it.

    A call that leaves its graph in the middle of a loop goes on with it as with any iterator.
    """

    __slots__ = ("item", "rest")

    def __init__(self, items: Iterable) -> None:
        self.rest = iter(items)
        self.item: Any = None

    def __iter__(self) -> "Items":
        return self

    def __next__(self) -> Any:
        return next(self.rest)


def advance(items: Items) -> bool:
    """Go on to the next item, if there is one.

    Examples:
        >>> advance(Items([]))
        False
    """
    try:
        items.item = next(items.rest)
    except StopIteration:
        items.item = None
        return False
    return True


def present(items: Items) -> Any:
    """Give the item that `advance` has gone to."""
    return items.item


def unpacked(items: Iterable, before: int, after: int) -> tuple:
    """Give the parts of `a, b = items` (`after` negative) or of `a, *b, c = items`.

    Examples:
        >>> unpacked([1, 2, 3], 1, 1)
        (1, [2], 3)
    """
    if after >= 0:
        found = list(items)
        if len(found) < before + after:
            raise ValueError(
                f"not enough values to unpack (expected at least {before + after}, "
                f"got {len(found)})"
            )
        end = len(found) - after
        return (*found[:before], found[before:end], *found[end:])
    if isinstance(items, (tuple, list)) and len(items) == before:
        return tuple(items)
    try:
        rest = iter(items)
    except TypeError:
        raise TypeError(f"cannot unpack non-iterable {type(items).__name__} object") from None
    parts: list = []
    for item in rest:
        if len(parts) == before:
            raise ValueError(f"too many values to unpack (expected {before})")
        parts.append(item)
    if len(parts) < before:
        raise ValueError(f"not enough values to unpack (expected {before}, got {len(parts)})")
    return tuple(parts)


def spread(function: Any, items: Iterable, count: int) -> tuple:
    """Give the arguments of `function(*items)`, which takes `count` of them.

    Examples:
        >>> spread(lambda a, b: a, iter([1, 2]), 2)
        (1, 2)
    """
    found = tuple(items)
    if len(found) != count:
        function(*found)  # Python's own words for what does not fit
    return found


def applied(function: Any, items: Iterable, keywords: Any) -> Any:
    """Call a function with arguments of which it is not known how many there are.

    Examples:
        >>> applied(max, [1, 3, 2], {})
        3
    """
    return function(*items, **keywords)


def updated(pairs: dict, mapping: Any) -> None:
    """Do what `**mapping` does in a display or a call."""
    if not hasattr(mapping, "keys"):
        raise TypeError(f"'{type(mapping).__name__}' object is not a mapping")
    pairs.update(mapping)


def extended(target: Any, items: Any) -> None:
    """Do what `*items` does in a display or a call."""
    if not isinstance(items, Iterable) and not hasattr(type(items), "__getitem__"):
        kind = type(items).__name__
        raise TypeError(f"Value after * must be an iterable, not {kind}")
    target.extend(items) if isinstance(target, list) else target.update(items)


def entered(manager: Any) -> tuple[Any, Any]:
    """Enter a context manager: give what leaves it again, and what it gives.

    Examples:
        >>> import contextlib
        >>> leave, value = entered(contextlib.nullcontext(3))
        >>> value
        3
    """
    kind = type(manager)
    words = f"'{kind.__name__}' object does not support the context manager protocol"
    if not hasattr(kind, "__enter__"):
        raise TypeError(words)
    if not hasattr(kind, "__exit__"):
        raise TypeError(f"{words} (missed __exit__ method)")
    return functools.partial(kind.__exit__, manager), kind.__enter__(manager)


def same(value: Any) -> Any:
    """Give what is given: a known value as an object of a graph."""
    return value


def formatted(value: Any, conversion: str, spec: str) -> str:
    """Give what stands for `{value!conversion:spec}` in an f-string.

    Examples:
        >>> formatted(2.5, "", ".2f")
        '2.50'
    """
    convert: Any = {"s": str, "r": repr, "a": ascii}.get(conversion)
    return format(convert(value) if convert else value, spec)


def widened(value: Any) -> Any:
    """Give a Tensor of real numbers in float64: so the documents compute with such objects."""
    if isinstance(value, Tensor) and value.is_floating_point():
        return value.astype(mstype.float64)
    return value


def annotation(path: str, line: int, end_line: int) -> Any:
    """Give the dtype that a typing comment on, above or below a statement's lines names."""
    for number in (*range(line, end_line + 1), line - 1, end_line + 1):
        text = linecache.getline(path, number)
        found = _TYPED.search(text)
        alone = text.lstrip().startswith("#")
        if found and (alone or line <= number <= end_line):
            return getattr(mstype, found[1], None)
    return None


def annotated(value: Any, dtype: Any) -> Any:
    """Give the Tensor in the dtype of its typing comment."""
    return value.astype(dtype) if isinstance(value, Tensor) else value
