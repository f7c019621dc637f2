"""
The `grader` command. Parsing is light: torch is never imported here, and each command imports what it needs.

Exit 0: done; 1: below `--fail-under`, a report with status `error`, or `verify` / `build --check` found something;
2: usage or author's error, or a fault of the grader's own outside of any submission.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.errors import GraderError, UsageError
from grader.files import forgive, redirect_to_nowhere, write_text
from grader.model import HIDDEN_FEEDBACK, Limits
from grader.sandbox.outside.cpus import usable
from grader.text import harmless

if TYPE_CHECKING:
    from grader.exercise.exercise import Exercise

FOUND, ERROR = 1, 2
PATIENT = Limits(timeout_s=60.0)
"""For the author's own answers, which are known to end: a busy machine is no reason to refuse them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        forgive(stream)
    try:
        return int(options.run(options))
    except GraderError as error:
        print(f"grader: {harmless(str(error))}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        print("grader: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of what is printed has left; 128 and SIGPIPE's number, as shells say it
        redirect_to_nowhere(sys.stdout)
        return 141
    except Exception:
        # Not Python's own exit code for it, 1, which means something else here.
        traceback.print_exc()
        print("grader: this is a fault of the grader's own: please report it with what is above", file=sys.stderr)
        return ERROR


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="grader", description="Grade PyTorch autograd exercises.")
    top.add_argument("--version", action="version", version=f"grader {__version__}")
    top.add_argument("--course", type=Path, metavar="DIR", help="the course's folder (default: found from here)")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="grade submissions")
    grade.add_argument("exercise", help="its name, or 'all'")
    grade.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder to search")
    grade.add_argument("--json", metavar="FILE", help="write the full record ('-': to standard output)")
    grade.add_argument("--junit", metavar="FILE", help="write JUnit XML")
    grade.add_argument("--csv", metavar="FILE", help="write a table for a gradebook")
    grade.add_argument("--gradescope", metavar="FILE", help="write Gradescope's results.json (of one submission)")
    grade.add_argument("--github", action="store_true", help="write the summary, annotations and outputs of a job")
    grade.add_argument(
        "--changed-from",
        metavar="REV",
        help="PATH is a git repository: grade what its HEAD changes since REV, read from the commit",
    )
    grade.add_argument("--no-cache", action="store_true", help="grade again what was graded before")
    grade.add_argument(
        "--require-isolation", action="store_true", help="exit 2 where student code would not be fully isolated"
    )
    grade.add_argument(
        "--require-file-isolation",
        action="store_true",
        help="exit 2 where neither Landlock nor bubblewrap keeps the files of the course from student code",
    )
    grade.add_argument(
        "--hidden-feedback",
        choices=HIDDEN_FEEDBACK,
        default=HIDDEN_FEEDBACK[-1],
        help="what --github and --gradescope, which students read, say of hidden checks that fail",
    )
    grade.add_argument("--fail-under", type=_percent, metavar="PCT", help="exit 1 where a submission has less")
    _limits(grade, Limits())
    grade.set_defaults(run=_grade)

    release = commands.add_parser("build", help="record expectations and write assignments/")
    release.add_argument("exercise", nargs="?", help="default: all")
    release.add_argument("--check", action="store_true", help="write nothing; exit 1 where files would change")
    release.add_argument("--new-seed", action="store_true", help="let hidden checks draw other inputs from now on")
    _limits(release, PATIENT)
    release.set_defaults(run=_build)

    verify = commands.add_parser("verify", help="grade the grader")
    verify.add_argument("exercise", nargs="?", help="default: all")
    verify.add_argument("--json", metavar="FILE", help="write what was found ('-': to standard output)")
    _limits(verify, PATIENT)
    verify.set_defaults(run=_verify)
    watch = commands.add_parser("watch", help="check a student's work again at each save")
    watch.add_argument("assignment", nargs="?", help="a folder or a name (default: found from here)")
    watch.add_argument(
        "--timeout", type=_positive, default=Limits().timeout_s, metavar="S", help="seconds for one check"
    )
    watch.set_defaults(run=_watch)
    new = commands.add_parser("new", help="make a small exercise to start another one from")
    new.add_argument("name", metavar="NAME", help="of the exercise, its files and its folder: softmax, line_fit")
    new.set_defaults(run=_new)
    gradescope = commands.add_parser("gradescope", help="write the zip file that Gradescope takes as an autograder")
    gradescope.add_argument("exercise")
    gradescope.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: EXERCISE-gradescope.zip")
    gradescope.set_defaults(run=_gradescope)
    init = commands.add_parser("init-course", help="set up a course folder; what is there stays as it is")
    init.add_argument("folder", type=Path, metavar="DIR")
    init.add_argument("--github", action="store_true", help="also write the workflows that grade pull requests")
    init.set_defaults(run=_init_course)
    return top


def _limits(command: argparse.ArgumentParser, default: Limits) -> None:
    command.add_argument(
        "--jobs", type=_count, default=usable(), metavar="N", help="at a time (default: the CPUs that may be used)"
    )
    command.add_argument(
        "--timeout",
        type=_positive,
        default=default.timeout_s,
        metavar="S",
        help="seconds of computing for one check",
    )
    command.add_argument(
        "--memory", type=_count, default=default.memory_mb, metavar="MB", help="for one submission"
    )


def _count(text: str) -> int:
    return int(_positive(text, int))


def _positive(text: str, kind: type = float) -> float:
    try:
        value = float(kind(text))
    except ValueError:
        value = 0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"must be a number above 0: {text}")
    return value


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"must be a percentage from 0 to 100: {text}")
    return value


def _grade(options: argparse.Namespace) -> int:
    need_course_packages()
    from grader.cli.grade import grade

    return FOUND if grade(options) else 0


def _build(options: argparse.Namespace) -> int:
    need_course_packages()
    from grader.authoring import release
    from grader.exercise import recording as recordings

    found = False
    for exercise in _exercises(options):
        limits = Limits(options.timeout, options.memory)
        files = release.build(exercise, limits, options.jobs, new_seed=options.new_seed)
        if options.check:
            changed = release.drift(files)
        else:
            recording = recordings.loads(files[exercise.recording_path], exercise.recording_path)
            changed = release.write(files)
            changed += sorted({path.parent for path in release.write(release.staged_files(exercise, recording))})
        verb = "is out of date" if options.check else "written"
        for path in changed:
            print(f"{_short(path)}: {verb}")
        if not changed:
            print(f"{exercise.name}: up to date")
        found = found or bool(changed)
    return FOUND if options.check and found else 0


def _verify(options: argparse.Namespace) -> int:
    need_course_packages()
    import json

    from rich.console import Console
    from rich.progress import Progress

    from grader.cli.output import Output
    from grader.exercise.exercise import read_rubric
    from grader.report.verification import render
    from grader.report.verification_json import as_json
    from grader.sandbox.outside.pool import Pool
    from grader.verify import Verification, verify

    found: list[Verification] = []
    limits = Limits(options.timeout, options.memory)
    for exercise in _exercises(options):
        rubric = read_rubric(exercise)
        with (
            Pool(rubric.visible_tests, rubric.hidden_tests, exercise.name) as pool,
            Progress(console=Console(stderr=True), transient=True) as bar,
        ):
            task = bar.add_task(exercise.name)
            found.append(
                verify(
                    exercise,
                    rubric,
                    pool,
                    replace(limits, budget_s=rubric.budget_s),
                    options.jobs,
                    lambda done, total, task=task: bar.update(task, completed=done, total=total),  # type: ignore[misc]
                )
            )
    text = json.dumps(as_json(found), indent=1, allow_nan=False) + "\n"
    if options.json == "-":
        sys.stdout.write(text)
    else:
        if options.json:
            write_text(Path(options.json), text)
        console = Output(highlight=False)
        for verification in found:
            console.print(render(verification))
    return FOUND if any(verification.findings for verification in found) else 0


def _watch(options: argparse.Namespace) -> int:
    from grader.student import watch

    return watch.watch(watch.find_folder(Path.cwd(), options.assignment), Limits(options.timeout))


def _gradescope(options: argparse.Namespace) -> int:
    from grader.authoring import gradescope
    from grader.exercise.exercise import find_course, find_exercise

    exercise = find_exercise(find_course(Path.cwd(), options.course), options.exercise)
    path = options.file or Path(f"{exercise.name}-gradescope.zip")
    gradescope.write(exercise, path)
    print(f"{path}: written. It holds the solution: upload it, and show it to nobody.")
    return 0


def _new(options: argparse.Namespace) -> int:
    from grader.authoring import scaffold
    from grader.exercise.exercise import find_course

    print("\n".join(scaffold.new(find_course(Path.cwd(), options.course), options.name)))
    return 0


def _init_course(options: argparse.Namespace) -> int:
    from grader.authoring import course

    print("\n".join(course.init(options.folder, github=options.github)))
    return 0


def _exercises(options: argparse.Namespace) -> list[Exercise]:
    from grader.exercise.exercise import find_course, find_exercise, names

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
    """Raise UsageError where the packages of course staff are not installed."""
    if not all(importlib.util.find_spec(name) for name in ("rich", "jupytext")):
        raise UsageError("this command needs more packages: pip install 'autograd-grader[course]'")
