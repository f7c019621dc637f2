"""The page that a course opens with: `assignments/README.md`, and what `grader watch` goes by, `course.json`."""

from __future__ import annotations

from pathlib import Path

from grader.authoring import templates
from grader.exercise import recording as recordings
from grader.exercise.course import RELEASED, Course, names, read_course
from grader.exercise.exercise import Exercise

PAGE = "README.md"
TEMPLATE = "assignment/course.md"


def course_files(root: Path) -> dict[Path, str | bytes]:
    """Return the files of a course's plan, by path, none if there is none; raise AuthorError if it is malformed."""
    course = read_course(root)
    if course is None:
        return {}
    folder = root / "assignments"
    return {folder / PAGE: page(course, root), folder / RELEASED: course.dumps()}


def left_out(root: Path) -> tuple[str, ...]:
    """Return the exercises that the course's plan, if there is one, does not name."""
    course = read_course(root)
    planned = {each.name for each in course.assignments} if course else set(names(root))
    return tuple(name for name in names(root) if name not in planned)


def page(course: Course, root: Path) -> str:
    """Return the syllabus in Markdown: in order, with links, hours, points and what comes before."""
    number = {each.name: place for place, each in enumerate(course.assignments, 1)}
    rows = [
        f"| {number[each.name]} | [{each.title}]({each.name}/README.md) | {_about(each.hours)} | "
        f"{_points(Exercise(each.name, root))} | {', '.join(str(number[name]) for name in each.after) or '–'} |"
        for each in course.assignments
    ]
    hours = sum(each.hours for each in course.assignments)
    return templates.filled(TEMPLATE, TITLE=course.title, ROWS="\n".join(rows), HOURS=_about(hours))


def _about(hours: float) -> str:
    return f"{hours:g} hour{'' if hours == 1 else 's'}"


def _points(exercise: Exercise) -> str:
    """Return the points of an exercise that was built, those of hidden checks included."""
    path = exercise.recording_path
    if not path.is_file():
        return "not built"
    checks = recordings.loads(path.read_text("utf-8"), path).checks
    return f"{sum(check.points for check in checks):g}"
