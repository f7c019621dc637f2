"""Frames: what was sent arrives, and what no honest child sends is a WireError, never anything else."""

from __future__ import annotations

import json
import math
import struct
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading import at

from grader.errors import WireError
from grader.model import Bound, Cell, Fault, Observation, Place, Program, Value
from grader.sandbox import wire

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,20}", fullmatch=True).filter(str.isidentifier)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def decode_all(data: bytes) -> list[wire.Frame]:
    return list(wire.Decoder().feed(data))


def frame(header: object, body: bytes = b"") -> bytes:
    """Return a frame with any JSON, also what `encode` would refuse, as its header."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(head) + len(body), len(head)) + head + body


def observed(body: bytes = bytes(8), **changes: object) -> wire.Frame:
    """Return the frame of one good observation with some header fields changed."""
    header = {"check": "t", "name": "x", "shape": [2], "dtype": "f4", "noun": "", "text": "", "inner": ""}
    header |= {"diagnostic": False, "bound": []}
    return wire.Frame("observed", header | changes, body)


def same_numbers(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    pairs = zip(left, right, strict=True)
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in pairs)


# --- what was sent arrives ----------------------------------------------------------------------


@st.composite
def observations(draw: st.DrawFn) -> tuple[Observation, str]:
    shape = draw(SHAPES)
    dtype = draw(st.sampled_from(sorted(wire.DTYPES)))
    number = {
        "f4": st.floats(width=32),
        "f8": st.floats(),
        "i8": st.integers(-(2**53), 2**53),
        "u1": st.integers(0, 255),
    }[dtype]
    numbers = draw(st.lists(number, min_size=math.prod(shape), max_size=math.prod(shape)))
    return Observation(draw(NAMES), Value(shape, tuple(numbers)), draw(st.booleans())), dtype


@given(observations())
def test_observation_arrives_as_it_was_sent(sent):
    observation, dtype = sent
    data = wire.encode_observation("test_a[1]", observation, dtype)

    [arrived] = decode_all(data)
    got = wire.decode_observation(arrived)

    assert arrived.header["check"] == "test_a[1]"
    assert (got.name, got.diagnostic, got.value.shape) == (
        observation.name,
        observation.diagnostic,
        observation.value.shape,
    )
    assert same_numbers(got.value.numbers, observation.value.numbers)


def test_zero_dimensions_stay_zero():
    [arrived] = decode_all(wire.encode_observation("t", Observation("x", Value((), (1.5,))), "f4"))

    assert wire.decode_observation(arrived).value == Value((), (1.5,))


@pytest.mark.parametrize(
    "observation",
    [
        Observation("x", Value(noun="a tuple", inner="tensor, list"), True),
        Observation("x", Value(noun="a str", text="two\\nlines")),
        Observation('weights["fc.weight"]', Value((), (1.0,))),
        Observation('weights["say \\"]\\""][0].rate', Value((), (1.0,))),
        Observation("pair[3]", Value((), (1.0,))),
        Observation("accuracy", Value((), (0.5,)), bound=Bound("at least", low=0.9)),
        Observation("calls", Value((), (40.0,)), bound=Bound("at most", high=1e-300)),
        Observation("spread", Value((), (1.0,)), bound=Bound("between", -1.5, 2e22)),
        Observation("either", Value((), (1.0,)), bound=Bound("any of")),
    ],
    ids=lambda observation: observation.name,
)
def test_what_is_no_number_and_what_is_asked_arrive_as_well(observation):
    [frame] = decode_all(wire.encode_observation("t", observation, "f8"))

    assert wire.decode_observation(frame) == observation


@given(
    st.lists(st.builds(Cell, TEXTS, st.integers(1, 99), TEXTS), max_size=3).map(tuple),
    st.booleans(),
    st.none() | st.integers(0, 9),
    st.lists(NAMES, max_size=3).map(tuple),
    TEXTS,
    st.booleans(),
)
def test_a_task_arrives_as_it_was_sent(cells, notebook, definitions_from, substituted, substitute, hidden):
    program = Program("tiny", "tiny.py", cells, notebook, definitions_from, substituted, substitute)

    task = wire.Task(program, ("test_a", "test_b[x]"), hidden, {"test_a": "state"}, 512, "/tmp/job", ("landlock",))

    [arrived] = decode_all(wire.encode_task(task))

    assert wire.decode_task(arrived) == task


@given(st.lists(st.binary(max_size=20), max_size=5), st.lists(st.integers(0, 400), max_size=6))
def test_frames_do_not_depend_on_how_the_stream_is_cut(bodies, cuts):
    data = b"".join(wire.encode("part", {"n": n}, body) for n, body in enumerate(bodies))
    decoder, found = wire.Decoder(), []
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]

    for start, end in zip(edges, edges[1:], strict=False):
        found += decoder.feed(data[start:end])

    assert [(part.header["n"], part.body) for part in found] == list(enumerate(bodies))


def test_fault_arrives_cut_to_what_a_frame_holds():
    fault = Fault("ValueError", "x" * 100_000, "loss_fn", at("tiny.py line 3"), "raise ValueError")

    got = wire.decode_fault(wire.fault_fields(fault))

    assert got == Fault(
        "ValueError", "x" * wire.FAULT_FIELDS["message"], "loss_fn", at("tiny.py line 3"), "raise ValueError"
    )


EMOJI = "\U0001f600" * 100_000


def test_eight_errors_of_the_longest_kind_fit_into_one_frame():
    fault = wire.fault_fields(Fault(*[EMOJI] * 3, Place(10**9, 10**9, EMOJI), EMOJI))

    [arrived] = decode_all(wire.encode("loaded", {"faults": [fault] * 8}))

    assert len(arrived.header["faults"]) == 8


# --- what no honest child sends -----------------------------------------------------------------


@given(st.binary(max_size=200))
@example(b"\xff" * 8)
@example(struct.pack("<II", 2, 2) + b"[]")
def test_any_bytes_are_frames_or_a_wire_error(data):
    try:
        for part in decode_all(data):
            assert isinstance(part.kind, str)
    except WireError:
        pass


@given(observations(), st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_is_a_clean_frame_or_a_wire_error(sent, position, bit):
    observation, dtype = sent
    data = bytearray(wire.encode_observation("t", Observation(observation.name, observation.value, False), dtype))
    data[position % len(data)] ^= 1 << bit
    try:
        for part in decode_all(bytes(data)):
            wire.decode_observation(part)
    except WireError:
        pass


@given(observations(), st.integers(1, 10_000))
def test_a_truncated_frame_yields_nothing(sent, cut):
    observation, dtype = sent
    data = wire.encode_observation("t", Observation(observation.name, observation.value, False), dtype)

    assert decode_all(data[: -(cut % len(data) or 1)]) == []


@pytest.mark.parametrize(
    ("size", "head"),
    [
        pytest.param(2**32 - 1, 10, id="four gigabytes of body"),
        pytest.param(2**32 - 1, 2**32 - 1, id="four gigabytes of header"),
        pytest.param(5, 6, id="a header longer than its frame"),
        pytest.param(wire.MAX_HEADER + 1, wire.MAX_HEADER + 1, id="one byte of header too much"),
        pytest.param(wire.MAX_BODY + 3, 2, id="one byte of body too much"),
    ],
)
def test_lengths_over_the_limit_are_refused_before_anything_is_read(size, head):
    with pytest.raises(WireError, match="over the limit"):
        decode_all(struct.pack("<II", size, head))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b'"kind"', id="a string"),
        pytest.param(b"{}", id="no kind"),
        pytest.param(b'{"kind": 3}', id="a kind that is no string"),
        pytest.param(b'{"kind": "x", "n": NaN}', id="NaN is no JSON"),
        pytest.param(b'{"kind": "x", "n": -Infinity}', id="infinity is no JSON"),
        pytest.param(b'{"kind": "x"', id="half an object"),
        pytest.param(b'{"kind": "\xff"}', id="no UTF-8"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"[" * 30_000, id="nested too deeply"),
        pytest.param(
            b'{"kind": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}", id="objects nested too deeply"
        ),
        pytest.param(b'{"kind": "x", "n": ' + b"9" * 20_000 + b"}", id="a number of 20,000 digits"),
    ],
)
def test_a_header_that_is_no_json_object_with_a_kind_is_refused(header):
    with pytest.raises(WireError):
        decode_all(frame(header))


@pytest.mark.parametrize(
    "changes",
    [
        {"dtype": "f2"},
        {"dtype": "O"},
        {"dtype": None},
        {"dtype": ["f4"]},
        {"shape": [3]},
        {"shape": [1, 1]},
        {"shape": [-2, -1]},
        {"shape": [True, 2]},
        {"shape": [2.0]},
        {"shape": 2},
        {"shape": None},
        {"shape": [2**31, 2**33]},
        {"shape": [2, *[1] * wire.MAX_DIMENSIONS]},
        {"name": ""},
        {"name": "a b"},
        {"name": 3},
        {"noun": 3},
        {"diagnostic": 0},
        {"diagnostic": None},
        {"name": "x["},
        {"name": 'x["]'},
        {"name": "x[nan]"},
        {"name": "x.0"},
        {"name": 'x["' + "a" * wire.MAX_PATH + '"]'},
        {"text": "without a noun"},
        {"inner": "without a noun"},
        {"text": 3},
        {"bound": None},
        {"bound": ["at least", "0.9"]},
        {"bound": ["at least", 0.9, 1.0]},
        {"bound": ["better than", "0.9", "inf"]},
        {"bound": ["at least", "nan", "inf"]},
        {"bound": ["at least", "1_0", "inf"]},
        {"bound": [["at least"], "0", "inf"]},
    ],
    ids=str,
)
def test_an_observation_with_a_wrong_field_is_refused(changes):
    assert wire.decode_observation(observed()).value.shape == (2,)

    with pytest.raises(WireError):
        wire.decode_observation(observed(**changes))


@pytest.mark.parametrize("length", [0, 7, 9, 16])
def test_bytes_that_do_not_fit_the_shape_are_refused(length):
    with pytest.raises(WireError, match="do not fit"):
        wire.decode_observation(observed(bytes(length)))


@given(
    st.dictionaries(
        st.sampled_from(["name", "shape", "dtype", "noun", "text", "inner", "diagnostic", "bound"]), JSON
    ),
    st.binary(max_size=16),
)
def test_any_json_in_an_observation_is_a_value_or_a_wire_error(changes, body):
    try:
        got = wire.decode_observation(observed(body, **changes))
    except WireError:
        return
    assert got.value.noun or len(got.value.numbers) == math.prod(got.value.shape)


@given(st.dictionaries(st.sampled_from(["type", "message", "function", "file", "line", "cell", "text"]), JSON))
def test_any_json_in_an_error_is_harmless_text_or_a_wire_error(header):
    try:
        fault = wire.decode_fault(header)
    except WireError:
        return
    assert all(isinstance(getattr(fault, key), str) for key in ("type", "message", "function", "text"))
    assert fault.place is None or (fault.place.line >= 0 and fault.place.cell >= 0)


@given(st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"])))
@example("\x1b[2J\u202egpj.exe\ud800")
def test_harmless_text_holds_no_control_character_and_can_be_encoded(value):
    safe = wire.harmless(value)

    assert all(char in "\n\t" or unicodedata.category(char)[0] != "C" for char in safe)
    safe.encode()


def test_harmless_text_keeps_what_is_harmless():
    assert wire.harmless("Übung 3:\n\tπ ≈ 3.14 [bold]") == "Übung 3:\n\tπ ≈ 3.14 [bold]"
    assert wire.harmless("\x1b[31m") == "\\x1b[31m"
