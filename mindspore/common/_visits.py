"""What visits to Python cost, and what to write instead, in words.

`explain`, the `fallbacks` of a compiled function and the warning about one that spends most of its
time in Python are written here. A visit is (reason, slug, name, places, calls, nanoseconds each).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mindspore.common._errors import describe_place, draw


class Visit(NamedTuple):
    """One operation that Python carries out in the middle of a graph."""

    reason: str
    slug: str
    name: str
    places: list
    calls: int
    nanoseconds: float

    @property
    def total(self) -> float:
        """Milliseconds of all calls."""
        return self.calls * self.nanoseconds / 1e6


class Fallback(tuple):
    """Reason and place of something that runs in Python, and how often it did.

    Examples:
        >>> reason, place = Fallback.of("`f` runs in Python", "unknown-callable", "net.py:3", 12)
        >>> reason
        '`f` runs in Python'
    """

    slug: str
    calls: int
    milliseconds: float

    @classmethod
    def of(
        cls, reason: str, slug: str, place: str, calls: int = 0, milliseconds: float = 0.0
    ) -> Fallback:
        """Make one."""
        made = cls((reason, place))
        made.slug, made.calls, made.milliseconds = slug, calls, milliseconds
        return made


# Modules and functions of Python's, and what is in the graph instead.
_INSTEAD = {
    "random": "ops.rand, ops.randint and ops.shuffle draw in the graph",
    "numpy.random": "ops.rand, ops.randn and ops.randint draw in the graph",
    "numpy": "the function of the same name in mindspore.ops or mindspore.numpy is in the graph",
    "scipy.special": "ops.erf, ops.lgamma, ops.digamma and their kin are in the graph",
    "time.sleep": "wait outside of the compiled function",
    "time": "measure around the compiled function; its work is then not cut in two",
    "logging": "log what the compiled function returns",
    "torch": "mindspore.ops has operators of the same names",
    "print": "print Tensors and numbers as they are: that is in the graph",
    "mindspore.common._host.print_parts": "print Tensors and numbers: that is in the graph",
    "open": "read files before, hand in what they hold",
    "io": "read files before, hand in what they hold",
}

_BY_SLUG = {
    "elements-needed": "keep it a Tensor: operators on it stay in the graph",
    "division-in-try": "ask whether the divisor is zero instead: `if n: ...`",
    "outside-array": "make it a Tensor, once, outside",
    "outside-set": "hand in a frozenset",
    "outside-object": "a list or a dict from outside is followed by the graph",
    "number-needed": "make it a Tensor: `ms.tensor(n)` and its operators stay in the graph",
    "gradient-visits": "take the gradient outside, or keep Python out of what it is taken of",
    "outside-iterator": "make a list of it outside",
    "unknown-callable": "call it outside, and hand in what it gives",
    "run-time-object": "float(v), int(v), ms.tensor(v, ms.float32) bring it back into the graph",
    "object-needed": "float(v), int(v), ms.tensor(v, ms.float32) bring it back into the graph",
}


def advice(name: str, slug: str) -> str:
    """Say what to write instead of a visit; empty if there is nothing better.

    Examples:
        >>> advice("time.sleep", "unknown-callable")
        'wait outside of the compiled function'
    """
    parts = name.lstrip("_").split(".")
    for length in range(len(parts), 0, -1):
        found = _INSTEAD.get(".".join(parts[:length]))
        if found:
            return found
    return _BY_SLUG.get(slug, "")


def _cost(visit: Visit) -> str:
    if not visit.calls:
        return "not called yet"
    times = "once" if visit.calls == 1 else f"{visit.calls} times"
    return f"{visit.nanoseconds / 1e3:.1f} us each, {times}, {visit.total:.1f} ms in all"


def table(visits: list[Visit]) -> list[str]:
    """List visits for `explain`, the dearest first: reason, place, cost, what to write instead."""
    lines, told = [], set()
    for visit in sorted(visits, key=lambda visit: -visit.total):
        lines.append(f"   visits Python: {visit.reason}  [{visit.slug}]")
        if visit.places:
            lines.append(f"      --> {describe_place(visit.places[0])}")
        lines.append(f"      = cost: {_cost(visit)}")
        help_text = advice(visit.name, visit.slug)
        if help_text and help_text not in told:
            lines.append(f"      = help: {help_text}")
        told.add(help_text)
    return lines


def warning_text(function: Any, visits: list[tuple], share: float) -> str:
    """Write the warning about a function whose visits take most of its time."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    found = [Visit(*each) for each in visits]
    dearest, others = found[0], [each for each in found[1:] if each.total > found[0].total / 10]
    notes = [
        f"{describe_place(each.places[0])}: {each.reason}: {_cost(each)}"
        for each in others[:5]
        if each.places
    ]
    notes.append(f"{name}.explain() lists all visits and their costs")
    label = [(-1, None, f"{dearest.reason}: {_cost(dearest)}", None)] if dearest.places else []
    return draw(
        f"`{name}` spends {share:.0%} of its time in visits to Python",
        "visits-take-time",
        label,
        notes,
        advice(dearest.name, dearest.slug),
        -1,
        dearest.places,
    )
