"""Draws an error as the user sees it: the message, their own line, carets, what to write.

The core calls `draw` when an operator refuses its arguments. Start reading there. Nothing here may
raise: the core falls back to the bare message.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType, ModuleType

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


@dataclass(frozen=True)
class Span:
    """A place in a file: lines count from 1, columns from 0."""

    line: int
    start: int
    end_line: int
    end: int


@dataclass(frozen=True)
class Site:
    """A place in the user's program: in a function that runs, or in a compiled one."""

    path: str
    function: str
    line: int
    span: Span | None
    names: dict | None = None  # the module's, which loaders of sources want

    @staticmethod
    def of_frame(frame: FrameType) -> Site:
        """Give the place that a frame has come to."""
        code = frame.f_code
        return Site(
            code.co_filename, code.co_qualname, frame.f_lineno, _span(frame), frame.f_globals
        )

    @staticmethod
    def of_place(place: tuple[str, str, int, int, int, int]) -> Site:
        """Give the place of a node: (file, function, line, column, end line, end column)."""
        path, function, line, column, end_line, end_column = place
        span = Span(line, column, end_line, end_column) if end_line else None
        modules = list(sys.modules.values())
        names = (vars(m) for m in modules if getattr(m, "__file__", None) == path)
        return Site(path, function, line, span, next(names, None) or _imported(path))


@dataclass(frozen=True)
class Label:
    """What is found at one argument."""

    argument: int
    parameter: str | None
    text: str
    value: str | None

    def full_text(self) -> str:
        """Give the label's text, with the argument's type where that adds something."""
        if self.value is None or self.value in self.text:
            return self.text
        return f"{self.text}: {self.value}"


def draw(
    message: str,
    slug: str,
    labels: list,
    notes: list[str],
    help_text: str,
    positional: int,
    places: list[tuple[str, str, int, int, int, int]],
    standing: list[tuple[FrameType | None, list]] | None = None,
) -> str:
    """Write the whole text of an error.

    `labels` holds (argument, parameter, text, value). `positional` counts the arguments that the
    failed call gave by position, -1 for an operator of the language or where nobody knows. `places`
    holds where in a compiled function it is and from where that was called, innermost first; behind
    the last one come Python's frames, and among them what runs without: `standing` holds places and
    the frame behind each of these. So the text is the same in both modes.
    """
    sites = [Site.of_place(place) for place in places]
    sites += standing_sites(standing or [])
    found = [Label(*label) for label in labels]
    lines = [f"{message}  [{slug}]" if slug else message]
    margin = "  "
    missing = found
    notes = list(notes)
    if sites:
        picture, margin, missing = _picture(sites[0], found, positional)
        lines += picture
        # Who imported or ran a module says nothing about its lines.
        if sites[0].function != "<module>":
            notes += [f"called from {_place(site)}" for site in sites[1:2]]
    notes = [_label_note(label) for label in missing] + notes
    lines += [f"{margin}= note: {note}" for note in notes]
    if help_text:
        lines.append(f"{margin}= help: {help_text}")
    return "\n".join(lines)


def fallback_text(function: object, reason: str, slug: str, places: list) -> str:
    """Write the note that a function runs in the interpreter, and why."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    head = f"fallback: `{name}` runs in the Python interpreter"
    label = [(-1, None, reason, None)] if places else []
    notes = [] if places else [reason]
    return draw(head, slug, label, [*notes, "it runs there at every call"], "", -1, places)


def refusal_text(
    function: object, reason: str, slug: str, places: list, visits: list | None = None
) -> str:
    """Write the error of a function that must be one graph and is not."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    head = f"`{name}` needs to be compiled to one graph"
    label = [(-1, None, reason, None)] if places else []
    notes = [] if places else [reason]
    notes += _others(reason, places, visits)
    help_text = "allow the interpreter: without `fullgraph=True`, and jit_syntax_level=ms.LAX"
    return draw(head, slug, label, notes, help_text, -1, places)


def export_text(function: object, reason: str, places: list, visits: list) -> str:
    """Write the error of a function that is to be exported and needs Python."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    head = f"export needs a function that is one graph, but {reason} in `{name}`"
    label = [(-1, None, reason, None)] if places else []
    help_text = "export what comes before and behind as functions of their own"
    return draw(head, "export-graph", label, _others(reason, places, visits), help_text, -1, places)


def _others(reason: str, places: list, visits: list | None) -> list[str]:
    """List what else Python does in the function, line by line."""
    seen = {(reason, describe_place(places[0]))} if places else set()
    lines = []
    for why, slug, where in visits or []:
        place = describe_place(where[0]) if where else ""
        if (why, place) not in seen:
            lines.append(f"{place}: {why}  [{slug}]")
        seen.add((why, place))
    return lines


def _label_note(label: Label) -> str:
    if label.parameter:
        return f"`{label.parameter}`: {label.full_text()}"
    return label.full_text()


def standing_sites(standing: list[tuple[FrameType | None, list]]) -> Iterator[Site]:
    """Give the user's functions that run: Python's frames, and what stands between them."""
    waiting = list(standing)
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        while waiting and waiting[0][0] is frame:
            yield from map(Site.of_place, waiting.pop(0)[1])
        if not frame.f_code.co_filename.startswith((PACKAGE, "<frozen")):
            yield Site.of_frame(frame)
        frame = frame.f_back


def _span(frame: FrameType) -> Span | None:
    positions = list(frame.f_code.co_positions())
    line, end_line, start, end = positions[frame.f_lasti // 2]
    if line is None or end_line is None or start is None or end is None:
        return None
    return Span(line, start, end_line, end)


def _file(path: str) -> str:
    here = os.getcwd() + os.sep
    return path[len(here) :] if path.startswith(here) else path


def describe_place(place: tuple[str, str, int, int, int, int]) -> str:
    """Write a place as errors show it: file, line and column, function."""
    return _place(Site.of_place(place))


def _place(site: Site) -> str:
    column = f":{site.span.start + 1}" if site.span else ""
    inside = "" if site.function == "<module>" else f" in {site.function}"
    return f"{_file(site.path)}:{site.line}{column}{inside}"


def _picture(
    site: Site, labels: list[Label], positional: int
) -> tuple[list[str], str, list[Label]]:
    """Draw the source with labels; give its margin, and the labels that have no place in it."""
    head = f"  --> {_place(site)}"
    span = site.span
    if span is None or not _source(site, span.line):
        return [head], "  ", labels
    placed: list[tuple[Span, str]] = []
    missing = []
    arguments = _argument_spans(site, span, positional)
    for label in labels:
        place = arguments(label)
        if place is None or place.line != place.end_line:
            missing.append(label)
        else:
            placed.append((place, label.full_text()))
    if not placed:
        end = span.end if span.line == span.end_line else len(_source(site, span.line).encode())
        whole = Span(span.line, span.start, span.line, end)
        placed = [(whole, missing[0].full_text() if len(missing) == 1 else "")]
        missing = missing if len(missing) > 1 else []
    margin = " " * (len(str(max(place.line for place, _ in placed))) + 1)
    return [head, *_excerpt(site, placed, span.line, margin)], margin, missing


def _source(site: Site, line: int) -> str:
    return linecache.getline(site.path, line, site.names).rstrip("\n")


def _excerpt(site: Site, placed: list[tuple[Span, str]], first: int, margin: str) -> list[str]:
    """Quote the lines that labels stand on, and the one that the expression starts on."""
    rows = [f"{margin}|"]
    for number in sorted({first} | {span.line for span, _ in placed}):
        source = _source(site, number)
        rows.append(f"{number:>{len(margin) - 1}} | {source}")
        here = [(span, text) for span, text in placed if span.line == number]
        if here:
            rows += [f"{margin}| {row}".rstrip() for row in _marks(source, here)]
    return rows


def _column(source: str, offset: int) -> int:
    """Turn an offset in UTF-8 bytes, which the parser counts in, into a column."""
    return len(source.encode()[:offset].decode(errors="ignore"))


def _marks(source: str, labels: list[tuple[Span, str]]) -> list[str]:
    """Draw `-` and `^` under the labelled text; the last label stands beside its carets."""
    places = sorted(
        (_column(source, span.start), _column(source, span.end), text) for span, text in labels
    )
    row = ""
    for index, (start, end, _) in enumerate(places):
        mark = "^" if index == len(places) - 1 else "-"
        row = row.ljust(start) + mark * (end - max(start, len(row)))
    rows = [f"{row} {places[-1][2]}".rstrip()]
    for index in range(len(places) - 2, -1, -1):
        bars = ""
        for start, _, _ in places[: index + 1]:
            bars = bars.ljust(start) + "|"
        rows.append(bars)
        below = ""
        for start, _, _ in places[:index]:
            below = below.ljust(start) + "|"
        rows.append(below.ljust(places[index][0]) + places[index][2])
    return rows


def _segment(site: Site, span: Span) -> str:
    lines = [_source(site, number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1].encode()[: span.end].decode(errors="ignore")
    lines[0] = lines[0].encode()[span.start :].decode(errors="ignore")
    return "\n".join(lines)


def _parse(text: str) -> ast.AST | None:
    with contextlib.suppress(SyntaxError):
        return ast.parse(f"({text})", mode="eval").body
    with contextlib.suppress(SyntaxError):
        return ast.parse(text.lstrip()).body[0]
    return None


def _argument_spans(site: Site, span: Span, positional: int):
    """Give a function from a label to the place of its argument in the source, or None."""
    node = _parse(_segment(site, span))
    if isinstance(node, ast.Subscript):
        node, span = _assignment(site, span) or (node, span)
    shift = 1 if isinstance(node, ast.expr) else 0

    def place(label: Label) -> Span | None:
        found = _argument(node, label, positional, site.names)
        if found is None or found.end_lineno is None or found.end_col_offset is None:
            return None
        first = span.start - shift
        return Span(
            found.lineno + span.line - 1,
            found.col_offset + (first if found.lineno == 1 else 0),
            found.end_lineno + span.line - 1,
            found.end_col_offset + (first if found.end_lineno == 1 else 0),
        )

    return place


def _assignment(site: Site, span: Span) -> tuple[ast.AST, Span] | None:
    """Widen a subscript that is written to, on one line, to the whole assignment."""
    source = _source(site, span.line)
    start = len(source) - len(source.lstrip())
    node = _parse(source.strip())
    if start != span.start or not isinstance(node, ast.Assign):
        return None
    return node, Span(span.line, start, span.line, len(source.encode()))


def _argument(
    node: ast.AST | None, label: Label, positional: int, names: dict | None
) -> ast.expr | None:
    if label.argument < 0:  # a value that is no argument: of `if x:`, of `int(x)`
        return None
    if isinstance(node, ast.Call):
        return _call_argument(node, label, positional, names)
    operands: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        operands = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp):
        operands = [node.operand]
    elif isinstance(node, ast.Compare):
        operands = [node.left, node.comparators[0]]
    elif isinstance(node, ast.Subscript):
        operands = [node.value, node.slice]
    elif isinstance(node, ast.AugAssign):
        operands = [node.target, node.value]
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        target = node.targets[0]
        operands = [target.value, target.slice, node.value]
    elif isinstance(node, ast.expr):
        operands = [node]
    return operands[label.argument] if label.argument < len(operands) else None


def _imported(path: str) -> dict:
    """Give what the names are that a file imports, where no module is known for it."""
    names: dict = {"__builtins__": None}
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse("".join(linecache.getlines(path)))):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            for item in node.names:
                if isinstance(node, ast.ImportFrom):
                    found = getattr(sys.modules.get(node.module or ""), item.name, None)
                else:
                    found = sys.modules.get(item.name if item.asname else item.name.split(".")[0])
                names[item.asname or item.name.split(".")[0]] = found
    return names


def _is_of_module(function: ast.expr, names: dict | None) -> bool:
    while isinstance(function, ast.Attribute):
        function = function.value
    found = (names or {}).get(function.id) if isinstance(function, ast.Name) else None
    return isinstance(found, ModuleType) or (found is None and not names)


def _call_argument(
    node: ast.Call, label: Label, positional: int, names: dict | None
) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg == label.parameter:
            return keyword.value
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    written = list(node.args)
    known = (
        positional == len(written) + 1 if positional >= 0 else not _is_of_module(node.func, names)
    )
    if known and isinstance(node.func, ast.Attribute):
        written.insert(0, node.func.value)
    return written[label.argument] if label.argument < len(written) else None
