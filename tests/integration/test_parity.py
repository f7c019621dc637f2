"""
One submission, one verdict: `grader grade` over a class, `grader grade --changed-from` over pull requests, and each
student's own `pytest` say the same of it. `test_parity_nbgrader.py` compares nbgrader's gradebook.

The suite takes a few answers of three exercises: of functions, of methods, and with data. `make parity` takes every
accepted answer and misconception.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked import Ran, pytest_in
from paths import ROOT
from repositories import commit, git, repository
from sample import WHOLE

from grader.exercise.course import names
from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.keeper import Keeper
from grader.grading.store import Store
from grader.grading.words import SHOWN_LEVELS, levels
from grader.model import Limits, Report, student_view
from grader.names import kind
from grader.submissions.folders import find

GRADER = Path(sys.executable).with_name("grader")
LIMITS = Limits(timeout_s=60.0)  # the machine may be busy
EXERCISES = names(ROOT) if WHOLE else ("line_fit", "scalar_engine", "classifier")
WORDS = {"passed": "PASSED", "blocked": "BLOCKED", "missing": "NOT STARTED"}


def answers(exercise: Exercise) -> dict[str, str]:
    """Return scripts by student: the reference, alone and with an answer in the place of a stub."""
    right, wrong = exercise.accepted(), exercise.misconceptions()
    if not WHOLE:
        right, wrong = right[:: len(right)], wrong[:: len(wrong) // 3 + 1]
    handed_in = {"reference": exercise.reference}
    for number, answer in enumerate((*right, *wrong)):
        function = answer.function.partition("[")[0]  # of a variant, whose name is no student's
        source = answer.source
        if kind(answer.stub) == "function":
            source = re.sub(rf"\b{function}\b", answer.stub, source)  # as a student would call it
        handed_in[f"{function}-{number}"] = f"{exercise.reference}\n\n# %%\n{source}"
    return handed_in


@dataclass(frozen=True)
class Staff:
    """What the staff's two ways made of a class: reports, and the records that the commands wrote, by student."""

    handed_in: Mapping[str, str]
    reports: Mapping[str, Report]
    by_class: Mapping[str, object]
    by_pull_request: Mapping[str, object]


def graded(exercise: Exercise, folder: Path) -> Staff:
    """Run both commands on all answers."""
    name, handed_in = exercise.name, answers(exercise)
    for student, source in handed_in.items():
        path = folder / "submitted" / student / f"{name}.py"
        path.parent.mkdir(parents=True)
        path.write_text(source, encoding="utf-8")
        files = [file for file in exercise.assignment.rglob("*") if file.is_file()]
        released = {
            f"assignments/{file.relative_to(exercise.assignment.parent)}": file.read_bytes() for file in files
        }
        repository(folder / "pulls" / student, released)
        commit(folder / "pulls" / student, {f"assignments/{name}/{name}.py": source})
        git(folder / "pulls" / student, "reset", "--hard", "--quiet")
    submitted, pulls = folder / "submitted", sorted((folder / "pulls").iterdir())
    by_class = record(folder, name, submitted)
    # The engine's own reports, the student's view included: the command has kept them.
    rubric = read_rubric(exercise)
    limits = rubric.limits(LIMITS.timeout_s, LIMITS.memory_mb)  # and those that single checks have
    keeper = Keeper(Store(folder / "cache/autograd-grader/verdicts.sqlite3"), rubric, limits)
    submissions = find([submitted], name, len(rubric.recording.stubs))
    reports = {report.student: report for report in keeper.read_back(submissions).values()}
    by_pull_request = record(folder, name, *pulls, "--changed-from", "HEAD~1", "--no-cache")
    return Staff(handed_in, reports, by_class, by_pull_request)


def record(folder: Path, name: str, *arguments: object) -> dict[str, object]:
    """Run `grader grade` and return each student's stubs, without times, words and places."""
    file = folder / f"record{len(arguments)}.json"
    limit = ("--timeout", str(LIMITS.timeout_s), "--json", str(file))
    command = [GRADER, "--course", ROOT, "grade", name, *map(str, arguments), *limit]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    reports = json.loads(file.read_text("utf-8"))["reports"]
    kept = ("id", "hidden", "status", "points", "max_points", "follow_through", "misconception")
    return {
        report["student"]: [
            {name: check[name] for name in kept} for stub in report["stubs"] for check in stub["checks"]
        ]
        for report in reports
    }


def by_pytest(exercise: Exercise, source: str, folder: Path) -> Ran:
    """Return what a student's pytest says of a script."""
    work = Path(shutil.copytree(exercise.assignment, folder / exercise.name))
    (work / f"{exercise.name}.py").write_text(source, encoding="utf-8")
    return pytest_in(work, "-v", "--check-timeout", "60")


def differences(student: str, seen: Report, ran: Ran) -> list[str]:
    """Return a line for each check of which pytest says something else than the student's view of the report."""
    said = dict(re.findall(r"^test_\w+\.py::(\S+) ([A-Z ]+?) *(?:\[|$)", ran.text, re.MULTILINE))
    wanted = {line.check.id: WORDS.get(line.status, "FAILED") for line in seen.lines}
    rows = [
        f"{student:24} {check:32} {wanted.get(check, '-'):12} {said.get(check, '-')}"
        for check in {**wanted, **said}
        if wanted.get(check) != said.get(check)
    ]
    text = " ".join(ran.text.split())
    names = {line.misconception for line in seen.lines if line.misconception}
    rows += [f"{student:24} not named: {name.title}" for name in names if " ".join(name.title.split()) not in text]
    solid = "".join(text.split())  # as lines are broken at hyphens, too
    for level in (level for name in names for level in levels(name)):
        if "".join(level.split()) not in solid:
            rows.append(f"{student:24} not explained: {level}")
    for hint in (hint for name in names for hint in name.levels[SHOWN_LEVELS:]):
        if "".join(hint.split()) in solid:
            rows.append(f"{student:24} a hint that nobody asked for: {hint}")
    if f"{seen.points:g} of {seen.max_points:g} points" not in ran.text:
        rows.append(f"{student:24} other points than {seen.points:g} of {seen.max_points:g}")
    return rows


@pytest.mark.parametrize("name", EXERCISES)
def test_a_class_pull_requests_and_every_students_pytest_get_the_same_verdict(name, tmp_path):
    exercise = Exercise(name, ROOT)
    staff = graded(exercise, tmp_path)

    assert staff.by_class.keys() == staff.reports.keys() == staff.handed_in.keys()
    assert staff.by_pull_request == staff.by_class
    rows: list[str] = []
    for student, source in staff.handed_in.items():
        folder = tmp_path / "local" / student
        folder.mkdir(parents=True)
        rows += differences(student, student_view(staff.reports[student]), by_pytest(exercise, source, folder))
    assert not rows, "\n".join([f"{'submission':24} {'check':32} {'grader grade':12} pytest", *rows])
