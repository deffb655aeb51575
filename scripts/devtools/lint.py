"""Check layout, style, types, spelling, layers and size (clang-tidy is `tidy`)."""

from devtools import fmt, layers, project, size, stubs


def main(arguments: list[str]) -> int:
    """Run every check, whatever fails, and name those that failed."""
    outcome = {
        "fmt": fmt.main(["--check"]),
        "ruff": project.run("ruff", "check", "-q", "."),
        "stubs": stubs.main([]),
        "mypy": project.run("mypy", "--no-error-summary"),
        "spelling": project.run("codespell"),
        "layers": layers.main([]),
        "size": size.main([]),
    }
    failed = [name for name, status in outcome.items() if status]
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'clean'}")
    return bool(failed)
