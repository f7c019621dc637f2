"""Folders of several files as students hand them in: whose they are, what counts, and what hostile ones get."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from handed_in import DONE, DONE_OTHERWISE, STUB, put, zipped
from repositories import commit, repository

from grader.errors import SubmissionError, UsageError
from grader.submissions import commits, packages
from grader.submissions.folders import without
from grader.submissions.package_folders import find_packages
from grader.submissions.packages import read_package


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """The package as students got it."""
    folder = tmp_path / "assignments/tiny/tiny"
    put(folder / "__init__.py", "")
    put(folder / "engine.py", STUB)
    put(folder / "layers.py", STUB.replace("double", "twice"))
    return folder


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    return tmp_path / "submitted"


def found(handed: Path, released: Path):
    return {each.student: each for each in find_packages([handed], "tiny", released)}


def files(submission) -> list[str]:
    assert not submission.problem
    return [cell.file for cell in submission.program.cells]


# --- whose folder is whose -----------------------------------------------------------------------


@pytest.mark.parametrize("where", ["tiny", "tiny/tiny", "assignments/tiny/tiny", "", "my work/tiny"])
def test_a_package_is_found_where_students_have_it(handed, released, where):
    put(handed / "ada" / where / "engine.py", DONE)
    put(handed / "ada" / where / "helpers.py", "")
    put(handed / "ada" / where / "layers.py", "")
    put(handed / "ben/tiny/tiny/engine.py", DONE)
    put(handed / "ben/tiny/test_tiny.py", "")
    put(handed / "ben/tiny/play.py", "")

    both = found(handed, released)

    assert list(both) == ["ada", "ben"]
    assert (files(both["ada"]), files(both["ben"])) == (["engine.py", "helpers.py", "layers.py"], ["engine.py"])
    assert both["ben"].source == "ben/tiny/tiny"
    assert both["ada"].program.package


@pytest.mark.parametrize("below", ["", "tiny", "tiny/tiny"])
def test_a_folder_may_be_named_itself(handed, released, below):
    put(handed / "ada/tiny/tiny/engine.py", DONE)

    [only] = find_packages([handed / "ada" / below], "tiny", released)

    assert (only.student, files(only)) == ("ada", ["engine.py"])
    assert only.source == {"": "tiny/tiny", "tiny": "tiny", "tiny/tiny": "tiny"}[below]
    assert without([handed / "ada" / below], "tiny", [only]) == ()


def test_of_two_copies_the_one_that_is_filled_in_counts(handed, released):
    put(handed / "ada/engine.py", DONE)
    put(handed / "ada/layers.py", DONE)
    for path in released.glob("*.py"):
        put(handed / "ada/tiny/tiny" / path.name, path.read_bytes())
    put(handed / "ben/engine.py", DONE)
    put(handed / "ben/layers.py", DONE)
    put(handed / "ben/tiny/engine.py", DONE_OTHERWISE)

    both = found(handed, released)

    assert both["ada"].program.cells[0].source == DONE
    assert "are both filled in" in both["ben"].problem


def test_a_file_of_another_exercise_is_not_the_package(handed, released):
    put(handed / "ada/tiny/engine.py", DONE)
    put(handed / "ada/other/engine.py", DONE)
    put(handed / "ben/other/engine.py", DONE)

    assert list(found(handed, released)) == ["ada"]


def test_an_archive_a_single_file_and_a_link_are_refused_in_words(handed, released):
    put(handed / "gzip/tiny.tgz", b"\x1f\x8b")
    put(handed / "file/tiny.py", DONE)
    (handed / "link").mkdir()
    (handed / "link/tiny").symlink_to(released)
    put(handed / "ada/tiny/engine.py")

    every = found(handed, released)

    assert every["gzip"].problem == "tiny.tgz is a gzip archive: unpack it, and hand in the file that is in it"
    assert every["file"].problem == "tiny.py is one file; hand in the folder tiny/ with engine.py, layers.py"
    assert every["link"].problem.startswith("tiny is a symbolic link")
    [given] = find_packages([handed / "gzip/tiny.tgz"], "tiny", released)
    assert given.problem == every["gzip"].problem


@pytest.mark.parametrize("within", ["", "tiny/", "hw/tiny/", "tiny/tiny/", "assignments/tiny/tiny/"])
def test_a_package_in_a_zip_file_is_the_package(handed, released, within):
    zipped(handed / "ada/tiny.zip", {f"{within}engine.py": DONE, "__MACOSX/tiny/._engine.py": "x"})
    zipped(handed / "ben/hw.zip", {"notes.txt": "x"})
    put(handed / "cleo/tiny/engine.py")

    every = found(handed, released)

    assert files(every["ada"]) == ["engine.py"]
    assert every["ada"].source.startswith("ada/tiny.zip")
    assert every["ben"].problem == "hw.zip is a zip archive without tiny/ in it"
    [ada] = find_packages([handed / "ada/tiny.zip"], "tiny", released)
    assert files(ada) == ["engine.py"]


def test_a_class_in_a_zip_file_is_the_class(handed, released):
    students = ("Ada Lovelace_11", "Li Wei_12", "Li Wei_13")
    zipped(handed.parent / "hw.zip", {f"{who}_assignsubmission_file_/tiny/engine.py": DONE for who in students})

    every = find_packages([handed.parent / "hw.zip"], "tiny", released)

    assert [each.student for each in every] == ["Ada Lovelace", "Li Wei_12", "Li Wei_13"]
    assert all(files(each) == ["engine.py"] for each in every)


def test_nothing_at_all_is_an_error(handed, released):
    handed.mkdir()
    with pytest.raises(UsageError, match="no tiny/ in"):
        find_packages([handed], "tiny", released)
    with pytest.raises(UsageError, match="no such file"):
        find_packages([handed / "none"], "tiny", released)


# --- what is read of a folder --------------------------------------------------------------------


def test_what_is_no_module_is_named_and_not_read(handed, released):
    folder = handed / "ada/tiny"
    put(folder / "engine.py", DONE)
    for name in ("notes.txt", "data.bin", "my-file.py", "class.py", "sub/deep.py", "__main__.py", "é.py", ".x.py"):
        put(folder / name, b"\x00\xff")
    put(folder / "__pycache__/engine.pyc", "")
    (folder / os.fsdecode(b"\xff\n.py")).write_text("x")

    [ada] = find_packages([handed], "tiny", released)

    assert files(ada) == ["engine.py"]
    assert set(ada.ignored) == {
        *("notes.txt", "data.bin", "my-file.py", "class.py", "sub/", "__main__.py", "é.py", "\\xff\n.py")
    }


def test_links_pipes_notebooks_and_too_much_are_refused(tmp_path, monkeypatch):
    folder = tmp_path / "tiny"
    put(folder / "engine.py")
    secret = put(tmp_path / "secret.py")

    def refused() -> str:
        with pytest.raises(SubmissionError) as error:
            read_package(folder, "tiny")
        return str(error.value)

    (folder / "b.py").symlink_to(secret)
    assert refused() == "b.py is a symbolic link; hand in the file itself"
    (folder / "b.py").unlink()
    os.mkfifo(folder / "b.py")
    assert refused() == "b.py is not a regular file"
    (folder / "b.py").unlink()
    put(folder / "b.py", '{"cells": [], "nbformat": 4}')
    assert "b.py is a notebook" in refused()
    put(folder / "b.py", b"\xff\xfe\x00")
    assert "b.py is not" in refused()
    put(folder / "b.py", "x")
    monkeypatch.setattr(packages, "MAX_SOURCE_BYTES", 100)
    assert "files have more than" in refused()
    monkeypatch.setattr(packages, "MAX_FILES", 1)
    assert refused() == "tiny/ holds more than the 1 files that are read"
    for path in folder.iterdir():
        path.unlink()
    assert refused() == "tiny/ holds no file of Python"


def test_a_folder_of_very_many_entries_and_a_deep_one_end(handed, released):
    for number in range(3000):
        put(handed / f"ada/tiny/x{number}.txt", "")
    deep = handed / "ben"
    for _ in range(60):
        deep /= "tiny"
    put(deep / "engine.py")
    put(handed / "cleo/tiny/engine.py")

    assert files(found(handed, released)["cleo"]) == ["engine.py"]


# --- in a repository -----------------------------------------------------------------------------

BASE = {"assignments/tiny/tiny/engine.py": STUB, "assignments/tiny/test_tiny.py": "", "README.md": ""}


def of_head(repo: Path, tmp_path: Path):
    head = commits.read_head(repo, "HEAD~1", ["tiny"], ["tiny"])
    return commits.package(head, "tiny", tmp_path), head


def test_a_package_is_read_from_a_commit(tmp_path):
    repo = repository(tmp_path / "ada", dict(BASE))
    new = {
        "assignments/tiny/tiny/layers.py": "",
        "assignments/tiny/tiny/notes.txt": "",
        "assignments/tiny/tiny/a/b.py": "",
    }
    commit(repo, {"assignments/tiny/tiny/engine.py": DONE, **new})

    read, head = of_head(repo, tmp_path)

    assert (read.student, read.source, files(read)) == ("ada", "assignments/tiny/tiny", ["engine.py", "layers.py"])
    assert commits.touches(head, "tiny", ["tiny"])
    assert set(commits.ignored(head, ["tiny"], ["tiny"])) == {
        "assignments/tiny/tiny/notes.txt",
        "assignments/tiny/tiny/a/b.py",
    }


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        ({"assignments/tiny/tiny/engine.py": None}, True),
        ({"assignments/tiny/tiny/more.py": ""}, True),
        ({"assignments/tiny/tiny/more.txt": ""}, False),
        ({"assignments/tiny/tiny.py": ""}, False),
        ({"assignments/tiny/test_tiny.py": "x"}, False),
    ],
    ids=str,
)
def test_a_package_is_touched_where_one_of_its_files_is(tmp_path, changed, touched):
    repo = repository(tmp_path / "ada", dict(BASE))
    commit(repo, changed)

    assert commits.touches(commits.read_head(repo, "HEAD~1", ["tiny"], ["tiny"]), "tiny", ["tiny"]) is touched


def test_links_and_what_is_no_folder_in_a_commit_are_refused(tmp_path):
    repo = repository(tmp_path / "ada", dict(BASE))
    commit(repo, {}, raw=(("120000", "/etc/passwd", "assignments/tiny/tiny/engine.py"),))
    assert of_head(repo, tmp_path)[0].problem == "engine.py is a symbolic link; hand in the file itself"

    commit(repo, {"assignments/tiny/tiny/engine.py": None}, raw=(("120000", "/etc", "assignments/tiny/tiny"),))
    assert of_head(repo, tmp_path)[0].problem == "assignments/tiny/tiny is no folder"

    commit(repo, {"assignments/tiny/tiny": None})
    read, head = of_head(repo, tmp_path)
    assert read.problem == "assignments/tiny/tiny is not there any more"
    assert commits.touches(head, "tiny", ["tiny"])
