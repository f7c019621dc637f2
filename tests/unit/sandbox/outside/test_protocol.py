"""
What a child may say: everything else is refused in one place, and whatever gets through it harms no judge, no
diagnosis and no report. Frames are sent by a real child, as a hostile submission would send them.
"""

from __future__ import annotations

import io
import json
import math
import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console
from sample import count

from grader.errors import WireError
from grader.grading import visible
from grader.model import HIDDEN_FEEDBACK
from grader.report import github, gradescope, junit, table
from grader.report import record as record
from grader.report.terminal import Summary, print_class
from grader.sandbox import wire
from grader.sandbox.outside import protocol

# --- what is refused ----------------------------------------------------------------------------

GOOD = {
    "confined": {"layers": ["process"]},
    "loading": {"cell": 0},
    "outputs": {"cell": 0},
    "loaded": {"faults": []},
    "begin": {"check": "t"},
    "observed": {
        **{"check": "t", "name": "x", "shape": [2], "dtype": "f4", "noun": "", "text": "", "inner": ""},
        **{"diagnostic": False, "bound": []},
    },
    "ended": {"check": "t", "ended": "returned", **wire.fault_fields(wire.Fault("", ""))},
    "nearly over": {"check": "t", "done": 3, "most": 5, **wire.fault_fields(wire.Fault("", ""))},
    "done": {},
}
BODIES = {"observed": bytes(8), "outputs": b"[]"}


def read(kind: str, *, body: bytes | None = None, **changes: object) -> protocol.Message:
    header = {**GOOD.get(kind, {}), **changes}
    return protocol.read(wire.Frame(kind, header, BODIES.get(kind, b"") if body is None else body))


@pytest.mark.parametrize("kind", GOOD)
def test_what_a_child_says_is_read(kind):
    read(kind)


@pytest.mark.parametrize("kind", GOOD)
def test_a_message_has_its_own_fields_and_no_others(kind):
    with pytest.raises(WireError, match="wrong fields"):
        read(kind, points=100)
    for missing in GOOD[kind]:
        fields = {name: value for name, value in GOOD[kind].items() if name != missing}
        with pytest.raises(WireError, match="wrong fields"):
            protocol.read(wire.Frame(kind, fields, BODIES.get(kind, b"")))


@pytest.mark.parametrize("kind", ["confined", "loading", "loaded", "begin", "ended", "nearly over", "done"])
def test_only_values_and_outputs_have_a_body(kind):
    with pytest.raises(WireError, match="body"):
        read(kind, body=b"x")


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("verdict", {}),
        ("confined", {"layers": "process"}),
        ("confined", {"layers": ["a b"]}),
        ("confined", {"layers": ["process"] * 17}),
        ("loading", {"cell": -1}),
        ("loading", {"cell": True}),
        ("loading", {"cell": 1.0}),
        ("loading", {"cell": 2**53}),
        ("loading", {"cell": 100_000}),
        ("loaded", {"faults": [{}]}),
        ("loaded", {"faults": [wire.fault_fields(wire.Fault("", ""))] * 9}),
        ("begin", {"check": ""}),
        ("begin", {"check": ["t"]}),
        ("begin", {"check": "t" * 1001}),
        ("ended", {"ended": "passed"}),
        ("ended", {"ended": ["returned"]}),
        ("ended", {"message": 3}),
        ("nearly over", {"done": 6}),
        ("nearly over", {"most": 2**53}),
        ("nearly over", {"done": True}),
        ("observed", {"name": "x" * (wire.MAX_PATH + 1)}),
        ("observed", {"name": "a b"}),
        ("observed", {"shape": [2.0]}),
        ("observed", {"shape": [[2]]}),
        ("observed", {"shape": [2**20, 2**20, 0]}),
        ("observed", {"shape": [0, 100_000, 100_000, 100_000]}),
        ("observed", {"shape": [0] * 9}),
        ("observed", {"noun": "a str"}),
        ("observed", {"diagnostic": 1}),
        ("observed", {"dtype": "O"}),
    ],
    ids=str,
)
def test_what_no_child_may_say_is_refused(kind, changes):
    with pytest.raises(WireError):
        read(kind, **changes)


@given(
    st.sampled_from(sorted(GOOD)),
    st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=3),
)
def test_what_is_refused_is_refused_in_one_way(kind, changes):
    try:
        read(kind, **changes)
    except WireError:
        pass


# --- what gets through --------------------------------------------------------------------------

HOSTILE_TEXTS = st.sampled_from(
    [
        "",
        "\x1b]8;;x\x07",
        "\ud800",
        "::error::x",
        "=1+1",
        "<script>",
        "\u202e",
        "a" * 3000,
        "\n" * 500,
        "x.py line 9",
    ]
) | st.text(max_size=20)
NUMBERS = st.floats() | st.sampled_from([5e-324, -5e-324, 1.8e308, 2.0**1000, float("nan"), float("inf"), -0.0])
SHAPES = st.sampled_from(
    [[], [3], [0], [4], [1, 3], [3, 1], [2, 2], [0, 0], [100_000, 10_000, 0], [0, 1000, 1000], [1] * 8, [12], [13]]
)


STEPS = st.sampled_from(["", "", "", "[0]", '["::error::"]', '["<b>"][3].x', ".x", '["\\\\"]'])
BOUNDS = st.sampled_from(
    [[], [], ["at least", "0.9", "inf"], ["labelled", "1e-300", "inf"], ["any of", "-inf", "inf"]]
)


@st.composite
def values(draw: st.DrawFn, name: str) -> tuple[dict[str, object], str]:
    """Return the header and the hexadecimal body of an observation that a child can form."""
    header = {"kind": "observed", "check": "CHECK", "name": name + draw(STEPS), "noun": "", "text": "", "inner": ""}
    header |= {"diagnostic": draw(st.booleans()), "bound": draw(BOUNDS)}
    if draw(st.integers(0, 3)) == 0:
        texts = {key: draw(HOSTILE_TEXTS) for key in ("text", "inner")}
        noun = draw(st.sampled_from(["a str", "a dict", "a tuple", "an error"]) | HOSTILE_TEXTS) or "None"
        return {**header, **texts, "shape": [], "dtype": "f8", "noun": noun}, ""
    shape = draw(SHAPES)
    count = 0 if 0 in shape else math.prod(shape)
    numbers = [draw(NUMBERS)] * count if count > 4 else [draw(NUMBERS) for _ in range(count)]
    return {**header, "shape": shape, "dtype": "f8"}, struct.pack(f"<{count}d", *numbers).hex()


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[dict[str, object], str]]:
    """Return what a child that speaks for itself says of the check that it is at."""
    names = draw(st.lists(st.sampled_from(["doubled", "slope", "x", "square"]), unique=True, max_size=3))
    said = [draw(values(name)) for name in names]
    if draw(st.booleans()):
        texts = {key: draw(HOSTILE_TEXTS) for key in ("type", "message", "function", "file", "text")}
        numbers = {key: draw(st.integers(0, 10**7)) for key in ("line", "cell")}
        ended = draw(st.sampled_from(["returned", "raised", "missing", "memory"]))
        said.append(({"kind": "ended", "check": "CHECK", "ended": ended, **texts, **numbers}, ""))
    return said


SPEAKER = """
import json, os, struct, sys

said = json.loads({said!r})

def speak():
    frame = sys._getframe()
    while frame.f_code.co_name != "serve":
        frame = frame.f_back
    for header, body in said:
        if "check" in header:
            header["check"] = frame.f_locals["check"]
        head, body = json.dumps(header).encode(), bytes.fromhex(body)
        os.write(3, struct.pack("<II", len(head) + len(body), len(head)) + head + body)
    os._exit(0)

def double(x):
    speak()

def slope(x):
    speak()
"""


@settings(max_examples=count(sample=25, whole=2000))
@given(conversations())
@example([({"kind": "observed", "check": "", "name": "doubled", "shape": [3], "dtype": "f8", "noun": "",
            "text": "", "inner": "", "diagnostic": False, "bound": []},
           struct.pack("<3d", 5e-324, 5e-324, 5e-324).hex())])  # fmt: skip
@example([({"kind": "observed", "check": "", "name": "doubled", "shape": [0, 2**20, 2**20, 2**20], "dtype": "f8",
            "noun": "", "text": "", "inner": "", "diagnostic": False, "bound": []}, "")])  # fmt: skip
@example([({"kind": "loading", "cell": 7}, ""), ({"kind": "loading", "cell": 8}, "")])
def test_no_frame_of_a_child_harms_a_judge_a_diagnosis_or_a_report(grade_source, said):
    report = grade_source(SPEAKER.format(said=json.dumps(said)))

    assert report.status == "graded", report.failure
    assert report.points == 0
    for feedback in HIDDEN_FEEDBACK:
        theirs = visible.of_report(report, feedback)
        github.summary([theirs]), github.problems([theirs]), gradescope.dumps(theirs)
    texts = [record.dumps([report]), table.dumps([report]), junit.dumps([report])]
    console = Console(file=io.StringIO(), width=80)
    print_class(console, [report], Summary(0.0))
    assert all(len(text) < 1_000_000 for text in [*texts, console.file.getvalue()])
