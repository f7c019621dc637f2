"""The reference solution that a file of published figures is about."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader.exercise.exercise import Exercise


@pytest.fixture(scope="module")
def reference(request: pytest.FixtureRequest, project) -> SimpleNamespace:
    """The reference solution of the exercise that the test file is named after, run as a plain script."""
    exercise = Exercise(request.path.stem.removeprefix("test_"), project)
    namespace: dict[str, object] = {}
    exec(compile(exercise.reference, f"{exercise.name}.py", "exec"), namespace)
    return SimpleNamespace(**namespace)
