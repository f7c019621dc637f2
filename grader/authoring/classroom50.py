"""
`grader classroom50`: the folder that Classroom 50 takes as an assignment's autograder.

It publishes that folder where students can read it, so there are the visible checks and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from grader import __version__
from grader.authoring import templates
from grader.authoring.release import released_files
from grader.exercise.assignment import EXPECTED
from grader.exercise.data import DATA
from grader.exercise.exercise import Exercise, read_rubric
from grader.files import write_bytes

PROGRAM = "autograder.py"


def write(exercise: Exercise, folder: Path) -> list[Path]:
    """Write the folder's files and return them; raise AuthorError if the exercise is not built."""
    wanted = (EXPECTED, f"test_{exercise.name}.py")
    files: dict[Path, str | bytes] = {
        folder / PROGRAM: templates.filled(
            "classroom50/autograder.py", EXERCISE=exercise.name, GRADER_VERSION=__version__
        )
    }
    for path, content in released_files(exercise, read_rubric(exercise).recording).items():
        inside = path.relative_to(exercise.assignment)
        if inside.as_posix() in wanted or inside.parts[0] == DATA:
            files[folder / inside] = content
    for path, content in files.items():
        write_bytes(path, content if isinstance(content, bytes) else content.encode())
    return list(files)
