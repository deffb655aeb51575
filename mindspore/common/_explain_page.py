"""What has been compiled of a function, as one page that needs nothing but a browser.

A line of the source and the nodes that came of it light up together.
"""

import re
from html import escape
from string import Template

from mindspore.common._explain import MARKS, Line, heading

_WORDS = {
    "python": "runs in Python",
    "leaves": "the call may leave the graph here and go on in Python",
    "deviates": "follows the documents, not Python",
    "compiled": "compiled",
    "guarded": "read outside: the graph holds while this stays as it is",
}

_PAGE = Template(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title><style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em;
  color: #1d2430; background: #fbfbfc; }
h1 { font-size: 1.3em; } h2 { font-size: 1.05em; margin-top: 2em; } h3 { font-size: .95em; }
pre, .source { font: 13px/1.5 ui-monospace, monospace; }
pre { background: #f1f3f6; padding: .8em; overflow-x: auto; border-radius: 4px; }
.source { border-collapse: collapse; width: 100%; } .source td { padding: 0 .6em; }
.source td:nth-child(1) { text-align: right; color: #8a93a3; }
.source td:nth-child(3) { white-space: pre; }
.source td:nth-child(4) { color: #5a6475; }
.compiled td:nth-child(2) { color: #177245; } .guarded td:nth-child(2) { color: #2456a6; }
.deviates, .leaves { background: #fff3d6; } .python { background: #fde4e1; }
.lit { background: #dcebff !important; }
</style></head><body><h1>$title</h1><p>$legend</p>$body<script>
for (const part of document.querySelectorAll("[data-line]")) {
  const same = document.querySelectorAll(`[data-line="$${CSS.escape(part.dataset.line)}"]`);
  part.onmouseenter = () => same.forEach(each => each.classList.add("lit"));
  part.onmouseleave = () => same.forEach(each => each.classList.remove("lit"));
}
</script></body></html>
"""
)


def page(title: str, compiled: list[dict]) -> str:
    """Write the page."""
    legend = " &middot; ".join(
        f"<b>{escape(sign)}</b> {_WORDS[kind]}" for kind, sign in MARKS.items()
    )
    body = "".join(_section(number, each) for number, each in enumerate(compiled, 1))
    return _PAGE.substitute(title=escape(title), legend=legend, body=body)


def _section(number: int, each: dict) -> str:
    fallen = "reason" in each
    title = f"runs in Python [{each['slug']}]: {each['reason']}" if fallen else heading(each)
    stages = "".join(
        f"<details{' open' if name == 'recorded' else ''}><summary>{escape(name)}</summary>"
        f"<pre>{_graph(text)}</pre></details>"
        for name, text in each["stages"]
    )
    return f"<h2>{number}. {escape(title)}</h2>{_source(each['lines'])}{stages}"


def _source(lines: list[Line]) -> str:
    rows, path = [], ""
    for line in lines:
        if line.path != path:
            path = line.path
            rows.append(f"<tr><td colspan=4><h3>{escape(path)}</h3></td></tr>")
        kind = next((kind for kind, sign in MARKS.items() if sign == line.sign), "")
        notes = "; ".join(dict.fromkeys(mark.text for mark in line.marks))
        rows.append(
            f'<tr class="{kind}" data-line="{escape(path)}:{line.number}"><td>{line.number}</td>'
            f"<td>{escape(line.sign)}</td><td>{escape(line.source)}</td><td>{escape(notes)}</td></tr>"
        )
    return f'<table class="source">{"".join(rows)}</table>'


def _graph(text: str) -> str:
    """Give each node the line that it comes from."""
    lines = []
    for line in text.splitlines():
        place = re.search(r"  # (.+?):(\d+):", line)
        of = f' data-line="{escape(place[1])}:{place[2]}"' if place else ""
        lines.append(f"<span{of}>{escape(line)}</span>")
    return "\n".join(lines)
