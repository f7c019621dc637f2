"""
Record what the reference, the accepted answers and the misconceptions are observed to do.

Expectations are never typed: the checks that students are graded by run on the reference solution, and the
tolerance of each observation is derived from how far the accepted answers, all of them right, spread around it.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from grader.authoring.descents import require_drawable, with_descent
from grader.authoring.tolerances import SAFETY, Labels, expectations
from grader.errors import AuthorError
from grader.exercise import recording as recordings
from grader.exercise.checks import lines_of, no_such_stub, require_checks
from grader.exercise.exercise import BUDGET, LABELS, Exercise, Rubric, reference_program
from grader.exercise.labels import labels_of
from grader.exercise.rules import rules_of
from grader.exercise.slices import Answer, definitions, number, without_hidden_checks
from grader.grading.diagnose import apart
from grader.grading.judge import distance
from grader.grading.meanings import is_refused_call
from grader.grading.trial import Grading, Trial, outcomes_of, run_checks, settle
from grader.model import (
    LEVELS,
    NOTE,
    TOO_LARGE,
    Cell,
    Check,
    Expectation,
    Fault,
    Limits,
    Misconception,
    Outcome,
    Outcomes,
    Program,
    Recording,
    Variant,
    own_s,
)
from grader.names import is_method, module_of, owner
from grader.sandbox.outside.pool import Pool, Runner, threads

T = TypeVar("T")


def record(
    exercise: Exercise,
    old: Recording | None,
    limits: Limits,
    jobs: int = 2,
    come: Callable[[int, int], None] = lambda done, total: None,
) -> Recording:
    """
    Return a new recording; keep the secret seed of an `old` one, and its numbers where they differ by noise only.
    `come` is told how many of how many answers have been run.

    Raise AuthorError if a check is malformed or the reference or an accepted answer does not do what it must.
    """
    seed = secrets.randbits(63) if old is None or old.seed is None else old.seed
    tests, where = exercise.tests, f"{exercise.solution}/test_{exercise.name}.py"
    require_checks(tests, where, exercise.modules.definitions())
    visible = without_hidden_checks(tests, where)
    limits = replace(limits, budget_s=number(tests, BUDGET, where))
    data, hidden_data = exercise.data(), exercise.hidden_data()
    with Pool(visible, tests, exercise.name, data=data, hidden_data=hidden_data) as pool:
        rules = rules_of(tests, where)
        found = [replace(check, rules=rules.get(check.id.partition("[")[0], ())) for check in pool.checks()]
        checks = with_descent(_in_order(found, definitions(tests, where)), tests, where)
        _validate(checks, exercise)
        limits = replace(limits, own_s=own_s(checks))
        recorder = _Recorder(exercise, checks, seed, pool, limits, jobs, come)
        new = recorder.record(Rubric(_empty(exercise, checks, seed), exercise.reference, visible, tests))
    return old if old is not None and same(old, new) else new


def _empty(exercise: Exercise, checks: tuple[Check, ...], seed: int) -> Recording:
    return Recording(exercise.name, checks, {}, (), {}, seed, exercise.sources())


def _in_order(checks: Sequence[Check], tests: Sequence[str]) -> tuple[Check, ...]:
    """Sort checks as their author wrote them, the stubs in the order in which they first come."""
    position = {name: index for index, name in enumerate(tests)}
    ordered = sorted(checks, key=lambda check: position.get(check.id.split("[")[0], len(position)))
    stubs = list(dict.fromkeys(check.stub for check in ordered))
    return tuple(sorted(ordered, key=lambda check: stubs.index(check.stub)))


def _validate(checks: Sequence[Check], exercise: Exercise) -> None:
    known = exercise.modules.definitions()
    if not checks:
        raise AuthorError(f"{exercise.solution}/test_{exercise.name}.py holds no @checks")
    seen: set[str] = set()
    for check in checks:
        where = f"{_place_of(check, exercise)}: {check.id}"
        for stub in (check.stub, *check.uses):
            if stub not in known:
                raise AuthorError(f"{where}: {no_such_stub(stub, known)}")
        if not 0 < check.points < math.inf:
            raise AuthorError(f"{where}: points must be > 0 and finite: {check.points}")
        if check.timeout_s is not None and not 0 < check.timeout_s < math.inf:
            raise AuthorError(f"{where}: timeout_s must be > 0 and finite: {check.timeout_s}")
        if check.memory_mb is not None and check.memory_mb < 1:
            raise AuthorError(f"{where}: memory_mb must be at least 1: {check.memory_mb}")
        if check.rules and not any(c.stub == check.stub and not c.hidden and not c.rules for c in checks):
            raise AuthorError(
                f"{where}: a check of the text counts once the stub's other visible checks pass, and {check.stub} "
                "has none: whoever writes nothing would have its points"
            )
        if not check.title:
            raise AuthorError(f"{where}: needs a docstring, the sentence a student reads")
        if check.id in seen:
            raise AuthorError(f"{where}: there are two checks of this name")
        seen.add(check.id)
    _require_apart(checks, exercise)


def _place_of(check: Check, exercise: Exercise) -> str:
    """Return the test file and the line in which a check begins, where one of that name stands in it."""
    path = f"{exercise.solution}/test_{exercise.name}.py"
    line = lines_of(exercise.tests, path).get(check.id.partition("[")[0])
    return f"{path} line {line}" if line else path


def _require_apart(checks: Sequence[Check], exercise: Exercise) -> None:
    """Refuse a class and a method of it as two stubs: a mistake in the method would cost twice."""
    for check in checks:
        for whole in (other for other in checks if not is_method(other.stub)):
            part = next((s for s in (check.stub, *check.uses) if is_method(s) and owner(s) == whole.stub), None)
            if part is not None:
                raise AuthorError(
                    f"{exercise.solution}/test_{exercise.name}.py: {check.id} is of, or uses, {part!r}, and "
                    f"{whole.id} is of all of {whole.stub!r}: let both be of {whole.stub!r}, or of single methods"
                )


class _Recorder:
    """Runs answers against the checks of one exercise."""

    def __init__(
        self,
        exercise: Exercise,
        checks: tuple[Check, ...],
        seed: int,
        runner: Runner,
        limits: Limits,
        jobs: int,
        come: Callable[[int, int], None],
    ) -> None:
        self.exercise, self.checks, self.seed = exercise, checks, seed
        self.runner, self.limits, self.jobs = runner, limits, jobs
        self.program = reference_program(exercise)
        self._come, self._ran = come, 0

    def record(self, rubric: Rubric) -> Recording:
        reference = self.outcomes(self.program, self.checks, None)
        for check in self.checks:
            self._must_fit(check, reference[check.id])
            self._must_return(check, reference[check.id])
        accepted = self._accepted()
        labels, alternatives = self._labels(reference), self._alternatives()
        expected, refused = {}, []
        for check in self.checks:
            try:
                expected[check.id] = self._expected(
                    check, reference[check.id], accepted, alternatives, labels.get(check.id, {})
                )
            except AuthorError as error:
                refused.append(str(error))
        if refused:
            raise AuthorError("\n".join(refused))
        require_drawable(self.checks, expected, f"{self.exercise.solution}/test_{self.exercise.name}.py")
        rubric = replace(rubric, recording=replace(rubric.recording, expected=expected))
        return replace(
            rubric.recording,
            unchanged=self._unchanged(),
            misconceptions=self._misconceptions(rubric),
        )

    def outcomes(self, program: Program, checks: Sequence[Check], answer: Answer | None) -> Outcomes:
        """
        Run `checks` on a program as they are run on a student's, without judging; raise AuthorError if the
        reference, or the answer in it, does not load.
        """
        trial = Trial(program)
        for hidden in (False, True):
            chosen = [check for check in checks if check.hidden is hidden]
            run_checks(trial, chosen, self.seed, self.runner, self.limits)
        self._must_load(trial, answer)
        return outcomes_of(trial, checks)

    def _must_load(self, trial: Trial, answer: Answer | None) -> None:
        """Refuse code that raises at its top level, and an answer that is not what its stub's name stands for."""
        for fault in (*trial.faults, *trial.hidden_faults):
            if fault.type != NOTE:
                raise AuthorError(self._not_loaded(fault, answer))
            if answer is not None and owner(fault.function) == owner(answer.stub):
                who = f"{answer.filename}: {answer.function} does not take the place of {answer.stub}"
                raise AuthorError(f"{who}: {fault.message}")

    def _not_loaded(self, fault: Fault, answer: Answer | None) -> str:
        who = f", for {answer.function}" if answer else ""
        return f"{self._place(fault, answer)}: this does not load{who}: {fault.type}: {fault.message}"

    def _place(self, fault: Fault, answer: Answer | None) -> str:
        """Return the author's file that an error came through, and its line."""
        if answer is not None:
            text = Path(answer.filename).read_text("utf-8")
            if _lines_of(fault, text) or not _lines_of(fault, self.exercise.reference):
                return f"{answer.filename}{_line_of(fault, text)}"
        path, text = self.exercise.reference_path, self.exercise.reference
        if self.program.package and fault.place:
            path /= fault.place.file
            text = path.read_text("utf-8")
        return f"{path}{_line_of(fault, text)}"

    def _must_fit(self, check: Check, outcome: Outcome) -> None:
        """Refuse a limit on memory that the reference does not keep to, and say which is the smallest it does."""
        if check.memory_mb is None or outcome.ended != "memory":
            return
        too_small, enough = check.memory_mb, max(self.limits.memory_mb, check.memory_mb)
        if not self._fits(check, enough):
            raise AuthorError(
                f"{self.exercise.solution}: {check.id}: the reference needs more than {enough} MB, "
                f"and memory_mb is {check.memory_mb}"
            )
        while enough - too_small > 1:
            middle = (too_small + enough) // 2
            too_small, enough = (too_small, middle) if self._fits(check, middle) else (middle, enough)
        raise AuthorError(
            f"{self.exercise.solution}: {check.id}: the reference needs more than memory_mb = {check.memory_mb}; "
            f"the smallest limit under which it passes here is {enough}. Leave some room: other answers need more"
        )

    def _fits(self, check: Check, memory_mb: int) -> bool:
        found = self.outcomes(self.program, [replace(check, memory_mb=memory_mb)], None)
        return found[check.id].ended != "memory"

    def _must_return(self, check: Check, outcome: Outcome, answer: Answer | None = None) -> None:
        who = f"accepted answer {answer.function}" if answer else "the reference solution"
        where = f"{self.exercise.solution}: {who} on {check.id}"
        if outcome.ended != "returned":
            fault = self._told(outcome.fault, check, answer) if outcome.fault else ""
            raise AuthorError(f"{where} {outcome.ended}{fault}")
        names = [seen.name for seen in outcome.observations]
        if not any(not seen.diagnostic for seen in outcome.observations):
            raise AuthorError(f"{where}: the check observes nothing, so it can tell nothing apart")
        if large := [seen.name for seen in outcome.observations if seen.value.text == TOO_LARGE]:
            what = f"{large[0]} {TOO_LARGE}, so its entries would not be compared"
            raise AuthorError(f"{where}: {what}: observe it in parts, or as text")
        if len(names) != len(set(names)):
            raise AuthorError(f"{where}: the check observes the same name twice")

    def _told(self, fault: Fault, check: Check, answer: Answer | None) -> str:
        """Return an error with the line that it came through, in what was run or else in the check."""
        error = f": {fault.type}: {fault.message}"
        if fault.place is not None:
            return f"{error}, at {self._place(fault, answer)}"
        hint = ". A check asserts nothing, it observes: observe(NAME=VALUE)" * (fault.type == "AssertionError")
        return f"{error}, in the check itself, which begins at {_place_of(check, self.exercise)}{hint}"

    def _must_end(self, outcomes: Outcomes, who: str) -> None:
        """Refuse what a clock has ended: a busy machine may have done that, and no student would be told by it."""
        late = [check for check, outcome in outcomes.items() if outcome.ended == "timeout"]
        if late:
            raise AuthorError(
                f"{self.exercise.solution}: {who} did not end within {self.limits.timeout_s:g} s on "
                f"{', '.join(late)}. If the machine was busy, build again; what never ends can be told of nobody"
            )

    def _expected(
        self,
        check: Check,
        reference: Outcome,
        accepted: Mapping[str, Outcomes],
        alternatives: Collection[str],
        labels: Labels,
    ) -> dict[str, Expectation]:
        others = {answer: found[check.id] for answer, found in accepted.items() if check.id in found}
        try:
            return expectations(reference, others, alternatives, labels)
        except AuthorError as error:
            raise AuthorError(f"{self.exercise.solution}: {check.id}: {error}") from error

    def _alternatives(self) -> tuple[str, ...]:
        return tuple(answer.function for answer in self.exercise.accepted() if answer.alternative)

    def _labels(self, reference: Outcomes) -> Mapping[str, Labels]:
        """Return the right labels by check, all of which a check asks for."""
        labels = labels_of(self.exercise)
        for check, named in labels.items():
            asked = reference[check].observations if check in reference else ()
            names = [seen.name for seen in asked if seen.bound is not None and seen.bound.kind == "labelled"]
            for name in named:
                if name not in names:
                    raise AuthorError(
                        f"{self.exercise.solution}/{LABELS}: no check {check} observes labelled values {name!r}; "
                        f"it has {', '.join(names) or 'none'}"
                    )
        return labels

    def _accepted(self) -> dict[str, Outcomes]:
        answers = self.exercise.accepted()
        self._validate_answers(answers)

        def run(answer: Answer) -> Outcomes:
            touched = [check for check in self.checks if answer.stub in (check.stub, *check.uses)]
            found = self.outcomes(in_place_of(self.program, answer), touched, answer)
            for check in touched:
                self._must_return(check, found[check.id], answer)
            return found

        return dict(zip((answer.function for answer in answers), self._each(run, answers), strict=True))

    def _unchanged(self) -> Outcomes:
        found: dict[str, Outcome] = {}
        reference = self.exercise.modules
        for stub in dict.fromkeys(check.stub for check in self.checks):
            nothing = Trial(with_cell(self.program, reference.doing_nothing(stub), stub))
            for hidden in (False, True):
                chosen = [check for check in self.checks if check.stub == stub and check.hidden is hidden]
                run_checks(nothing, chosen, self.seed, self.runner, self.limits)
            found |= outcomes_of(nothing, self.checks)
        self._must_end(found, "a stub that does nothing")
        return {check: replace(outcome, duration_s=0.0) for check, outcome in found.items()}

    def _misconceptions(self, rubric: Rubric) -> tuple[Misconception, ...]:
        answers = self.exercise.misconceptions()
        self._validate_answers(answers)

        def run(answer: Answer) -> Variant:
            own = tuple(check for check in self.checks if check.stub == answer.stub)
            of_stub = replace(rubric, recording=replace(rubric.recording, checks=own))
            trial = Trial(in_place_of(self.program, answer))
            settle(trial, Grading(of_stub, self.runner, self.limits))
            self._must_load(trial, answer)
            file = Path(answer.filename).relative_to(self.exercise.solution)
            self._must_end(trial.outcomes, f"{answer.function} of {file}")
            outcomes = {c.id: replace(trial.outcomes[c.id], duration_s=0.0) for c in own}
            return Variant(answer.function, answer.match, outcomes)

        grouped: dict[str, list[tuple[Answer, Variant]]] = {}
        for answer, variant in zip(answers, self._each(run, answers), strict=True):
            grouped.setdefault(answer.id, []).append((answer, variant))
        return tuple(self._misconception(members) for members in grouped.values())

    def _misconception(self, members: Sequence[tuple[Answer, Variant]]) -> Misconception:
        first = members[0][0]
        where = f"{first.filename}: {first.function}"
        if not first.title or not first.levels:
            raise AuthorError(f"{where}: needs a title and a docstring, the feedback a student reads")
        if len(first.levels) > len(LEVELS):
            raise AuthorError(
                f"{where}: its docstring has {len(first.levels)} paragraphs; an explanation has one, or a level in "
                f"each of {len(LEVELS)}: {', '.join(LEVELS)}"
            )
        if {answer.stub for answer, _ in members} != {first.stub}:
            raise AuthorError(f"{where}: wrong codes that share the id {first.id!r} belong to different stubs")
        variants = tuple(_matched(variant, first.match) for _, variant in members)
        for (answer, _), variant in zip(members, variants, strict=True):
            self._must_be_told(answer, variant)
        return Misconception(first.id, first.stub, first.title, first.levels, variants)

    def _must_be_told(self, answer: Answer, variant: Variant) -> None:
        """Refuse a code that no check could call and that has no pattern: it would name every such error."""
        outcomes = variant.outcomes.values()
        first = next((outcome.fault for outcome in outcomes), None)
        told = any(outcome.ended != "raised" or outcome.observations for outcome in outcomes)
        if variant.match is not None or first is None or told or not is_refused_call(first):
            return
        raise AuthorError(
            f"{answer.filename}: {answer.function} raised {first.type} in every check of {answer.stub}: "
            f"{first.message}. If that is the mistake, give match=, a pattern for the message, as any other "
            f"{first.type} would have its name; else mend {answer.function}"
        )

    def _validate_answers(self, answers: Sequence[Answer]) -> None:
        known = {check.stub for check in self.checks}
        for answer in answers:
            if answer.stub not in known:
                raise AuthorError(
                    f"{answer.filename}: {answer.function} is for {answer.stub!r}, "
                    f"which no check is of; there are {', '.join(sorted(known))}"
                )
            try:
                re.compile(answer.match or "")
            except re.error as error:
                raise AuthorError(f"{answer.filename}: {answer.function}: match is no pattern: {error}") from error

    def _each(self, run: Callable[[Answer], T], answers: Sequence[Answer]) -> list[T]:
        found = []
        total = len(self.exercise.accepted()) + len(self.exercise.misconceptions())  # read once
        with threads(self.jobs, self.runner) as executor:
            for result in executor.map(run, answers):
                found.append(result)
                self._ran += 1
                self._come(self._ran, total)
        return found


def _line_of(fault: Fault, text: str) -> str:
    """
    Return where in an author's file a fault is: its line may stand somewhere else in what was made of the file, so
    that its text is looked for.
    """
    lines = _lines_of(fault, text)
    line = fault.place.line if fault.place and fault.place.line in lines else min(lines, default=0)
    return f" line {line} (`{fault.text}`)" if line else f" (`{fault.text}`)" if fault.text else ""


def _lines_of(fault: Fault, text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), 1) if fault.text and line.strip() == fault.text]


def in_place_of(program: Program, answer: Answer) -> Program:
    """Return the reference program with one stub replaced by an answer."""
    return with_cell(program, answer.source, answer.stub)


def with_cell(program: Program, source: str, stub: str = "") -> Program:
    """Return a program with one more cell at its end; of a package, at the end of a stub's file, or the last."""
    file = f"{module_of(stub)}.py" if module_of(stub) else program.cells[-1].file if program.cells else ""
    return replace(program, cells=(*program.cells, Cell(source, 1, len(program.cells) + 1, file)))


def _matched(variant: Variant, match: str | None) -> Variant:
    """
    Return a code that raises with the pattern of its misconception's first code, where it has none of its own: any
    error would do for one without. What returns needs none.
    """
    raises = any(outcome.ended == "raised" for outcome in variant.outcomes.values())
    return replace(variant, match=match) if raises and variant.match is None else variant


def same(old: Recording, new: Recording) -> bool:
    """
    Return whether two recordings say the same up to float noise, so that building again on another machine
    changes no file.
    """
    if _words(old) != _words(new):
        return False
    for check, named in new.expected.items():
        for name, entry in named.items():
            before = old.expected[check][name]
            if entry.value.shape != before.value.shape or entry.bound != before.bound:
                return False
            if entry.alternatives.keys() != before.alternatives.keys():
                return False
            if (entry.value.noun, entry.value.text) != (before.value.noun, before.value.text):
                return False
            if not entry.value.noun and distance(entry.value, before.value) > before.tolerance / SAFETY:
                return False
            if not 1 / SAFETY < (entry.tolerance or 1.0) / (before.tolerance or 1.0) < SAFETY:
                return False
    pairs = [(check, old.unchanged[check], outcome) for check, outcome in new.unchanged.items()]
    for before_m, after_m in zip(old.misconceptions, new.misconceptions, strict=True):
        for before_v, after_v in zip(before_m.variants, after_m.variants, strict=True):
            pairs += [(check, before_v.outcomes[check], after) for check, after in after_v.outcomes.items()]
    return all(alike(before, after, new.expected[check]) for check, before, after in pairs)


def alike(before: Outcome, after: Outcome, expected: Mapping[str, Expectation]) -> bool:
    """Return whether two outcomes of one check are the same up to float noise."""
    if before.ended in ("returned", "raised"):
        return apart(after, before, None, expected) < float("inf")
    return before.ended == after.ended


def _words(recording: Recording) -> object:
    # Everything but the numbers.
    return (
        recording.checks,
        recording.seed,
        dict(recording.sources),
        {check: list(named) for check, named in recording.expected.items()},
        [(m.id, m.stub, m.title, m.levels) for m in recording.misconceptions],
        [(v.function, v.match, list(v.outcomes)) for m in recording.misconceptions for v in m.variants],
        list(recording.unchanged),
    )


def visible_part(recording: Recording) -> Recording:
    """Return what students get of a recording: nothing of hidden checks, no seed, no hashes."""
    visible = {check.id for check in recording.checks if not check.hidden}

    def keep(outcomes: Outcomes) -> Outcomes:
        return {check: outcome for check, outcome in outcomes.items() if check in visible}

    def distinct(misconception: Misconception) -> tuple[Variant, ...]:
        # Variants that only hidden checks tell apart would tell students nothing.
        kept: list[Variant] = []
        for variant in misconception.variants:
            variant = replace(variant, outcomes=keep(variant.outcomes))
            if not any(_same_variant(variant, other, recording) for other in kept):
                kept.append(variant)
        return tuple(kept)

    misconceptions = tuple(replace(m, variants=distinct(m)) for m in recording.misconceptions)
    return Recording(
        recording.exercise,
        tuple(check for check in recording.checks if not check.hidden),
        {check: named for check, named in recording.expected.items() if check in visible},
        misconceptions,
        keep(recording.unchanged),
        hidden_points={
            stub: sum(check.points for check in recording.checks if check.stub == stub and check.hidden)
            for stub in recording.stubs
        },
    )


def _same_variant(one: Variant, other: Variant, recording: Recording) -> bool:
    return one.match == other.match and all(
        alike(outcome, other.outcomes[check], recording.expected[check]) for check, outcome in one.outcomes.items()
    )


def read_old(exercise: Exercise) -> Recording | None:
    """Return the recording of the last build, of an older format just its seed, or None if there is none."""
    try:
        text = exercise.recording_path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    try:
        return recordings.loads(text, exercise.recording_path)
    except AuthorError:
        seed = recordings.seed_of(text)
        return None if seed is None else Recording(exercise.name, (), {}, (), {}, seed)
