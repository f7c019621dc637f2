import json
import shutil

import pytest
import tiny

from grader.errors import AuthorError, SubmissionError, UsageError
from grader.exercise.assignment import choose, in_folder, of_tests

RELEASED = "    # YOUR CODE HERE\n    raise NotImplementedError()"


@pytest.fixture
def folder(exercise, tmp_path):
    return shutil.copytree(exercise.assignment, tmp_path / tiny.NAME)


def fill(path, body="return 2 * x"):
    """Fill in one stub of a released script or notebook."""
    text = path.read_text("utf-8")
    filled = text.replace("raise NotImplementedError()", body, 1)
    assert filled != text
    path.write_text(filled, "utf-8")


def test_expected_json_beside_its_test_file_makes_an_assignment(folder):
    assert in_folder(folder).name == tiny.NAME
    assert of_tests(folder / "test_tiny.py").recording.stubs == ("double", "slope")


@pytest.mark.parametrize("text", ["{}", "[]", "no json", '{"exercise": "other", "format": 2, "checks": []}'])
def test_an_expected_json_of_somebody_else_makes_none(folder, text):
    (folder / "expected.json").write_text(text)

    assert of_tests(folder / "test_tiny.py") is None


def test_a_damaged_expected_json_is_to_be_downloaded_again(folder):
    path = folder / "expected.json"
    path.write_text(path.read_text("utf-8")[:-40])

    with pytest.raises(AuthorError, match=r"Download expected\.json again"):
        of_tests(folder / "test_tiny.py")


def test_a_changed_number_in_expected_json_that_is_none_is_refused(folder):
    path = folder / "expected.json"
    fields = json.loads(path.read_text("utf-8"))
    fields["hidden_points"]["double"] = True
    path.write_text(json.dumps(fields))

    with pytest.raises(AuthorError, match="damaged"):
        of_tests(folder / "test_tiny.py")


def test_another_folder_is_none(tmp_path):
    with pytest.raises(UsageError, match="is no assignment's folder"):
        in_folder(tmp_path)


def test_where_neither_is_filled_in_the_script_counts(folder):
    assert choose(in_folder(folder)).filename == "tiny.py"


@pytest.mark.parametrize("name", ["tiny.py", "tiny.ipynb"])
def test_the_file_that_is_filled_in_counts(folder, name):
    fill(folder / name)

    assert choose(in_folder(folder)).filename == name


def test_a_demo_cell_that_was_changed_is_nothing_filled_in(folder):
    script = folder / "tiny.py"
    script.write_text(script.read_text("utf-8").replace("# print(", "print("))
    fill(folder / "tiny.ipynb")

    assert choose(in_folder(folder)).filename == "tiny.ipynb"


def test_code_above_the_line_that_raises_is_something_filled_in(folder):
    script = folder / "tiny.py"
    script.write_text(script.read_text("utf-8").replace(RELEASED, f"    return 2 * x\n{RELEASED}", 1))
    (folder / "tiny.ipynb").touch()

    assert choose(in_folder(folder)).filename == "tiny.py"


def test_both_filled_in_is_an_error_that_names_the_option(folder):
    fill(folder / "tiny.py")
    fill(folder / "tiny.ipynb", "return x + x")

    with pytest.raises(UsageError, match=r"both filled in.*pytest --submission tiny\.py"):
        choose(in_folder(folder))
    assert choose(in_folder(folder), folder / "tiny.ipynb").filename == "tiny.ipynb"


def test_one_file_alone_counts_filled_in_or_not(folder):
    (folder / "tiny.py").unlink()

    assert choose(in_folder(folder)).filename == "tiny.ipynb"


def test_no_file_at_all_is_said(folder):
    (folder / "tiny.py").unlink()
    (folder / "tiny.ipynb").unlink()

    with pytest.raises(UsageError, match=r"neither tiny\.py nor tiny\.ipynb"):
        choose(in_folder(folder))


def test_a_renamed_file_is_named_where_there_is_no_other(folder):
    (folder / "tiny.py").rename(folder / "tiny (1).py")
    (folder / "tiny.ipynb").unlink()

    with pytest.raises(UsageError, match=r"there is tiny \(1\)\.py: give it back its name"):
        choose(in_folder(folder))


def test_a_file_that_cannot_be_read_says_why(folder):
    (folder / "tiny.ipynb").unlink()
    (folder / "tiny.py").write_bytes(b"\xff\xfe\xfd")

    with pytest.raises(SubmissionError, match=r"tiny\.py"):
        choose(in_folder(folder))
