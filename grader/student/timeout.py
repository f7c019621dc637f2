"""
End code that runs too long, in this process.

A student's own run has no process to kill: a timer raises `TimeIsUp` in the code instead, again and again until it
gives way, and where it does not (it is inside something that never comes back to Python) the caller is told.
Without Unix's timer, or outside the main thread, the error is sent from a second thread.

What counts is time that the code had, as in grading: a busy machine makes nobody's code too slow.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Literal, TypeVar

from grader.runner.progress import traceback_to

T = TypeVar("T")

Why = Literal["", "computing", "waiting", "kept waiting"]
"""What code did with the time it had: it computed, or waited for something, or mostly for its turn on the CPU."""

AGAIN_S = 0.2
"""How long after the first error the next is raised, where code swallows it, or turns it into another."""
URGENT_S = 2e-5
"""... and the further ones: so soon that one of them comes in the handler, which cannot swallow it."""
SETTLE_S = 0.01
"""
How long the timer's handler stays after the timer has ended: the last signal may have gone to another thread, which
says so late on a busy machine, and Python would report a signal that nobody handles any more.
"""
GRACE_S = 5.0
"""How long code may go on before it counts as stuck."""
PATIENCE = 10.0
"""How many times its limit of wall time code may take that is kept from the CPU by others."""
COMPUTING = 0.9
"""Code that computed for this share of its limit did so for all of it; the rest is what its surroundings took."""
IDLE = 0.01
"""Where the system keeps no record of who is kept waiting: code with less of the CPU than this waits by itself."""
THREADS = Path("/proc/self/task")


class TimeIsUp(BaseException):
    """Raised in code whose time is up; no `except Exception` stops it."""


class Limit:
    """
    Run one function for at most `seconds` of this process's CPU time (None: as long as it takes).

    Time in which the code waits without computing (a sleep, an input) counts as well. Time in which it would go on
    but others have the CPU does not, up to ten times `seconds` of wall time. Linux keeps a record of that. Where
    there is none (macOS, Windows, some kernels) code that had next to nothing of the CPU since it began counts as
    waiting by itself; all other code has ten times `seconds` of wall time.

    `expired` says whether time ran out, `why` what the code did with it, and `stopped_at` where that was, as an
    error with a traceback; `interrupted` whether the user pressed Ctrl-C meanwhile. `stuck` is called from another
    thread where the function does not give way.
    """

    def __init__(self, seconds: float | None, stuck: Callable[[Limit], None] | None = None) -> None:
        self.seconds = seconds
        self.expired = False
        self.why: Why = ""
        self.interrupted = False
        self.stopped_at: TimeIsUp | None = None
        self._stuck = stuck
        self._armed = False
        self._urgent = False
        self._done = threading.Event()
        self._thread = threading.get_ident()
        self._frame: FrameType | None = None

    def run(self, function: Callable[[], T]) -> T:
        """Return what `function` returns; raise what it raises, `TimeIsUp` where its time ran out."""
        main = threading.current_thread() is threading.main_thread()
        timers = self._timers(by_signal=main and hasattr(signal, "setitimer"))
        interrupts = signal.getsignal(signal.SIGINT) if main else None
        if interrupts is not None:
            signal.signal(signal.SIGINT, self._interrupt)
        self._frame = sys._getframe()
        next(timers)
        try:
            try:
                self._armed = True
                return function()
            finally:
                self._armed = False
        finally:
            self._armed = False  # again: before Python 3.11, an error may be raised right before the line above
            with contextlib.suppress(TimeIsUp):
                _checkpoint()
            next(timers, None)
            self._frame = None
            if interrupts is not None:
                signal.signal(signal.SIGINT, interrupts)

    def lift(self) -> None:
        """Let the function take as long as it likes from here on: somebody is debugging it."""
        self._armed = False
        self._done.set()

    def _timers(self, *, by_signal: bool) -> Iterator[None]:
        """Start the timers, and at the next step end them and put another's timer back."""
        if self.seconds is None:
            yield
            return
        self._clock = Clock(self.seconds)
        if by_signal:
            since = time.monotonic()
            handler = signal.signal(signal.SIGALRM, self._ring)
            others_left, others_interval = signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN_S)
        sender = threading.Thread(target=self._watch, args=(by_signal,), daemon=True)
        if self._stuck or not by_signal:
            sender.start()
        yield
        self._done.set()
        if by_signal:
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self.expired:
                time.sleep(SETTLE_S)
            signal.signal(signal.SIGALRM, handler)
            if others_left:  # pytest-timeout's, say
                left = max(others_left - (time.monotonic() - since), 0.001)
                signal.setitimer(signal.ITIMER_REAL, left, others_interval)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            return
        if not self.expired:
            why, left = self._clock.read()
            if not why:
                signal.setitimer(signal.ITIMER_REAL, left, AGAIN_S)
                return
            self._expire(why, frame)
        elif not self._urgent:
            self._urgent = True
            signal.setitimer(signal.ITIMER_REAL, URGENT_S, URGENT_S)
        # An error in `run` itself could come between any two steps of it, and end more than the function.
        while frame is not None and frame.f_code is _RING:
            frame = frame.f_back
        if frame is not self._frame:
            raise TimeIsUp

    def _expire(self, why: Why, frame: FrameType | None) -> None:
        self.why = self.why or why
        if self.stopped_at is None:
            self.stopped_at = TimeIsUp().with_traceback(traceback_to(frame))
        self.expired = True

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True
        raise KeyboardInterrupt

    def _watch(self, by_signal: bool) -> None:
        """Wait in a thread of its own for the time that code without a timer has, or for stuck code."""
        assert self.seconds is not None
        why = self._wait(self._clock)
        if why and not by_signal:
            self._expire(why, _frame_of(self._thread))
            grace = Clock(GRACE_S)
            while why and not grace.read()[0]:
                _raise_in(self._thread)
                why = "" if self._done.wait(AGAIN_S) else why
        elif why:
            why = why if self._wait(Clock(GRACE_S)) else ""
        if why and self._stuck is not None:
            self._expire(why, _frame_of(self._thread))
            self._stuck(self)

    def _wait(self, clock: Clock) -> Why:
        """Return why a clock's time is up once it is, or nothing if the function ends before."""
        why, left = clock.read()
        while not why and not self._done.wait(left):
            why, left = clock.read()
        return why


_RING = Limit._ring.__code__


class Clock:
    """How much of its `seconds` this process has had since the clock was made."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._wall, self._cpu, self._kept = time.monotonic(), time.process_time(), kept_waiting_s()

    def read(self) -> tuple[Why, float]:
        """Return why time is up, or nothing; and for how long it cannot be."""
        wall, cpu = time.monotonic() - self._wall, time.process_time() - self._cpu
        kept = kept_waiting_s()
        if kept is not None and self._kept is not None:
            had = wall - max(kept - self._kept, 0.0)  # less than before where a thread has ended
        else:
            had = wall if cpu < IDLE * wall else 0.0
        had = max(had, cpu)
        if had >= self._seconds:
            return ("computing" if cpu >= COMPUTING * self._seconds else "waiting"), 0.0
        if wall >= PATIENCE * self._seconds:
            return "kept waiting", 0.0
        return "", max(min(self._seconds - had, PATIENCE * self._seconds - wall), 0.001)


def kept_waiting_s() -> float | None:
    """Return for how long this process's threads were ready to run while others had the CPU; None where unknown."""
    waited, known = 0, False
    try:
        for thread in THREADS.iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended
                ran, ready, _ = map(int, (thread / "schedstat").read_bytes().split())
                waited, known = waited + ready, known or ran > 0  # a kernel that counts nothing says 0 of all
    except (OSError, ValueError):
        return None
    return waited * 1e-9 if known else None


def _frame_of(thread: int) -> FrameType | None:
    return sys._current_frames().get(thread)


def _checkpoint() -> None:
    """Let an error that another thread has sent be raised here, and nowhere later."""


def _raise_in(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeIsUp))
