"""Whose time a child uses: what it computed is its own, and what a busy machine kept from it is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from grader.sandbox.outside import clock
from grader.sandbox.outside.clock import Clock, Late

if sys.platform != "linux":
    pytest.skip("the clock of another process is Linux's", allow_module_level=True)


@contextmanager
def running(source: str) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE)
    try:
        yield process.pid
    finally:
        process.kill()
        process.communicate()


def until_late(watched: Clock, limit_s: float) -> Late:
    while True:
        time.sleep(clock.SAMPLE_S)
        if late := watched.look(limit_s):
            return late


@pytest.mark.parametrize(
    ("source", "late"),
    [
        ("while True: pass", "computing"),
        ("import threading\nfor _ in range(3): threading.Thread(target=lambda: exec('while True: pass')).start()",
         "computing"),
        ("import time; time.sleep(1000)", "waiting"),
        ("input()", "waiting"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "waiting"),
    ],
    ids=["a loop", "threads", "asleep", "waiting for input", "stopped"],
)  # fmt: skip
def test_what_a_process_did_with_its_time(source, late):
    with running(source) as pid:
        assert until_late(Clock(pid), 0.6) == late


def test_what_a_process_computed_counts_however_long_it_took():
    source = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ninput()"
    with running(source) as pid:
        watched = Clock(pid)
        until_late(watched, 0.6)  # until it waits

        assert 0.3 <= watched.spent().computed < 0.6


def test_a_process_that_could_run_and_may_not_is_kept_waiting(monkeypatch):
    monkeypatch.setattr(clock, "KEPT_WAITING", 2)
    watched = Clock(os.getpid())
    monkeypatch.setattr(Clock, "_computed", lambda self: 0.0)  # as on a machine that gives it no time at all
    monkeypatch.setattr(Clock, "_runnable", lambda self: True)

    assert until_late(watched, 0.2) == "kept waiting"


def test_a_look_that_comes_late_holds_no_time_against_a_process():
    with running("import time; time.sleep(1000)") as pid:
        watched = Clock(pid)
        time.sleep(1.0)  # the process that judges was busy

        assert watched.look(0.5) == ""
        assert watched.spent().waited <= clock.SAMPLE_S


def test_a_new_step_begins_at_nothing():
    with running("while True: pass") as pid:
        watched = Clock(pid)
        until_late(watched, 0.2)
        os.kill(pid, signal.SIGSTOP)  # or it computes on while this process waits for its turn
        watched.restart()

        assert watched.spent().computed < 0.2
        assert watched.computed() >= 0.2


def test_where_a_process_is_not_known_the_wall_clock_is_wide(monkeypatch):
    watched = Clock(0)

    assert not watched.known
    assert watched.look(10.0) == ""
    monkeypatch.setattr(clock, "WITHOUT_A_CLOCK", 0)
    time.sleep(0.01)
    assert watched.look(10.0) == "computing"


def gone(make: Callable[[int], object]) -> None:
    with running("pass") as pid:
        pass
    make(pid)


def test_a_process_that_is_gone_is_no_error():
    gone(lambda pid: Clock(pid).look(1.0))
