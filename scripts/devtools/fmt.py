"""Lay out all files: clang-format, ruff, gersemi; `fmt --check` only tells."""

from devtools import project


def main(arguments: list[str]) -> int:
    """Format or, with --check, fail on what is not formatted."""
    check = "--check" in arguments
    cxx = project.files("src", "tests", "cmake", suffixes=project.CXX)
    cmake = [
        *project.files("CMakeLists.txt", suffixes=(".txt",)),
        *project.files("cmake", suffixes=(".cmake",)),
    ]
    how = ["--dry-run", "-Werror"] if check else ["-i"]
    results = [
        project.run("clang-format-19", *how, *cxx),
        project.run("ruff", "format", "-q", *(["--check", "--diff"] if check else []), "."),
        project.run("gersemi", "-q", "--check" if check else "-i", *cmake),
    ]
    if not check:
        results.append(project.run("ruff", "check", "-q", "--fix-only", "."))
    return any(results)
