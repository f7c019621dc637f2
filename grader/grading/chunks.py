"""
Grading on many machines: work goes out in chunks of a few seconds, as text, and what it led to comes back as text.

`Chunks` is an executor as `steps.grade_on` asks for one. Which machines there are, and how a chunk gets to one, is
known to what it is made over (`cluster.py`); here is how large a chunk is, and that each step ends once, whatever
becomes of the machine that was at it.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from typing import Any, Protocol

from grader.errors import SandboxError, StoppedError, UsageError
from grader.grading.grade import Examined
from grader.grading.steps import Result, Work
from grader.model import Report
from grader.plain import from_plain, to_plain

CHUNK_S = 3.0
"""Seconds of work in a chunk: much more than it takes to send one, and little to lose with a machine."""
MOST = 200
"""Steps in a chunk, however short they are."""
AHEAD = 2
"""So many chunks for each thing that machines do at a time are with them: one is begun, one there already."""
SPARE = 8
"""So many more wait, by which a cluster that grows on demand can tell that there is demand."""
PARTING_S = 1.0
ATTEMPTS = 3
"""After so many machines that failed at a step it is given up, by itself: its submission may be the reason."""

Do = Callable[[Work], Result]


class Machines(Protocol):
    """Where chunks are done."""

    def submit(self, do: Do, text: str, avoid: frozenset[str]) -> Future[tuple[str, str]]:
        """
        Begin `run_chunk(do, text)` on a machine, if possible none of `avoid`; return its name and the answer. The
        future is cancelled where the machines cannot be reached any more, and raises what a machine failed at.
        """

    def slots(self, avoid: frozenset[str] = frozenset()) -> int:
        """Return how many chunks are done at a time on machines other than these."""

    def regain(self) -> None:
        """Wait until machines that could not be reached can be again; raise UsageError when that takes too long."""

    def stop(self) -> None:
        """End what runs."""


def run_chunk(do: Do, text: str) -> str:
    """Do the steps of a chunk one after the other and return what they led to, each with its seconds."""
    done = []
    for plain in json.loads(text):
        start = time.monotonic()
        result = do(from_plain(Work, plain))
        kind = "report" if isinstance(result, Report) else "examined"
        done.append({"seconds": time.monotonic() - start, kind: to_plain(result)})
    return json.dumps(done)


def _results(text: str) -> list[tuple[float, Result]]:
    return [
        (
            each["seconds"],
            from_plain(Report, each["report"]) if "report" in each else from_plain(Examined, each["examined"]),
        )
        for each in json.loads(text)
    ]


@dataclass(slots=True)
class _Step:
    """A step that was asked for, how many machines have failed at it, and those that it is better kept from."""

    work: Work
    future: Future[Result]
    failures: int = 0
    avoid: frozenset[str] = frozenset()


class Chunks(Executor):
    """An executor of steps on machines; one thread sends chunks and takes what comes back."""

    def __init__(self, machines: Machines) -> None:
        self._machines = machines
        self._waiting: deque[_Step] = deque()
        self._sent = 0
        self._do: Do | None = None
        self._mean_s: float | None = None
        self._stopped: BaseException | None = None
        self._events: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="chunks", daemon=True)
        self._thread.start()

    def submit(self, do: Do, work: Work, /) -> Future[Result]:  # type: ignore[override]
        """Return the future of `do(work)`; `do` is the same each time, and can be sent."""
        self._do = do
        wanted = _Step(work, Future())
        self._events.put(lambda: self._take(wanted))
        return wanted.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End; what was not done by now raises StoppedError."""
        self._machines.stop()
        self._events.put(lambda: self._give_up(StoppedError("grading was given up")))
        self._events.put(None)
        if wait:
            self._thread.join(PARTING_S)  # it may be on its way to machines that do not answer

    def _serve(self) -> None:
        while (event := self._events.get()) is not None:
            try:
                event()
                while self._stopped is None and self._send_one():
                    pass
            except BaseException as error:  # where this thread ended, all would wait for ever
                self._give_up(error)

    def _take(self, wanted: _Step) -> None:
        if self._stopped is not None:
            wanted.future.set_exception(self._stopped)
        else:
            self._waiting.append(wanted)

    def _give_up(self, error: BaseException) -> None:
        """Let all that waits, and all that comes, raise `error`."""
        self._stopped = self._stopped or error
        while self._waiting:
            self._waiting.popleft().future.set_exception(self._stopped)

    def _send_one(self) -> bool:
        if not self._waiting or self._do is None:
            return False
        slots = max(1, self._machines.slots())
        if self._sent >= AHEAD * slots + SPARE:
            return False
        chunk = self._next(slots)
        text = json.dumps([to_plain(each.work) for each in chunk])
        self._sent += 1
        future = self._machines.submit(self._do, text, chunk[0].avoid)
        future.add_done_callback(lambda done: self._events.put(lambda: self._settle(chunk, done)))
        return True

    def _next(self, slots: int) -> list[_Step]:
        """
        Return the steps of the next chunk: of a few seconds, as far as that is known, and small enough that all
        machines have something to do until the end. What failed once goes alone.
        """
        size = min(MOST, int(CHUNK_S / max(self._mean_s, 1e-3))) if self._mean_s is not None else 1
        size = max(1, min(size, len(self._waiting) // (AHEAD * slots)))
        chunk = [self._waiting.popleft()]
        while len(chunk) < size and self._waiting and not chunk[0].failures and not self._waiting[0].failures:
            chunk.append(self._waiting.popleft())
        return chunk

    def _settle(self, chunk: Sequence[_Step], done: Future[tuple[str, str]]) -> None:
        """Take what a chunk led to, or have it done elsewhere."""
        self._sent -= 1
        if self._stopped is not None:
            for each in chunk:
                each.future.set_exception(self._stopped)
            return
        try:
            machine, text = done.result()
            results = _results(text)
            if len(results) != len(chunk):
                raise SandboxError(f"{machine} answers {len(results)} of {len(chunk)} steps")
        except CancelledError:
            self._waiting.extendleft(reversed(chunk))
            try:
                self._machines.regain()
            except UsageError as error:
                self._give_up(error)
            return
        except UsageError as error:
            self._waiting.extendleft(reversed(chunk))
            self._give_up(error)
            return
        except Exception as error:
            for each in reversed(chunk):
                self._failed_at(each, error)
            return
        mean_s = sum(seconds for seconds, _ in results) / len(results)
        self._mean_s = mean_s if self._mean_s is None else 0.8 * self._mean_s + 0.2 * mean_s
        for each, (_, result) in zip(chunk, results, strict=True):
            if _machines_fault(each.work, result) and self._elsewhere(each, machine):
                continue
            each.future.set_result(result)

    def _failed_at(self, step: _Step, error: Exception) -> None:
        step.failures += 1
        if step.failures < ATTEMPTS:
            self._waiting.appendleft(step)
        else:
            step.future.set_exception(error)

    def _elsewhere(self, step: _Step, machine: str) -> bool:
        """Have a step done again on another machine, if there is one and it has not failed too often."""
        step.failures += 1
        step.avoid |= {machine}
        if step.failures >= ATTEMPTS or not self._machines.slots(step.avoid):
            return False
        self._waiting.appendleft(step)
        return True


def _machines_fault(work: Work, result: Any) -> bool:
    """Return whether the grader failed at a submission: its machine may be the reason, a full disk, say."""
    return isinstance(result, Report) and bool(result.failure) and not work.submission.failure
