"""
What students read, word by word: real mistakes, and the text of a real `pytest` run at 80 columns.

After a change that is meant, write the files anew and read them: `python tests/test_feedback_texts.py`.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from forked import pytest_in

from grader.exercise import Exercise
from grader.source import Answer

GOLDEN = Path(__file__).parent / "feedback"
MISTAKES = (
    "swapped",
    "summed",
    "broadcast",
    "none_forgotten",
    "recorded",
    "replaced",
    "never_cleared",
    "forward_once",
    "step_before_backward",
    "returned_nothing",
)


def read_by_student(exercise: Exercise, answer: Answer, folder: Path) -> str:
    """Return what pytest says of the reference with this wrong answer in the place of its stub."""
    work = shutil.copytree(exercise.assignment, folder / exercise.name)
    script = Path(work, f"{exercise.name}.py")
    source = re.sub(rf"\b{answer.function}\b", answer.stub, answer.source)  # as a student would call it
    script.write_text(f"{exercise.reference}\n\n# %%\n{source}", "utf-8")
    text = pytest_in(script.parent, "-q", "--no-header", "--check-timeout", "60").text
    text = text[text.index("= FAILURES =") :].split("\n", 1)[1]
    return re.sub(r"line \d+", "line N", re.sub(r" in [\d.]+s.*\n", "\n", text))


def answer_named(exercise: Exercise, function: str) -> Answer:
    return next(answer for answer in exercise.misconceptions() if answer.function == function)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_feedback_is_what_was_read_and_found_good(temperature, tmp_path, mistake):
    text = read_by_student(temperature, answer_named(temperature, mistake), tmp_path)

    assert text == (GOLDEN / f"{mistake}.txt").read_text("utf-8")


def test_every_feedback_file_has_its_mistake():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(MISTAKES)


if __name__ == "__main__":
    shipped = Exercise("temperature", Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[1])
    GOLDEN.mkdir(exist_ok=True)
    for name in MISTAKES:
        with tempfile.TemporaryDirectory() as place:
            found = read_by_student(shipped, answer_named(shipped, name), Path(place))
        (GOLDEN / f"{name}.txt").write_text(found, "utf-8")
