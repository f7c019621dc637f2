"""
Run an assignment's checks as ordinary pytest tests, in pytest's own process.

A check that passes is a test that passes. One that does not is a test that fails, with feedback in the place of
the traceback: what else has to be known for it, `session.Session` finds out without disturbing this run.
"""

from __future__ import annotations

import bdb
import contextlib
import io
import os
import sys
import types
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import AuthorError, SubmissionError, UsageError
from grader.exercise import assignment as assignments
from grader.exercise.assignment import Assignment
from grader.grading import visible
from grader.grading.words import message
from grader.model import UNREADABLE, Check, CheckReport, Fault, Feedback, Limits, Observation, Outcome
from grader.runner import draws
from grader.runner.fixtures import Fixtures, fixtures
from grader.runner.load import Student
from grader.runner.observe import Observer
from grader.student import results
from grader.student.ending import FailureText, Headline, write
from grader.student.passages import passages
from grader.student.results import Result
from grader.student.session import FileSource, Loaded, Session, Source, inside
from grader.student.timeout import Limit

_PASSED_ON = (pytest.exit.Exception, bdb.BdbQuit)
"""What ends the whole run, wherever it is raised."""


class Work:
    """One assignment in this run: its checks, the submission and what is known of it so far."""

    def __init__(self, assignment: Assignment, given: Path | None, limits: Limits) -> None:
        self.assignment = assignment
        self.checks = {check.id: check for check in assignment.recording.checks}
        self.problem = ""
        self.file = given.name if given else assignments.shown(assignment)
        self.fixtures = Fixtures(lambda observation, dtype: None)
        self.items: list[str] = []
        self.session: Session | None = None
        try:
            program = assignments.choose(assignment, given)
            self.file = program.filename
            self.session = Session(assignment, FileSource(program, limits), limits)
        except SubmissionError as error:
            self.problem = str(error)

    @property
    def source(self) -> Source | None:
        """The submission, or None if it cannot be read."""
        return self.session.source if self.session else None

    def functions(self) -> Loaded | None:
        """Return the submission's functions, loaded at the first call."""
        return self.source.functions() if self.source else None

    def result(self, line: CheckReport) -> Result:
        """Return what the end of the run needs to know of a check."""
        faults = tuple(self.source.faults) if self.source else (Fault(UNREADABLE, self.problem),)
        return Result(str(self.assignment.tests), self.file, line, faults)


class ChecksModule(pytest.Module):
    """A test file of an assignment, imported under a name of its own and with the checks' fixtures."""

    assignment: Assignment
    worker: Checks
    work: Work

    @classmethod
    def make(cls, parent: pytest.Collector, path: Path, assignment: Assignment, worker: Checks) -> ChecksModule:
        """Return the collector of one test file."""
        module = cls.from_parent(parent, path=path)
        module.assignment, module.worker = assignment, worker
        return module

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Collect the checks; raise CollectError if it is not clear what they are to check."""
        try:
            self.work = self.worker.take(self.assignment)
        except UsageError as error:
            raise self.CollectError(str(error)) from error
        items = list(super().collect())
        for item in items:
            if found := self.worker.check(item):
                item.extra_keyword_matches.add(found[1].stub)  # for `pytest -k loss_fn`
        return items

    def _getobj(self) -> types.ModuleType:
        """Import the file, like pytest's own method: here, no other file can have the same module name."""
        name = f"{self.path.stem}_{zlib.crc32(str(self.path).encode()):08x}"
        module = types.ModuleType(name)
        module.__file__ = str(self.path)
        sys.modules[name] = module
        try:
            code = compile(self.path.read_text("utf-8"), str(self.path), "exec", dont_inherit=True)
            with inside(self.path.parent):
                exec(code, module.__dict__)
        except Exception as error:
            text = f"{self.path.name} cannot be imported: {type(error).__name__}: {error}"
            raise self.CollectError(text) from error
        for fixture in _fixtures(self.work):
            setattr(module, f"_grader_{id(fixture)}", fixture)
        return module


def _fixtures(work: Work) -> Iterable[Any]:
    def student() -> Student | None:
        loaded = work.functions()
        return loaded.student if loaded else None

    def emit(observation: Observation, dtype: str) -> None:
        work.fixtures.emit(observation, dtype)

    return fixtures(student, emit, lambda check: draws.generator(None, check)).values()


class Checks:
    """The pytest plugin that is registered as soon as an assignment is collected."""

    def __init__(self, config: pytest.Config, given: Path | None) -> None:
        self._config, self._given = config, given
        self._style = str(config.getoption("tbstyle", "auto"))
        self._hint = bool(config.getoption("hint", False))
        self._limits = Limits(timeout_s=config.getoption("check_timeout"))
        self._works: dict[Path, Work] = {}
        self._results: dict[Path, dict[str, Result]] = {}
        config.addinivalue_line("markers", "checks(stub, points, hidden, uses): a check of one stub")

    def take(self, assignment: Assignment) -> Work:
        """Return the assignment's state in this run."""
        given = self._given
        if given is not None and given.stem != assignment.name and self._works:
            given = None  # it belongs to another of several assignments
        work = self._works.get(assignment.tests)
        if work is None:
            work = self._works[assignment.tests] = Work(assignment, given, self._limits)
            if work.session is not None:
                work.session.stuck = lambda check, limit: self._stop(work, check, limit)
        return work

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which checks this run will show, in which order."""
        for item in session.items:
            found = self.check(item)
            if found:
                found[0].items.append(found[1].id)

    def check(self, item: pytest.Item | pytest.Collector) -> tuple[Work, Check] | None:
        """Return the check that an item runs, and whose it is, or None if it is none of an assignment's."""
        module = item.getparent(pytest.Module)
        if not isinstance(module, ChecksModule) or item.get_closest_marker("checks") is None:
            return None
        check = module.work.checks.get(item.nodeid.split("::", 1)[1])
        return (module.work, check) if check else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Run a check and raise what pytest shows of it where it does not pass."""
        found = self.check(pyfuncitem)
        if found is None:
            return None
        work, check = found
        if work.session is None:
            line = CheckReport(check, "missing", 0.0, Feedback("unreadable", text=work.problem))
            raise _failure(work, line, None, self._style, hint=self._hint)
        names = pyfuncitem._fixtureinfo.argnames  # what pytest's own implementation of this hook reads
        arguments = {name: pyfuncitem.funcargs[name] for name in names}
        call = _Call(lambda: pyfuncitem.obj(**arguments), keep=self._config.getoption("usepdb", False))
        outcome = self._run(work, work.session, check, call)
        if not work.session.record(check, outcome).passed or check.rules:  # which waits for the others of its stub
            self._fail(work, work.session, check, call)
        pyfuncitem.stash[_RESULT] = work.result(work.session.lines()[check.id])
        return True

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """Let a check's own fixtures find its data."""
        found = self.check(item)
        with inside(found[0].assignment.folder if found else None):
            yield

    def _run(self, work: Work, session: Session, check: Check, call: _Call) -> Outcome:
        if (known := session.given_up(check)) is not None:
            return known
        outcome = session.call(
            check,
            session.source.functions(),
            work.fixtures,
            lambda: work.fixtures.call(call, check.stub),
            call.seen,
        )
        if isinstance(call.error, _PASSED_ON):
            raise call.error
        return outcome

    def _fail(self, work: Work, session: Session, check: Check, call: _Call) -> None:
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            try:
                session.complete([check.stub])
            except AuthorError as error:
                pytest.fail(str(error), pytrace=False)
        line = session.lines()[check.id]
        if line.status != "passed":
            raise _failure(work, line, session, self._style, hint=self._hint).with_traceback(call.traceback())

    def pytest_enter_pdb(self) -> None:
        """Let a check take its time while somebody looks into it."""
        for work in self._works.values():
            if work.session and work.session.running:
                work.session.running.lift()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Put the feedback in the traceback's place."""
        outcome: Any = yield
        if call.when != "call":
            return
        report = outcome.get_result()
        error = call.excinfo.value if call.excinfo else None
        found = item.stash.get(_RESULT, None)
        if isinstance(error, CheckFailed):
            report.longrepr, found = error.feedback, error.result
        if found is not None:
            results.attach(report, found)
            line = found.line
            properties = {"status": line.status, "points": f"{line.points:g}"}
            properties |= {"misconception": line.misconception.id} if line.misconception else {}
            item.user_properties += list(properties.items())  # pytest's JUnit file takes them from here
            self._results.setdefault(Path(found.tests), {})[line.check.id] = found

    def _stop(self, work: Work, check: Check, limit: Limit) -> None:
        """End this process: the check is inside something that cannot be interrupted."""
        config = self._config
        capture = config.pluginmanager.get_plugin("capturemanager")
        if capture is not None:
            capture.suspend_global_capture(in_=True)
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and work.session is not None:
            session = work.session
            session.give_up(check, limit)
            line = session.lines()[check.id]
            reporter.write_line("")
            reporter.write_line(f"{message(line)} It cannot be interrupted there, so pytest ends here.", red=True)
            found = self._results.setdefault(work.assignment.tests, {})
            found[check.id] = work.result(line)
            write(reporter, work.assignment.tests, found)
            sys.stdout.flush()
        os._exit(int(pytest.ExitCode.TESTS_FAILED))


_RESULT = pytest.StashKey[Result]()


class _Call:
    """One run of a check's function; `keep` what a debugger would like to look at."""

    def __init__(self, function: Any, *, keep: bool) -> None:
        self._function, self._keep = function, keep
        self._frame: types.FrameType | None = None
        self.error: BaseException | None = None

    def __call__(self) -> None:
        try:
            self._function()
        except BaseException as error:
            self.error = error
            raise

    def seen(self) -> None:
        """Note the place in the check from which a value was observed."""
        if self._keep:
            frame: types.FrameType | None = sys._getframe()
            while frame is not None and frame.f_code is not Observer.__call__.__code__:
                frame = frame.f_back
            self._frame = frame.f_back if frame else None

    def traceback(self) -> types.TracebackType | None:
        """Return where a debugger is to start: at the error, else where the check last observed a value."""
        if self.error is not None:
            return self.error.__traceback__
        frame = self._frame
        return types.TracebackType(None, frame, frame.f_lasti, frame.f_lineno) if frame else None


class CheckFailed(AssertionError):
    """A check does not pass: `feedback` is shown in the place of a traceback, `result` goes into the report."""

    feedback: FailureText
    result: Result


def _failure(work: Work, line: CheckReport, session: Session | None, style: str, *, hint: bool) -> CheckFailed:
    failure = CheckFailed(message(line, hint=hint))
    failure.result = work.result(line)
    lines = session.lines() if session else {}
    same_as = visible.repeated(lines[id] for id in work.items if id in lines).get(line.check.id, "")
    failure.feedback = FailureText(
        lambda width: passages(line, same_as, width, hint=hint),
        Headline(line, work.assignment.tests.name),
        alone=style == "line",
    )
    return failure
