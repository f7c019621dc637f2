"""A runner that keeps what each program did, and does not run what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.model import Limits, Outcome, Outcomes, Program
from grader.sandbox.pool import Job, Run, Runner


class Tape:
    """
    Stands before a runner. `seen` holds every outcome by program, the last one where a check ran again; `known`
    those that are taken as they are. `run` and `read` count the checks of either kind.
    """

    def __init__(self, runner: Runner, known: Mapping[Program, Outcomes]) -> None:
        self._runner, self._known = runner, known
        self.seen: dict[Program, dict[str, Outcome]] = {}
        self.ran = self.read = 0

    def run(self, job: Job, limits: Limits) -> Run:
        """Run those checks of a job that nothing is known of."""
        known = self._known.get(job.program, {})
        read = {check: known[check] for check in job.checks if check in known}
        rest = replace(job, checks=tuple(check for check in job.checks if check not in read))
        run = self._runner.run(rest, limits) if rest.checks else Run()
        run.outcomes = {**read, **run.outcomes}
        self.ran, self.read = self.ran + len(rest.checks), self.read + len(read)
        self.seen.setdefault(job.program, {}).update(run.outcomes)
        return run
