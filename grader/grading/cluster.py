"""
Grading on a cluster of Dask's, seen by the one who asks: whether workers are fit to grade, chunks sent to them, and
what becomes of these when a worker, the scheduler or the network is gone.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from grader.errors import AwayError, UsageError
from grader.grading.bench import Bench, Unfit, chunk, differing, end, facts, same, warm
from grader.grading.chunks import Chunks, Do
from grader.grading.schedulers import MISSING, Scheduler, reach, require_private

REGAIN_S = 300.0
"""How long a scheduler may be away, or a cluster without any worker, before grading is given up."""
SILENT_S = 20.0
"""How long workers may take to come before that is said."""
FRESH_S = 1.0
PARTING_S = 1.0
"""How long the end of a run waits for others to hear of it."""


@dataclass(slots=True)
class Cluster:
    """Dask's workers as machines that do chunks; `say` is told what staff should know while it happens."""

    scheduler: Scheduler
    bench: Bench
    insecure: bool
    say: Callable[[str], None]
    client: Any = None
    unfit: dict[str, str] = field(default_factory=dict)
    _sent: Any = None
    _seen: tuple[float, Mapping[str, int]] = (0.0, field(default_factory=dict))
    _stopped: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        """Connect, and see to it that every worker that is there can grade; raise UsageError if one may not."""
        self.client = self.scheduler.connect()
        self._await_workers()
        found = self._everywhere(facts)
        problems = []
        for address, there in found.items():
            if isinstance(there, OSError):
                continue  # gone since
            if isinstance(there, BaseException):
                problems.append(f"worker {address} has no such grader ({type(there).__name__}: {there})")
            elif differ := differing(self.bench.facts, there):
                problems.append(f"worker {address}: {differ}")
        if problems:
            raise UsageError("\n  ".join(["all machines need the same grader, torch and Python:", *problems]))
        if not self.insecure:
            for address in found:
                require_private(address)
        for layers in self._everywhere(warm, self.bench).values():
            if isinstance(layers, UsageError):
                raise layers
            if isinstance(layers, Unfit):  # any other error is of a worker that is gone, and may be replaced
                self._leave_out(*layers.args)
        if self.unfit and len(self.unfit) == len(found):
            raise UsageError("no worker can grade:\n  " + "\n  ".join(self.unfit.values()))

    def _everywhere(self, work: Callable[..., Any], *arguments: Any) -> Mapping[str, Any]:
        """Return what all workers that are there answer, or raise."""
        try:
            found: Mapping[str, Any] = self.client.run(work, *arguments, on_error="return")
        except OSError as error:
            raise AwayError(f"--dask: the scheduler has gone: {self.scheduler.ended() or error}") from error
        return found

    def _await_workers(self) -> None:
        begun, said = time.monotonic(), False

        def there() -> bool:
            nonlocal said
            if not said and time.monotonic() - begun > SILENT_S:
                self.say(f"waiting for a worker, up to {REGAIN_S / 60:g} minutes")
                said = True
            return bool(self.slots())

        self._until(there, "no worker has come")

    def _until(self, there: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + REGAIN_S
        while not there():
            if self._stopped.wait(0.2):
                return
            if why := self.scheduler.ended():
                raise AwayError(why)
            if time.monotonic() > deadline:
                raise AwayError(f"{otherwise} within {REGAIN_S / 60:g} minutes")

    def slots(self, avoid: frozenset[str] = frozenset()) -> int:
        """Return how many threads there are on workers that are fit and not among `avoid`."""
        return sum(count for address, count in self._threads().items() if address not in avoid)

    def _threads(self) -> Mapping[str, int]:
        made, threads = self._seen
        if time.monotonic() - made > FRESH_S:
            try:
                threads = self.client.nthreads()
            except Exception:  # Dask has many errors for a scheduler that is away: then there are none
                threads = {}
            self._seen = (time.monotonic(), threads)
        return {address: count for address, count in threads.items() if address not in self.unfit}

    def submit(self, do: Do, text: str, avoid: frozenset[str]) -> Future[tuple[str, str]]:
        """Have a chunk done on a worker that is fit, and if possible not among `avoid`."""
        del do  # it is the bench, which is sent once
        answer: Future[tuple[str, str]] = Future()
        self._begin(text, avoid, answer)
        return answer

    def _begin(self, text: str, avoid: frozenset[str], answer: Future[tuple[str, str]]) -> None:
        try:
            if self._sent is None:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # an exercise's data may be large
                    self._sent = self.client.submit(same, self.bench, pure=False)
            chosen = None
            if avoid or self.unfit:
                chosen = [each for each in self._threads() if each not in avoid] or list(self._threads()) or None
            future = self.client.get_executor(pure=False, workers=chosen).submit(chunk, self._sent, text)
        except Exception as error:
            if self.client.status == "running" and not isinstance(error, OSError):
                answer.set_exception(error)  # tried again without end, it would fail without end
            else:
                _away(answer)
            return
        future.add_done_callback(lambda done: self._ended(done, text, avoid, answer))

    def _ended(self, done: Any, text: str, avoid: frozenset[str], answer: Future[tuple[str, str]]) -> None:
        if done.cancelled():
            _away(answer)
        elif isinstance(error := done.exception(), Unfit):
            self._leave_out(*error.args)
            threading.Thread(target=self._begin, args=(text, avoid, answer), daemon=True).start()
        elif error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(done.result())

    def _leave_out(self, address: str, why: str) -> None:
        if address not in self.unfit:
            self.unfit[address] = why
            self.say(f"worker {address} cannot grade and is left out: {why}")

    def regain(self) -> None:
        """Wait until there are workers again, of this scheduler or of one that took its place."""
        if self._stopped.is_set():
            return
        self._sent, self._seen = None, (0.0, {})
        if self.client.status == "running" and self.slots():
            return
        if not self.scheduler.ended():
            self.say(f"the cluster cannot be reached; waiting, up to {REGAIN_S / 60:g} minutes")
        self._until(self._connected, "the cluster was not there again")
        if not self._stopped.is_set():
            self.say("the cluster is there again")

    def _connected(self) -> bool:
        if self.scheduler.ended():
            return False
        if self.client.status in ("closed", "closing"):
            with suppress(UsageError):
                self.client = self.scheduler.connect()
        self._seen = (0.0, {})
        return self.client.status == "running" and bool(self.slots())

    def stop(self) -> None:
        """End what runs on the workers for this run, and take back what waits; one that hangs is not waited for."""
        self._stopped.set()
        if self.scheduler.end is not None:
            self.scheduler.end()
            return

        def close_all() -> None:
            with suppress(Exception):
                if self.client.status == "running":
                    self.client.run(end, self.bench.name, on_error="ignore")

        closing = threading.Thread(target=close_all, daemon=True)
        closing.start()
        closing.join(PARTING_S)


def _away(answer: Future[tuple[str, str]]) -> None:
    """Let a chunk be known as one of machines that cannot be reached."""
    answer.cancel()
    answer.set_running_or_notify_cancel()


@contextmanager
def cluster(
    address: str, bench: Bench, *, insecure: bool = False, say: Callable[[str], None] = lambda words: None
) -> Iterator[Chunks]:
    """
    Yield an executor that has `bench` do steps on the workers of a Dask scheduler, or, of `local:N`, in N processes
    on this machine.

    Raise UsageError, which names the worker where it is one's, if Dask is not installed; if the scheduler cannot be
    reached, or only in a way that others could read and write; if a worker's versions differ; if a layer is missing
    there that the kit requires.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise UsageError(MISSING) from error
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    with reach(address, insecure) as scheduler:
        machines = Cluster(scheduler, bench, insecure, say)
        try:
            machines.open()
            chunks = Chunks(machines)
            try:
                yield chunks
            finally:
                chunks.shutdown()
        finally:
            if machines.client is not None:
                with suppress(Exception):
                    machines.client.close(timeout=PARTING_S)
