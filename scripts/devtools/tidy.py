"""Run clang-tidy on files that changed since it last passed, for some minutes at most.

What was checked is remembered in build/tidy by a hash of the file, of our headers and of
.clang-tidy. Files that differ from the main branch or from the last commit come first; what the
time (DUET_TIDY_MINUTES, 6) does not reach is told.
"""

import hashlib
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devtools import project
from devtools.layers import includes

STAMPS = Path("build/tidy")
BUILD = "build/dev"
# The flags in the compile commands are GCC's.
EXTRA = (
    "--quiet",
    "--extra-arg=-Wno-unknown-warning-option",
    "--extra-arg=-Wno-unknown-pragmas",
    "--extra-arg=-Wno-unused-command-line-argument",
)


def changed_files() -> set[Path]:
    """Name the files that are new here: uncommitted, or not yet on main, or of the last commit."""
    names: list[str] = []
    for base in ("HEAD", "main...HEAD", "HEAD~1"):
        command = ["git", "diff", "--name-only", base]
        names += subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    return {Path(name) for name in names}


def stamps(sources: list[Path]) -> dict[Path, Path]:
    """Give each source the stamp file that says that it passed, as it is now."""
    common = hashlib.sha256(Path(".clang-tidy").read_bytes())
    own = {
        path.relative_to("src").as_posix(): path for path in project.files("src", suffixes=(".h",))
    }
    closure: dict[Path, set[Path]] = {}

    def reached(path: Path) -> set[Path]:
        if path not in closure:
            closure[path] = {path}
            for _, name in includes(path):
                if name in own:
                    closure[path] |= reached(own[name])
        return closure[path]

    result = {}
    for source in sources:
        key = common.copy()
        for path in sorted(reached(source)):
            key.update(path.read_bytes())
        result[source] = STAMPS / f"{source.as_posix().replace('/', '.')}.{key.hexdigest()[:16]}"
    return result


def check(source: Path, stamp: Path, deadline: float) -> str:
    """Check one file: "passed", "failed" or "unreached"."""
    if time.monotonic() > deadline:
        return "unreached"
    command = ["clang-tidy-19", "-p", BUILD, *EXTRA, str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout or done.stderr, flush=True)
        return "failed"
    for old in STAMPS.glob(f"{source.as_posix().replace('/', '.')}.*"):
        old.unlink(missing_ok=True)
    stamp.touch()
    return "passed"


def main(arguments: list[str]) -> int:
    """Check the named files, or all."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    sources = [Path(name) for name in arguments] or project.files("src", suffixes=(".cpp",))
    changed = changed_files()
    todo = {source: stamp for source, stamp in stamps(sources).items() if not stamp.exists()}
    order = sorted(todo, key=lambda source: source not in changed)
    deadline = time.monotonic() + 60 * float(os.environ.get("DUET_TIDY_MINUTES", "6"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcome = list(pool.map(lambda source: check(source, todo[source], deadline), order))
    counts = {word: outcome.count(word) for word in ("passed", "failed", "unreached")}
    known = len(sources) - len(todo)
    print(
        f"tidy: {counts['passed']} passed, {counts['failed']} failed, {known} passed before,"
        f" {counts['unreached']} not reached in time"
    )
    return counts["failed"] > 0
