"""
Run right, wrong, empty and forged answers through the grader and see that each gets what it must.

Every answer takes the way of a student's submission. What is not as it must be is a `Finding`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from grader.authoring.recorder import alike, in_place_of, visible_part, with_cell
from grader.exercise import recording as recordings
from grader.exercise.exercise import Exercise, Rubric, reference_program
from grader.exercise.slices import Answer
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Cell, Limits, Outcome, Outcomes, Program, Recording, Report
from grader.names import local, module_of
from grader.sandbox.outside.pool import Runner, threads
from grader.submissions.submission import Submission
from grader.verify.chance import started_from
from grader.verify.found import Finding, Row, Runs
from grader.verify.margins import margin_of
from grader.verify.tape import Tape

LONG_S = 0.1
"""A check that takes the reference longer than this is a long one: thousands of epochs, not a few."""

Scope = Literal["all", "short", "apart", "own"]
"""
What a case is run on: all checks; all but other stubs' long ones; of these, its own stub's and those that do not
say that they use it; or its own stub's alone.
"""


@dataclass(frozen=True, slots=True)
class _Case:
    """An answer to grade, and the function that says what is wrong with its report."""

    kind: str
    name: str
    stub: str
    program: Program
    judge: Callable[[Report], Iterator[str]]
    id: str = ""
    scope: Scope = "all"


@dataclass(frozen=True, slots=True)
class Graded:
    """What grading showed: rows, findings, and what the reference and the accepted answers did."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    reference: Outcomes
    accepted: Mapping[str, Outcomes]
    runs: Runs


def verify_answers(
    exercise: Exercise,
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int,
    advance: Callable[[int, int], None],
) -> Graded:
    """
    Grade every known answer of an exercise.

    Not all of it is run. The first answer of each kind for a stub is, on all checks; the others leave out the long
    checks of other stubs, where they meet what shorter ones show as well, and wrong ones those that use their stub:
    what follows is the same for all of them. What a further wrong code does on a long check of its own stub is read
    from the recording, which was made of the same sources, and so is all that a further code of the same
    misconception does if it raises nothing: an error's words are not in a recording. A check that a wrong code
    fails among others as it was recorded to fail alone is not run alone again.
    """
    recording, program = rubric.recording, reference_program(exercise)
    first = Tape(runner, {})
    report = grade(Submission(exercise.name, exercise.name, program), rubric, first, limits)
    long = frozenset(check for check, outcome in first.seen[program].items() if outcome.duration_s > LONG_S)
    rows, findings = [_row(_Case("reference", exercise.name, "", program, _full), report, None)], []
    findings += [Finding(f"reference {exercise.name}", what) for what in _full(report)]
    cases = list(_cases(exercise, recording))
    advance(1, 1 + len(cases))
    tape = _tape(cases, recording, runner, long)
    margin = {v.function: margin_of(v, recording) for m in recording.misconceptions for v in m.variants}

    def run(case: _Case) -> Report:
        return grade(Submission(case.name, case.name, case.program), _part(rubric, case, long), tape, limits)

    with threads(jobs, runner) as executor:
        for done, (case, report) in enumerate(zip(cases, executor.map(run, cases), strict=True), 2):
            findings += [Finding(f"{case.kind} {case.name}", what) for what in case.judge(report)]
            rows.append(_row(case, report, margin[case.name] if case.kind == "misconception" else None))
            advance(done, 1 + len(cases))
    accepted = {case.name: tape.seen[case.program] for case in cases if case.kind == "accepted"}
    runs = Runs(first.ran + tape.ran, tape.read, tuple(check.id for check in recording.checks if check.id in long))
    return Graded(tuple(rows), tuple(findings), first.seen[program], accepted, runs)


def _tape(cases: Sequence[_Case], recording: Recording, runner: Runner, long: Set[str]) -> Tape:
    """Return a runner that reads from the recording what wrong code does, as far as that need not be run again."""
    recorded = {v.function: v.outcomes for m in recording.misconceptions for v in m.variants}
    wrong = {case.program: recorded[case.name] for case in cases if case.kind == "misconception"}

    def same_alone(program: Program, check: str, outcome: Outcome) -> bool:
        alone = wrong.get(program, {}).get(check)
        return alone is not None and alike(alone, outcome, recording.expected[check])

    scopes = {case.program: case.scope for case in cases}
    return Tape(runner, {program: _read(o, long, scopes[program]) for program, o in wrong.items()}, same_alone)


def _read(recorded: Outcomes, long: Set[str], scope: Scope) -> Outcomes:
    """Return what is read of a recording and not run."""
    returned = {check: outcome for check, outcome in recorded.items() if outcome.ended == "returned"}
    if scope == "own" and returned.keys() == recorded.keys():
        return recorded
    return {} if scope == "all" else {check: outcome for check, outcome in returned.items() if check in long}


def _part(rubric: Rubric, case: _Case, long: Set[str]) -> Rubric:
    """Return the rubric with just the checks that a case is run on."""
    checks = rubric.recording.checks
    if case.scope in ("short", "apart"):
        checks = tuple(check for check in checks if check.stub == case.stub or check.id not in long)
    if case.scope == "apart":
        checks = tuple(check for check in checks if case.stub not in check.uses)
    elif case.scope == "own":
        checks = tuple(check for check in checks if check.stub == case.stub)
    return replace(rubric, recording=replace(rubric.recording, checks=checks))


def _row(case: _Case, report: Report, margin: float | None) -> Row:
    named = tuple(dict.fromkeys(line.misconception.id for line in report.lines if line.misconception))
    points, most = report.points, report.max_points
    if case.stub:
        stub = next(stub for stub in report.stubs if stub.name == case.stub)
        points, most = stub.points, stub.max_points
    lines = tuple(report.lines)
    return Row(case.kind, case.name, case.stub, case.id, points, most, named, margin, lines)


def _cases(exercise: Exercise, recording: Recording) -> Iterator[_Case]:
    program = reference_program(exercise)
    reference = exercise.modules
    released = tuple(Cell(text, file=f"{name}.py" if name else "") for name, text in reference.released().items())
    yield _Case("baseline", "released stub", "", replace(program, cells=released), _nothing)
    for what, returns in BASELINES.items():
        sources = {name: reference.doing_nothing(name, returns=returns) for name in recording.stubs}
        yield _Case("baseline", what, "", _with_all(program, sources), _nothing)
        for name, source in sources.items():
            alone = with_cell(program, source, name)
            yield _Case("baseline", f"{what} ({name})", name, alone, _nothing_for(name), scope="own")
    yield _Case("baseline", "forger with expected.json", "", forger(program, recording), _no_hidden_points)
    moved = with_cell(program, MOVED)
    yield _Case("reference", "with other random numbers", "", moved, _drawn_from_rng, scope="short")
    begun = set[str]()
    for answer in exercise.accepted():
        right = in_place_of(program, answer)
        yield _Case(
            "accepted", answer.function, answer.stub, right, _full, scope="short" if answer.stub in begun else "all"
        )
        begun.add(answer.stub)
    stubs, ids = set[str](), set[str]()
    for answer in exercise.misconceptions():
        scope: Scope = "all" if answer.stub not in stubs else "apart" if answer.id not in ids else "own"
        stubs.add(answer.stub)
        ids.add(answer.id)
        wrong = in_place_of(program, answer)
        yield _Case("misconception", answer.function, answer.stub, wrong, _named_for(answer), answer.id, scope)


def _with_all(program: Program, sources: Mapping[str, str]) -> Program:
    """Return a program with each stub replaced, in each of its files by one cell."""
    for module in dict.fromkeys(map(module_of, sources)):
        own = {stub: source for stub, source in sources.items() if module_of(stub) == module}
        program = with_cell(program, "\n".join(own.values()), next(iter(own)))
    return program


BASELINES = {"only pass": False, "return the first argument": True}
"""What every stub does, and whether it returns its first argument."""


MOVED = started_from(97)
"""What students write at the top of a file, and what must not change what they are asked."""


def _drawn_from_rng(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points < line.check.points:
            yield f"loses {line.check.id}: a check draws from rng, as student code may seed every other generator"


def _full(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points < line.check.points:
            yield f"loses {line.check.id}: {line.status}: {message(line)}"


def _nothing(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points:
            yield f"gets {line.points:g} points for {line.check.id}"


def _nothing_for(stub: str) -> Callable[[Report], Iterator[str]]:
    def judge(report: Report) -> Iterator[str]:
        for line in report.lines:
            if line.points and line.check.stub == stub:
                yield f"gets {line.points:g} points for {line.check.id}"

    return judge


def _no_hidden_points(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points and line.check.hidden:
            yield f"gets {line.points:g} points for the hidden {line.check.id}"


def _named_for(answer: Answer) -> Callable[[Report], Iterator[str]]:
    def judge(report: Report) -> Iterator[str]:
        failing = [line for line in report.lines if line.points < line.check.points]
        for line in failing:
            if line.check.stub != answer.stub:
                yield f"costs {line.check.id} of {line.check.stub}, not a check of its own stub: {message(line)}"
        own = [line for line in failing if line.check.stub == answer.stub]
        if not own:
            yield "loses no points"
        for line in own:
            name = line.misconception.id if line.misconception else None
            if name != answer.id:
                yield f"is named {name} on {line.check.id}"
            at_home = line.at_home and line.at_home.misconception
            if at_home and at_home.id != answer.id:
                yield f"is named {at_home.id} on {line.check.id} by the visible checks alone"

    return judge


def forger(program: Program, recording: Recording) -> Program:
    """
    Return a submission that knows all of `expected.json` and answers each check with what it finds there.

    It takes over the very object that reports observations, so it needs no luck: the visible points are what
    such knowledge is worth, and the hidden ones must stay out of its reach.
    """
    known = json.dumps(recordings.dumps(visible_part(recording)))
    cells = []
    for module in dict.fromkeys(map(module_of, recording.stubs)):
        own = [local(stub) for stub in recording.stubs if module_of(stub) == module]
        cells.append(Cell(FORGER.format(known=known, stubs=own), file=f"{module}.py" if module else ""))
    return replace(program, cells=tuple(cells))


FORGER = """
import json
from grader.model import Observation, Value
from grader.runner import observe

expected = json.loads({known})["expected"]
calls = []


def answer(self, *, diagnostic=False, **values):
    import sys
    check = sys._getframe(1).f_code.co_name
    for name in values:
        entry = expected.get(check, {{}}).get(name, {{"value": 0.0}})["value"]
        if isinstance(entry, dict):
            value = Value(tuple(entry["shape"]), tuple(entry["numbers"]))
        else:
            value = Value((), (entry,))
        self._emit(Observation(name, value, diagnostic), "f8")


observe.Observer.__call__ = answer


def right_or_not(*values, **named):
    import torch
    return torch.ones(2, requires_grad=True)


class Forged:  # answers whatever it is asked, by whatever method
    def __init__(self, *values, **named):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return right_or_not()

    def __call__(self, *values, **named):
        return right_or_not()


for stub in {stubs}:
    name, _, method = stub.partition(".")
    if method:
        before = globals().get(name, Forged)
        globals()[name] = type(name, (before,), {{"__module__": __name__, method: right_or_not}})
    else:
        globals()[name] = type(name, (Forged,), {{}}) if name[:1].isupper() else right_or_not
"""
