"""Files and folders as students hand them in: each becomes a program, or a problem that stops nobody else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import submission
from grader.errors import AmbiguousError, SubmissionError, UsageError
from grader.model import Cell
from grader.submission import Submission, choose, find, read_program, without

STUB = "# %%\ndef double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
DONE = STUB.replace("# YOUR CODE HERE\n    raise NotImplementedError()", "return 2 * x")
DONE_OTHERWISE = DONE.replace("2 * x", "x + x")


def notebook(*sources: str) -> str:
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


def put(path: Path, content: str | bytes = DONE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    """Return what is said of a file that cannot be read."""
    with pytest.raises(SubmissionError) as error:
        read_program(path, "tiny")
    assert path.name in str(error.value)
    assert str(path.parent) not in str(error.value)  # where course staff keep it is nobody's business
    return str(error.value)


def only(found: list[Submission]) -> Submission:
    [one] = found
    return one


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
    assert program.cells == (Cell("a = 1", 1, "cell 2"), Cell("b = 2\nc = 3", 1, "cell 4"))


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


def test_both_filled_in_is_a_problem_of_that_student_only(tmp_path):
    put(tmp_path / "ada/tiny.py", DONE)
    put(tmp_path / "ada/tiny.ipynb", notebook(DONE_OTHERWISE))
    put(tmp_path / "ben/tiny.py", DONE)

    ada, ben = find([tmp_path], "tiny", 1)

    assert ada.program is None
    assert "tiny.py and tiny.ipynb are both filled in" in ada.problem
    assert "pytest --submission tiny.py, or pytest --submission tiny.ipynb" in ada.problem
    assert (ben.student, ben.problem) == ("ben", "")
    assert ben.program


def test_a_filled_in_script_beside_an_unreadable_notebook_is_a_problem(tmp_path):
    paths = put(tmp_path / "tiny.py", DONE), put(tmp_path / "tiny.ipynb", "garbage")

    with pytest.raises(AmbiguousError, match="both filled in"):
        choose(paths, "tiny", 1)


def test_an_untouched_script_beside_an_unreadable_notebook_names_the_notebook(tmp_path):
    paths = put(tmp_path / "tiny.py", STUB), put(tmp_path / "tiny.ipynb", "garbage")

    with pytest.raises(SubmissionError, match=r"tiny\.ipynb is not a notebook"):
        choose(paths, "tiny", 1)


# --- folders ------------------------------------------------------------------------------------


def students(found: list[Submission]) -> list[str]:
    return [one.student for one in found]


def test_a_student_is_the_folder_above_the_file(tmp_path):
    put(tmp_path / "ben/tiny.py")
    put(tmp_path / "ada/tiny.ipynb", notebook(DONE))
    put(tmp_path / "ada/other.py")

    ada, ben = find([tmp_path], "tiny", 1)

    assert (ada.student, ada.source) == ("ada", "ada/tiny.ipynb")
    assert (ben.student, ben.source) == ("ben", "ben/tiny.py")


def test_nbgraders_submitted_tree_gives_the_student(tmp_path):
    put(tmp_path / "submitted/ada/tiny/tiny.py")
    put(tmp_path / "submitted/ben/tiny/tiny.ipynb", notebook(DONE))
    put(tmp_path / "submitted/ben/other/other.py")

    assert students(find([tmp_path / "submitted"], "tiny", 1)) == ["ada", "ben"]


def test_sections_are_part_of_the_student(tmp_path):
    put(tmp_path / "monday/ada/tiny.py")
    put(tmp_path / "tuesday/group 2/ada/tiny/tiny.py")

    assert students(find([tmp_path], "tiny", 1)) == ["monday/ada", "tuesday/group 2/ada"]


def test_folders_without_a_submission_are_told(tmp_path):
    put(tmp_path / "ada/tiny/tiny.py")
    put(tmp_path / "ben/solution.py")
    put(tmp_path / "cleo/other/other.py")
    (tmp_path / "dan").mkdir()
    (tmp_path / ".git").mkdir()

    assert without([tmp_path], "tiny", find([tmp_path], "tiny", 1)) == ("ben", "cleo", "dan")


@pytest.mark.parametrize("path", ["tiny.py", "tiny/tiny.py", "assignments/tiny/tiny.py"])
def test_a_students_own_folder_misses_nothing(tmp_path, path):
    put(tmp_path / path)
    (tmp_path / "notes").mkdir()

    assert without([tmp_path], "tiny", find([tmp_path], "tiny", 1)) == ()


def test_one_students_folder_gives_its_own_name(tmp_path):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ben/tiny/tiny.py")

    assert students(find([tmp_path / "ada"], "tiny", 1)) == ["ada"]
    assert students(find([tmp_path / "ben/tiny"], "tiny", 1)) == ["ben"]


def test_a_file_gives_its_folder_or_its_own_name(tmp_path, monkeypatch):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ben/tiny/tiny.py")
    put(tmp_path / "ada_tiny.py")
    monkeypatch.chdir(tmp_path)

    found = [Path("ada/tiny.py"), Path("ben/tiny/tiny.py"), Path("ada_tiny.py")]
    assert students(find(found, "tiny", 1)) == ["ada", "ada_tiny", "ben"]
    assert students(find([tmp_path / "ada/tiny.py"], "tiny", 1)) == ["ada"]


def test_two_students_of_one_name_are_told_apart(tmp_path):
    put(tmp_path / "a/ada/tiny.py")
    put(tmp_path / "b/ada/tiny.py")

    found = find([tmp_path / "a", tmp_path / "b"], "tiny", 1)

    assert students(found) == ["ada", "ada (2)"]


def test_hidden_folders_and_caches_are_passed_over(tmp_path):
    put(tmp_path / "ada/tiny.py")
    for folder in (".ipynb_checkpoints", "__pycache__", ".git"):
        put(tmp_path / "ada" / folder / "tiny.py")

    assert students(find([tmp_path], "tiny", 1)) == ["ada"]


def test_unreadable_files_are_their_students_problem_and_the_class_goes_on(tmp_path):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ben/tiny.ipynb", "{")
    put(tmp_path / "cleo/tiny.py", b"\xff\x00\xff")
    (tmp_path / "dev/tiny.py").mkdir(parents=True)
    (tmp_path / "eva").mkdir()
    (tmp_path / "eva/tiny.py").symlink_to(tmp_path / "ada/tiny.py")
    os.mkfifo(tmp_path / "eva/tiny.ipynb")

    found = find([tmp_path], "tiny", 1)

    assert students(found) == ["ada", "ben", "cleo", "dev", "eva"]
    assert [bool(one.program) for one in found] == [True, False, False, False, False]
    assert all(one.problem for one in found[1:])


def test_linked_folders_are_not_entered(tmp_path):
    put(tmp_path / "class/ada/tiny.py")
    (tmp_path / "class/ben").symlink_to(tmp_path / "class/ada")
    (tmp_path / "class/loop").symlink_to(tmp_path / "class")

    assert students(find([tmp_path / "class"], "tiny", 1)) == ["ada"]


@pytest.mark.parametrize(
    "student", ["--json", "-rf", "Зоя Ünal 李", "a b", "a\nb", "[bold]x", "=1+1", "ada.py", "%s {}"]
)
def test_a_students_name_may_be_any_folders_name(tmp_path, student):
    put(tmp_path / "class" / student / "tiny.py")

    one = only(find([tmp_path / "class"], "tiny", 1))

    assert one.student == student
    assert one.program


def test_a_file_name_with_leading_dashes_is_a_path(tmp_path, monkeypatch):
    put(tmp_path / "--help.py")
    monkeypatch.chdir(tmp_path)

    assert students(find([Path("--help.py")], "tiny", 1)) == ["--help"]


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        find([tmp_path / "nowhere"], "tiny", 1)


def test_a_folder_without_a_submission_says_what_was_looked_for(tmp_path):
    put(tmp_path / "ada/other.py")

    with pytest.raises(UsageError, match=r"no tiny\.py or tiny\.ipynb in "):
        find([tmp_path], "tiny", 1)
