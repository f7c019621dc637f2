"""
`make parity`: every accepted answer and misconception as a notebook, through nbgrader's own commands.

The points in the gradebook's CSV export must be those of `grader grade`, follow-through included. A few are graded
by `nbgrader autograde` itself, the others by `grader grade --jobs`, whose verdicts it then reads.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path

import notebooks
from bench_nbgrader import OURS, ROOT, make_course, run

from grader.exercise import Exercise, names

ITSELF = 4


def compare(folder: Path, shipped: Exercise, every: int = 1) -> dict[str, tuple[float, float]]:
    """
    Return the points of every `every`-th answer by `grader grade` and by nbgrader's CSV export; `folder` becomes a
    course.
    """
    exercise = make_course(folder, shipped, OURS)
    for place, answer in enumerate([*exercise.accepted(), *exercise.misconceptions()][::every]):
        student = f"{'self' if place < ITSELF else 'read'}-{answer.stub}-{answer.function}"
        notebooks.hand_in(folder, student, exercise.name, notebooks.answered(exercise, answer))
    run(folder, "nbgrader", "autograde", exercise.name, "--student", "self-*", cache="another")
    run(folder, "grader", "grade", exercise.name, "submitted", "--jobs", "2", "--json", "record.json")
    run(folder, "nbgrader", "autograde", exercise.name)
    run(folder, "nbgrader", "export")
    reports = json.loads((folder / "record.json").read_text("utf-8"))["reports"]
    with (folder / "grades.csv").open(newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported.keys() == {report["student"] for report in reports}
    return {report["student"]: (report["points"], exported[report["student"]]) for report in reports}


def main() -> None:
    """Print whose points differ, and end with 1 where there are any."""
    differ = 0
    for name in sys.argv[1:] or names(ROOT):
        with tempfile.TemporaryDirectory() as folder:
            found = compare(Path(folder), Exercise(name, ROOT))
        other = {student: points for student, points in found.items() if points[0] != points[1]}
        print(f"{name}: {len(found)} notebooks, {len(other)} with other points in the gradebook")
        for student, (ours, exported) in other.items():
            print(f"  {student}: {ours:g} by grader grade, {exported:g} in the gradebook")
        differ += len(other)
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
