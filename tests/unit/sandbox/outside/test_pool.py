"""The trusted side: what it makes of children that lie, garble, hang, vanish, or take their fork server along."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tiny

from grader.errors import AuthorError, StoppedError
from grader.model import Cell, Limits, Program
from grader.sandbox.outside.pool import Job, Pool, Run, threads

VISIBLE = ("test_doubled", "test_scalar[3.0]", "test_scalar[-0.5]", "test_slope")
CHANNEL = """
import os, socket, struct, json

def send(header, body=b""):
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    os.write(3, struct.pack("<II", len(head) + len(body), len(head)) + head + body)

"""
"""What a submission needs to speak to the parent itself: the channel's number is no secret."""


def run(pool: Pool, source: str, *checks: str, hidden: bool = False, limits: Limits | None = None) -> Run:
    program = Program(tiny.NAME, "tiny.py", (Cell(source),))
    return pool.run(Job(program, checks or VISIBLE, hidden, 7 if hidden else None), limits or Limits())


def ended(found: Run) -> dict[str, str]:
    return {check: outcome.ended for check, outcome in found.outcomes.items()}


def doubling(body: str) -> str:
    return f"{CHANNEL}\ndef double(x):\n    {body}\n    return 2 * x\n\ndef slope(x):\n    return 8 * x\n"


def test_a_run_reports_what_each_check_observed_in_order(pool):
    found = run(pool, tiny.RIGHT)

    assert (found.stopped, found.at_cell, found.faults) == ("", None, ())
    assert ended(found) == dict.fromkeys(VISIBLE, "returned")
    assert found.outcomes["test_doubled"].observations[0].value.numbers == (2.0, -4.0, 8.0)
    assert all(outcome.duration_s > 0 for outcome in found.outcomes.values())


def test_only_the_named_checks_run(pool):
    assert list(run(pool, tiny.RIGHT, "test_slope", "test_doubled").outcomes) == ["test_slope", "test_doubled"]


def test_errors_while_loading_are_reported(pool):
    found = run(pool, tiny.RIGHT + "\n# %%\n1 / 0\n")

    assert [(fault.type, fault.text) for fault in found.faults] == [("ZeroDivisionError", "1 / 0")]


def test_a_crash_costs_the_check_it_happens_in_and_ends_the_run(pool):
    found = run(pool, doubling("os._exit(0)"))

    assert (found.stopped, ended(found)) == ("crashed", {"test_doubled": "crashed"})


def test_a_check_that_takes_too_long_ends_the_run_by_the_parents_clock(pool):
    source = doubling("import time; time.time = time.monotonic = lambda: 0.0\n    while True: pass")

    found = run(pool, source, limits=Limits(timeout_s=0.5))

    assert (found.stopped, ended(found)) == ("timeout", {"test_doubled": "timeout"})


def test_a_child_that_only_trickles_frames_cannot_stop_the_clock(pool):
    body = (
        'import time\n    while True: send({"kind": "observed", "check": "test_doubled", "name": "x", "shape": [], '
    )
    body += '"dtype": "f4", "noun": "", "text": "", "inner": "", "bound": [], "diagnostic": True}, bytes(4))'
    body += "; time.sleep(0.05)"

    found = run(pool, doubling(body), limits=Limits(timeout_s=0.5))

    assert found.stopped in ("timeout", "malformed")


def test_a_load_that_takes_too_long_names_its_cell(pool):
    found = run(pool, tiny.RIGHT + "\n# %%\nwhile True: pass\n", limits=Limits(timeout_s=0.2))

    assert (found.stopped, found.at_cell, found.outcomes) == ("timeout", 1, {})


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param('os.write(3, b"\\xff" * 64)', id="noise"),
        pytest.param('os.write(3, struct.pack("<II", 2**31, 2**31))', id="a huge length"),
        pytest.param('send(b"[1, 2]")', id="no object"),
        pytest.param('send({"kind": "done"})', id="done too early"),
        pytest.param('send({"kind": "loaded", "faults": []})', id="loaded again"),
        pytest.param('send({"kind": "begin", "check": "test_slope"})', id="another check within this one"),
        pytest.param(
            'send({"kind": "ended", "check": "test_slope", "ended": "returned"})', id="another check's end"
        ),
        pytest.param(
            'send({"kind": "ended", "check": "test_doubled", "ended": "passed"})', id="an end it does not know"
        ),
        pytest.param('send({"kind": "verdict", "points": 100})', id="a verdict"),
        pytest.param(
            'send({"kind": "observed", "check": "test_slope", "name": "slope"})', id="another check's value"
        ),
        pytest.param(
            'send({"kind": "observed", "check": "test_doubled", "name": "doubled"})', id="half an observation"
        ),
        pytest.param('[send({"kind": "x", "pad": "x" * 60_000}) for _ in range(2000)]', id="a flood"),
    ],
)
def test_a_child_that_sends_what_no_child_may_has_crashed_at_that_check(pool, frames):
    found = run(pool, doubling(frames))

    assert (found.stopped, ended(found)) == ("malformed", {"test_doubled": "malformed"})


@pytest.mark.parametrize(
    "flood",
    [
        '[send({"kind": "observed", "check": "test_doubled", "name": f"x{n}", "shape": [], "dtype": "u1", '
        '"noun": "", "text": "", "inner": "", "bound": [], "diagnostic": False}, b"1") for n in range(5000)]',
        '[send({"kind": "observed", "check": "test_doubled", "name": f"x{n}", "shape": [100_000], "dtype": "f8", '
        '"noun": "", "text": "", "inner": "", "bound": [], "diagnostic": False}, bytes(800_000)) '
        "for n in range(200)]",
    ],
    ids=["many observations", "many numbers"],
)
def test_a_child_that_sends_more_than_is_read_is_ended(pool, flood):
    assert run(pool, doubling(flood)).stopped == "malformed"


def test_a_forged_observation_is_a_second_one_of_its_name_and_none_counts(pool):
    forged = 'send({"kind": "observed", "check": "test_doubled", "name": "doubled", "shape": [], "dtype": "f4", '
    forged += '"noun": "", "text": "", "inner": "", "bound": [], "diagnostic": False}, bytes(4))'

    assert ended(run(pool, doubling(forged), "test_doubled")) == {"test_doubled": "malformed"}


def test_an_end_in_ones_own_name_observes_nothing(pool):
    fault = '"type": "", "message": "", "function": "", "file": "", "line": 0, "cell": 0, "text": ""'
    forged = f'send({{"kind": "ended", "check": "test_doubled", "ended": "returned", {fault}}})\n    os._exit(0)'

    found = run(pool, doubling(forged))

    assert found.outcomes["test_doubled"].observations == ()
    assert found.stopped == "crashed"


def test_a_closed_channel_is_a_crash(pool):
    assert run(pool, doubling("os.close(3)")).stopped == "crashed"


def test_a_child_that_reads_from_its_channel_finds_nothing(pool):
    body = "got = socket.socket(fileno=os.dup(3)); got.setblocking(False)\n    raise ValueError(got.recv(1 << 20))"

    fault = run(pool, doubling(body), "test_doubled").outcomes["test_doubled"].fault

    assert fault.type == "BlockingIOError"


@pytest.mark.parametrize(
    "how", ["os.kill(os.getppid(), 9)", "os.kill(os.getppid(), 19)", "os.killpg(os.getpgid(os.getppid()), 9)"]
)
def test_whatever_a_child_does_to_its_fork_server_the_next_submission_is_graded(pool, how):
    run(pool, doubling(how), limits=Limits(timeout_s=1))

    assert ended(run(pool, tiny.RIGHT)) == dict.fromkeys(VISIBLE, "returned")


def test_children_do_not_see_each_other(pool):
    leave = "import sys, torch\nopen('left.txt', 'w').write('x')\ntorch.left = sys.left = 1\n" + tiny.RIGHT
    look = "import os, torch\ndef double(x):\n    raise ValueError(str([os.listdir('.'), hasattr(torch, 'left')]))"
    run(pool, leave)

    assert run(pool, look, "test_doubled").outcomes["test_doubled"].fault.message == "[[], False]"


def test_runs_may_overlap(pool):
    def one(n: int) -> tuple[float, ...]:
        source = f"def double(x):\n    return {n} * x\n"
        return run(pool, source, "test_doubled").outcomes["test_doubled"].observations[0].value.numbers

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(one, range(24)))

    assert found == [(n, -2.0 * n, 4.0 * n) for n in range(24)]


def test_no_process_no_thread_and_no_file_is_left_behind(pool, rubric):
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    run(pool, tiny.RIGHT)
    before, threads = open_files(), threading.active_count()
    for source in (tiny.RIGHT, doubling("os._exit(1)"), doubling("os.write(3, bytes(99))"), "while True: pass"):
        run(pool, source, limits=Limits(timeout_s=0.1))

    assert (open_files(), threading.active_count()) == (before, threads)


def test_what_runs_when_grading_is_given_up_has_no_outcome(rubric):
    endless = Program(tiny.NAME, "tiny.py", (Cell(doubling("while True: pass")),))
    with Pool(rubric.visible_tests, rubric.hidden_tests, tiny.NAME) as pool:
        pool.checks()
        with pytest.raises(ZeroDivisionError), threads(1, pool) as executor:
            future = executor.submit(pool.run, Job(endless, VISIBLE, False), Limits(timeout_s=600.0))
            later = executor.submit(pool.run, Job(endless, VISIBLE, False), Limits(timeout_s=600.0))
            while not future.running():
                time.sleep(0.01)
            1 / 0

        assert later.cancelled()
        with pytest.raises(StoppedError):
            future.result(60)
        with pytest.raises(StoppedError):
            run(pool, tiny.RIGHT)


def test_a_test_file_that_cannot_be_collected_is_the_authors_error():
    said = pytest.raises(AuthorError, match=r"test_tiny\.py cannot be collected:(.|\n)*nowhere_at_all")
    with Pool("import nowhere_at_all\n", "def test_x(:\n", "tiny") as broken, said:
        broken.checks()
