"""The grader's own work on one submission can be ended: whatever it does, the next submission's goes on."""

from __future__ import annotations

import functools
import operator
import os
import threading
import time
from multiprocessing import connection

import pytest

from grader.errors import DeskError
from grader.grading.desk import Desks


def test_work_gets_what_was_given_and_its_answer_comes_back():
    with Desks(10, 3) as desks:
        assert desks.do(divmod) == (3, 1)
        assert desks.do(pow, 7) == 10**3 % 7


def test_work_that_raises_says_where_and_harms_no_other():
    with Desks() as desks:
        with pytest.raises(DeskError, match="ZeroDivisionError"):
            desks.do(operator.truediv, 1, 0)
        assert desks.do(operator.add, 1, 2) == 3


@pytest.mark.parametrize(
    ("work", "arguments"),
    [
        (functools.reduce, (operator.add, range(10**15))),  # in C: no exception could be raised in it
        (time.sleep, (1000,)),
    ],
    ids=["computes", "waits"],
)
def test_work_without_end_is_ended(work, arguments):
    with Desks(limit_s=0.5) as desks:
        with pytest.raises(DeskError, match=r"did not end within 0\.5 s"):
            desks.do(work, *arguments)
        assert desks.do(operator.add, 1, 2) == 3


@pytest.mark.parametrize(
    ("work", "arguments"), [(operator.mul, (b"x", 1 << 40)), (os._exit, (3,)), (os.abort, ())], ids=str
)
def test_work_that_takes_its_process_along_is_said(work, arguments):
    with Desks() as desks:
        with pytest.raises(DeskError):
            desks.do(work, *arguments)
        assert desks.do(operator.add, 1, 2) == 3


def test_an_answer_that_cannot_be_handed_over_is_an_error_of_that_work():
    with Desks() as desks:
        with pytest.raises(DeskError):
            desks.do(threading.Lock)
        assert desks.do(operator.add, 1, 2) == 3


def test_an_answer_that_was_not_waited_for_is_nobody_elses(monkeypatch):
    def interrupted(self, seconds):
        raise KeyboardInterrupt

    with Desks() as desks:
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(connection.Connection, "poll", interrupted)
            desks.do(operator.add, 40, 2)

        assert desks.do(operator.add, 1, 2) == 3


def test_work_goes_on_beside_other_work():
    with Desks() as desks:
        found = []
        threads = [threading.Thread(target=lambda n=n: found.append(desks.do(operator.neg, n))) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(found) == [-3, -2, -1, 0]
