"""A student's way through a course: which assignment is at hand, which are done, and what comes next."""

from __future__ import annotations

import json
from pathlib import Path

from grader.errors import UsageError
from grader.exercise import course as courses
from grader.exercise.assignment import EXPECTED
from grader.exercise.course import RELEASED, Course
from grader.files import write_text

PROGRESS = ".progress.json"
"""Where a student's way is remembered, beside `course.json`: the assignment at hand, and those that are done."""


class Route:
    """
    A course in a student's folder, and how far they are in it.

    `folder` holds `course.json`; with `at`, that assignment is the one at hand, else the one that was, or the first
    that is not done. Raise DamagedError if `course.json` is damaged, UsageError if none of its assignments is here.
    """

    def __init__(self, folder: Path, at: str = "") -> None:
        path = folder / RELEASED
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read: {error}") from error
        self._folder = folder
        self._course: Course = courses.loads(text, path)
        self._here = [each for each in self._course.assignments if (folder / each.name / EXPECTED).is_file()]
        if not self._here:
            raise UsageError(f"{folder} holds none of the course's assignments: get them, or name a folder")
        self.trouble = ""
        last, self._done = self._remembered()
        known = [each.name for each in self._here]
        left = [name for name in (last, *known) if name in known and name not in self._done]
        self.at = at if at in known else (left[0] if left else last if last in known else known[0])
        self._remember()

    @property
    def current(self) -> Path:
        """The folder of the assignment at hand."""
        return self._folder / self.at

    @property
    def heading(self) -> str:
        """Which assignment this is, of how many."""
        names = [each.name for each in self._course.assignments]
        title = self._course.assignments[names.index(self.at)].title
        missing = len(names) - len(self._here)
        rest = f", {missing} not here" if missing else ""
        return f"{names.index(self.at) + 1} of {len(names)}: {title} ({self.at}/), {len(self._done)} done{rest}"

    @property
    def next(self) -> str:
        """The assignment to go on with: the first after this one that is not done, then from the beginning."""
        names = [each.name for each in self._here]
        place = names.index(self.at)
        left = [name for name in (*names[place + 1 :], *names[:place]) if name not in self._done]
        return left[0] if left else ""

    def title(self, name: str) -> str:
        """Return what an assignment is called."""
        return next(each.title for each in self._here if each.name == name)

    def finish(self) -> None:
        """Remember that the assignment at hand is done."""
        if self.at not in self._done:
            self._done.append(self.at)
            self._remember()

    def go_on(self) -> bool:
        """Go to the next assignment; return whether there is one."""
        if not (name := self.next):
            return False
        self.at = name
        self._remember()
        return True

    def _remembered(self) -> tuple[str, list[str]]:
        path = self._folder / PROGRESS
        if not path.exists():
            return "", []
        try:
            content = json.loads(path.read_text("utf-8"))
            at, done = content["at"], content["done"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            self.trouble = f"{path} could not be read ({error}), so the course begins anew."
            return "", []
        names = {each.name for each in self._course.assignments}
        return str(at), [name for name in done if name in names] if isinstance(done, list) else []

    def _remember(self) -> None:
        text = json.dumps({"at": self.at, "done": self._done}, indent=1) + "\n"
        try:
            write_text(self._folder / PROGRESS, text)
        except UsageError as error:
            self.trouble = f"Where you are is not remembered: {error}."


def find_route(start: Path) -> Route | None:
    """
    Return the way through the course of which `start` is the folder, the folder above `assignments/`, or an
    assignment; None if it is in no course. Raise as `Route` does.
    """
    for folder in (start, start / "assignments"):
        if (folder / RELEASED).is_file():
            return Route(folder)
    above = start.resolve().parent
    if (start / EXPECTED).is_file() and (above / RELEASED).is_file():
        route = Route(above, start.resolve().name)
        return route if route.at == start.resolve().name else None
    return None
