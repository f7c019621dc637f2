"""What the commands take: one function for each, and the kinds of values that they share."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.metadata
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from grader import __version__
from grader.authoring.scaffold import KINDS
from grader.errors import UsageError
from grader.grading.shard import Shard, read_shard
from grader.model import HIDDEN_FEEDBACK, Limits
from grader.sandbox.outside.cpus import usable

MOST = 100
"""Rows of a table that are printed where nobody asks for --all."""

PATIENT = Limits(timeout_s=60.0)
"""For the author's own answers, which are known to end: a busy machine is no reason to refuse them."""


class Parser(argparse.ArgumentParser):
    """argparse's, which names the nearest command, choice or option where one is misspelt."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return the options; end with exit code 2 where there is none of that name."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self._of(options).error(f"unrecognized arguments: {' '.join(unknown)}{self._near(options, unknown)}")
        return options

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse's, and keep what was given, for `error` to look at."""
        self._given = list(sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """
        End with exit code 2 and one line that says why. An option that is not known is named first: without its
        command or value argparse would miss these, and say no more.
        """
        known = [name for action in self._actions for name in action.option_strings]
        for given in getattr(self, "_given", ()):
            name = given.partition("=")[0]
            strange = len(name) > 1 and name[0] == "-" and not any(each.startswith(name) for each in known)
            if strange and "required" in message:
                message = f"unrecognized arguments: {given}{did_you_mean(name, known)}"
                break
        self.exit(2, f"{self.prog}: error: {message} (`{self.prog} --help` shows all)\n")

    def _of(self, options: argparse.Namespace) -> argparse.ArgumentParser:
        """Return the parser of the command that was given."""
        commands = next(each for each in self._actions if isinstance(each.choices, dict))
        return cast("dict[str, argparse.ArgumentParser]", commands.choices)[options.command]

    def _near(self, options: argparse.Namespace, unknown: Sequence[str]) -> str:
        known = [name for action in self._of(options)._actions for name in action.option_strings]
        return did_you_mean(unknown[0].partition("=")[0], known)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += did_you_mean(str(value), [str(each) for each in action.choices or ()])
            raise


class Versions(argparse.Action):
    """Prints what a bug report needs: the versions of the grader, torch and Python."""

    def __init__(self, option_strings: Sequence[str], dest: str, **others: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the versions of the grader, torch and Python")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print them and end."""
        try:
            torch = f"torch {importlib.metadata.version('torch')}"
        except importlib.metadata.PackageNotFoundError:
            torch = "no torch"
        print(f"grader {__version__}, {torch}, Python {platform.python_version()}")
        parser.exit()


def did_you_mean(given: str, known: Sequence[str]) -> str:
    """Return what to add to an error about a name that is not known; nothing where none is like it."""
    close = difflib.get_close_matches(given, known, 1)
    return f"; did you mean {close[0]}?" if close else ""


def complete(top: argparse.ArgumentParser) -> None:
    """Answer a shell that asks how a command line may go on, and end; without argcomplete there is no answer."""
    with contextlib.suppress(ImportError):
        import argcomplete

        argcomplete.autocomplete(top)


def _exercise(command: argparse.ArgumentParser, **others: Any) -> None:
    """Take the name of an exercise, which a shell can complete."""
    command.add_argument("exercise", **others).completer = _exercises  # type: ignore[attr-defined]


def _exercises(parsed_args: argparse.Namespace, **_: object) -> Sequence[str]:
    from grader.exercise.course import find_course, names

    return names(find_course(Path.cwd(), parsed_args.course))


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `command` is the name of the one that was given."""
    top = Parser(prog="grader", description="Grade PyTorch autograd exercises.")
    top.add_argument("--version", action=Versions)
    top.add_argument("--course", type=Path, metavar="DIR", help="the course's folder (default: found from here)")
    commands = top.add_subparsers(required=True, dest="command", metavar="COMMAND")
    _grade(commands.add_parser("grade", help="grade submissions"))
    _report(commands.add_parser("report", help="show a record of `grade --json` again, or write it as other files"))
    _merge(commands.add_parser("merge", help="put the records of all shards of a class together"))
    _export_sources(
        commands.add_parser("export-sources", help="write a class's code for JPlag, Dolos or copydetect to compare")
    )
    _build(commands.add_parser("build", help="record expectations and write assignments/"))
    _verify(commands.add_parser("verify", help="grade the grader"))
    _watch(commands.add_parser("watch", help="check a student's work again at each save"))
    _new(commands.add_parser("new", help="make a small exercise to start another one from"))
    _gradescope(commands.add_parser("gradescope", help="write the zip file that Gradescope takes as an autograder"))
    _classroom50(
        commands.add_parser("classroom50", help="write the folder that Classroom 50 takes as an autograder")
    )
    _handout(commands.add_parser("handout", help="write one zip file with what students get of an exercise"))
    _init_course(commands.add_parser("init-course", help="set up a course folder; what is there stays as it is"))
    commands.add_parser("doctor", help="say what this machine has of what grading uses, and how to get the rest")
    return top


def _grade(grade: argparse.ArgumentParser) -> None:
    _exercise(grade, help="its name, or 'all'")
    grade.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder or zip file to search"
    )
    grade.add_argument("--json", metavar="FILE", help="write the full record ('-': to standard output)")
    grade.add_argument("--junit", metavar="FILE", help="write JUnit XML")
    grade.add_argument("--csv", metavar="FILE", help="write a table for a gradebook")
    grade.add_argument("--html", metavar="DIR", type=Path, help="write a site: the class, and each student's page")
    grade.add_argument("--gradescope", metavar="FILE", help="write Gradescope's results.json (of one submission)")
    grade.add_argument("--github", action="store_true", help="write the summary, annotations and outputs of a job")
    grade.add_argument("--no-cache", action="store_true", help="grade again what was graded before")
    _all(grade)
    grade.add_argument("--fail-under", type=_percent, metavar="PCT", help="exit 1 if a submission has less")
    grade.add_argument(
        "--changed-from",
        metavar="REV",
        help="PATH is a git repository: grade what its HEAD changes since REV, read from the commit",
    )
    grade.add_argument(
        "--hidden-feedback",
        choices=HIDDEN_FEEDBACK,
        default=HIDDEN_FEEDBACK[-1],
        help="what --github and --gradescope, which students read, say of hidden checks that fail",
    )
    grade.add_argument(
        "--require-isolation", action="store_true", help="exit 2 if student code would not be fully isolated"
    )
    grade.add_argument(
        "--require-file-isolation",
        action="store_true",
        help="exit 2 if neither Landlock nor bubblewrap keeps the files of the course from student code",
    )
    grade.add_argument(
        "--shard", type=_shard, metavar="I/N", help="grade the I-th of N parts of the class; see `grader merge`"
    )
    grade.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="have a Dask cluster grade: its scheduler's tls:// address, or local:N for N workers on this machine",
    )
    grade.add_argument(
        "--insecure", action="store_true", help="let --dask speak unencrypted to machines other than this one"
    )
    _limits(grade, Limits())


def _report(report: argparse.ArgumentParser) -> None:
    report.add_argument("record", metavar="FILE", help="what `grade --json` wrote ('-': from standard input)")
    report.add_argument("--json", metavar="FILE", help="write it in today's schema ('-': to standard output)")
    report.add_argument("--junit", metavar="FILE", help="write JUnit XML")
    report.add_argument("--csv", metavar="FILE", help="write a table of the marks, or with --since of the changes")
    report.add_argument("--html", metavar="DIR", type=Path, help="write a site: the class, and each student's page")
    report.add_argument(
        "--show-hidden-points",
        action="store_true",
        help="on students' pages: what their hidden checks earn, by stub",
    )
    _all(report)
    report.add_argument(
        "--since",
        metavar="OLD.json",
        help="show what changed since an older record; with --html, a page of it, too",
    )
    report.add_argument(
        "--times",
        metavar="TIMES.csv",
        help="say how late each submission is: student,exercise,submitted and the plan in course.toml",
    )
    report.add_argument(
        "--pseudonyms",
        type=Path,
        metavar="KEYFILE",
        help="write all of it without names; the key is made if it is not there",
    )
    for name, roster in (("canvas", "gradebook"), ("moodle", "gradebook or grading worksheet")):
        report.add_argument(
            f"--{name}",
            metavar="ROSTER.csv",
            help=f"fill the marks into a {roster} that {name.title()} exported, written beside FILE",
        )
    report.add_argument(
        "--classroom50",
        metavar="scores.json",
        help="fill the marks into the scores that Classroom 50 collected, written beside FILE",
    )


def _all(command: argparse.ArgumentParser) -> None:
    command.add_argument("--all", action="store_true", help=f"print all rows of a class of more than {MOST}, too")


def _merge(merge: argparse.ArgumentParser) -> None:
    merge.add_argument("records", nargs="+", metavar="SHARD.json", help="what `grade --shard I/N --json` wrote")
    merge.add_argument("--json", required=True, metavar="FILE", help="the record ('-': to standard output)")


def _export_sources(export: argparse.ArgumentParser) -> None:
    _exercise(export)
    export.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="as for grade")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new folder")
    export.add_argument(
        "--pseudonyms", type=Path, metavar="KEYFILE", help="as for report: the same pseudonyms, as file names"
    )


def _build(build: argparse.ArgumentParser) -> None:
    _exercise(build, nargs="?", help="default: all")
    build.add_argument("--check", action="store_true", help="write nothing; exit 1 if files would change")
    build.add_argument("--new-seed", action="store_true", help="let hidden checks draw other inputs from now on")
    _limits(build, PATIENT)


def _verify(verify: argparse.ArgumentParser) -> None:
    _exercise(verify, nargs="?", help="default: all")
    verify.add_argument("--json", metavar="FILE", help="write what was found ('-': to standard output)")
    verify.add_argument(
        "--write-excuses",
        action="store_true",
        help="add an entry to verify.toml for each finding that may be excused; you fill in why",
    )
    _limits(verify, PATIENT)


def _watch(watch: argparse.ArgumentParser) -> None:
    watch.add_argument("assignment", nargs="?", help="a folder or a name (default: found from here)")
    watch.add_argument(
        "--timeout", type=_positive, default=Limits().timeout_s, metavar="S", help="seconds for one check"
    )


def _new(new: argparse.ArgumentParser) -> None:
    new.add_argument("name", metavar="NAME", help="of the exercise, its files and its folder: softmax, line_fit")
    source = new.add_mutually_exclusive_group()
    source.add_argument(
        "--kind", choices=KINDS, default=KINDS[0], help="what the small exercise asks for (default: %(default)s)"
    )
    source.add_argument(
        "--from",
        dest="notebook",
        type=Path,
        metavar="NOTEBOOK",
        help="take over an assignment of nbgrader or otter, the .ipynb with the solutions",
    )


def _gradescope(gradescope: argparse.ArgumentParser) -> None:
    _exercise(gradescope)
    gradescope.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: EXERCISE-gradescope.zip")


def _classroom50(classroom50: argparse.ArgumentParser) -> None:
    _exercise(classroom50)
    classroom50.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="default: autograders/SLUG, which is EXERCISE with - for _",
    )


def _handout(handout: argparse.ArgumentParser) -> None:
    _exercise(handout)
    handout.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: EXERCISE.zip")


def _init_course(init: argparse.ArgumentParser) -> None:
    init.add_argument("folder", type=Path, metavar="DIR")
    init.add_argument("--github", action="store_true", help="also write the workflows that grade pull requests")


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


def _shard(text: str) -> Shard:
    try:
        return read_shard(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    return int(_positive(text, int))


def _positive(text: str, kind: type = float) -> float:
    try:
        value = float(kind(text))
    except ValueError:
        value = 0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"must be a number above 0 and below a billion: {text}")
    return value


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"must be a percentage from 0 to 100: {text}")
    return value
