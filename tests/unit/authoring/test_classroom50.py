"""Classroom 50's runner, as far as it matters here: a checkout, its variables, and the result.json that is left."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tiny

from grader import __version__
from grader.cli import main
from grader.exercise.exercise import Exercise

IDENTITY = {
    "CLASSROOM": "autumn",
    "ASSIGNMENT": tiny.NAME,
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/tag/submit",
}


@pytest.fixture(scope="module")
def bundle(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, as the command writes it."""
    folder = tmp_path_factory.mktemp("classroom50") / "autograders" / tiny.NAME
    assert main.main(["--course", str(exercise.course), "classroom50", tiny.NAME, str(folder)]) == 0
    return folder


def graded(bundle: Path, checkout: Path) -> dict[str, Any]:
    environment = {**{name: value for name, value in os.environ.items() if name != "REVIEW_URL"}, **IDENTITY}
    subprocess.run(
        [sys.executable, bundle / "autograder.py"], cwd=checkout, env=environment, check=True, timeout=600
    )
    return dict(json.loads((checkout / "result.json").read_text("utf-8")))


def test_it_holds_no_hidden_check_and_no_solution(bundle):
    assert sorted(path.name for path in bundle.iterdir()) == ["autograder.py", "expected.json", "test_tiny.py"]
    assert "hidden=True" not in (bundle / "test_tiny.py").read_text("utf-8")


def test_a_right_answer_has_all_points_and_the_contracts_fields(bundle, tmp_path):
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny/tiny.py").write_text(tiny.RIGHT)

    result = graded(bundle, tmp_path)

    assert result["schema"] == "classroom50/result/v1"
    assert (result["classroom"], result["assignment"]) == ("autumn", "tiny")
    assert result["review"] == result["commit"] == IDENTITY["COMMIT_URL"]
    assert result["score"] == result["max-score"] == sum(test["max-score"] for test in result["tests"]) > 0
    assert all(set(test) == {"test-name", "passed", "score", "max-score"} for test in result["tests"])
    assert all(type(test["score"]) is int and test["passed"] for test in result["tests"])


def test_the_released_stub_and_an_empty_repository_have_none(bundle, exercise, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "stub").mkdir()
    shutil.copy(exercise.assignment / "tiny.py", tmp_path / "stub")

    for name in ("empty", "stub"):
        result = graded(bundle, tmp_path / name)
        assert result["score"] == 0
        assert not any(test["passed"] for test in result["tests"])


def test_a_mistake_is_named_on_the_release_page(bundle, tmp_path):
    (tmp_path / "tiny.py").write_text(
        "def double(x):\n    return 2 * x\n\ndef slope(x):\n    return 2 * double(x)\n"
    )

    result = graded(bundle, tmp_path)

    assert 0 < result["score"] < result["max-score"]
    words = (tmp_path / "release-body.md").read_text("utf-8")
    assert "The inner derivative is left out" in words
    first, rest = words.split("\n", 1)
    points = f"{result['score'] / 2:g} of {result['max-score'] / 2:g} points"
    assert first.startswith(f"{points} in what you can check yourself. ")
    assert points in rest, "pytest counts on the same scale"


def test_a_grader_that_lies_beside_the_program_is_what_is_installed(bundle, tmp_path):
    """A release may not be there yet, and each submission would fail."""
    alone, beside = bundle, Path(shutil.copytree(bundle, tmp_path / "beside"))
    wheel = beside / "autograd_grader-9-py3-none-any.whl"
    wheel.touch()

    assert runpy.run_path(str(alone / "autograder.py"))["NEEDED"] == ["torch", f"autograd-grader=={__version__}"]
    assert runpy.run_path(str(beside / "autograder.py"))["NEEDED"] == ["torch", str(wheel)]


def test_halves_are_counted_as_whole_numbers(bundle, tmp_path):
    halved = Path(shutil.copytree(bundle, tmp_path / "bundle"))
    expected = json.loads((halved / "expected.json").read_text("utf-8"))
    expected["checks"][0]["points"] = 0.5
    (halved / "expected.json").write_text(json.dumps(expected))
    (tmp_path / "checkout").mkdir()
    (tmp_path / "checkout/tiny.py").write_text(tiny.RIGHT)

    result = graded(halved, tmp_path / "checkout")

    assert result["tests"][0]["max-score"] == 1
    most = 0.5 + sum(check["points"] for check in expected["checks"][1:])
    assert (
        (tmp_path / "checkout/release-body.md")
        .read_text("utf-8")
        .startswith(
            f"{most:g} of {most:g} points in what you can check yourself. "
            "Scores here are whole numbers: each point counts as 2.\n\n"
        )
    )
    assert result["score"] == result["max-score"] == 1 + 2 * sum(c["points"] for c in expected["checks"][1:])
