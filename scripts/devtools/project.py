"""Where the project is, which files are its own, and how its tools are called."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CXX = (".cpp", ".h")


def enter() -> None:
    """Work from the root, with the project's Python environment first on the path."""
    os.chdir(ROOT)
    venv = os.environ.setdefault("DUET_VENV", str(ROOT / ".venv"))
    path = os.environ["PATH"]
    if not path.startswith(f"{venv}/bin"):
        os.environ["PATH"] = f"{venv}/bin:{path}"
    others = [entry for entry in os.environ.get("PYTHONPATH", "").split(":") if entry]
    if str(ROOT) not in others:
        os.environ["PYTHONPATH"] = ":".join([str(ROOT), *others])
        sys.path.append(str(ROOT))
    python = Path(venv) / "bin/python"
    if python.exists() and Path(sys.prefix).resolve() != Path(venv).resolve():
        os.execv(python, [str(python), *sys.argv])


def files(*folders: str, suffixes: tuple[str, ...]) -> list[Path]:
    """List the project's files in these folders: what git tracks or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    paths = (Path(line) for line in sorted(set(listed.splitlines())))
    return [path for path in paths if path.suffix in suffixes and path.exists()]


def run(*command: str | Path) -> int:
    """Run a tool and return its exit status; a missing tool counts as a failure."""
    try:
        return subprocess.run([str(word) for word in command]).returncode
    except FileNotFoundError:
        print(f"{command[0]} is missing: run `make setup`")
        return 127
