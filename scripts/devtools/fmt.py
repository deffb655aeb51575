"""Lay out all files: clang-format, ruff, gersemi; `fmt --check` only names the wrong ones."""

import re
import subprocess
from pathlib import Path

from devtools import project


def unformatted_cxx(files: list[Path]) -> int:
    """Name the C++ files whose layout is not clang-format's."""
    command = ["clang-format-19", "--dry-run", "-Werror", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    for name in sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.MULTILINE))):
        print(f"{name}: scripts/dev fmt would change it")
    return done.returncode


def main(arguments: list[str]) -> int:
    """Format or, with --check, fail on what is not formatted."""
    check = "--check" in arguments
    cxx = project.files("src", "tests", "cmake", suffixes=project.CXX)
    cmake = [
        *project.files("CMakeLists.txt", suffixes=(".txt",)),
        *project.files("cmake", suffixes=(".cmake",)),
    ]
    results = [
        unformatted_cxx(cxx) if check else project.run("clang-format-19", "-i", *cxx),
        project.run("ruff", "format", *(["--check", "-q"] if check else []), "."),
        project.run("gersemi", "-q", "--check" if check else "-i", *cmake),
    ]
    if not check:
        results.append(project.run("ruff", "check", "-q", "--fix-only", "."))
    return any(results)
