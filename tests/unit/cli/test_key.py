"""The key of pseudonyms: made once, for its owner's eyes, and never put in the place of another file."""

from __future__ import annotations

import stat

import pytest

from grader.cli.key import read_key
from grader.errors import UsageError


def test_a_key_is_made_once_and_is_for_its_owners_eyes(tmp_path):
    path = tmp_path / "key"
    key = read_key(path)

    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == key != read_key(tmp_path / "other")


@pytest.mark.parametrize("content", [b"", b"secret\n", b"\xff", b"0" * 63, b'{"schema": 2}'])
def test_a_file_that_holds_no_key_stays_as_it_is_and_is_named(tmp_path, content):
    path = tmp_path / "marks.json"
    path.write_bytes(content)

    with pytest.raises(UsageError, match="marks.json"):
        read_key(path)
    assert path.read_bytes() == content


def test_a_key_that_cannot_be_written_or_read_is_named(tmp_path):
    for path in (tmp_path / "nowhere/key", tmp_path):
        with pytest.raises(UsageError, match=f"{path}"):
            read_key(path)
