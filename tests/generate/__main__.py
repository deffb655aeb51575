"""`python -m tests.generate --count N --seed S --jobs J`: programs in all modes."""

import argparse
import sys
from pathlib import Path

from tests.generate.programs import PRELUDE, make
from tests.generate.shrink import in_child, shrink
from tests.generate.sweep import sweep, work


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tests.generate", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="how many programs")
    parser.add_argument("--seed", type=int, default=0, help="of the first")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--show", action="store_true", help="only print the program of the seed")
    parser.add_argument("--shrink", action="store_true", help="shrink the program of the seed")
    parser.add_argument("--seconds", type=float, default=120, help="for shrinking one program")
    parser.add_argument("--file", help="judge or shrink this file")
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--step", type=int, default=1, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work is not None:
        work(given.work, given.count, given.step)
        return 0
    if given.show:
        print(make(given.seed)[len(PRELUDE) :])
        return 0
    if given.file or given.shrink:
        text = Path(given.file).read_text() if given.file else make(given.seed)
        if given.shrink:
            text = shrink(text, given.seconds)
            print(text[text.index("def program(") :])
        from tests.generate.compare import check

        verdict = in_child(lambda: check(text))
        print(verdict if isinstance(verdict, str) else f"{verdict.mode}: {verdict.different}")
        return 0
    report = sweep(given.count, given.seed, given.jobs)
    print(report.text())
    return 1 if report.found else 0


sys.exit(main())
