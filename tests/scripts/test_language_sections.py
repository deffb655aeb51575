"""Every statement of the documents has tests that exist, and no test names another section."""

import ast

import pytest
from devtools.language import PROGRAMS, named, of_sections, tables

STATEMENTS = tables()[1]


def names_of(path):
    body = ast.parse(path.read_text()).body
    return {node.name for node in body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("section", STATEMENTS)
def test_every_statement_names_tests_that_exist(section):
    assert STATEMENTS[section]
    for statement, tests in STATEMENTS[section]:
        assert tests.split(), statement
        for test in tests.split():
            path, words = named(test)
            assert f"test_{words.replace(' ', '_')}" in names_of(path), (statement, test)


def test_every_section_that_a_test_names_has_statements():
    assert set(of_sections()) <= set(STATEMENTS)


def test_every_statement_stands_once():
    for section, rows in STATEMENTS.items():
        assert len({words for words, _ in rows}) == len(rows), section


def test_every_test_of_the_documents_names_its_section():
    marked = {pair for tests in of_sections().values() for pair in tests}
    for path in (PROGRAMS / "documents").glob("test_*.py"):
        for name in names_of(path):
            if name.startswith("test_"):
                assert (path.name, name.removeprefix("test_").replace("_", " ")) in marked, name
