"""A Dask cluster as people start one, scheduler and workers as programs of their own, and a bench that is quick."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import distributed

from grader.exercise.exercise import Rubric
from grader.grading.bench import Bench
from grader.grading.steps import Result, Work
from grader.grading.worker import Kit
from grader.model import Cell, Check, CheckReport, Limits, Program, Recording, Report, StubReport
from grader.submissions.submission import Submission

CHECK = Check("test_f", "f", 1.0, False, (), "")
RECORDING = Recording("quick", (CHECK,), {}, (), {})
KIT = Kit(Rubric(RECORDING, "", "", ""), Limits())


@dataclass(frozen=True, slots=True)
class Quick(Bench):
    """Gives the points that a submission's code says, after so many seconds: no process, and no torch."""

    kit: Kit = KIT
    seconds: float = 0.0

    def __call__(self, work: Work) -> Result:
        time.sleep(self.seconds)
        return report_on(work.submission)

    def layers(self) -> tuple[str, ...]:
        return ("none",)


def report_on(submission: Submission) -> Report:
    points = float(submission.program.cells[0].source)
    line = CheckReport(CHECK, "passed", points)
    return Report("quick", submission.student, submission.source, (StubReport("f", (line,)),), (), {})


def submissions(count: int) -> list[Submission]:
    return [
        Submission(f"s{i:05}", f"s{i:05}/quick.py", Program("quick", "quick.py", (Cell(f"{i}"),)))
        for i in range(count)
    ]


def environment(**settings: str) -> dict[str, str]:
    """Return an environment for Dask's programs, which find this folder's modules, too."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONWARNINGS": "ignore", **settings}


@dataclass
class Hosts:
    """A scheduler and workers; `prefix` goes before a worker's command: a namespace, say."""

    settings: Mapping[str, str] = field(default_factory=dict)
    scheme: str = "tcp"
    host: str = "127.0.0.1"
    listen: str = ""
    options: Sequence[str] = ()
    workers: list[subprocess.Popen[str]] = field(default_factory=list)
    scheduler: subprocess.Popen[str] | None = None
    port: int = 0

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def start_scheduler(self) -> None:
        """Start it, again on the same port if there was one before."""
        self.scheduler = subprocess.Popen(
            [
                *(sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"),
                *("--host", f"{self.scheme}://{self.listen or self.host}", "--port", str(self.port), *self.options),
            ],
            env=environment(**self.settings),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.scheduler.stderr is not None
        seen = ""
        for line in self.scheduler.stderr:
            seen += line
            if found := re.search(r"Scheduler at:\s+\w+://.*:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise AssertionError(f"no scheduler:\n{seen}")

    def add(self, count: int = 1, prefix: Sequence[str] = (), threads: int = 1, **settings: str) -> None:
        """Start workers."""
        for _ in range(count):
            self.workers.append(
                subprocess.Popen(
                    [
                        *prefix,
                        *(sys.executable, "-m", "distributed.cli.dask_worker", self.address, "--no-dashboard"),
                        *("--nthreads", str(threads), "--no-nanny", "--memory-limit", "0", *self.options),
                    ],
                    env=environment(**{**self.settings, **settings}),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            )

    def wait_for(self, workers: int) -> None:
        """Wait until so many have come."""
        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)

    def kill_scheduler(self) -> None:
        """Kill it; where it was is known still."""
        if self.scheduler is not None:
            kill(self.scheduler)

    def close(self) -> None:
        """Kill all of them."""
        self.kill_scheduler()
        for worker in self.workers:
            kill(worker)


def kill(process: subprocess.Popen[str]) -> None:
    """End a program at once."""
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


@contextmanager
def dask_hosts(workers: int, **given: object) -> Iterator[Hosts]:
    """Yield a scheduler with so many workers, which may still be on their way."""
    hosts = Hosts(**given)  # type: ignore[arg-type]
    try:
        hosts.start_scheduler()
        hosts.add(workers)
        yield hosts
    finally:
        hosts.close()
