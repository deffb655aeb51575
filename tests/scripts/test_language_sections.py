"""Every section of the documents has programs, and no program names another one."""

from devtools.language import of_sections

from tests.lang.documents.sections import DOCUMENTS


def test_every_section_has_programs():
    known = {f"{number} {name}" for number, (_, names) in DOCUMENTS.items() for name in names}
    assert set(of_sections()) == known
