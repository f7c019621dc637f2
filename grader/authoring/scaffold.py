"""
`grader new NAME`: a small exercise of some kind that is whole, to be turned into another one piece by piece.

It builds and verifies as it is. What an author writes in its place is compared with nothing but itself.
"""

from __future__ import annotations

import importlib.util
import keyword
from collections.abc import Mapping
from pathlib import Path

from grader.authoring import templates
from grader.errors import UsageError
from grader.exercise.exercise import Exercise
from grader.files import write_text

KINDS = ("function", "class", "module", "training", "package")
"""What a small exercise is about: functions, methods of a class, a layer, a loop that trains, several files."""


def files(exercise: Exercise, kind: str = "function") -> Mapping[Path, str]:
    """Return the files of a new exercise of one of the `KINDS` by path."""
    folder = f"exercise/{kind}"
    if kind == "package":
        inside = {"__init__.py": "init.py", "engine.py": "engine.py", "layers.py": "layers.py"}
        reference = {f"{exercise.name}/{file}": templates.read(f"{folder}/{made}") for file, made in inside.items()}
    else:
        text = templates.filled(f"{folder}/reference.py", TITLE=title(exercise.name))
        reference = {f"{exercise.name}.py": text}
    texts = {
        **reference,
        f"test_{exercise.name}.py": templates.filled(f"{folder}/tests.py", EXERCISE=exercise.name),
        "accepted.py": templates.read(f"{folder}/accepted.py"),
        "misconceptions.py": templates.read(f"{folder}/misconceptions.py"),
        "verify.toml": templates.read(f"{folder}/verify.toml"),
    }
    return {exercise.solution / file: text for file, text in texts.items()}


def title(name: str) -> str:
    """Return an exercise's name as a heading."""
    return name.replace("_", " ").capitalize()


def new(course: Path, name: str, kind: str = "function") -> list[str]:
    """
    Write a new exercise and return, line by line, what was done and what comes next. Raise UsageError where `name`
    cannot name one or is taken.
    """
    exercise = Exercise(name, course)
    require_usable(exercise)
    written = files(exercise, kind)
    for path, text in written.items():
        write_text(path, text)
    return [
        *(f"{path}: written" for path in written),
        f"It is a small exercise that is whole. Try it: grader build {name} && grader verify {name}",
        "Then write your own in its place: the reference first, then checks, right answers, wrong answers.",
    ]


def require_usable(exercise: Exercise) -> None:
    """Raise UsageError where an exercise's name is none that Python can import, or is taken."""
    name = exercise.name
    if not name.isidentifier() or not name.islower() or keyword.iskeyword(name):
        raise UsageError(f"{name!r} cannot name an exercise: lower-case letters, digits and _, as in line_fit")
    if exercise.solution.exists():
        raise UsageError(f"{exercise.solution} is there already; nothing was written")
    if importlib.util.find_spec(name) is not None:
        raise UsageError(
            f"a module is called {name!r}, and {name}.py would hide it from students: take another name"
        )
