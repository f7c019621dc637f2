"""
Follow one child from its job to its end, by this process's clock.

A `Run` is what one child did. It is built from frames that arrive in the one order a child may send them;
anything else ends the run as malformed.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, Protocol

from grader import shown, wire
from grader.errors import SandboxError, UnconfinedError, WireError
from grader.model import Ended, Fault, Limits, Observation, Outcome, Program, Shown
from grader.sandbox.zygote import EXIT

MAX_RUN_BYTES = 64 * 1024 * 1024
MAX_OBSERVATIONS = 1000
MAX_CHECK_NUMBERS = 1_000_000
MAX_SHOWN_BYTES = 8 * 1024 * 1024
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
    shown: tuple[Shown, ...] = ()


class _Step(NamedTuple):
    """Where a child is: loading a cell, or running a check since a moment of this process's clock."""

    check: str
    since: float


class Watch:
    """Follow one child from its job to its end, by the parent's clock."""

    def __init__(self, channel: socket.socket, status: int, job: Job, limits: Limits, kill: KillChild) -> None:
        self._channel, self._status = channel, status
        self._job, self._limits, self._kill = job, limits, kill
        self._run = Run(at_cell=0)
        self._waiting = list(job.checks)
        self._step = _Step("", time.monotonic())
        self._observations: list[Observation] = []
        self._numbers = self._shown_bytes = 0
        self._stage: Literal["confined", "loading", "checks", "done"] = "confined"

    def follow(self, folder: str) -> Run:
        """Send the job and return what came of it."""
        job = wire.encode_job(self._job.program, self._job.checks, self._job.seed, self._limits.memory_mb, folder)
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
        if self._stage == "done":
            # All is said, and its zygote buries it: taking a process down takes as long as making one.
            self._kill()
            return self._run
        self._end()
        if self._stage == "confined":
            raise UnconfinedError("a process for student code failed before it was confined: nothing was run")
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
        elif self._stage == "loading" and frame.kind == "shown" and not self._job.hidden:
            self._note_shown(shown.decode(frame))
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

    def _note_shown(self, what: Shown) -> None:
        if what.cell != self._run.at_cell or any(other.cell == what.cell for other in self._run.shown):
            raise WireError("the outputs of another cell")
        self._shown_bytes += len(what.outputs)
        if self._shown_bytes > MAX_SHOWN_BYTES:
            what = replace(what, outputs="[]")
        self._run.shown += (what,)

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

    def __call__(self) -> None:
        """Return once the signal is on its way."""


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name.isidentifier() for name in value):
        raise WireError("the layers of isolation are malformed")
    return tuple(value)


def _index(value: object) -> int:
    if type(value) is not int or value < 0:
        raise WireError("a cell's number is malformed")
    return value
