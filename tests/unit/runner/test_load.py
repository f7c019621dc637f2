"""A submission's cells are run one by one, and what is broken costs no more than itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Cell, Program
from grader.runner.load import Loader, MissingStub, require


@pytest.fixture(autouse=True)
def no_module_left() -> Iterator[None]:
    yield
    for name in ("loaded", "reference"):
        sys.modules.pop(name, None)


def load(*sources: str, **options: object) -> Loader:
    """Load a script (one source) or a notebook (several)."""
    notebook = len(sources) > 1
    cells = tuple(Cell(text, 1, n if notebook else 0) for n, text in enumerate(sources, 1))
    loader = Loader(Program("loaded", "x.ipynb" if notebook else "x.py", cells, notebook, **options))
    loader.student = loader.load()
    return loader


def faults(loader: Loader) -> list[tuple[str, str, str]]:
    return [(fault.type, str(fault.place or ""), fault.text) for fault in loader.faults]


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
    assert str(loader.faults[0].place) == "x.ipynb cell 1 line 1"


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

    assert (fault.type, fault.function, str(fault.place or ""), fault.text) == (
        "ValueError",
        "g",
        "x.py line 7",
        "return [].index(x)",
    )


def test_an_error_that_refuses_to_be_printed_is_a_fault_without_words():
    loader = load("class E(Exception):\n    def __str__(self):\n        raise self\n\nraise E\n")

    assert [(fault.type, fault.message) for fault in loader.faults] == [("E", "")]


# --- what is whole in a cell that is broken -----------------------------------------------------

F = "def f():\n    return N\n"


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("print(“done”)", 1),
        ('print "done", f()', 1),
        ("print(N", 1),
        ("return f()", 1),
        ("yield", 1),
        ("break", 1),
        ("x = = 1", 1),
        ("x = [\n1,\n2", 1),
        ("Here is the corrected code:", 1),
        ("<<<<<<< HEAD", 1),
        ("if N:\nprint(N)", 1),
        ("g() {\n}", 1),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_line_that_is_no_python_costs_what_is_above_and_below_it_nothing(broken, line, above):
    source = f"import math\nN = 3\n{broken}\n{F}" if above else f"import math\nN = 3\n\n{F}\n\n{broken}\n"

    loader = load(source)

    assert loader.student.f() == 3
    assert loader.namespace["math"].pi > 3
    assert loader.faults[0].type in ("SyntaxError", "IndentationError")
    assert broken.split("\n")[0] in source.split("\n")[loader.faults[0].place.line - 1]


def test_a_constant_of_several_lines_is_taken_whole():
    loader = load('N = [\n1,\n2,\n]\ntext = """\ndef h(): pass\n"""\nx = = 1\ndef f(): return N, text')

    assert loader.student.f() == ([1, 2], "\ndef h(): pass\n")
    assert "h" not in loader.namespace


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    y = x\nreturn y\n",
        "def f(x):\n    for _ in x:\n        y = 1\nz = 2\n    return z\n",
        "def f(x)\n    return x\n",
        "def f(x):\n    return (x\n\n",
    ],
)
def test_half_a_function_is_not_taken_and_its_syntax_error_is_its_own(source):
    loader = load(source + "def g():\n    return 1\n")

    with pytest.raises(MissingStub):
        loader.student.f(1)
    assert loader.student.g() == 1
    assert (loader.faults[0].type in ("SyntaxError", "IndentationError")) and loader.faults[0].function == "f"


def test_a_cell_that_raises_above_a_return_names_both(capsys):
    loader = load("x = 1", "print(oops)\nreturn\nN = 3", F)

    assert [(fault.type, fault.message.split(",")[0], str(fault.place)) for fault in loader.faults] == [
        ("NameError", "name 'oops' is not defined", "x.ipynb cell 2 line 1"),
        ("SyntaxError", "`return` outside a function", "x.ipynb cell 2 line 2"),
    ]
    assert loader.student.f() == 3


def test_after_an_exit_only_definitions_are_taken():
    loader = load("N = 2\nexit()\nN = 3\ndef f(): return N")

    assert loader.student.f() == 2


def test_a_syntax_error_says_at_which_character_and_a_pasted_one_what_to_type():
    colon, quote = load("def f(x)\n    return 1").faults[0], load("x = “a”").faults[0]

    assert colon.message == "expected ':', at character 9 of the line"
    assert quote.message.startswith(
        "`“` (LEFT DOUBLE QUOTATION MARK, U+201C) at character 5 of the line is no character of Python; "
        'type " in its place; it came with text pasted'
    )


# --- what nobody sees ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "\u200bdef f():\n    return 3\n",
        "def f():\n\u00a0   return 3\n",
        "def f():\n    return\u20033\u2060\n",
        "\ufeffdef f(): return 3",
        "def f():\n    return 3\n\x1a",
        "```python\ndef f():\n    return 3\n```",
        "~~~\ndef f():\n    return 3\n~~~\n",
    ],
)
@pytest.mark.parametrize("notebook", [True, False])
def test_what_nobody_sees_is_read_over_with_a_note(source, notebook):
    loader = load(*(["y = 1"] if notebook else []), source)

    assert loader.student.f() == 3
    assert {fault.type for fault in loader.faults} == {"Note"}
    assert all("was read over" in fault.message and fault.place.line for fault in loader.faults)


def test_what_nobody_sees_in_a_string_or_a_whole_cell_stays():
    text = "'a\u200bb'"

    assert load(f"def f(): return {text}\n\u200b").student.f() == "a\u200bb"
    assert load(f"def f(): return {text}  # \u200b\n").faults == []


# --- why a name is not there --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (
            ["import math\nfrom mine import N"],
            "`from mine import N` failed in line 2: there is no module mine where this is checked: "
            "only x.py is read, no mine.py beside it",
        ),
        (["import tensorflow.keras as N"], "there is no module tensorflow where this is checked"),
        (["from math import N"], "`from math import N` failed in line 1: cannot import name 'N'"),
        (["from math import (\n    pi,\n    N,\n)"], "`from math import (` failed in line 1"),
        (["x = 1 / 0\nfor N in range(3): pass"], "ZeroDivisionError in line 1 (`x = 1 / 0`) came before it"),
        (["N = (1"], "it was lost to the syntax error in line 1 (`N = (1`): '(' was never closed"),
        (["%%writefile mine.py\nN = 3", "from mine import N"], "`%%writefile mine.py` writes nothing here"),
    ],
)
def test_a_name_that_was_lost_while_loading_says_to_what(sources, said):
    loader = load(*sources, F) if len(sources) > 1 else load(f"{sources[0]}\n# %%\n{F}")

    with pytest.raises(NameError) as error:
        loader.student.f()
    fault = loader.fault(error.value)

    assert fault.message.startswith("there is no N: ")
    assert said in fault.message
    assert (fault.type, fault.function, fault.text) == ("NameError", "f", "return N")


def test_a_slip_of_the_pen_stays_one():
    loader = load("import not_installed_anywhere\ndef f(): return M")

    with pytest.raises(NameError) as error:
        loader.student.f()
    assert loader.fault(error.value).message == "name 'M' is not defined"


def test_no_file_beside_a_submission_is_imported(tmp_path, monkeypatch):
    for name in ("x.py", "beside_it.py"):
        (tmp_path / name).write_text("")
    monkeypatch.syspath_prepend(tmp_path)

    loader = load("import beside_it")

    assert [fault.type for fault in loader.faults] == ["ModuleNotFoundError"]
    assert str(tmp_path) in sys.path


def test_writefile_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert load("x = 1", "%%writefile mine.py\nx = 2").faults == []
    assert not list(tmp_path.iterdir())


# --- names that a demo takes --------------------------------------------------------------------


def load_stubs(*sources: str) -> Loader:
    notebook = len(sources) > 1
    cells = tuple(Cell(text, 1, n if notebook else 0) for n, text in enumerate(sources, 1))
    loader = Loader(Program("loaded", "x.ipynb" if notebook else "x.py", cells, notebook), stubs=["f"])
    loader.student = loader.load()
    return loader


MADE = "def f(x):\n    return 10 * x"
THING = "class Thing:\n    def __call__(self, x): return 0"


@pytest.mark.parametrize("demo", ["f = f(1)", "f = None", "f = Thing()", "f, y = 1, 2", "for f in range(3): pass"])
@pytest.mark.parametrize("notebook", [True, False])
def test_a_stubs_own_function_counts_where_a_demo_takes_its_name(demo, notebook):
    cells = [THING, MADE, "y = f(1)", demo]

    loader = load_stubs(*cells) if notebook else load_stubs("\n# %%\n".join(cells))

    assert loader.student.f(2) == 20
    assert loader.namespace["y"] in (10, 2)
    (note,) = loader.faults
    assert (note.type, note.text) == ("Note", demo)
    assert "here f is given to something else; your function of " in note.message


def test_a_name_that_is_taken_in_the_cell_of_the_function_itself_is_given_back():
    assert load_stubs("x = 1", f"{MADE}\nf = f(1)").student.f(2) == 20
    assert load_stubs(f"{MADE}\nf = f(1)\n").student.f(2) == 20


@pytest.mark.parametrize(
    "sources",
    [
        ["x = 1", "f = lambda x: 10 * x"],
        ["def f(x): return 0", "def g(x): return 10 * x\nf = g"],
        ["def f(x): return 0", "import functools\nf = functools.partial(lambda y, x: y * x, 10)"],
        ["def f(x): return 0", "def f(x): return 10 * x"],
        ["class Ten:\n    def __call__(self, x): return 10 * x", "f = Ten()"],
        [
            "class Ten:\n    def __call__(self, x): return 10 * x",
            'def f(x):\n    """Ten."""\n    raise NotImplementedError',
            "f = Ten()",
        ],
    ],
)
def test_a_function_under_a_stubs_name_counts_however_it_came_there(sources):
    loader = load_stubs(*sources)

    assert loader.student.f(2) == 20
    assert loader.faults == []


def test_a_name_that_is_deleted_is_given_back():
    loader = load_stubs(MADE, "y = 1", "del f")

    assert loader.student.f(2) == 20
    assert loader.faults[0].message.startswith("here f is deleted; your function of cell 1 line 1 counts")


@pytest.mark.parametrize("source", ["f = 3", "x = 1"])
def test_what_a_stubs_name_holds_in_its_place_is_told(source):
    with pytest.raises(MissingStub) as error:
        load(source).student.f(1)

    said = "; the name holds something of type int" if source == "f = 3" else ""
    assert str(error.value) == f"there is no function f{said}"


def test_names_that_are_no_stubs_are_left_alone():
    loader = load_stubs("def data(): return 3", "data = data()", "def f(x): return data * x")

    assert loader.student.f(2) == 6


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


# --- classes and methods ------------------------------------------------------------------------

LAYER = """import torch
class Base(torch.nn.Module):
    def helped(self): raise ValueError
class Layer(Base):
    def forward(self, x):
        def inner():
            raise NotImplementedError()
        return inner()
    size = [0 for _ in range(1)]
def f():
    def inner():
        raise ValueError
    return inner()
"""


@pytest.mark.parametrize(
    ("call", "function"),
    [
        ("Layer()(1)", "Layer.forward"),
        ("Layer().helped()", "Base.helped"),
        ("f()", "inner"),
        ("no", ""),
    ],
)
@pytest.mark.parametrize("cells", [(LAYER,), (LAYER, "x = 1")], ids=["script", "notebook"])
def test_an_error_in_a_method_names_its_class(cells, call, function):
    loader = load(*cells)
    try:
        eval(call, dict(loader.namespace))
    except Exception as error:
        assert loader.fault(error).function == function


def test_a_class_whose_body_raises_is_named():
    loader = load("class A:\n    # YOUR CODE HERE\n    raise NotImplementedError()\n")

    [fault] = loader.faults
    assert (fault.type, fault.function, fault.text) == ("NotImplementedError", "A", "raise NotImplementedError()")


def test_a_method_is_named_in_a_file_that_is_no_python_as_a_whole():
    loader = load("def broken(x)\n    pass\n\nclass A:\n    def go(self):\n        raise ValueError\n")

    with pytest.raises(ValueError) as error:
        loader.namespace["A"]().go()
    assert loader.fault(error.value).function == "A.go"


@pytest.mark.parametrize(
    ("stub", "held"),
    [("A.go", None), ("B.go", None), ("A.__eq__", ""), ("B.forward", ""), ("C.go", "int"), ("D.go", "")],
)
def test_a_method_is_there_if_the_submission_has_written_it(stub, held):
    source = "import torch\nclass A:\n    def go(self): ...\nclass B(A, torch.nn.Module): ...\nC = 3\n"
    student = load(source).student
    if held is None:
        require(student, stub)
    else:
        with pytest.raises(MissingStub) as error:
            require(student, stub)
        assert (error.value.stub, error.value.held) == (stub, held)


CLASS = "class f:\n    def __call__(self, x): return 10 * x"


@pytest.mark.parametrize("demo", ["f = f()", "f = None", "del f"])
def test_the_name_of_a_class_stays_with_the_class(demo):
    loader = load_stubs(CLASS, "y = 1", demo)

    assert loader.student.f()(2) == 20
    assert "your class of cell 1 line 1 counts" in loader.faults[0].message


@pytest.mark.parametrize("demo", ["class g: pass\nf = g", "import torch\nf = torch.nn.Linear"])
def test_a_class_may_have_the_name_of_another(demo):
    loader = load_stubs(CLASS, demo)

    assert loader.student.f is loader.namespace["f"]
    assert loader.faults == []


def test_a_function_that_is_given_a_class_of_torchs_is_given_back():
    assert load_stubs(MADE, "import torch\nf = torch.nn.MSELoss").student.f(2) == 20


def test_a_dataclass_may_be_a_substitute():
    text = "from __future__ import annotations\nimport dataclasses, typing\n\n@dataclasses.dataclass\nclass P:\n"
    text += "    x: typing.ClassVar[int] = 3\n    y: float = 2.0\n"

    loader = load("class P: pass", substituted=("P",), substitute=text)

    assert loader.student.P().y == 2.0


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
    assert str(loader.fault(error.value).place) == "x.ipynb cell 2 line 2"


@pytest.mark.parametrize(
    "guard", ['if __name__ == "__main__":', "if '__main__' == __name__:", "if not __name__ != '__main__':"]
)
def test_a_main_guard_runs_in_a_notebook_as_in_a_kernel_and_not_in_a_script(guard):
    source = f"{guard}\n    N = 3\n"

    notebook, script = load(source, F), load(source + F)

    assert notebook.student.f() == 3
    assert notebook.namespace["__name__"] == "loaded"
    assert "N" not in script.namespace


def test_tqdms_bar_for_notebooks_is_the_plain_one_where_its_packages_are_missing(monkeypatch):
    fancy = pytest.importorskip("tqdm.notebook")
    for name in ("tqdm", "trange", "tqdm_notebook", "tnrange"):
        monkeypatch.setattr(fancy, name, None)
    monkeypatch.setattr(fancy, "IProgress", None)

    loader = load("from tqdm.notebook import tqdm, trange", "y = list(tqdm([1, 2])) + list(trange(1))")

    assert loader.faults == []
    assert loader.namespace["y"] == [1, 2, 0]
