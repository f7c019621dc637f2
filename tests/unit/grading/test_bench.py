"""A worker's processes for a run: started once, used by all threads, ended with the run or when nobody asks."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace

import pytest
from dask_hosts import KIT, submissions

from grader.errors import SandboxError, StoppedError, UsageError
from grader.grading import bench as module
from grader.grading.bench import Bench, Unfit, chunk, close, differing, end_idle
from grader.grading.steps import Work
from grader.plain import to_plain

WORK = Work(submissions(1)[0])


class Processes:
    """A stand-in for a worker, that notes what becomes of it."""

    made: list[Processes] = []
    broken: Exception | None = None

    def __init__(self, kit) -> None:
        self.kit, self.done, self.stopped, self.ended = kit, [], False, False
        self.pool = SimpleNamespace(stop=self.stop, isolation=lambda: ("uid",))
        Processes.made.append(self)

    def __enter__(self):
        if Processes.broken:
            raise Processes.broken
        return self

    def __exit__(self, *error) -> None:
        self.ended = True

    def stop(self) -> None:
        self.stopped = True

    def do(self, work):
        self.done.append(work)


@pytest.fixture
def made(monkeypatch):
    """Return the processes that are started, in order; none is left afterwards."""
    monkeypatch.setattr(module, "Worker", Processes)
    monkeypatch.setattr(module, "_address", lambda: "tcp://10.0.0.7:1")
    monkeypatch.setattr(Processes, "made", [])
    monkeypatch.setattr(Processes, "broken", None)
    yield Processes.made
    end_idle(float("inf"))


def test_a_run_has_one_set_of_processes_and_another_run_its_own(made):
    mine, other = Bench(KIT), Bench(KIT)
    for _ in range(3):
        mine(WORK)
    other(WORK)

    assert [len(each.done) for each in made] == [3, 1]
    assert mine.layers() == ("uid",)


def test_what_nobody_has_used_for_a_while_is_ended_and_starts_again(made):
    bench = Bench(KIT)
    before = time.monotonic()
    bench(WORK)

    end_idle(before)
    assert not made[0].ended
    end_idle(time.monotonic() + 1)
    assert made[0].ended

    bench(WORK)
    assert len(made) == 2


def test_once_a_run_is_over_nothing_of_it_is_begun_any_more(made):
    bench = Bench(KIT)
    bench(WORK)

    close(bench.name)

    assert made[0].stopped and made[0].ended
    with pytest.raises(StoppedError):
        bench(WORK)
    assert len(made) == 1


def test_a_machine_that_cannot_start_them_is_unfit_and_one_that_may_not_is_an_error(made, monkeypatch):
    monkeypatch.setattr(Processes, "broken", SandboxError("no space left on device"))
    with pytest.raises(Unfit) as unfit:
        chunk(Bench(KIT), as_text())
    assert unfit.value.args == ("tcp://10.0.0.7:1", "no space left on device")

    monkeypatch.setattr(Processes, "broken", UsageError("Missing: bubblewrap"))
    with pytest.raises(UsageError, match="worker tcp://10.0.0.7:1: Missing: bubblewrap"):
        chunk(Bench(KIT), as_text())


def test_other_versions_are_named_before_anything_is_started(made):
    bench = Bench(KIT, facts={"torch": "2.13.0", "Python": "3.99"})

    with pytest.raises(UsageError, match=r"worker tcp://10.0.0.7:1: .*Python 3\S+ there and 3.99 here"):
        chunk(bench, as_text())
    assert made == []


def test_what_differs_is_said_from_both_sides():
    assert (
        differing({"torch": "2.4", "numpy": "1"}, {"torch": "2.5", "numpy": "1"}) == "torch 2.5 there and 2.4 here"
    )
    assert differing({"torch": "2.4"}, {}) == "torch none there and 2.4 here"


def as_text() -> str:
    return json.dumps([to_plain(WORK)])
