"""What a function deletes outside, in front of a visit and at its end: it is deleted once."""

from types import SimpleNamespace

import mindspore as ms
from mindspore import Tensor

TABLE: dict = {}
HOLDER = SimpleNamespace()


def delete_both(x):
    """`held` is Python's from the print on: the comparison is a visit."""
    held = [x]
    print(held)
    TABLE.clear()
    del HOLDER.there
    HOLDER.other = 2
    return held is None


def test_deletions_in_front_of_a_visit_are_not_repeated():
    graph = ms.jit(delete_both, jit_config=ms.JitConfig(jit_syntax_level="EXACT"))
    for function in (delete_both, graph, graph):
        TABLE.update({"a": 1, "b": 2})
        HOLDER.__dict__.clear()
        HOLDER.there = 1
        assert function(Tensor(1.0)) is False
        assert TABLE == {}
        assert vars(HOLDER) == {"other": 2}
