"""What checks ask for, and how they end: `student`, `observe`, `rng`, `seed`, fixtures of their own, errors."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy
import pytest
import torch

from grader.model import Cell, Fault, Limits, Outcome, Program
from grader.runner.draws import generator
from grader.runner.fixtures import Fixtures, seeded
from grader.runner.load import MissingStub
from grader.sandbox.outside.pool import Job, Pool

TESTS = '''
import pytest
import torch
from grader import checks


@pytest.fixture
def numbers():
    return torch.ones(2)


@pytest.fixture(autouse=True)
def around():
    """What the fixture of one check breaks is its own."""
    kept = torch.ones
    yield
    torch.ones = kept


@checks("f", points=1)
def test_first(student, observe, numbers):
    """The numbers after the student had them."""
    student.f(numbers)
    observe(numbers=numbers)


@checks("f", points=1)
def test_second(student, observe, numbers):
    """The same fixture once more."""
    observe(numbers=numbers)


@checks("f", points=1)
@pytest.mark.parametrize("n", [1, 2.5], ids=["one", "more"])
def test_each(observe, n):
    """A parameter."""
    observe(n=n)


@checks("f", points=1, uses=["g"])
def test_uses(student, observe):
    """It   uses
    another stub."""
    observe(g=student.g())


@checks("f", points=1)
def test_random(observe, rng):
    """Visible random numbers."""
    observe(a=rng.random(), b=rng.random())


@checks("f", points=1, hidden=True)
def test_random_hidden(observe, rng):
    """Hidden random numbers."""
    observe(a=rng.random())


@checks("f", points=1)
def test_assert(student):
    """A condition."""
    assert student.f(torch.ones(2)) is None


@checks("f", points=1)
def test_partly(student, observe):
    """One value before, one after."""
    observe(before=1.0)
    observe(after=student.missing())


@checks("V.go", points=1)
def test_method(student, observe):
    """A method, which torch's class has as well."""
    observe(before=1.0)
    student.V().go()


@checks("f", points=1)
@pytest.mark.skipif(True, reason="no")
def test_skipped(observe):
    """Skipped by its own author."""
    observe(a=1.0)


@checks("f", points=1)
def test_misspelt(observe, nmubers):
    """A fixture that is not there."""
    observe(a=nmubers)


def test_of_the_authors_own():
    raise AssertionError("this is no check")
'''


@pytest.fixture(scope="module")
def facts() -> Iterator[Pool]:
    with Pool(TESTS, TESTS, "facts") as pool:
        yield pool


def outcomes(
    pool: Pool, source: str, *checks: str, hidden: bool = False, seed: int | None = None
) -> dict[str, Outcome]:
    program = Program("facts", "facts.py", (Cell(source),))
    return pool.run(Job(program, checks, hidden, seed), Limits()).outcomes


def seen(outcome: Outcome) -> dict[str, tuple[float, ...]]:
    return {observation.name: observation.value.numbers for observation in outcome.observations}


def test_checks_are_collected_with_their_marks(facts):
    found = {check.id: check for check in facts.checks()}

    assert list(found) == [
        "test_first",
        "test_second",
        "test_each[one]",
        "test_each[more]",
        "test_uses",
        "test_random",
        "test_assert",
        "test_partly",
        "test_method",
        "test_skipped",
        "test_misspelt",
        "test_random_hidden",
    ]
    assert found["test_uses"].uses == ("g",)
    assert found["test_uses"].title == "It uses another stub."
    assert [found[id].hidden for id in ("test_random", "test_random_hidden")] == [False, True]


def test_each_check_gets_fresh_fixtures(facts):
    source = "import torch\ndef f(x):\n    x.zero_(); torch.ones = torch.zeros"

    found = outcomes(facts, source, "test_first", "test_second")

    assert seen(found["test_first"]) == {"numbers": (0.0, 0.0)}
    assert seen(found["test_second"]) == {"numbers": (1.0, 1.0)}


def test_parameters_are_passed(facts):
    found = outcomes(facts, "", "test_each[one]", "test_each[more]")

    assert [seen(outcome) for outcome in found.values()] == [{"n": (1.0,)}, {"n": (2.5,)}]


def test_random_numbers_are_the_same_every_time_and_for_everybody(facts):
    one = outcomes(facts, "", "test_random")["test_random"]
    other = outcomes(facts, "import random; random.seed(3)", "test_first", "test_random")["test_random"]

    assert seen(one) == seen(other)
    expected = generator(None, "test_random")
    assert seen(one) == {"a": (expected.random(),), "b": (expected.random(),)}


def test_hidden_random_numbers_come_from_the_secret_seed(facts):
    found = [
        seen(outcomes(facts, "", "test_random_hidden", hidden=True, seed=seed)["test_random_hidden"])
        for seed in (1, 2)
    ]

    assert found[0] != found[1]
    assert found[0] == {"a": (generator(1, "test_random_hidden").random(),)}


def test_a_check_with_a_bare_assert_raises(facts):
    fault = outcomes(facts, "def f(x): return 3", "test_assert")["test_assert"].fault

    assert fault == Fault("AssertionError", "")


def test_what_was_observed_before_an_error_is_kept(facts):
    outcome = outcomes(facts, "", "test_partly")["test_partly"]

    assert outcome.ended == "missing"
    assert seen(outcome) == {"before": (1.0,)}
    assert outcome.fault.function == "missing"


def test_a_fixture_that_student_code_broke_is_an_error_of_the_check(facts):
    source = "import torch\ndef broken(*sizes): raise ValueError('mine')\ntorch.ones = broken"

    outcome = outcomes(facts, source, "test_second")["test_second"]

    assert (outcome.ended, outcome.fault.type, str(outcome.fault.place)) == (
        "raised",
        "ValueError",
        "facts.py line 2",
    )


def test_a_check_that_its_author_skips_observes_nothing(facts):
    assert outcomes(facts, "", "test_skipped")["test_skipped"].observations == ()


def test_a_fixture_that_is_not_there_is_named(facts):
    outcome = outcomes(facts, "", "test_misspelt")["test_misspelt"]

    assert outcome.fault == Fault("FixtureLookupError", "there is no fixture 'nmubers'")


@pytest.mark.parametrize(
    ("error", "ended", "type"),
    [
        (ValueError("no"), "raised", "ValueError"),
        (SystemExit(3), "raised", "SystemExit"),
        (KeyboardInterrupt(), "raised", "KeyboardInterrupt"),
        (GeneratorExit(), "raised", "GeneratorExit"),
        (MemoryError(), "memory", "MemoryError"),
        (MissingStub("f"), "missing", "MissingStub"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_exception_of_a_check_gets_out(error, ended, type):
    fixtures = Fixtures(lambda observation, dtype: None)

    def check() -> None:
        raise error

    fixtures.call(check)

    assert (fixtures.ended, fixtures.fault.type) == (ended, type)


def test_a_check_that_returns_leaves_no_fault_of_the_last_one():
    fixtures = Fixtures(lambda observation, dtype: None)
    fixtures.call(lambda: 1 / 0)
    fixtures.call(lambda: None)

    assert (fixtures.ended, fixtures.fault) == ("returned", None)


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("class V:\n    def go(self): ...", "returned"),
        ("class B:\n    def go(self): ...\nclass V(B): ...", "returned"),
        ("class V: ...", "missing"),
        ("", "missing"),
        ("V = 3", "missing"),
    ],
)
def test_a_check_of_a_method_that_is_not_there_is_not_begun(facts, source, ended):
    outcome = outcomes(facts, source, "test_method")["test_method"]

    assert outcome.ended == ended
    assert (outcome.fault.function if outcome.fault else "", bool(outcome.observations)) == (
        ("", True) if ended == "returned" else ("V.go", False)
    )


def test_a_seed_is_torchs_and_numpys_and_pythons_and_all_go_on_from_where_they_were():
    def drawn():
        return torch.rand(1).item(), numpy.random.rand(), random.random()

    put_back = seeded(3)
    try:
        second = seeded(7)
        first = drawn()
        second()
        after_three = drawn()
        seeded(7)
        assert drawn() == first
        seeded(3)
        assert drawn() == after_three
    finally:
        put_back()
