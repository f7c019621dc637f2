"""A reference of several files: what each stub is, by its whole name, and what of it goes where."""

from __future__ import annotations

from pathlib import Path

import pytest
from handed_in import put

from grader.authoring.recorder import with_cell
from grader.errors import AuthorError
from grader.exercise.course import names
from grader.exercise.exercise import Exercise, reference_program
from grader.exercise.reference import Reference, in_order, taken_from

ENGINE = """\
class Value:
    def __mul__(self, other):
        ### BEGIN SOLUTION
        return helper(self)
        ### END SOLUTION

    def given(self):
        return 1


def helper(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
"""
LAYERS = (
    "from .engine import Value\n\n\ndef f():\n    ### BEGIN SOLUTION\n    return Value()\n    ### END SOLUTION\n"
)


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    folder = tmp_path / "solutions/mini"
    put(folder / "mini/engine.py", ENGINE)
    put(folder / "mini/layers.py", LAYERS)
    put(folder / "mini/__init__.py", "from .layers import f\n\n\ndef g(): ...\n")
    return Exercise("mini", tmp_path)


def test_a_folder_is_a_reference(exercise):
    assert names(exercise.course) == ("mini",)
    assert exercise.is_package
    program = reference_program(exercise)
    assert (program.filename, [cell.file for cell in program.cells]) == (
        "mini/",
        ["__init__.py", "engine.py", "layers.py"],
    )
    assert list(exercise.modules.texts) == ["engine", "layers", "__init__"]
    assert exercise.modules.definitions() == (
        *("engine:Value", "engine:Value.__mul__", "engine:Value.given", "engine:helper"),
        "layers:f",
    )


def test_a_file_beside_the_folder_is_the_authors_error(exercise):
    put(exercise.solution / "mini.py", "")
    with pytest.raises(AuthorError, match="has both mini/ and mini.py"):
        _ = exercise.reference


def test_a_folder_without_modules_is_the_authors_error(exercise):
    for name in ("engine", "layers"):
        (exercise.package_path / f"{name}.py").unlink()
    with pytest.raises(AuthorError, match="holds no module"):
        _ = exercise.modules


def test_each_file_is_a_source_of_the_recording(exercise):
    for name in ("test_mini.py", "accepted.py", "misconceptions.py"):
        put(exercise.solution / name, "")
    before = exercise.sources()
    put(exercise.package_path / "layers.py", LAYERS + "x = 1\n")

    changed = {name for name, digest in exercise.sources().items() if before[name] != digest}
    assert changed == {"mini/layers.py"}
    assert "mini/engine.py" in before


def test_misconceptions_of_a_stub_are_in_a_file_with_a_dot_for_the_colon(exercise):
    head = "from grader import misconception\n\n\n"
    body = '@misconception(title="T")\ndef wrong(self, other):\n    """E."""\n    return 0\n'
    put(exercise.solution / "misconceptions/engine.Value.__mul__.py", head + body)

    [answer] = exercise.misconceptions()

    assert (answer.stub, answer.function) == ("engine:Value.__mul__", "wrong")
    assert "put(globals(), 'Value.__mul__'," in answer.source
    changed = with_cell(reference_program(exercise), answer.source, answer.stub)
    assert (changed.cells[-1].file, changed.cells[-1].number) == ("engine.py", 4)

    put(exercise.solution / "misconceptions/Value.__mul__.py", head + body)
    with pytest.raises(AuthorError, match="defines no function or method 'Value.__mul__'"):
        exercise.misconceptions()


def test_what_is_unmarked_and_what_is_released_is_told_by_file(exercise):
    reference = exercise.modules

    assert reference.unmarked(["engine:Value.__mul__", "engine:Value.given", "layers:f"]) == ["engine:Value.given"]
    assert "SOLUTION" not in "".join(reference.released().values())
    assert "raise NotImplementedError()" in reference.released()["layers"]
    assert reference.doing_nothing("layers:f").startswith("def f(")


def test_what_no_check_is_of_has_its_whole_name(exercise):
    assert exercise.modules.unchecked(["engine:Value.__mul__"]) == ["engine:helper", "layers:f"]


def test_what_follow_through_takes_is_told_by_file(exercise):
    stubs = ("engine:Value.__mul__", "layers:f")

    substituted, cells = taken_from(exercise.modules.texts, stubs, stubs)
    assert substituted == ("engine:Value.__mul__", "engine:helper", "layers:f")
    assert [cell.file for cell in cells] == ["engine.py", "layers.py"]

    substituted, [cell] = taken_from(exercise.modules.texts, ["layers:f"], stubs)
    assert (substituted, cell.file) == (("layers:f",), "layers.py")
    assert "from .engine import Value" in cell.source


def test_modules_come_after_those_that_they_import():
    texts = {
        "a": "from .b import x",
        "b": "import mini.c",
        "c": "from . import a, d",
        "d": "from mini.b import y\nimport torch",
    }

    assert list(in_order(texts, "mini", "mini")) == ["d", "c", "b", "a"]


def test_one_file_is_a_module_without_a_name():
    reference = Reference({"": "def f():\n    return 1\n"}, "x.py")

    assert (reference.definitions(), reference.filename("")) == (("f",), "x.py")
