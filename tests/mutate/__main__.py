"""`python -W ignore -m tests.mutate lower|call|compose --count N --seed S --jobs J`."""

import argparse
import sys

from tests.mutate.sweep import TEXTS, compose, sweep, work


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="tests.mutate", description=__doc__)
    parser.add_argument("level", choices=tuple(TEXTS), help="how far programs are taken")
    parser.add_argument("--count", type=int, default=1000, help="how many programs")
    parser.add_argument("--seed", type=int, default=0, help="of the first")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--show", action="store_true", help="only print the program of the seed")
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--step", type=int, default=1, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work is not None:
        work(given.level, given.work, given.count, given.step)
        return 0
    if given.show:
        print(TEXTS[given.level](given.seed))
        return 0
    if given.level == "compose":
        report = compose(given.count, given.seed, given.jobs)
    else:
        report = sweep(given.level, given.count, given.seed, given.jobs)
    print(report.text())
    return 1 if report.found else 0


sys.exit(main())
