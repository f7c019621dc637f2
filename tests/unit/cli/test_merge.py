"""`grader grade --shard` and `grader merge`: a class in parts is the class."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from reading import SCHEMA
from tiny import RIGHT, WRONG

from grader.cli import main


@pytest.fixture
def handed_in(tmp_path):
    """Return a class of six."""
    for number, student in enumerate(("ada", "ben", "cy", "dora", "emil", "fay")):
        folder = tmp_path / "submitted" / student
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(WRONG if number % 2 else RIGHT)
    return tmp_path / "submitted"


def timeless(text: str) -> str:
    """Return a record without durations."""
    return re.sub(r'"(duration_s|spent_s)": [0-9.]+', r'"\1": 0', text)


def test_a_class_in_parts_is_the_record_of_one_run(grade, handed_in, capsys, tmp_path):
    for number in (1, 2, 3):
        code, out, _ = grade("tiny", handed_in, "--shard", f"{number}/3", "--json", f"{number}.json", "--no-cache")
        assert code == 0
        assert f"tiny: shard {number}/3" in out and "of 6 submissions" in out
    grade("tiny", handed_in, "--json", "whole.json", "--no-cache")
    work = tmp_path / "work"
    for part in sorted(work.glob("[123].json")):
        jsonschema.validate(json.loads(part.read_text()), SCHEMA)

    assert main.main(["merge", "3.json", "1.json", "2.json", "--json", "merged.json"]) == 0
    assert timeless((work / "merged.json").read_text()) == timeless((work / "whole.json").read_text())
    assert "merged.json: written, out of 3 shards" in capsys.readouterr().out
    assert main.main(["report", "merged.json"]) == 0


def test_a_part_without_students_is_graded_and_merged_too(grade, handed_in, tmp_path):
    parts = [f"{number}.json" for number in range(1, 13)]
    for number, part in enumerate(parts, 1):
        code, out, _ = grade("tiny", handed_in, "--shard", f"{number}/12", "--json", part)
        assert code == 0
    grade("tiny", handed_in, "--json", "whole.json")

    assert main.main(["merge", *parts, "--json", "merged.json"]) == 0
    merged, whole = ((tmp_path / "work" / name).read_text() for name in ("merged.json", "whole.json"))
    assert merged == whole  # read back, so that durations are the same


def test_a_part_is_not_written_as_if_it_were_the_class(grade, handed_in):
    for output in ("--csv", "--junit", "--html", "--gradescope"):
        code, _, err = grade("tiny", handed_in, "--shard", "1/2", "--json", "a.json", output, "out")
        assert code == 2 and output in err
    code, _, err = grade("tiny", handed_in, "--shard", "1/2")
    assert code == 2 and "--json" in err


def test_merging_says_what_is_wrong_and_writes_nothing(grade, handed_in, capsys, tmp_path):
    grade("tiny", handed_in, "--shard", "1/2", "--json", "1.json")
    merged = tmp_path / "work" / "merged.json"

    for arguments, words in (
        (["1.json"], "a shard is missing: 2/2"),
        (["1.json", "1.json"], "named twice: 1.json"),
        (["none.json"], "none.json cannot be read"),
    ):
        assert main.main(["merge", *arguments, "--json", str(merged)]) == 2
        assert words in capsys.readouterr().err
    assert main.main(["report", "1.json"]) == 2
    assert "grader merge" in capsys.readouterr().err
    assert not merged.exists()
