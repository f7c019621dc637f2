"""A child runs the fixtures of a check's own file as pytest does: before it, and after it whatever became of it."""

from __future__ import annotations

import pytest

from grader.model import Cell, Limits, Program
from grader.sandbox.outside.pool import Job, Pool

CHECKS = """
import pytest
import torch

ended = []


@pytest.fixture
def lent():
    yield 2.0
    ended.append("lent")


@pytest.fixture
def broken(student):
    return student.double(1) + "one"


@pytest.fixture
def breaks_at_its_end():
    yield 3.0
    raise ValueError("too late to change anything")


@pytest.fixture(autouse=True)
def always():
    yield
    ended.append("always")


@pytest.mark.checks("double", points=1)
def test_lent(student, lent, observe):
    observe(doubled=student.double(lent), ended=len(ended))


@pytest.mark.checks("double", points=1)
def test_ended(observe):
    observe(ended=list(ended))


@pytest.mark.checks("double", points=1)
def test_broken(broken, observe):
    observe(never=broken)


@pytest.mark.checks("double", points=1)
def test_broken_at_its_end(student, breaks_at_its_end, observe):
    observe(doubled=student.double(breaks_at_its_end))


@pytest.mark.checks("double", points=1)
@pytest.mark.skip(reason="not this year")
def test_skipped(student, observe):
    observe(doubled=student.double(4.0))


@pytest.mark.checks("double", points=1)
@pytest.mark.parametrize("factor", [5.0])
def test_with_a_parameter(student, observe, factor, capsys):
    print("to be captured")
    observe(doubled=student.double(factor), printed=capsys.readouterr().out)


@pytest.mark.checks("double", points=1)
def test_as_in_a_process_of_its_own(observe):
    import sys

    fresh = torch.Generator().manual_seed(torch.initial_seed()).get_state()
    observe(
        untouched=torch.equal(torch.get_rng_state(), fresh),
        left=[name for name in sys.modules if "first_check" in name and not name.startswith("grader.")],
    )
"""


@pytest.fixture(scope="module")
def run():
    program = Program("tiny", "tiny.py", (Cell("def double(x):\n    return 2 * x"),))
    with Pool(CHECKS, CHECKS, "tiny") as pool:
        checks = tuple(check.id for check in pool.checks() if not check.hidden)
        yield pool.run(Job(program, checks, False), Limits())


def seen(run, check):
    return {each.name: (*each.value.numbers, each.value.text) for each in run.outcomes[check].observations}


def test_a_fixture_is_made_before_its_check_and_ended_after_it(run):
    assert seen(run, "test_lent")["doubled"] == (4.0, "")
    assert run.outcomes["test_ended"].ended == "returned"
    assert [name for name in seen(run, "test_ended") if "[" in name] == ["ended[0]", "ended[1]"]


def test_a_fixture_that_student_code_breaks_is_how_the_check_ended(run):
    outcome = run.outcomes["test_broken"]
    assert (outcome.ended, outcome.fault.type, outcome.observations) == ("raised", "TypeError", ())


def test_a_fixture_that_breaks_at_its_end_changes_nothing_about_its_check(run):
    assert run.outcomes["test_broken_at_its_end"].ended == "returned"
    assert seen(run, "test_broken_at_its_end")["doubled"] == (6.0, "")


def test_a_check_that_is_skipped_observes_nothing(run):
    assert (run.outcomes["test_skipped"].ended, run.outcomes["test_skipped"].observations) == ("raised", ())


def test_parameters_and_pytests_own_fixtures_are_there(run):
    found = seen(run, "test_with_a_parameter[5.0]")
    assert found["doubled"][0] == 10.0 and "to be captured" in found["printed"][-1]


def test_no_child_finds_anything_of_the_check_that_ran_before_there_was_one(run):
    found = seen(run, "test_as_in_a_process_of_its_own")
    assert found["untouched"][0] == 1.0
    assert not [name for name in found if name.startswith("left[")]
