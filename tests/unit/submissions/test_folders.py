"""Folders as classes hand them in: whose file is whose, and a problem of one student stops nobody else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from handed_in import DONE, DONE_OTHERWISE, STUB, notebook, put

from grader.errors import UsageError
from grader.submissions import folders
from grader.submissions.folders import find, without
from grader.submissions.submission import Submission
from grader.text import harmless


def only(found: list[Submission]) -> Submission:
    [one] = found
    return one


def students(found: list[Submission]) -> list[str]:
    return [one.student for one in found]


# --- whose file is whose -------------------------------------------------------------------------


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


# --- what one folder can hold -------------------------------------------------------------------


def test_an_earlier_version_below_a_students_folder_is_told_and_not_graded(tmp_path):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ada/old/tiny.py", STUB)
    put(tmp_path / "ada/tiny (1).ipynb", notebook(STUB))
    put(tmp_path / "ben/tiny/tiny.py")
    put(tmp_path / "ben/assignments/tiny/tiny.py")

    ada, ben = find([tmp_path], "tiny", 1)

    assert (ada.student, ada.source) == ("ada", "ada/tiny.py")
    assert ada.ignored == ("ada/tiny (1).ipynb", "ada/old/tiny.py")
    assert (ben.student, ben.source) == ("ben", "ben/tiny/tiny.py")
    assert ben.ignored == ("ben/assignments/tiny/tiny.py",)


def test_a_students_own_folder_has_one_submission(tmp_path):
    put(tmp_path / "assignments/tiny/tiny.py")
    put(tmp_path / "backup/ada/tiny.py", STUB)
    put(tmp_path / "old/tiny.py", STUB)

    one = only(find([tmp_path], "tiny", 1))

    assert one.source == "assignments/tiny/tiny.py"
    assert one.ignored == ("old/tiny.py", "backup/ada/tiny.py")


def test_thousands_of_folders_of_one_student_are_one_student(tmp_path):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ben/tiny.py")
    for number in range(3000):
        put(tmp_path / f"mallory/{number}/tiny.py")
        put(tmp_path / f"ben/{number}/tiny.py")

    found = find([tmp_path], "tiny", 1)

    assert students(found) == ["ada", "ben", "mallory"]
    assert "there is no tiny.py or tiny.ipynb where it belongs" in found[2].problem
    assert len(found[2].problem) < 1000
    assert len(found[1].ignored) == folders.MAX_OTHERS


def test_a_file_further_down_is_read_where_it_is_the_only_one(tmp_path):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ben/homework 3/final/tiny.py")

    ada, ben = find([tmp_path], "tiny", 1)

    assert (ben.student, ben.source) == ("ben", "ben/homework 3/final/tiny.py")
    assert ben.program


@pytest.fixture
def endless(tmp_path):
    """Return a class with a folder of 1,100 levels, which no path can name and older Pythons cannot remove."""
    put(tmp_path / "zoe/tiny.py")
    here = os.open(tmp_path, os.O_RDONLY)
    os.mkdir("ada", dir_fd=here)
    below = os.open("ada", os.O_RDONLY, dir_fd=here)
    for _ in range(1100):
        os.mkdir("d", dir_fd=below)
        inner = os.open("d", os.O_RDONLY, dir_fd=below)
        os.close(below)
        below = inner
    os.close(below)
    os.close(here)
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path / "ada")], check=True)


def test_a_folder_without_end_hides_nobody(endless):
    found = find([endless], "tiny", 1)

    assert students(found) == ["zoe"]
    assert without([endless], "tiny", found) == ("ada",)


def test_very_many_folders_of_one_student_hide_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MAX_FOLDERS", 20)
    monkeypatch.setattr(folders, "MAX_ENTRIES", 30)
    for number in range(60):
        (tmp_path / f"ada/{number}/{number}").mkdir(parents=True)
    put(tmp_path / "zoe/a/b/tiny.py")

    assert students(find([tmp_path], "tiny", 1)) == ["zoe/a/b"]


def test_folders_in_the_place_of_files_leave_nothing_open(tmp_path):
    for number in range(40):
        (tmp_path / f"{number:02}/tiny.py").mkdir(parents=True)
    before = len(list(Path("/dev/fd").iterdir()))

    found = find([tmp_path], "tiny", 1)

    assert len(list(Path("/dev/fd").iterdir())) == before
    assert len(found) == 40
    assert all("is a folder" in one.problem for one in found)


def test_names_that_are_no_text_are_told_apart_and_can_be_written(tmp_path):
    names = [b"ad\xff", b"ad\xfe", b"ad\\xff", b"a\nb", b"a\\nb"]
    for name in names:
        put(tmp_path / os.fsdecode(name) / "tiny.py")

    found = find([tmp_path], "tiny", 1)

    shown = {harmless(one.student).replace("\n", "\\n") for one in found}
    assert shown == {"ad\\xff", "ad\\xff (2)", "ad\\xfe", "a\\nb", "a\\nb (2)"}
    assert all(one.program for one in found)
    "".join(one.student + one.source for one in found).encode()


def test_a_number_that_is_part_of_a_name_is_nobody_elses(tmp_path):
    for place in ("1/ada", "2/ada", "1/ada (2)", "3/ada"):
        put(tmp_path / place / "tiny.py")

    found = find([tmp_path / "1", tmp_path / "2", tmp_path / "3"], "tiny", 1)

    assert students(found) == ["ada", "ada (2)", "ada (3)", "ada (4)"]
    assert found[1].source == "ada (2)/tiny.py"


# --- files under other names --------------------------------------------------------------------


def test_what_a_learning_platform_exports_is_graded_by_student(tmp_path):
    put(tmp_path / "doejane_12345_67890_tiny.py")
    put(tmp_path / "roerick_LATE_22222_33333_tiny-1.ipynb", notebook(DONE))
    put(tmp_path / "Tiny_moemax_attempt_2024-05-01-12-00-00_tiny.py")
    put(tmp_path / "submissions.zip", b"PK\x03\x04")

    found = find([tmp_path], "tiny", 1)

    assert students(found) == ["doejane", "moemax", "roerick"]
    assert all(one.program for one in found)
    assert students(find([tmp_path / "doejane_12345_67890_tiny.py"], "tiny", 1)) == ["doejane"]


def test_files_with_their_students_before_the_name_are_graded(tmp_path):
    put(tmp_path / "ada_tiny.py")
    put(tmp_path / "ben-tiny.ipynb", notebook(DONE))

    assert students(find([tmp_path], "tiny", 1)) == ["ada", "ben"]


@pytest.mark.parametrize(
    "name", ["Tiny.py", "tiny (1).py", "tiny(2).py", "tiny-1.py", "tiny copy.py", "Copy of tiny.py", "ada_tiny.py"]
)
def test_a_file_that_is_nearly_named_right_is_graded(tmp_path, name):
    put(tmp_path / "ada" / name)
    put(tmp_path / "ben/tiny.py")

    ada, _ = find([tmp_path], "tiny", 1)

    assert (ada.student, ada.source, bool(ada.program)) == ("ada", f"ada/{name}", True)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["tiny (1).py", "tiny (2).py"], "this is there: ada/tiny (1).py, ada/tiny (2).py"),
        (["my_tiny_solution.txt"], "this is there: ada/my_tiny_solution.txt"),
        (["hw.zip"], "hw.zip is a zip archive: unpack it"),
    ],
    ids=str,
)
def test_what_might_be_meant_and_is_not_sure_has_a_row_that_names_it(tmp_path, names, words):
    for name in names:
        put(tmp_path / "ada" / name, b"PK\x03\x04" if name.endswith(".zip") else DONE)
    put(tmp_path / "ben/tiny.py")

    ada, _ = find([tmp_path], "tiny", 1)

    assert (ada.student, ada.program) == ("ada", None)
    assert words in ada.problem


def test_an_archive_or_a_readme_above_the_students_is_nobodys(tmp_path):
    put(tmp_path / "tiny.zip", b"PK\x03\x04")
    put(tmp_path / "about tiny.txt")
    put(tmp_path / "ada/Tiny.py")

    assert students(find([tmp_path], "tiny", 1)) == ["ada"]


def test_the_checks_and_what_lies_beside_the_file_are_no_submission(tmp_path):
    for name in ("test_tiny.py", "expected.json", "data.zip", "other.py"):
        put(tmp_path / "ada" / name)

    with pytest.raises(UsageError, match=r"no tiny\.py or tiny\.ipynb"):
        find([tmp_path], "tiny", 1)


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
