"""What is made of a notebook's cells before nbgrader looks at them: a notebook comes of whatever was handed in."""

from __future__ import annotations

import base64

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.model import Check, CheckReport, Extract, Feedback, Mismatch, Named, StubReport
from grader.nbgrader import cells as cells

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and so on").decode()

text = st.text(st.characters(exclude_categories=()), max_size=8)
"""Lone surrogates included: JSON can hold them, and no file can."""
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["cell_type", "source", "metadata", "attachments", "outputs", "id", "execution_count"])
marks = st.dictionaries(
    st.sampled_from(["nbgrader", "collapsed", "tags", "name", "jupyter", "autograd-grader"]),
    json | st.fixed_dictionaries({"grade_id": st.sampled_from(["double", "check_double"]) | json}),
    max_size=3,
)
cell = json | st.dictionaries(keys, st.sampled_from(["code", "markdown"]) | json | marks, max_size=6)


@given(st.lists(cell, max_size=4))
@example([{"cell_type": "code", "source": "print('\ud800')", "metadata": {"nbgrader": {"grade_id": "\udfff"}}}])
@example([{"cell_type": "markdown", "attachments": {"\ud800": {"image/png": PNG}}}])
def test_a_valid_notebook_comes_of_whatever_was_handed_in(handed_in):
    notebook = cells.clean({"cells": handed_in})

    nbformat.validate(notebook)
    assert len(notebook.cells) == sum(isinstance(each, dict) for each in handed_in)
    mended = nbformat.v4.new_notebook(cells=cells.mended(notebook.cells, []))
    nbformat.writes(mended).encode()


@pytest.mark.parametrize(
    "metadata", [{"collapsed": "yes"}, {"tags": "hidden"}, {"name": ""}, {"scrolled": 3}, {"jupyter": []}]
)
def test_metadata_that_nbformat_refuses_costs_nothing(metadata):
    ours = {"nbgrader": {"grade_id": "double", "points": "many"}}
    handed_in = {"cell_type": "code", "source": ["x = 1\n", "x"], "metadata": metadata | ours}
    [cell] = cells.clean({"cells": [handed_in]}).cells

    assert cell.source == "x = 1\nx"
    assert cell.metadata["nbgrader"] == {"grade_id": "double"}


def test_a_picture_in_an_answer_stays_and_what_is_none_goes():
    attachments = {
        "plot.png": {"image/png": PNG, "text/html": "<script>"},
        "page.png": {"image/png": base64.b64encode(b"<svg onload='...'>").decode()},
        "drawing.svg": {"image/svg+xml": "<svg/>"},
        "list": [PNG],
    }
    answer = {"cell_type": "markdown", "source": "![](attachment:plot.png)", "attachments": attachments}
    [cell] = cells.clean({"cells": [answer]}).cells

    assert cell.attachments == {"plot.png": {"image/png": PNG}}


def cleaned(*sources: str, **attachments: dict[str, str]) -> list[str]:
    answers = [{"cell_type": "markdown", "source": source, "attachments": attachments} for source in sources]
    return [cell.source for cell in cells.clean({"cells": answers}).cells]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a ![b](attachment:c.svg) d", "a *(a picture that is not shown: c.svg)* d"),
        ("![b](<attachment:c.svg> 'title')", "*(a picture that is not shown: c.svg)*"),
        ("![b](attachment:kept.png)", "![b](attachment:kept.png)"),
        ("![b][c]\n\n[c]: attachment:c.svg", "![b][c]\n\n[c]: not-shown:c.svg"),
        ("<img src='attachment:c.svg'>", "<img src='not-shown:c.svg'>"),
    ],
)
def test_a_picture_that_goes_leaves_a_note(source, left):
    pictures = {"kept.png": {"image/png": PNG}, "c.svg": {"image/svg+xml": "<svg/>"}}

    assert cleaned(source, **pictures) == [left]


def test_markdown_of_a_notebook_is_cut_and_its_blanks_are_few():
    texts = cleaned("a" + " " * 64_000 + "b", "\n" * 10_000 + "c", "x" * 150_000, "y" * 150_000)

    assert texts[0] == "a" + " " * 100 + "b"
    assert texts[1] == "\n" * 20 + "c"
    assert sum(len(text) for text in texts) < cells.MAX_MARKDOWN + 200
    assert texts[3].strip() == "(What follows is left out: it is too long to be shown.)"


def test_a_script_becomes_cells_that_people_can_read():
    script = (
        "# %% [markdown]\n# # Twice\n#\n# And more.\n\n# %%\nimport torch\n\n\n"
        "# %%\ndef double(x):\n    return 2 * x\n\n"
        '# %% [markdown] nbgrader={"grade_id": "why", "points": 2}\n# Because.\n'
    )
    found = cells.clean(cells.of_script(script)).cells

    assert [cell.cell_type for cell in found] == ["markdown", "code", "code", "markdown"]
    assert found[0].source == "# Twice\n\nAnd more."
    assert found[2].source == "def double(x):\n    return 2 * x"
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in found] == [None, None, "double", "why"]
    assert len(cells.of_script("# %%\nx = 1\n" * 10_000)["cells"]) == 1


def test_a_class_has_one_comment_for_all_its_stubs():
    def report(stub: str, *ids: str) -> StubReport:
        check = Check("test", stub, 1.0, False, (), "T.")
        lines = [CheckReport(check, "failed", 0.0, misconception=Named(id, id, (f"Not {id}.",))) for id in ids]
        return StubReport(stub, tuple(lines))

    stubs = [report("f", "a"), report("Value.one", "b", "b"), report("Value.two", "b", "c"), report("g")]

    assert cells.comments(stubs) == {"f": "a. Not a.", "Value": "b. Not b.\n\nc. Not c."}


def stub_of(points: float) -> StubReport:
    """Return a stub that is wrong in one check, with a named mistake and something to see."""
    size = (3,)
    found = Mismatch("losses", Extract(size, (3.0, 2.0, 1.0)), Extract(size, (3.0, 1.0, 0.0)))
    wrong, right = (Check(f"test_{name}", "<f>", 1.0, False, (), "T <b>.") for name in ("wrong", "right"))
    named = Named("m", "Never `cleared()`", ("See <i>.", "Why `x < 1`.", "Look there."))
    lines = [CheckReport(wrong, "failed", 0.0, Feedback("differs", (found,)), named)]
    return StubReport("<f>", (*lines, CheckReport(right, "passed", points)))


@pytest.mark.parametrize(("points", "last"), [(1.0, "execute_result"), (0.0, "error")])
def test_feedback_is_text_and_a_page_with_code_and_pictures_and_the_points_stand_last(points, last):
    shown, ended = cells.verdict(stub_of(points), "", 3)

    page, text = shown.data["text/html"], " ".join(shown.data["text/plain"].split())
    assert ended["output_type"] == last
    assert "<code>cleared()</code>" in page and "<code>x &lt; 1</code>" in page
    assert "See &lt;i&gt;." in page and "<i>" not in page and "<b>" not in page
    assert page.count("<img ") == 1 and 'src="data:image/svg+xml;base64,' in page
    assert 'alt="losses, entry by entry. Yours: 3, 2, 1. The reference&#x27;s: 3, 1, 0."' in page
    for words in ("Never `cleared()`. See <i>. Why `x < 1`.", "pytest --hint", "got [3, 2, 1], expected [3, 1, 0]"):
        assert words in text
    assert "Look there." not in text + page


def test_what_is_right_shows_its_points_alone():
    right = CheckReport(Check("test", "f", 1.0, False, (), "T."), "passed", 1.0)
    (only,) = cells.verdict(StubReport("f", (right,)), "", 3)

    assert only.data == {"text/plain": "1.0"}
