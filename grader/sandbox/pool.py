"""
The trusted side of the sandbox: start zygotes, hand out jobs, hold the clock, and read what comes back.

A `Run` is what one child did. It is built from frames that arrive in the one order a child may send them;
anything else ends the run as malformed. Times are this process's.
"""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Protocol

from grader import wire
from grader.errors import AuthorError, SandboxError, WireError
from grader.model import Check, Ended, Fault, Limits, Observation, Outcome, Program
from grader.sandbox.zygote import CONTROL, EXIT, KILL, RUN

MAX_RUN_BYTES = 64 * 1024 * 1024
MAX_OBSERVATIONS = 1000
MAX_CHECK_NUMBERS = 1_000_000
START_TIMEOUT_S = 120.0
EXIT_GRACE_S = 2.0

Stopped = Literal["", "timeout", "crashed", "malformed"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to run in one child: a submission's program and the checks, all visible or all hidden, in order."""

    program: Program
    checks: tuple[str, ...]
    hidden: bool
    seed: int | None = None


@dataclass(slots=True)
class Run:
    """
    What one child did. `stopped` says why it ended early; then `at_cell` is the cell that was being loaded, or the
    last entry of `outcomes` the check that was being run.
    """

    isolation: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    stopped: Stopped = ""
    at_cell: int | None = None


class Runner(Protocol):
    """Anything that can run a job: the pool, or a stand-in in a test."""

    def run(self, job: Job, limits: Limits) -> Run:
        """Run one job to its end and never raise for what student code does."""


class Pool:
    """Two zygotes, one for the visible and one for the hidden checks; safe to use from several threads."""

    def __init__(self, visible_tests: str, hidden_tests: str, name: str) -> None:
        self._tests = {False: visible_tests, True: hidden_tests}
        self._name = name
        self._zygotes: dict[bool, Zygote] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Pool:
        for hidden in (False, True):
            self._zygotes[hidden] = Zygote(self._tests[hidden], self._name, hidden)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for zygote in self._zygotes.values():
            zygote.close()

    def checks(self) -> tuple[Check, ...]:
        """Return every check that was collected, visible ones first; raise AuthorError for a broken test file."""
        return tuple(check for zygote in self._zygotes.values() for check in zygote.ready())

    def run(self, job: Job, limits: Limits) -> Run:
        """Run one job; where the zygote died under it, once more on a fresh one."""
        zygote = self._zygote(job.hidden)
        try:
            return zygote.run(job, limits)
        except SandboxError:
            self._replace(job.hidden, zygote)
            try:
                return self._zygote(job.hidden).run(job, limits)
            except SandboxError:
                return Run(stopped="crashed", at_cell=0)

    def _zygote(self, hidden: bool) -> Zygote:
        with self._lock:
            return self._zygotes[hidden]

    def _replace(self, hidden: bool, dead: Zygote) -> None:
        with self._lock:
            if self._zygotes[hidden] is dead:
                dead.close()
                self._zygotes[hidden] = Zygote(self._tests[hidden], self._name, hidden)


class Zygote:
    """
    A fork server for the checks of one test file: the process, its control socket and its folder.

    `hidden` selects hidden or visible checks, None all of them. The folder holds the test file only until it has
    been collected: no child shall find a hidden check on the disk.
    """

    def __init__(self, tests: str, name: str, hidden: bool | None) -> None:
        if not hasattr(socket, "send_fds"):
            raise SandboxError("grading needs Unix: this system cannot pass open files between processes")
        self._folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self._test_file = self._folder / f"test_{name}.py"
        self._test_file.write_text(tests, encoding="utf-8")
        self._log = self._folder / "zygote.log"
        self._jobs = 0
        self._lock = threading.Lock()
        self._checks: tuple[Check, ...] | None = None
        self._control, theirs = socket.socketpair()
        with theirs, open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "grader.sandbox.zygote", str(theirs.fileno())],
                env=_environment(self._folder),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control.sendall(wire.encode("setup", {"test_file": str(self._test_file), "hidden": hidden}))

    def ready(self) -> tuple[Check, ...]:
        """Wait until the checks are collected and return them; raise AuthorError with pytest's words if not."""
        with self._lock:
            if self._checks is None:
                self._checks = self._announced()
                self._test_file.unlink(missing_ok=True)
            return self._checks

    def _announced(self) -> tuple[Check, ...]:
        decoder = wire.Decoder(max_header=1 << 24)
        self._control.settimeout(START_TIMEOUT_S)
        try:
            while data := self._control.recv(1 << 16):
                for frame in decoder.feed(data):
                    if frame.kind == "broken":
                        raise AuthorError(
                            f"{self._test_file.name} cannot be collected:\n{frame.header['text']}"
                        )
                    return tuple(
                        Check(id, stub, points, hidden, tuple(uses), title)
                        for id, stub, points, hidden, uses, title in frame.header["checks"]
                    )
        except OSError as error:
            raise SandboxError(f"the process for student code did not start: {error}{self._words()}") from error
        raise SandboxError(f"the process for student code did not start{self._words()}")

    def _words(self) -> str:
        try:
            lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        except OSError:
            return ""
        return "".join(f"\n  {line}" for line in lines[-8:])

    def run(self, job: Job, limits: Limits) -> Run:
        """Run one job in a fresh child; raise SandboxError where the zygote itself is gone."""
        self.ready()
        ours, theirs = socket.socketpair()
        status_read, status_write = os.pipe()
        with self._lock:
            self._jobs += 1
            number = self._jobs
            try:
                socket.send_fds(self._control, [CONTROL.pack(RUN, number)], [theirs.fileno(), status_write])
            except OSError as error:
                ours.close()
                os.close(status_read)
                raise SandboxError("the process for student code is gone") from error
            finally:
                theirs.close()
                os.close(status_write)
        folder = self._folder / f"job-{number}"
        try:
            folder.mkdir(mode=0o700)
            return _Watch(ours, status_read, job, limits, lambda: self._kill(number)).follow(str(folder))
        finally:
            ours.close()
            os.close(status_read)
            shutil.rmtree(folder, ignore_errors=True)

    def _kill(self, number: int) -> None:
        with self._lock:
            try:
                self._control.sendall(CONTROL.pack(KILL, number))
            except OSError:
                pass  # a dead zygote takes its children along

    def close(self) -> None:
        """End the zygote and whatever it still runs."""
        self._control.close()
        try:
            self._process.wait(EXIT_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return kept | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(folder),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


class _Step(NamedTuple):
    """Where a child is: loading a cell, or running a check since a moment of this process's clock."""

    check: str
    since: float


class _Watch:
    """Follow one child from its job to its end, by the parent's clock."""

    def __init__(self, channel: socket.socket, status: int, job: Job, limits: Limits, kill: KillChild) -> None:
        self._channel, self._status = channel, status
        self._job, self._limits, self._kill = job, limits, kill
        self._run = Run(at_cell=0)
        self._waiting = list(job.checks)
        self._step = _Step("", time.monotonic())
        self._observations: list[Observation] = []
        self._numbers = 0
        self._stage: Literal["confined", "loading", "checks", "done"] = "confined"

    def follow(self, folder: str) -> Run:
        """Send the job and return what came of it."""
        job = wire.encode_job(
            self._job.program, self._job.checks, self._job.seed, self._limits.memory_mb, folder
        )
        try:
            self._channel.settimeout(self._limits.load_timeout_s)
            self._channel.sendall(job)
            self._channel.setblocking(False)
            self._read()
        except WireError:
            self._stop("malformed")
        except TimeoutError:
            self._stop("timeout")
        except OSError:
            self._stop("crashed")
        self._end()
        return self._run

    def _read(self) -> None:
        decoder, received = wire.Decoder(), 0
        with selectors.DefaultSelector() as selector:
            selector.register(self._channel, selectors.EVENT_READ)
            while self._stage != "done":
                left = self._deadline() - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                data = self._channel.recv(1 << 18)
                received += len(data)
                if not data:
                    self._stop("crashed")
                    return
                if received > MAX_RUN_BYTES:
                    raise WireError("the child sent more than is read")
                for frame in decoder.feed(data):
                    self._accept(frame)

    def _deadline(self) -> float:
        loading = self._stage in ("confined", "loading")
        return self._step.since + (self._limits.load_timeout_s if loading else self._limits.timeout_s)

    def _accept(self, frame: wire.Frame) -> None:
        header = frame.header
        if self._stage == "confined" and frame.kind == "confined":
            self._run.isolation = _names(header.get("layers"))
            self._stage = "loading"
        elif self._stage == "loading" and frame.kind == "loading":
            self._run.at_cell = _index(header.get("cell"))
        elif self._stage == "loading" and frame.kind == "loaded":
            faults = header.get("faults")
            if not isinstance(faults, list) or not all(isinstance(fault, dict) for fault in faults):
                raise WireError("a list of errors is malformed")
            self._run.faults = tuple(wire.decode_fault(fault) for fault in faults[:8])
            self._run.at_cell = None
            self._stage, self._step = "checks", _Step("", time.monotonic())
        elif self._stage == "checks":
            self._accept_check(frame)
        else:
            raise WireError(f"{frame.kind!r:.40} is not what comes now")

    def _accept_check(self, frame: wire.Frame) -> None:
        current = self._step.check
        if frame.kind == "begin" and not current and self._waiting:
            if frame.header.get("check") != self._waiting[0]:
                raise WireError("an answer to another check")
            self._step = _Step(self._waiting.pop(0), self._step.since)
        elif frame.kind == "observed" and current and frame.header.get("check") == current:
            observation = wire.decode_observation(frame)
            self._numbers += len(observation.value.numbers)
            if len(self._observations) >= MAX_OBSERVATIONS or self._numbers > MAX_CHECK_NUMBERS:
                raise WireError("more observations than are read")
            self._observations.append(observation)
        elif frame.kind == "ended" and current and frame.header.get("check") == current:
            ended = frame.header.get("ended")
            if ended not in ("returned", "raised", "missing", "memory"):
                raise WireError("a check ended in no known way")
            fault = None if ended == "returned" else wire.decode_fault(frame.header)
            self._finish(ended, fault)
        elif frame.kind == "done" and not current and not self._waiting:
            self._stage = "done"
        else:
            raise WireError(f"{frame.kind!r:.40} is not what comes now")

    def _finish(self, ended: Ended, fault: Fault | None = None) -> None:
        now = time.monotonic()
        self._run.outcomes[self._step.check] = Outcome(
            ended, tuple(self._observations), fault, now - self._step.since
        )
        self._observations, self._numbers, self._step = [], 0, _Step("", now)

    def _stop(self, why: Stopped) -> None:
        self._run.stopped = why
        if self._stage == "checks" and not self._step.check and self._waiting:
            self._step = _Step(self._waiting.pop(0), self._step.since)  # it never said that it began
        if self._step.check:
            ended: Ended = "malformed" if why == "malformed" else "timeout" if why == "timeout" else "crashed"
            self._finish(ended)

    def _end(self) -> None:
        """Wait for the child's end, kill it where it lingers; raise SandboxError where its zygote has died."""
        if self._run.stopped in ("timeout", "malformed"):
            self._kill()
        with selectors.DefaultSelector() as selector:
            selector.register(self._status, selectors.EVENT_READ)
            if not selector.select(EXIT_GRACE_S):
                self._kill()
                selector.select(EXIT_GRACE_S)
            else:
                selector.select(0)
        os.set_blocking(self._status, False)
        try:
            gone = len(os.read(self._status, EXIT.size)) != EXIT.size
        except BlockingIOError:
            gone = True  # neither the child nor its zygote reacts
        if gone:
            raise SandboxError("the process that starts student code has died")


class KillChild(Protocol):
    """End a child, whatever it is doing."""

    def __call__(self) -> None: ...


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name.isidentifier() for name in value):
        raise WireError("the layers of isolation are malformed")
    return tuple(value)


def _index(value: object) -> int:
    if type(value) is not int or value < 0:
        raise WireError("a cell's number is malformed")
    return value
