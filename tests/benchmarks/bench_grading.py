"""
`make bench`: what grading costs beyond the student's own compute, measured in one run.

Forty copies of a right submission are graded; the same calls are timed in one plain, warm process, and the same
checks are run in a fresh Python process for each of a few copies, as graders commonly do. Training is shortened to
five epochs, so that what is left to see is the grader. Then a class of 400 is read back from the store. Compare
ratios: machines differ.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from grader.authoring import release
from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.grading.grade import grade
from grader.grading.keeper import Keeper
from grader.grading.steps import grade_class
from grader.grading.store import Store
from grader.model import Cell, Limits
from grader.sandbox.outside.pool import Pool
from grader.submissions.submission import Submission, read_program

ROOT = Path(__file__).parents[2]
SUBMISSION = ROOT / "tests/data/classes/temperature/ben/temperature.py"
COPIES = 40
FRESH_COPIES = 8
CLASS = 400

OWN_COMPUTE = """
import sys, time, warnings
warnings.simplefilter("ignore")
import pytest
from pathlib import Path
from grader.runner.fixtures import Fixtures
from grader.runner.load import Loader
from grader.sandbox.inside.fork_server import warm_up
from grader.submissions.submission import read_program

copies, path = int(sys.argv[1]), Path(sys.argv[2])
if copies > 1:
    warm_up()
spent = []


class Timed(Fixtures):
    def call(self, check):
        start = time.perf_counter()
        super().call(check)
        self.own += time.perf_counter() - start

    def pytest_runtestloop(self, session):
        for _ in range(copies):
            start = time.perf_counter()
            loader = Loader(read_program(path, "temperature"))
            self.start(loader, loader.load())
            self.own = time.perf_counter() - start
            for item in session.items:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                assert self.ended == "returned", (item.nodeid, self.fault)
            spent.append(self.own)
        return True


options = "-q -s -p no:cacheprovider -p no:warnings -p no:logging --assert=plain -c /dev/null".split()
pytest.main([*options, "--rootdir", sys.argv[3], sys.argv[4]], plugins=[Timed(lambda *seen: None)])
print(sum(spent) / len(spent))
"""


def short_course(folder: Path) -> Exercise:
    """Build the temperature exercise with five epochs of training and no wrong answers to record."""
    solution = folder / "solutions" / "temperature"
    shutil.copytree(ROOT / "solutions" / "temperature", solution)
    (solution / "recorded.json").unlink(missing_ok=True)
    shutil.rmtree(solution / "misconceptions")
    tests = solution / "test_temperature.py"
    text = tests.read_text()
    for whole, short in (
        (r"^EPOCHS_PER_CHUNK = \d+\nCHUNKS = \d+$", "EPOCHS_PER_CHUNK = 5\nCHUNKS = 1"),
        (r"^DESCENT = {.*?^}$", ""),  # the picture of a training that is not shortened
    ):
        text, count = re.subn(whole, short, text, flags=re.M | re.S)
        if count != 1:
            raise SystemExit(f"the temperature checks no longer match {whole}")
    tests.write_text(text)
    for name in ("accepted.py", "misconceptions.py"):
        (solution / name).write_text("")
    exercise = Exercise("temperature", folder)
    release.write(release.build(exercise, Limits()).files)
    return exercise


def own_compute_s(exercise: Exercise) -> float:
    """Return the mean seconds that one submission's own code takes in a warm process, both kinds of checks."""
    tests = exercise.solution / "test_temperature.py"
    command = [sys.executable, "-c", OWN_COMPUTE, str(COPIES), str(SUBMISSION), str(tests.parent), str(tests)]
    return float(_output(command).splitlines()[-1])


def fresh_s(exercise: Exercise) -> float:
    """Return the seconds a submission takes in a Python process of its own: imports, collection, all checks."""
    tests = exercise.solution / "test_temperature.py"
    command = [sys.executable, "-c", OWN_COMPUTE, "1", str(SUBMISSION), str(tests.parent), str(tests)]
    start = time.perf_counter()
    for _ in range(FRESH_COPIES):
        _output(command)
    return (time.perf_counter() - start) / FRESH_COPIES


def _output(command: list[str]) -> str:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return done.stdout.strip()


def read_back_ms(exercise: Exercise, folder: Path) -> float:
    """Return the milliseconds a submission takes whose verdict is kept, in a class of CLASS."""
    rubric = read_rubric(exercise)
    program = read_program(SUBMISSION, "temperature")
    programs = [replace(program, cells=(*program.cells, Cell(f"# {number}"))) for number in range(CLASS)]
    submissions = [Submission(f"copy {number}", "", each) for number, each in enumerate(programs)]
    with Pool(rubric.visible_tests, rubric.hidden_tests, "temperature") as pool:
        report = grade(submissions[0], rubric, pool, Limits())
    keeper = Keeper(Store(folder / "store.sqlite3"), rubric, Limits())
    for submission in submissions:
        keeper.keep(submission, report)
    start = time.perf_counter()
    known = keeper.read_back(submissions)
    keeper.finish(exercise.course, "temperature", list(known.values()))
    spent = time.perf_counter() - start
    if len(known) != CLASS:
        raise SystemExit(f"{len(known)} of {CLASS} verdicts were read back: {keeper.problem}")
    return 1000 * spent / CLASS


def graded_s(rubric: Rubric, jobs: int) -> float:
    """Return the seconds in which COPIES submissions are graded, `jobs` at a time, start-up not counted."""
    program = read_program(SUBMISSION, "temperature")
    submissions = [Submission(f"copy {number}", "", program) for number in range(COPIES)]
    with Pool(rubric.visible_tests, rubric.hidden_tests, "temperature") as pool:
        pool.checks()
        list(grade_class(submissions[:2], rubric, pool, Limits(), jobs))
        start = time.perf_counter()
        for _, report in grade_class(submissions, rubric, pool, Limits(), jobs):
            if report.points != report.max_points:
                raise SystemExit(f"the right submission lost points: {report}")
        return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        exercise = short_course(Path(folder))
        rubric = read_rubric(exercise)
        own = own_compute_s(exercise)
        serial = [graded_s(rubric, 1) for _ in range(3)]
        double = graded_s(rubric, 2)
        fresh = fresh_s(exercise)
        kept = read_back_ms(exercise, Path(folder))
    wall = statistics.median(serial)
    overhead = 1000 * (wall / COPIES - own)
    print(f"{COPIES} copies of a right submission, training shortened to 5 epochs, visible and hidden checks")
    print(f"  wall time, one at a time    {wall:8.2f} s  ({min(serial):.2f} to {max(serial):.2f})")
    print(f"  wall time, two at a time    {double:8.2f} s  ({wall / double:.2f} times as fast)")
    print(f"  the student's own compute   {1000 * own:8.1f} ms a submission, in a plain warm process")
    print(f"  overhead                    {overhead:8.1f} ms a submission, two confined processes each")
    longer = fresh * COPIES / wall
    print(f"  a fresh process each        {1000 * fresh:8.1f} ms a submission ({longer:.1f} times as long)")
    print(f"  read back from the store    {kept:8.2f} ms a submission, in a class of {CLASS}")


if __name__ == "__main__":
    main()
