"""`scripts/dev language`: docs/language.md says what the tests and tables say."""

from devtools import language


def test_the_page_is_that_of_the_tests(capsys):
    assert language.main(["--check"]) == 0, capsys.readouterr().out


def test_it_knows_what_is_not_one_graph(tmp_path):
    module = tmp_path / "test_x.py"
    module.write_text(
        '"""Things."""\n\n@every_mode(1, one_graph=False)\ndef test_a_b(x):\n    return x\n\n\n'
        "@every_mode(2)\ndef test_c(x):\n    return x\n"
    )
    assert list(language.programs(module)) == [("a b", False), ("c", True)]
