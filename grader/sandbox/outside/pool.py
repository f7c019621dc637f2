"""The trusted side of the sandbox: start fork servers, hand out jobs, and mend what breaks."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import MappingProxyType, TracebackType
from typing import Literal, NamedTuple, Protocol

from grader.errors import AuthorError, SandboxError, StarvedError, StoppedError, UnconfinedError, UsageError
from grader.model import Check, Limits, Program
from grader.sandbox import bubblewrap, confine, wire
from grader.sandbox.control import CONTROL, KILL, RUN, Setup, folder_of, remove
from grader.sandbox.outside.supervisor import Job, Run, Supervisor

__all__ = ["Job", "Pool", "Requirement", "Run", "Runner", "threads"]

START_TIMEOUT_S = 120.0
RETRIES = 3
"""So many times is a job begun anew that ended by no doing of its own, as far as that can be told."""
LINGER_S = 2.0
"""How long a fork server may take to end by itself."""

Requirement = Literal["", "files", "all"]
"""What isolation must hold: any; whatever keeps the course's files from being read; every layer there is."""


_NOTHING: Mapping[str, bytes] = MappingProxyType({})


class Runner(Protocol):
    """Anything that can run a job: the pool, or a stand-in in a test."""

    def run(self, job: Job, limits: Limits) -> Run:
        """Run one job to its end and never raise for what student code does."""

    def stop(self) -> None:
        """End what runs, and raise StoppedError if it was asked for."""


@contextmanager
def threads(jobs: int, runner: Runner) -> Iterator[ThreadPoolExecutor]:
    """Do up to `jobs` things at a time; at an error, or Ctrl-C, end what `runner` runs and begin nothing more."""
    with ThreadPoolExecutor(jobs) as executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            runner.stop()
            raise


class Pool:
    """
    Two fork servers, one for the visible and one for the hidden checks; safe to use from several threads.

    `data` are files by their paths beside a submission, `hidden_data` those that are there for hidden checks alone.

    `off` names layers of isolation to leave out, so that a test can see what each of them is for. Where what
    `require` names is missing, entering it raises UsageError; a process that lacks it later ends before it runs any
    student code, and `run` raises UnconfinedError.
    """

    def __init__(
        self,
        visible_tests: str,
        hidden_tests: str,
        name: str,
        *,
        off: frozenset[str] = frozenset(),
        require: Requirement = "",
        data: Mapping[str, bytes] = _NOTHING,
        hidden_data: Mapping[str, bytes] = _NOTHING,
    ) -> None:
        self._tests = {False: visible_tests, True: hidden_tests}
        self._files = {False: data, True: {**data, **hidden_data}}
        self._name = name
        self._off = off
        self._require = require
        self._required: tuple[str, ...] = ()
        self._wall = Wall()
        self._jobs = Numbers()
        self._servers: dict[bool, ForkServerProcess] = {}
        self._lock = threading.Lock()
        self._stopped = False
        # Bubblewrap dies with the thread that started it, so that must not be one of a class run's.
        self._starter = ThreadPoolExecutor(1)

    def __enter__(self) -> Pool:
        self._wall = Wall(*bubblewrap.find()) if confine.BUBBLEWRAP not in self._off else Wall()
        try:
            for hidden in (False, True):
                self._servers[hidden] = self._start(hidden)
            self._required = self._what_must_hold()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers.values():
            server.close()
        self._starter.shutdown()

    def _start(self, hidden: bool) -> ForkServerProcess:
        start = self._starter.submit(
            ForkServerProcess,
            self._tests[hidden],
            self._name,
            hidden,
            self._wall,
            self._jobs,
            self._off,
            self._files[hidden],
        )
        return start.result()

    def _what_must_hold(self) -> tuple[str, ...]:
        """Return the layers without which nothing is to run; raise UsageError if they are missing already."""
        if not self._require:
            return ()
        held = self.isolation()
        if self._require == "all":
            if missing := confine.missing(held, self._wall.problem):
                raise UsageError("student code would not be fully isolated. Missing:\n  " + "\n  ".join(missing))
            return confine.wanted()
        walls = tuple(layer for layer in (confine.LANDLOCK, confine.BUBBLEWRAP) if layer in held)
        if not walls:
            how = confine.how_to_get(self._wall.problem)
            raise UsageError(
                "student code could read the course's files, the solution among them. One of these is needed:\n  "
                + "\n  ".join(how[layer] for layer in (confine.LANDLOCK, confine.BUBBLEWRAP))
            )
        return walls

    def isolation(self) -> tuple[str, ...]:
        """Return the layers that hold on both sides here, as children without any student code report them."""
        nothing = Program(self._name, "", ())
        found = [self._run(Job(nothing, (), hidden), Limits(), ()).isolation for hidden in (False, True)]
        return tuple(layer for layer in found[0] if layer in found[1])

    def missing(self) -> list[str]:
        """Return what full isolation lacks on this machine, each with how to get it."""
        return confine.missing(self.isolation(), self._wall.problem)

    def checks(self) -> tuple[Check, ...]:
        """Return every check that was collected, visible ones first; raise AuthorError for a broken test file."""
        return tuple(check for server in self._servers.values() for check in server.ready())

    def run(self, job: Job, limits: Limits) -> Run:
        """
        Run one job; if its process ended without a word, or its fork server died under it, run it again. Raise
        SandboxError if this machine cannot give student code a process, or no time: that is never held against
        a student. Raise StoppedError if grading was given up.
        """
        return self._run(job, limits, self._required)

    def _run(self, job: Job, limits: Limits, required: tuple[str, ...]) -> Run:
        for _ in range(RETRIES):
            server = self._server(job.hidden)
            try:
                return self._once(server, job, limits, required)
            except (StarvedError, StoppedError):
                raise
            except UnconfinedError:
                continue
            except SandboxError:
                self._replace(job.hidden, server)
        return self._once(self._server(job.hidden), job, limits, required)

    def _once(self, server: ForkServerProcess, job: Job, limits: Limits, required: tuple[str, ...]) -> Run:
        run = server.run(job, limits, required)
        if self._stopped:
            raise StoppedError("grading was given up")
        return run

    def _server(self, hidden: bool) -> ForkServerProcess:
        with self._lock:
            return self._servers[hidden]

    def stop(self) -> None:
        """End what runs; `run` raises StoppedError from now on."""
        with self._lock:
            self._stopped = True
            for server in self._servers.values():
                server.close()

    def _replace(self, hidden: bool, dead: ForkServerProcess) -> None:
        with self._lock:
            if self._stopped:
                raise StoppedError("grading was given up")
            if self._servers[hidden] is dead:
                dead.close()
                self._servers[hidden] = self._start(hidden)


class Wall(NamedTuple):
    """What a fork server is started inside: bubblewrap's command line, or none and why there is none."""

    command: Sequence[str] = ()
    problem: str = ""


class Numbers:
    """
    Hand out numbers for jobs, at random: a job can see its folder's and its user's, and they are to tell it
    nothing. Of those in use, no two stand for the same user.
    """

    def __init__(self) -> None:
        self._used: set[int] = set()
        self._lock = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[int]:
        """Hand out a number until the context ends."""
        with self._lock:
            number = secrets.randbits(32)
            while len(self._used) < confine.USERS and confine.user_of(number) in self._used:
                number = secrets.randbits(32)
            self._used.add(confine.user_of(number))
        try:
            yield number
        finally:
            with self._lock:
                self._used.discard(confine.user_of(number))


class ForkServerProcess:
    """
    A fork server for the checks of one test file: the process, its control socket and its folder.

    `hidden` selects hidden or visible checks, None all of them. The test file's text goes over the socket: the
    fork server writes it where it works, inside the wall if there is one, and removes it once it is collected.
    """

    def __init__(
        self,
        tests: str,
        name: str,
        hidden: bool | None,
        wall: Wall,
        jobs: Numbers,
        off: frozenset[str],
        files: Mapping[str, bytes] = _NOTHING,
    ) -> None:
        if not hasattr(socket, "send_fds"):
            raise SandboxError("grading needs Unix: this system cannot pass open files between processes")
        # Inside the wall the folder is a private mount, so that a killed grader leaves none behind.
        self._work = bubblewrap.FOLDER if wall.command else tempfile.mkdtemp(prefix="grader-")
        self._walled = bool(wall.command)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  `close` closes it
        self._layers = (confine.BUBBLEWRAP,) if self._walled else ()
        self._name = name
        self._jobs = jobs
        self._lock = threading.Lock()
        self._checks: tuple[Check, ...] | None = None
        self._control, theirs = socket.socketpair()
        with theirs:
            program = [sys.executable, "-I", "-m", "grader.sandbox.inside.fork_server", str(theirs.fileno())]
            self._process = subprocess.Popen(
                [*wall.command, *program],
                env=_environment(self._work),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        setup = Setup(self._work, name, tests, hidden, self._walled, sorted(off))
        sizes = [[path, len(content)] for path, content in files.items()]
        try:
            self._control.sendall(
                wire.encode("setup", {**setup._asdict(), "files": sizes}, b"".join(files.values()))
            )
        except OSError:
            pass  # `ready` says what became of it

    def ready(self) -> tuple[Check, ...]:
        """Wait until the checks are collected and return them; raise AuthorError with pytest's words if not."""
        with self._lock:
            if self._checks is None:
                self._checks = self._announced()
            return self._checks

    def _announced(self) -> tuple[Check, ...]:
        decoder = wire.Decoder(max_header=1 << 24)
        try:
            self._control.settimeout(START_TIMEOUT_S)  # an error too where another thread has closed it
            while data := self._control.recv(1 << 16):
                for frame in decoder.feed(data):
                    if frame.kind == "broken":
                        raise AuthorError(f"test_{self._name}.py cannot be collected:\n{frame.header['text']}")
                    return tuple(
                        Check(id, stub, points, hidden, tuple(uses), title, timeout_s, memory_mb)
                        for id, stub, points, hidden, uses, title, timeout_s, memory_mb in frame.header["checks"]
                    )
        except OSError as error:
            raise SandboxError(f"the process for student code did not start: {error}{self._words()}") from error
        raise SandboxError(f"the process for student code did not start{self._words()}")

    def _words(self) -> str:
        try:
            self._log.seek(0)
            lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        except (OSError, ValueError):  # closed: another thread has replaced this fork server
            return ""
        return "".join(f"\n  {line}" for line in lines[-8:])

    def run(self, job: Job, limits: Limits, required: tuple[str, ...] = ()) -> Run:
        """Run one job in a fresh child; raise SandboxError if the fork server itself is gone."""
        if missing := set(required) & {confine.BUBBLEWRAP} - set(self._layers):
            raise UnconfinedError(f"a process for student code would lack {', '.join(missing)}: nothing was run")
        self.ready()
        ours, theirs = socket.socketpair()
        status_read, status_write = os.pipe()
        with self._jobs.one() as number, ours:
            try:
                self._fork(number, theirs, status_write)
                of_child = tuple(layer for layer in required if layer not in self._layers)
                watch = Supervisor(ours, status_read, job, limits, lambda: self._kill(number), of_child)
                run = watch.follow(folder_of(self._work, number))
            finally:
                os.close(status_read)
        run.isolation += self._layers if run.isolation else ()
        return run

    def _fork(self, number: int, theirs: socket.socket, status: int) -> None:
        with self._lock:
            try:
                socket.send_fds(self._control, [CONTROL.pack(RUN, number)], [theirs.fileno(), status])
            except OSError as error:
                raise SandboxError("the process for student code is gone") from error
            finally:
                theirs.close()
                os.close(status)

    def _kill(self, number: int) -> None:
        with self._lock:
            try:
                self._control.sendall(CONTROL.pack(KILL, number))
            except OSError:
                pass  # a dead fork server takes its children along

    def close(self) -> None:
        """End the fork server and whatever it still runs."""
        self._control.close()
        try:
            self._process.wait(LINGER_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        if not self._walled:
            remove(self._work)


def _environment(work: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    home = os.path.join(work, "home")
    return kept | {
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",  # another one has 64 MB that nobody counts before they are used
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": home,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        # No GPU is there, and asking for one starts nothing that a fork could not go on with.
        "CUDA_VISIBLE_DEVICES": "",
        "HIP_VISIBLE_DEVICES": "",
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # large pages, of which a fork has less to copy
    }
