"""`explain`, `cache_info` and `fallbacks` of compiled functions: what is compiled, in words.

Start reading at `explain`. The page that it can be saved as is written by `_explain_page`.
"""

import inspect
import linecache
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from mindspore import _core
from mindspore.common._errors import describe_place
from mindspore.common._visits import Fallback, Visit, table

# Keyword arguments of the framework's own functions.
_KEYWORDS = {"dim", "keepdim", "keep_dims", "axis", "dtype", "out"}


class CacheInfo(NamedTuple):
    """How calls of a compiled function were served."""

    hits: int
    misses: int
    currsize: int


class Mark(NamedTuple):
    """What became of a line: one of `MARKS`, and in words."""

    kind: str
    text: str


# In the order in which a line with several is marked.
MARKS = {"python": "<", "leaves": ">", "deviates": "!", "compiled": "+", "guarded": "?"}


class Line(NamedTuple):
    """A line of the program with its marks."""

    path: str
    number: int
    source: str
    marks: tuple[Mark, ...]

    @property
    def sign(self) -> str:
        """One letter for the margin."""
        kinds = {mark.kind for mark in self.marks}
        return next((sign for kind, sign in MARKS.items() if kind in kinds), " ")


class Explanation(str):
    """What has been compiled of a function, as text; `save` writes it as a page.

    Examples:
        >>> import mindspore as ms
        >>> @ms.jit
        ... def double(x):
        ...     return x * 2
        >>> text = double.explain(ms.Tensor(1.0))
        >>> text.splitlines()[0]
        'double: 1 compiled, 0 calls served by them'
    """

    headline: str
    compiled: list[dict]

    def html(self) -> str:
        """Give one self-contained page: source with its margin, the graph pass by pass."""
        from mindspore.common import _explain_page

        return _explain_page.page(self.headline, self.compiled)

    def save(self, path: str | Path) -> None:
        """Write the page to a file."""
        Path(path).write_text(self.html(), encoding="utf-8")

    def _repr_html_(self) -> str:
        return self.html()


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


def fallbacks(function: Any) -> list[Fallback]:
    """Give reason and place of what runs in Python, each with `slug`, `calls` and `milliseconds`.

    Examples:
        >>> import mindspore as ms
        >>> ms.jit(lambda x: x).fallbacks
        []
    """
    found, _, _ = _core.jit_specialisations(function)
    whole = [
        Fallback.of(
            each["reason"],
            each["slug"],
            describe_place(each["places"][0]) if each["places"] else "",
            each["runs"],
        )
        for each in found
        if "reason" in each
    ]
    return whole + [
        Fallback.of(
            visit.reason,
            visit.slug,
            describe_place(visit.places[0]) if visit.places else "",
            visit.calls,
            visit.total,
        )
        for each in found
        for visit in _visits_of(each)
    ]


def _visits_of(each: dict) -> list[Visit]:
    return [
        Visit(reason, slug, name, places, calls, nanoseconds)
        for reason, slug, places, calls, nanoseconds, name in each.get("visits", ())
    ]


def explain(function: Any, args: tuple, kwargs: dict) -> Explanation:
    """Compile a call, run nothing, and write down all that has been compiled of the function."""
    if args or kwargs:
        _core.jit_prepare(function, args, kwargs)
    cell = _cell_of(args)
    found, hits, _ = _core.jit_specialisations(function, cell)
    for each, stages in zip(found, _core.jit_stages(function, cell), strict=True):
        each["stages"] = stages
        each["lines"] = _lines(function, each)
    name = getattr(function, "__qualname__", repr(function))
    title = f"{name}: {len(found)} compiled, {hits} calls served by them"
    text = [title]
    for number, each in enumerate(found, 1):
        text += ["", *(_fallen if "reason" in each else _graph)(number, each)]
    made = Explanation("\n".join(text))
    made.headline, made.compiled = title, found
    return made


def _fallen(number: int, each: dict) -> list[str]:
    lines = [f"{number}. runs in the Python interpreter  [{each['slug']}]", f"   {each['reason']}"]
    lines += [f"   --> {describe_place(place)}" for place in each["places"][:1]]
    return lines + _margin(each["lines"])


def heading(each: dict) -> str:
    """Say what a specialisation is for."""
    inputs = ", ".join(f"{name}: {kind}" for name, kind in each["inputs"])
    return f"({inputs}), compiled in {each['milliseconds']:.1f} ms"


def _graph(number: int, each: dict) -> list[str]:
    lines = [f"{number}. {heading(each)}", *_margin(each["lines"])]
    lines += table(_visits_of(each))
    told = [guard for guard in each["guards"] if _is_data(*guard[:5])]
    lines += [f"   guarded: {_guard(*guard[:5])}" for guard in told]
    if len(each["guards"]) > len(told):
        lines.append(f"   and {len(each['guards']) - len(told)} guards of functions and classes")
    if each["writes"]:
        lines.append(f"   writes outside: {each['writes']}")
    return lines


def _margin(lines: list[Line]) -> list[str]:
    """Draw the source with what became of each line."""
    text: list[str] = []
    path, last = "", 0
    for line in lines:
        if line.path != path:
            text.append(f"   {line.path}")
        elif line.number != last + 1:
            text.append("         ...")
        path, last = line.path, line.number
        notes = "; ".join(dict.fromkeys(mark.text for mark in line.marks))
        shown = f"   {line.number:5} {line.sign} | {line.source}"
        text.append(f"{shown:<60}  {notes}".rstrip() if notes else shown.rstrip())
    return text


# --- lines ----------------------------------------------------------------------------------------

# `  %0 = Mul(%a, 2) -> Tensor[f32, 3]  # /path/net.py:4:8-4:13 in f`
_NODE = re.compile(r"^\s*(?:.* = )?(\w[\w.]*)\(.*  # (.+?):(\d+):\d+", re.MULTILINE)


def _lines(function: Any, each: dict) -> list[Line]:
    """Give the lines of the function, and others that something came of."""
    marks: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for operator, path, number in _NODE.findall(dict(each["stages"]).get("recorded", "")):
        marks[path, int(number)].append(Mark("compiled", operator))
    for guard in each.get("guards", ()):
        if not _is_data(*guard[:5]):
            continue
        for place in guard[5][:1]:
            marks[place[0], place[2]].append(Mark("guarded", f"guarded: {_guard(*guard[:5])}"))
    on_line: dict[tuple[str, int], list[Visit]] = defaultdict(list)
    for visit in _visits_of(each):
        for place in visit.places[:1]:
            on_line[place[0], place[2]].append(visit)
    for line, visits in on_line.items():
        marks[line].append(Mark("python", _visits_on_line(visits)))
    for rule, places in each.get("departures", ()):
        for place in places[:1]:
            marks[place[0], place[2]].append(Mark("deviates", f"deviates: {rule}"))
    for reason, _slug, places in each.get("leaves", ()):
        for place in places[:1]:
            marks[place[0], place[2]].append(
                Mark("leaves", f"{reason}: goes on in Python from here")
            )
    if "reason" in each:
        for place in each["places"][:1]:
            marks[place[0], place[2]].append(Mark("python", each["reason"]))
    wanted = dict.fromkeys([*_source_of(function), *sorted(marks)])
    return [
        Line(path, number, linecache.getline(path, number).rstrip(), tuple(marks[path, number]))
        for path, number in wanted
    ]


def _visits_on_line(visits: list[Visit]) -> str:
    """Say what a line's visits are, and what they cost together."""
    calls = max(visit.calls for visit in visits)
    cost = f", {sum(visit.total for visit in visits) * 1e3 / calls:.1f} us each" if calls else ""
    if len(visits) == 1:
        return f"visits Python: {visits[0].reason}{cost}  [{visits[0].slug}]"
    return f"visits Python {len(visits)} times{cost}"


def _source_of(function: Any) -> list[tuple[str, int]]:
    plain = inspect.unwrap(getattr(function, "__func__", function))
    try:
        lines, first = inspect.getsourcelines(plain)
        path = inspect.getsourcefile(plain)
    except (OSError, TypeError):
        return []
    return [(path, first + k) for k in range(len(lines))] if path else []


def _is_data(kind: str, leaf: int, container: Any, key: Any, expected: Any) -> bool:
    """Whether it guards the program's data; functions, classes and modules are many and rest."""
    if kind in ("missing", "class", "code", "type", "keys"):
        return False
    code = inspect.isroutine(expected) or inspect.isclass(expected) or inspect.ismodule(expected)
    within = container.get("__name__", "") if isinstance(container, dict) else ""
    default = kind == "item" and set(container) <= _KEYWORDS
    library = default or str(within).startswith("mindspore")
    return not code and expected is not None and not library


def _guard(kind: str, leaf: int, container: Any, key: Any, expected: Any) -> str:
    if kind == "argument":
        return f"argument {leaf} is {_short(expected)}"
    if kind == "item":
        return f"{key if isinstance(key, str) else _short(key)} is {_short(expected)}"
    return f"{kind} of {_short(container)} is {_short(expected)}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return f"a namespace of {len(value)}"
    text = f"<{type(value).__name__}>" if hasattr(value, "construct") else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."
