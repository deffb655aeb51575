"""Errors and notes about compiled functions show the user's lines."""

import inspect

from mindspore import ops
from mindspore.common._errors import draw, fallback_text, refusal_text


def product(x, w):
    return ops.matmul(x, w)


def by_method(x, w):
    return x.matmul(w)


def place_of(function, text):
    lines, first = inspect.getsourcelines(function)
    line, column = next(
        (first + i, line.index(text)) for i, line in enumerate(lines) if text in line
    )
    file = inspect.getsourcefile(function)
    return (file, function.__name__, line, column, line, column + len(text))


def drawn(function, text):
    labels = [(0, "input", "2 columns", None), (1, "mat2", "4 rows", None)]
    return draw("it needs to fit", "fit", labels, [], "", -1, [place_of(function, text)])


def test_a_place_is_drawn_with_the_arguments_of_a_function():
    text = drawn(product, "ops.matmul(x, w)")
    assert "test_drawing.py:10:12 in product" in text
    assert "return ops.matmul(x, w)\n   |                       -  ^ 4 rows" in text
    assert "called from" in text


def test_a_place_is_drawn_with_the_object_of_a_method():
    assert "return x.matmul(w)\n   |            -        ^ 4 rows" in drawn(
        by_method, "x.matmul(w)"
    )


def test_a_fallback_names_reason_and_line():
    place = place_of(product, "ops.matmul(x, w)")
    text = fallback_text(product, "`matmul` is not covered", "uncovered", [place])
    assert text.startswith("fallback: `product` runs in the Python interpreter  [uncovered]\n")
    assert "^^^^^^^^^^^^^^^^ `matmul` is not covered" in text
    assert "= note: no source" in fallback_text(product, "no source", "source", [])


def test_a_refusal_says_what_to_write():
    text = refusal_text(product, "`matmul` is not covered", "uncovered", [])
    assert text.startswith("`product` needs to be compiled to one graph  [uncovered]\n")
    assert "= help: allow the interpreter" in text
