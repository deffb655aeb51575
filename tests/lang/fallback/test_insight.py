"""What visits cost and what to write instead: explain, fallbacks, a warning, refusals."""

import re
import time
import warnings
from pathlib import Path

import pytest
from modes import f32

import mindspore as ms
from mindspore.common._visits import advice

X = f32(3)


def waits(x):
    y = x * 2
    time.sleep(0.002)
    return y.asnumpy().tolist()


small = eval("lambda x: x")  # no source: a visit


def quick(x):
    return small(x)


def lines_of(text):
    return [line.strip() for line in text.splitlines()]


def test_explain_lists_visits_with_cost_and_help_the_dearest_first():
    graph = ms.jit(waits)
    for _ in range(3):
        graph(X)
    lines = lines_of(graph.explain())
    listed = [line for line in lines if line.startswith("visits Python:")]
    assert listed[0] == "visits Python: `time.sleep` runs in Python  [unknown-callable]"
    assert len(listed) == len(graph.fallbacks)
    assert any(re.fullmatch(r"= cost: \d+\.\d us each, 3 times, .* ms in all", x) for x in lines)
    assert "= help: wait outside of the compiled function" in lines


def test_explain_of_what_has_not_run_says_so():
    text = ms.jit(waits).explain(X)
    assert "= cost: not called yet" in text


def test_the_margin_counts_the_visits_of_a_line():
    text = ms.jit(waits).explain(X)
    assert re.search(r"return y\.asnumpy.* visits Python 3 times", text)


def test_fallbacks_count():
    graph = ms.jit(waits)
    for _ in range(5):
        graph(X)
    found = graph.fallbacks[0]
    reason, place = found
    assert (reason, found.slug, found.calls) == (
        "`time.sleep` runs in Python",
        "unknown-callable",
        5,
    )
    assert place.endswith("in waits")
    assert 10 <= found.milliseconds < 1000


def test_a_function_that_waits_in_python_is_warned_of_once():
    graph = ms.jit(waits)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(140):
            graph(X)
    found = [str(each.message) for each in caught if "visits-take-time" in str(each.message)]
    assert len(found) == 1
    assert re.match(r"`waits` spends \d+% of its time in visits to Python", found[0])
    assert "time.sleep(0.002)" in found[0]
    assert "= help: wait outside of the compiled function" in found[0]


def test_small_visits_are_nobodys_trouble():
    graph = ms.jit(quick)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(300):
            graph(X)


def test_the_warning_as_an_error_loses_nothing():
    calls = []

    def counts(x):
        time.sleep(0.004)
        calls.append(None)
        return x

    graph = ms.jit(counts)
    done = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(140):
            try:
                graph(X)
                done += 1
            except UserWarning:
                pass
    assert len(calls) == done == 139


@pytest.mark.parametrize("options", [{"fullgraph": True}, {"jit_level": "O0"}])
def test_refusals_list_all_visits(options):
    if "fullgraph" not in options:
        options = {"jit_config": ms.JitConfig(jit_syntax_level="STRICT")}
    with pytest.raises(RuntimeError, match="needs to be compiled to one graph") as caught:
        ms.jit(waits, **options)(X)
    text = str(caught.value)
    line = waits.__code__.co_firstlineno
    assert f"test_insight.py:{line + 2}:" in text
    assert f"test_insight.py:{line + 3}:" in text
    assert text.count("[run-time-object]") >= 2


def test_export_lists_all_visits(tmp_path):
    with pytest.raises(RuntimeError, match="export needs a function that is one graph") as caught:
        ms.export(waits, X, file_name=str(tmp_path / "net"), file_format="MINDIR")
    text = str(caught.value)
    assert "[export-graph]" in text
    line = waits.__code__.co_firstlineno
    assert f"test_insight.py:{line + 2}:" in text
    assert f"test_insight.py:{line + 3}:" in text
    assert not list(tmp_path.iterdir())


def test_every_reason_has_a_page():
    root = Path(__file__).parents[3]
    pages = set(re.findall(r"^## `([\w-]+)`", (root / "docs/errors.md").read_text(), re.MULTILINE))
    slugs = set()
    for path in (root / "src/frontend/evaluate").glob("*.cpp"):
        found = re.findall(r'throw_untraceable\([^;]*?"([a-z]+(?:-[a-z]+)+)"\)', path.read_text())
        slugs.update(found)
    for path in (root / "src/frontend/evaluate").glob("visiting*.cpp"):
        slugs.update(re.findall(r'", "([a-z]+(?:-[a-z]+)+)"\}', path.read_text()))
    assert slugs - pages == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("_random.Random.random", "ops.rand"),
        ("numpy.linalg.inv", "mindspore.ops"),
        ("numpy.random.rand", "ops.randn"),
        ("some.library.call", "call it outside"),
    ],
)
def test_what_to_write_instead(name, words):
    assert words in advice(name, "unknown-callable")
