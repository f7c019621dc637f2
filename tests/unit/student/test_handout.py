"""A zip file beside a notebook: what its checks need is unpacked, and nothing else is, nor anything replaced."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import tiny

from grader.authoring import handout as written
from grader.errors import UsageError
from grader.student import handout


@pytest.fixture
def packed(exercise, tmp_path) -> Path:
    path = tmp_path / "tiny.zip"
    written.write(exercise, path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_holds_what_students_get_in_a_folder_of_its_own(exercise, packed):
    with zipfile.ZipFile(packed) as archive:
        there = {name: archive.read(name) for name in archive.namelist()}

    files = {f"tiny/{path.name}": path.read_bytes() for path in exercise.assignment.iterdir() if path.is_file()}
    assert there == files
    assert "tiny/expected.json" in there


def test_it_is_the_same_bytes_every_time(exercise, packed):
    first = packed.read_bytes()
    written.write(exercise, packed)
    assert packed.read_bytes() == first


def test_what_checks_need_is_unpacked(tmp_path, packed):
    assert handout.beside(tmp_path).name == tiny.NAME
    assert names(tmp_path) == ["expected.json", "test_tiny.py", "tiny.zip"]


def test_a_folder_that_is_an_assignment_is_taken_as_it_is(tmp_path, packed):
    handout.beside(tmp_path)
    before = (tmp_path / "expected.json").stat().st_mtime_ns
    packed.write_bytes(b"")

    assert handout.beside(tmp_path).name == tiny.NAME
    assert (tmp_path / "expected.json").stat().st_mtime_ns == before


def test_a_file_that_is_there_is_not_replaced(tmp_path, packed):
    (tmp_path / "test_tiny.py").write_text("mine\n")

    handout.beside(tmp_path)

    assert (tmp_path / "test_tiny.py").read_text() == "mine\n"


def pack(path: Path, **contents: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)


def test_other_members_and_names_that_lead_elsewhere_stay_in(tmp_path, packed):
    with zipfile.ZipFile(packed) as archive:
        own = {name.removeprefix("tiny/"): archive.read(name).decode() for name in archive.namelist()}
    (tmp_path / "inner").mkdir()
    pack(
        tmp_path / "inner/x.zip",
        **own,
        **{"../out.py": "", "data/../../out": "", "data/a.csv": "1", "sitecustomize.py": ""},
    )

    handout.beside(tmp_path / "inner")

    assert names(tmp_path / "inner") == ["data", "expected.json", "test_tiny.py", "x.zip"]
    assert names(tmp_path) == ["inner", "tiny.zip"]


@pytest.mark.parametrize("other", [{"readme.txt": ""}, {"expected.json": "{}"}, {"test_x.py": ""}])
def test_a_zip_file_of_something_else_is_none(tmp_path, other):
    pack(tmp_path / "x.zip", **other)
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04")

    with pytest.raises(UsageError, match=r"lies alone: fetch NAME\.zip"):
        handout.beside(tmp_path)
    assert names(tmp_path) == ["torn.zip", "x.zip"]


def test_two_of_them_are_not_chosen_from(tmp_path, packed):
    (tmp_path / "again.zip").write_bytes(packed.read_bytes())

    with pytest.raises(UsageError, match=r"several assignments: again\.zip, tiny\.zip"):
        handout.beside(tmp_path)


def test_one_that_is_too_large_is_refused(tmp_path, packed, monkeypatch):
    monkeypatch.setattr(handout, "MAX_MB", 0)

    with pytest.raises(UsageError, match="fetch it again"):
        handout.beside(tmp_path)
