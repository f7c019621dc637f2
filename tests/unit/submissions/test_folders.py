"""Folders as classes hand them in: whose file is whose, and a problem of one student stops nobody else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from handed_in import DONE, DONE_OTHERWISE, STUB, notebook, put, zipped

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


def test_of_several_attempts_the_newest_counts_and_the_others_are_told(tmp_path):
    put(tmp_path / "doejane_12345_67890_tiny-2.ipynb", notebook(DONE))
    put(tmp_path / "doejane_12345_67888_tiny.ipynb", notebook(DONE_OTHERWISE))
    put(tmp_path / "doejane_12345_67889_tiny-10.ipynb", notebook(DONE_OTHERWISE))
    put(tmp_path / "roerick_LATE_2_8_tiny-2.py", DONE_OTHERWISE)
    put(tmp_path / "roerick_LATE_2_8_tiny-10.py", DONE)
    for day, code in (("02", DONE_OTHERWISE), ("11", DONE), ("10", DONE_OTHERWISE)):
        put(tmp_path / f"Tiny_moemax_attempt_2026-05-{day}-12-00-00_tiny.py", code)

    jane, max_, rick = find([tmp_path], "tiny", 1)

    assert [one.program.cells[0].source for one in (jane, max_, rick)] == [DONE] * 3
    assert jane.source == "doejane_12345_67890_tiny-2.ipynb"
    assert set(jane.ignored) == {"doejane_12345_67888_tiny.ipynb", "doejane_12345_67889_tiny-10.ipynb"}
    assert rick.ignored == ("roerick_LATE_2_8_tiny-2.py",)
    assert len(max_.ignored) == 2


def test_a_script_and_a_notebook_of_the_newest_attempt_are_chosen_from_as_ever(tmp_path):
    put(tmp_path / "ada_1_10_tiny.py", DONE)
    put(tmp_path / "ada_1_11_tiny.ipynb", notebook(STUB))
    put(tmp_path / "ada_1_9_tiny.ipynb", notebook(DONE_OTHERWISE))
    put(tmp_path / "ben_2_12_tiny.py", DONE)
    put(tmp_path / "ben_2_13_tiny.ipynb", notebook(DONE_OTHERWISE))
    put(tmp_path / "HW_cleo_attempt_2026-05-01-12-00-00_tiny.ipynb", notebook(DONE_OTHERWISE))
    put(tmp_path / "HW_cleo_attempt_2026-05-02-12-00-00_tiny.py", DONE)

    ada, ben, cleo = find([tmp_path], "tiny", 1)

    assert (ada.source, ada.ignored) == ("ada_1_10_tiny.py", ("ada_1_9_tiny.ipynb",))
    assert "are both filled in" in ben.problem
    assert cleo.source == "HW_cleo_attempt_2026-05-02-12-00-00_tiny.py"


def test_two_people_of_one_name_are_told_apart_by_their_numbers(tmp_path):
    put(tmp_path / "canvas/weili_11_1_tiny.py")
    put(tmp_path / "canvas/weili_12_2_tiny.py")
    for who in ("Wei Li_11", "Wei Li_12", "Ada Lovelace_13"):
        put(tmp_path / f"moodle/{who}_assignsubmission_file_/Tiny.py")
        put(tmp_path / f"files/{who}_assignsubmission_file_tiny.py")

    assert students(find([tmp_path / "canvas"], "tiny", 1)) == ["weili_11", "weili_12"]
    for folder in ("moodle", "files"):
        assert students(find([tmp_path / folder], "tiny", 1)) == ["Ada Lovelace", "Wei Li_11", "Wei Li_12"]


def test_moodles_folders_are_named_by_their_students(tmp_path):
    put(tmp_path / "Ada Lovelace_13_assignsubmission_file_/tiny.py")
    put(tmp_path / "Ada Lovelace_13_assignsubmission_onlinetext_/onlinetext.html", "<p>done")
    put(tmp_path / "Max Moe_14_assignsubmission_onlinetext_/onlinetext.html", "<p>where do I upload?")

    ada = only(find([tmp_path], "tiny", 1))

    assert (ada.student, ada.source) == ("Ada Lovelace", "Ada Lovelace_13_assignsubmission_file_/tiny.py")
    assert without([tmp_path], "tiny", [ada]) == ("Max Moe",)


def test_what_a_mac_leaves_behind_is_passed_over(tmp_path):
    for name in (".DS_Store", "._ada_tiny.py", "._ben_tiny.py", "__MACOSX/tiny.py", ".ipynb_checkpoints/tiny.py"):
        put(tmp_path / name, "x")
        put(tmp_path / "cleo" / name, "x")
    put(tmp_path / "ada_tiny.py")
    put(tmp_path / "ben_tiny.py")
    put(tmp_path / "cleo/Tiny.py")

    found = find([tmp_path], "tiny", 1)

    assert students(found) == ["ada", "ben", "cleo"]
    assert all(one.program and not one.ignored for one in found)


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
        (["hw.zip"], "hw.zip is a zip archive that cannot be read"),
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


# --- zip files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "within",
    ["tiny.py", "tiny.ipynb", "hw/Tiny.py", "tiny/tiny.py", "assignments/tiny/tiny.py", "a/b/c/tiny (1).py"],
)
def test_a_zip_file_in_a_students_folder_is_looked_into(tmp_path, within):
    code = notebook(DONE) if within.endswith(".ipynb") else DONE
    zipped(tmp_path / "ada/my homework.zip", {within: code, "hw/data.csv": "1", "__MACOSX/._tiny.py": "x"})
    put(tmp_path / "ben/tiny.py")

    ada, ben = find([tmp_path], "tiny", 1)

    assert (ada.student, ada.problem, ada.source) == ("ada", "", f"ada/my homework.zip/{within}")
    assert ada.program.cells[0].source == DONE
    assert without([tmp_path], "tiny", [ada, ben]) == ()


def test_where_everybody_hands_in_zip_files_each_is_its_students(tmp_path):
    zipped(tmp_path / "a/ada/hw.zip", {"hw/tiny.py": DONE})
    zipped(tmp_path / "a/ben/hw.zip", {"tiny.py": DONE})
    zipped(tmp_path / "b/doejane_1_10_hw.zip", {"tiny.py": DONE_OTHERWISE})
    zipped(tmp_path / "b/doejane_1_11_hw-1.zip", {"tiny.py": DONE})
    zipped(tmp_path / "b/roerick_2_12_tiny.zip", {"tiny.py": DONE})
    zipped(tmp_path / "c/ada_tiny.zip", {"tiny.py": DONE})
    zipped(tmp_path / "c/ben-tiny.zip", {"tiny.py": DONE})

    assert students(find([tmp_path / "a"], "tiny", 1)) == ["ada", "ben"]
    jane, rick = find([tmp_path / "b"], "tiny", 1)
    assert (jane.student, jane.source) == ("doejane", "doejane_1_11_hw-1.zip/tiny.py")
    assert jane.ignored == ("doejane_1_10_hw.zip",)
    assert (rick.student, bool(rick.program)) == ("roerick", True)
    assert students(find([tmp_path / "c"], "tiny", 1)) == ["ada", "ben"]


def test_of_several_zip_files_the_one_with_the_exercise_counts(tmp_path):
    zipped(tmp_path / "ada/one.zip", {"tiny.py": DONE})
    zipped(tmp_path / "ada/other.zip", {"other.py": DONE})
    zipped(tmp_path / "ben/one.zip", {"tiny.py": DONE})
    zipped(tmp_path / "ben/two.zip", {"tiny.py": DONE_OTHERWISE})

    for number in range(folders.MAX_ZIPS + 1):
        zipped(tmp_path / f"cleo/{number}.zip", {"other.py": DONE})

    ada, ben, cleo = find([tmp_path], "tiny", 1)

    assert ada.source == "ada/one.zip/tiny.py"
    assert cleo.problem == "there are 6 zip archives, and 5 are looked into: hand in one"
    assert "several zip archives hold tiny.py or tiny.ipynb: ben/one.zip/tiny.py, ben/two.zip" in ben.problem


def test_code_beside_a_zip_file_counts_and_the_zip_file_is_its_data(tmp_path):
    put(tmp_path / "ada/Tiny.py")
    zipped(tmp_path / "ada/data.zip", {"tiny.py": DONE_OTHERWISE})
    put(tmp_path / "x/ben_1_2_tiny.py")
    zipped(tmp_path / "x/ben_1_3_data.zip", {"tiny.py": DONE_OTHERWISE})

    assert only(find([tmp_path / "ada"], "tiny", 1)).source == "Tiny.py"
    assert only(find([tmp_path / "x"], "tiny", 1)).source == "ben_1_2_tiny.py"


def test_a_zip_file_that_is_not_read_is_its_students_problem_and_the_class_goes_on(tmp_path):
    put(tmp_path / "ada/tiny.py")
    put(tmp_path / "ben/hw.zip", b"PK\x03\x04")
    zipped(tmp_path / "cleo/hw.zip", {"other.py": DONE})
    zipped(tmp_path / "dev/hw.zip", {"inner.zip": b"PK"})
    zipped(tmp_path / "eva/hw.zip", {"../tiny.py": DONE})
    zipped(tmp_path / "finn/hw.zip", {"tiny.py": DONE, "../../ada/tiny.py": DONE_OTHERWISE})
    zipped(tmp_path / "gil/hw.zip", {"a/tiny.py": DONE, "b/tiny.py": DONE_OTHERWISE})
    (tmp_path / "hana").mkdir()
    (tmp_path / "hana/hw.zip").symlink_to(tmp_path / "ada")

    found = find([tmp_path], "tiny", 1)

    assert students(found) == ["ada", "ben", "cleo", "dev", "eva", "finn", "gil"]
    assert found[0].program and not any(one.program for one in found[1:])
    words = [one.problem for one in found[1:]]
    assert "hw.zip is a zip archive that cannot be read" in words[0]
    assert words[1] == "hw.zip is a zip archive without tiny.py or tiny.ipynb in it"
    assert words[2] == "hw.zip is not read: inner.zip in it is an archive in an archive, and is not unpacked"
    assert (
        words[3]
        == words[4].replace("../../ada/", "../")
        == "hw.zip is not read: ../tiny.py in it leads out of the archive"
    )
    assert "this is there: a/tiny.py, b/tiny.py" in words[5]
    assert (tmp_path / "ada/tiny.py").read_text() == DONE


@pytest.mark.parametrize("above", ["", "submissions/", "2026/hw 1/"])
def test_a_zip_file_of_a_class_is_the_class(tmp_path, above):
    zipped(tmp_path / "inner.zip", {"hw/tiny.py": DONE})
    entries = {
        "ada/tiny.py": DONE,
        "ben/tiny/tiny.ipynb": notebook(DONE),
        "cleo/hw.zip": (tmp_path / "inner.zip").read_bytes(),
        "dev/": "",
        "../eva/tiny.py": DONE,
    }
    zipped(tmp_path / "all.zip", {f"{above}{name}": content for name, content in entries.items()})

    found = find([tmp_path / "all.zip"], "tiny", 1)

    read = [one for one in found if one.program]
    assert [(one.student, one.source) for one in read] == [
        ("ada", "ada/tiny.py"),
        ("ben", "ben/tiny/tiny.ipynb"),
        ("cleo", "cleo/hw.zip/hw/tiny.py"),
    ]
    assert "eva/tiny.py leads out of the archive" in only([one for one in found if one not in read]).problem
    assert without([tmp_path / "all.zip"], "tiny", read) == ("dev",)


def test_zip_files_as_platforms_hand_them_out(tmp_path):
    canvas = {"doejane_11_1_tiny.py": DONE, "doejane_11_2_tiny-1.py": DONE, "roerick_LATE_12_3_tiny.py": DONE}
    moodle = {"Ada Lovelace_13_assignsubmission_file_/tiny.py": DONE}
    zipped(tmp_path / "submissions.zip", canvas)
    zipped(tmp_path / "CS-HW 1-77.zip", moodle)

    jane, rick = find([tmp_path / "submissions.zip"], "tiny", 1)
    assert (jane.source, rick.source) == ("doejane_11_2_tiny-1.py", "roerick_LATE_12_3_tiny.py")
    ada = only(find([tmp_path / "CS-HW 1-77.zip"], "tiny", 1))
    assert (ada.student, ada.source) == ("Ada Lovelace", next(iter(moodle)))


def test_a_zip_file_of_one_student_gives_its_own_name(tmp_path, monkeypatch):
    for name in ("ada.zip", "ben/tiny.zip", "doejane_11_1_hw.zip"):
        zipped(tmp_path / name, {"hw/tiny.py": DONE})
    put(tmp_path / "cleo.zip", b"PK\x03\x04")
    monkeypatch.chdir(tmp_path)

    paths = [Path(name) for name in ("ada.zip", "ben/tiny.zip", "doejane_11_1_hw.zip", "cleo.zip")]
    found = find(paths, "tiny", 1)

    assert [(one.student, one.source) for one in found] == [
        ("ada", "ada.zip/tiny.py"),
        ("ben", "tiny.zip/tiny.py"),
        ("cleo", "cleo.zip"),
        ("doejane", "doejane_11_1_hw.zip/tiny.py"),
    ]
    assert "cannot be read" in found[2].problem
