"""`scripts/dev pages`: the operators' manual says what the records say."""

from devtools import pages


def test_the_pages_are_those_of_the_records(capsys):
    assert pages.main(["--check"]) == 0, capsys.readouterr().out


def test_numbers_may_differ_in_the_last_digits_and_nothing_else_may():
    assert pages.same("[0.12345678 1.]", "[0.12345679 1.]")
    assert not pages.same("[0.12345678 1.]", "[0.12445678 1.]")
    assert not pages.same("[0.5] Float32", "[0.5] Float64")


def test_dtypes_are_written_in_few_words():
    assert pages.dtype_words(list(pages.dtype_names())) == "all"
    floats = ["f16", "bf16", "f32", "f64", "i32"]
    assert pages.dtype_words(floats) == "int32, float16 to float64"
