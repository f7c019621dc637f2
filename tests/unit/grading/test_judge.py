"""When an outcome passes, and when it does not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.judge import Verdict, distance, in_doubt, judge, matches, waits_for
from grader.model import Check, Expectation, Fault, Observation, Outcome, Value

CHECK = Check("test_a", "f", 1.0, hidden=False, uses=("g",), title="A.")
NOT_FINITE = [math.nan, math.inf, -math.inf]


def vector(*numbers: float) -> Value:
    return Value((len(numbers),), numbers)


def returned(**values: Value) -> Outcome:
    return Outcome("returned", tuple(Observation(name, value) for name, value in values.items()))


def expect(value: Value, tolerance: float = 0.01) -> Expectation:
    return Expectation(value, tolerance)


def test_a_value_within_the_tolerance_passes():
    verdict = judge(CHECK, returned(x=vector(1.009, 2.0)), {"x": expect(vector(1.0, 2.0))})

    assert verdict.passed
    assert verdict.mismatches == ()


def test_one_number_beyond_the_tolerance_fails():
    verdict = judge(CHECK, returned(x=vector(1.011, 2.0)), {"x": expect(vector(1.0, 2.0))})

    assert verdict.status == "failed"
    assert [(found.name, found.got) for found in verdict.mismatches] == [("x", vector(1.011, 2.0))]


@pytest.mark.parametrize("number", NOT_FINITE)
def test_what_is_not_finite_never_passes_where_the_reference_is(number):
    for tolerance in (0.01, 1e308, math.inf):
        wide = expect(vector(1.0, 2.0), tolerance)

        assert not judge(CHECK, returned(x=vector(1.0, number)), {"x": wide}).passed


@given(st.lists(st.floats(), min_size=1), st.floats(min_value=0, allow_nan=False))
def test_nan_never_passes_where_the_reference_is_finite(numbers, tolerance):
    wanted = vector(*[0.0 if not math.isfinite(number) else number for number in numbers])
    got = vector(*numbers)
    finite = all(math.isfinite(number) for number in numbers)

    assert matches(got, Expectation(wanted, min(tolerance, 1e308))) is finite


@pytest.mark.parametrize("wanted", NOT_FINITE)
@pytest.mark.parametrize("got", [*NOT_FINITE, 0.0, 1e308])
def test_what_is_not_finite_matches_its_own_kind_only(got, wanted):
    alike = got == wanted or (math.isnan(got) and math.isnan(wanted))

    assert matches(Value((), (got,)), Expectation(Value((), (wanted,)), 1e300)) is alike


@pytest.mark.parametrize(
    ("got", "wanted"),
    [((), (1,)), ((1,), ()), ((2, 1), (2,)), ((1, 2), (2, 1)), ((0,), ()), ((0, 3), (3, 0))],
)
def test_shape_is_strict(got, wanted):
    numbers = [(1.0,) * math.prod(shape) for shape in (got, wanted)]

    assert not matches(Value(got, numbers[0]), expect(Value(wanted, numbers[1])))


def test_whole_numbers_and_truth_values_match_equal_floats():
    assert matches(Value((2,), (1, 0)), expect(vector(1.0, 0.0)))


def test_empty_values_of_one_shape_match():
    assert matches(Value((0, 3)), expect(Value((0, 3))))


def test_a_missing_observation_fails():
    verdict = judge(CHECK, returned(x=vector(1.0)), {"x": expect(vector(1.0)), "y": expect(vector(2.0))})

    assert verdict.status == "failed"
    assert [(found.name, found.got) for found in verdict.mismatches] == [("y", None)]


def test_an_extra_observation_fails():
    verdict = judge(CHECK, returned(x=vector(1.0), y=vector(2.0)), {"x": expect(vector(1.0))})

    assert [(found.name, found.expected) for found in verdict.mismatches] == [("y", None)]


def test_the_same_name_twice_counts_as_neither():
    twice = Outcome("returned", (Observation("x", vector(1.0)), Observation("x", vector(1.0))))

    assert not judge(CHECK, twice, {"x": expect(vector(1.0))}).passed


def test_observing_nothing_fails():
    assert not judge(CHECK, Outcome("returned"), {"x": expect(vector(1.0))}).passed


def test_a_diagnostic_observation_never_decides():
    expected = {"x": expect(vector(1.0)), "hint": Expectation(vector(5.0), 0.1, diagnostic=True)}
    seen = Observation("x", vector(1.0)), Observation("hint", vector(-3.0), diagnostic=True)

    assert judge(CHECK, Outcome("returned", seen), expected).passed
    assert judge(CHECK, Outcome("returned", seen[:1]), expected).passed


def test_a_value_called_diagnostic_does_not_stand_in_for_one_that_counts():
    outcome = Outcome("returned", (Observation("x", vector(1.0), diagnostic=True),))

    assert not judge(CHECK, outcome, {"x": expect(vector(1.0))}).passed


def test_nouns_match_the_same_noun_only():
    nothing = Expectation(Value(noun="None"), 0.0)

    assert matches(Value(noun="None"), nothing)
    assert not matches(Value(noun="a str"), nothing)
    assert not matches(Value((), (0.0,)), nothing)
    assert not matches(Value(noun="None"), expect(Value((), (0.0,)), 1e300))


def test_distance_is_symmetric_and_in_the_values_own_unit():
    assert distance(vector(1.0, -4.0), vector(1.5, 2.0)) == distance(vector(1.5, 2.0), vector(1.0, -4.0)) == 6.0


def test_a_distance_beyond_the_largest_float_is_infinite():
    assert distance(vector(1e308), vector(-1e308)) == math.inf


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome("raised", fault=Fault("RuntimeError", "no", "f")), "raised"),
        (Outcome("raised", fault=Fault("AssertionError", "no", "f")), "raised"),
        (Outcome("raised", fault=Fault("AssertionError", "no")), "failed"),
        (Outcome("raised", fault=Fault("NotImplementedError", "", "f")), "missing"),
        (Outcome("raised", fault=Fault("NotImplementedError", "", "g")), "blocked"),
        (
            Outcome("raised", fault=Fault("NotImplementedError", "", "f", None, "raise NotImplementedError()")),
            "missing",
        ),
        (
            Outcome("raised", fault=Fault("NotImplementedError", "xor", "f", None, "return (p - t) ^ 2")),
            "raised",
        ),
        (Outcome("missing", fault=Fault("MissingStub", "", "f")), "missing"),
        (Outcome("missing", fault=Fault("MissingStub", "", "g")), "blocked"),
        (Outcome("timeout"), "timeout"),
        (Outcome("memory", fault=Fault("MemoryError", "")), "memory"),
        (Outcome("memory"), "memory"),
        (Outcome("crashed"), "crashed"),
        (Outcome("malformed"), "crashed"),
        (Outcome("raised"), "crashed"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.ended} {value.fault and value.fault.type}",
)
def test_what_did_not_return_does_not_pass_whatever_it_observed(outcome, status):
    right = Observation("x", vector(1.0))
    outcome = Outcome(outcome.ended, (right,), outcome.fault)

    assert judge(CHECK, outcome, {"x": expect(vector(1.0))}).status == status


LAYERED = Check("test_stacked", "stacked", 1.0, False, ("Linear", "Value.__add__"), "Uses a class and a method.")
METHOD = Check("test_mul", "Value.__mul__", 1.0, False, ("Value.__add__",), "A method that uses another.")


@pytest.mark.parametrize(
    ("check", "function", "status"),
    [
        (LAYERED, "stacked", "missing"),
        (LAYERED, "Linear.forward", "blocked"),
        (LAYERED, "Value.__add__", "blocked"),
        (LAYERED, "Value", "blocked"),
        (LAYERED, "Value.__init__", "missing"),
        (METHOD, "Value.__mul__", "missing"),
        (METHOD, "Value.__add__", "blocked"),
        (METHOD, "Value", "missing"),
        (METHOD, "", "raised"),
    ],
)
def test_what_is_not_started_may_be_in_a_class(check, function, status):
    text = "raise NotImplementedError()" if function else ""
    outcome = Outcome("raised", fault=Fault("NotImplementedError", "", function, None, text))

    assert judge(check, outcome, {}).status == status


USER = Check("test_use", "g", 1.0, False, ("f",), "Uses f.")
OWN = Check("test_f", "f", 1.0, False, (), "f itself.")


@pytest.mark.parametrize(
    ("status", "of_used", "first", "again"),
    [
        ("failed", "passed", (), True),
        ("raised", "passed", (), True),
        ("failed", "failed", (), False),
        ("failed", "passed", ("test_use",), False),
        ("timeout", "passed", (), False),
        ("missing", "passed", (), False),
        ("passed", "passed", (), False),
    ],
)
def test_a_check_runs_again_alone_if_an_earlier_one_may_be_to_blame(status, of_used, first, again):
    verdicts = {"test_use": Verdict(status), "test_f": Verdict(of_used)}

    assert in_doubt(USER, verdicts, [OWN, USER], first) is again


def test_a_check_waits_for_the_stubs_it_uses_that_fail():
    verdicts = {"test_use": Verdict("failed"), "test_f": Verdict("failed")}

    assert waits_for(USER, [OWN, USER], verdicts) == ["f"]
    assert waits_for(OWN, [OWN, USER], verdicts) == []
    assert waits_for(USER, [OWN, USER], {"test_use": Verdict("failed")}) == []
