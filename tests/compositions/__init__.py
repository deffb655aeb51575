"""Compositions of operators made at random from the records' own samples: graph against PyNative.

    python -W ignore -m tests.mutate compose --count 5000 --seed 0

Each composition runs in PyNative mode and as one graph, values, gradients and some second
gradients, once in a process that plans for one thread and once in one that plans for two.
programs.py makes a composition, compare.py judges it; tests/mutate/sweep.py does many.
"""

import sys
from pathlib import Path

# The records as cases stand beside the operators' tests, whose folder is no package.
sys.path.append(str(Path(__file__).resolve().parents[1] / "ops"))
