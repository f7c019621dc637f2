"""
End code that runs too long, in this process.

A student's own run has no process to kill: a timer raises `TimeIsUp` in the code instead, again and again until it
gives way, and where it does not (it is inside something that never comes back to Python) the caller is told.
Without Unix's timer, or outside the main thread, the error is sent from a second thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import TypeVar

T = TypeVar("T")

AGAIN_S = 0.2
"""How long after the first error the next is raised, where code swallows it, or turns it into another."""
URGENT_S = 2e-5
"""... and the further ones: so soon that one of them comes in the handler, which cannot swallow it."""
GRACE_S = 5.0
"""How long code may go on before it counts as stuck."""


class TimeIsUp(BaseException):
    """Raised in code whose time is up; no `except Exception` stops it."""


class Limit:
    """
    Run one function for at most `seconds` (None: as long as it takes).

    `expired` says whether time ran out and `stopped_at` where that was, as an error with a traceback;
    `interrupted` whether the user pressed Ctrl-C meanwhile. `stuck` is called from another thread
    where the function does not give way.
    """

    def __init__(self, seconds: float | None, stuck: Callable[[Limit], None] | None = None) -> None:
        self.seconds = seconds
        self.expired = False
        self.interrupted = False
        self.stopped_at: TimeIsUp | None = None
        self._stuck = stuck
        self._armed = False
        self._urgent = False
        self._done = threading.Event()
        self._thread = threading.get_ident()

    def run(self, function: Callable[[], T]) -> T:
        """Return what `function` returns; raise what it raises, `TimeIsUp` where its time ran out."""
        main = threading.current_thread() is threading.main_thread()
        timers = self._timers(by_signal=main and hasattr(signal, "setitimer"))
        interrupts = signal.getsignal(signal.SIGINT) if main else None
        if interrupts is not None:
            signal.signal(signal.SIGINT, self._interrupt)
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
            signal.signal(signal.SIGALRM, handler)
            if others_left:  # pytest-timeout's, say
                left = max(others_left - (time.monotonic() - since), 0.001)
                signal.setitimer(signal.ITIMER_REAL, left, others_interval)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            return
        if self.expired and not self._urgent:
            self._urgent = True
            signal.setitimer(signal.ITIMER_REAL, URGENT_S, URGENT_S)
        self.expired = True
        if self.stopped_at is None:
            self.stopped_at = TimeIsUp().with_traceback(_traceback(frame))
        raise TimeIsUp

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True
        raise KeyboardInterrupt

    def _watch(self, by_signal: bool) -> None:
        """Wait in a thread of its own for the time that code without a timer has, or for stuck code."""
        assert self.seconds is not None
        if by_signal:
            late = not self._done.wait(self.seconds + GRACE_S)
        else:
            late = not self._done.wait(self.seconds)
            if late:
                self.stopped_at = TimeIsUp().with_traceback(_traceback(_frame_of(self._thread)))
                self.expired = True
            until = time.monotonic() + GRACE_S
            while late and time.monotonic() < until:
                _raise_in(self._thread)
                late = not self._done.wait(AGAIN_S)
        if late and self._stuck is not None:
            if self.stopped_at is None:
                self.stopped_at = TimeIsUp().with_traceback(_traceback(_frame_of(self._thread)))
            self.expired = True
            self._stuck(self)


def _traceback(frame: FrameType | None) -> TracebackType | None:
    """Return the stack up to `frame` as a traceback, outermost first."""
    traceback = None
    while frame is not None:
        traceback = TracebackType(traceback, frame, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return traceback


def _frame_of(thread: int) -> FrameType | None:
    return sys._current_frames().get(thread)


def _checkpoint() -> None:
    """Let an error that another thread has sent be raised here, and nowhere later."""


def _raise_in(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeIsUp))
