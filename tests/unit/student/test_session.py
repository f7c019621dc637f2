"""What a student's own run does before a clock runs, and after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from grader.exercise.assignment import in_folder
from grader.model import Cell, Limits, Program
from grader.student import session
from grader.student.timeout import Limit


@pytest.fixture
def events(monkeypatch):
    """Return a list in which it is noted when torch is warmed up and when a clock begins to run."""
    noted = []
    run = Limit.run
    monkeypatch.setattr(session, "first_uses", lambda *, optimizers: noted.append(("warm", optimizers)))
    monkeypatch.setattr(Limit, "run", lambda limit, function: (noted.append("clock"), run(limit, function))[1])
    session.warm_up.cache_clear()
    yield noted
    session.warm_up.cache_clear()


@pytest.mark.parametrize(
    ("source", "optimizers"), [("import torch\n", False), ("step = torch.optim.SGD\nimport torch\n", True)]
)
def test_torch_is_warm_before_the_clock_runs(events, source, optimizers):
    session.FileSource(Program("tiny", "tiny.py", (Cell(source),)), Limits()).functions()

    assert events[:2] == [("warm", optimizers), "clock"]


def test_what_torch_cannot_do_in_this_notebook_spoils_no_check(monkeypatch):
    monkeypatch.setattr(session, "first_uses", lambda *, optimizers: torch.ones(2, device="nowhere"))
    session.warm_up.cache_clear()

    session.warm_up()
    session.warm_up.cache_clear()


def test_threads_are_pinned_while_code_runs_and_put_back():
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with session.surroundings():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_a_check_has_the_time_that_it_says_and_a_tenth_of_it_once_its_stub_has_hung(exercise):
    assignment = in_folder(exercise.assignment)
    work = session.Session(assignment, session.FileSource(Program("tiny", "tiny.py", ()), Limits()), Limits())
    plain, own = assignment.recording.checks[0], replace(assignment.recording.checks[0], timeout_s=50.0)

    assert (work.limit(plain).seconds, work.limit(own).seconds) == (20.0, 50.0)
    work._hung.add(plain.stub)
    assert (work.limit(plain).seconds, work.limit(own).seconds) == (2.0, 5.0)


def test_code_runs_inside_the_folder_of_its_assignment_and_nothing_stays_there(tmp_path, monkeypatch):
    before = Path.cwd()
    with pytest.raises(KeyError), session.surroundings(tmp_path):
        assert Path.cwd() == tmp_path
        monkeypatch.chdir(tmp_path.parent)
        raise KeyError
    assert Path.cwd() == before
