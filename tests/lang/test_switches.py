"""Other ways of compiling and running graphs (src/base/switches.h) change nothing that is seen."""

import pytest

from mindspore import Tensor, _core, jit
from tests.generate.sweep import sweep
from tests.lang.modes import switched

PLAIN = ["no-passes", "no-fusion", "no-control", "no-reuse"]
FORCED = ["leave", "leave,begin-anew", "twice", "recompile"]


@pytest.mark.parametrize("names", [*PLAIN, "plain", *FORCED])
def test_generated_programs_do_the_same(names, monkeypatch):
    monkeypatch.setenv("DUET_SWITCHES", names)
    report = sweep(8, 70_000, 1, verbose=False)
    assert report.programs == 8
    assert not report.found, report.found


def test_names_of_switches():
    assert _core.jit_switches() == ""
    with switched("plain"):
        assert _core.jit_switches() == ",".join(PLAIN)
    assert _core.jit_switches() == ""
    with pytest.raises(ValueError, match="known switches"):
        _core.jit_switches("no-such")


def test_what_was_compiled_under_other_switches_is_not_used():
    @jit
    def function(x):
        return x * 2 + 1

    for names in ("", "no-fusion", "", "no-fusion"):
        with switched(names):
            assert str(function(Tensor([1.0]))) == "[3.]"
    assert (function.cache_info().hits, function.cache_info().misses) == (2, 2)
    with switched("recompile"):
        function(Tensor([1.0]))
        function(Tensor([1.0]))
    assert function.cache_info().misses == 4
