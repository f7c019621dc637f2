"""A submission's cells are run one by one, and what is broken costs no more than itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Cell, Program
from grader.sandbox.load import Loader, MissingStub
from grader.sandbox.pieces import split_script


@pytest.fixture(autouse=True)
def no_module_left() -> Iterator[None]:
    yield
    sys.modules.pop("loaded", None)


Load = Callable[..., Loader]


def load(*sources: str, **options: object) -> Loader:
    """Load a script (one source) or a notebook (several)."""
    notebook = len(sources) > 1
    cells = tuple(Cell(text, 1, f"cell {n}" if notebook else "") for n, text in enumerate(sources, 1))
    loader = Loader(Program("loaded", "x.ipynb" if notebook else "x.py", cells, notebook, **options))
    loader.student = loader.load()
    return loader


def faults(loader: Loader) -> list[tuple[str, str, str]]:
    return [(fault.type, fault.where, fault.text) for fault in loader.faults]


# --- cells --------------------------------------------------------------------------------------


def split(source: str) -> list[tuple[int, str]]:
    return [(cell.first_line, cell.source.strip()) for cell in split_script(source)]


def test_a_script_without_marks_is_one_cell():
    assert split("a = 1\n\nb = 2\n") == [(1, "a = 1\n\nb = 2")]


def test_a_script_is_split_at_its_marks_and_prose_is_left_out():
    source = "import os\n# %% [markdown]\n# # Title\n# %%\na = 1\n#%% named\nb = 2\n# %% [md]\n# text\n"

    assert split(source) == [(1, "import os"), (4, "# %%\na = 1"), (6, "#%% named\nb = 2")]


@pytest.mark.parametrize(
    "source", ['a = """\n# %%\n"""\nb = 1', "a = [1,\n# %%\n2]", "def f():\n# %%\n    return 1"]
)
def test_a_mark_inside_a_statement_is_no_mark(source):
    assert split(source) == [(1, source)]


@given(st.lists(st.sampled_from(["# %%", "# %% [markdown]", "a = 1", "# text", "", "def f(:", "'''"]), max_size=12))
def test_no_code_line_is_lost_or_moved(lines):
    source = "\n".join(lines)
    for cell in split_script(source):
        cut = cell.source.split("\n")
        assert cut == lines[cell.first_line - 1 : cell.first_line - 1 + len(cut)]


def test_functions_are_handed_out_by_name():
    student = load("def f(x):\n    return x + 1\n\ng = lambda x: f(x) * 2\n").student

    assert (student.f(1), student.g(1)) == (2, 4)


@pytest.mark.parametrize("source", ["", "f = 3", "f = None", "class g: pass"])
def test_a_name_that_is_no_function_is_a_missing_stub(source):
    with pytest.raises(MissingStub, match="there is no function f") as error:
        load(source).student.f(1)
    assert error.value.stub == "f"


def test_a_submission_is_never_the_main_program():
    assert load("name = __name__\nfile = __file__").namespace["name"] == "loaded"
    assert load("def f(): return __file__").student.f() == "x.py"


def test_dataclasses_and_annotations_find_their_module():
    source = "from __future__ import annotations\nimport dataclasses, typing\n"
    source += "@dataclasses.dataclass\nclass P:\n    x: typing.ClassVar[int] = 3\n    y: float = 2.0\n"

    assert load(source + "def f(): return P().y").student.f() == 2.0


def test_each_cell_is_announced_before_it_runs():
    seen = []
    loader = Loader(Program("loaded", "x.py", (Cell("a = 1\n# %%\nb = a\n"),)))

    loader.load(lambda cell: seen.append((cell, "a" in loader.namespace)))

    assert seen == [(0, False), (1, True)]


# --- what is broken -----------------------------------------------------------------------------


def test_an_error_ends_its_cell_but_later_definitions_and_constants_are_taken():
    source = (
        "def f(): return 1\nf() / 0\nprint(undefined)\nimport math\ndef g(): return math.pi\nx = 3\n# %%\ny = 4"
    )

    loader = load(source)

    assert faults(loader) == [("ZeroDivisionError", "x.py line 2", "f() / 0")]
    assert loader.student.g() > 3
    assert loader.namespace["x"] == 3
    assert loader.namespace["y"] == 4


def test_a_missing_package_costs_only_what_needs_it():
    loader = load(
        "import not_installed_anywhere as plt\nimport math\nN = 3\ndef f(): return N\nplt.show()\nM = 4\n"
    )

    assert loader.student.f() == 3
    assert [fault.type for fault in loader.faults] == ["ModuleNotFoundError", "NameError"]
    assert "not_installed_anywhere" in loader.faults[0].message
    assert loader.namespace["M"] == 4


@pytest.mark.parametrize(
    "statement", ["raise SystemExit", "raise KeyboardInterrupt", "raise BaseException", "exit()"]
)
def test_nothing_that_a_cell_raises_gets_out(statement):
    loader = load(f"{statement}\n# %%\ndef f(): return 1")

    assert loader.student.f() == 1
    assert len(loader.faults) == 1


def test_a_syntax_error_costs_the_function_it_is_in():
    source = "import math\nN = 3\n\ndef f(x)\n    return 1\n\n@staticmethod\ndef g():\n    return math.pi\n"
    source += "\nclass C:\n    pass\n"

    loader = load(source)

    assert faults(loader) == [("SyntaxError", "x.py line 4", "def f(x)")]
    assert loader.student.g() > 3
    assert "C" in loader.namespace
    assert loader.namespace["N"] == 3
    with pytest.raises(MissingStub):
        loader.student.f(1)


def test_a_syntax_error_in_one_cell_leaves_the_others_alone():
    loader = load("x = = 1\n", "def f():\n    return 1")

    assert loader.student.f() == 1
    assert loader.faults[0].where == "x.ipynb cell 1 line 1"


@pytest.mark.parametrize(
    "source",
    [
        "\x00",
        "((((",
        "'''",
        "\\",
        "def",
        "@",
        "@a\n@b",
        "\ud800",
        "return 1",
        "await x",
        "x = 1\n  y = 2",
        "(" * 500 + ")" * 500,
    ]
    + ["-" * 100_000 + "1", "from __future__ import braces"],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_no_python_is_a_fault(source):
    assert load(source).faults


@given(st.text(alphabet="def f():@\n\t 'x1=[](#%\\\x00", max_size=40))
def test_any_text_can_be_loaded(source):
    load(source)


def test_a_fault_shows_the_innermost_line_of_the_submission():
    loader = load("# %%\ndef f(x):\n    return g(x)\n\n# %%\ndef g(x):\n    return [].index(x)\n")

    with pytest.raises(ValueError) as error:
        loader.student.f(1)
    fault = loader.fault(error.value)

    assert (fault.type, fault.function, fault.where, fault.text) == (
        "ValueError",
        "g",
        "x.py line 7",
        "return [].index(x)",
    )


def test_an_error_that_refuses_to_be_printed_is_a_fault_without_words():
    loader = load("class E(Exception):\n    def __str__(self):\n        raise self\n\nraise E\n")

    assert [(fault.type, fault.message) for fault in loader.faults] == [("E", "")]


# --- definitions only, substitutes --------------------------------------------------------------


def test_from_a_cell_on_only_definitions_are_taken():
    source = (
        "a = 1\n# %%\nb = 1\nwhile True: pass\n# %%\nimport math\ndef f(): return math.pi\nclass C: pass\nd = 1"
    )

    loader = load(source, definitions_from=1)

    assert {"a", "f", "C", "math"} <= set(loader.namespace)
    assert not {"b", "d"} & set(loader.namespace)


def test_a_substitute_takes_the_stubs_place_also_for_other_stubs():
    loader = load(
        "def f(x): return 0\ndef g(x): return f(x)",
        substituted=("f",),
        substitute="def f(x):\n    return 10 * x\n",
    )

    assert loader.student.g(2) == 20


def test_a_substitute_calls_the_students_other_functions():
    loader = load(
        "def f(x): return 0\ndef g(x): return x + 1",
        substituted=("f",),
        substitute="def f(x):\n    return g(x)\n",
    )

    assert loader.student.f(1) == 2


def test_a_substitutes_helpers_do_not_touch_the_students():
    loader = load(
        "N = 1\ndef f(x): return 0\ndef g(x): return N * x",
        substituted=("f",),
        substitute="N = 100\n\ndef f(x):\n    return N * x\n",
    )

    assert (loader.student.f(1), loader.student.g(1)) == (100, 1)


# --- notebooks ----------------------------------------------------------------------------------


def test_magics_shell_commands_and_help_do_nothing():
    loader = load(
        "%matplotlib inline\n!touch here\nx = !ls\nlen?\n%time y = 3", "%%time\nz = 4", "def f(): return z"
    )

    assert loader.faults == []
    assert loader.student.f() == 4


def test_an_unknown_magic_is_a_fault_of_its_cell():
    loader = load("%not_a_magic_at_all\n", "def f(): return 1")

    assert loader.student.f() == 1


def test_a_notebooks_functions_know_their_cell():
    loader = load("x = 1", "def f():\n    return 1 / 0")

    with pytest.raises(ZeroDivisionError) as error:
        loader.student.f()
    assert loader.fault(error.value).where == "x.ipynb cell 2 line 2"
