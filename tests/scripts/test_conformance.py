"""`scripts/dev conformance`: which runs it makes and what it reports."""

from devtools import conformance

CASES = ["pynative/1_a", "pynative/2_b", "syntax/1_a", "syntax/2_b", "syntax/3_c"]


def test_a_topic_that_is_mostly_required_runs_as_a_whole():
    names = {"pynative/1_a", "pynative/2_b", "syntax/2_b"}
    assert conformance.filters(names, CASES) == ["pynative/", "syntax/2_b"]


def test_a_required_case_that_fails_is_an_error(capsys):
    outcome = {"pynative/1_a": {"passed": False, "reason": "printed 3"}}
    assert conformance.report({"pynative/1_a"}, outcome)
    assert "printed 3" in capsys.readouterr().out


def test_a_case_that_passes_unasked_is_told(capsys):
    outcome = {"pynative/1_a": {"passed": True, "reason": ""}}
    assert not conformance.report(set(), outcome)
    assert "not required yet" in capsys.readouterr().out
