"""
`grader grade`: find the submissions, grade them, and write every report that was asked for.

Each output is a pure function of the same reports; only this module writes them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import logging
import os
import secrets
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.cli.options import MOST
from grader.cli.output import Output, say
from grader.cli.progress import Progress
from grader.errors import UsageError
from grader.exercise.course import find_course, find_exercise, names
from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.files import nothing_at, write_text
from grader.grading import visible
from grader.grading.bench import Bench
from grader.grading.cluster import cluster
from grader.grading.grade import lost, versions
from grader.grading.keeper import Keeper, texts
from grader.grading.lean import Lean
from grader.grading.steps import Result, Work, grade_on
from grader.grading.store import Store, default_path, grader_source
from grader.grading.worker import Kit, Worker, kit_of
from grader.model import Report
from grader.report import github, gradescope, junit, record, shards, table, website
from grader.report.shards import Whole, class_digest
from grader.report.terminal import Summary, print_class
from grader.sandbox.outside.pool import Requirement, threads
from grader.submissions import commits
from grader.submissions.archives import is_zip
from grader.submissions.folders import find, without
from grader.submissions.package_folders import find_packages
from grader.submissions.submission import Submission, remark

ALL = "all"


@dataclass(frozen=True, slots=True)
class Graded:
    """The reports on one exercise, and what else there is to say of the run."""

    reports: tuple[Report, ...]
    summary: Summary
    whole: Whole


def grade(options: argparse.Namespace) -> bool:
    """Grade, write the reports, and return whether something is below `--fail-under`, or needs staff."""
    if options.gradescope and (options.exercise == ALL or len(options.paths) > 1):
        raise UsageError("--gradescope is about one submission: name one exercise and one path")
    if options.shard:
        _only_json(options)
    with _tracebacks_in(log_path()):
        with _escaped_log(quiet=options.json == "-"):
            graded = list(_graded(options))
        graded = [replace(each, reports=_presentable(each.reports, options)) for each in graded]
    reports = [report for each in graded for report in each.reports]
    shard = options.shard and shards.fields(options.shard, [each.whole for each in graded], versions())
    try:
        _write(reports, options, shard)
    finally:
        if options.json != "-" and not options.github:
            with _escaped_log(quiet=False):
                _print(graded, options)
    if any(report.failure for report in reports):
        return True
    if options.fail_under is None:
        return False
    return any(100 * report.points < options.fail_under * report.max_points for report in reports)


def _only_json(options: argparse.Namespace) -> None:
    """Raise UsageError if a shard's part of a class is to be written where a reader takes it for the whole."""
    if not options.json:
        raise UsageError("--shard grades a part of a class: name a file with --json for `grader merge`")
    for name in ("csv", "junit", "html", "gradescope"):
        if getattr(options, name):
            raise UsageError(
                f"--shard writes --json alone: --{name} is not about a part of a class; merge the parts first"
            )


def _presentable(reports: Sequence[Report], options: argparse.Namespace) -> tuple[Report, ...]:
    """Return the reports; one that cannot be shown in some form says so, and costs no other one."""
    shown = tuple(reports)
    for render in _renderings(options):
        try:
            render(shown)
        except Exception:
            shown = tuple(_or_lost(report, render) for report in shown)
    return shown


def _or_lost(report: Report, render: Callable[[Sequence[Report]], object]) -> Report:
    try:
        render([report])
    except Exception:
        return lost(report, traceback.format_exc())
    return report


def _renderings(options: argparse.Namespace) -> Iterator[Callable[[Sequence[Report]], object]]:
    """Yield all that will be made of the reports of one exercise."""
    if options.json:
        yield lambda reports: _consume(record.pieces(reports))
    if options.junit:
        yield junit.dumps
    if options.csv:
        yield table.dumps
    if options.html:
        yield lambda reports: _consume(
            website.student_page(report, for_student=side) for report in reports for side in (False, True)
        )
    if options.gradescope:
        yield lambda reports: [gradescope.dumps(_for_student(report, options)) for report in reports]
    if options.github:
        yield lambda reports: github.summary([_for_student(report, options) for report in reports])
        yield lambda reports: github.problems([_for_student(report, options) for report in reports])
    if options.json != "-" and not options.github:
        yield lambda reports: print_class(
            Output(highlight=False, file=io.StringIO()), reports, Summary(0.0), most=_most(options)
        )


def _consume(made: Iterator[str]) -> None:
    """Make all of it, and keep none."""
    deque(made, maxlen=0)


def _most(options: argparse.Namespace) -> int | None:
    return None if options.all else MOST


def _for_student(report: Report, options: argparse.Namespace) -> Report:
    return visible.of_report(report, options.hidden_feedback)


def _graded(options: argparse.Namespace) -> Iterator[Graded]:
    """Yield what was graded of each exercise; raise UsageError if there is nothing to grade."""
    course = find_course(Path.cwd(), options.course)
    every = names(course)
    chosen = every if options.exercise == ALL else (find_exercise(course, options.exercise).name,)
    of_heads = options.changed_from is not None
    found = 0
    for exercise, submissions in (
        _of_heads(course, chosen, options) if of_heads else _found(course, chosen, options)
    ):
        found += 1
        if options.gradescope and len(submissions) > 1:  # said before hours are spent on them
            raise UsageError(f"--gradescope is about one submission, and there are {len(submissions)}")
        rubric = read_rubric(exercise)
        mine = [each for each in submissions if not options.shard or options.shard.holds(each.student)]
        graded = _grade(mine, rubric, course, options, _whole(submissions, rubric, options))
        absent = () if of_heads or options.exercise == ALL else without(options.paths, exercise.name, submissions)
        notes = tuple(_notes(mine))
        yield replace(graded, summary=replace(graded.summary, without=absent, notes=notes))
    if not found and not of_heads:
        raise UsageError(f"no submission for any of {', '.join(chosen) or 'no exercises'} in these paths")


def _whole(submissions: Sequence[Submission], rubric: Rubric, options: argparse.Namespace) -> Whole:
    rules = hashlib.sha256(json.dumps([*texts(rubric), grader_source()]).encode()).hexdigest()
    return Whole(
        rubric.recording.exercise,
        len(submissions),
        class_digest((each.student, each.source) for each in submissions),
        rules,
        rubric.limits(options.timeout, options.memory),
    )


Found = Iterator[tuple[Exercise, list[Submission]]]


def _found(course: Path, chosen: Sequence[str], options: argparse.Namespace) -> Found:
    """Yield the exercises with what was found for each in the paths."""
    for name in chosen:
        exercise = Exercise(name, course)
        stubs = len(read_rubric(exercise).recording.stubs)
        if options.exercise == ALL:
            submissions = _if_any(options.paths, exercise, stubs)
        else:
            submissions = submissions_in(options.paths, exercise, stubs)
        if submissions:
            yield exercise, submissions


def submissions_in(paths: Sequence[Path], exercise: Exercise, stubs: int) -> list[Submission]:
    """Return the submissions for an exercise, which has so many stubs; raise UsageError if there is none."""
    if exercise.is_package:
        return find_packages(paths, exercise.name, exercise.assignment / exercise.name)
    return find(paths, exercise.name, stubs, exercise.assignment)


def _of_heads(course: Path, chosen: Sequence[str], options: argparse.Namespace) -> Found:
    """Yield the exercises that heads of repositories touch; a repository that cannot be read is told once."""
    every = names(course)
    packages = [name for name in every if Exercise(name, course).is_package]
    heads, unread = commits.read_heads(options.paths, options.changed_from, every, packages)
    students = [head.student for head in heads] + [each.student for each in unread]
    if len(set(students)) < len(students):
        raise UsageError("--changed-from: two repositories have the same folder name, which stands for the student")
    touched = [name for name in chosen if any(commits.touches(head, name, packages) for head in heads)]
    for name in touched or (chosen[:1] if unread else ()):
        exercise = Exercise(name, course)
        stubs = len(read_rubric(exercise).recording.stubs)
        submissions = [commits.failed(each, name) for each in unread]
        unread = []
        with tempfile.TemporaryDirectory(prefix="grader-") as folder:
            for head in heads:
                if not commits.touches(head, name, packages):
                    continue
                if name in packages:
                    found = commits.package(head, name, Path(folder))
                else:
                    found = commits.submission(head, name, stubs, Path(folder), exercise.assignment)
                submissions.append(replace(found, ignored=commits.ignored(head, every, packages)))
        yield exercise, sorted(submissions, key=lambda submission: submission.student)


def _notes(submissions: Sequence[Submission]) -> Iterator[str]:
    """Yield what is to be said of how submissions were found and read."""
    for submission in submissions:
        if submission.program is not None and (words := remark(submission.program)):
            yield f"{submission.student}: {words}"


def _if_any(paths: Sequence[Path], exercise: Exercise, stubs: int) -> list[Submission]:
    name = exercise.name
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(nothing_at(path))
    try:
        named = [path for path in paths if path.is_dir() or is_zip(path) or path.stem == name]
        return submissions_in(named, exercise, stubs)
    except UsageError:
        return []


def _grade(
    submissions: Sequence[Submission],
    rubric: Rubric,
    course: Path,
    options: argparse.Namespace,
    whole: Whole,
) -> Graded:
    """Return all reports by student: those of earlier runs that still hold, and new ones."""
    start = time.monotonic()
    limits = rubric.limits(options.timeout, options.memory)
    keeper = Keeper(None if options.no_cache else Store(default_path()), rubric, limits)
    known = {} if _required(options) else keeper.read_back(submissions)
    lean = Lean()
    reports = [lean(report) for report in known.values()]
    rest = [submission for place, submission in enumerate(submissions) if place not in known]
    exercise = Exercise(rubric.recording.exercise, course)
    if rest:
        kit = kit_of(exercise, rubric, limits, _required(options))
        with (
            _machines(kit, options) as (executor, do),
            Progress(len(rest), quiet=options.json == "-") as progress,
            # Closed at once where Ctrl-C is met between two reports: what still runs is ended then, not waited for.
            closing(grade_on(executor, do, rest, rubric.recording)) as graded,
        ):
            for submission, report in graded:
                keeper.keep(submission, report)
                keeper.defer(submission, report)
                reports.append(lean(report))
                progress.advance(report)
    reports.sort(key=lambda report: report.student)
    changes = keeper.finish(course, exercise.name, reports)
    summary = Summary(time.monotonic() - start, len(known), tuple(changes), keeper.problem, log=str(log_path()))
    ignored = {submission.student: submission.ignored for submission in submissions}
    return Graded(
        tuple(replace(report, ignored=ignored.get(report.student, ())) for report in reports), summary, whole
    )


@contextmanager
def _machines(kit: Kit, options: argparse.Namespace) -> Iterator[tuple[Executor, Callable[[Work], Result]]]:
    """Yield where steps of grading are done, and what does them there: in threads here, or on a cluster."""
    if options.dask is not None:
        bench = Bench(kit)
        with cluster(options.dask, bench, insecure=options.insecure, say=_tell) as chunks:
            yield chunks, bench
        return
    with Worker(kit) as worker:
        worker.pool.isolation()  # where nothing can be run at all, the command says so, and not each report
        with threads(options.jobs, worker.pool) as executor:
            yield executor, worker.do


def _tell(words: str) -> None:
    say(words, sys.stderr)


def _required(options: argparse.Namespace) -> Requirement:
    if options.require_isolation:
        return "all"
    return "files" if options.require_file_isolation else ""


def log_path() -> Path:
    """Return the file that tracebacks go to: beside the kept verdicts, outside every course."""
    return default_path().with_name("grader.log")


@contextmanager
def _tracebacks_in(path: Path) -> Iterator[None]:
    """Write what the grader failed at to a file; where that cannot be, the JSON record still has it."""
    log = logging.getLogger("grader")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    propagate, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()
        log.propagate = propagate


@contextmanager
def _escaped_log(*, quiet: bool) -> Iterator[None]:
    """Keep GitHub from obeying lines of the log that students may have a part in, wherever a line is broken."""
    if quiet or os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        print(f"::{token}::", flush=True)


def _print(graded: Sequence[Graded], options: argparse.Namespace) -> None:
    console = Output(highlight=False)
    for each in graded:
        if each.reports:
            print_class(console, each.reports, each.summary, most=_most(options))
        if options.shard:
            whole = each.whole
            print(
                f"{whole.exercise}: shard {options.shard}, {len(each.reports)} of {whole.submissions} submissions"
            )
    if not graded:
        print(f"nothing was graded: HEAD changes no submission since {options.changed_from}")


def _write(reports: Sequence[Report], options: argparse.Namespace, shard: Mapping[str, object] | None) -> None:
    if options.json == "-":
        sys.stdout.writelines(record.pieces(reports, shard=shard))
    elif options.json:
        write_text(Path(options.json), record.pieces(reports, shard=shard))
    if options.junit:
        write_text(Path(options.junit), junit.dumps(reports))
    if options.csv:
        write_text(Path(options.csv), table.dumps(reports))
    if options.html:
        website.write(reports, options.html)
    if options.gradescope:
        if len(reports) != 1:
            raise UsageError(f"--gradescope is about one submission, and there are {len(reports)}")
        write_text(Path(options.gradescope), gradescope.dumps(_for_student(reports[0], options)))
    if options.github:
        _write_github([_for_student(report, options) for report in reports])


def _write_github(reports: Sequence[Report]) -> None:
    """Append to the files that GitHub names; where it names none, show the summary."""
    sys.stdout.write(github.problems(reports))
    texts = {"GITHUB_STEP_SUMMARY": github.summary(reports), "GITHUB_OUTPUT": github.outputs(reports)}
    for variable, text in texts.items():
        name = os.environ.get(variable)
        try:
            if name:
                with Path(name).open("a", encoding="utf-8", newline="\n") as file:
                    file.write(text)
            elif variable == "GITHUB_STEP_SUMMARY":
                sys.stdout.write(text)
        except OSError as error:
            raise UsageError(f"{name} ({variable}) cannot be written: {error.strerror}") from error
