"""
Grading one submission: which processes are started, what counts where several runs disagree, and what real
submissions, broken in every way, get.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
import tiny
from reading import line_of, points, statuses, words

from grader.exercise.exercise import Rubric
from grader.grading.grade import grade
from grader.grading.steps import grade_class
from grader.grading.words import message
from grader.model import (
    Cell,
    Check,
    Expectation,
    Fault,
    Limits,
    Misconception,
    Observation,
    Outcome,
    Program,
    Recording,
    Report,
    Value,
    Variant,
    student_view,
)
from grader.sandbox.outside.pool import Job, Run
from grader.submissions.submission import Submission

# --- which processes are started: a stand-in for the pool --------------------------------------


def right(number: float = 1.0) -> Outcome:
    return Outcome("returned", (Observation("x", Value((), (number,))),))


WRONG, RAISED, TIMEOUT, CRASHED = (
    right(5.0),
    Outcome("raised", (), Fault("E", "no", "f")),
    Outcome("timeout", out_of="computing"),
    Outcome("crashed"),
)
EARLY = {"timeout", "crashed", "malformed"}


@dataclass
class Stage:
    """
    A stand-in for the pool: `play` says how a check of a job ends. Like a child it goes through a job's checks in
    order and ends at the first that does not return. `jobs` are the jobs it was given.
    """

    play: Callable[[Job, str], Outcome]
    load: Callable[[Job], Run | None] = lambda job: None
    jobs: list[Job] = field(default_factory=list)

    def run(self, job: Job, limits: Limits) -> Run:
        self.jobs.append(job)
        if (unloaded := self.load(job)) is not None:
            return unloaded
        run = Run(("process",))
        for check in job.checks:
            run.outcomes[check] = outcome = self.play(job, check)
            if outcome.ended in EARLY:
                run.stopped = outcome.ended
                break
        return run

    @property
    def ran(self) -> list[tuple[str, ...]]:
        """The checks of each job, in order."""
        return [job.checks for job in self.jobs]


def check(id: str, stub: str, *uses: str, hidden: bool = False) -> Check:
    return Check(id, stub, 1.0, hidden, uses, f"About {id}.")


def rubric_of(*checks: Check, misconceptions: Sequence[Misconception] = ()) -> Rubric:
    expected = {check.id: {"x": Expectation(Value((), (1.0,)), 0.1)} for check in checks}
    recording = Recording("tiny", checks, expected, tuple(misconceptions), {}, seed=7)
    stubs = recording.stubs
    return Rubric(recording, "".join(f"def {stub}():\n    return 'reference {stub}'\n\n" for stub in stubs), "", "")


def graded(stage: Stage, rubric: Rubric) -> Report:
    program = Program("tiny", "tiny.py", (Cell("code"),))
    return grade(Submission("ada", "ada/tiny.py", program), rubric, stage, Limits())


def always(**outcomes: Outcome) -> Stage:
    """Return a stage on which each check ends as given, or else passes."""
    return Stage(lambda job, check: outcomes.get(check, right()))


FOUR = rubric_of(check("a1", "a"), check("a2", "a"), check("b1", "b"), check("b2", "b", hidden=True))


def test_a_right_submission_takes_two_processes_one_for_visible_and_one_for_hidden_checks():
    stage = always()

    assert graded(stage, FOUR).points == 4
    assert stage.ran == [("a1", "a2", "b1"), ("b2",)]
    assert [job.hidden for job in stage.jobs] == [False, True]


def test_the_secret_seed_goes_to_hidden_runs_only():
    stage = always()
    graded(stage, FOUR)

    assert [job.seed for job in stage.jobs] == [None, 7]


def test_after_a_crash_the_rest_goes_on_in_a_fresh_process():
    stage = always(a1=CRASHED)

    report = graded(stage, FOUR)

    assert stage.ran == [("a1", "a2", "b1"), ("a1", "a2", "b1"), ("a2", "b1"), ("b2",)]
    assert statuses(report) == {"a1": "crashed", "a2": "passed", "b1": "passed", "b2": "passed"}


@pytest.mark.parametrize("killed", [0, 1, 2])
def test_a_process_that_somebody_else_kills_costs_nothing(killed):
    def play(job: Job, check: str) -> Outcome:
        return CRASHED if len(stage.jobs) == 1 and check == ("a1", "a2", "b1")[killed] else right()

    stage = Stage(play)

    assert graded(stage, FOUR).points == 4


def test_a_process_that_somebody_else_kills_while_it_loads_costs_nothing():
    stage = Stage(
        lambda job, check: right(),
        lambda job: Run(("process",), stopped="crashed", at_cell=0) if len(stage.jobs) == 1 else None,
    )

    assert graded(stage, FOUR).points == 4
    assert {job.program.definitions_from for job in stage.jobs} == {None}


def test_a_check_that_fails_after_others_runs_again_alone_and_that_verdict_counts():
    stage = Stage(lambda job, check: WRONG if check == "a2" and len(job.checks) > 1 else right())

    assert graded(stage, FOUR).points == 4
    assert ("a2",) in stage.ran


def test_a_check_that_fails_first_in_its_process_is_not_run_again():
    stage = always(a1=WRONG)

    assert graded(stage, FOUR).points == 3
    assert stage.ran == [("a1", "a2", "b1"), ("b2",)]


def test_a_check_that_fails_alone_as_well_has_failed():
    stage = always(b1=RAISED)

    assert statuses(graded(stage, FOUR))["b1"] == "raised"
    assert stage.ran.count(("b1",)) == 1


def test_a_stub_that_computed_until_its_time_was_up_gets_a_short_time_for_its_other_checks():
    stage = always(a1=TIMEOUT)

    report = graded(stage, FOUR)

    assert statuses(report) == {"a1": "timeout", "a2": "passed", "b1": "passed", "b2": "passed"}
    assert [(job.checks, sorted(job.short)) for job in stage.jobs] == [
        (("a1", "a2", "b1"), []),
        (("a2", "b1"), ["a2"]),
        (("b2",), []),
    ]


def test_a_visible_timeout_leaves_the_stubs_hidden_checks_a_short_time():
    stage = always(b1=TIMEOUT)

    assert statuses(graded(stage, FOUR))["b2"] == "passed"
    assert [job.short for job in stage.jobs][-1] == {"b2"}


def test_a_check_that_only_waited_leaves_the_others_all_their_time():
    stage = always(a1=Outcome("timeout", out_of="waiting"))

    graded(stage, FOUR)

    assert not any(job.short for job in stage.jobs)


def test_a_check_that_passed_before_its_stubs_timeout_keeps_its_points():
    report = graded(always(a2=TIMEOUT), FOUR)

    assert statuses(report)["a1"] == "passed"


def hangs(cell: int, stopped: str = "timeout") -> Callable[[Job], Run | None]:
    def load(job: Job) -> Run | None:
        taken = job.program.definitions_from
        return Run(("process",), stopped=stopped, at_cell=cell) if taken is None or taken > cell else None

    return load


@pytest.mark.parametrize(("stopped", "taken"), [("timeout", [None, 2, 2]), ("crashed", [None, None, 2, 2])])
def test_a_load_that_does_not_end_is_not_tried_for_ever(stopped, taken):
    stage = Stage(lambda job, check: right(), hangs(2, stopped))

    assert graded(stage, FOUR).points == 4
    assert [job.program.definitions_from for job in stage.jobs] == taken


def test_a_load_that_does_not_end_is_named_in_a_message_for_a_missing_stub():
    missing = Outcome("missing", (), Fault("MissingStub", "", "a"))
    stage = Stage(lambda job, check: missing if check == "a1" else right(), hangs(2))

    assert "the file's top level did not end (cell 3)" in message(line_of(graded(stage, FOUR), "a1"))


def test_a_load_that_never_ends_costs_all_checks_after_two_processes():
    stage = Stage(lambda job, check: right(), lambda job: Run(("process",), stopped="timeout", at_cell=0))

    report = graded(stage, FOUR)

    assert set(statuses(report).values()) == {"timeout"}
    assert len(stage.jobs) == 2


# --- follow-through -----------------------------------------------------------------------------

CHAIN = rubric_of(check("a1", "a"), check("b1", "b", "a"), check("c1", "c", "a", "b"))


def by_substitutes(**needs: set[str]) -> Stage:
    """Return a stage on which a check passes once the named stubs are taken from the reference."""

    def play(job: Job, check: str) -> Outcome:
        return right() if needs.get(check, set()) <= set(job.program.substituted) else WRONG

    return Stage(play)


def test_a_right_stub_keeps_its_points_where_one_that_it_uses_is_wrong():
    stage = by_substitutes(a1={"never"}, b1={"a"}, c1={"a"})

    report = graded(stage, CHAIN)

    assert points(report) == {"a": 0.0, "b": 1.0, "c": 1.0}
    assert [line.follow_through for line in report.lines] == [False, True, True]
    assert [line.status for line in report.lines] == ["failed", "failed", "failed"]  # its own run's


def test_follow_through_substitutes_the_failing_stubs_only():
    stage = by_substitutes(a1={"never"}, b1={"a"}, c1={"a"})
    graded(stage, CHAIN)

    again = [job for job in stage.jobs if job.program.substituted]
    assert [(job.checks, job.program.substituted) for job in again] == [(("b1",), ("a",)), (("c1",), ("a",))]
    for job in again:
        defined = [node.name for node in ast.parse(job.program.substitute).body]
        assert defined == list(job.program.substituted)


def test_a_stub_that_is_wrong_itself_gets_nothing_by_follow_through():
    stage = by_substitutes(a1={"never"}, b1={"never"}, c1={"a", "b"})

    report = graded(stage, CHAIN)

    assert points(report) == {"a": 0.0, "b": 0.0, "c": 1.0}
    assert [job.program.substituted for job in stage.jobs if job.checks == ("c1",)][-1] == ("a", "b")


def test_without_a_failing_stub_among_its_uses_a_check_is_not_followed_through():
    stage = by_substitutes(c1={"never"})

    assert points(graded(stage, CHAIN)) == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert not any(job.program.substituted for job in stage.jobs)


def test_the_misconception_of_a_stub_shows_in_the_run_with_its_uses_from_the_reference():
    """Both stubs are wrong; with `a` from the reference, `b` gives the numbers that its known mistake gives."""
    wrong = Variant("halved", None, {"b1": right(0.5)})
    rubric = rubric_of(
        *CHAIN.recording.checks[:2], misconceptions=[Misconception("halved", "b", "Halved", ("No.",), (wrong,))]
    )

    def play(job: Job, check: str) -> Outcome:
        return right(0.5) if check == "b1" and job.program.substituted else right(77.0)

    assert line_of(graded(Stage(play), rubric), "b1").misconception.id == "halved"


def test_what_a_student_sees_of_follow_through_is_blocked():
    report = graded(by_substitutes(a1={"never"}, b1={"a"}, c1={"a"}), CHAIN)

    view = student_view(report)

    assert statuses(view) == {"a1": "failed", "b1": "blocked", "c1": "blocked"}
    assert message(line_of(view, "b1")) == "b: waits for a."


def test_nothing_said_in_a_follow_through_run_reaches_a_message():
    def play(job: Job, check: str) -> Outcome:
        return Outcome("raised", (), Fault("E", "I saw the reference", "b")) if job.program.substituted else WRONG

    assert "I saw" not in words(graded(Stage(play), CHAIN))


# --- a class ------------------------------------------------------------------------------------


def test_a_submission_that_cannot_be_read_is_reported_with_the_reason_and_no_points():
    stage = always()

    report = grade(Submission("ada", "ada/tiny.py", problem="tiny.py is a link"), FOUR, stage, Limits())

    assert (report.points, report.max_points, report.problem) == (0, 4, "tiny.py is a link")
    assert {message(line) for line in report.lines} == {"tiny.py is a link"}
    assert stage.jobs == []


def test_a_class_is_graded_whatever_one_of_it_does():
    def play(job: Job, check: str) -> Outcome:
        return CRASHED if job.program.filename == "bad.py" else right()

    submissions = [
        Submission("ada", "a", Program("tiny", "good.py", (Cell("code"),))),
        Submission("ben", "b", Program("tiny", "bad.py", (Cell("code"),))),
        Submission("cleo", "c", problem="unreadable"),
    ]
    reports = [report for _, report in grade_class(submissions, FOUR, Stage(play), Limits(), jobs=2)]

    assert {report.student: report.points for report in reports} == {"ada": 4, "ben": 0, "cleo": 0}


# --- what a process may know before what a student reads is settled ------------------------------

BOTH_SIDES = rubric_of(
    *(check("a1", "a"), check("a2", "a"), check("a3", "a", hidden=True)),
    *(check("b1", "b", "a"), check("b2", "b", "a", hidden=True), check("c1", "c", "b"), check("c2", "c", "a")),
)


def order_of(stage: Stage) -> list[str]:
    """Return what each process was for: visible checks, hidden ones, or follow-through."""
    return ["followed" if job.program.substituted else "hidden" if job.hidden else "visible" for job in stage.jobs]


def test_nothing_that_a_student_reads_runs_after_a_process_with_a_hidden_check():
    stage = Stage(lambda job, check: WRONG)

    graded(stage, BOTH_SIDES)

    kinds = order_of(stage)
    assert {"visible", "hidden", "followed"} <= set(kinds)
    assert kinds == sorted(kinds, key=["visible", "hidden", "followed"].index)


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_class_is_followed_through_stub_by_stub_once_all_of_it_has_run(jobs):
    stage = Stage(lambda job, check: WRONG)
    submissions = [
        Submission(name, name, Program("tiny", f"{name}.py", (Cell(name),))) for name in ("ada", "ben", "cy")
    ]

    reports = dict(grade_class(submissions, BOTH_SIDES, stage, Limits(), jobs))

    kinds = order_of(stage)
    assert len(reports) == 3
    assert "followed" not in kinds[: kinds.index("followed")]
    assert set(kinds[kinds.index("followed") :]) == {"followed"}
    stubs = [job.checks[0][0] for job in stage.jobs if job.program.substituted]
    assert stubs == sorted(stubs)
    assert len(stubs) == 3 * 4


def test_what_a_hidden_run_says_of_its_load_reaches_no_student():
    def load(job: Job) -> Run | None:
        fault = Fault("LoadError", "the seed is 7")
        return Run(("process",), faults=(fault,), stopped="timeout", at_cell=6) if job.hidden else None

    missing = Outcome("missing", (), Fault("MissingStub", "", "a"))
    report = graded(Stage(lambda job, check: missing, load), BOTH_SIDES)

    assert "LoadError" not in words(report)
    assert "cell 7" not in words(report)


# --- how much time and how many processes a submission gets --------------------------------------


def test_once_its_time_is_used_up_nothing_more_of_a_submission_is_run():
    def load(job: Job) -> Run | None:
        run = Run(("process",), spent_s=120.0)
        run.outcomes = {check: right() for check in job.checks}
        return run

    stage = Stage(lambda job, check: right(), load)
    report = grade(SUBMISSION, FOUR, stage, Limits(timeout_s=20, budget_s=100))

    assert stage.ran == [("a1", "a2", "b1")]
    assert statuses(report)["b2"] == "timeout"
    assert (report.spent_s, report.budget_s) == (120.0, 100.0)


def test_each_process_is_told_what_is_left():
    def load(job: Job) -> Run | None:
        run = Run(("process",), spent_s=30.0)
        run.outcomes = {check: right() for check in job.checks}
        return run

    stage = Stage(lambda job, check: right(), load)
    grade(SUBMISSION, FOUR, stage, Limits(budget_s=100))

    assert [job.left_s for job in stage.jobs] == [100, 70]


def test_a_child_that_names_a_new_cell_at_each_crash_is_not_started_for_ever():
    cells = itertools.count()
    stage = Stage(lambda job, check: right(), lambda job: Run(("process",), stopped="crashed", at_cell=next(cells)))

    assert graded(stage, FOUR).points == 0
    assert len(stage.jobs) < 12


SUBMISSION = Submission("ada", "ada/tiny.py", Program("tiny", "tiny.py", (Cell("code"),)))


# --- real submissions ---------------------------------------------------------------------------

SLOPE = "\n\ndef slope(x):\n    return 8.0 * x\n"
"""A right `slope` that does not need `double`."""


def with_double(body: str) -> str:
    """Return a submission whose `double` has this body and whose `slope` is right."""
    return f"import os, sys, torch\n\ndef double(x):\n    {body}\n{SLOPE}"


def double_statuses(report: Report) -> set[str]:
    return {line.status for line in report.lines if line.check.stub == "double"}


def test_a_right_submission_gets_full_marks(grade_source):
    report = grade_source(tiny.RIGHT)

    assert report.points == report.max_points == 7
    assert set(statuses(report).values()) == {"passed"}
    assert words(report).strip() == ""


def test_the_reference_gets_full_marks(grade_source):
    assert grade_source(tiny.REFERENCE).points == 7


def test_the_same_code_as_a_notebook_gets_the_same(grade_source):
    assert grade_source("import torch\n%matplotlib inline", *tiny.RIGHT.split("\n\n\n")[1:]).points == 7


def test_a_magic_does_not_end_its_cell(grade_source):
    cells = "%matplotlib inline\n!pip list\nFACTOR = 2.0", "def double(x):\n    return FACTOR * x" + SLOPE

    assert grade_source(*cells).points == 7


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        pytest.param("os._exit(0)", "crashed", "ended in the middle", id="os._exit"),
        pytest.param(
            "import ctypes; ctypes.string_at(0)", "crashed", "ended in the middle", id="segmentation fault"
        ),
        pytest.param("sys.exit()", "raised", "must return, not end the program", id="sys.exit"),
        pytest.param("raise KeyboardInterrupt", "raised", "KeyboardInterrupt", id="KeyboardInterrupt"),
        pytest.param("raise BaseException('mine')", "raised", "mine", id="BaseException"),
        pytest.param("return 1 / 0", "raised", "tiny.py line 4 (`return 1 / 0`): division by zero", id="error"),
        pytest.param("return double(x)", "raised", "RecursionError", id="endless recursion"),
        pytest.param("raise NotImplementedError", "missing", "not started yet", id="not started"),
        pytest.param("bytearray(10**11)", "memory", "more than the 2048 MB", id="memory"),
        pytest.param("return torch.ones(10**11)", "memory", "more than the 2048 MB", id="a tensor too large"),
        pytest.param("return 'four'", "failed", 'got "four"', id="no number"),
        pytest.param("return x.tolist()[0:0]", "failed", "got no numbers at all", id="an empty list"),
        pytest.param("return x * float('nan')", "failed", "not finite", id="NaN"),
        pytest.param("import pytest; pytest.skip('please')", "raised", "please", id="pytest.skip"),
        pytest.param("import pytest; pytest.exit('bye')", "raised", "bye", id="pytest.exit"),
    ],
)
def test_one_broken_stub_costs_its_own_points_and_says_why(grade_source, body, status, said):
    report = grade_source(with_double(body))

    assert points(report) == {"double": 0.0, "slope": 3.0}
    assert line_of(report, "test_doubled").status == status
    assert said in message(line_of(report, "test_doubled"))


def test_an_endless_stub_is_ended_once_and_costs_its_own_points(grade_source):
    report = grade_source(with_double("while True: pass"), limits=Limits(timeout_s=1.5))

    assert points(report) == {"double": 0.0, "slope": 3.0}
    assert double_statuses(report) == {"timeout"}
    assert sum(line.duration_s > 1.5 for line in report.lines) == 1
    assert "did not end within 1.5 s" in message(line_of(report, "test_doubled"))
    assert "did not end within 1 s. It got no more" in message(line_of(report, "test_scalar[3.0]"))


def test_a_stub_that_is_not_there_is_missing(grade_source):
    report = grade_source(SLOPE)

    assert points(report) == {"double": 0.0, "slope": 3.0}
    assert double_statuses(report) == {"missing"}
    assert "there is no function of this name" in message(line_of(report, "test_doubled"))


def test_a_syntax_error_costs_its_own_cell_and_is_shown(grade_source):
    report = grade_source("# %%\ndef double(x)\n    return 2 * x\n\n# %%" + SLOPE)

    assert points(report) == {"double": 0.0, "slope": 3.0}
    said = message(line_of(report, "test_doubled"))
    assert said.startswith("double: syntax error at tiny.py line 2 (`def double(x)`): expected ':'")


@pytest.mark.parametrize(
    "source", ["", "\x00", "((((", "1/0", "raise SystemExit", "import nowhere", "del __builtins__"]
)
def test_a_file_without_stubs_gets_nothing_and_breaks_nothing(grade_source, source):
    report = grade_source(source)

    assert report.points == 0
    assert set(statuses(report).values()) <= {"missing", "blocked"}


@pytest.mark.parametrize(
    "demo",
    [
        "import matplotlib_that_is_not_installed as plt\nplt.plot([1])\nplt.show()",
        "print(double('a') / 0)",
        "raise SystemExit",
        "exit()",
        "assert double(2) == 5",
        "input('press return')",
        "open('results.txt').read()",
        "import tkinter; tkinter.Tk()",
    ],
    ids=lambda text: text.split("\n")[0][:24],
)
def test_a_broken_demo_cell_costs_nothing(grade_source, demo):
    assert grade_source(f"{tiny.RIGHT}\n# %%\n{demo}\n").points == 7
    assert grade_source(f"# %%\n{demo}\n# %%\n{tiny.RIGHT}").points == 7


def test_an_endless_demo_cell_is_ended_once_and_costs_nothing(grade_source):
    report = grade_source(f"{tiny.RIGHT}\n# %%\nwhile True:\n    pass\n", limits=Limits(timeout_s=0.7))

    assert report.points == 7


def test_a_demo_cell_that_kills_the_process_costs_nothing(grade_source):
    assert grade_source(f"{tiny.RIGHT}\n# %%\nimport os\nos._exit(1)\n").points == 7


def test_a_stub_below_an_endless_demo_cell_still_counts(grade_source):
    source = f"# %%\nwhile True:\n    pass\n\n# %%\n{tiny.RIGHT}"

    assert grade_source(source, limits=Limits(timeout_s=0.7)).points == 7


NOISE = {
    "printed lines": "for n in range(10_000): print('epoch', n)",
    "standard error": "sys.stderr.write('oh no\\n' * 1000)",
    "warnings": "import warnings; warnings.warn('careful'); float(torch.ones(1, requires_grad=True))",
    "warnings as errors": "import warnings; warnings.simplefilter('error')",
    "logging": "import logging; logging.basicConfig(level=0); logging.error('no')",
    "closed output": "sys.stdout.close()",
    "seeds": "torch.manual_seed(0)",
    "double precision": "torch.set_default_dtype(torch.float64)",
}


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_noise_costs_nothing(grade_source, noise):
    report = grade_source(with_double(f"{noise}\n    return 2 * x"))

    assert report.points == 7


def test_what_one_check_spoils_the_next_one_does_not_pay_for(grade_source):
    """The second call in one process goes wrong; each check alone is right."""
    spoiled = "calls.append(1)\n    return 2 * x if len(calls) < 3 else None"

    report = grade_source("calls = []\n" + with_double(spoiled))

    assert report.points == 7


def test_a_changed_input_does_not_reach_the_next_check(grade_source):
    assert grade_source(with_double("x *= 2; return x")).points == 7


def test_a_slope_that_uses_a_wrong_double_is_followed_through(grade_source):
    source = "def double(x):\n    return x + 2\n\ndef slope(x):\n    leaf = x.detach().requires_grad_()\n"
    report = grade_source(source + "    (double(leaf) ** 2).sum().backward()\n    return leaf.grad\n")

    assert points(report) == {"double": 0.0, "slope": 3.0}
    assert {line.misconception.id for line in report.lines if line.misconception} == {"two_more"}
    assert statuses(student_view(report))["test_slope"] == "blocked"


def test_a_mistake_is_named_by_its_own_run_where_the_references_code_does_not_fit(grade_source):
    """Here a double is a list; slope, which forgets a factor, makes nothing of the reference's."""
    source = "def double(x):\n    return [x + 2]\n\ndef slope(x):\n    return 4 * (double(x)[0] - 2)\n"
    report = grade_source(source)

    assert points(report) == {"double": 0.0, "slope": 0.0}
    slopes = [line for line in report.lines if line.check.stub == "slope"]
    assert {line.misconception.id for line in slopes} == {"chain_forgotten"}


def test_an_unstarted_submission_is_missing_not_blocked_where_nothing_was_called(grade_source):
    body = "    raise NotImplementedError()\n"
    report = grade_source(f"def double(x):\n{body}\ndef slope(x):\n{body}")

    assert set(statuses(report).values()) == {"missing"}


def test_a_slope_that_waits_for_an_unstarted_double_earns_its_points(grade_source):
    source = "def double(x):\n    raise NotImplementedError\n\ndef slope(x):\n    return 4 * double(x)\n"
    report = grade_source(source)

    assert points(report) == {"double": 0.0, "slope": 3.0}
    assert line_of(report, "test_slope").status == "blocked"


def test_a_known_mistake_is_named_on_visible_and_hidden_checks(grade_source):
    report = grade_source(with_double("return x ** 3 / x"))

    failing = [line for line in report.lines if line.status == "failed"]
    assert len(failing) == 4
    assert {line.misconception.id for line in failing} == {"squared"}
    assert "Twice a number is the number and itself added." in message(failing[0])


def test_a_hidden_check_says_nothing_of_its_input_or_of_what_it_got(grade_source):
    report = grade_source(with_double("raise ValueError(f'I was given {x.tolist()}')"))

    assert message(line_of(report, "test_doubled_elsewhere")) == "A hidden check of double does not pass."
    assert "I was given [1.0, -2.0, 4.0]" in message(line_of(report, "test_doubled"))
    assert "617" not in words(report)


def test_functions_are_called_by_position_whatever_their_parameters_are_called(grade_source):
    source = tiny.RIGHT.replace(
        "def double(x):\n    return x *", "def double(values, *, scale=2.0):\n    return values *"
    )

    assert grade_source(source).points == 7


@pytest.mark.parametrize(
    "definition",
    [
        "double = lambda x: 2 * x",
        "import functools, operator\ndouble = functools.partial(operator.mul, 2)",
        "class Double:\n    def __call__(self, x):\n        return 2 * x\ndouble = Double()",
        "def double(x):\n    return None\n\ndef double(x):\n    return 2 * x",
        "if __name__ == '__main__':\n    raise SystemExit\n\ndef double(x):\n    return 2 * x",
        "from __future__ import annotations\n\ndef double(x: NotThere) -> Nor_this:\n    return 2 * x",
    ],
    ids=["lambda", "partial", "object", "defined twice", "main guard", "annotations"],
)
def test_any_way_to_define_a_stub_is_right(grade_source, definition):
    assert grade_source(definition + SLOPE).points == 7


def test_the_report_says_what_it_depends_on(grade_source):
    report = grade_source(tiny.RIGHT)

    assert report.isolation[0] == "process"
    assert set(report.versions) - {"landlock"} == {"grader", "torch", "python"}
    assert (report.exercise, report.student, report.source) == ("tiny", "ada", "ada/tiny.py")


def test_many_long_errors_of_a_load_cost_nothing(grade_source):
    essay = "\n".join("写" * 1400 + " 在" for _ in range(9))

    report = grade_source(tiny.RIGHT, *(f"{essay}\n" for _ in range(9)))

    assert report.points == 7


@pytest.mark.parametrize("most", ["10**16", "10**15"])
def test_a_loop_of_any_length_is_only_slow(grade_source, most):
    body = f"most = {most}\n    for step in range(most):\n        pass"

    report = grade_source(with_double(body), limits=Limits(timeout_s=1.2))

    assert line_of(report, "test_doubled").status == "timeout"


def test_what_went_wrong_while_loading_reaches_staff(grade_source):
    report = grade_source("import pandass\n" + tiny.RIGHT)

    assert report.points == 7
    assert ["pandass" in note for note in report.notes] == [True]
