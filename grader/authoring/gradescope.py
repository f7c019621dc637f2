"""
`grader gradescope`: the zip file that Gradescope takes as an autograder.

Gradescope unpacks it to /autograder/source and runs `setup.sh` once; for each submission it runs `run_autograder`,
which finds the student's files in /autograder/submission and leaves /autograder/results/results.json. The variable
AUTOGRADER names another root, to try it elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from grader import __version__
from grader.authoring import templates
from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.files import write_bytes


def write(exercise: Exercise, path: Path) -> None:
    """Write the zip file of an exercise; raise AuthorError if it is not built, UsageError if it cannot be."""
    write_bytes(path, packed(exercise, read_rubric(exercise)))


def packed(exercise: Exercise, rubric: Rubric) -> bytes:
    """Return the zip file: programs to run, the exercise with its recording, and what students got of it."""
    name = rubric.recording.exercise
    files = {
        "setup.sh": templates.read("gradescope/setup.sh"),
        "run_autograder": templates.filled("gradescope/run_autograder.py", EXERCISE=name),
        "requirements.txt": templates.filled("gradescope/requirements.txt", GRADER_VERSION=__version__),
    }
    contents = {inside: text.encode() for inside, text in files.items()}
    for folder in (exercise.solution, exercise.assignment):
        for file in sorted(folder.iterdir()):
            if file.is_file() and not file.name.startswith("."):
                contents[f"course/{folder.parent.name}/{name}/{file.name}"] = file.read_bytes()
    contents |= {
        f"course/solutions/{name}/{file}": exercise.read(file).encode() for file in exercise.misconception_files()
    }
    if exercise.is_package:
        for folder in (exercise.solution, exercise.assignment):
            for file in sorted((folder / name).glob("*.py")):
                contents[f"course/{folder.parent.name}/{name}/{name}/{file.name}"] = file.read_bytes()
    data, hidden_data = exercise.data(), exercise.hidden_data()
    contents |= {f"course/assignments/{name}/{file}": content for file, content in data.items()}
    contents |= {f"course/solutions/{name}/{file}": content for file, content in {**data, **hidden_data}.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, content in contents.items():
            entry = zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0))  # the same bytes every time
            entry.external_attr = (0o755 if inside in ("setup.sh", "run_autograder") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
