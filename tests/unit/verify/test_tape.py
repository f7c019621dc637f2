"""What a tape does not run again: what is known of a program, and what is known to be the same alone."""

from __future__ import annotations

from grader.model import Cell, Limits, Observation, Outcome, Program, Value
from grader.sandbox.outside.pool import Job, Run
from grader.verify.tape import Tape

RIGHT, WRONG = (Program("x", "", (Cell(name),)) for name in ("right", "wrong"))


def returned(number: float) -> Outcome:
    return Outcome("returned", (Observation("y", Value((), (number,))),))


class Counting:
    """A runner in which the n-th job's checks all observe n."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run(self, job: Job, limits: Limits) -> Run:
        self.jobs.append(job)
        return Run(outcomes={check: returned(len(self.jobs)) for check in job.checks})


def test_what_is_known_is_read_and_the_rest_run():
    runner = Counting()
    tape = Tape(runner, {WRONG: {"long": returned(0.5)}})

    run = tape.run(Job(WRONG, ("short", "long"), False), Limits())

    assert run.outcomes == {"short": returned(1), "long": returned(0.5)}
    assert [job.checks for job in runner.jobs] == [("short",)]
    assert (tape.ran, tape.read) == (1, 1)


def test_a_check_is_run_alone_unless_that_is_known_to_change_nothing():
    runner = Counting()
    tape = Tape(runner, {}, lambda program, check, outcome: program == WRONG and check == "a")
    for program in (WRONG, RIGHT):
        tape.run(Job(program, ("a", "b"), False), Limits())

    alone = [tape.run(Job(p, (c,), False), Limits()).outcomes[c] for p in (WRONG, RIGHT) for c in "ab"]

    assert alone == [returned(1), returned(3), returned(4), returned(5)]
    assert tape.seen[WRONG] == {"a": returned(1), "b": returned(3)}


def test_the_first_run_of_a_check_is_never_spared():
    runner = Counting()
    tape = Tape(runner, {}, lambda program, check, outcome: True)

    tape.run(Job(WRONG, ("a",), False), Limits())

    assert len(runner.jobs) == 1
