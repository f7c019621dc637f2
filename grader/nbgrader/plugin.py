"""
nbgrader's `autograde` with the student's code confined: the same commands, gradebook and formgrader.

Where an assignment is one of this course's exercises, `Reader` reads what was handed in, `Repair` puts nbgrader's
marks right before nbgrader looks at them, `Grade` runs, judges and fills in points, and `Comment` notes
misconceptions. All other assignments are left to nbgrader. `configure` names the four in `nbgrader_config.py`.

The program that is graded is the file in `submitted/`, read as `grader grade` reads it, so that both come to the
same verdict, and what the one has graded the other reads back.
"""

from __future__ import annotations

import gc
import os
import sys
import weakref
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import DeduplicateIds, Execute, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Float, Integer

from grader.errors import AuthorError, SubmissionError, UsageError
from grader.exercise.course import find_course, find_exercise
from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.keeper import Keeper
from grader.grading.store import Store, default_path
from grader.grading.worker import Kit, Worker, kit_of
from grader.model import Limits, Report
from grader.nbgrader import cells as cells
from grader.nbgrader import folders
from grader.submissions.folders import read_files
from grader.submissions.submission import choose, graded_id, read_notebook, remark

MARKDOWN = "grader.nbgrader.pages.markdown"
REPORT = "autograd-grader"
"""Where nbconvert's resources hold the report between two preprocessors."""


def configure(config: Any) -> None:
    """
    Make a course's `nbgrader_config.py` use this plugin: `configure(get_config())`. What is set there stays.

    >>> from traitlets.config import Config
    >>> from grader.nbgrader import configure
    >>> config = Config()  # in nbgrader_config.py: get_config()
    >>> configure(config)
    >>> [step.__name__ for step in config.Autograde.autograde_preprocessors][0]  # in the place of Execute
    'Grade'
    """
    if not gc.get_freeze_count():  # what is imported stays; to look through it again and again takes time
        gc.freeze()
    # nbgrader starts `alembic` by name, which fails where its virtual environment is not active.
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])

    config.Autograde.exporter_class = Reader
    sanitize = _steps(config, "sanitize_preprocessors")
    autograde = _steps(config, "autograde_preprocessors")
    config.Autograde.sanitize_preprocessors = _inserted(sanitize, Repair, before=DeduplicateIds)
    autograde = [Grade if _names(step, Execute) else step for step in autograde]
    config.Autograde.autograde_preprocessors = _inserted(autograde, Comment, after=SaveAutoGrades)
    filters = config.TemplateExporter.get("filters")
    config.TemplateExporter.filters = {"markdown2html": MARKDOWN, **(filters if isinstance(filters, dict) else {})}


def _steps(config: Any, name: str) -> list[Any]:
    chosen = config.Autograde.get(name)
    return list(chosen if isinstance(chosen, list) else Autograde.class_traits()[name].default())


def _names(step: Any, kind: type) -> bool:
    return step is kind or (isinstance(step, str) and step.split(".")[-1] == kind.__name__)


def _inserted(steps: list[Any], new: type, *, before: type | None = None, after: type | None = None) -> list[Any]:
    places = [place for place, step in enumerate(steps) if _names(step, before or after or new)]
    place = places[0] + (after is not None) if places else 0
    return [*steps[:place], new, *steps[place:]]


@dataclass(frozen=True, slots=True)
class Work:
    """One student's notebook for one exercise, on its way through nbgrader."""

    exercise: Exercise
    student: str
    notebook: Path


def files_of(notebook: Path) -> list[Path]:
    """Return the notebook and the script beside it, those that are there; the notebook where there is neither."""
    return [path for path in (notebook, notebook.with_suffix(".py")) if os.path.lexists(path)] or [notebook]


def find_work(step: Any, resources: Any) -> Work | None:
    """Return what nbgrader is about to convert, or None if that is no exercise of this course."""
    place = resources["nbgrader"]
    course = CourseDirectory(parent=step)
    try:
        exercise = find_exercise(find_course(Path(course.root)), place["assignment"])
    except UsageError:
        return None
    if place["notebook"] != exercise.name:
        return None
    folder = course.format_path(course.submitted_directory, place["student"], exercise.name)
    return Work(exercise, place["student"], Path(folder, f"{exercise.name}.ipynb"))


class Reader(NotebookExporter):
    """
    Reads notebooks. One that cannot be read becomes the released one with the reason on top.

    nbgrader makes one for all the notebooks of a command, so this is also where the other steps, whose parent it
    is, find what they share: by exercise, the cells that were `released`, the `engines`, the number of `stubs`.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.released: dict[str, list[cells.Released]] = {}
        self.engines: dict[str, Engine] = {}
        self.stubs: dict[str, int] = {}
        if isinstance(self.parent, Autograde):
            folders.prepare(self.parent)
        weakref.finalize(self, _close, self.engines)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Convert a file: what was handed in for an exercise is cleaned, all else is nbconvert's business."""
        work = find_work(self, resources)
        if work is None or Path(filename).resolve().parent != work.notebook.resolve().parent:
            return super().from_filename(filename, resources=resources, **options)
        try:
            notebook = cells.clean(self._content(work))
        except SubmissionError as error:
            self.log.warning("%s: %s", work.student, error)
            released = work.exercise.assignment / work.notebook.name
            notebook = cells.unreadable(released.read_text("utf-8"), str(error))
        return self.from_notebook_node(notebook, resources=resources, **options)

    def _content(self, work: Work) -> Mapping[str, Any]:
        """Return the cells of the file that counts, as `grader grade` chooses it; say so where it is the script."""
        name = work.exercise.name
        if name not in self.stubs:
            self.stubs[name] = len(read_rubric(work.exercise).recording.stubs)
        program = choose(files_of(work.notebook), name, self.stubs[name], work.exercise.assignment)
        if words := remark(program):
            self.log.warning("%s: %s", work.student, words)
        if program.filename != work.notebook.name:
            self.log.warning("%s: %s is filled in and counts, no notebook", work.student, program.filename)
        if program.notebook:
            return read_notebook(work.notebook.with_name(program.filename))
        return cells.of_script(program.cells[0].source)


class Repair(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts nbgrader's marks on the cells as they were released: one cell that is there twice would stop a class."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Mend an exercise's notebook."""
        if find_work(self, resources) is not None:
            place = resources["nbgrader"]
            released = self.parent.released
            if place["assignment"] not in released:
                with Gradebook(place["db_url"]) as gradebook:
                    notebook = gradebook.find_notebook(place["notebook"], place["assignment"])
                    released[place["assignment"]] = _released(notebook)
            nb.cells = cells.mended(nb.cells, released[place["assignment"]])
        return nb, resources


def _released(notebook: Any) -> list[cells.Released]:
    graded = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    tasks = {cell.name for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    found = []
    for cell in notebook.source_cells:
        marks = {
            "grade": cell.name in graded and cell.name not in tasks,
            "grade_id": cell.name,
            "locked": bool(cell.locked),
            "schema_version": cells.SCHEMA,
            "solution": cell.name in solutions,
            "task": cell.name in tasks,
            "checksum": cell.checksum,
            "cell_type": cell.cell_type,
        }
        if cell.name in graded:
            marks["points"] = float(graded[cell.name])
        found.append(cells.Released(cell.name, cell.cell_type, cell.source, marks))
    return found


class Grade(Execute):  # type: ignore[misc]
    """
    In the place of nbgrader's `Execute`: runs a notebook confined, judges it outside, and writes into its cells
    what they showed and what they earned. Assignments that are no exercises of this course run as ever.
    """

    timeout_s = Float(Limits().timeout_s, help="Seconds that a check may take.").tag(config=True)
    memory_mb = Integer(Limits().memory_mb, help="Megabytes that a submission may use.").tag(config=True)
    require_isolation = Bool(False, help="Refuse to run where a layer of isolation is missing.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any, *rest: Any, **options: Any) -> Any:
        """Grade an exercise's notebook; execute any other."""
        work = find_work(self, resources)
        if work is None:
            return super().preprocess(nb, resources, *rest, **options)
        engine = self._engine(work.exercise)
        report = replace(engine.report(work.notebook), student=work.student)
        following = _following(self.parent.parent, work.notebook)
        if following is None:
            engine.close()
        else:
            engine.begin(following)
        _same_points(nb, report)
        cells.fill(nb.cells, report)
        resources[REPORT] = report
        self.log.info("%s: %g of %g points", work.student, report.points, report.max_points)
        return nb, resources

    def _engine(self, exercise: Exercise) -> Engine:
        engines: dict[str, Engine] = self.parent.engines
        if exercise.name not in engines:
            rubric = read_rubric(exercise)
            limits = rubric.limits(self.timeout_s, self.memory_mb)
            kit = kit_of(exercise, rubric, limits, "all" if self.require_isolation else "")
            keeper = Keeper(Store(default_path()), rubric, limits)
            engines[exercise.name] = Engine(kit, keeper, exercise.assignment)
        return engines[exercise.name]


def _same_points(nb: Any, report: Report) -> None:
    most = {graded_id(stub.name): stub.max_points for stub in report.stubs}
    for cell in nb.cells:
        marks = cell.metadata.get("nbgrader", {})
        expected = most.get(marks.get("grade_id"))
        if expected is not None and abs(float(marks["points"]) - expected) > 1e-9:
            raise AuthorError(
                f"{marks['grade_id']} is worth {marks['points']:g} points in the gradebook and {expected:g} in the "
                f"exercise: run `nbgrader generate_assignment {report.exercise} --force`"
            )


class Comment(NbGraderPreprocessor):  # type: ignore[misc]
    """Notes the misconceptions that were recognised as the gradebook's comments, where formgrader shows them."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Comment on the stubs of the notebook that `Grade` has just graded."""
        report = resources.get(REPORT)
        known = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        stubs = report.stubs if report is not None else ()
        if report is not None and report.failure:
            self._leave_to_staff(report, known, resources["nbgrader"])
        said = {name: words for name, words in cells.comments(stubs).items() if name in known}
        if said:
            place = resources["nbgrader"]
            with Gradebook(place["db_url"]) as gradebook:
                for name, words in said.items():
                    found = gradebook.find_comment(name, place["notebook"], place["assignment"], place["student"])
                    found.auto_comment = words
                gradebook.db.commit()
        return nb, resources

    def _leave_to_staff(self, report: Report, known: set[str], place: Any) -> None:
        """
        Take back the grade of 0 that nbgrader made of an error which is the grader's own: it is to be given by
        hand.
        """
        self.log.error("%s: the grader failed here, staff must look:\n%s", report.student, report.failure)
        with Gradebook(place["db_url"]) as gradebook:
            for name in (graded_id(stub.name) for stub in report.stubs):
                if name in known:
                    grade = gradebook.find_grade(name, place["notebook"], place["assignment"], place["student"])
                    grade.auto_score, grade.needs_manual_grade = None, True
            gradebook.db.commit()


def _following(converter: Any, notebook: Path) -> Path | None:
    """Return the exercise's next notebook: a converter goes through the folders of its `assignments` in order."""
    found: dict[str, list[str]] = getattr(converter, "assignments", {})
    later = sorted(folder for folder in found if folder > str(notebook.parent))
    names = (Path(name) for folder in later for name in found[folder])
    return next((name for name in names if name.name == notebook.name), None)


@dataclass(slots=True)
class Engine:
    """
    What grades one exercise during one command, a notebook ahead of nbgrader: while that writes into the gradebook
    what one has earned, the next one runs. Processes are started for the first that is not kept.
    """

    kit: Kit
    keeper: Keeper
    released: Path | None = None
    worker: Worker | None = None
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    begun: dict[Path, Future[Report]] = field(default_factory=dict)

    def report(self, notebook: Path) -> Report:
        """Return a notebook's report, which names no student; from the store where it is there already."""
        self.begin(notebook)
        try:
            return self.begun.pop(notebook).result()
        except KeyboardInterrupt:
            if self.worker is not None:
                self.worker.pool.stop()
            raise

    def begin(self, notebook: Path) -> None:
        """Start to grade a notebook whose report will be asked for."""
        if notebook not in self.begun:
            self.begun[notebook] = self.thread.submit(self._grade, notebook)

    def _grade(self, notebook: Path) -> Report:
        recording = self.kit.rubric.recording
        files = files_of(notebook)
        submission = read_files(files, "", str(notebook), recording.exercise, len(recording.stubs), self.released)
        if not self.kit.require:
            known = self.keeper.read_back([submission]).get(0) or self.keeper.claim(submission)
            if known is not None:
                return known
        if self.worker is None:
            self.worker = Worker(self.kit).__enter__()
        report = self.worker.grade(submission)
        self.keeper.keep(submission, report)
        return report

    def close(self) -> None:
        """End the processes, after what has begun; they start again where there is more to grade."""
        self.thread.shutdown()
        self.thread = ThreadPoolExecutor(1)
        if self.worker is not None:
            self.worker.__exit__(None, None, None)
            self.worker = None


def _close(engines: dict[str, Engine]) -> None:
    for engine in engines.values():
        engine.close()
