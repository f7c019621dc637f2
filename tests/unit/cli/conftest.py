"""What tests of the commands share."""

from __future__ import annotations

import pytest

from grader.cli import main
from grader.grading import worker


@pytest.fixture
def grade(exercise, tmp_path, monkeypatch, capsys, open_pool):
    """Return a function that runs `grader grade` in an empty folder: exit code, output, errors."""
    monkeypatch.setattr(worker, "Pool", open_pool)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main.main(["--course", str(exercise.course), "grade", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run
