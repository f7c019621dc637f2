"""Grading on a cluster of Dask's, seen by a worker: the processes that it keeps warm for a run, and its fitness."""

from __future__ import annotations

import asyncio
import functools
import importlib.metadata
import platform
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from grader.errors import SandboxError, StoppedError, UsageError
from grader.grading.chunks import run_chunk
from grader.grading.steps import Result, Work
from grader.grading.store import DEPENDS, grader_source
from grader.grading.worker import Kit, Worker

SAME = ("autograd-grader", *DEPENDS)
"""What has to be of one version on all machines: a verdict depends on it."""
IDLE_S = 120.0
"""After so many seconds without work a worker ends its processes: who asked may be gone."""


@functools.cache
def facts() -> dict[str, str]:
    """Return what of this machine a verdict depends on."""
    versions = {name: importlib.metadata.version(name).split("+")[0] for name in SAME}
    return {**versions, "Python": platform.python_version(), "the grader's own files": grader_source()[:12]}


@dataclass(frozen=True, slots=True)
class Bench:
    """
    What does a step of grading on whatever worker it is sent to, in processes that are started there once, under a
    `name` of this run's own. `facts` are those of the machine that asks: a worker with others refuses.
    """

    kit: Kit
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    facts: Mapping[str, str] = field(default_factory=facts)

    def __call__(self, work: Work) -> Result:
        """Do one step."""
        with _opened(self) as worker:
            return worker.do(work)

    def layers(self) -> tuple[str, ...]:
        """Start the processes here and return the layers that confine a child; raise UsageError if one lacks."""
        with _opened(self) as worker:
            return worker.pool.isolation()


@dataclass(slots=True)
class _Open:
    """A worker's processes for one bench: how many threads use them, and since when nobody does."""

    worker: Worker
    users: int = 0
    since: float = 0.0


_benches: dict[str, _Open] = {}
_closed: set[str] = set()
_lock = threading.Lock()


@contextmanager
def _opened(bench: Bench) -> Iterator[Worker]:
    with _lock:
        if bench.name in _closed:
            raise StoppedError("grading was given up")
        if bench.name not in _benches:
            if not any(thread.name == _sweep.__name__ for thread in threading.enumerate()):
                threading.Thread(target=_sweep, name=_sweep.__name__, daemon=True).start()
            _benches[bench.name] = _Open(Worker(bench.kit).__enter__())
        found = _benches[bench.name]
        found.users += 1
    try:
        yield found.worker
    finally:
        with _lock:
            found.users, found.since = found.users - 1, time.monotonic()


def _sweep() -> None:
    """End now and then what nobody has used for a while."""
    while True:
        time.sleep(IDLE_S / 4)
        end_idle(time.monotonic() - IDLE_S)


def end_idle(since: float) -> None:
    """End the processes that nobody has used since a time of the monotonic clock; they start again when needed."""
    with _lock:
        for name in [name for name, each in _benches.items() if not each.users and each.since < since]:
            _benches.pop(name).worker.__exit__(None, None, None)


def close(name: str) -> None:
    """End a bench's processes here, whatever they are doing."""
    with _lock:
        _closed.add(name)
        found = _benches.pop(name, None)
    if found is not None:
        found.worker.pool.stop()
        found.worker.__exit__(None, None, None)


def differing(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return what of two machines is not the same, in words; nothing if all is."""
    return ", ".join(
        f"{name} {there.get(name, 'none')} there and {value} here"
        for name, value in here.items()
        if there.get(name) != value
    )


class Unfit(Exception):
    """A worker that cannot grade anything, and why; another one may."""


def chunk(bench: Bench, text: str) -> tuple[str, str]:
    """Do a chunk on this worker and return its address with what it led to."""
    address = _address()
    with _fitness(bench, address):
        return address, run_chunk(bench, text)


@contextmanager
def _fitness(bench: Bench, address: str) -> Iterator[None]:
    """Let what keeps this machine from grading name it: one that may not, or one that cannot."""
    if differ := differing(bench.facts, facts()):
        raise UsageError(f"worker {address}: {differ}; a verdict depends on it: install the same")
    try:
        yield
    except UsageError as error:
        raise UsageError(f"worker {address}: {error}") from error
    except StoppedError:
        raise
    except (SandboxError, OSError) as error:  # a step's own is in its report: this is of the processes' start
        raise Unfit(address, str(error)) from error


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def same(bench: Bench) -> Bench:
    """Return a bench: as what a worker has done it is sent once, and found again where that worker is lost."""
    return bench


async def warm(bench: Bench, dask_worker: Any) -> tuple[str, ...]:
    """Start a bench's processes on a worker, which goes on meanwhile, and return the layers that hold there."""
    with _fitness(bench, str(dask_worker.address)):
        return await asyncio.to_thread(bench.layers)


async def end(name: str) -> None:
    """End a bench's processes on a worker."""
    await asyncio.to_thread(close, name)
