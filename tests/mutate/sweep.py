"""Many programs, in processes of their own: a crash or a hang is a finding, not an end."""

from __future__ import annotations

import collections
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from tests.compositions import compare
from tests.mutate import calls, lowering

SILENT = 90  # seconds without a word
TEXTS = {"lower": lowering.text_of, "call": calls.text_of, "compose": compare.text_of}
JUDGES = {"lower": lowering.judge, "call": calls.judge, "compose": compare.judge_seed}


@dataclass
class Report:
    """What a sweep has found."""

    programs: int = 0
    went: collections.Counter = field(default_factory=collections.Counter)
    found: list[tuple[int, str]] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)  # what PyNative mode gave

    def text(self) -> str:
        """In words."""
        ways = ", ".join(f"{way} {count}" for way, count in self.went.most_common(12))
        return f"{self.programs} programs, {len(self.found)} findings: {ways}"


def work(level: str, first: int, count: int, step: int) -> None:
    """What a worker does: a line before each program and one behind it."""
    out = os.fdopen(os.dup(1), "w")
    # What a program prints is none of our lines.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.chdir(tempfile.mkdtemp(prefix="mutated_"))
    for seed in range(first, first + count * step, step):

        def say(seed: int = seed, **line: object) -> None:
            out.write(json.dumps({"seed": seed, **line}) + "\n")
            out.flush()

        say(stage="begins")
        wrong, went, digest = JUDGES[level](seed, lambda name: say(stage=name))
        say(wrong=wrong[:1500], went=went, digest=digest)


class Worker:
    """One process, started again behind a program that it does not survive."""

    def __init__(self, level: str, first: int, count: int, step: int, threads: int) -> None:
        self.level, self.next, self.left, self.step = level, first, count, step
        self.environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        self.start()

    def start(self) -> None:
        """The rest of the programs."""
        self.process: subprocess.Popen | None = None
        if self.left <= 0:
            return
        command = [sys.executable, "-P", "-W", "ignore", "-m", "tests.mutate", self.level]
        command += ["--work", str(self.next), "--count", str(self.left), "--step", str(self.step)]
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.errors, env=self.environment
        )
        os.set_blocking(self.process.stdout.fileno(), False)  # type: ignore[union-attr]
        self.text, self.heard, self.stage = b"", time.monotonic(), ""

    def ended(self, report: Report, how: str) -> None:
        """The program under work is a finding; the next process begins behind it."""
        if self.left > 0:
            report.found.append((self.next, f"{how} in {self.stage}"))
            report.programs += 1
            self.next, self.left = self.next + self.step, self.left - 1
        self.start()

    def hear(self, report: Report) -> None:
        """Takes what it says."""
        assert self.process
        over = self.process.poll() is not None
        self.text += self.process.stdout.read() or b""  # type: ignore[union-attr]
        *lines, self.text = self.text.split(b"\n")
        for line in lines:
            self.heard = time.monotonic()
            self.take(json.loads(line), report)
        if over:
            self.errors.seek(0)
            said = self.errors.read()[-6000:].decode(errors="replace")
            self.ended(report, f"crash {self.process.returncode}: {said}")
        elif time.monotonic() - self.heard > SILENT:
            self.process.kill()
            self.process.wait()
            self.ended(report, "hang")

    def take(self, line: dict, report: Report) -> None:
        """One line."""
        self.stage = line.get("stage", "")
        if "stage" in line:
            return
        self.next, self.left = line["seed"] + self.step, self.left - 1
        report.programs += 1
        report.went[line["went"]] += 1
        report.digests[line["seed"]] = line["digest"]
        if line["wrong"]:
            report.found.append((line["seed"], line["wrong"]))


def sweep(
    level: str, count: int, seed: int, jobs: int, threads: int = 2, told: bool = True
) -> Report:
    """`count` programs from `seed` on, in processes that plan for so many threads."""
    report, shown, next_word = Report(), 0, 0
    shares = [len(range(job, count, jobs)) for job in range(min(jobs, count))]
    workers = [Worker(level, seed + job, share, jobs, threads) for job, share in enumerate(shares)]
    while any(worker.process for worker in workers):
        running = [w for w in workers if w.process]
        select.select([w.process.stdout for w in running if w.process], [], [], 1.0)
        for worker in running:
            worker.hear(report)
        for number, text in report.found[shown:]:
            if told:
                print(f"seed {number}: {text}", flush=True)
        shown = len(report.found)
        if told and report.programs >= next_word:
            print(report.text(), flush=True)
            next_word += 5000
    return report


def compose(count: int, seed: int, jobs: int, told: bool = True) -> Report:
    """Compositions, planned for one thread and for two: PyNative mode gives the same bits, too."""
    one, two = (sweep("compose", count, seed, jobs, threads, told) for threads in (1, 2))
    for number, digest in one.digests.items():
        if number in two.digests and two.digests[number] != digest:
            two.found.append((number, "one thread and two differ"))
    two.found += one.found
    return two
