"""
Where the trusted side's own work on one submission is done: in processes that can be ended.

What strangers wrote is diagnosed and made into feedback by code that is meant to be quick with whatever it
gets. Should it not be, for a reason that nobody thought of, a thread could not be stopped; a process can, and
then that is one submission's trouble. No student code is ever in these processes, and nothing but data goes in
or comes out.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import ForkingPickler
from types import TracebackType
from typing import Any, TypeVar

from grader.errors import DeskError
from grader.sandbox.outside.clock import SAMPLE_S, Clock

T = TypeVar("T")

LIMIT_S = 30.0
"""Seconds of computing for one piece of work; an ordinary one takes a few thousandths."""
MEMORY_BYTES = 4 << 30
_PROGRAM = "import sys; from grader.grading.desk import serve; serve(int(sys.argv[1]))"


class Desks:
    """
    As many processes as there is work at a time, each started when there is none that is free. `given` are the
    first arguments of all work: they are sent once.
    """

    def __init__(self, *given: Any, limit_s: float = LIMIT_S) -> None:
        self._given, self._limit_s = given, limit_s
        self._free: queue.SimpleQueue[_Desk] = queue.SimpleQueue()
        self._all: set[_Desk] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Desks:
        self._free.put(self._open())  # it gets ready while other things do
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            for desk in self._all:
                desk.end()
            self._all.clear()

    def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """
        Return `work(*given, *arguments)`; raise DeskError, with the traceback, where it raises, or where it was
        ended as it took too long or too much memory.
        """
        try:
            desk = self._free.get_nowait()
        except queue.Empty:
            desk = self._open()
        try:
            answer: T = desk.do(work, arguments, self._limit_s)
        except DeskError:
            self._free.put(desk)
            raise
        except _Gone as error:
            self._end(desk)
            raise DeskError(f"{work.__qualname__} {error}") from error
        except BaseException:  # Ctrl-C, say: an answer may be on its way, which is not the next one's
            self._end(desk)
            raise
        self._free.put(desk)
        return answer

    def _end(self, desk: _Desk) -> None:
        with self._lock:
            self._all.discard(desk)
        desk.end()

    def _open(self) -> _Desk:
        desk = _Desk(self._given)
        with self._lock:
            self._all.add(desk)
        return desk


class _Gone(Exception):
    """The process has ended, or has to be; the text says why."""


class _Desk:
    """One process."""

    def __init__(self, given: tuple[Any, ...]) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the command, which ends what it has started
            )
        self._clock = Clock(self._process.pid)
        self._given: tuple[Any, ...] | None = given

    def do(self, work: Callable[..., T], arguments: tuple[Any, ...], limit_s: float) -> T:
        try:
            if self._given is not None:
                self._connection.send(self._given)
                self._given = None
            self._connection.send((work, arguments))
            self._clock.restart()
            while not self._connection.poll(SAMPLE_S):
                if late := self._clock.look(limit_s):
                    raise _Gone(f"did not end within {limit_s:g} s ({late})")
            ended, answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _Gone(f"ended its process: {error or type(error).__name__}") from error
        if ended == "raised":
            raise DeskError(str(answer))
        return answer  # type: ignore[no-any-return]

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._connection.close()


def serve(descriptor: int) -> None:
    """Do what comes in, one thing after the other, until nobody is there any more: this is the process itself."""
    _bound_memory()
    connection: Any = Connection(descriptor)
    try:
        given = connection.recv()
        while True:
            work, arguments = connection.recv()
            try:
                answer = ForkingPickler.dumps(("done", work(*given, *arguments)))
            except Exception:  # a MemoryError, too
                answer = ForkingPickler.dumps(("raised", traceback.format_exc()))
            connection.send_bytes(answer)
    except (EOFError, OSError):
        os._exit(0)


def _bound_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ImportError, ValueError, OSError):  # this system bounds no address space
        pass
