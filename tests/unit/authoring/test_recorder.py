"""Expectations are recorded from the reference, tolerances derived from the accepted answers; faults are named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
from open_pool import OpenPool

from grader.authoring import recorder
from grader.errors import AuthorError
from grader.exercise.exercise import Exercise, Rubric
from grader.model import (
    Check,
    Expectation,
    Fault,
    Limits,
    Misconception,
    Observation,
    Outcome,
    Place,
    Recording,
    Value,
    Variant,
)
from grader.sandbox.outside.pool import Job, Run

# --- what is recorded ---------------------------------------------------------------------------


def numbers(recording: Recording, check: str, name: str) -> tuple[float, ...]:
    return recording.expected[check][name].value.numbers


def test_expected_is_what_the_reference_did(rubric):
    recording = rubric.recording

    assert numbers(recording, "test_doubled", "doubled") == (2.0, -4.0, 8.0)
    assert numbers(recording, "test_slope", "slope") == (8.0, -16.0, 32.0)
    assert numbers(recording, "test_scalar[-0.5]", "doubled") == (-1.0,)
    assert all(1236 < number < 1239 for number in numbers(recording, "test_doubled_elsewhere", "doubled"))


def test_checks_come_in_their_authors_order_with_parameters(rubric):
    assert [check.id for check in rubric.recording.checks] == [
        "test_doubled",
        "test_scalar[3.0]",
        "test_scalar[-0.5]",
        "test_doubled_elsewhere",
        "test_slope",
        "test_slope_elsewhere",
    ]


def test_wrong_answers_are_recorded_with_all_their_variants(rubric):
    found = {known.id: known for known in rubric.recording.misconceptions}

    assert list(found) == ["squared", "two_more", "as_number", "not_squared", "chain_forgotten"]
    assert [variant.function for variant in found["squared"].variants] == ["squared", "squared_as_a_power"]
    outcomes = found["as_number"].variants[0].outcomes
    assert {check: outcome.ended for check, outcome in outcomes.items()} == {
        "test_doubled": "raised",
        "test_scalar[3.0]": "returned",
        "test_scalar[-0.5]": "returned",
        "test_doubled_elsewhere": "raised",
    }
    assert outcomes["test_doubled"].fault.type == "RuntimeError"


def test_what_stubs_that_do_nothing_do_is_recorded(rubric):
    unchanged = rubric.recording.unchanged

    assert set(unchanged) == {check.id for check in rubric.recording.checks}
    assert unchanged["test_doubled"].observations == (Observation("doubled", Value(noun="None")),)


def test_what_students_get_holds_nothing_of_hidden_checks(rubric):
    part = recorder.visible_part(rubric.recording)

    assert [check.id for check in part.checks] == [
        "test_doubled",
        "test_scalar[3.0]",
        "test_scalar[-0.5]",
        "test_slope",
    ]
    assert (part.seed, dict(part.sources)) == (None, {})
    assert "elsewhere" not in str(part)
    assert [known.id for known in part.misconceptions] == [known.id for known in rubric.recording.misconceptions]


# --- a pool that is on stage: the rest is about what the recorder makes of what it is told -----

LOSS = Check("test_loss", "loss", 1.0, False, (), "The loss.")


def returned(**values: float | tuple[float, ...]) -> Outcome:
    def value(numbers: float | tuple[float, ...]) -> Value:
        return Value((len(numbers),), numbers) if isinstance(numbers, tuple) else Value((), (numbers,))

    return Outcome("returned", tuple(Observation(name, value(seen)) for name, seen in values.items()))


class Stage:
    """Stands in for the pool: has `checks`, and lets them end as `outcomes` say for the answer that is run."""

    def __init__(
        self, checks: tuple[Check, ...], faults: Mapping[str, tuple[Fault, ...]] = {}, **outcomes: Outcome
    ) -> None:
        self._faults = faults
        self._checks, self._outcomes = checks, {"reference": returned(loss=4.0), **outcomes}

    def __call__(self, visible_tests: str, hidden_tests: str, name: str, **data: object) -> Stage:
        return self

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def checks(self) -> tuple[Check, ...]:
        return self._checks

    def stop(self) -> None:
        pass

    def run(self, job: Job, limits: Limits) -> Run:
        answer = "".join(cell.source for cell in job.program.cells[1:])
        marker = next((name for name in self._outcomes if f"def {name}(" in answer), "reference")
        return Run(outcomes=dict.fromkeys(job.checks, self._outcomes[marker]), faults=self._faults.get(marker, ()))


ACCEPTED = "@accepted('loss')\ndef right(x):\n    return x\n"
MISTAKE = "@misconception('loss', title='T')\ndef wrong(x):\n    'E.'\n    return x\n"


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that records an exercise on a stage."""

    def run(stage: Stage, **texts: str) -> Recording:
        files = {
            "reference": "def loss(x):\n    return x\n\ndef model(x):\n    return x\n",
            "tests": "@checks('loss', points=1)\ndef test_loss(student): ...\n",
            "accepted": "",
            "misconceptions": "",
            **texts,
        }
        exercise = Exercise(tiny.NAME, tiny.write_course(tmp_path, **files))
        monkeypatch.setattr(recorder, "Pool", stage)
        return recorder.record(exercise, None, Limits())

    return run


def tolerance(recording: Recording) -> float:
    return recording.expected["test_loss"]["loss"].tolerance


def test_without_another_right_answer_the_tolerance_is_64_float32_steps(recorded):
    assert tolerance(recorded(Stage((LOSS,)))) == pytest.approx(64 * 2**-23 * 4.0)


def test_the_tolerance_is_eight_times_the_spread_of_the_accepted_answers(recorded):
    stage = Stage((LOSS,), right=returned(loss=4.001))

    assert tolerance(recorded(stage, accepted=ACCEPTED)) == pytest.approx(0.008)


def test_the_floor_is_at_the_scale_of_the_largest_number(recorded):
    stage = Stage((LOSS,), reference=returned(loss=(1000.0, 1e-9)))

    assert tolerance(recorded(stage)) == pytest.approx(64 * 2**-23 * 1000.0)


@pytest.mark.parametrize("reference", [0.0, math.inf, math.nan])
def test_a_tolerance_is_a_positive_number_whatever_was_observed(recorded, reference):
    assert 0 < tolerance(recorded(Stage((LOSS,), reference=returned(loss=reference)))) < 1e-3


def test_the_seed_of_a_new_recording_is_a_secret_of_its_own(recorded, rubric):
    assert recorded(Stage((LOSS,))).seed not in (None, 0, rubric.recording.seed)


# --- faults of an author ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (replace(LOSS, stub="los"), "the reference solution defines no function or class 'los'"),
        (replace(LOSS, uses=("modle",)), "the reference solution defines no function or class 'modle'"),
        (replace(LOSS, points=0), "points must be > 0 and finite: 0"),
        (replace(LOSS, points=math.nan), "points must be > 0 and finite: nan"),
        (replace(LOSS, points=math.inf), "points must be > 0 and finite: inf"),
        (replace(LOSS, title=""), "needs a docstring"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_malformed_check_is_named(recorded, check, message):
    with pytest.raises(AuthorError, match="test_loss") as error:
        recorded(Stage((check,)))
    assert message in str(error.value)


CLASSES = "class Value:\n    def add(self): ...\n    def mul(self): ...\n\ndef loss(x):\n    return x\n"


@pytest.mark.parametrize(
    ("stub", "message"),
    [
        ("Value.sub", "the reference solution defines no method 'Value.sub'"),
        ("Vale.add", "the reference solution defines no class 'Vale', and so no method 'Vale.add'"),
        ("Vale", "the reference solution defines no function or class 'Vale'"),
    ],
)
def test_a_method_or_a_class_that_the_reference_has_not_is_named(recorded, stub, message):
    with pytest.raises(AuthorError, match="test_loss") as error:
        recorded(Stage((replace(LOSS, stub=stub),)), reference=CLASSES)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "other", [replace(LOSS, id="test_b", stub="Value.add"), replace(LOSS, id="test_b", uses=("Value.add",))]
)
def test_a_class_and_a_method_of_it_are_not_both_stubs(recorded, other):
    with pytest.raises(AuthorError) as error:
        recorded(Stage((replace(LOSS, stub="Value"), other)), reference=CLASSES)
    assert "test_b is of, or uses, 'Value.add', and test_loss is of all of 'Value': let both be of" in str(
        error.value
    )


def test_two_methods_of_a_class_are_two_stubs(recorded):
    both = replace(LOSS, stub="Value.add"), replace(LOSS, id="test_b", stub="Value.mul", uses=("Value.add",))

    assert recorded(Stage(both), reference=CLASSES).stubs == ("Value.add", "Value.mul")


BROKEN = Fault("NameError", "name 'np' is not defined", "<module>", None, "EPS = np.float32(1e-7)")
TAKEN = Fault("Note", "here loss is given to something else; your function of cell 1 line 1 counts", "loss")


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize(
    ("who", "fault", "message"),
    [
        (
            "reference",
            BROKEN,
            "tiny.py line 2 (`EPS = np.float32(1e-7)`): this does not load: NameError: name 'np'",
        ),
        (
            "right",
            BROKEN,
            "accepted.py line 5 (`EPS = np.float32(1e-7)`): this does not load, for right: NameError",
        ),
        (
            "wrong",
            BROKEN,
            "misconceptions.py line 6 (`EPS = np.float32(1e-7)`): this does not load, for wrong: Name",
        ),
        (
            "right",
            TAKEN,
            "accepted.py: right does not take the place of loss: here loss is given to something else",
        ),
        ("wrong", TAKEN, "misconceptions.py: wrong does not take the place of loss: here loss is given to"),
    ],
)
def test_a_line_of_the_authors_that_raises_is_named(recorded, who, fault, message, hidden):
    stage = Stage(
        (replace(LOSS, hidden=hidden),), faults={who: (fault,)}, right=returned(loss=4.0), wrong=returned(loss=5.0)
    )
    line = f"\n{BROKEN.text}\n"
    reference = f"\n{BROKEN.text}\ndef loss(x):\n    return x\n"
    with pytest.raises(AuthorError) as error:
        recorded(stage, reference=reference, accepted=ACCEPTED + line, misconceptions=MISTAKE + line)
    assert message in str(error.value)


def test_a_note_on_something_else_is_no_fault_of_an_answer(recorded):
    stage = Stage((LOSS,), faults={"right": (replace(TAKEN, function="other"),)}, right=returned(loss=4.0))

    assert recorded(stage, accepted=ACCEPTED)


def test_two_checks_of_one_name_are_named(recorded):
    with pytest.raises(AuthorError, match="there are two checks of this name"):
        recorded(Stage((LOSS, replace(LOSS, hidden=True))))


def test_a_file_without_checks_is_named(recorded):
    with pytest.raises(AuthorError, match="holds no @checks"):
        recorded(Stage(()))


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (
            Outcome("raised", fault=Fault("ValueError", "bad")),
            "the reference solution on test_loss raised: ValueError: bad",
        ),
        (Outcome("timeout"), "the reference solution on test_loss timeout"),
        (Outcome("returned"), "the check observes nothing"),
        (Outcome("returned", (Observation("x", Value((), (1.0,)), True),)), "the check observes nothing"),
        (Outcome("returned", (Observation("x", Value((), (1.0,))),) * 2), "observes the same name twice"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reference_that_does_not_do_what_it_must_is_named(recorded, outcome, message):
    with pytest.raises(AuthorError) as error:
        recorded(Stage((LOSS,), reference=outcome))
    assert message in str(error.value)


IN_THE_REFERENCE = Fault("AttributeError", "no 'oot'", "loss", Place(4, 1), "return x.oot")
IN_THE_ANSWER = Fault("AttributeError", "no 'oot'", "right", Place(2, 2), "return x.oot  # mine")


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({"reference": Outcome("raised", fault=IN_THE_REFERENCE)}, "/tiny.py line 4 (`return x.oot`)"),
        ({"right": Outcome("raised", fault=IN_THE_REFERENCE)}, "/tiny.py line 4 (`return x.oot`)"),
        ({"right": Outcome("raised", fault=IN_THE_ANSWER)}, "/accepted.py line 3 (`return x.oot  # mine`)"),
    ],
    ids=["reference", "by way of the reference", "answer"],
)
def test_an_error_is_told_with_the_line_that_it_came_through(recorded, outcomes, said):
    reference = "def other(x):\n    return x.oot\ndef loss(x):\n    return x.oot\ndef model(x): ...\n"
    accepted = ACCEPTED.replace("return x", "return x.oot  # mine")
    with pytest.raises(AuthorError) as error:
        recorded(Stage((LOSS,), **outcomes), reference=reference, accepted=accepted)
    assert "raised: AttributeError: no 'oot', at " in str(error.value)
    assert str(error.value).endswith(said)


@pytest.mark.parametrize(("kind", "hint"), [("TypeError", ""), ("AssertionError", ". A check asserts nothing")])
def test_an_error_of_the_check_itself_is_told_with_the_line_that_it_begins_in(recorded, kind, hint):
    outcome = Outcome("raised", fault=Fault(kind, "bad"))
    with pytest.raises(AuthorError) as error:
        recorded(Stage((LOSS,), reference=outcome))
    assert f"{kind}: bad, in the check itself, which begins at " in str(error.value)
    assert f"test_tiny.py line 2{hint}" in str(error.value)


def test_a_test_file_is_looked_at_before_it_is_run(recorded):
    with pytest.raises(AuthorError, match=r"test_tiny\.py line 1: test_loss has no @checks above it"):
        recorded(None, tests="def test_loss(student): ...\n")


SLIP = Outcome("raised", fault=Fault("TypeError", "wrong() takes 1 argument but 2 were given"))
WITHIN = Outcome("raised", fault=Fault("TypeError", "g() takes 1 argument", "wrong", Place(3), "return g(x, x)"))
PARTLY = replace(SLIP, observations=returned(loss=4.0).observations)


def test_a_code_that_no_check_can_call_is_no_mistake_with_a_name(recorded):
    with pytest.raises(AuthorError) as error:
        recorded(Stage((LOSS,), wrong=SLIP), misconceptions=MISTAKE)
    assert "misconceptions.py: wrong raised TypeError in every check of loss: wrong() takes" in str(error.value)
    assert "If that is the mistake, give match=" in str(error.value)


@pytest.mark.parametrize(
    ("outcome", "match"),
    [(SLIP, ", match='takes'"), (WITHIN, ""), (PARTLY, "")],
    ids=["a pattern", "an error within it", "an observation before"],
)
def test_what_tells_an_error_from_others_makes_it_a_mistake(recorded, outcome, match):
    mistake = MISTAKE.replace("title='T'", f"title='T'{match}")

    (known,) = recorded(Stage((LOSS,), wrong=outcome), misconceptions=mistake).misconceptions

    assert known.variants[0].outcomes["test_loss"].ended == "raised"


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (Outcome("raised", fault=Fault("ValueError", "bad")), "accepted answer right on test_loss raised"),
        (returned(loss=4.1), "test_loss: the accepted answer right is 0.1 away from the reference on loss"),
        (returned(loss=math.nan), "the accepted answer right is inf away from the reference on loss"),
        (returned(loss=(4.0,)), "the accepted answer right gives loss in another shape"),
        (returned(other=4.0), "the accepted answer right gives loss in another shape"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_accepted_answer_that_is_wrong_is_named(recorded, outcome, message):
    with pytest.raises(AuthorError) as error:
        recorded(Stage((LOSS,), right=outcome), accepted=ACCEPTED)
    assert message in str(error.value)
    assert "loss" in str(error.value)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"accepted": ACCEPTED.replace("loss", "los")}, "accepted.py: right is for 'los', which no check is of"),
        ({"misconceptions": MISTAKE.replace("loss", "los")}, "misconceptions.py: wrong is for 'los'"),
        ({"misconceptions": MISTAKE.replace("'E.'", "pass")}, "wrong: needs a title and a docstring"),
        (
            {"misconceptions": MISTAKE.replace("'E.'", '"""1\n\n2\n\n3\n\n4"""')},
            "wrong: its docstring has 4 paragraphs",
        ),
        ({"misconceptions": MISTAKE.replace(", title='T'", "")}, "wrong: needs a title and a docstring"),
        ({"misconceptions": "def f(:\n"}, "misconceptions.py line 1"),
        ({"reference": "def loss(\n"}, "tiny.py line 1"),
        ({"tests": "def test_loss(:\n"}, "test_tiny.py line 1"),
        (
            {"misconceptions": MISTAKE + "@misconception('model', id='wrong')\ndef other(x):\n    return x\n"},
            "share the id 'wrong' belong to different stubs",
        ),
        ({"misconceptions": MISTAKE.replace("title='T'", "title='T', match='('")}, "wrong: match is no pattern"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_malformed_answer_is_named(recorded, texts, message):
    both = LOSS, Check("test_model", "model", 1.0, False, (), "The model.")
    with pytest.raises(AuthorError) as error:
        recorded(Stage(both), **texts)
    assert message in str(error.value)


def test_a_recording_holds_nothing_that_a_clock_has_ended(recorded):
    with pytest.raises(AuthorError, match="wrong of misconceptions.py did not end within 20 s on test_loss"):
        recorded(Stage((LOSS,), wrong=Outcome("timeout")), misconceptions=MISTAKE)


def test_nor_does_it_of_a_stub_that_does_nothing(recorded):
    with pytest.raises(AuthorError, match="a stub that does nothing did not end within 20 s on test_loss"):
        recorded(Stage((LOSS,), loss=Outcome("timeout")))


# --- what counts as the same --------------------------------------------------------------------


def recording(loss: float = 4.0, tolerance: float = 0.01, wrong: float = 8.0, title: str = "T") -> Recording:
    variant = Variant("wrong", None, {"test_loss": returned(loss=wrong)})
    return Recording(
        "tiny",
        (LOSS,),
        {"test_loss": {"loss": Expectation(Value((), (loss,)), tolerance)}},
        (Misconception("wrong", "loss", title, ("E.",), (variant,)),),
        {"test_loss": returned(loss=0.0)},
        seed=7,
    )


def test_float_noise_is_no_difference():
    assert recorder.same(recording(), recording(loss=4.0005, tolerance=0.012, wrong=8.001))


@pytest.mark.parametrize(
    "new",
    [
        recording(loss=4.002),
        recording(tolerance=0.2),
        recording(wrong=9.0),
        recording(title="Another"),
        replace(recording(), seed=8),
        replace(recording(), misconceptions=()),
        replace(recording(), unchanged={"test_loss": Outcome("timeout")}),
        replace(recording(), checks=(replace(LOSS, points=2.0),)),
    ],
    ids=["value", "tolerance", "misconception", "title", "seed", "one less", "unchanged", "points"],
)
def test_anything_else_is(new):
    assert not recorder.same(recording(), new)


def test_building_again_keeps_the_recording(exercise: Exercise, rubric: Rubric, open_pool, monkeypatch):
    """Not one that is the same up to noise: this very object."""
    monkeypatch.setattr(recorder, "Pool", open_pool)

    assert recorder.record(exercise, rubric.recording, Limits()) is rubric.recording


def test_a_code_without_a_pattern_has_that_of_its_misconceptions_first_where_it_raises(tmp_path, pool, monkeypatch):
    """Without one, any error of that type would be given the name."""
    more = """

@misconception("double", id="as_number")
def as_number_twice(x):
    return torch.tensor(x.item() + x.item())


@misconception("double", id="as_number", match="")
def as_number_whatever_is_said(x):
    return torch.tensor(x.item() + 1 * x.item())


@misconception("double", id="as_number")
def as_number_of_the_first(x):
    return torch.tensor(3 * x.flatten()[0].item())
"""
    exercise = Exercise(tiny.NAME, tiny.write_course(tmp_path, misconceptions=tiny.MISCONCEPTIONS + more))
    monkeypatch.setattr(recorder, "Pool", OpenPool(pool))

    recording = recorder.record(exercise, None, Limits())

    (known,) = [each for each in recording.misconceptions if each.id == "as_number"]
    pattern = "converted to Scalar|one element tensors"
    assert [variant.match for variant in known.variants] == [pattern, pattern, "", None]
