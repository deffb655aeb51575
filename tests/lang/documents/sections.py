"""The documents and their sections, as the statements name them; each has its tests here."""

from tests.lang.documents.statements import FALLBACK, MODES, Rows
from tests.lang.documents.statements_of_syntax import SYNTAX

STATEMENTS: dict[str, Rows] = {**MODES, **SYNTAX, **FALLBACK}
TITLES = {
    "000": "Combination of Dynamic and Static Graphs",
    "001": "Static Graph Syntax Support",
    "002": "JIT Fallback",
    "003": "Combination of Dynamic and Static Graphs, r2.3",
    "004": "Unification of dynamic and static graphs, draft",
}
