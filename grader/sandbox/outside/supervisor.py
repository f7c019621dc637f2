"""
Follow one child from its job to its end, by the kernel's account of its time.

A `Run` is what one child did. It is built from messages that arrive in the one order a child may send them;
anything else ends the run as malformed. What a child said before its time was up counts, however late it is read.
"""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from grader.errors import SandboxError, StarvedError, UnconfinedError, WireError
from grader.model import CellOutputs, Ended, Fault, Limits, Observation, Outcome, OutOf, Program
from grader.runner import draws
from grader.sandbox import wire
from grader.sandbox.control import EXIT
from grader.sandbox.outside import protocol
from grader.sandbox.outside.clock import SAMPLE_S, Clock, Late

MAX_RUN_BYTES = 64 * 1024 * 1024
MAX_FRAMES = 20_000
MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_OBSERVATIONS = 1000
MAX_CHECK_NUMBERS = 200_000
MAX_RUN_NUMBERS = 400_000
MAX_KEPT_NUMBERS = 10_000
"""So many of a check that did not return, of which no number counts."""
MAX_SHOWN_BYTES = 8 * 1024 * 1024
START_S = 120.0
"""How long a child may take to be confined: nothing of a student's has run until then."""
EXIT_GRACE_S = 60.0
"""How long a child may take to be gone once it was killed, on a machine that is busy with other things."""
MAX_BACKLOG = 16 << 20
"""So much of what a child has said is read before its time is judged: more than its socket can hold."""
_CREDENTIALS = struct.Struct("3i")

Stopped = Literal["", "timeout", "crashed", "malformed"]


@dataclass(frozen=True, slots=True)
class Job:
    """
    What to run in one child: a submission's program and the checks, all visible or all hidden, in order. The
    seed of the hidden ones stays here: the child gets what its own checks draw from.
    """

    program: Program
    checks: tuple[str, ...]
    hidden: bool
    seed: int | None = None
    left_s: float = math.inf
    """Seconds that the submission has left of all its time."""
    short: frozenset[str] = frozenset()
    """Checks that get only a short time, as their stub has run out of time before."""
    own: Mapping[str, Limits] = field(default_factory=dict)
    """The limits of checks that have some of their own."""


@dataclass(slots=True)
class Run:
    """
    What one child did. `stopped` says why it ended early, `out_of` what it had no more of where that was time; then
    `at_cell` is the cell that was being loaded, or the last entry of `outcomes` the check that was being run.
    `spent_s` are the seconds that it computed or waited in all.
    """

    isolation: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    stopped: Stopped = ""
    out_of: OutOf = ""
    at_cell: int | None = None
    outputs: tuple[CellOutputs, ...] = ()
    spent_s: float = 0.0


class _TimeIsUp(Exception):
    """The child has used what it may use; `out_of` says of what there is no more."""

    def __init__(self, out_of: OutOf) -> None:
        super().__init__(out_of)
        self.out_of = out_of


class Supervisor:
    """Follow one child. `required` are the layers of isolation without which it is to run nothing."""

    def __init__(
        self,
        channel: socket.socket,
        status: int,
        job: Job,
        limits: Limits,
        kill: KillChild,
        required: tuple[str, ...] = (),
    ) -> None:
        self._channel, self._status = channel, status
        self._job, self._limits, self._kill = job, limits, kill
        self._required = required
        self._run = Run(at_cell=0)
        self._waiting = list(job.checks)
        self._check = ""
        self._clock = Clock()
        self._started = self._looked = time.monotonic()
        self._spent_before = 0.0
        self._next_cell = 0
        self._frames = self._small_bytes = 0
        self._at: Fault | None = None
        self._rounds: tuple[int, int] | None = None
        self._observations: list[Observation] = []
        self._check_numbers = self._run_numbers = self._shown_bytes = 0
        self._stage: Literal["confined", "loading", "checks", "done"] = "confined"

    def follow(self, folder: str) -> Run:
        """
        Send the job and return what came of it. Raise StarvedError if the machine let it do next to nothing,
        UnconfinedError if nothing was run.
        """
        reading_since = time.thread_time()
        try:
            self._channel.settimeout(START_S)
            if hasattr(socket, "SO_PASSCRED"):
                self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            self._channel.sendall(wire.encode_task(self._task(folder)))
            self._channel.setblocking(False)
            self._read()
        except WireError:
            self._stop("malformed")
        except _TimeIsUp as late:
            self._stop("timeout", late.out_of)
        except (StarvedError, UnconfinedError):
            self._kill()
            self._end()
            raise
        except OSError:
            self._stop("crashed")
        # What it took to read all this is on its account, too: nobody else's submission shall wait for it.
        self._run.spent_s = self._clock.computed() + self._clock.waited + time.thread_time() - reading_since
        if self._stage == "done":
            # All is said, and its fork server clears up: taking a process down takes as long as making one.
            self._kill()
            return self._run
        self._end()
        if self._stage == "confined":
            raise UnconfinedError("a process for student code failed before it was confined: nothing was run")
        return self._run

    def _task(self, folder: str) -> wire.Task:
        job = self._job
        drawn = {id: draws.pack(draws.generator(job.seed, id)) for id in job.checks} if job.hidden else {}
        # Of hidden checks nobody is told where code was.
        seconds = {} if job.hidden else {id: self._seconds(id) for id in job.checks}
        memory_mb, own_mb = self._limits.memory_mb, {id: own.memory_mb for id, own in job.own.items()}
        return wire.Task(
            job.program, job.checks, job.hidden, drawn, memory_mb, folder, self._required, seconds, own_mb
        )

    def _read(self) -> None:
        """Read until the child is done, has ended or is out of time; what it has said by then is read first."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._channel, selectors.EVENT_READ)
            self._read_as_it_comes(selector)

    def _read_as_it_comes(self, selector: selectors.BaseSelector) -> None:
        decoder, received = wire.Decoder(), 0
        while True:
            selector.select(SAMPLE_S)
            step, late = self._step, self._late()
            room = MAX_BACKLOG
            while room > 0 and (data := self._receive()) is not None:
                if not data:
                    self._stop("crashed")
                    return
                room, received = room - len(data), received + len(data)
                if received > MAX_RUN_BYTES:
                    raise WireError("the child sent more than is read")
                for frame in decoder.feed(data):
                    self._count(frame)
                    self._accept(protocol.read(frame))
                if self._stage == "done":
                    return
            if late and step == self._step:
                self._give_up(late)

    def _count(self, frame: wire.Frame) -> None:
        self._frames += 1
        self._small_bytes += frame.size - len(frame.body)
        if self._frames > MAX_FRAMES or self._small_bytes > MAX_HEADER_BYTES:
            raise WireError("the child sent more than is read")

    @property
    def _step(self) -> tuple[str, str]:
        """Return what the child is at, as far as was read."""
        return self._stage, self._check

    def _receive(self) -> bytes | None:
        """Return what has arrived, nothing at the end, None if there is nothing yet."""
        try:
            if self._stage != "confined" or not hasattr(socket, "SO_PASSCRED"):
                return self._channel.recv(1 << 18)
            data, extra, _, _ = self._channel.recvmsg(1 << 18, socket.CMSG_SPACE(_CREDENTIALS.size))
        except BlockingIOError:
            return None
        for _, kind, content in extra:
            if kind == socket.SCM_CREDENTIALS and len(content) == _CREDENTIALS.size:
                # The kernel says who sent this, by the number that this process knows it by.
                self._clock = Clock(_CREDENTIALS.unpack(content)[0])
        return data

    def _late(self) -> Late:
        """Look at the child's time, about every SAMPLE_S, and return why it is up, if it is."""
        now = time.monotonic()
        if self._stage == "confined":
            if now - self._started > START_S:
                raise OSError("the child does not begin")
            return ""
        if now - self._looked < SAMPLE_S:
            return ""
        self._looked = now
        return self._clock.look(min(self._limit_s(), self._budget_s()))

    def _limit_s(self) -> float:
        if self._stage == "loading":
            return self._limits.load_timeout_s
        return self._seconds(self._check)

    def _seconds(self, check: str) -> float:
        """Return how long a check may compute."""
        limits = self._job.own.get(check, self._limits)
        return min(limits.short_s, limits.timeout_s) if check in self._job.short else limits.timeout_s

    def _is_short(self) -> bool:
        limits = self._job.own.get(self._check, self._limits)
        return self._check in self._job.short and limits.short_s < limits.timeout_s

    def _budget_s(self) -> float:
        """Return what this step may use of all the time that the submission has."""
        return self._job.left_s - self._spent_before

    def _give_up(self, late: Late) -> None:
        if late == "kept waiting":
            raise StarvedError("this machine was too busy to run a process for student code")
        if self._budget_s() < self._limit_s():
            raise _TimeIsUp("budget")
        if self._is_short():
            raise _TimeIsUp("short")
        raise _TimeIsUp("computing" if late == "computing" else "waiting")

    def _begin_check(self) -> None:
        """
        Let the child go on with its next check, or end. It waits for this, so that what it computes is counted for
        the check that it computes it for, however late this process gets to know.
        """
        self._begin_step()
        with contextlib.suppress(OSError):  # it is gone: what it has said by then is still to be read
            self._channel.send(b"\0")

    def _begin_step(self) -> None:
        self._spent_before = self._clock.computed() + self._clock.waited
        self._clock.restart()

    def _accept(self, message: protocol.Message) -> None:
        match message:
            case protocol.Confined(layers) if self._stage == "confined":
                self._run.isolation = layers
                if lacking := [name for name in self._required if name not in layers]:
                    raise UnconfinedError(f"a process for student code lacks {', '.join(lacking)}: nothing was run")
                self._stage = "loading"
                self._begin_step()
            case protocol.Loading(cell) if self._stage == "loading" and cell >= self._next_cell:
                self._run.at_cell, self._next_cell = cell, cell + 1
            case protocol.Outputs(shown) if self._stage == "loading" and not self._job.hidden:
                self._note_outputs(shown)
            case protocol.Loaded(faults) if self._stage == "loading":
                self._run.faults, self._run.at_cell = faults, None
                self._stage = "checks"
                self._begin_check()
            case protocol.Began(check) if self._between_checks and self._waiting[:1] == [check]:
                self._check = self._waiting.pop(0)
            case protocol.Observed(check, observation) if check == self._check:
                self._note_observed(observation)
            case protocol.NearlyOver(check, at, rounds) if check == self._check and self._may_be_nearly_over:
                self._at, self._rounds = at, rounds
            case protocol.Finished(check, ended, fault) if check == self._check:
                self._finish(ended, fault)
                self._begin_check()
            case protocol.Done() if self._between_checks and not self._waiting:
                self._stage = "done"
            case _:
                raise WireError(f"{type(message).__name__} is not what comes now")

    def _note_outputs(self, what: CellOutputs) -> None:
        if what.cell != self._run.at_cell or any(other.cell == what.cell for other in self._run.outputs):
            raise WireError("the outputs of another cell")
        self._shown_bytes += len(what.outputs)
        if self._shown_bytes > MAX_SHOWN_BYTES:
            what = replace(what, outputs="[]")
        self._run.outputs += (what,)

    @property
    def _may_be_nearly_over(self) -> bool:
        return self._at is None and not self._job.hidden  # it is said once

    @property
    def _between_checks(self) -> bool:
        return self._stage == "checks" and not self._check

    def _note_observed(self, observation: Observation) -> None:
        if any(other.name == observation.name for other in self._observations):
            raise WireError("a name is observed twice")
        self._check_numbers += len(observation.value.numbers)
        self._run_numbers += len(observation.value.numbers)
        if (
            len(self._observations) >= MAX_OBSERVATIONS
            or self._check_numbers > MAX_CHECK_NUMBERS
            or self._run_numbers > MAX_RUN_NUMBERS
        ):
            raise WireError("more observations than are read")
        self._observations.append(observation)

    def _finish(self, ended: Ended, fault: Fault | None = None, out_of: OutOf = "") -> None:
        seconds = self._clock.spent().computed
        at, rounds = (self._at, self._rounds) if ended == "timeout" else (None, None)
        seen = tuple(self._observations)
        if ended != "returned" and self._check_numbers > MAX_KEPT_NUMBERS:
            seen = ()
        self._run.outcomes[self._check] = Outcome(ended, seen, fault or at, seconds, out_of, rounds)
        self._at = self._rounds = None
        self._observations, self._check_numbers, self._check = [], 0, ""

    def _stop(self, why: Stopped, out_of: OutOf = "") -> None:
        self._run.stopped, self._run.out_of = why, out_of
        if self._stage == "checks" and not self._check and self._waiting:
            self._check = self._waiting.pop(0)  # it never said that it began
        if self._check:
            ended: Ended = "malformed" if why == "malformed" else "timeout" if why == "timeout" else "crashed"
            self._finish(ended, out_of=out_of)

    def _end(self) -> None:
        """End the child, which has nothing more to say, and wait; raise SandboxError if its fork server died."""
        self._kill()
        with selectors.DefaultSelector() as selector:
            selector.register(self._status, selectors.EVENT_READ)
            selector.select(EXIT_GRACE_S)
        os.set_blocking(self._status, False)
        try:
            gone = len(os.read(self._status, EXIT.size)) != EXIT.size
        except BlockingIOError:
            gone = True  # neither the child nor its fork server reacts
        if gone:
            raise SandboxError("the process that starts student code has died")


class KillChild(Protocol):
    """End a child, whatever it is doing."""

    def __call__(self) -> None:
        """Return once the signal is on its way."""
