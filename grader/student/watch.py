"""
`grader watch`: check again at each save, and show the one stub to work on.

torch is imported once. Each run is a fork of this process, so that the student's code is always loaded afresh and
one that hangs can be ended; where there is no fork, it is a new process, which takes as long as importing torch.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import GraderError, UsageError
from grader.exercise.assignment import EXPECTED, Assignment, choose, in_folder, misnamed
from grader.model import Check, CheckReport, Limits, Program
from grader.names import kind
from grader.student.route import Route, find_route
from grader.student.timeout import GRACE_S, PATIENCE, Limit

if TYPE_CHECKING:
    from grader.student.session import Session

POLL_S = 0.1
BEAT = b"\0"
"""What a run sends when it begins to load, and with each check."""
CLEAR = "\033[2J\033[3J\033[H"
COLOURS = {"wrong": "31", "right": "32", "waiting": "33", "title": "1;31", "table": "31", "asked": "1", "bold": "1"}
SHOWN_PRINTS = 10
ENDLESS = "The checks did not end. Is there a loop whose condition never becomes false?\n"
ALL_PASS = "*"
"""Stands for the stub to work on next where all pass."""
ENDED = "The run ended in the middle: your code ended the process, or it crashed.\n"

Seen = tuple[tuple[str, int, int], ...]


def find(start: Path, given: str | None) -> tuple[Path, Route | None]:
    """
    Return the folder to watch, and the way through the course that it is part of, if it is: of `given`, a path or a
    name in `assignments/`, else of `start`, else of the only one in `assignments/`. Raise UsageError if that is not
    clear.
    """
    if given:
        for folder in (start / given, start / "assignments" / given):
            if folder.is_dir():
                return _of(find_route(folder), folder)
        raise UsageError(f"there is no assignment {given!r}: neither a folder of this name nor one in assignments/")
    route = find_route(start)
    if route or (start / EXPECTED).is_file():
        return _of(route, start)
    found = sorted(path.parent for path in (start / "assignments").glob(f"*/{EXPECTED}"))
    if len(found) == 1:
        return found[0], None
    names = ", ".join(folder.name for folder in found)
    raise UsageError(
        f"say which assignment to watch: {names}" if found else f"{start} holds no assignment: go to its folder"
    )


def _of(route: Route | None, folder: Path) -> tuple[Path, Route | None]:
    return (route.current if route else folder), route


def watch(folder: Path, limits: Limits, route: Route | None = None) -> int:
    """
    Check at once and after each save, until Ctrl-C. On the way through a course, Enter goes on from an assignment
    that is done.
    """
    in_folder(folder)  # a wrong folder is refused before anything else
    sys.stdout.write("Importing torch ...\n")
    sys.stdout.flush()
    from grader.student.session import surroundings, warm_up  # before the first fork

    with surroundings():
        warm_up(optimizers=True)

    runs = _Runs(folder, limits, route)
    try:
        while True:
            runs.look()
            runs.show()
            if route and enter_pressed() and runs.passed and route.go_on():
                runs.end()
                runs = _Runs(route.current, limits, route)
            time.sleep(POLL_S if not runs.going else POLL_S / 4)
    except KeyboardInterrupt:
        runs.end()
        print("\nGood-bye.")
        return 0


def enter_pressed() -> bool:
    """Return whether a line was typed since the last time."""
    if sys.stdin is None or sys.stdin.closed:
        return False
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.kbhit() and msvcrt.getwch() in "\r\n"
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and bool(os.read(sys.stdin.fileno(), 1 << 10))  # nothing is read at the end of the input


def _look(folder: Path) -> Seen:
    """Return what tells a saved file from the one before it."""
    found = []
    names = [path.stem.removeprefix("test_") for path in folder.glob("test_*.py")]
    inside = sorted(path for name in names for path in (folder / name).glob("*.py"))
    for path in (*sorted(folder.iterdir()), *inside):
        if path.suffix in (".py", ".ipynb", ".json") and not path.name.startswith("."):
            with contextlib.suppress(OSError):  # it is being replaced
                status = path.stat()
                found.append((f"{path.relative_to(folder)}", status.st_mtime_ns, status.st_size))
    return tuple(found)


class _Runs:
    """The run that is going on, if one is, the stub to begin with, and whether the last run found all right."""

    def __init__(self, folder: Path, limits: Limits, route: Route | None = None) -> None:
        self._folder, self._limits, self._route = folder, limits, route
        self._seen: Seen | None = None
        self.passed = False
        self._terminal = sys.stdout.isatty()
        self._colours = self._terminal and not os.environ.get("NO_COLOR")
        self._process: tuple[int, int] | None = None  # pid, pipe
        self._deadline = 0.0
        self._text = b""
        self._stub = ""

    @property
    def going(self) -> bool:
        """Whether a run is going on."""
        return self._process is not None

    def look(self) -> None:
        """Begin a run if a file was saved since the last time."""
        now = _look(self._folder)
        if now != self._seen:
            self._seen = now
            self.start()

    def start(self) -> None:
        """Begin a run; one that is going on is about a file that is no longer there."""
        self.end()
        self._text, self.passed = b"", False
        self._set_deadline()
        width = shutil.get_terminal_size().columns if self._terminal else 80
        reading, writing = os.pipe()
        if not hasattr(os, "fork"):
            os.set_inheritable(writing, True)
            self._spawn(reading, writing, width)
            return
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            os.setpgid(0, 0)
            _child(writing, self._folder, self._stub, self._limits, width, colours=self._colours)
        os.close(writing)
        os.set_blocking(reading, False)
        self._process = pid, reading

    def _set_deadline(self) -> None:
        """Give a run the time until it must have said that it is at the next check."""
        self._deadline = time.monotonic() + PATIENCE * _step_s(self._limits)

    def _spawn(self, reading: int, writing: int, width: int) -> None:
        # No fork (Windows): wait for a process of its own.
        os.close(writing)
        os.close(reading)
        arguments = [str(self._folder), self._stub, str(self._limits.timeout_s), str(width)]
        command = [sys.executable, "-m", "grader.student.watch", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self._tell(done.stdout or f"\n{done.stderr}")

    def show(self) -> None:
        """Print what the run says once it has ended; end it where it takes too long."""
        if self._process is None:
            return
        pid, pipe = self._process
        with contextlib.suppress(BlockingIOError):
            while data := os.read(pipe, 1 << 16):
                self._text += data.replace(BEAT, b"")
                self._set_deadline()
            self._finish()
            return
        if time.monotonic() > self._deadline:
            self.end()
            self._print(ENDLESS)

    def _finish(self) -> None:
        out_of_time = self.end()
        self._tell(self._text.decode("utf-8", "replace"), ENDLESS if out_of_time else ENDED)

    def _tell(self, said: str, otherwise: str = ENDED) -> None:
        """Print what a run says: the stub to begin with next time in a line of its own, then the text."""
        self._stub, _, text = said.partition("\n")
        self.passed = self._stub == ALL_PASS
        if self.passed and self._route:
            self._route.finish()
        self._print(text or otherwise)

    def _print(self, text: str) -> None:
        now = time.strftime("%H:%M:%S")
        heading = f"{self._route.heading}\n\n" if self._route else ""
        sys.stdout.write(CLEAR if self._terminal else "\n")
        sys.stdout.write(f"{heading}{text}\n{self._next()}Checked at {now}. ")
        sys.stdout.write("Save a file to check again; Ctrl-C ends.\n")
        sys.stdout.flush()

    def _next(self) -> str:
        """Return what there is to say of the course below a run's text."""
        if self._route is None:
            return ""
        said = f"{self._route.trouble}\n\n" if self._route.trouble else ""
        if not self.passed:
            return said
        if name := self._route.next:
            title = self._route.title(name)
            return f"{said}{self._route.at} is done. Enter goes on to {name}: {title}.\n\n"
        return f"{said}{self._route.at} is done, and so is every assignment of the course that is here.\n\n"

    def end(self) -> bool:
        """End the run, if there is one, and all that it started; return whether it was out of CPU time before."""
        if self._process is None:
            return False
        pid, pipe = self._process
        self._process = None
        os.close(pipe)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU


def _step_s(limits: Limits) -> float:
    """Return what a run may take for one check, and for loading the file, maybe twice, before it."""
    return 2 * limits.load_timeout_s + GRACE_S


def _child(pipe: int, folder: Path, stub: str, limits: Limits, width: int, *, colours: bool) -> None:
    """Run the checks in a fork, write what to show, and end without coming back."""

    def send(text: str) -> None:
        with open(pipe, "w", encoding="utf-8", closefd=False) as file:
            file.write(text)

    def stuck(text: str) -> None:
        send(text)
        os._exit(0)

    def at_check(check: Check | None = None) -> None:
        # The system's own clock ends what gives no other thread a turn, such as a sum over an endless iterator.
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        step_s = max(_step_s(limits), _step_s(limits.of(check)) if check else 0.0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + step_s) + 1, most))
        os.write(pipe, BEAT)

    try:
        import resource  # where there is a fork, there is this

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        at_check()
        send(report(folder, stub, limits, width, colours=colours, at_check=at_check, stuck=stuck))
    finally:
        os._exit(0)


def report(
    folder: Path,
    stub: str,
    limits: Limits,
    width: int,
    *,
    colours: bool,
    at_check: Callable[[Check], None] | None = None,
    stuck: Callable[[str], None] | None = None,
) -> str:
    """
    Return what to show: the stub to begin with next time in a line of its own, then the text for people.

    `stub` is the one that was worked on; where it passes, all are checked, in order, up to the first that fails.
    `at_check` is called with each check that begins, and `stuck` with what to show where one cannot be ended.
    """
    try:
        assignment = in_folder(folder)
        program = choose(assignment)
        show = functools.partial(_text, filename=program.filename, width=width, colours=colours)
        return _report(assignment, program, stub, limits, show, at_check, stuck)
    except GraderError as error:
        return f"{stub}\n{error}\n"


def _report(
    assignment: Assignment,
    program: Program,
    stub: str,
    limits: Limits,
    show: Callable[[Session, str, str], str],
    at_check: Callable[[Check], None] | None,
    stuck: Callable[[str], None] | None,
) -> str:
    from grader.student.session import FileSource, Session

    session = Session(assignment, FileSource(program, limits), limits)
    printed = io.StringIO()

    def give_up(check: Check, limit: Limit) -> None:
        assert stuck is not None
        session.give_up(check, limit)
        stuck(show(session, check.stub, printed.getvalue()))

    session.at_check = at_check or session.at_check
    session.stuck = give_up if stuck else None
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        current = _run_to_first(assignment.recording.stubs, stub, session)
    return show(session, current, printed.getvalue())


def _text(session: Session, current: str, printed: str, *, filename: str, width: int, colours: bool) -> str:
    from grader.grading import visible
    from grader.student.passages import MAX_WIDTH, passages, stub_lines, summary, wrapped

    recording = session.assignment.recording
    lines, width = session.lines(), min(width, MAX_WIDTH)
    stubs = stub_lines(recording, lines, filename)
    done = sum(line.mood == "right" for line in stubs)
    what = "functions" if all(kind(stub.name) == "function" for stub in stubs) else "parts"
    out = [_colour(_progress(done, len(stubs), width, what), "right", colours), ""]
    failing = [line for line in lines.values() if line.check.stub == current and line.status != "passed"]
    same_as = visible.repeated(failing)
    for line in failing[:1] if all(line.status == "missing" for line in failing) else failing:
        found = passages(line, same_as.get(line.check.id, ""), width)
        rows = [_colour(text, kind, colours) for text, kind in wrapped(found, width)] + [""]
        out += rows if out[-len(rows) :] != rows else []  # a stub's checks all say that it does not end
    rows_below = summary(recording, lines, filename, session.source.faults, width, misnamed(session.assignment))
    out += [_colour(text, mood, colours) for text, mood in rows_below]
    tail = printed.splitlines()[-SHOWN_PRINTS:]
    if tail and current != ALL_PASS:
        out += ["", _colour("Your code printed:", "bold", colours), *(f"  {row[: width - 2]}" for row in tail)]
    return "\n".join([current, *out]) + "\n"


def _run_to_first(stubs: Sequence[str], stub: str, session: Session) -> str:
    """
    Check `stub`, then all in order; return the first that does not pass and waits for none, else ALL_PASS. Where
    nothing of `stub` is there yet, one before it may have been broken since.
    """
    at_hand = stub in stubs
    for name in [stub, *stubs] if at_hand else stubs:
        session.complete([name])
        lines: list[CheckReport] = [line for line in session.lines().values() if line.check.stub == name]
        stopped = {line.status for line in lines} - {"passed", "blocked"}
        if stopped and not (at_hand and stopped == {"missing"}):
            return name
        at_hand = False
    return ALL_PASS


def _progress(done: int, total: int, width: int, what: str) -> str:
    words = f" {done} of {total} {what} pass"
    room = max(min(40, width - len(words) - 2), 5)
    full = room * done // total
    return f"[{'#' * full}{'-' * (room - full)}]{words}"


def _colour(text: str, kind: str, colours: bool) -> str:
    return f"\033[{COLOURS[kind]}m{text}\033[0m" if colours and kind in COLOURS and text else text


if __name__ == "__main__":
    sys.stdout.write(
        report(Path(sys.argv[1]), sys.argv[2], Limits(float(sys.argv[3])), int(sys.argv[4]), colours=False)
    )
