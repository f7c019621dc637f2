"""What is said of a path at which there is nothing."""

from __future__ import annotations

from pathlib import Path

from grader.files import nothing_at


def test_the_nearest_name_beside_it_is_said(tmp_path, monkeypatch):
    (tmp_path / "submitted").mkdir()
    monkeypatch.chdir(tmp_path)

    assert nothing_at(Path("submited")) == "submited: no such file or folder; did you mean submitted?"
    wanted = f"{tmp_path}/submited: no such file or folder; did you mean {tmp_path}/submitted?"
    assert nothing_at(tmp_path / "submited") == wanted


def test_nothing_is_guessed_where_nothing_is_like_it(tmp_path):
    (tmp_path / "submitted").mkdir()

    assert nothing_at(tmp_path / "q").endswith("q: no such file or folder")


def test_a_folder_that_is_missing_above_it_is_said(tmp_path):
    assert nothing_at(tmp_path / "no" / "file.py").endswith(f"there is no folder {tmp_path / 'no'}")
