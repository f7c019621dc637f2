"""
Chunks on machines that are stand-ins: each step ends once, with what it would have led to here, whatever they do.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import StoppedError, UsageError
from grader.grading import chunks as module
from grader.grading.chunks import ATTEMPTS, MOST, Chunks, run_chunk
from grader.grading.grade import failed
from grader.grading.steps import Result, Work, grade_on
from grader.model import Cell, Check, CheckReport, Program, Recording, Report, StubReport
from grader.submissions.submission import Submission

CHECK = Check("test_f", "f", 1.0, False, (), "")
RECORDING = Recording("tiny", (CHECK,), {}, (), {})

Failing = Callable[[str, int], BaseException | None]
"""What a machine fails at, by its name and how many chunks it has had; None where it does not."""


def submissions(count: int) -> list[Submission]:
    return [Submission(f"s{i}", f"s{i}/tiny.py", Program("tiny", "tiny.py", (Cell(f"{i}"),))) for i in range(count)]


def do(work: Work) -> Result:
    """Give as many points as the submission's code says."""
    points = float(work.submission.program.cells[0].source)
    line = CheckReport(CHECK, "passed", points)
    return Report("tiny", work.submission.student, work.submission.source, (StubReport("f", (line,)),), (), {})


class Stand:
    """Machines that are threads, each of which does one chunk at a time, and fails at it as `failing` says."""

    def __init__(self, names: str, failing: Failing = lambda name, count: None) -> None:
        self.names, self.failing = list(names), failing
        self.counts: Counter[str] = Counter()
        self.sizes: list[int] = []
        self.regained = 0
        self.refused = ""
        self._pool = ThreadPoolExecutor(len(names))
        self._lock = threading.Lock()
        self._choice = random.Random(5)

    def submit(self, do: module.Do, text: str, avoid: frozenset[str]) -> Future[tuple[str, str]]:
        with self._lock:
            name = self._choice.choice([name for name in self.names if name not in avoid] or self.names)
            self.counts[name] += 1
            error = self.failing(name, self.counts[name])
        answer: Future[tuple[str, str]] = Future()
        if isinstance(error, module.CancelledError):
            answer.cancel()
            answer.set_running_or_notify_cancel()
        else:
            self._pool.submit(self._run, answer, name, do, text, error)
        return answer

    def _run(self, answer, name, do, text, error) -> None:
        try:
            if error is not None:
                raise error
            result = run_chunk(do, text)
            self.sizes.append(result.count('"seconds"'))
            answer.set_result((name, result))
        except BaseException as error:
            answer.set_exception(error)

    def slots(self, avoid: frozenset[str] = frozenset()) -> int:
        return len([name for name in self.names if name not in avoid])

    def regain(self) -> None:
        self.regained += 1
        if self.refused:
            raise UsageError(self.refused)

    def stop(self) -> None:
        pass


@contextmanager
def chunks_on(stand: Stand) -> Iterator[Chunks]:
    chunks = Chunks(stand)
    try:
        yield chunks
    finally:
        chunks.shutdown()


def graded(stand: Stand, count: int, do: module.Do = do) -> list[Report]:
    """Return the reports of a class, by student; each of whom has exactly one."""
    with chunks_on(stand) as chunks:
        reports = [report for _, report in grade_on(chunks, do, submissions(count), RECORDING)]
    assert len(reports) == count == len({report.student for report in reports})
    return sorted(reports, key=lambda report: report.source)


def here(count: int) -> list[Report]:
    return sorted((do(Work(each)) for each in submissions(count)), key=lambda report: report.source)


def test_what_machines_lead_to_is_what_it_would_have_been_here():
    assert graded(Stand("abc"), 50) == here(50)


def test_short_steps_go_together_and_never_more_than_is_bearable_to_lose():
    stand = Stand("ab")

    graded(stand, 2000)

    assert 20 < max(stand.sizes) <= MOST
    assert sum(stand.sizes) == 2000
    assert stand.sizes[-1] < 20  # so that all machines have something to do until the end


def test_long_steps_go_alone(monkeypatch):
    monkeypatch.setattr(module, "CHUNK_S", 1e-9)
    stand = Stand("ab")

    graded(stand, 30)

    assert set(stand.sizes) == {1}


def test_a_chunk_that_a_machine_died_with_is_done_by_another():
    stand = Stand("ab", lambda name, count: ConnectionError("died") if name == "a" and count < 3 else None)

    assert graded(stand, 60) == here(60)


def test_a_submission_that_takes_machines_down_is_given_up_alone():
    def deadly(work: Work) -> Result:
        if work.submission.student == "s7":
            raise ConnectionError("the machine is gone")
        return do(work)

    reports = graded(Stand("abc"), 30, deadly)

    lost = [report for report in reports if report.failure]
    assert [report.student for report in lost] == ["s7"]
    assert "the machine is gone" in lost[0].failure
    assert [report for report in reports if not report.failure] == [
        each for each in here(30) if each.student != "s7"
    ]


def test_a_machine_that_fails_at_all_it_gets_costs_nobody_a_mark():
    # Its disk is full, say: there every report says that the grader failed, and no other one does.
    class Full(Stand):
        def _run(self, answer, name, do, text, error) -> None:
            super()._run(answer, name, broken if name == "b" else do, text, error)

    def broken(work: Work) -> Result:
        return failed(work.submission, RECORDING, "no space left on device")

    assert graded(Full("abc"), 40) == here(40)


def test_where_there_is_no_other_machine_a_failure_stands_at_once():
    asked: list[str] = []

    def broken(work: Work) -> Result:
        asked.append(work.submission.student)
        return failed(work.submission, RECORDING, "no space left on device")

    reports = graded(Stand("a"), 3, broken)

    assert all("no space left" in report.failure for report in reports)
    assert sorted(asked) == ["s0", "s1", "s2"]


def test_a_failure_everywhere_is_tried_so_often_and_no_more():
    asked: list[str] = []

    def broken(work: Work) -> Result:
        asked.append(work.submission.student)
        return failed(work.submission, RECORDING, "a fault of the grader's")

    graded(Stand("abcdef"), 1, broken)

    assert len(asked) == ATTEMPTS


def test_what_was_with_machines_that_went_away_is_done_once_they_are_back():
    stand = Stand("ab", lambda name, count: module.CancelledError() if count in (1, 2, 5) else None)

    assert graded(stand, 40) == here(40)
    assert stand.regained >= 4


def test_machines_that_stay_away_end_the_run_in_words():
    stand = Stand("ab", lambda name, count: module.CancelledError() if count > 3 else None)
    stand.refused = "the cluster was not there again"

    with pytest.raises(UsageError, match="not there again"):
        graded(stand, 400)


def test_a_machine_that_may_not_grade_ends_the_run_and_names_itself():
    stand = Stand("ab", lambda name, count: UsageError("worker b: torch 2.4 there") if name == "b" else None)

    with pytest.raises(UsageError, match="worker b: torch 2.4 there"):
        graded(stand, 10)


def test_a_machine_that_answers_something_else_has_failed():
    class Short(Stand):
        def _run(self, answer, name, do, text, error) -> None:
            if name == "b" and self.counts[name] < 3:  # it may meet the same step each time
                answer.set_result((name, "[]" if self.counts[name] % 2 else '[{"seconds": 1, "report": {}}]'))
            else:
                super()._run(answer, name, do, text, error)

    assert graded(Short("abcd"), 40) == here(40)


def test_what_is_not_done_when_grading_is_given_up_says_so():
    begun, go_on = threading.Event(), threading.Event()

    def slow(work: Work) -> Result:
        begun.set()
        go_on.wait(60)
        return do(work)

    stand = Stand("a")
    chunks = Chunks(stand)
    futures = [chunks.submit(slow, Work(each)) for each in submissions(30)]
    begun.wait(60)
    chunks.shutdown()
    go_on.set()

    waiting = [future for future in futures if future.done()]
    assert waiting
    assert all(isinstance(future.exception(), StoppedError) for future in waiting)


FAULTS = {
    "dies": lambda: ConnectionError("died"),
    "goes away": lambda: module.CancelledError(),
    "works": lambda: None,
}


@settings(max_examples=40, deadline=None)
@given(
    count=st.integers(1, 40),
    faults=st.lists(st.sampled_from(sorted(FAULTS)), max_size=12),
    names=st.sampled_from(["a", "ab", "abcdef"]),
)
def test_each_submission_has_one_report_whatever_machines_do(count, faults, names):
    # A step is given up after so many deaths, so no more of them than that are drawn one after the other.
    left = iter(faults)
    deaths = iter(range(ATTEMPTS - 1))

    def failing(name: str, count: int) -> BaseException | None:
        fault = next(left, "works")
        if fault == "dies" and next(deaths, None) is None:
            return None
        return FAULTS[fault]()

    assert graded(Stand(names, failing), count) == here(count)
