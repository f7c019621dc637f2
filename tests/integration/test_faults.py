"""
The machine fails, not the student: processes killed from outside, a full disk, a folder that cannot be written.

Each test runs `grader grade` as its own process, as staff would, and compares what comes of it with a run that
nothing disturbed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny

from grader.cli.main import AGAIN
from grader.exercise.exercise import Exercise

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

GRADER = Path(sys.executable).with_name("grader")
SLOW = "\nimport time\ntime.sleep(0.2)\n"
"""Long enough for a class run to be hit in the middle of anything."""
CLASS = {
    "ada": tiny.RIGHT,
    "ben": tiny.RIGHT.replace("8.0", "7.0"),
    "cleo": tiny.RIGHT.replace("x * 2.0", "x * x"),
    "dan": "",
    "eve": "import os\nos._exit(0)\n" + tiny.RIGHT,
    **{f"f{number:02}": f"# {number}\n{tiny.RIGHT}" for number in range(2)},
}


class Course:
    """The tiny course with a class in it, on disk, and a home folder of its own."""

    def __init__(self, root: Path, exercise: Exercise) -> None:
        self.root = root / "course"
        shutil.copytree(exercise.course, self.root)
        for student, text in CLASS.items():
            path = self.root / "submitted" / student / "tiny.py"
            path.parent.mkdir(parents=True)
            path.write_text(text + SLOW, encoding="utf-8")
        self.temporary = root / "tmp"
        self.temporary.mkdir()
        self.env = os.environ | {"XDG_CACHE_HOME": str(root / "cache"), "TMPDIR": str(self.temporary)}
        self.started: list[subprocess.Popen[str]] = []

    def start(
        self, *options: str, who: str = "submitted", inside: tuple[str, ...] = (), **env: str
    ) -> subprocess.Popen[str]:
        """Start `grader grade` on the class, or on one of it."""
        process = subprocess.Popen(
            [*inside, str(GRADER), "grade", "tiny", who, "--jobs", "2", *options],
            cwd=self.root,
            env=self.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def grade(self, *options: str, who: str = "submitted", inside: tuple[str, ...] = ()) -> tuple[int, str]:
        """Run `grader grade`; return its exit code and what it printed."""
        return end(self.start(*options, who=who, inside=inside))


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a process; return its exit code and what it printed."""
    printed, _ = process.communicate()
    return process.returncode, printed


@pytest.fixture
def course(tmp_path: Path, exercise: Exercise) -> Iterator[Course]:
    course = Course(tmp_path, exercise)
    yield course
    for process in course.started:  # a test that fails leaves nothing running
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, exercise: Exercise) -> list[dict[str, object]]:
    """What the class gets where nothing goes wrong."""
    course = Course(tmp_path_factory.mktemp("undisturbed"), exercise)
    code, printed = course.grade("--json", "reports.json")
    assert code == 0, printed
    return reports(course.root / "reports.json")


def reports(path: Path) -> list[dict[str, object]]:
    """Return the reports in a record, without the times that no two runs share."""

    def timeless(value: object) -> object:
        if isinstance(value, dict):
            return {name: timeless(part) for name, part in value.items() if name not in ("duration_s", "spent_s")}
        return [timeless(part) for part in value] if isinstance(value, list) else value

    return timeless(json.loads(path.read_text("utf-8"))["reports"])  # type: ignore[return-value]


def parents() -> dict[int, int]:
    """Return the parent of every process of this machine."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    return found


def descendants(pid: int) -> Iterator[int]:
    tree = parents()
    waiting = [pid]
    while waiting:
        here = waiting.pop()
        below = [child for child, parent in tree.items() if parent == here]
        yield from below
        waiting += below


def is_server_or_child(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        return b"grader.sandbox.inside.fork_server" in words and not words.startswith((b"bwrap", b"/usr/bin/bwrap"))
    except OSError:
        return False


def servers(pid: int) -> list[int]:
    tree = parents()
    return [one for one in descendants(pid) if is_server_or_child(one) and not is_server_or_child(tree.get(one, 0))]


def children(pid: int) -> list[int]:
    """Return the processes that run student code for the grader `pid`."""
    tree = parents()
    return [one for one in descendants(pid) if is_server_or_child(one) and is_server_or_child(tree.get(one, 0))]


def kill_some(process: subprocess.Popen[str], find: Callable[[int], list[int]], every_s: float, most: int) -> int:
    """Kill a random one of what `find` finds, now and then until the process is through; return how many."""
    choose, killed, next_at = random.Random(7), 0, 0.0
    while process.poll() is None and killed < most:
        found = find(process.pid) if time.monotonic() >= next_at else []
        if found and children(process.pid):  # it is at work, not still starting
            time.sleep(choose.uniform(0, 0.2))
            try:
                os.kill(choose.choice(found), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
            next_at = time.monotonic() + every_s
        time.sleep(0.01)
    return killed


def gone(pids: list[int], folder: Path) -> bool:
    """Wait a while for processes to end and for a folder to be empty."""
    until = time.monotonic() + 300
    while any(is_server_or_child(pid) for pid in pids) or any(folder.glob("grader-*")):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(
    ("find", "every_s", "most"), [(children, 1.0, 6), (servers, 5.0, 2)], ids=["child", "fork server"]
)
def test_processes_killed_at_random_moments_cost_nobody_a_point(course, undisturbed, find, every_s, most):
    process = course.start("--json", "reports.json", "--no-cache")

    killed = kill_some(process, find, every_s, most)

    code, printed = end(process)
    assert code == 0, printed
    assert killed >= 1
    assert reports(course.root / "reports.json") == undisturbed


def test_a_killed_class_run_goes_on_where_it_stopped(course, undisturbed):
    process = course.start("--json", "reports.json")
    assert process.stdout is not None
    seen = [process.stdout.readline() for _ in range(4)]  # a line for each submission, once it is kept
    below = list(descendants(process.pid))
    process.kill()
    end(process)
    assert not (course.root / "reports.json").exists()

    code, printed = course.grade("--json", "reports.json")

    assert code == 0
    read_back = int(printed.partition(" read back")[0].rpartition("(")[2])
    assert len(seen) <= read_back < len(CLASS)
    assert reports(course.root / "reports.json") == undisturbed
    assert gone(below, course.temporary)


WAITING = {"dan"}
"""Who has no `double` that works, so that `slope` is followed through, which comes at the end of the class."""


def test_ctrl_c_waits_for_no_submission_and_what_was_graded_stays(course):
    through = CLASS.keys() - WAITING
    endless = course.root / "submitted" / "zoe" / "tiny.py"
    endless.parent.mkdir()
    endless.write_text("def double(x):\n    while True:\n        pass\n")
    process = course.start("--timeout", "600", "--json", "reports.json")
    assert process.stdout is not None
    for _ in through:
        process.stdout.readline()
    below = list(descendants(process.pid))
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=300)

    assert (process.returncode, printed) == (130, f"grader: interrupted{AGAIN}\n")
    assert gone(below, course.temporary)
    endless.unlink()
    endless.parent.rmdir()
    assert f"({len(through)} read back)" in course.grade("--timeout", "600")[1]


def test_a_reader_who_leaves_stops_no_class(course, undisturbed):
    process = course.start("--json", "reports.json")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()  # as `head -1` does

    assert process.wait() == 0
    assert reports(course.root / "reports.json") == undisturbed


def test_two_graders_at_once_get_the_same(course, undisturbed):
    first, second = course.start("--json", "first.json"), course.start("--json", "second.json")

    assert (end(first)[0], end(second)[0]) == (0, 0)
    assert reports(course.root / "first.json") == reports(course.root / "second.json") == undisturbed
    assert f"({len(CLASS)} read back)" in course.grade()[1]


def test_without_bubblewrap_too_a_killed_run_leaves_nothing_behind(course):
    process = course.start(PATH="/nowhere")
    assert process.stdout is not None
    process.stdout.readline()
    below = servers(process.pid) + children(process.pid)
    assert len(below) >= 2
    assert any(course.temporary.iterdir())
    process.kill()
    end(process)

    assert gone(below, course.temporary)


# --- the disk -----------------------------------------------------------------------------------


@pytest.fixture
def bwrap() -> tuple[str, ...]:
    """Words that run a command with the whole machine in view, to which mounts can be added."""
    words = ("bwrap", "--dev-bind", "/", "/")
    works = shutil.which("bwrap") and subprocess.run([*words, "true"], capture_output=True).returncode == 0
    if not works and os.environ.get("CI"):
        pytest.fail("needs bubblewrap, to mount a full disk and a read-only one")
    if not works:
        pytest.skip("needs bubblewrap, to mount a full disk and a read-only one")
    return words


def test_a_full_disk_is_said_and_earlier_results_stay(course, bwrap):
    """The disk holds 64 kB: an earlier record, and no room for the new one beside it."""
    disk = course.root / "reports"
    disk.mkdir()
    script = 'echo earlier > reports/class.json; head -c 60000 /dev/zero > reports/other; "$@"; code=$?; '
    script += "cat reports/class.json; ls reports; exit $code"
    inside = (*bwrap, "--size", "65536", "--tmpfs", str(disk), "sh", "-c", script, "sh")

    code, printed = course.grade("--json", "reports/class.json", who="submitted/ada", inside=inside)

    assert code == 2
    assert "reports/class.json cannot be written: No space left on device" in printed
    assert printed.endswith("earlier\nclass.json\nother\n")
    assert "1 read back" in course.grade(who="submitted/ada")[1]  # the work is not lost


def test_a_folder_that_cannot_be_written_is_said_and_earlier_results_stay(course, bwrap):
    folder = course.root / "reports"
    folder.mkdir()
    (folder / "class.json").write_text("earlier\n")

    inside = (*bwrap, "--ro-bind", str(folder), str(folder))

    code, printed = course.grade("--json", "reports/class.json", who="submitted/ada", inside=inside)

    assert code == 2
    assert "reports/class.json cannot be written: Read-only file system" in printed
    assert (folder / "class.json").read_text() == "earlier\n"
    assert [path.name for path in folder.iterdir()] == ["class.json"]


def test_where_verdicts_cannot_be_kept_grading_goes_on_and_says_so(course, bwrap):
    cache = Path(course.env["XDG_CACHE_HOME"])
    cache.mkdir()
    inside = (*bwrap, "--size", "4096", "--tmpfs", str(cache))

    code, printed = course.grade("--json", "reports.json", who="submitted/ada", inside=inside)

    assert code == 0
    assert "verdicts cannot be kept in" in printed
    assert reports(course.root / "reports.json")[0]["points"] == 7
