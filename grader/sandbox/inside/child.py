"""
The life of one child: take a job, give up what it does not need, load the submission, run checks, stream numbers.

Everything from `load` on shares the process with a student's code, so nothing it says is believed beyond the
numbers themselves, and nothing here knows what they should be.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest

from grader.model import Fault, Observation
from grader.runner import switches
from grader.runner.fixtures import Fixtures
from grader.runner.load import Loader
from grader.runner.package import PackageLoader, loader_of
from grader.runner.progress import traceback_to
from grader.sandbox import confine, wire


class Channel:
    """The child's end of its socket to the parent."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self.busy = False

    def receive_task(self) -> wire.Frame:
        """Return the parent's first and only frame."""
        decoder = wire.Decoder(max_header=wire.MAX_JOB)
        while data := self._socket.recv(1 << 20):
            for frame in decoder.feed(data):
                return frame
        raise SystemExit("the grader hung up before it said what to run")

    def wait(self) -> None:
        """Wait until the parent has taken note: what is computed from here on is the next check's."""
        if not self._socket.recv(1):
            raise SystemExit("the grader hung up")

    def send(self, kind: str, header: Mapping[str, Any] | None = None) -> None:
        """Send one frame without a body."""
        self._send(wire.encode(kind, header))

    def _send(self, data: bytes) -> None:
        self.busy = True  # a signal's handler may come in between, and must not speak then
        try:
            self._socket.sendall(data)
        finally:
            self.busy = False

    def observe(self, check: str, observation: Observation, dtype: str) -> None:
        """Send one observation, or, where it is over the wire's limit, say so in its place."""
        self._send(wire.encode_observation(check, observation, dtype))

    def show(self, cell: int, outputs: list[Any]) -> None:
        """Send what a notebook's cell showed."""
        self._send(wire.encode_outputs(cell, outputs))


def serve(
    descriptor: int,
    items: Sequence[pytest.Item],
    fixtures: Fixtures,
    prepared: confine.Prepared,
    uid: int,
    held_bytes: int,
) -> None:
    """
    Run the task that arrives on `descriptor` against the collected `items`, as the user `uid`, who may use memory
    beyond `held_bytes`.
    """
    channel = Channel(descriptor)
    task = wire.decode_task(channel.receive_task())
    program = task.program
    _settle_in(task.folder)
    if program.notebook:
        _prepare_to_await()
    most_mb = max(task.memory_mb, *task.own_mb.values(), 0)
    layers = confine.enter(prepared, confine.Bounds(task.folder, task.memory_mb, uid, held_bytes, most_mb))
    channel.send("confined", {"layers": layers})
    if not set(task.required) <= set(layers):
        return  # before any student code: the parent refuses, too, but may be slow to look

    # Nobody is shown anything of a run that holds hidden checks, and substitutes are no part of the notebook.
    shows = program.notebook and not program.substituted and not task.hidden
    loader = loader_of(program, channel.show if shows else None, fixtures.stubs)
    fixtures.start(loader, loader.load(lambda cell: channel.send("loading", {"cell": cell})), task.draws)
    channel.send("loaded", {"faults": [wire.fault_fields(fault) for fault in loader.faults[:8]]})

    by_id = {item.nodeid.split("::", 1)[1]: item for item in items}
    for check in task.checks:
        channel.wait()
        fixtures.emit = functools.partial(channel.observe, check)
        channel.send("begin", {"check": check})
        fixtures.ended, fixtures.fault = "returned", None
        own_mb = task.own_mb.get(check) if confine.RLIMITS in layers else None
        with _telling_when_nearly_over(channel, check, loader, task.seconds.get(check, 0.0)), confine.room(own_mb):
            run(by_id[check], fixtures)
        fault = wire.fault_fields(fixtures.fault or Fault("", ""))
        channel.send("ended", {"check": check, "ended": fixtures.ended, **fault})
    channel.wait()
    channel.send("done")


NEARLY = 0.9


@contextlib.contextmanager
def _telling_when_nearly_over(
    channel: Channel, check: str, loader: Loader | PackageLoader, seconds: float
) -> Iterator[None]:
    """Say where a check is once it has computed for nearly all of its time: after that nobody can ask it."""

    def tell(number: int, frame: FrameType | None) -> None:
        if channel.busy:
            return
        try:
            at = Exception().with_traceback(traceback_to(frame))
            done, most = loader.rounds(at) or (0, 0)
            fault = wire.fault_fields(replace(loader.fault(at), type="", message=""))
        except (
            Exception
        ):  # a RecursionError, say: this runs in the middle of a student's code, and is to do no harm
            return
        channel.send("nearly over", {"check": check, "done": done, "most": most, **fault})

    if not seconds:
        yield
        return
    signal.signal(signal.SIGPROF, tell)
    signal.setitimer(signal.ITIMER_PROF, NEARLY * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _prepare_to_await() -> None:
    """Make the event loop for cells with a top-level await: its pair of sockets cannot be made once confined."""
    from IPython.core.async_helpers import get_asyncio_loop

    get_asyncio_loop()  # type: ignore[no-untyped-call]


def _settle_in(folder: str) -> None:
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder)
    tempfile.tempdir = None  # or else it is still the fork server's


def run(item: pytest.Item, fixtures: Fixtures) -> None:
    """
    Make a check's fixtures, call it and end the fixtures. Pytest's protocol around that makes reports that nobody
    reads here, and takes longer than most checks.
    """
    hook = item.config.hook
    with switches.as_imported():
        try:
            hook.pytest_runtest_setup(item=item)
            hook.pytest_runtest_call(item=item)
        except BaseException as error:  # student code got at what a fixture uses; pytest lets its own Exit through
            fixtures.ended, fixtures.fault = fixtures.describe(error)
        with contextlib.suppress(BaseException):  # how the check came out is known by now
            hook.pytest_runtest_teardown(item=item, nextitem=None)


def main(
    descriptor: int,
    items: Sequence[pytest.Item],
    fixtures: Fixtures,
    prepared: confine.Prepared,
    uid: int,
    held_bytes: int,
) -> None:
    """Serve one task and end this process without returning to pytest, whatever happens."""
    try:
        serve(descriptor, items, fixtures, prepared, uid, held_bytes)
    finally:
        os._exit(0)
