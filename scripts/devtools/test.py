"""Run the tests whose name or file contains NAME: `test tensor`, `test test_version`."""

import subprocess
from pathlib import Path

from devtools import project


def cxx_binaries(name: str) -> dict[Path, str]:
    """Give each C++ test binary with a matching room, file or case the filter that selects it."""
    found = {}
    for binary in sorted(Path("build/dev/tests").glob("duet_*_test")):
        room = binary.name.removeprefix("duet_").removesuffix("_test")
        if room == name:
            found[binary] = "*"
            continue
        listing = [str(binary), "--gtest_list_tests", f"--gtest_filter=*{name}*"]
        cases = subprocess.run(listing, capture_output=True, text=True).stdout
        if any(line.startswith("  ") for line in cases.splitlines()):
            found[binary] = f"*{name}*"
    return found


def main(arguments: list[str]) -> int:
    """Build, then run the matching C++ tests and Python tests."""
    if len(arguments) != 1:
        print("usage: scripts/dev test NAME")
        return 2
    name = arguments[0]
    if status := project.run("scripts/build", "dev"):
        return status
    chosen = cxx_binaries(name)
    failed = [project.run(binary, f"--gtest_filter={choice}") for binary, choice in chosen.items()]
    python = ["tests"] if not (Path("tests") / name).is_dir() else [f"tests/{name}"]
    select = [] if python != ["tests"] else ["-k", name]
    status = project.run("python", "-m", "pytest", *python, *select)
    nothing = 5  # pytest's status when no test matched
    if status == nothing and not chosen:
        print(f"no test matches {name!r}")
        return 1
    return any(failed) or status not in (0, nothing)
