"""A runner that keeps what each program did, and does not run what is known already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from grader.model import Limits, Outcome, Outcomes, Program
from grader.sandbox.outside.pool import Job, Run, Runner


def _never(program: Program, check: str, outcome: Outcome) -> bool:
    return False


class Tape:
    """
    Stands before a runner. `seen` holds every outcome by program, the last one where a check ran again; `known`
    those that are taken as they are, and `same_alone` tells of an outcome whether the check, run once more alone,
    is known to lead to it again. `run` and `read` count the checks of either kind.
    """

    def __init__(
        self,
        runner: Runner,
        known: Mapping[Program, Outcomes],
        same_alone: Callable[[Program, str, Outcome], bool] = _never,
    ) -> None:
        self._runner, self._known, self._same_alone = runner, known, same_alone
        self.seen: dict[Program, dict[str, Outcome]] = {}
        self.ran = self.read = 0

    def run(self, job: Job, limits: Limits) -> Run:
        """Run those checks of a job that nothing is known of."""
        known = {**self._known.get(job.program, {}), **self._again(job)}
        read = {check: known[check] for check in job.checks if check in known}
        rest = replace(job, checks=tuple(check for check in job.checks if check not in read))
        run = self._runner.run(rest, limits) if rest.checks else Run()
        run.outcomes = {**read, **run.outcomes}
        self.ran, self.read = self.ran + len(rest.checks), self.read + len(read)
        self.seen.setdefault(job.program, {}).update(run.outcomes)
        return run

    def stop(self) -> None:
        """End what runs."""
        self._runner.stop()

    def _again(self, job: Job) -> Outcomes:
        """Return what a check did among others where it is asked for alone now, and would do the same."""
        if len(job.checks) > 1:
            return {}
        seen = self.seen.get(job.program, {})
        return {
            check: seen[check]
            for check in job.checks
            if check in seen and self._same_alone(job.program, check, seen[check])
        }
