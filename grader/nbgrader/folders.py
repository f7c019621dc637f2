"""
What students handed in, made ready for nbgrader, which follows every link and opens every pipe that it finds.

It copies a student's folder as it stands, so that a link in it could bring any file of the course into `feedback/`.
What is neither a file nor a folder is set aside first, and so is what lies too deep for it.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.exercise.course import find_course, find_exercise
from grader.submissions.folders import MAX_DEPTH, identity
from grader.text import harmless

ASIDE = "set_aside"
"""The folder of the course that such things are moved to."""


def prepare(converter: Any) -> None:
    """
    Make the folders ready that a converter is about to take, and add those to them in which there is a script and
    no notebook. Assignments that are no exercise of this course are left to nbgrader.
    """
    course = converter.coursedir
    try:
        exercise = find_exercise(find_course(Path(course.root)), course.assignment_id)
    except UsageError:
        return
    if course.notebook_id not in ("*", exercise.name):
        return
    if exercise.is_package:
        converter.log.error(
            "%s is a package of several files, and nbgrader grades notebooks: use `grader grade`", exercise.name
        )
        converter.assignments.clear()
        return
    pattern = course.format_path(course.submitted_directory, course.student_id, exercise.name)
    for name in sorted(glob.glob(pattern)):  # noqa: PTH207  as nbgrader itself
        notebook = Path(name, f"{exercise.name}.ipynb")
        try:
            linked = _cleaned(notebook, Path(course.root), Path(course.submitted_directory).name, converter.log)
        except OSError as error:
            converter.log.error("%s is passed over: what is in it cannot be set aside: %s", _shown(name), error)
            converter.assignments.pop(name, None)
            continue
        if name not in converter.assignments and (linked or os.path.lexists(notebook.with_suffix(".py"))):
            converter.assignments[name] = [str(notebook)]
        elif name not in converter.assignments:
            converter.log.error("%s: there is no %s, so there is no grade", _shown(name), notebook.name)


def _cleaned(notebook: Path, root: Path, submitted: str, log: Any) -> bool:
    """Set aside what must not be in a notebook's folder, and return whether the folder itself was a link."""
    folder, linked = notebook.parent, False
    above = [each for each in (folder, *folder.parents) if root in each.parents and each.name != submitted]
    for each in reversed(above):
        if each.is_symlink():
            _set_aside(each, root, log)
            linked = True
    folder.mkdir(parents=True, exist_ok=True)
    for path in list(_strange(folder)):
        if path != notebook:  # which is read here, and refused with the reason
            _set_aside(path, root, log)
    return linked


def _strange(folder: Path) -> Iterator[Path]:
    """Yield what nbgrader must not come across: links, pipes and the like, and folders that are too deep for it."""
    waiting = [(folder, 1)]
    while waiting:
        below, depth = waiting.pop()
        with os.scandir(below) as found:
            entries = list(found)
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                if not entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
            elif depth < MAX_DEPTH:
                waiting.append((Path(entry.path), depth + 1))
            else:
                yield Path(entry.path)


def _set_aside(path: Path, root: Path, log: Any) -> None:
    target = root / ASIDE / path.relative_to(root)
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while os.path.lexists(target):
        number += 1
        target = target.with_name(f"{path.name} ({number})")
    path.rename(target)
    log.warning(
        "%s is no file that nbgrader may follow or copy: moved to %s",
        _shown(str(path.relative_to(root))),
        _shown(str(target.relative_to(root))),
    )


def _shown(path: str) -> str:
    return harmless(identity(path)).replace("\n", "\\n")
