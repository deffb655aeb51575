"""`explain`, `cache_info` and `fallbacks` of compiled functions: what is compiled, in words."""

from typing import Any, NamedTuple

from mindspore import _core
from mindspore.common._errors import describe_place


class CacheInfo(NamedTuple):
    """How calls of a compiled function were served."""

    hits: int
    misses: int
    currsize: int


def _cell_of(args: tuple) -> Any:
    return args[0] if args and "_compiled" in getattr(args[0], "__dict__", {}) else None


def cache_info(function: Any, cell: Any = None) -> CacheInfo:
    """Count the calls of a compiled function; of a method, those of a Cell.

    Examples:
        >>> import mindspore as ms
        >>> ms.jit(lambda x: x).cache_info()
        CacheInfo(hits=0, misses=0, currsize=0)
    """
    found, hits, misses = _core.jit_specialisations(function, cell)
    return CacheInfo(hits, misses, len(found))


def fallbacks(function: Any) -> list[tuple[str, str]]:
    """Give reason and place of what has been found not to compile."""
    found, _, _ = _core.jit_specialisations(function)
    return [
        (each["reason"], describe_place(each["places"][0]) if each["places"] else "")
        for each in found
        if "reason" in each
    ]


def explain(function: Any, args: tuple, kwargs: dict) -> str:
    """Compile a call, run nothing, and write down all that has been compiled of the function."""
    if args or kwargs:
        _core.jit_prepare(function, args, kwargs)
    found, hits, _ = _core.jit_specialisations(function, _cell_of(args))
    name = getattr(function, "__qualname__", repr(function))
    lines = [f"{name}: {len(found)} compiled, {hits} calls served by them"]
    for number, each in enumerate(found, 1):
        lines += ["", *_fallen(number, each)] if "reason" in each else ["", *_graph(number, each)]
    return "\n".join(lines)


def _fallen(number: int, each: dict) -> list[str]:
    lines = [f"{number}. runs in the Python interpreter  [{each['slug']}]", f"   {each['reason']}"]
    return lines + [f"   --> {describe_place(place)}" for place in each["places"][:1]]


def _graph(number: int, each: dict) -> list[str]:
    inputs = ", ".join(f"{name}: {kind}" for name, kind in each["inputs"])
    lines = [f"{number}. ({inputs}), compiled in {each['milliseconds']:.1f} ms"]
    lines += [f"   guarded: {_guard(*guard)}" for guard in each["guards"]]
    if each["writes"]:
        lines.append(f"   writes outside: {each['writes']}")
    return lines


def _guard(kind: str, leaf: int, container: Any, key: Any, expected: Any) -> str:
    what = f"argument {leaf}" if kind == "argument" else _short(container)
    if kind in ("item", "missing"):
        what += f"[{_short(key)}]"
    return f"{kind} {what}" + ("" if kind in ("missing", "class") else f" is {_short(expected)}")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return f"a namespace of {len(value)}"
    text = f"<{type(value).__name__}>" if hasattr(value, "construct") else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."
