"""
`make bench-nbgrader`: stock `nbgrader autograde` against this plugin's, on the same notebooks, in one run.

Right temperature notebooks, each with a comment of its own, so that no two are the same. Stock runs them in a
kernel each, where their test cells run the visible checks; ours runs hidden checks, too. Compare ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import notebooks

from grader.authoring import release
from grader.exercise import recording as recordings
from grader.exercise.exercise import Exercise

ROOT = Path(__file__).parents[2]
NAME = "temperature"
SUBMISSION = ROOT / "tests/data/classes/temperature/ben/temperature.py"
OURS = (ROOT / "nbgrader_config.py").read_text("utf-8")
# nbgrader starts `alembic` by name, which our own configuration sees to.
PATH = f"import os; os.environ['PATH'] = {str(Path(sys.executable).parent)!r} + ':' + os.environ['PATH']"
STOCK = f"{PATH}\nc = get_config()\nc.CourseDirectory.release_directory = 'assignments'\n"
TARGETS = {"serial": 4.0, "pre-pass": 8.0}
TARGET_BEYOND_S = 0.4


def make_course(folder: Path, shipped: Exercise, config: str) -> Exercise:
    """Return an exercise as it ships in a course of its own, released by nbgrader."""
    exercise = Exercise(shipped.name, folder)
    shutil.copytree(shipped.solution, exercise.solution)
    shutil.copytree(shipped.assignment, exercise.assignment)
    recording = recordings.loads(exercise.recording_path.read_text("utf-8"), exercise.recording_path)
    release.write(release.staged_files(exercise, recording))
    (folder / "nbgrader_config.py").write_text(config, "utf-8")
    run(folder, "nbgrader", "generate_assignment", exercise.name, "--force")
    return exercise


def class_of(folder: Path, count: int, config: str) -> Path:
    """Return a course with `count` right submissions."""
    exercise = make_course(folder, Exercise(NAME, ROOT), config)
    for number in range(count):
        notebook = notebooks.from_script(exercise, SUBMISSION.read_text("utf-8"))
        notebook.cells.append(nbformat.v4.new_code_cell(f"# copy {number}"))
        notebooks.hand_in(folder, f"student{number:02}", NAME, notebook)
    return folder


def run(course: Path, *command: str, cache: str = "cache") -> float:
    """Run a command in a course, with a place of its own for verdicts, and return the seconds that it took."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "XDG_CACHE_HOME": str(course / cache)}
    start = time.perf_counter()
    program = [str(scripts / command[0]), *command[1:]]
    done = subprocess.run(program, cwd=course, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return time.perf_counter() - start


def forget(course: Path) -> None:
    """Remove what was graded, and the verdicts that were kept."""
    shutil.rmtree(course / "autograded", ignore_errors=True)
    shutil.rmtree(course / "cache", ignore_errors=True)


def own_compute_s(record: Path) -> float:
    """Return the mean seconds that a submission's checks ran, by the parent's clock."""
    reports = json.loads(record.read_text("utf-8"))["reports"]
    spent = [sum(check["duration_s"] for stub in r["stubs"] for check in stub["checks"]) for r in reports]
    return sum(spent) / len(spent)


def measure(folder: Path, count: int) -> dict[str, float]:
    """Return the seconds of each way to grade `count` submissions."""
    stock = class_of(folder / f"stock{count}", count, STOCK)
    ours = class_of(folder / f"ours{count}", count, OURS)
    seconds = {"stock": run(stock, "nbgrader", "autograde", NAME)}
    forget(ours)
    seconds["serial"] = run(ours, "nbgrader", "autograde", NAME)
    forget(ours)
    record = folder / f"record{count}.json"
    grade = run(ours, "grader", "grade", NAME, "submitted", "--jobs", "2", "--json", str(record))
    seconds["pre-pass"] = grade + run(ours, "nbgrader", "autograde", NAME)
    seconds["only reading"] = seconds["pre-pass"] - grade
    seconds["own"] = own_compute_s(record)
    return seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int, default=[10, 40])
    counts = parser.parse_args().counts
    with tempfile.TemporaryDirectory() as folder:
        found = {count: measure(Path(folder), count) for count in counts}
    print(f"{'notebooks':34}" + "".join(f"{count:>12}" for count in counts))
    for way in ("stock", "serial", "pre-pass", "only reading"):
        print(f"{way:34}" + "".join(f"{found[count][way]:10.1f} s" for count in counts))
    for way, target in TARGETS.items():
        ratios = "".join(f"{found[count]['stock'] / found[count][way]:10.1f} x" for count in counts)
        print(f"{f'stock / {way} (target {target:g} x)':34}{ratios}")
    if len(counts) > 1:
        first, last = found[counts[0]], found[counts[-1]]
        each = (last["serial"] - first["serial"]) / (counts[-1] - counts[0])
        own = last["own"]
        print(f"one more notebook, serial: {each:.2f} s, of which the student's own compute {own:.2f} s,")
        print(f"the rest {each - own:.2f} s (target {TARGET_BEYOND_S:g} s)")


if __name__ == "__main__":
    main()
