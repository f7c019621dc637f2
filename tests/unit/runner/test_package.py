"""Files of a package import each other as on a disk, and one that is broken costs no more than itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from grader.model import NOTE, Cell, Program
from grader.runner.load import Loader, MissingStub, require
from grader.runner.package import PackageLoader, loader_of

ENGINE = """\
class Value:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        return Value(self.data + other.data)

    def __mul__(self, other):
        return Value(self.data * other.data)
"""
LAYERS = """\
from .engine import Value


class Unit:
    def __call__(self, x):
        return Value(2.0) * Value(x)


def unit():
    return Unit()
"""
STUBS = ("engine:Value.__add__", "engine:Value.__mul__", "layers:Unit", "layers:unit")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = list(sys.meta_path)
    yield
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name.partition(".")[0] in ("mini", "reference")]:
        del sys.modules[name]


def package(**files: str) -> Program:
    return Program("mini", "mini/", tuple(Cell(text, file=f"{name}.py") for name, text in files.items()))


def load(*after: tuple[str, str], substitutes: dict[str, str] | None = None, **files: str) -> PackageLoader:
    """Load files, then code `after` them, each with its file's name; substitutes are for all stubs."""
    program = package(**files)
    cells = tuple(Cell(text, 1, len(files) + n, f"{name}.py") for n, (name, text) in enumerate(after, 1))
    parts = tuple(Cell(text, file=f"{name}.py") for name, text in (substitutes or {}).items())
    named = tuple(stub for stub in STUBS if stub.partition(":")[0] in (substitutes or {}))
    whole = Program(
        "mini", "mini/", (*program.cells, *cells), substituted=named if parts else (), substitutes=parts
    )
    loader = PackageLoader(whole, STUBS)
    loader.load()
    return loader


def test_what_is_several_files_has_a_loader_of_its_own():
    assert isinstance(loader_of(package(engine="")), PackageLoader)
    assert isinstance(loader_of(Program("mini", "mini.py", (Cell(""),))), Loader)


@pytest.mark.parametrize(
    "line",
    [
        "from .engine import Value",
        "from mini.engine import Value",
        "import mini.engine\nValue = mini.engine.Value",
        "from . import engine\nValue = engine.Value",
        "from mini import engine as e\nValue = e.Value",
        "from .engine import *",
    ],
)
@pytest.mark.parametrize("name", ["a_layers", "layers"])
def test_files_import_each_other_in_any_order(line, name):
    loader = load(engine=ENGINE, **{name: f"{line}\ndef f(x):\n    return Value(x) + Value(1.0)\n"})

    assert loader.faults == []
    assert getattr(loader.functions, name).f(2.0).data == 3.0


def test_an_import_within_a_function_and_an_init_that_passes_on():
    files = {"__init__": "from .layers import unit", "engine": ENGINE}
    loader = load(
        **files, layers="def unit():\n    from mini.engine import Value\n    import mini\n    return mini, Value"
    )

    made, value = loader.functions.layers.unit()
    assert made.unit is loader.functions.layers.unit
    assert value is loader.functions.engine.Value


def test_nothing_is_read_from_a_disk(tmp_path, monkeypatch):
    (tmp_path / "mini").mkdir()
    (tmp_path / "mini" / "other.py").write_text("x = 1")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)

    loader = load(engine="from .other import x\ndef f():\n    return 1\n")

    [fault] = loader.faults
    assert (fault.type, str(fault.place)) == ("ModuleNotFoundError", "engine.py line 1")
    assert "mini/ holds __init__.py, engine.py" in fault.message
    assert loader.functions.engine.f() == 1


def test_a_file_beside_is_not_imported_by_its_bare_name():
    [fault] = load(motor=ENGINE, layers="from motor import Value").faults

    assert fault.message.endswith("a file beside this one is imported by `from .motor import ...`")


def test_a_broken_file_loses_neither_its_rest_nor_the_others():
    engine = ENGINE + "\n\ndef later():\n    return 5\n\n\ndef broken(:\n"
    loader = load(engine=engine, layers=LAYERS + "\n1 / 0\n")

    assert [(fault.type, str(fault.place), fault.function) for fault in loader.faults] == [
        ("SyntaxError", "engine.py line 16", "engine:broken"),
        ("ZeroDivisionError", "layers.py line 12", "<module>"),
    ]
    assert loader.functions.engine.later() == 5
    assert loader.functions.layers.Unit()(3.0).data == 6.0


def test_files_that_import_each_other_in_a_circle_get_what_can_be_had():
    loader = load(engine="from .layers import unit\n" + ENGINE, layers=LAYERS)

    assert {fault.type for fault in loader.faults} <= {"ImportError"}
    assert loader.functions.layers.unit()(3.0).data == 6.0


def test_what_is_not_there_is_missing_by_its_whole_name():
    functions = load(engine=ENGINE + "held = 3\n").functions

    for reach, stub, held in (
        (lambda: functions.engine.Other, "engine:Other", ""),
        (lambda: functions.engine.held, "engine:held", "int"),
        (lambda: functions.layers.Unit, "layers:Unit", ""),
    ):
        with pytest.raises(MissingStub) as error:
            reach()
        assert (error.value.stub, error.value.held) == (stub, held)
    with pytest.raises(MissingStub, match="engine:Value.__sub__"):
        require(functions, "engine:Value.__sub__")
    require(functions, "engine:Value.__add__")


def test_a_method_may_stand_in_a_base_of_another_file():
    functions = load(engine=ENGINE, layers="from .engine import Value\nclass More(Value):\n    pass\n").functions

    require(functions, "layers:More.__add__")
    with pytest.raises(MissingStub):
        require(functions, "layers:More.__repr__")


def test_an_error_is_told_with_the_innermost_line_of_any_file():
    loader = load(engine=ENGINE.replace("self.data *", "self.dta *"), layers=LAYERS)

    with pytest.raises(AttributeError) as error:
        loader.functions.layers.Unit()(1.0)
    fault = loader.fault(error.value)
    assert (fault.function, str(fault.place)) == ("engine:Value.__mul__", "engine.py line 9")
    assert fault.text == "return Value(self.dta * other.data)"


def test_what_takes_a_stubs_place_is_seen_by_all_who_imported_it():
    loader = load(
        ("engine", "class Other(Value):\n    def __mul__(self, o):\n        return 7\nValue = Other"),
        ("layers", "def of_all():\n    return 8\nunit = of_all"),
        engine=ENGINE,
        layers=LAYERS,
        more="from .layers import unit as first\ndef f():\n    return first()",
    )

    assert loader.functions.layers.Unit()(1.0) == 7
    assert loader.functions.more.f() == 8


def test_substitutes_reach_every_file():
    right = {"engine": ENGINE, "layers": LAYERS}
    loader = load(engine=ENGINE.replace("data *", "data -"), layers=LAYERS, substitutes={"engine": ENGINE})
    assert loader.functions.layers.Unit()(5.0).data == 10.0

    loader = load(
        engine=ENGINE, layers="def unit():\n    return 3\n", more="from .layers import unit", substitutes=right
    )
    assert loader.functions.more.unit()(4.0).data == 8.0


def test_a_substitute_is_there_for_a_file_that_could_not_import_it():
    program = package(engine="class Value(:\n", layers=LAYERS + "\nclass More(Value):\n    pass\n")
    cells = (Cell(ENGINE, file="engine.py"),)
    loader = PackageLoader(
        Program("mini", "mini/", program.cells, substituted=("engine:Value",), substitutes=cells), ("engine:Value",)
    )
    functions = loader.load()

    assert functions.layers.Unit()(3.0).data == 6.0
    assert functions.layers.More(2.0).data == 2.0


def test_a_substitute_is_there_for_a_file_that_was_taken_away():
    loader = load(layers=LAYERS, substitutes={"engine": "class Value:\n    def __init__(self, d): self.data = d\n"})
    assert [fault.type for fault in loader.faults] == ["ModuleNotFoundError"]


def test_a_file_that_does_not_end_is_taken_for_its_definitions():
    begun: list[int] = []
    program = package(engine=ENGINE + "\nx = 1\n", layers=LAYERS + "\nraise SystemExit\n")
    loader = PackageLoader(Program("mini", "mini/", program.cells, definitions_from=2), STUBS)

    functions = loader.load(begun.append)

    assert begun == [0, 1, 2]
    assert loader.faults == []
    assert functions.layers.unit()(3.0).data == 6.0


def test_notes_come_last_and_a_name_given_away_is_given_back():
    loader = load(engine=ENGINE, layers=LAYERS + "\nunit = 5\n1 / 0\n")

    assert [fault.type for fault in loader.faults] == ["ZeroDivisionError", NOTE]
    assert loader.functions.layers.unit()(3.0).data == 6.0


def test_a_second_submission_finds_nothing_of_the_first():
    load(engine=ENGINE, layers=LAYERS, extra="x = 1")
    loader = load(engine=ENGINE, layers="from .extra import x")

    assert [fault.type for fault in loader.faults] == ["ModuleNotFoundError"]
    assert sum(getattr(finder, "package", "") == "mini" for finder in sys.meta_path) == 1


@pytest.mark.parametrize(
    "line",
    ["sys.meta_path.clear()", "sys.modules.pop(__name__)", "sys.modules['mini'] = 5", "sys.modules.pop('mini')"],
)
def test_a_file_that_takes_imports_apart_loses_no_other_file(line):
    before = dict(sys.modules)
    try:
        loader = load(engine=ENGINE + f"import sys\n{line}\n", layers="def unit():\n    return 4\n")
    finally:
        sys.modules.update({name: module for name, module in before.items() if name.partition(".")[0] != "mini"})

    assert loader.functions.engine.Value(2).data == 2
    assert loader.functions.layers.unit() == 4
