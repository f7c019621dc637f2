"""`verify` finds nothing in a good exercise, and every fault that was put into a bad one."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
from open_pool import OpenPool

from grader.authoring import recorder
from grader.errors import AuthorError
from grader.exercise.exercise import Exercise, Rubric
from grader.exercise.slices import without_hidden_checks
from grader.model import Expectation, Limits, Recording
from grader.sandbox.outside.pool import Pool
from grader.verify import Verification, verify


def recorded(course: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch, **texts: str) -> tuple[Exercise, Rubric]:
    """Write and record the tiny exercise with some of its files replaced."""
    exercise = Exercise(tiny.NAME, tiny.write_course(course, **texts))
    monkeypatch.setattr(recorder, "Pool", OpenPool(pool))
    recording = recorder.record(exercise, None, Limits())
    visible = without_hidden_checks(exercise.tests, "test_tiny.py")
    return exercise, Rubric(recording, exercise.reference, visible, exercise.tests)


def found(verification: Verification) -> dict[str, list[str]]:
    """Return what was found of each answer."""
    what: dict[str, list[str]] = {}
    for finding in verification.findings:
        what.setdefault(finding.answer, []).append(finding.what)
    return what


# --- a good exercise ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def progress() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def good(exercise: Exercise, rubric: Rubric, pool: Pool, progress: list[tuple[int, int]]) -> Verification:
    return verify(exercise, rubric, pool, Limits(), advance=lambda done, total: progress.append((done, total)))


def test_nothing_is_found_in_a_good_exercise(good):
    assert found(good) == {}


def test_every_answer_has_a_row(good):
    rows = {row.answer: row for row in good.rows}

    assert (rows["tiny"].kind, rows["tiny"].points) == ("reference", 7)
    assert (rows["added"].kind, rows["added"].stub, rows["added"].points) == ("accepted", "double", 4)
    assert (rows["squared"].points, rows["squared"].named) == (0, ("squared",))
    assert rows["squared_as_a_power"].named == ("squared",)
    assert (rows["released stub"].points, rows["only pass"].points) == (0, 0)
    assert rows["forger with expected.json"].points <= 3
    assert len(rows) == len(good.rows) == 2 + 2 * 3 + 1 + 1 + 2 + 6


def test_every_misconception_is_far_from_the_reference(good):
    margins = {row.answer: row.margin for row in good.rows if row.kind == "misconception"}

    assert all(margin > 100 for margin in margins.values())
    assert margins["as_number"] == math.inf


def test_progress_is_told_after_each_answer_and_each_mutant(good, progress):
    total = len(good.rows) + len(good.mutants)

    assert progress == [(done, total) for done in range(1, total + 1)]


def test_every_mutant_of_the_reference_is_killed_or_explained(good):
    assert len(good.mutants) > 15
    assert all(bool(mutant.killed_by) != bool(mutant.why) for mutant in good.mutants)


# --- bad answers --------------------------------------------------------------------------------

BAD_ANSWERS = (
    tiny.MISCONCEPTIONS
    + '''

@misconception("double", title="No mistake at all")
def harmless(x):
    """
    This is right.

    That is all.

    Look at it again.
    """
    return x + x


@misconception("slope", title="Breaks its neighbour")
def trampling(x, _=globals().update(double=lambda x: 0 * x)):
    """
    While it is defined, it takes another function away.

    That is all.

    Look at it again.
    """
    return 0 * x


@misconception("double", title="The twin of another")
def twin(x):
    """
    The same numbers under another name.

    That is all.

    Look at it again.
    """
    return 1 + x + 1


@misconception("double", title="Hardly wrong")
def near(x):
    """
    So near to the right answer that chance could bring it about.

    That is all.

    Look at it again.
    """
    return 2 * x + 3e-4


@misconception("double", title="Three times")
def tripled(x):
    """
    Three times a number is no double.

    That is all.

    Look at it again.
    """
    return 3 * x


@misconception("double", title="Three times what is small")
def tripled_if_small(x):
    """
    Only a hidden check, whose numbers are large, tells this from the one before.

    That is all.

    Look at it again.
    """
    return torch.where(abs(x) < 100, 3 * x, 4 * x)
'''
)


@pytest.fixture(scope="module")
def bad_answers(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Verification:
    with pytest.MonkeyPatch.context() as monkeypatch:
        exercise, rubric = recorded(
            tmp_path_factory.mktemp("bad answers"), pool, monkeypatch, misconceptions=BAD_ANSWERS
        )
    return verify(exercise, rubric, pool, Limits())


def test_a_misconception_that_loses_nothing_is_found(bad_answers):
    assert found(bad_answers)["misconception harmless"] == [
        "loses no points",
        "is only 0 tolerances from the reference",
    ]


def test_a_misconception_that_costs_another_stub_is_found(bad_answers):
    what = found(bad_answers)["misconception trampling"]

    assert any(text.startswith("costs test_doubled of double, not a check of its own stub") for text in what)


def test_two_misconceptions_that_look_alike_are_found(bad_answers):
    what = found(bad_answers)

    assert [
        "look alike on all checks of their stub" in text for text in what["two_more (two_more) and twin (twin)"]
    ] == [True]
    assert any(text.startswith("is named two_more") for text in what["misconception twin"]) or any(
        text.startswith("is named twin") for text in what["misconception two_more"]
    )


def test_a_misconception_near_the_reference_is_found(bad_answers):
    [what] = found(bad_answers)["misconception near"]

    assert what.startswith("is only ")


def test_a_misconception_that_is_told_another_at_home_is_found(bad_answers):
    what = found(bad_answers)

    assert what["misconception tripled_if_small"] == [
        f"is named tripled on {check} by the visible checks alone"
        for check in ("test_doubled", "test_scalar[3.0]", "test_scalar[-0.5]")
    ]
    assert "misconception tripled" not in what


def test_the_good_answers_beside_bad_ones_are_not_found(bad_answers):
    faulty = {"harmless", "trampling", "twin", "near", "two_more", "tripled_if_small"}

    assert {name.split()[1] for name in found(bad_answers) if name.startswith("misconception")} <= faulty
    rest = {name for name in found(bad_answers) if not name.startswith("misconception") and " and " not in name}
    assert rest == set()


# --- bad checks ---------------------------------------------------------------------------------

BAD_CHECKS = (
    tiny.TESTS
    + '''

@checks("double", points=1)
def test_input_unspoiled(student, observe, numbers):
    """The numbers after the call, which doing nothing satisfies."""
    student.double(numbers)
    observe(numbers=numbers)


@checks("double", points=1, hidden=True)
def test_zero(student, observe):
    """Twice zero, which anybody guesses."""
    observe(zero=student.double(torch.tensor(0.0)))


@checks("double", points=1, hidden=True)
def test_drawn(student, observe):
    """Twice a number that depends on who seeded torch last."""
    observe(drawn=student.double(torch.rand(3)))
'''
)


@pytest.fixture(scope="module")
def bad_checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return verified(tmp_path_factory.mktemp("bad checks"), {"tests": BAD_CHECKS})


def test_a_check_that_doing_nothing_satisfies_is_found(bad_checks):
    assert bad_checks["baseline only pass"] == ["gets 1 points for test_input_unspoiled"]
    assert bad_checks["baseline only pass (double)"] == ["gets 1 points for test_input_unspoiled"]


def test_a_check_that_returning_the_argument_satisfies_is_found(bad_checks):
    assert "gets 1 points for test_zero" in bad_checks["baseline return the first argument"]


def test_a_check_that_draws_from_a_generator_of_everybodys_is_found(bad_checks):
    [what] = bad_checks["reference with other random numbers"]

    assert what.startswith("loses test_drawn: a check draws from rng")


def test_a_hidden_check_that_a_forger_guesses_is_found(bad_checks):
    assert bad_checks["baseline forger with expected.json"] == ["gets 1 points for the hidden test_zero"]


# --- bad checks that others have shipped --------------------------------------------------------

POWER = {
    "reference": """\
import torch


def slope(x, n):
    ### BEGIN SOLUTION
    leaf = x.detach().requires_grad_()
    (leaf**n).sum().backward()
    return leaf.grad
    ### END SOLUTION
""",
    "tests": """\
import torch

from grader import checks


@checks("slope", points=1)
def test_square(student, observe):
    'The gradient of the sum of squares.'
    observe(slope=student.slope(torch.tensor([1.0, -2.0, 4.0]), 2))


@checks("slope", points=1, hidden=True)
def test_any_power(student, observe, rng):
    'The gradient of another power.'
    n = rng.randrange(1)  # meant to be 0 or 1; it is always 0
    observe(slope=student.slope(torch.tensor([rng.random(), rng.random()]), n))
""",
    "accepted": "",
    "misconceptions": """\
from grader import misconception


@misconception("slope", title="The power stays as it was")
def power_kept(x, n):
    'Wrong.'
    return n * x**n
""",
    "verify": "",
}
ALWAYS_ONE = """\
import pytest
import torch

from grader import checks


@pytest.fixture
def n(rng):
    return rng.randrange(1, 2)  # meant to be 1 or 2; it is always 1


@checks("slope", points=1)
def test_square(student, observe):
    'The gradient of the sum of squares.'
    observe(slope=student.slope(torch.tensor([1.0, -2.0, 4.0]), 2))


@checks("slope", points=1, hidden=True)
def test_any_power(student, observe, rng, n):
    'The gradient of another power.'
    observe(slope=student.slope(torch.tensor([1.5 + rng.random(), 3.5 + rng.random()]), n))


@checks("slope", points=1, hidden=True)
def test_power_at_fixed_numbers(student, observe, n):
    'The gradient of a power that a fixture draws.'
    observe(slope=student.slope(torch.tensor([2.0, 5.0, -3.0]), n))
"""
TANH = {
    "reference": """\
import torch


def slope(z, a):
    ### BEGIN SOLUTION
    return 1 - torch.tanh(z) ** 2
    ### END SOLUTION
""",
    "tests": """\
import torch

from grader import checks


@checks("slope", points=1, hidden=True)
def test_slope(student, observe, rng):
    'The derivative of a = tanh(z) at z.'
    z = torch.tensor([rng.random(), rng.random()])
    a = torch.tensor([rng.random(), rng.random()])  # meant to be tanh(z); it is not
    observe(slope=student.slope(z, a))
""",
    "accepted": """\
from grader import accepted


@accepted("slope")
def by_activation(z, a):
    return 1 - a**2
""",
    "misconceptions": "",
    "verify": "",
}


def verified(course: Path, texts: dict[str, str]) -> dict[str, list[str]]:
    """Write, record and verify an exercise with these files, all in one pool."""
    with tiny.open_pool(texts["tests"]) as pool, pytest.MonkeyPatch.context() as monkeypatch:
        return found(verify(*recorded(course, pool, monkeypatch, **texts), pool, Limits()))


def test_an_exponent_that_is_always_zero_is_found(tmp_path):
    """Drawn as `randint(1)`, it makes every gradient zero, and wrong ones pass."""
    what = verified(tmp_path, POWER)["check test_any_power"]

    assert what[0].startswith("observes nothing but zeros")
    assert what[1].startswith("no misconception that returns gives other numbers")


def test_an_exponent_that_is_always_one_is_found(tmp_path):
    """The gradient is 1 wherever it is taken, which a power that stays as it was does not give; n alone does."""
    what = verified(tmp_path, {**POWER, "tests": ALWAYS_ONE})

    for check in ("check test_any_power", "check test_power_at_fixed_numbers"):
        assert [text.partition(";")[0] for text in what[check]] == [
            "draws from rng, and observes the same whatever is drawn"
        ]
    assert "check test_square" not in what


def test_an_activation_that_is_not_one_is_found(tmp_path):
    """Where `a` is not the tanh of `z`, the right answer 1 - a² is refused."""
    with pytest.raises(AuthorError, match="test_slope: the accepted answer by_activation is"):
        verified(tmp_path, TANH)


# --- a reference that is no longer right --------------------------------------------------------


def test_right_answers_that_lose_points_are_found(exercise, rubric, pool):
    def shifted(recording: Recording) -> Recording:
        entry = recording.expected["test_slope"]["slope"]
        numbers = tuple(number + 1 for number in entry.value.numbers)
        wrong = {"slope": Expectation(replace(entry.value, numbers=numbers), entry.tolerance)}
        return replace(recording, expected={**recording.expected, "test_slope": wrong})

    what = found(verify(exercise, replace(rubric, recording=shifted(rubric.recording)), pool, Limits()))

    assert what["reference tiny"][0].startswith("loses test_slope: failed: slope: slope: got ")
    assert set(what) >= {"accepted added", "accepted functional", "misconception squared"}
