"""When an outcome passes, and when it does not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.judge import Verdict, distance, in_doubt, judge, matches, verdicts, waits_for
from grader.model import Bound, Check, Expectation, Fault, Observation, Outcome, Recording, Rule, Value

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


@pytest.mark.parametrize("size", [2, 3])
def test_in_a_circle_nobody_waits_unless_it_is_clear_where_to_begin(size):
    """Else a mistake in one of the stubs would be told in none."""
    stubs = [f"s{number}" for number in range(size)]
    circle = [
        Check(f"test_{s}", s, 1.0, False, (stubs[n - 1],), "Uses the one before.") for n, s in enumerate(stubs)
    ]
    alone = Check("test_alone", stubs[0], 1.0, False, (), "By itself.")
    failed = {each.id: Verdict("failed") for each in (*circle, alone)}

    assert [waits_for(each, circle, failed) for each in circle] == [[]] * size
    known = [*circle, alone]
    assert [waits_for(each, known, failed) for each in circle] == [list(each.uses) for each in circle]
    assert waits_for(alone, known, failed) == []


# --- texts, and what values hold ----------------------------------------------------------------------


def text(words: str) -> Value:
    return Value(noun="a str", text=words)


def test_texts_match_by_what_they_say():
    assert matches(text("weight"), expect(text("weight")))
    assert not matches(text("Weight"), expect(text("weight")))
    assert not matches(text("None"), expect(Value(noun="None")))


def test_a_list_is_as_good_as_a_tuple_and_nothing_else_is():
    assert matches(Value(noun="a tuple", inner="str"), expect(Value(noun="a list")))
    assert not matches(Value(noun="a dict"), expect(Value(noun="a list")))


def observed(**named: Value) -> Outcome:
    """Return an outcome with entries: `w__b` stands for `w["b"]`."""
    seen = ((name.replace("__", '["') + '"]' * ("__" in name), value) for name, value in named.items())
    return Outcome("returned", tuple(Observation(name, value) for name, value in seen))


STATE = {
    "w": expect(Value(noun="a dict")),
    'w["a"]': expect(vector(1.0)),
    'w["b"]': expect(vector(2.0)),
}


@pytest.mark.parametrize(
    ("outcome", "names"),
    [
        (observed(w=Value(noun="a dict"), w__b=vector(2.0), w__a=vector(1.0)), []),
        (observed(w=Value(noun="a dict"), w__a=vector(1.0)), ['w["b"]']),
        (observed(w=Value(noun="a dict"), w__a=vector(1.0), w__b=vector(3.0)), ['w["b"]']),
        (observed(w=Value(noun="a dict"), w__a=vector(1.0), w__b=vector(2.0), w__c=vector(2.0)), ['w["c"]']),
        (observed(w=Value(noun="None")), ["w"]),
        (observed(w=Value(noun="a list"), w__x=vector(1.0)), ["w"]),
    ],
    ids=["in another order", "one less", "another value", "one more", "None", "a list of something"],
)
def test_what_a_value_holds_is_compared_entry_by_entry_if_the_value_is_of_the_right_kind(outcome, names):
    assert [found.name for found in judge(CHECK, outcome, STATE).mismatches] == names


# --- bounds, labels -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "right", "wrong"),
    [
        (Bound("at least", low=0.9), 0.9, 0.8999),
        (Bound("at most", high=40), 40, 40.001),
        (Bound("between", 1, 2), 1.5, 2.001),
        (Bound("between", 1, 2), 1.0, 0.999),
        (Bound("at least", low=0.9), math.inf, math.nan),
    ],
    ids=str,
)
def test_a_bound_is_asked_in_place_of_the_references_value(bound, right, wrong):
    asked = Expectation(vector(1.7), 0.0, bound=bound)

    assert matches(vector(right), asked)
    assert not matches(vector(wrong), asked)
    assert not matches(vector(right, wrong), asked)
    assert not matches(Value(noun="None"), asked)
    assert not matches(vector(), asked)


@given(st.lists(st.floats(), max_size=5), st.floats(), st.floats())
def test_nothing_that_is_no_number_is_within_a_bound(numbers, low, high):
    within = matches(
        Value((len(numbers),), tuple(numbers)), Expectation(vector(), 0.0, bound=Bound("between", low, high))
    )

    assert within == (bool(numbers) and all(low <= each <= high for each in numbers))


def test_of_labels_a_fraction_has_to_be_right():
    asked = Expectation(vector(0, 1, 2, 1), 0.0, bound=Bound("labelled", low=0.75))

    assert matches(vector(0, 1, 2, 0), asked)
    assert not matches(vector(0, 1, 0, 0), asked)
    assert not matches(vector(0, 1, 2), asked)
    assert not matches(text("0121"), asked)


# --- several right answers ------------------------------------------------------------------------------


def either(reference: float, other: float) -> Expectation:
    return Expectation(vector(reference), 1e-3, bound=Bound("any of"), alternatives={"other": vector(other)})


ONE, TWO = (Check(f"test_{name}", "f", 1.0, hidden=False, uses=(), title="T.") for name in ("one", "two"))
EITHER = Recording("x", (ONE, TWO), {"test_one": {"x": either(1, -1)}, "test_two": {"x": either(2, -2)}}, (), {})


@pytest.mark.parametrize(
    ("one", "two", "passed"),
    [(1, 2, [True, True]), (-1, -2, [True, True]), (1, -2, [True, False]), (-1, 3, [True, False])],
)
def test_a_stub_agrees_with_one_right_answer_in_all_of_its_checks(one, two, passed):
    outcomes = {"test_one": returned(x=vector(one)), "test_two": returned(x=vector(two))}

    assert [verdict.passed for verdict in verdicts(EITHER, outcomes).values()] == passed


def test_an_alternative_of_one_check_says_nothing_of_what_is_expected_elsewhere():
    fixed = Recording("x", (ONE, TWO), {**EITHER.expected, "test_two": {"x": expect(vector(2.0))}}, (), {})
    outcomes = {"test_one": returned(x=vector(-1)), "test_two": returned(x=vector(2))}

    assert all(verdict.passed for verdict in verdicts(fixed, outcomes).values())


# --- the text of a stub -----------------------------------------------------------------------------------

TEXT = Check("test_text", "f", 1.0, hidden=False, uses=(), title="T.", rules=(Rule("loops"),))
READ = Recording(
    "x",
    (TEXT, ONE),
    {
        "test_text": {"loops": Expectation(Value((), (0.0,)), 0.0, bound=Bound("at most", high=0))},
        "test_one": {"x": expect(vector(1.0))},
    },
    (),
    {},
)


@pytest.mark.parametrize(
    ("loops", "x", "status"), [(0, 1.0, "passed"), (1, 1.0, "failed"), (0, 5.0, "blocked"), (1, 5.0, "blocked")]
)
def test_a_text_counts_once_the_stubs_other_visible_checks_pass(loops, x, status):
    outcomes = {"test_text": returned(loops=Value((), (float(loops),))), "test_one": returned(x=vector(x))}

    assert verdicts(READ, outcomes)["test_text"].status == status
    assert not in_doubt(TEXT, verdicts(READ, outcomes), READ.checks, ())


def test_a_text_counts_where_only_a_bound_is_missed():
    few = Expectation(vector(1.0), 0.0, bound=Bound("at most", high=2))
    counted = Recording("x", (TEXT, ONE), {**READ.expected, "test_one": {"x": few}}, (), {})
    outcomes = {"test_text": returned(loops=Value((), (1.0,))), "test_one": returned(x=vector(5.0))}

    assert verdicts(counted, outcomes)["test_text"].status == "failed"
    assert verdicts(counted, {**outcomes, "test_one": Outcome("timeout")})["test_text"].status == "blocked"
