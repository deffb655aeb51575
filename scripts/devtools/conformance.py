"""Run the conformance cases that must pass: those named in tests/conformance_required.txt.

`conformance --all [--filter TEXT]` runs every case and tells which required ones fail and which
others pass already. The cases live beside the project, in ../shared/conformance; without them this
command says so and succeeds.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RUNNER = Path("../shared/conformance/run")
REQUIRED = Path("tests/conformance_required.txt")


def runner() -> Path | None:
    """Find the runner, in a worktree of the project too."""
    places = [os.environ.get("DUET_CONFORMANCE", ""), str(RUNNER), f"../{RUNNER}"]
    found = (Path(place).resolve() for place in places if place and Path(place).is_file())
    return next(found, None)


def required() -> set[str]:
    """Read the names of the cases that must pass."""
    lines = (line.partition("#")[0].strip() for line in REQUIRED.read_text().splitlines())
    return {line for line in lines if line}


def results(script: Path, text: str) -> dict[str, dict]:
    """Run the cases whose name contains `text`; return the outcome of each."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        options = ["--python", sys.executable, "--filter", text, "--json", file.name]
        jobs = os.environ.get("DUET_JOBS", str(os.cpu_count()))
        done = subprocess.run([script, *options, "--jobs", jobs], capture_output=True, text=True)
        records = Path(file.name).read_text(encoding="utf-8")
        if not records:
            raise SystemExit(done.stdout + done.stderr)
    return {record["case"]: record for record in json.loads(records)}


def filters(names: set[str], all_cases: list[str]) -> list[str]:
    """Choose runs: a topic as a whole where most of it is required, else case by case."""
    chosen = []
    for topic in sorted({name.partition("/")[0] for name in names}):
        wanted = [name for name in names if name.startswith(f"{topic}/")]
        there = [name for name in all_cases if name.startswith(f"{topic}/")]
        chosen += [f"{topic}/"] if 2 * len(wanted) >= len(there) else sorted(wanted)
    return chosen


def main(arguments: list[str]) -> int:
    """Run the required cases, or with --all every case."""
    script = runner()
    if script is None:
        print(f"conformance: skipped, {RUNNER} is not there")
        return 0
    listing = subprocess.run([script, "--list"], check=True, capture_output=True, text=True)
    all_cases = listing.stdout.split()
    names = required()
    if unknown := sorted(names - set(all_cases)):
        print(f"{REQUIRED} names cases that do not exist: {', '.join(unknown)}")
        return 1
    if "--all" in arguments:
        runs = [arguments[arguments.index("--filter") + 1]] if "--filter" in arguments else [""]
    else:
        runs = filters(names, all_cases)
    outcome: dict[str, dict] = {}
    for text in runs:
        outcome |= results(script, text)
    return report(names, outcome)


def report(names: set[str], outcome: dict[str, dict]) -> int:
    """Tell which required cases fail and which passing ones could be required."""
    passed = {name for name, record in outcome.items() if record["passed"]}
    failed = sorted(name for name in names & outcome.keys() if name not in passed)
    for name in failed:
        print(f"FAILED {name}\n  {outcome[name]['reason']}")
    if new := sorted(passed - names):
        print(f"These pass and are not required yet ({REQUIRED}):", *new, sep="\n  ")
    print(
        f"conformance: {len(names & passed)} required cases pass, {len(failed)} fail;"
        f" {len(passed)} of {len(outcome)} that ran pass"
    )
    return bool(failed)
