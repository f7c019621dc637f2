"""A script is split at its marks, and no line of it is lost or moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submissions.pieces import split_script


def split(source: str) -> list[tuple[int, str]]:
    return [(cell.first_line, cell.source.strip()) for cell in split_script(source)]


def test_a_script_without_marks_is_one_cell():
    assert split("a = 1\n\nb = 2\n") == [(1, "a = 1\n\nb = 2")]


def test_a_script_is_split_at_its_marks_and_prose_is_left_out():
    source = "import os\n# %% [markdown]\n# # Title\n# %%\na = 1\n#%% named\nb = 2\n# %% [md]\n# text\n"

    assert split(source) == [(1, "import os"), (4, "# %%\na = 1"), (6, "#%% named\nb = 2")]


@pytest.mark.parametrize(
    "source", ['a = """\n# %%\n"""\nb = 1', "a = [1,\n# %%\n2]", "def f():\n# %%\n    return 1"]
)
def test_a_mark_inside_a_statement_is_no_mark(source):
    assert split(source) == [(1, source)]


@given(st.lists(st.sampled_from(["# %%", "# %% [markdown]", "a = 1", "# text", "", "def f(:", "'''"]), max_size=12))
def test_no_code_line_is_lost_or_moved(lines):
    source = "\n".join(lines)
    for cell in split_script(source):
        cut = cell.source.split("\n")
        assert cut == lines[cell.first_line - 1 : cell.first_line - 1 + len(cut)]
