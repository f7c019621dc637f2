"""What `data/` and `hidden_data/` may hold, and what is refused."""

from __future__ import annotations

import os

import pytest

from grader.errors import AuthorError
from grader.exercise import data


def test_files_are_read_byte_for_byte_by_their_paths(tmp_path):
    folder = tmp_path / "data"
    (folder / "inner").mkdir(parents=True)
    (folder / "b.bin").write_bytes(b"\0\xff\r\n")
    (folder / "inner" / "ü.csv").write_text("1,2", encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"x")

    assert data.read(folder) == {"data/b.bin": b"\0\xff\r\n", "data/inner/ü.csv": b"1,2"}
    assert data.read(tmp_path / "hidden_data") == {}


def test_what_is_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "MAX_MB", 1)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "big").write_bytes(bytes(1 << 20))
    assert len(data.read(folder)) == 1
    (folder / "more").write_bytes(b"x")
    with pytest.raises(AuthorError, match=r"data holds more than 1 MB or 1000 files: make it smaller"):
        data.read(folder)


@pytest.mark.parametrize("kind", ["a link", "a link to a folder", "a folder that is a link", "a pipe", "a file"])
def test_links_and_what_is_no_file_are_refused(tmp_path, kind):
    folder, other = tmp_path / "data", tmp_path / "other"
    other.mkdir()
    (other / "file").write_bytes(b"")
    if kind == "a folder that is a link":
        folder.symlink_to(other)
    elif kind == "a file":
        folder.write_bytes(b"")
    else:
        folder.mkdir()
        if kind == "a pipe":
            os.mkfifo(folder / "x")
        else:
            (folder / "x").symlink_to(other / "file" if kind == "a link" else other)
    with pytest.raises(AuthorError, match="data"):
        data.read(folder)
