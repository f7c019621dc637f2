"""
`grader export-sources`: the code of a class as tools that compare sources read it, a file for each submission, and
beside them the released code, which they are to pass over.
"""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path

from grader.cli.grade import submissions_in
from grader.cli.key import read_key
from grader.errors import UsageError
from grader.exercise.course import find_course, find_exercise
from grader.exercise.exercise import Exercise, read_rubric
from grader.files import write_text
from grader.model import Program
from grader.report.pseudonyms import names_of, pseudonym, scrub
from grader.submissions.packages import read_package
from grader.submissions.sources import stripped
from grader.submissions.submission import read_program
from grader.text import harmless

SUBMISSIONS, BASE = "submissions", "base"
MAX_NAME = 100


def export_sources(options: Namespace) -> None:
    """Write the sources of all submissions that can be read, and say of which there is none."""
    exercise = find_exercise(find_course(Path.cwd(), options.course), options.exercise)
    folder: Path = options.to
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} holds something already: name a new folder")
    found = submissions_in(options.paths, exercise, len(read_rubric(exercise).recording.stubs))
    key = read_key(options.pseudonyms) if options.pseudonyms else None
    unread, taken = [], set[str]()
    for submission in found:
        student = pseudonym(submission.student, key) if key else submission.student
        if submission.program is None:
            unread.append(student)
            continue
        code = stripped(submission.program)
        if key:
            files = (submission.source, *submission.ignored)
            code = scrub(code, names_of(submission.student, files, exercise.name), "name")
        write_text(folder / SUBMISSIONS / f"{_file_name(student, taken)}.py", code)
    base = folder / BASE / f"{exercise.name}.py"
    write_text(base, stripped(_released(exercise)))
    print(f"{folder / SUBMISSIONS}: {len(taken)} submissions; {base}: what they were given")
    if unread:
        print(f"not there, as they cannot be read: {harmless(', '.join(sorted(unread)))}", file=sys.stderr)


def _released(exercise: Exercise) -> Program:
    """Return the exercise as students got it."""
    if exercise.is_package:
        return read_package(exercise.assignment / exercise.name, exercise.name)[0]
    return read_program(exercise.assignment / f"{exercise.name}.py", exercise.name)


def _file_name(student: str, taken: set[str]) -> str:
    """Return a name that any system and tool takes for a file, and that no other submission has."""
    plain = re.sub(r"[^\w.-]+|^[.-]", "_", student)[:MAX_NAME]
    name, count = plain, 1
    while name.casefold() in taken:
        count += 1
        name = f"{plain}_{count}"
    taken.add(name.casefold())
    return name
