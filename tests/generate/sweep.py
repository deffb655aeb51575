"""Many programs, in processes of their own: a crash is a finding, not an end."""

from __future__ import annotations

import collections
import json
import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import IO

from tests.generate.compare import check
from tests.generate.programs import make

SECONDS = 60  # without a word from a worker


@dataclass
class Report:
    """What a sweep has found."""

    programs: int = 0
    raised: int = 0
    gradients: int = 0
    compiled: int = 0
    slugs: collections.Counter = field(default_factory=collections.Counter)
    found: list[tuple[int, str, str]] = field(default_factory=list)  # seed, mode, difference

    def text(self) -> str:
        """In words."""
        fallen = ", ".join(f"{slug} {count}" for slug, count in self.slugs.most_common())
        return (
            f"{self.programs} programs: {self.compiled} all graph, {self.raised} raise, "
            f"{self.gradients} with gradients, {len(self.found)} differ\nfall back: {fallen}"
        )


def work(first: int, count: int, step: int) -> None:
    """What a worker does: a line before each program and one behind it."""
    for seed in range(first, first + count * step, step):
        print(json.dumps({"begins": seed}), flush=True)
        verdict = check(make(seed))
        line = {"seed": seed, "mode": verdict.mode, "different": verdict.different}
        line |= {"slugs": verdict.slugs, "raised": verdict.raised, "gradient": verdict.gradient}
        print(json.dumps(line), flush=True)


class Worker:
    """One process, started again behind a program that it does not survive."""

    def __init__(self, first: int, count: int, step: int) -> None:
        self.next, self.left, self.step = first, count, step
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        """The rest of the programs."""
        self.process = None
        if self.left <= 0:
            return
        command = [sys.executable, "-m", "tests.generate", "--work", str(self.next)]
        command += ["--count", str(self.left), "--step", str(self.step)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(self.process.stdout.fileno(), False)  # type: ignore[union-attr]
        self.text, self.heard = b"", time.monotonic()
        self.errors = b""
        os.set_blocking(self.process.stderr.fileno(), False)  # type: ignore[union-attr]

    @property
    def pipes(self) -> list[IO[bytes]]:
        """What it may be heard on."""
        return [self.process.stdout, self.process.stderr] if self.process else []  # type: ignore[list-item]

    def hear(self, report: Report) -> None:
        """Takes what it says."""
        assert self.process
        self.errors = (self.errors + (self.process.stderr.read() or b""))[-2000:]  # type: ignore[union-attr]
        self.text += self.process.stdout.read() or b""  # type: ignore[union-attr]
        *lines, self.text = self.text.split(b"\n")
        for line in lines:
            self.heard = time.monotonic()
            self.take(json.loads(line), report)
        if self.process.poll() is not None and not self.text and not lines:
            if self.left > 0:
                ended = self.errors.decode(errors="replace").strip()
                report.found.append((self.next, "crash", f"{self.process.returncode}: {ended}"))
                self.skip()
            self.start()
        elif time.monotonic() - self.heard > SECONDS:
            self.process.kill()
            self.process.wait()
            report.found.append((self.next, "hang", ""))
            self.skip()
            self.start()

    def skip(self) -> None:
        """The next program."""
        self.next += self.step
        self.left -= 1

    def take(self, line: dict, report: Report) -> None:
        """One line."""
        if "begins" in line:
            return
        self.skip()
        report.programs += 1
        report.raised += line["raised"]
        report.gradients += line["gradient"]
        report.compiled += bool(line["slugs"]) and not any(line["slugs"])
        for slug in filter(None, line["slugs"]):
            report.slugs[slug] += 1
        if line["different"]:
            report.found.append((line["seed"], line["mode"], line["different"]))


def sweep(count: int, seed: int, jobs: int, verbose: bool = True) -> Report:
    """`count` programs from `seed` on."""
    report, told = Report(), 0
    workers = [
        Worker(seed + job, len(range(job, count, jobs)), jobs) for job in range(min(jobs, count))
    ]
    while any(worker.process for worker in workers):
        select.select([p for w in workers for p in w.pipes], [], [], 1.0)
        for worker in workers:
            if worker.process:
                worker.hear(report)
        for number, mode, text in report.found[told:]:
            if verbose:
                print(f"seed {number} differs ({mode}) {text[:1500]}", flush=True)
        told = len(report.found)
        if verbose and report.programs % 100 == 0 and report.programs:
            pass
    return report
