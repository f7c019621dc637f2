"""
The `grader` command. Parsing is light: torch is never imported here, and each command imports what it needs.

Exit 0: done; 1: below `--fail-under`, a report with status `error`, `verify` or `build --check` found something, a
mark has no place in a gradebook, it is not known how late a submission is, or `doctor` misses a layer of isolation;
2: usage or author's error, or a fault of the grader's own outside of any submission.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import complete, parser
from grader.errors import AwayError, GraderError, UsageError
from grader.files import forgive, redirect_to_nowhere
from grader.model import Limits
from grader.text import harmless

if TYPE_CHECKING:
    from grader.exercise.exercise import Exercise

FOUND, ERROR = 1, 2
AGAIN = "; what was graded is kept: run the same command again to go on"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        print(parser().format_help(), end="", file=sys.stderr)
        return ERROR
    if "_ARGCOMPLETE" in os.environ:
        complete(parser())
    options = parser().parse_args(given)
    for stream in (sys.stdout, sys.stderr):
        forgive(stream)
    try:
        code = COMMANDS[options.command](options)
        sys.stdout.flush()
        return code
    except GraderError as error:
        again = _again(options) if isinstance(error, AwayError) else ""
        print(f"grader: {harmless(str(error))}{again}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        print(f"grader: interrupted{_again(options)}", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of what is printed has left; 128 and SIGPIPE's number, as shells say it
        redirect_to_nowhere(sys.stdout)
        return 141
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            redirect_to_nowhere(sys.stdout)
            print(f"grader: {error.strerror}{_again(options)}", file=sys.stderr)
            return ERROR
        # Not Python's own exit code for it, 1, which means something else here.
        traceback.print_exc()
        print("grader: this is a fault of the grader's own: please report it with what is above", file=sys.stderr)
        return ERROR


def _again(options: Namespace) -> str:
    """Return what becomes of a run that has ended early, if anything does."""
    return AGAIN if options.command == "grade" and not options.no_cache else ""


def _grade(options: Namespace) -> int:
    need_course_packages()
    from grader.cli.grade import grade

    return FOUND if grade(options) else 0


def _build(options: Namespace) -> int:
    need_course_packages()
    from grader.authoring import release, syllabus
    from grader.authoring.moved import moved
    from grader.authoring.recorder import read_old
    from grader.cli.progress import bar
    from grader.exercise.course import COURSE

    exercises = _exercises(options)
    root = exercises[0].course
    syllabus.course_files(root)  # a plan that is malformed is said at once, not after minutes
    found = False
    for exercise in exercises:
        limits, before = Limits(options.timeout, options.memory), read_old(exercise)
        with bar(exercise.name) as come:
            built = release.build(exercise, limits, options.jobs, new_seed=options.new_seed, come=come)
        if options.check:
            changed = release.drift(built.files)
        else:
            changed = release.write(built.files)
            changed += sorted({path.parent for path in release.write(built.staged())})
        found = _say_changed(changed, exercise.name, check=options.check) or found
        if before is not None and before.checks and (lines := moved(before, built.recording)):
            _say_moved(lines, exercise.name)
    if files := syllabus.course_files(root):
        changed = release.drift(files) if options.check else release.write(files)
        found = _say_changed(changed, "the course's page", check=options.check) or found
    if missing := syllabus.left_out(root):
        print(f"solutions/{COURSE} does not name {', '.join(missing)}: not on the course's page")
    return FOUND if options.check and found else 0


def _say_moved(lines: Sequence[str], name: str) -> None:
    """Print what marks that were given may move by, and how to see which do."""
    print(f"{name}: marks that were given before may move, as it asks for something else:")
    print("\n".join(f"  {line}" for line in lines))
    print(
        "  Before you publish new ones, see whose, with the record that you have:\n"
        f"  grader grade {name} submitted --json new.json && grader report new.json --since old.json --html changes"
    )


def _say_changed(changed: Sequence[Path], what: str, *, check: bool) -> bool:
    """Print which files were written, or would be, and return whether any."""
    for path in changed:
        print(f"{_short(path)}: {'is out of date' if check else 'written'}")
    if not changed:
        print(f"{what}: up to date")
    return bool(changed)


def _verify(options: Namespace) -> int:
    need_course_packages()
    from grader.cli.verify import verify

    return FOUND if verify(_exercises(options), options) else 0


def _report(options: Namespace) -> int:
    need_course_packages()
    from grader.cli.report import report

    return FOUND if report(options) else 0


def _merge(options: Namespace) -> int:
    need_course_packages()
    from grader.cli.merge import merge

    merge(options)
    return 0


def _export_sources(options: Namespace) -> int:
    need_course_packages()
    from grader.cli.export import export_sources

    export_sources(options)
    return 0


def _watch(options: Namespace) -> int:
    from grader.student import watch

    folder, route = watch.find(Path.cwd(), options.assignment)
    return watch.watch(folder, Limits(options.timeout), route)


def _gradescope(options: Namespace) -> int:
    from grader.authoring import gradescope
    from grader.exercise.course import find_course, find_exercise

    exercise = find_exercise(find_course(Path.cwd(), options.course), options.exercise)
    path = options.file or Path(f"{exercise.name}-gradescope.zip")
    gradescope.write(exercise, path)
    print(f"{path}: written. It holds the solution: upload it, and show it to nobody.")
    return 0


def _classroom50(options: Namespace) -> int:
    need_course_packages()
    from grader.authoring import classroom50
    from grader.exercise.course import find_course, find_exercise

    exercise = find_exercise(find_course(Path.cwd(), options.course), options.exercise)
    slug = exercise.name.replace("_", "-")  # there is no _ in one
    for path in classroom50.write(exercise, options.folder or Path("autograders") / slug):
        print(f"{path}: written")
    return 0


def _handout(options: Namespace) -> int:
    need_course_packages()
    from grader.authoring import handout
    from grader.exercise.course import find_course, find_exercise

    exercise = find_exercise(find_course(Path.cwd(), options.course), options.exercise)
    path = options.file or Path(f"{exercise.name}.zip")
    handout.write(exercise, path)
    print(f"{path}: written, with what students get of {exercise.name}")
    return 0


def _new(options: Namespace) -> int:
    from grader.authoring import scaffold, takeover
    from grader.exercise.course import find_course

    course = find_course(Path.cwd(), options.course)
    if options.notebook is not None:
        print("\n".join(takeover.take_over(course, options.name, options.notebook)))
    else:
        print("\n".join(scaffold.new(course, options.name, options.kind)))
    return 0


def _init_course(options: Namespace) -> int:
    from grader.authoring import course

    print("\n".join(course.init(options.folder, github=options.github)))
    return 0


def _doctor(options: Namespace) -> int:
    from grader.cli.doctor import doctor

    return 0 if doctor(options.course or Path.cwd()) else FOUND


def _exercises(options: Namespace) -> list[Exercise]:
    from grader.exercise.course import find_course, find_exercise, names

    course = find_course(Path.cwd(), options.course)
    chosen = [options.exercise] if options.exercise else names(course)
    if not chosen:
        raise UsageError(f"{course / 'solutions'} holds no exercises")
    return [find_exercise(course, name) for name in chosen]


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def need_course_packages() -> None:
    """Raise UsageError if the packages of course staff are not installed."""
    if not all(importlib.util.find_spec(name) for name in ("rich", "jinja2", "jupytext")):
        raise UsageError("this command needs more packages: pip install 'autograd-grader[course]'")


COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "grade": _grade,
    "report": _report,
    "merge": _merge,
    "export-sources": _export_sources,
    "build": _build,
    "verify": _verify,
    "watch": _watch,
    "new": _new,
    "gradescope": _gradescope,
    "classroom50": _classroom50,
    "handout": _handout,
    "init-course": _init_course,
    "doctor": _doctor,
}
