"""Built-in functions of Python as programs: the evaluator carries these out where values are known
only when a graph runs, because the built-in ones ask for truth at once.
"""

from collections.abc import Callable, Iterable
from typing import Any

_NOTHING = object()


def _best(name: str, better: Callable, given: tuple, key: Any, default: Any) -> Any:
    if len(given) > 1 and default is not _NOTHING:
        raise TypeError(f"Cannot specify a default for {name}() with multiple positional arguments")
    items = iter(given[0] if len(given) == 1 else given)
    best = next(items, _NOTHING)
    if best is _NOTHING:
        if default is _NOTHING:
            raise ValueError(f"{name}() arg is an empty sequence")
        return default
    if key is None:
        for item in items:
            if better(item, best):
                best = item
        return best
    most = key(best)
    for item in items:
        value = key(item)
        if better(value, most):
            best, most = item, value
    return best


def largest(*given: Any, key: Any = None, default: Any = _NOTHING) -> Any:
    """`max`."""
    return _best("max", lambda a, b: a > b, given, key, default)


def smallest(*given: Any, key: Any = None, default: Any = _NOTHING) -> Any:
    """`min`."""
    return _best("min", lambda a, b: a < b, given, key, default)


def any_of(items: Iterable) -> bool:
    """`any`."""
    for item in items:  # noqa: SIM110
        if item:
            return True
    return False


def all_of(items: Iterable) -> bool:
    """`all`."""
    for item in items:  # noqa: SIM110
        if not item:
            return False
    return True


def in_order(items: Iterable, *, key: Any = None, reverse: bool = False) -> list:
    """`sorted`, by exchanges of neighbours: which ones change places may depend on the run."""
    result = list(items)
    keys = result if key is None else [key(item) for item in result]
    for end in range(len(result) - 1, 0, -1):
        for k in range(end):
            if (keys[k] < keys[k + 1]) if reverse else (keys[k + 1] < keys[k]):
                result[k], result[k + 1] = result[k + 1], result[k]
                if key is not None:
                    keys[k], keys[k + 1] = keys[k + 1], keys[k]
    return result


MODELS = {max: largest, min: smallest, any: any_of, all: all_of, sorted: in_order}
