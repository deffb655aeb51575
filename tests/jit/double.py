"""A double of the evaluator: tests of the compiled function write down what evaluation gives."""

import contextlib

from mindspore import _core

LEAF_VALUE, DICT_ITEM, DICT_MISSING, DICT_KEYS, SEQUENCE = range(5)
TYPE, TYPE_VERSION, CELL, FUNCTION, TENSOR = range(5, 10)
(OBJECT, LEAF, TENSOR_RESULT, NUMBER, TUPLE, LIST, SET, FROZEN_SET, DICT, INSTANCE,
 MADE_FUNCTION, MADE_CELL, CALL) = range(13)  # fmt: skip
(SET_ATTRIBUTE, DELETE_ATTRIBUTE, SET_ITEM, DELETE_ITEM, LIST_ITEMS,
 WRITE_CELL) = range(6)  # fmt: skip


def make(kind, index=-1, object=None, parts=()):
    """Write a Make."""
    return (kind, index, object, list(parts))


def guard(kind, container=None, key=None, expected=None, leaf=-1):
    """Write a Guard."""
    return (kind, leaf, container, key, expected)


def compiled(run, inputs=(), guards=(), makes=None, writes=(), result=None):
    """Write what evaluation gives: by default the one Tensor of the run."""
    makes = [make(TENSOR_RESULT, 0)] if makes is None else makes
    return {
        "inputs": [("leaf", i) if isinstance(i, int) else ("outside", i) for i in inputs],
        "guards": list(guards),
        "makes": makes,
        "writes": list(writes),
        "result": len(makes) - 1 if result is None else result,
        "run": run,
    }


class Evaluator:
    """Gives each function what the test has written for it, and counts."""

    def __init__(self, of):
        self.of, self.calls = of, []

    def __call__(self, function, args, kwargs, leaves):
        """Evaluate."""
        self.calls.append((function, args, kwargs, leaves))
        return self.of(function, args, kwargs, leaves)


@contextlib.contextmanager
def evaluating_with(of):
    """Put a double in the evaluator's place."""
    evaluator = Evaluator(of)
    _core.jit_double(evaluator)
    try:
        yield evaluator
    finally:
        _core.jit_double(None)
