"""Reaching the neighbours: fork server, other children, what is left for the next one, the machine around them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tiny
from attempts import NEIGHBOURS, ROOTS
from shooting_range import Attack, Place, messages, said, text

from grader.model import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is attacked here is Linux's")


@pytest.mark.parametrize("attack", NEIGHBOURS, ids=lambda attack: attack.name)
def test_neighbour_can_be_reached_without_confinement(attack: Attack, open_place: Place) -> None:
    """The attempt gets through where nothing stops it, or ends the process that would report it."""
    if attack.name in ROOTS and os.geteuid() != 0:
        pytest.skip("an ordinary user may not do this anywhere")
    run = open_place.run(attack.source(open_place.targets), attack.limits)
    assert "LOOT" in said(run) or run.stopped == "crashed", said(run)


@pytest.mark.parametrize("attack", NEIGHBOURS, ids=lambda attack: attack.name)
def test_neighbour_cannot_be_reached(attack: Attack, place: Place) -> None:
    """The same attempt is refused with an error in the student's own process, and the fork servers live on."""
    before = servers(place)
    run = place.run(attack.source(place.targets), attack.limits)
    assert "LOOT" not in said(run)
    assert run.outcomes["test_doubled"].ended == "raised", run
    assert servers(place) == before


def servers(place: Place) -> list[int]:
    """Return the processes that fork the children."""
    return [server._process.pid for server in place.pool._servers.values()]


def test_two_jobs_side_by_side_do_not_find_each_other(place: Place) -> None:
    """While one submission runs, another sees neither its process, nor its folder, nor its memory."""
    victim = """
import time
SECRET = "victim-" + "secret"
open("victim.txt", "w").write(SECRET)
def double(x):
    time.sleep(0.3)
    return 2.0 * x
def slope(x): return 8.0 * x
"""
    spy = """
import os, time
seen, own = set(), int(os.getcwd().rpartition("-")[2])
others = [f"../../disk-{number % 16}/job-{number}" for number in range(own - 4, own + 5) if number != own]
def double(x):
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        for number in range(1, 400):
            try:
                os.kill(number, 0)
                if number != os.getpid(): seen.add(f"process {number}")
            except OSError: pass
        for folder in ["..", "../..", *others]:
            try: seen.update(os.listdir(folder))
            except OSError: pass
    raise RuntimeError(f"saw {sorted(seen)}")
"""
    limits = Limits(timeout_s=10.0)
    with ThreadPoolExecutor(2) as threads:
        good = threads.submit(place.grade, victim, limits=limits)
        bad = threads.submit(place.grade, spy, limits=limits)
        assert "saw []" in messages(bad.result())
        assert good.result().points == good.result().max_points


def test_one_job_that_fills_its_disk_leaves_room_on_the_other_one(place: Place) -> None:
    """What a submission may write is bounded for itself, not for all that run side by side."""
    fill = """
import os, time
def double(x):
    for name in range(64):
        try:
            with open(str(name), "wb") as file: file.write(bytes(8 << 20))
        except OSError as error:
            end = time.monotonic() + 1.0
            while time.monotonic() < end: time.sleep(0.05)
            raise RuntimeError(f"full after {name}: {error}")
def slope(x): return x
"""
    write = """
import time
def double(x):
    time.sleep(0.5)
    with open("notes", "wb") as file: file.write(bytes(8 << 20))
    return 2.0 * x
def slope(x): return 8.0 * x
"""
    limits = Limits(timeout_s=20.0)
    with ThreadPoolExecutor(2) as threads:
        greedy = threads.submit(place.grade, fill, limits=limits)
        modest = threads.submit(place.grade, write, limits=limits)
        assert "No space left on device" in messages(greedy.result())
        assert modest.result().points == modest.result().max_points, messages(modest.result())


def test_nothing_is_left_for_the_next_child(place: Place) -> None:
    """Modules, files and variables that one submission changed are as new for the next one."""
    spoil = """
import os, sys, torch, builtins, random, tempfile
torch.tensor = torch.allclose = None
builtins.sum = None
sys.modules["numpy"] = None
open("left.txt", "w").write("left behind")
open(os.path.join(tempfile.gettempdir(), "left2.txt"), "w").write("left behind")
def double(x): return x
def slope(x): return x
"""
    look = """
import os, tempfile, torch, builtins, numpy
found = [torch.tensor, torch.allclose, builtins.sum]
assert all(found) and not os.listdir(".") and not os.listdir(tempfile.gettempdir())
"""
    place.grade(spoil)
    report = place.grade(look + tiny.RIGHT)
    assert report.points == report.max_points, text(report)


def test_everything_of_a_job_is_removed(open_place: Place) -> None:
    """Deep trees, odd names and forbidding modes do not outlive the job that made them, even without layers."""
    code = """
import os
for depth in range(1200):
    os.mkdir("d"); os.chdir("d")
open("deep", "w").close()
os.chdir("/" if False else os.environ["HOME"])
os.mkdir("locked"); open("locked/x", "w").close(); os.chmod("locked", 0)
open("new\\nline", "w").close()
"""

    def left() -> set[Path]:
        return {path for server in open_place.pool._servers.values() for path in Path(server._work).glob("job-*")}

    before = left()  # without layers, an earlier attack may have kept its own from being removed
    report = open_place.grade(code + tiny.RIGHT, limits=Limits())
    assert report.points == report.max_points, text(report)
    assert soon(lambda: left() <= before)


LEAVE_BEHIND = """
import os, time
def double(x):
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.setsid()
                try: os.setpgid(0, 0)
                except OSError: pass
            time.sleep(60)
            os._exit(0)
    return 2.0 * x
def slope(x): return 8.0 * x
"""


def test_processes_in_sessions_of_their_own_do_not_survive(open_place: Place) -> None:
    """Even with every layer off, what a child started ends with it."""
    open_place.grade(LEAVE_BEHIND, limits=Limits())
    pids = [server._process.pid for server in open_place.pool._servers.values()]
    assert soon(lambda: not any(children_of(pid) for pid in pids))


def soon(condition: Callable[[], bool]) -> bool:
    """Return whether `condition` comes true: a fork server clears up while the next submission is graded."""
    deadline = time.monotonic() + 300
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def children_of(pid: int) -> list[int]:
    """Return a process's children."""
    with Path(f"/proc/{pid}/task/{pid}/children").open(encoding="ascii") as file:
        return [int(child) for child in file.read().split()]
