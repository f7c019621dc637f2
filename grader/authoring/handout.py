"""One zip file with what students get of an exercise, to be unpacked, or put beside a notebook that is alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from grader.authoring.release import released_files
from grader.exercise.exercise import Exercise, read_rubric
from grader.files import write_bytes

_WHEN = (2020, 1, 1, 0, 0, 0)
"""Of every file, so that the same files make the same bytes."""


def write(exercise: Exercise, path: Path) -> None:
    """Write the zip file; raise AuthorError if the exercise is not built, UsageError if the file cannot be."""
    files = released_files(exercise, read_rubric(exercise).recording)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in sorted(files.items()):
            inside = zipfile.ZipInfo(f"{exercise.name}/{file.relative_to(exercise.assignment).as_posix()}", _WHEN)
            inside.compress_type = zipfile.ZIP_DEFLATED
            inside.external_attr = 0o644 << 16
            archive.writestr(inside, content)
    write_bytes(path, packed.getvalue())
