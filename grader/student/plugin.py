"""
The `pytest11` entry point: `pytest` in an assignment's folder checks the student's work.

Every pytest run on the machine imports this file, so it imports nothing heavy but pytest, and elsewhere it does
nothing. What happens in an assignment is in `checks`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.model import Limits
from grader.student import results

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "autograd-grader-checks"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what a student may choose."""
    group = parser.getgroup("autograd-grader", "PyTorch assignments")
    group.addoption(
        "--submission",
        metavar="FILE",
        help="the script or notebook to check (default: the one in which something is filled in)",
    )
    group.addoption(
        "--check-timeout",
        metavar="S",
        type=_seconds,
        default=Limits().timeout_s,
        help=f"seconds of computing for one check (default: {Limits().timeout_s:g}, as in grading)",
    )
    group.addoption(
        "--hint",
        action="store_true",
        help="say what to look at, too, where a mistake has a name (and its author wrote hints)",
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 1e9:
        raise ValueError(text)
    return seconds


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a submission that is not there before anything is run."""
    given = config.getoption("submission", None)
    if given and not (_submission(config, given).is_file() or _submission(config, given).is_dir()):
        raise pytest.UsageError(f"--submission {given}: there is no such file")


def _submission(config: pytest.Config, given: str) -> Path:
    return config.invocation_params.dir / given


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Take a test file over where `expected.json` lies beside it."""
    if not module_path.with_name("expected.json").is_file():
        return None
    from grader.errors import AuthorError
    from grader.exercise.assignment import of_tests

    try:
        assignment = of_tests(module_path)
    except AuthorError as error:
        raise parent.CollectError(str(error)) from error
    if assignment is None:
        return None
    from grader.student.checks import Checks, ChecksModule

    config = parent.config
    worker = config.pluginmanager.get_plugin(WORKER)
    if worker is None:
        given = config.getoption("submission", None)
        worker = Checks(config, _submission(config, given) if given else None)
        config.pluginmanager.register(worker, WORKER)
    return ChecksModule.make(parent, module_path, assignment, worker)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what is missing where checks stand without their numbers; pytest would say that there is no `student`."""
    found = set()
    for item in items:
        mark = item.get_closest_marker("checks")
        if mark is not None and mark.kwargs.keys() >= {"points", "hidden", "uses"}:
            found.add(item.path)
    for path in sorted(found):
        if not path.with_name("expected.json").is_file():
            raise pytest.UsageError(
                f"{path.parent} holds no expected.json, the numbers that {path.name} compares with: download the "
                "assignment again (course staff: `grader build` runs the checks of solutions/)"
            )


def pytest_report_teststatus(report: Any) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """Say of a check that was not started, or that waits for another, just that."""
    found = results.of(report)
    if found is None or report.when != "call":
        return None
    if found.line.status == "missing":
        return "not started", "n", ("NOT STARTED", {"yellow": True})
    if found.line.status == "blocked":
        return "blocked", "b", ("BLOCKED", {"yellow": True})
    return None


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> Iterator[None]:
    """End with the points and with what to do next, below pytest's own words."""
    yield
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        for given in map(Path, config.args):
            if (given.with_name(f"test_{given.stem}.py")).is_file() and given.with_name("expected.json").is_file():
                terminalreporter.write_line(f"{given.name} holds no checks: run `pytest` without its name.")
    found: dict[str, dict[str, results.Result]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            result = results.of(report)
            if result is not None:
                found.setdefault(result.tests, {})[result.line.check.id] = result
    if found:
        from grader.student.ending import write

        for tests in sorted(found):
            write(terminalreporter, Path(tests), found[tests])
