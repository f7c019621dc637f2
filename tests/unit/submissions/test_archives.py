"""Zip files of strangers: what is unpacked stays in its folder and in bounds; all else is refused in words."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from handed_in import DONE, zipped
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submissions import archives
from grader.submissions.archives import OF_CLASS, OF_STUDENT, Bounds, Refused, is_zip, unpack

SUFFIXES = (".py", ".ipynb", ".zip")


def unpacked(path: Path, bounds: Bounds = OF_STUDENT) -> tuple[dict[str, bytes], list[Refused]]:
    """Unpack beside the file; return what is there then, and what was refused."""
    folder = path.parent / "unpacked"
    refused = unpack(path, folder, SUFFIXES, bounds)
    files = {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    return files, refused


def special(path: Path, name: str, **fields: object) -> Path:
    """Write a zip file with one entry of which some fields are unusual."""
    entry = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(entry, field, value)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, DONE)
    return path


def test_what_can_be_a_submission_is_unpacked_and_nothing_else(tmp_path):
    entries = {
        "tiny.py": DONE,
        "a/b/Tiny.IPYNB": "{}",
        "pkg/__init__.py": "",
        "data.csv": "1",
        "a/": "",
        "__MACOSX/tiny.py": "x",
        "a/.ipynb_checkpoints/tiny.py": "x",
        "a/._tiny.py": "x",
        "pkg/__pycache__/x.py": "x",
    }

    files, refused = unpacked(zipped(tmp_path / "hw.zip", entries))

    assert set(files) == {"tiny.py", "a/b/Tiny.IPYNB", "pkg/__init__.py"}
    assert (files["tiny.py"].decode(), refused) == (DONE, [])


def test_folders_that_windows_writes_are_folders(tmp_path):
    files, _ = unpacked(zipped(tmp_path / "hw.zip", {"hw\\tiny.py": DONE}))

    assert set(files) == {"hw/tiny.py"}


@pytest.mark.parametrize(
    "name",
    ["../tiny.py", "/tiny.py", "a/../../tiny.py", "C:\\tiny.py", "c:tiny.py", "..\\tiny.py", "//host/x/tiny.py"],
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    files, refused = unpacked(zipped(tmp_path / "in/hw.zip", {name: DONE, "tiny.py": DONE}))

    assert set(files) == {"tiny.py"}
    assert [each.why for each in refused] == ["leads out of the archive"]
    assert {path.name for path in tmp_path.rglob("*.py")} == {"tiny.py"}
    assert len(list(tmp_path.rglob("*.py"))) == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"external_attr": (stat.S_IFLNK | 0o777) << 16}, "is a symbolic link"),
        ({"external_attr": (stat.S_IFIFO | 0o777) << 16}, "is not a regular file"),
        ({"compress_type": zipfile.ZIP_LZMA}, "is compressed in a way that is not read"),
        ({"compress_type": zipfile.ZIP_BZIP2}, "is compressed in a way that is not read"),
    ],
)
def test_what_is_no_plain_file_is_refused(tmp_path, fields, why):
    files, [refused] = unpacked(special(tmp_path / "hw.zip", "tiny.py", **fields))

    assert files == {}
    assert why in refused.why


def test_an_encrypted_entry_is_refused(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"tiny.py": DONE})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert unpacked(path) == ({}, [Refused("tiny.py", "is encrypted")])


def test_names_that_are_too_long_or_too_deep_are_refused(tmp_path):
    names = ["d/" * 40 + "tiny.py", "x" * 300 + ".py"]
    files, refused = unpacked(zipped(tmp_path / "hw.zip", dict.fromkeys(names, DONE)))

    assert files == {}
    assert [each.name for each in refused] == names


def test_two_entries_of_one_name_and_a_file_where_a_folder_is_are_refused(tmp_path):
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name in ("a.py", "a.py", "a.py/tiny.py"):
            archive.writestr(name, DONE)

    files, refused = unpacked(path)

    assert set(files) == {"a.py"}
    assert [each.name for each in refused] == ["a.py", "a.py/tiny.py"]
    assert refused[0].why == "is there twice"


def test_an_archive_in_an_archive_is_unpacked_for_a_class_alone(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"inner.zip": b"PK"})

    assert unpacked(path) == ({}, [Refused("inner.zip", "is an archive in an archive, and is not unpacked")])
    path.with_name("unpacked").rmdir()
    assert unpacked(path, OF_CLASS) == ({"inner.zip": b"PK"}, [])


# --- bounds ---------------------------------------------------------------------------------------


def test_what_expands_too_far_is_refused_before_it_is_read(tmp_path):
    _, [refused] = unpacked(zipped(tmp_path / "hw.zip", {"tiny.py": b"0" * (2 << 20)}))

    assert refused.why == "unpacks to more than 200 times its size"


def test_an_entry_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_NOTEBOOK_BYTES", 100)
    _, [refused] = unpacked(zipped(tmp_path / "hw.zip", {"tiny.py": "x" * 101, "b.py": "x" * 100}))

    assert refused.why == "has 0 MB, more than the 0 MB that are read"


def test_an_entry_that_is_larger_than_it_says_is_damaged(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"tiny.py": "x" * 5000})
    data = path.read_bytes().replace(struct.pack("<I", 5000), struct.pack("<I", 10))
    path.write_bytes(data)

    assert unpacked(path) == ({}, [Refused("tiny.py", "is damaged")])


@pytest.mark.parametrize(
    ("bounds", "why"),
    [
        (Bounds(100, 9, 9999, nested=False), "hw.zip has 0 MB, more than the 0 MB that are read"),
        (Bounds(9999, 2, 9999, nested=False), "hw.zip holds more than the 2 entries that are read"),
        (Bounds(9999, 9, 250, nested=False), "hw.zip unpacks to more than the 0 MB that are read"),
    ],
)
def test_the_whole_has_bounds(tmp_path, bounds, why):
    path = zipped(tmp_path / "hw.zip", {f"{n}.py": "x" * 100 for n in range(3)})

    with pytest.raises(SubmissionError, match=why):
        unpacked(path, bounds)


def test_a_list_of_very_many_entries_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_CHUNK", 64)
    path = zipped(tmp_path / "hw.zip", {f"{n}.py": "" for n in range(50)})

    with pytest.raises(SubmissionError, match="it holds too many entries"):
        unpacked(path, Bounds(1 << 20, 5, 9999, nested=False))


# --- no zip file at all ---------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"\x1f\x8b", DONE.encode()])
def test_what_is_no_zip_file_says_so(tmp_path, data):
    path = tmp_path / "hw.zip"
    path.write_bytes(data)

    with pytest.raises(SubmissionError, match="hw.zip is a zip archive that cannot be read"):
        unpacked(path)
    assert archives.folders(path) == []


def test_a_link_a_folder_and_a_file_that_is_not_there_are_no_zip_files(tmp_path):
    target = zipped(tmp_path / "hw.zip", {"tiny.py": DONE})
    (tmp_path / "link.zip").symlink_to(target)
    (tmp_path / "folder.zip").mkdir()

    assert is_zip(target)
    assert not any(is_zip(tmp_path / name) for name in ("link.zip", "folder.zip", "none.zip"))
    for name in ("link.zip", "folder.zip", "none.zip"):
        with pytest.raises(SubmissionError, match=f"{name} (cannot be read|is not a regular file)"):
            unpack(tmp_path / name, tmp_path / "out" / name, SUFFIXES, OF_STUDENT)


def whole() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny.py", DONE)
        archive.writestr("a/tiny.ipynb", "{}" * 50)
    return out.getvalue()


WHOLE = whole()
changed = st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6)


@given(changed, st.integers(0, len(WHOLE)))
def test_whatever_is_changed_in_a_zip_file_something_is_said_or_it_is_unpacked(tmp_path_factory, bytes_, cut):
    data = bytearray(WHOLE)
    for place, value in bytes_:
        data[place] = value
    folder = tmp_path_factory.mktemp("zip")
    for number, each in enumerate((data, data[:cut])):
        path = folder / str(number) / "hw.zip"
        path.parent.mkdir()
        path.write_bytes(each)
        try:
            unpacked(path)
        except SubmissionError as error:
            assert "hw.zip" in str(error)
        archives.folders(path)
        assert {each.parent for each in folder.rglob("*.zip")} <= {folder / "0", folder / "1"}
