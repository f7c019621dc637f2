"""`grader watch`: a run at each save, and the one stub to work on."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny

from grader.errors import UsageError
from grader.exercise.course import Course, Planned
from grader.model import Limits
from grader.student import watch
from grader.student.watch import find, report

# A signal that comes while its handler changes (a limit that ends, code that ignores it) is reported as "ignored".
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

RIGHT = "import torch\n\ndef double(x):\n    return 2 * x\n\ndef slope(x):\n    return 8.0 * x\n"


@pytest.fixture
def folder(exercise, tmp_path):
    return Path(shutil.copytree(exercise.assignment, tmp_path / "assignments" / tiny.NAME))


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy this machine is, code that does not end gets all of its time before it is told so."""
    monkeypatch.setattr("grader.student.timeout.PATIENCE", 1000)


def said(folder, stub="", width=80, colours=False):
    first, _, text = report(folder, stub, Limits(timeout_s=0.5), width, colours=colours).partition("\n")
    return first, text


def test_the_first_stub_that_does_not_pass_is_the_one_to_work_on(folder):
    stub, text = said(folder)

    assert stub == "double"
    assert text.startswith("[") and "0 of 2 functions pass" in text
    assert text.count("double: not started yet.") == 1


def test_the_stub_at_hand_comes_first_and_then_the_next(folder):
    (folder / "tiny.py").write_text(RIGHT.replace("8.0 * x", "2 * double(x)"))

    stub, text = said(folder, "double")
    assert stub == "slope"
    assert "The inner derivative is left out" in text
    assert "1 of 2 functions pass" in text


@pytest.mark.parametrize("broken", ["return 3 * x", "return (2 * x", "raise NotImplementedError"])
def test_one_that_passed_and_was_broken_since_comes_before_one_that_is_not_started(broken, folder):
    source = RIGHT.replace("return 8.0 * x", "raise NotImplementedError").replace("return 2 * x", broken)
    (folder / "tiny.py").write_text(source)

    assert said(folder, "slope")[0] == "double"


def test_when_all_pass_there_is_nothing_left_to_work_on(folder):
    (folder / "tiny.py").write_text(RIGHT)

    stub, text = said(folder, "slope")
    assert stub == watch.ALL_PASS
    assert "2 of 2 functions pass" in text
    assert "Next: hand in tiny.py." in text


def test_what_the_code_printed_is_shown(folder):
    (folder / "tiny.py").write_text(RIGHT.replace("return 2", "print('shape', x.shape); return 3"))

    _, text = said(folder)
    assert "Your code printed:\n  shape torch.Size([3])" in text


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_that_wants_no_colours_gets_none(folder, monkeypatch, no_color, coloured):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", no_color)
    asked = []
    monkeypatch.setattr(watch, "_child", lambda *words, colours: asked.append(colours))
    monkeypatch.setattr(watch.os, "fork", lambda: 0)
    monkeypatch.setattr(watch.os, "setpgid", lambda *ids: None)
    runs = watch._Runs(folder, Limits())
    monkeypatch.setattr(watch.os, "set_blocking", lambda *words: None)
    monkeypatch.setattr(watch.os, "close", lambda end: None)

    runs.start()

    assert asked == [coloured]


def test_colours_only_where_there_is_a_terminal(folder):
    assert "\033[" not in said(folder)[1]
    assert "\033[" in said(folder, colours=True)[1]


def test_two_files_filled_in_are_said_and_watched_on(folder):
    (folder / "tiny.py").write_text(RIGHT)
    notebook = folder / "tiny.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("raise NotImplementedError()", "return x"))

    assert "both filled in" in said(folder)[1]


def test_the_folder_is_found_by_name_by_path_and_from_within(folder):
    course = folder.parents[1]

    assert find(course, tiny.NAME) == (folder, None)
    assert find(course, str(folder)) == (folder, None)
    assert find(folder, None) == (folder, None)
    assert find(course, None) == (folder, None)
    with pytest.raises(UsageError, match="there is no assignment 'other'"):
        find(course, "other")
    with pytest.raises(UsageError, match="holds no assignment"):
        find(folder.parents[2] / "nowhere", None)


ENDLESS = RIGHT.replace(
    "    return 2 * x", "    with open('calls', 'a') as f:\n        f.write('call ')\n    while True:\n        pass"
)


def test_after_a_stub_has_computed_for_all_of_its_time_each_other_check_is_tried_once_and_shortly(
    folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (folder / "tiny.py").write_text(ENDLESS)

    text = " ".join(said(folder)[1].split())
    assert "double: did not end within 0.5 s of computing. It was at tiny.py line" in text
    assert (
        folder / "calls"
    ).read_text() == "call " * 3  # code runs in the assignment's folder, wherever it is called


DEAF = """\
import pathlib, signal, time

def double(x):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while not pathlib.Path("told").exists():
        time.sleep(0.01)
    return 2 * x

def slope(x):
    return 8.0 * x
"""


def test_a_check_that_cannot_be_ended_is_told_while_it_runs(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.student.timeout.GRACE_S", 0.1)
    (folder / "tiny.py").write_text(DEAF)
    told = []

    def tell(text):
        told.append(text)
        (folder / "told").touch()

    report(folder, "", Limits(timeout_s=0.5), 80, colours=False, stuck=tell)
    assert "double: waited for 0.5 s without computing anything. It was at tiny.py line" in " ".join(
        told[0].split()
    )


def test_code_that_gives_no_other_thread_a_turn_is_ended_by_its_cpu_time(folder, monkeypatch, capsys):
    monkeypatch.setattr(watch, "GRACE_S", 0.1)
    (folder / "tiny.py").write_text(RIGHT.replace("2 * x", "sum(iter(int, 1))"))
    runs = watch._Runs(folder, Limits(timeout_s=0.2))
    runs.start()
    while runs.going:
        runs.show()
        time.sleep(0.01)

    assert "The checks did not end. Is there a loop" in capsys.readouterr().out


class Watching:
    """`grader watch` at a terminal."""

    def __init__(self, *folder, start=None):
        self.master, slave = pty.openpty()
        command = [sys.executable, "-m", "grader.cli", "watch", *map(str, folder), "--timeout", "1"]
        kept = {"env": {**os.environ, "COLUMNS": "80"}, "cwd": start}
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, **kept)
        os.close(slave)
        os.set_blocking(self.master, False)

    def until(self, words, seconds=600.0):
        """Return what is printed up to `words`."""
        text, end = "", time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                text += os.read(self.master, 1 << 16).decode()
            except BlockingIOError:
                time.sleep(0.01)
            if words in text and "Ctrl-C ends" in text.split(words)[-1]:
                return text
        raise TimeoutError(f"{words!r} is not in: {text}")

    def end(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def test_each_save_is_answered_and_ctrl_c_leaves_cleanly(folder):
    watching = Watching(folder)
    try:
        watching.until("double: not started yet.")
        script = folder / "tiny.py"
        script.write_text(RIGHT.replace("2 * x", "x * x"))
        assert "\033[2J" in watching.until("Squared instead of doubled")

        script.write_text(RIGHT.replace("    return 2 * x", "    while True:\n        pass"))
        watching.until("did not end within 1 s")
        script.write_text(RIGHT.replace("    return 2 * x", "    import os\n    os._exit(3)"))
        watching.until("your code ended the process")
        script.write_text(RIGHT)
        watching.until("2 of 2 functions pass")

        watching.process.send_signal(signal.SIGINT)
        assert watching.process.wait(600) == 0
    finally:
        watching.end()


def test_a_save_while_a_run_goes_on_begins_anew(folder):
    (folder / "tiny.py").write_text(RIGHT.replace("    return 2 * x", "    import time\n    time.sleep(30)"))
    watching = Watching(folder)
    try:
        time.sleep(0.1)
        (folder / "tiny.py").write_text(RIGHT)
        watching.until("2 of 2 functions pass")
    finally:
        watching.end()


def plan(*names: str) -> str:
    return Course("A course", tuple(Planned(name, f"The {name} one", 1) for name in names)).dumps()


def test_a_course_is_gone_through_in_order_and_remembered(folder):
    """Enter goes on from an assignment that is done, and only then; the next `grader watch` begins there."""
    assignments = folder.parent
    shutil.copytree(folder, assignments / "last")
    (assignments / "course.json").write_text(plan("tiny", "last"), "utf-8")
    watching = Watching(start=assignments.parent)
    try:
        assert "1 of 2: The tiny one (tiny/), 0 done" in watching.until("double: not started yet.")
        os.write(watching.master, b"\n")
        (folder / "tiny.py").write_text(RIGHT.replace("2 * x", "x * x"))
        assert "The tiny one" in watching.until("Squared instead of doubled")

        (folder / "tiny.py").write_text(RIGHT)
        watching.until("tiny is done. Enter goes on to last: The last one.")
        os.write(watching.master, b"\n")
        assert "2 of 2: The last one (last/), 1 done" in watching.until("double: not started yet.")
    finally:
        watching.end()

    again = Watching(start=assignments)
    try:
        assert "2 of 2: The last one" in again.until("double: not started yet.")
        (assignments / "last" / "tiny.py").write_text(RIGHT)
        again.until("last is done, and so is every assignment of the course that is here.")
    finally:
        again.end()
