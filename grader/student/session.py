"""
Run an assignment's visible checks in this process, for the student who is at the keyboard.

Prints and breakpoints work here and nothing is confined: what comes of it is for learning, not for marks. The
verdicts are reached as in staff grading: checks run in order on the submission, loaded once; one that fails runs
again alone, on the submission loaded afresh; and what a student sees is decided in `visible`.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import pytest
import torch

from grader.errors import AuthorError, WireError
from grader.exercise.assignment import Assignment
from grader.grading import visible
from grader.grading.judge import Verdict, in_doubt, verdicts
from grader.grading.rules import read
from grader.model import Check, CheckReport, Ended, Fault, Limits, Observation, Outcome, OutOf, Program
from grader.runner.fixtures import Describer, Fixtures, check_of
from grader.runner.load import Student
from grader.runner.package import loader_of
from grader.runner.warm import first_uses
from grader.sandbox import wire
from grader.student.timeout import Limit
from grader.submissions.places import cell_place

OPTIMIZERS = "optim"
"""What is found in code that has optimizers: their first step costs a run of pytest half its time."""
COUNTED = "counted"
"""What is found in checks that count operations, for which torch imports the same."""


class Source(Protocol):
    """Where the functions under check come from."""

    @property
    def faults(self) -> Sequence[Fault]:
        """What went wrong while the submission was loaded."""

    def functions(self) -> Loaded:
        """Return the submission's functions, the same ones each time."""

    def fresh(self) -> Loaded | None:
        """Return the functions as they are before any was called, or None if that cannot be had."""

    def program(self) -> Program:
        """Return the submission's text."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submission's functions, and who can say where in it an error came from."""

    describer: Describer
    student: Student


class FileSource:
    """A script or a notebook on the disk."""

    def __init__(self, program: Program, limits: Limits) -> None:
        self._program, self._limits = program, limits
        self._unfinished: tuple[Fault, ...] = ()
        self._loaded: Loaded | None = None
        self.faults: tuple[Fault, ...] = ()
        self.stubs: tuple[str, ...] = ()
        self.folder: Path | None = None

    def functions(self) -> Loaded:
        """Load the submission at the first call."""
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def fresh(self) -> Loaded:
        """Load the submission again."""
        self.functions()
        return self._load()

    def program(self) -> Program:
        """Return the submission as it was read."""
        return self._program

    def _load(self) -> Loaded:
        """Load; where a cell does not end, take only definitions of it and of those after it."""
        warm_up(optimizers=any(OPTIMIZERS in cell.source for cell in self._program.cells))
        loader, limit, at = loader_of(self._program, stubs=self.stubs), Limit(self._limits.load_timeout_s), 0

        def at_cell(cell: int) -> None:
            nonlocal at
            if limit.expired:
                raise _Unfinished
            at = cell

        student = loader.functions
        with surroundings(self.folder), contextlib.suppress(_Unfinished):
            student = limit.run(lambda: loader.load(at_cell))
        if limit.interrupted:
            raise KeyboardInterrupt
        if limit.expired and limit.stopped_at is not None and self._program.definitions_from is None:
            place = _read_back(loader.fault(limit.stopped_at))
            what = f"the file's top level did not end ({cell_place(self._program, at)})"
            self._unfinished = (replace(place, type="LoadError", message=what),)
            self._program = replace(self._program, definitions_from=at)
            return self._load()
        self.faults = (*self._unfinished, *(_read_back(fault) for fault in loader.faults[:8]))
        return Loaded(loader, student)


class _Unfinished(Exception):
    """The rest of the submission is not to be run."""


class Session:
    """
    What running one submission's visible checks has shown so far.

    `record` takes what a check did in the student's own pytest run; `complete` runs what is needed besides, to
    say what the check's failure means, in a pytest run of its own with no other plugin.
    """

    def __init__(self, assignment: Assignment, source: Source, limits: Limits) -> None:
        self.assignment, self.source, self.limits = assignment, source, limits
        self.outcomes: dict[str, Outcome] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.stuck: Callable[[Check, Limit], None] | None = None
        self.at_check: Callable[[Check], None] = lambda check: None
        self.running: Limit | None = None
        self._folder = assignment.folder.absolute()
        self._settled: set[str] = set()
        self._first = ""
        self._hung: set[str] = set()
        self._pristine = _torch_state()
        tests = assignment.tests.read_text("utf-8")
        self._optimizers = any(word in tests for word in (OPTIMIZERS, COUNTED))
        if isinstance(source, FileSource):
            source.stubs, source.folder = assignment.recording.stubs, self._folder

    @property
    def checks(self) -> tuple[Check, ...]:
        """The visible checks, in order."""
        return self.assignment.recording.checks

    def call(
        self,
        check: Check,
        loaded: Loaded,
        fixtures: Fixtures,
        run: Callable[[], Any],
        seen: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """
        Do `run`, which runs one check by way of `fixtures`, and return what came of it; call `seen` at each
        observation. Raise KeyboardInterrupt where the user asked to stop.
        """
        observations: list[Observation] = []
        self.at_check(check)
        if check.rules:
            return read(self.source.program(), check)
        warm_up(optimizers=self._optimizers)
        limit = self.running = self.limit(check)

        def emit(observation: Observation, dtype: str) -> None:
            seen()
            observations.append(_as_sent(check, observation, dtype))

        fixtures.start(loaded.describer, loaded.student, None)
        fixtures.emit, fixtures.within = emit, limit.run
        fixtures.ended, fixtures.fault = "returned", None
        since = time.monotonic()
        with surroundings(self._folder):
            run()
        if limit.interrupted:
            raise KeyboardInterrupt
        ended: Ended = fixtures.ended
        fault = fixtures.fault
        if fault is not None and fault.type == WireError.__name__:
            ended, fault = "malformed", None
        seconds = time.monotonic() - since
        if limit.expired:
            ended = "timeout"
            fault = loaded.describer.fault(limit.stopped_at) if limit.stopped_at else None
        out_of = self._out_of(check, limit) if limit.expired else ""
        rounds = loaded.describer.rounds(limit.stopped_at) if limit.stopped_at else None
        return Outcome(ended, tuple(observations), _read_back(fault) if fault else None, seconds, out_of, rounds)

    def _out_of(self, check: Check, limit: Limit) -> OutOf:
        """Say what a check that was ended had no more of; after one that only computed, others get less."""
        if limit.why != "computing":
            return "busy" if limit.why == "kept waiting" else "waiting"
        out_of: OutOf = "short" if check.stub in self._hung else "computing"
        self._hung.add(check.stub)
        return out_of

    def limit(self, check: Check) -> Limit:
        """
        Return the limit for one run of a check: a short one once its stub has computed until it was ended. Nothing
        here bounds the memory that a check may have: this process is the student's own.
        """
        stuck, limits = self.stuck, self.limits.of(check)
        seconds = limits.timeout_s
        if check.stub in self._hung:
            seconds = min(seconds, limits.short_s)
        return Limit(seconds, (lambda limit: stuck(check, limit)) if stuck else None)

    def give_up(self, check: Check, limit: Limit) -> None:
        """Record that a check's time is up where nothing ends it: this is called while it still runs."""
        loaded = self.source.functions()
        fault = loaded.describer.fault(limit.stopped_at) if limit.stopped_at else None
        rounds = loaded.describer.rounds(limit.stopped_at) if limit.stopped_at else None
        self.record(check, Outcome("timeout", fault=fault, out_of=self._out_of(check, limit), rounds=rounds))

    def given_up(self, check: Check) -> Outcome | None:
        """Return the outcome of a check that need not run again, as `complete` saw it run out of time already."""
        before = self.outcomes.get(check.id)
        return before if before is not None and before.ended == "timeout" else None

    def record(self, check: Check, outcome: Outcome) -> Verdict:
        """Take what a check did and return the verdict on it; what was settled in its absence holds."""
        found = verdicts(self.assignment.recording, {**self.outcomes, check.id: outcome})
        if check.id in self._settled and not found[check.id].passed:
            return self.verdicts[check.id]
        self._first = self._first or check.id
        self.outcomes[check.id], self.verdicts = outcome, found
        return found[check.id]

    def complete(self, stubs: Sequence[str]) -> None:
        """Bring in all that says what failures of these stubs mean: their own checks and those of what they use."""
        needed = {*stubs, *(used for check in self.checks if check.stub in stubs for used in check.uses)}
        checks = [check for check in self.checks if check.stub in needed]
        waiting = [check for check in checks if check.id not in self.outcomes]
        if waiting:
            self._run(waiting, self.source.functions())
        for check in checks:
            if in_doubt(check, self.verdicts, self.checks, {self._first, *self._settled}):
                fresh = self.source.fresh()
                if fresh is not None:
                    with self._as_imported():
                        self._run([check], fresh)
            self._settled.add(check.id)

    def _run(self, checks: Sequence[Check], loaded: Loaded) -> None:
        fixtures = Fixtures(lambda observation, dtype: None)
        known = {check.id: check for check in checks}

        def run(item: pytest.Item, id: str) -> None:
            check = known[id]
            protocol = item.config.hook.pytest_runtest_protocol
            self.record(
                check,
                self.call(check, loaded, fixtures, lambda: protocol(item=item, nextitem=None)),
            )

        _pytest_run(self._folder / self.assignment.tests.name, _Loop(tuple(known), run), fixtures)

    def lines(self) -> dict[str, CheckReport]:
        """Return the line of each check that has run, by id."""
        recording = self.assignment.recording
        return visible.lines(recording, self.outcomes, self.verdicts, self.limits, self.source.faults)

    @contextlib.contextmanager
    def _as_imported(self) -> Iterator[None]:
        """Let a check run as if torch had just been imported, and put back what was before."""
        before = _torch_state()
        _set_torch_state(self._pristine)
        try:
            yield
        finally:
            _set_torch_state(before)


def _as_sent(check: Check, observation: Observation, dtype: str) -> Observation:
    """Return an observation as it arrives from a child of the sandbox, or raise WireError as happens there."""
    data = wire.encode_observation(check.id, observation, dtype)
    return wire.decode_observation(next(wire.Decoder().feed(data)))


def _read_back(fault: Fault) -> Fault:
    return wire.decode_fault(wire.fault_fields(fault))


def _torch_state() -> tuple[bool, torch.dtype, torch.Tensor]:
    return torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_rng_state()


def _set_torch_state(state: tuple[bool, torch.dtype, torch.Tensor]) -> None:
    grad, dtype, seed = state
    torch.set_grad_enabled(grad)
    torch.set_default_dtype(dtype)
    torch.set_rng_state(seed)


@functools.cache
def warm_up(*, optimizers: bool = True) -> None:
    """Let torch do what it does at first use before a clock runs, as grading's fork server does."""
    with contextlib.suppress(Exception):  # a notebook may have set torch to what it cannot do: the code will tell
        first_uses(optimizers=optimizers)


@contextlib.contextmanager
def surroundings(folder: Path | None = None) -> Iterator[None]:
    """
    Run a student's code as everywhere: on one thread, which a busy machine makes no slower than it must; warnings
    cost nothing, and a plot opens no window to wait for. It runs in `folder`, if that is named, beside its data.
    """
    main, threads = sys.modules["__main__"], torch.get_num_threads()  # IPython's shell puts its own in main's place
    torch.set_num_threads(1)
    matplotlib: dict[str, str | None] = {"MPLBACKEND": os.environ.get("MPLBACKEND", "Agg")}
    with _environment(matplotlib), inside(folder), warnings.catch_warnings():
        warnings.resetwarnings()
        warnings.simplefilter("default")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            torch.set_num_threads(threads)


@contextlib.contextmanager
def inside(folder: Path | None) -> Iterator[None]:
    """Work in a folder, and go back to where this process was, whatever has changed that in between."""
    before = None
    with contextlib.suppress(OSError):  # a folder that was removed meanwhile has no name any more
        before = Path.cwd()
    if folder is not None:
        os.chdir(folder)
    try:
        yield
    finally:
        if before is not None:
            with contextlib.suppress(OSError):
                os.chdir(before)


@contextlib.contextmanager
def _environment(wanted: dict[str, str | None]) -> Iterator[None]:
    """Set variables, or take away those whose value is None, and put back what was before."""
    before = {name: os.environ.get(name) for name in wanted}

    def put(values: dict[str, str | None]) -> None:
        for name, value in values.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    put(wanted)
    try:
        yield
    finally:
        put(before)


class _Loop:
    """A pytest plugin: run the wanted checks in their order."""

    def __init__(self, wanted: Sequence[str], run: Callable[[pytest.Item, str], None]) -> None:
        self._wanted, self._run = wanted, run
        self.errors: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the mark."""
        config.addinivalue_line("markers", "checks(stub, points, hidden, uses): a check of one stub")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what is wrong with the test file."""
        if report.failed:
            self.errors.append(str(report.longrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take over from pytest."""
        items = {check.id: item for item in session.items if (check := check_of(item))}
        for id in self._wanted:
            if id not in items:
                self.errors.append(f"it holds no check {id}")
            else:
                self._run(items[id], id)
        return True


_OFF = (
    "cacheprovider",
    "warnings",
    "logging",
    "terminal",
    "faulthandler",
    "unraisableexception",
    "threadexception",
)
_OPTIONS = ["-s", "--noconftest", "--import-mode=importlib", "--assert=plain", *(f"-pno:{name}" for name in _OFF)]


def _pytest_run(tests: Path, loop: _Loop, fixtures: Fixtures) -> None:
    """
    Run pytest on a test file within this process, maybe within another pytest run, without any other plugin or
    setting; raise AuthorError if the file cannot be collected.

    Nothing but pytest knows what an author's fixtures and parameters come to. In a notebook and in `grader watch`
    no pytest is running. In a student's own run one is, but it may have left out the very checks that say what a
    failure means (`-k`, `-x`), and its other plugins, a conftest and settings may change what a check does: what
    decides a verdict runs as in grading.
    """
    location = ["--rootdir", str(tests.parent), "-c", os.devnull, str(tests)]
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    same_name = sys.modules.pop(tests.stem, None)
    quiet: dict[str, str | None] = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": None,
        "PYTEST_PLUGINS": None,
        "PYTEST_CURRENT_TEST": os.environ.get("PYTEST_CURRENT_TEST"),
    }
    try:
        with _environment(quiet), inside(tests.parent):
            pytest.main([*_OPTIONS, *location], plugins=[loop, fixtures])
    finally:
        sys.dont_write_bytecode = bytecode
        sys.modules.pop(tests.stem, None)
        if same_name is not None:
            sys.modules[tests.stem] = same_name
    if loop.errors:
        errors = "\n".join(loop.errors)
        raise AuthorError(f"{tests} is not as it was handed out; download it again.\n{errors}")
