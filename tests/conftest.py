"""Shared fixtures: a tiny course that is built once, processes to run it in, and the course that ships."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny
from hypothesis import HealthCheck, settings
from open_pool import OpenPool
from paths import ROOT

from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.grading.grade import grade
from grader.model import Cell, Limits, Program, Report
from grader.sandbox.outside.pool import Pool
from grader.submissions.submission import Submission

# The machine may be busy: a slow example is no failure. The same examples every time: nor is luck.
settings.register_profile(
    "tests",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")

# Who starts the tests in the background has the interrupt signal ignored, and so would every command that a test
# sends one to.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

GradeSource = Callable[..., Report]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    With `--dist loadgroup` a file's tests share a worker, as they share its fixtures. All attacks are one group:
    the places that they are tried in take longest to open.
    """
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            together = item.path.parent if item.path.parent.name == "security" else item.path
            item.add_marker(pytest.mark.xdist_group(str(together.relative_to(ROOT / "tests"))))


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def temperature() -> Exercise:
    """The `temperature` exercise as it ships."""
    return Exercise("temperature", ROOT)


@pytest.fixture(params=sorted(path.parent.name for path in ROOT.glob("solutions/*/recorded.json")))
def shipped(request: pytest.FixtureRequest) -> Exercise:
    """Each exercise that ships, in turn."""
    return Exercise(request.param, ROOT)


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """The processes that run tiny submissions."""
    with tiny.open_pool() as pool:
        yield pool


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Exercise:
    """The tiny exercise, built. Nothing may be written to its folders: copy them first."""
    return tiny.build(tmp_path_factory.mktemp("course"), pool)


@pytest.fixture(scope="session")
def rubric(exercise: Exercise) -> Rubric:
    """What tiny submissions are graded by."""
    return read_rubric(exercise)


@pytest.fixture
def open_pool(pool: Pool) -> OpenPool:
    """What to put in the place of the class `Pool`, for code that would open one of its own."""
    return OpenPool(pool)


@pytest.fixture(scope="session")
def grade_source(rubric: Rubric, pool: Pool) -> GradeSource:
    """Return a function that grades a script's text (or several: a notebook's cells) as ada's tiny submission."""

    def grade_text(*cells: str, limits: Limits | None = None) -> Report:
        notebook = len(cells) > 1
        program = Program(
            tiny.NAME,
            f"tiny{'.ipynb' if notebook else '.py'}",
            tuple(Cell(text, 1, n if notebook else 0) for n, text in enumerate(cells, 1)),
            notebook,
        )
        return grade(Submission("ada", "ada/tiny.py", program), rubric, pool, limits or Limits())

    return grade_text
