"""A check may have limits of its own, smaller or larger than the command's."""

from __future__ import annotations

import pytest
import tiny

from grader.authoring.recorder import record
from grader.errors import AuthorError
from grader.exercise.exercise import Exercise
from grader.grading.feedback import of_check
from grader.grading.judge import Verdict
from grader.grading.trial import Trial, run_checks
from grader.model import Cell, Check, Limits, Outcome, Program
from grader.sandbox.outside.pool import Pool

TESTS = '''
from grader import checks


@checks("f", points=1, timeout_s=0.4)
def test_brief(student, observe):
    """Soon."""
    observe(f=student.f())


@checks("f", points=1, timeout_s=6)
def test_long(student, observe):
    """Some time."""
    observe(f=student.f())


@checks("f", points=1)
def test_plain(student, observe):
    """As the command says."""
    observe(f=student.f())


@checks("g", points=1, memory_mb=60)
def test_small(student, observe):
    """Little memory."""
    observe(g=student.g())


@checks("g", points=1, memory_mb=1000)
def test_large(student, observe):
    """Much memory."""
    observe(g=student.g())


@checks("g", points=1)
def test_middling(student, observe):
    """As much memory as the command says."""
    observe(g=student.g())
'''
SPIN = "import time\ndef f():\n    end = time.process_time() + {}\n    while time.process_time() < end: pass\n"
HOLD = "def g():\n    held = bytearray({} << 20)\n    return len(held)\n"
CHECKS = {
    check.id: check
    for check in (
        Check("test_brief", "f", 1, False, (), "Soon.", timeout_s=0.4),
        Check("test_long", "f", 1, False, (), "Some time.", timeout_s=6.0),
        Check("test_plain", "f", 1, False, (), "As the command says."),
        Check("test_small", "g", 1, False, (), "Little memory.", memory_mb=60),
        Check("test_large", "g", 1, False, (), "Much memory.", memory_mb=1000),
        Check("test_middling", "g", 1, False, (), "As much memory as the command says."),
    )
}


@pytest.fixture(scope="module")
def bounded():
    with Pool(TESTS, TESTS, "bounded") as pool:
        yield pool


def run(pool: Pool, source: str, limits: Limits, *ids: str) -> Trial:
    trial = Trial(Program("bounded", "bounded.py", (Cell(source),)))
    run_checks(trial, [CHECKS[id] for id in ids], None, pool, limits)
    return trial


def ended(trial: Trial) -> dict[str, str]:
    return {id: outcome.ended for id, outcome in trial.outcomes.items()}


def test_a_pool_says_which_limits_checks_have(bounded):
    assert {check.id: check for check in bounded.checks()} == CHECKS


def test_a_check_has_its_own_time_be_it_less_or_more(bounded):
    found = ended(run(bounded, SPIN.format(1.2), Limits(timeout_s=0.5), "test_long", "test_brief"))
    assert found == {"test_long": "returned", "test_brief": "timeout"}
    assert ended(run(bounded, SPIN.format(1.2), Limits(timeout_s=0.5), "test_plain")) == {"test_plain": "timeout"}


def test_what_is_left_after_a_stub_has_hung_is_a_tenth_of_the_checks_own_time(bounded):
    trial = run(bounded, SPIN.format(1.6), Limits(timeout_s=20), "test_brief", "test_long", "test_plain")
    assert [outcome.out_of for outcome in trial.outcomes.values()] == ["computing", "short", ""]
    limits = Limits(timeout_s=20)
    short = of_check(CHECKS["test_long"], Verdict("timeout", ()), trial.outcomes["test_long"], None, limits)
    brief = of_check(CHECKS["test_brief"], Verdict("timeout", ()), trial.outcomes["test_brief"], None, limits)
    assert (short.limit, brief.limit) == (1.0, 0.4)


@pytest.fixture(scope="module")
def with_rlimits(bounded):
    if "rlimits" not in bounded.isolation():
        pytest.skip("this machine bounds no memory")
    return bounded


@pytest.mark.parametrize("order", [("test_small", "test_large", "test_middling"), ("test_large", "test_small")])
@pytest.mark.parametrize("held", [0, 150])
def test_a_check_has_its_own_memory_be_it_less_or_more(with_rlimits, order, held):
    source = f"kept = bytearray({held} << 20)\n" + HOLD.format(300)
    found = ended(run(with_rlimits, source, Limits(memory_mb=200), *order))
    wanted = {"test_small": "memory", "test_large": "returned", "test_middling": "memory"}
    assert found == {id: wanted[id] for id in order}


def test_only_what_a_check_adds_counts(with_rlimits):
    source = "kept = bytearray(100 << 20)\n" + HOLD.format(40)
    assert ended(run(with_rlimits, source, Limits(), "test_small")) == {"test_small": "returned"}


def test_feedback_names_the_checks_own_limit():
    found = of_check(CHECKS["test_small"], Verdict("memory", ()), Outcome("memory"), None, Limits())
    assert found.limit == 60


def test_no_check_needs_more_time_than_its_submission_has():
    assert Limits(timeout_s=2).total_s == 20
    assert Limits(timeout_s=2, own_s=100).total_s == 112
    assert Limits(timeout_s=2, own_s=100).of(CHECKS["test_brief"]).total_s == 112
    assert Limits(timeout_s=2, budget_s=30, own_s=100).total_s == 30


def test_a_limit_that_the_reference_does_not_keep_is_an_authors_error_that_names_one(with_rlimits, tmp_path):
    decorator = '@checks("double", points=1)\ndef'
    reference = tiny.REFERENCE.replace(
        "twice_by_reference = 2 * x", "twice_by_reference = 2 * x + 0 * len('x' * (50 << 20))"
    )
    tests = tiny.TESTS.replace(decorator, decorator.replace("points=1", "points=1, memory_mb=10"))
    tiny.write_course(tmp_path, tests=tests, reference=reference)

    with pytest.raises(AuthorError, match=r"test_doubled: the reference needs more than memory_mb = 10") as raised:
        record(Exercise(tiny.NAME, tmp_path), None, Limits())

    smallest = int(str(raised.value).split("passes here is ")[1].split(".")[0])
    assert 50 <= smallest <= 120


@pytest.mark.parametrize("option", ["timeout_s=0", "timeout_s=-1", "memory_mb=0"])
def test_a_limit_that_is_none_is_an_authors_error(tmp_path, option):
    tests = tiny.TESTS.replace('@checks("double", points=1)', f'@checks("double", points=1, {option})')
    tiny.write_course(tmp_path, tests=tests)
    with pytest.raises(AuthorError, match=option.partition("=")[0]):
        record(Exercise(tiny.NAME, tmp_path), None, Limits())


RAISE = """
import resource
def g():
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (hard + (1 << 30), hard + (1 << 30)))
    except (ValueError, OSError):
        pass
    return len(bytearray({} << 20))
"""


@pytest.mark.parametrize(("megabytes", "wanted"), [(150, "returned"), (300, "memory")])
def test_code_that_raises_its_limit_gets_no_more_than_its_submission_may_have(with_rlimits, megabytes, wanted):
    trial = run(with_rlimits, RAISE.format(megabytes), Limits(memory_mb=200), "test_small")
    assert ended(trial) == {"test_small": wanted}
