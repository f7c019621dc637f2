"""Wrong answers may stand in a folder, a file for each stub: they are the same, and so is all that uses them."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import tiny

from grader.authoring import gradescope, release
from grader.errors import AuthorError, StaleError
from grader.exercise.exercise import Exercise, read_rubric
from grader.exercise.slices import Answer
from grader.model import Limits

ON_TOP = """\
import torch

from grader import misconception

"""


def in_a_folder() -> dict[str, str]:
    """Return the tiny exercise's wrong answers, a file for each stub, the stub implied and a helper shared."""
    body = tiny.MISCONCEPTIONS.removeprefix(ON_TOP)
    blocks = re.split(r"\n(?=@misconception)", body.replace("x * x", "times_itself(x)"))
    own = {stub: [b for b in blocks if f'("{stub}"' in b] for stub in ("slope", "double")}
    files = {
        f"{stub}.py": ON_TOP + "\n".join(found).replace(f'misconception("{stub}", ', "misconception(")
        for stub, found in own.items()
    }
    return {**files, "_shared.py": '"""What all share."""\n\n\ndef times_itself(x):\n    return x * x\n'}


@pytest.fixture
def course(tmp_path: Path) -> Exercise:
    """The tiny exercise with its wrong answers in a folder, not built."""
    made = Exercise(tiny.NAME, tiny.write_course(tmp_path / "course"))
    (made.solution / "misconceptions.py").unlink()
    (made.solution / "misconceptions").mkdir()
    for name, text in in_a_folder().items():
        (made.solution / "misconceptions" / name).write_text(text)
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    """The same, built, with a misconception of two variants."""
    made = Exercise(tiny.NAME, tiny.write_course(tmp_path_factory.mktemp("folder")))
    (made.solution / "misconceptions.py").unlink()
    (made.solution / "misconceptions").mkdir()
    for name, text in in_a_folder().items():
        text = text.replace('title="Two is added")', 'title="Two is added", variants={"MORE": [2, 20]})')
        (made.solution / "misconceptions" / name).write_text(text.replace("x + 2", "x + MORE"))
    release.write(release.build(made, Limits()).files)
    return made


def file_of(exercise: Exercise, name: str) -> Path:
    return exercise.solution / "misconceptions" / name


def told(answers: tuple[Answer, ...]) -> list[tuple[str, ...]]:
    return [(a.function, a.stub, a.id, a.title, " ".join(a.levels), a.match or "") for a in answers]


def test_a_folder_holds_what_a_file_would(course, exercise):
    assert told(course.misconceptions()) == told(exercise.misconceptions())


def test_each_stubs_answers_get_what_is_shared_and_no_other_stubs_helpers(course):
    path = file_of(course, "slope.py")
    path.write_text(path.read_text() + "\n\ndef only_here(x):\n    return x\n")

    sources = {answer.function: answer.source for answer in course.misconceptions()}

    assert all("def times_itself" in source for source in sources.values())
    assert {name for name, source in sources.items() if "only_here" in source} == {"not_squared", "chain_forgotten"}
    made: dict[str, object] = {}
    exec(sources["squared"], made)
    assert made["double"](3) == 9  # type: ignore[operator]


def test_the_stub_may_be_named_all_the_same(course):
    path = file_of(course, "slope.py")
    path.write_text(path.read_text().replace("misconception(title", "misconception('slope', title"))

    assert {answer.stub for answer in course.misconceptions()} == {"double", "slope"}


def test_a_stub_that_is_not_the_files_is_the_authors_error(course):
    path = file_of(course, "slope.py")
    path.write_text(path.read_text().replace("misconception(title", "misconception('double', title", 1))

    with pytest.raises(AuthorError, match=r"slope\.py line \d+: not_squared is for 'double', but the file is for"):
        course.misconceptions()


def test_a_file_without_a_stub_is_the_authors_error(course):
    file_of(course, "slope.py").rename(file_of(course, "slop.py"))

    with pytest.raises(AuthorError, match=r"misconceptions/slop\.py: the reference solution defines no function"):
        course.misconceptions()


def test_an_answer_among_what_is_shared_is_the_authors_error(course):
    file_of(course, "slope.py").rename(file_of(course, "_slope.py"))

    with pytest.raises(AuthorError, match=r"_slope\.py line \d+: .* move not_squared to the file of its stub"):
        course.misconceptions()


def test_a_name_that_two_files_use_is_the_authors_error(course):
    path = file_of(course, "slope.py")
    path.write_text(path.read_text().replace("def chain_forgotten", "def squared"))

    with pytest.raises(AuthorError, match=r"slope\.py: squared is in .*misconceptions/double\.py as well"):
        course.misconceptions()


def test_a_file_beside_the_folder_is_the_authors_error(course):
    (course.solution / "misconceptions.py").write_text(tiny.MISCONCEPTIONS)

    with pytest.raises(AuthorError, match=r"has both misconceptions\.py and misconceptions/: keep one of them"):
        course.misconceptions()


def test_a_folder_without_python_is_no_folder_of_misconceptions(course):
    for path in (course.solution / "misconceptions").iterdir():
        path.rename(path.with_suffix(".txt"))

    with pytest.raises(AuthorError, match=r"misconceptions\.py is missing"):
        course.misconceptions()


def test_what_is_recorded_is_the_same_and_the_variant_besides(built, exercise):
    found, known = read_rubric(built).recording, read_rubric(exercise).recording

    assert [m.id for m in found.misconceptions] == [m.id for m in known.misconceptions]
    by_id = {m.id: m for m in found.misconceptions}
    assert [v.function for v in by_id["squared"].variants] == ["squared", "squared_as_a_power"]
    assert [v.function for v in by_id["two_more"].variants] == ["two_more", "two_more[MORE=20]"]
    first, second = (v.outcomes["test_doubled"].observations[0].value for v in by_id["two_more"].variants)
    assert (first.numbers, second.numbers) == ((3.0, 0.0, 6.0), (21.0, 18.0, 24.0))


@pytest.mark.parametrize("change", ["changed", "added", "removed"])
def test_a_recording_older_than_the_folder_is_stale(built, tmp_path, change):
    shutil.copytree(built.course, tmp_path / "course")
    copied = Exercise(tiny.NAME, tmp_path / "course")
    file = {"changed": "slope.py", "added": "_more.py", "removed": "_shared.py"}[change]
    if change == "removed":
        file_of(copied, file).unlink()
    else:
        with file_of(copied, file).open("a") as opened:
            opened.write("\n# changed\n")

    with pytest.raises(StaleError, match=f"misconceptions/{file} changed since it was recorded"):
        read_rubric(copied)


def test_gradescopes_zip_file_holds_the_folder(built):
    packed = gradescope.packed(built, read_rubric(built))

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        inside = archive.namelist()
        assert (
            archive.read("course/solutions/tiny/misconceptions/_shared.py").decode() == in_a_folder()["_shared.py"]
        )
    assert "course/solutions/tiny/misconceptions/slope.py" in inside
    assert len(inside) == len(set(inside))
