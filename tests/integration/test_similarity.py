"""Exported sources in a tool that compares them, copydetect: a copy is found, what all were given is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import copydetect
from paths import ROOT

from grader.cli import main


def test_a_copy_with_other_names_is_the_most_similar_pair_and_the_stub_counts_for_nothing(tmp_path):
    course = tmp_path / "class"
    shutil.copytree(ROOT / "tests/data/classes/temperature", course)
    original = next((course / "ivo").glob("temperature.*"))
    copy = course / "zoe" / original.name
    copy.parent.mkdir()
    copy.write_text(original.read_text("utf-8").replace("learning_rate", "lr").replace("epoch", "step"), "utf-8")
    (course / "yan").mkdir()
    shutil.copy(ROOT / "assignments/temperature/temperature.py", course / "yan")
    arguments = ["temperature", str(course), "--to", str(tmp_path / "out")]
    assert main.main(["--course", str(ROOT), "export-sources", *arguments]) == 0

    detector = copydetect.CopyDetector(
        test_dirs=[str(tmp_path / "out/submissions")],
        boilerplate_dirs=[str(tmp_path / "out/base")],
        extensions=["py"],
        display_t=0.0,
        autoopen=False,
        silent=True,
    )
    detector.run()

    by_pair: dict[frozenset[str], float] = {}
    for one, other, first, second, *_ in detector.get_copied_code_list():
        by_pair[frozenset((Path(first).stem, Path(second).stem))] = max(one, other)
    ranked = sorted(by_pair, key=by_pair.__getitem__)
    assert ranked[-1] == {"ivo", "zoe"}
    assert by_pair[ranked[-1]] > 0.95 > by_pair[ranked[-2]]
    assert not [pair for pair in by_pair if "yan" in pair and by_pair[pair] > 0]
