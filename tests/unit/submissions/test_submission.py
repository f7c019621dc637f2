"""Files as students hand them in: each becomes a program, or a problem in words; of two files one counts."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from handed_in import DONE, STUB, notebook, put
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AmbiguousError, SubmissionError
from grader.model import Cell
from grader.submissions import submission
from grader.submissions.submission import (
    cell_id,
    choose,
    graded_id,
    read_program,
    remark,
    solution_id,
)


def refused(path: Path) -> str:
    """Return what is said of a file that cannot be read."""
    with pytest.raises(SubmissionError) as error:
        read_program(path, "tiny")
    assert path.name in str(error.value)
    assert str(path.parent) not in str(error.value)  # where course staff keep it is nobody's business
    return str(error.value)


# --- scripts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        DONE.encode(),
        b"\xef\xbb\xbf" + DONE.encode(),
        DONE.encode("utf-16"),
        b"\xff\xfe" + DONE.encode("utf-16-le"),
        b"\xfe\xff" + DONE.encode("utf-16-be"),
        DONE.replace("\n", "\r\n").encode(),
        DONE.replace("\n", "\r").encode(),
    ],
    ids=["UTF-8", "byte order mark", "UTF-16", "UTF-16 LE", "UTF-16 BE", "Windows line ends", "old Mac line ends"],
)
def test_a_script_is_read_whatever_editor_saved_it(tmp_path, content):
    assert read_program(put(tmp_path / "tiny.py", content), "tiny").cells == (Cell(DONE),)


def test_a_script_that_is_not_utf8_says_at_which_byte(tmp_path):
    assert "not UTF-8 text (byte 4 is not)" in refused(put(tmp_path / "tiny.py", "x = 'ü'".encode("latin-1")[1:]))


def test_half_a_utf16_character_is_refused(tmp_path):
    assert "save it as UTF-8" in refused(put(tmp_path / "tiny.py", b"\xff\xfea"))


def test_a_huge_script_is_refused_unread(tmp_path):
    path = tmp_path / "tiny.py"
    with path.open("wb") as file:
        file.truncate(submission.MAX_SCRIPT_BYTES + 1)

    assert "more than the 4 MB that are read" in refused(path)


def test_an_empty_script_is_a_program_without_code(tmp_path):
    assert read_program(put(tmp_path / "tiny.py", ""), "tiny").cells == (Cell(""),)


def test_python_that_does_not_parse_is_read_all_the_same(tmp_path):
    assert (
        read_program(put(tmp_path / "tiny.py", "def double(:\n\x00"), "tiny").cells[0].source
        == "def double(:\n\x00"
    )


@pytest.mark.parametrize("target", ["elsewhere.py", "nowhere.py", "/dev/zero"])
def test_a_link_is_refused_wherever_it_points(tmp_path, target):
    put(tmp_path / "elsewhere.py")
    (tmp_path / "tiny.py").symlink_to(target)

    assert "symbolic link" in refused(tmp_path / "tiny.py")


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "tiny.py")

    assert "not a regular file" in refused(tmp_path / "tiny.py")


def test_a_folder_named_like_a_script_is_refused(tmp_path):
    (tmp_path / "tiny.py").mkdir()

    assert refused(tmp_path / "tiny.py")


# --- notebooks ----------------------------------------------------------------------------------


def test_a_notebooks_code_cells_are_read_in_order_with_their_place(tmp_path):
    book = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Title"),
            nbformat.v4.new_code_cell("a = 1"),
            nbformat.v4.new_raw_cell("raw"),
            nbformat.v4.new_code_cell("b = 2\nc = 3"),
        ]
    )
    program = read_program(put(tmp_path / "tiny.ipynb", nbformat.writes(book)), "tiny")

    assert program.notebook
    assert program.cells == (Cell("a = 1", 1, 2), Cell("b = 2\nc = 3", 1, 4))


def test_a_cells_source_may_be_a_list_of_lines(tmp_path):
    book = {"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a = 1\n", "b = 2"]}]}

    assert read_program(put(tmp_path / "tiny.ipynb", json.dumps(book)), "tiny").cells[0].source == "a = 1\nb = 2"


def test_the_released_notebooks_test_cells_are_left_out(tmp_path):
    def cell(source: str, **marks: object) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks})

    test = cell('check("double")', grade=True, solution=False, grade_id="test_double")
    both = cell("x = 1", grade=True, solution=True, grade_id="test_double")
    edited = cell("y = 2", grade=True, solution=False, grade_id="double")  # a stub's cell with other marks
    book = nbformat.v4.new_notebook(cells=[test, both, edited])

    cells = read_program(put(tmp_path / "tiny.ipynb", nbformat.writes(book)), "tiny").cells

    assert [cell.source for cell in cells] == ["x = 1", "y = 2"]


def test_a_notebook_of_version_3_is_read(tmp_path):
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell(input="def double(x):\n    return 2 * x")])
        ]
    )
    path = put(tmp_path / "tiny.ipynb", json.dumps({**old, "nbformat": 3, "nbformat_minor": 0}))

    assert read_program(path, "tiny").cells[0].source == "def double(x):\n    return 2 * x"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        notebook("a = 1")[:-30],
        "[]",
        '"cells"',
        "{}",
        '{"nbformat": 4}',
        '{"nbformat": 4, "cells": null}',
        '{"nbformat": 4, "cells": {"0": 1}}',
        '{"nbformat": 99, "cells": []}',
        '{"nbformat": "four", "cells": []}',
        '{"nbformat": 3, "worksheets": 7}',
        '{"nbformat": 2}',
        "[" * 200_000,
        '{"nbformat": 4, "cells": ' + "[" * 200_000,
    ],
    ids=lambda text: repr(text[:34]),
)
def test_what_is_no_notebook_is_a_problem_in_one_line(tmp_path, content):
    assert "\n" not in refused(put(tmp_path / "tiny.ipynb", content))


@pytest.mark.parametrize(
    "cell",
    [
        None,
        3,
        "code",
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 7},
        {"cell_type": "code", "metadata": 3},
    ],
    ids=repr,
)
def test_a_malformed_cell_is_passed_over(tmp_path, cell):
    book = {"nbformat": 4, "cells": [cell, {"cell_type": "code", "source": "a = 1"}]}

    cells = read_program(put(tmp_path / "tiny.ipynb", json.dumps(book)), "tiny").cells

    assert [part.source for part in cells if part.source] == ["a = 1"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(version=st.sampled_from([4, 3, 2]) | JSON, cells=JSON, worksheets=JSON)
def test_any_json_is_a_program_or_a_problem(tmp_path_factory, version, cells, worksheets):
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_text(json.dumps({"nbformat": version, "cells": cells, "worksheets": worksheets, "metadata": {}}))
    try:
        read_program(path, "tiny")
    except SubmissionError:
        pass


def test_an_old_notebook_is_read_without_looking_at_its_outputs(tmp_path):
    outputs = [{"": 0}] * 40_000  # nbformat's own conversion takes gigabytes of this
    cells = [
        {"cell_type": "markdown", "source": "# Tiny"},
        {"cell_type": "code", "input": ["import torch\n", "x = 1\n"], "outputs": outputs, "language": "python"},
        "no cell",
    ]
    (tmp_path / "tiny.ipynb").write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}, 7]}))

    program = read_program(tmp_path / "tiny.ipynb", "tiny")

    assert [(cell.source, cell.number) for cell in program.cells] == [("import torch\nx = 1\n", 2)]


# --- files that are not what their names say -----------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "comment"),
    [("latin-1", "Temperatur in °C, gemäß"), ("gbk", "温度"), ("shift_jis", "温度"), ("cp1251", "Температура")],
)
def test_a_declared_encoding_is_honoured_as_python_does(tmp_path, encoding, comment):
    text = f"#!/usr/bin/python\n# -*- coding: {encoding} -*-\n# {comment}\n{DONE}"

    assert read_program(put(tmp_path / "tiny.py", text.encode(encoding)), "tiny").cells == (Cell(text),)


@pytest.mark.parametrize("encoding", ["nonsense", "punycode", "rot13", "idna", "undefined", "zlib"])
def test_a_declared_encoding_that_is_none_is_a_problem(tmp_path, encoding):
    assert "save it as UTF-8" in refused(put(tmp_path / "tiny.py", f"# coding: {encoding}\n{DONE}ü".encode()))


def test_a_declaration_that_comes_too_late_is_none(tmp_path):
    text = f"\n\n# coding: ascii\n{DONE}# ü"

    assert read_program(put(tmp_path / "tiny.py", text), "tiny").cells == (Cell(text),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"<!DOCTYPE html>\n<html><head><title>file</title></head></html>", "a web page"),
        (b"\n<HTML lang='en'>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "a Git LFS pointer"),
        (b"PK\x03\x04and so on", "a zip archive: unpack it"),
        (b"\x1f\x8band so on", "a gzip archive: unpack it"),
        (b"%PDF-1.7", "a PDF"),
        (notebook(DONE)[:-30].encode(), "it is cut off in line"),
        (notebook(DONE)[:90].encode(), "it is cut off in line"),
        (b'{\n<<<<<<< HEAD\n "cells": [],\n=======\n>>>>>>> x\n}', "a merge conflict is left in line 2"),
        (b'{"cells": [}', "its JSON is broken in line 1"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_cannot_be_read_is_told_in_plain_words(tmp_path, content, words):
    assert words in refused(put(tmp_path / "tiny.ipynb", content))


@pytest.mark.parametrize(
    "content", [b"<!doctype html>", b"PK\x03\x04", b"version https://git-lfs.github.com/spec/v1"]
)
def test_a_script_that_is_something_else_is_told_so_too(tmp_path, content):
    assert "is a" in refused(put(tmp_path / "tiny.py", content))


def test_a_notebook_under_a_scripts_name_is_read_as_one_and_that_is_said(tmp_path):
    program = read_program(put(tmp_path / "tiny.py", notebook("a = 1", DONE)), "tiny")

    assert program.notebook
    assert [cell.number for cell in program.cells] == [1, 2]
    assert remark(program) == "tiny.py was read as the notebook that it is: its name should end in .ipynb"


def test_a_script_under_a_notebooks_name_is_read_as_one_and_that_is_said(tmp_path):
    program = read_program(put(tmp_path / "tiny.ipynb", DONE), "tiny")

    assert (program.notebook, program.cells) == (False, (Cell(DONE),))
    assert remark(program) == "tiny.ipynb was read as the script that it is: its name should end in .py"
    assert remark(read_program(put(tmp_path / "tiny.py", DONE), "tiny")) == ""


def test_a_script_that_is_a_dictionary_is_no_notebook(tmp_path):
    assert not read_program(put(tmp_path / "tiny.py", "{'cells': 3}\n" + DONE), "tiny").notebook


@pytest.mark.parametrize("char", ["x", "ü", "李", "\\ud800"], ids=ascii)
def test_code_is_measured_as_it_is_sent(tmp_path, char):
    """What a character takes differs by a factor of three, and cells without code take something, too."""
    size = 1 if char == "x" else 2 if char == "ü" else 3
    count = submission.MAX_SOURCE_BYTES // size
    text = '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "%s"}]}'

    assert read_program(put(tmp_path / "tiny.ipynb", text % (char * count)), "tiny")
    assert "more than the 4 MB" in refused(put(tmp_path / "tiny.ipynb", text % (char * (count + 2))))


def test_cells_without_end_are_refused(tmp_path):
    cells = ",".join(['{"cell_type":"code"}'] * 100_000)

    assert "more than the 4 MB" in refused(put(tmp_path / "tiny.ipynb", f'{{"nbformat": 4, "cells": [{cells}]}}'))


def test_a_huge_notebook_is_refused_unread(tmp_path):
    path = put(tmp_path / "tiny.ipynb", "{")
    with path.open("r+b") as file:
        file.truncate(submission.MAX_NOTEBOOK_BYTES + 1)

    assert "more than the 32 MB that are read" in refused(path)


# --- two files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "book", "counts"),
    [
        (DONE, STUB, "tiny.py"),
        (STUB, DONE, "tiny.ipynb"),
        (STUB, STUB, "tiny.py"),
        (DONE, "\n# only a comment\n" + STUB + "\n\n", "tiny.py"),
        (STUB.replace("\n", "\r\n"), DONE, "tiny.ipynb"),
        (f"{STUB}\nprint(double(2))\n", DONE, "tiny.ipynb"),
        (STUB.replace("    # YOUR CODE HERE\n", ""), DONE, "tiny.ipynb"),
        (DONE, STUB.replace("(x):\n", '(x):\n    """Return twice x."""\n\n'), "tiny.py"),
    ],
    ids=["script", "notebook", "neither", "comments", "line ends", "a demo cell", "no comment", "a docstring"],
)
def test_of_two_files_the_one_with_a_stub_filled_in_counts(tmp_path, script, book, counts):
    paths = put(tmp_path / "tiny.py", script), put(tmp_path / "tiny.ipynb", notebook(book.removeprefix("# %%\n")))

    assert choose(paths, "tiny", 1).filename == counts


TWO = """\
class Linear:
    def __init__(self):
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()


def make_linear():
    # YOUR CODE HERE
    raise NotImplementedError()


def other():
    # YOUR CODE HERE
    raise NotImplementedError()
"""
"""What was released of two stubs, `make_linear` and `other`: more bodies are open than there are stubs."""
BODY = "# YOUR CODE HERE\n        raise NotImplementedError()"


@pytest.mark.parametrize("known", [True, False], ids=["staff", "home"])
@pytest.mark.parametrize("which", [0, 1], ids=["script", "notebook"])
def test_one_body_of_many_that_is_filled_in_makes_the_file_count(tmp_path, known, which):
    done = TWO.replace(BODY, "pass", 1)
    texts = [done, TWO] if which == 0 else [TWO, done]
    paths = [put(tmp_path / "tiny.py", texts[0]), put(tmp_path / "tiny.ipynb", notebook(texts[1]))]
    put(tmp_path / "released/tiny.py", TWO)
    put(tmp_path / "released/tiny.ipynb", notebook(TWO))

    released = tmp_path / "released" if known else None
    assert choose(paths, "tiny", 2, released).filename == paths[which].name


@pytest.mark.parametrize("known", [True, False], ids=["staff", "home"])
def test_bodies_that_are_filled_in_here_and_there_are_both_filled_in(tmp_path, known):
    one, other = (
        TWO.replace(BODY, "pass", 1),
        TWO[::-1].replace(BODY.replace("        ", "    ")[::-1], "1 nruter", 1)[::-1],
    )
    paths = [put(tmp_path / "tiny.py", one), put(tmp_path / "tiny.ipynb", notebook(other))]
    put(tmp_path / "released/tiny.py", TWO)
    put(tmp_path / "released/tiny.ipynb", notebook(TWO))

    with pytest.raises(AmbiguousError, match="both filled in"):
        choose(paths, "tiny", 2, tmp_path / "released" if known else None)


LATER = TWO.replace("    def __init__(self):\n", "    def __init__(self):\n        super().__init__()\n")
"""The same, where something comes before what is to be written."""
PARTS = LATER + (
    "\n\ndef last(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n    x = 2 * x\n    # YOUR CODE HERE\n"
    "    raise NotImplementedError()\n"
)
"""The same, and a function of which two parts are to be written."""


@pytest.mark.parametrize("known", [True, False], ids=["staff", "home"])
@pytest.mark.parametrize("text", [LATER, PARTS], ids=["after a line", "parts"])
@pytest.mark.parametrize("which", [0, 1, -1], ids=["script", "notebook", "neither"])
def test_a_part_of_a_body_may_be_what_is_filled_in(tmp_path, known, text, which):
    begun = (
        text.replace(BODY, "pass", 1) if text is LATER else text[::-1].replace(BODY_OF_PART[::-1], "ssap", 1)[::-1]
    )
    texts = [begun if which == place else text for place in (0, 1)]
    paths = [put(tmp_path / "tiny.py", texts[0]), put(tmp_path / "tiny.ipynb", notebook(texts[1]))]
    put(tmp_path / "released/tiny.py", text)
    put(tmp_path / "released/tiny.ipynb", notebook(text))

    released = tmp_path / "released" if known else None
    assert choose(paths, "tiny", 2, released).filename == paths[max(which, 0)].name


BODY_OF_PART = BODY.replace("        ", "    ")


def test_a_class_body_of_several_stubs_is_no_sign_that_anything_is_filled_in(tmp_path):
    text = "class Value:\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    done = "class Value:\n    def one(self): ...\n    def two(self): ...\n"
    paths = [put(tmp_path / "tiny.py", text), put(tmp_path / "tiny.ipynb", notebook(done))]
    put(tmp_path / "released/tiny.py", text)
    put(tmp_path / "released/tiny.ipynb", notebook(text))

    assert choose(paths, "tiny", 2, tmp_path / "released").filename == "tiny.ipynb"


def test_a_script_and_a_notebook_are_the_same_whatever_stub_a_test_cell_checks(tmp_path):
    book = paired("def double(x):\n    return 2 * x")
    script = '# %%\ndef double(x):\n    return 2 * x\n\n# %%\nfrom grader import check\n\ncheck("Value.__mul__")\n'
    paths = [put(tmp_path / "tiny.py", script), put(tmp_path / "tiny.ipynb", book)]

    assert choose(paths, "tiny", 1).filename == "tiny.py"


@pytest.mark.parametrize(
    ("stub", "id", "solution"),
    [
        ("loss_fn", "loss_fn", "loss_fn"),
        ("Value.__mul__", "Value-__mul__", "Value"),
        ("größe", "gr-f6--df-e", "gr-f6--df-e"),
    ],
)
def test_the_ids_of_cells_are_ones_that_nbgrader_takes(stub, id, solution):
    assert (cell_id(stub), graded_id(stub), solution_id(stub)) == (id, f"test_{id}", solution)
    assert re.fullmatch(r"[a-zA-Z0-9_\-]+", graded_id(stub))


PAIRED = """\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
# ---

# %% [markdown]
# # Twice

# %%
# %matplotlib inline
import torch


# %%
def double(x):
    return 2 * x  # doubled


# %%
from grader import check

check("double")
"""


def paired(*sources: str) -> str:
    """Return a notebook of these cells and of the released one's test cell."""
    marks = {"nbgrader": {"grade": True, "solution": False, "grade_id": "test_double"}}
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells.append(nbformat.v4.new_code_cell('from grader import check\n\ncheck("double")', metadata=marks))
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


def test_a_script_and_a_notebook_with_the_same_code_are_one_answer(tmp_path):
    book = paired("%matplotlib inline\nimport torch", "# mine\ndef double(x):\n\n    return 2 * x  # doubled")
    paths = [put(tmp_path / "tiny.py", PAIRED), put(tmp_path / "tiny.ipynb", book)]

    assert choose(paths, "tiny", 1).filename == "tiny.py"
    assert choose(paths[::-1], "tiny", 1).filename == "tiny.ipynb"


@pytest.mark.parametrize("body", ["    return x + x  # doubled", "  return 2 * x  # doubled", "    return 2 * x"])
def test_other_code_in_one_of_them_is_another_answer(tmp_path, body):
    book = paired("%matplotlib inline\nimport torch", f"def double(x):\n{body}")
    paths = [put(tmp_path / "tiny.py", PAIRED), put(tmp_path / "tiny.ipynb", book)]

    with pytest.raises(AmbiguousError):
        choose(paths, "tiny", 1)


def test_two_files_that_cannot_be_read_are_not_the_same(tmp_path):
    with pytest.raises(AmbiguousError):
        choose([put(tmp_path / "tiny.py", b"\xff"), put(tmp_path / "tiny.ipynb", b"\xff")], "tiny", 1)


def test_a_filled_in_script_beside_an_unreadable_notebook_is_a_problem(tmp_path):
    paths = put(tmp_path / "tiny.py", DONE), put(tmp_path / "tiny.ipynb", "garbage")

    with pytest.raises(AmbiguousError, match="both filled in"):
        choose(paths, "tiny", 1)


def test_an_empty_file_beside_one_that_is_filled_in_does_not_matter(tmp_path):
    script, book = put(tmp_path / "tiny.py", DONE), put(tmp_path / "tiny.ipynb", "")

    assert choose([script, book], "tiny", 1).filename == "tiny.py"
    put(script, "")
    put(book, notebook(DONE))
    assert choose([script, book], "tiny", 1).filename == "tiny.ipynb"


def test_an_untouched_script_beside_an_unreadable_notebook_names_the_notebook(tmp_path):
    paths = put(tmp_path / "tiny.py", STUB), put(tmp_path / "tiny.ipynb", "garbage")

    with pytest.raises(SubmissionError, match=r"tiny\.ipynb is not a notebook"):
        choose(paths, "tiny", 1)
