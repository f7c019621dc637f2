"""Which misconception, or which plain relation, explains a student's numbers."""

from __future__ import annotations

import math

import pytest

from grader.grading.diagnose import explain, relation
from grader.grading.feedback import _extract
from grader.grading.words import related
from grader.model import (
    Check,
    Expectation,
    Fault,
    Misconception,
    Mismatch,
    Observation,
    Outcome,
    Recording,
    Relation,
    Value,
    Variant,
)


def in_words(got: Value, wanted: Value) -> str:
    """Return how a value relates to the one that was wanted, as a student reads it."""
    return related(Mismatch("x", _extract(got), _extract(wanted), relation(got, wanted, None)))


def value(*numbers: float) -> Value:
    return Value((len(numbers),), numbers)


def number(number: float) -> Value:
    return Value((), (number,))


def returned(seen: Value, name: str = "x") -> Outcome:
    return Outcome("returned", (Observation(name, seen),))


def raised(type: str, message: str = "") -> Outcome:
    return Outcome("raised", fault=Fault(type, message))


CHECKS = tuple(Check(id, "loss", 1.0, id == "test_c", (), "Asked.") for id in ("test_a", "test_b", "test_c"))
RIGHT = {"test_a": value(1.0, 2.0), "test_b": number(10.0), "test_c": number(-4.0)}


CHECK_IDS = tuple(RIGHT)


def mistake(id: str, *outcomes: dict[str, Outcome], match: str | None = None, stub: str = "loss") -> Misconception:
    """Return a misconception with one variant for each mapping of outcomes."""
    variants = tuple(Variant(f"{id}{n}", match, found) for n, found in enumerate(outcomes))
    return Misconception(id, stub, f"Title of {id}", (f"Explanation of {id}.",), variants)


def outcomes(a: Outcome | None = None, b: Outcome | None = None, c: Outcome | None = None) -> dict[str, Outcome]:
    """Return the outcomes of the three checks, right ones where none is given."""
    given = zip(RIGHT, (a, b, c), strict=True)
    return {check: outcome or returned(RIGHT[check]) for check, outcome in given}


DOUBLED = mistake("doubled", outcomes(returned(value(2.0, 4.0)), returned(number(20.0)), returned(number(-8.0))))
HALF_RIGHT = mistake("first_only", outcomes(a=returned(value(1.0, 0.0))))
LAST_WRONG = mistake("last_only", outcomes(b=returned(number(11.0))))
RAISES = mistake(
    "raises", outcomes(raised("RuntimeError"), raised("RuntimeError"), raised("RuntimeError")), match="a leaf"
)
RECORDING = Recording(
    "tiny",
    CHECKS,
    {check: {"x": Expectation(right, 1e-6)} for check, right in RIGHT.items()},
    (DOUBLED, HALF_RIGHT, LAST_WRONG, RAISES),
    {},
)


def diagnosed(found: dict[str, Outcome], *failing: str, recording: Recording = RECORDING) -> dict[str, str]:
    """Return the id of the misconception named for each check."""
    passed = {check: check not in failing for check in found}
    return {check: named.id for check, named in explain("loss", found, passed, recording).items()}


# --- one misconception for a stub ---------------------------------------------------------------


def test_the_mistake_that_gives_the_same_numbers_everywhere_is_named():
    found = outcomes(returned(value(2.0, 4.0)), returned(number(20.0)), returned(number(-8.0)))

    assert diagnosed(found, *CHECK_IDS) == dict.fromkeys(CHECK_IDS, "doubled")


CHECK_IDS = tuple(RIGHT)


def test_float_noise_does_not_hide_a_mistake():
    found = outcomes(returned(value(2.0004, 3.9997)), returned(number(20.001)), returned(number(-8.001)))

    assert set(diagnosed(found, *CHECK_IDS).values()) == {"doubled"}


def test_one_number_that_differs_rules_a_mistake_out():
    found = outcomes(a=returned(value(1.0, 0.1)))

    assert diagnosed(found, "test_a") == {}


def test_a_passing_check_must_agree_too():
    """`doubled` explains the two failing checks, but would have failed the third as well."""
    found = outcomes(returned(value(2.0, 4.0)), returned(number(20.0)))

    assert diagnosed(found, "test_a", "test_b") == {}


def test_only_failing_checks_get_a_name():
    assert diagnosed(outcomes(a=returned(value(1.0, 0.0))), "test_a") == {"test_a": "first_only"}


def test_nothing_is_named_where_all_passes():
    assert diagnosed(outcomes()) == {}


def test_checks_that_were_not_run_do_not_count():
    """A student's own pytest knows visible checks only."""
    found = {
        check: outcome for check, outcome in outcomes(a=returned(value(1.0, 0.0))).items() if check != "test_c"
    }

    assert diagnosed(found, "test_a") == {"test_a": "first_only"}


def test_mistakes_of_other_stubs_are_not_named():
    elsewhere = mistake("elsewhere", outcomes(a=returned(value(7.0, 7.0))), stub="model")
    recording = Recording("tiny", CHECKS, RECORDING.expected, (elsewhere,), {})

    assert diagnosed(outcomes(a=returned(value(7.0, 7.0))), "test_a", recording=recording) == {}


def test_each_variant_stands_for_the_mistake():
    two = mistake("two", outcomes(a=raised("ValueError")), outcomes(a=returned(value(9.0, 9.0))))
    recording = Recording("tiny", CHECKS, RECORDING.expected, (two,), {})

    assert diagnosed(outcomes(a=raised("ValueError")), "test_a", recording=recording) == {"test_a": "two"}
    assert diagnosed(outcomes(a=returned(value(9.0, 9.0))), "test_a", recording=recording) == {"test_a": "two"}


def test_of_two_mistakes_that_agree_the_nearer_one_is_named():
    near = mistake("near", outcomes(a=returned(value(5.0001, 5.0))))
    far = mistake("far", outcomes(a=returned(value(5.003, 5.0))))
    for known in ((near, far), (far, near)):
        recording = Recording("tiny", CHECKS, RECORDING.expected, known, {})

        assert diagnosed(outcomes(a=returned(value(5.0, 5.0))), "test_a", recording=recording) == {"test_a": "near"}


# --- errors, shapes, nouns ----------------------------------------------------------------------


def test_an_error_is_named_by_its_type_and_the_authors_pattern():
    a_leaf = raised("RuntimeError", "a leaf Variable that requires grad is being used in an in-place operation")
    other = raised("RuntimeError", "The size of tensor a must match")

    assert set(diagnosed(outcomes(a_leaf, a_leaf, a_leaf), *CHECK_IDS).values()) == {"raises"}
    assert diagnosed(outcomes(other, other, other), *CHECK_IDS) == {}


def test_another_type_of_error_is_another_mistake():
    found = outcomes(*[raised("TypeError", "a leaf")] * 3)

    assert diagnosed(found, *CHECK_IDS) == {}


def test_without_a_pattern_the_type_of_the_error_is_enough():
    anything = mistake("anything", outcomes(a=raised("TypeError")))
    recording = Recording("tiny", CHECKS, RECORDING.expected, (anything,), {})

    assert diagnosed(outcomes(a=raised("TypeError", "words")), "test_a", recording=recording) == {
        "test_a": "anything"
    }


def test_what_was_observed_before_an_error_counts():
    after_one = Outcome("raised", (Observation("x", value(1.0, 2.0)),), Fault("RuntimeError", "a leaf"))

    assert diagnosed(outcomes(after_one, after_one, after_one), *CHECK_IDS) == {}


@pytest.mark.parametrize("ended", ["timeout", "memory", "crashed", "malformed", "missing"])
def test_what_neither_returned_nor_raised_is_no_known_mistake(ended):
    found = outcomes(*[Outcome(ended)] * 3)
    same = Recording("tiny", CHECKS, RECORDING.expected, (mistake("same", found),), {})

    assert diagnosed(found, *CHECK_IDS, recording=same) == {}


def test_another_shape_is_another_mistake():
    found = outcomes(a=returned(Value((1, 2), (1.0, 0.0))))

    assert diagnosed(found, "test_a") == {}


def test_nouns_agree_by_their_kind():
    pair = mistake("pair", outcomes(a=returned(Value(noun="a tuple", inner="tensor, list"))))
    recording = Recording("tiny", CHECKS, RECORDING.expected, (pair,), {})
    named = {"test_a": "pair"}

    found = outcomes(a=returned(Value(noun="a tuple", inner="list, tensor")))
    assert diagnosed(found, "test_a", recording=recording) == named
    assert diagnosed(outcomes(a=returned(Value(noun="None"))), "test_a", recording=recording) == {}
    assert diagnosed(outcomes(a=returned(Value(noun="a list"))), "test_a", recording=recording) == {}


def test_runs_that_diverge_agree_wherever_they_overflow():
    diverged = mistake("diverged", outcomes(a=returned(value(math.inf, math.nan))))
    recording = Recording("tiny", CHECKS, RECORDING.expected, (diverged,), {})

    found = outcomes(a=returned(value(3.2e34, math.nan)))
    assert diagnosed(found, "test_a", recording=recording) == {"test_a": "diverged"}
    found = outcomes(a=returned(value(1.0, math.nan)))
    assert diagnosed(found, "test_a", recording=recording) == {}


def test_other_names_are_another_mistake():
    found = outcomes(a=returned(value(1.0, 0.0), name="y"))

    assert diagnosed(found, "test_a") == {}


# --- two mistakes at once -----------------------------------------------------------------------


def test_two_mistakes_that_cover_the_failing_checks_are_named_where_each_shows():
    found = outcomes(a=returned(value(1.0, 0.0)), b=returned(number(11.0)))

    assert diagnosed(found, "test_a", "test_b") == {"test_a": "first_only", "test_b": "last_only"}


def test_a_cover_must_agree_with_the_passing_checks():
    wide = mistake("wide", outcomes(b=returned(number(11.0)), c=returned(number(0.0))))
    recording = Recording("tiny", CHECKS, RECORDING.expected, (HALF_RIGHT, wide), {})
    found = outcomes(a=returned(value(1.0, 0.0)), b=returned(number(11.0)))

    assert diagnosed(found, "test_a", "test_b", recording=recording) == {}


def test_one_mistake_is_preferred_to_two():
    both = mistake("both", outcomes(a=returned(value(1.0, 0.0)), b=returned(number(11.0))))
    recording = Recording("tiny", CHECKS, RECORDING.expected, (HALF_RIGHT, LAST_WRONG, both), {})
    found = outcomes(a=returned(value(1.0, 0.0)), b=returned(number(11.0)))

    assert set(diagnosed(found, "test_a", "test_b", recording=recording).values()) == {"both"}


def test_every_pair_is_tried():
    """The mistake that reaches most checks need not be one of the two that cover them all."""
    ids = ("test_a", "test_b", "test_c", "test_d")
    checks = tuple(Check(id, "loss", 1.0, False, (), "Asked.") for id in ids)
    wrong = {id: returned(number(n)) for n, id in enumerate(ids)}

    def on(*chosen: str) -> Misconception:
        rest = {id: returned(number(99.0)) for id in ids}
        return mistake("_".join(chosen), rest | {id: wrong[id] for id in chosen})

    known = (on("test_b", "test_c"), on("test_a", "test_b"), on("test_c", "test_d"))
    recording = Recording("tiny", checks, {}, known, {})

    assert diagnosed(wrong, *ids, recording=recording) == {
        "test_a": "test_a_test_b",
        "test_b": "test_a_test_b",
        "test_c": "test_c_test_d",
        "test_d": "test_c_test_d",
    }


def test_a_mistake_that_explains_most_of_the_failures_is_named_on_those():
    found = outcomes(returned(value(2.0, 4.1)), returned(number(20.0)), returned(number(-8.0)))

    assert diagnosed(found, *CHECK_IDS) == {"test_b": "doubled", "test_c": "doubled"}


def test_a_mistake_that_explains_half_of_the_failures_may_be_chance():
    found = outcomes(a=returned(value(1.0, 0.0)), b=returned(number(123.0)))

    assert diagnosed(found, "test_a", "test_b") == {}


# --- plain relations ----------------------------------------------------------------------------

WANTED = value(3.0, -5.0, 11.0, 40.0)


def times(factor: float, of: Value = WANTED) -> Value:
    return Value(of.shape, tuple(factor * part for part in of.numbers))


@pytest.mark.parametrize(
    ("got", "words"),
    [
        pytest.param(times(11), "11 times too large", id="factor"),
        pytest.param(times(0.5), "2 times too small", id="factor below one"),
        pytest.param(times(-1), "the right size with the wrong sign", id="sign"),
        pytest.param(times(-3), "3 times too large and of the wrong sign", id="factor and sign"),
        pytest.param(times(0), "zero", id="zero"),
        pytest.param(value(5.0, -3.0, 13.0, 42.0), "2 too large throughout", id="offset"),
        pytest.param(value(1.0, -7.0, 9.0, 38.0), "2 too small throughout", id="negative offset"),
        pytest.param(value(1.0, 3.0, -5.0, 11.0), "one step behind", id="behind"),
        pytest.param(value(-5.0, 11.0, 40.0, 90.0), "one step ahead", id="ahead"),
        pytest.param(value(3.0, -5.0, 11.0, 41.0), "3 of 4 numbers right", id="partly right"),
        pytest.param(value(3.0, -5.0, 11.0), "shape (3,) instead of (4,)", id="shape"),
        pytest.param(
            Value((2, 2), WANTED.numbers), "the right numbers in shape (2, 2) instead of (4,)", id="reshaped"
        ),
        pytest.param(value(math.nan, 1.0, 2.0, 3.0), "not finite", id="NaN"),
        pytest.param(value(math.inf, 1.0, 2.0, 3.0), "not finite", id="infinity"),
        pytest.param(value(17.0, 2.0, 8.0, 1.0), "", id="none"),
        pytest.param(Value(noun="None"), "", id="no number"),
    ],
)
def test_a_plain_relation_is_put_into_words(got, words):
    said = in_words(got, WANTED)

    assert said.startswith(words)
    assert bool(said) == bool(words)


def test_a_factor_of_a_single_number_is_named():
    assert in_words(number(19402.7), number(1763.88)).startswith("11 times too large")


def test_swapped_components_are_named():
    assert in_words(value(82.6, 4517.3), value(4517.3, 82.6)) == "the two components are swapped"


def test_a_transposed_matrix_is_named():
    wanted = Value((2, 3), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
    got = Value((3, 2), (1.0, 4.0, 2.0, 5.0, 3.0, 6.0))

    assert in_words(got, wanted) == "the right numbers, transposed"


def test_an_unchanged_value_is_named_before_any_factor():
    assert relation(value(1.0, 1.0), value(2.0, 2.0), value(1.0, 1.0)) == Relation("unchanged")


@pytest.mark.parametrize("wanted", [number(0.0), value(0.0, 0.0), Value((0,), ())], ids=str)
@pytest.mark.parametrize(
    "got", [number(0.0), number(2.0), value(1.0, -1.0), Value((0,), ()), Value((2, 0), ())], ids=str
)
def test_no_division_by_zero_and_no_empty_value_upsets_it(got, wanted):
    relation(got, wanted, got)
    assert "nan" not in in_words(got, wanted)


def test_a_pattern_that_says_so_sees_the_line_that_raised_an_error_too():
    class_called = mistake("class", *[outcomes(*[raised("RuntimeError")] * 3)], match=r"Boolean value.*\n.*Loss\(")
    if_asked = mistake("if", *[outcomes(*[raised("RuntimeError")] * 3)], match="Boolean value")
    recording = Recording("tiny", CHECKS, {}, (class_called, if_asked), {})

    def named(line: str) -> str:
        fault = Fault("RuntimeError", "Boolean value of Tensor is ambiguous", text=line)
        seen = dict.fromkeys(CHECK_IDS, Outcome("raised", fault=fault))
        return explain("loss", seen, dict.fromkeys(CHECK_IDS, False), recording)["test_a"].id

    assert named("return nn.MSELoss(t_p, t_c)") == "class"
    assert named("if t_p > t_c:") == "if"


def test_other_patterns_see_the_message_alone():
    zero = mistake("zero", *[outcomes(*[raised("ValueError")] * 3)], match="zero")
    recording = Recording("tiny", CHECKS, {}, (zero,), {})
    seen = dict.fromkeys(CHECK_IDS, Outcome("raised", fault=Fault("ValueError", "bad", text="zero_grad(params)")))

    assert explain("loss", seen, dict.fromkeys(CHECK_IDS, False), recording) == {}
