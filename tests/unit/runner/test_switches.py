"""torch's global switches stand as after its import while a submission is checked, wherever that happens."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import torch
from torch.utils.data import DataLoader

from grader.model import Cell, Fault, Program
from grader.runner import switches
from grader.runner.fixtures import Fixtures
from grader.runner.load import Loader, Student

LEFT_ON = {
    "torch.set_grad_enabled(False)": "the recording of gradients",
    "torch.no_grad().__enter__()": "the recording of gradients",
    "torch.autograd.set_detect_anomaly(True)": "anomaly detection",
    "torch.set_default_dtype(torch.float64)": "the default dtype",
    "torch.set_default_device('meta')": "the default device",
    "torch.set_num_threads(torch.get_num_threads() + 1)": "the number of threads",
    "torch.use_deterministic_algorithms(True)": "the choice of deterministic algorithms",
    "torch.set_float32_matmul_precision('medium')": "the precision of matrix products",
}


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = switches.state()
    yield
    switches.put_back(before)
    assert switches.state() == before
    sys.modules.pop("loaded", None)


def load(*sources: str) -> list[Fault]:
    notebook = len(sources) > 1
    cells = tuple(Cell(text, 1, n if notebook else 0) for n, text in enumerate(sources, 1))
    loader = Loader(Program("loaded", "x.ipynb" if notebook else "x.py", cells, notebook))
    loader.load()
    return loader.faults


@pytest.mark.parametrize("line", LEFT_ON)
def test_a_switch_that_a_script_leaves_on_is_put_back_with_a_note_on_its_line(line):
    before = switches.state()

    (note,) = load(f"import torch\nwith torch.no_grad():\n    pass\n{line}\nx = 1\n")

    assert switches.state() == before
    assert note.message.startswith(f"this changes {LEFT_ON[line]} for all that comes after")
    assert (note.type, str(note.place), note.text) == ("Note", "x.py line 4", line)


@pytest.mark.parametrize("line", LEFT_ON)
def test_a_switch_that_a_notebook_leaves_on_is_put_back_with_a_note_on_its_cell(line):
    before = switches.state()

    (note,) = load("import torch", f"x = 1\n{line}\nwith torch.no_grad():\n    pass\n")

    assert switches.state() == before
    assert (str(note.place), note.text) == ("x.ipynb cell 2 line 2", line)


def test_where_it_is_not_clear_which_line_it_was_none_is_named():
    line = "torch.set_grad_enabled(False)"

    (note,) = load("import torch", f"{line}\n{line}")

    assert (str(note.place), note.text) == ("x.ipynb cell 2", "")


def test_a_switch_that_is_put_back_by_the_file_itself_is_not_mentioned():
    assert load("import torch\ntorch.set_grad_enabled(False)\ntorch.set_grad_enabled(True)") == []
    assert load("import torch\ntorch.set_printoptions(precision=2)") == []


def test_a_switch_holds_until_the_file_has_run():
    source = (
        "import torch\ntorch.set_default_dtype(torch.float64)\n# %%\nassert torch.ones(1).dtype == torch.float64"
    )

    assert [fault.type for fault in load(source)] == ["Note"]


@pytest.mark.parametrize("line", LEFT_ON)
def test_a_check_runs_under_switches_as_imported_and_leaves_them_as_they_were(line):
    """As in a student's own notebook, whose switches are theirs."""
    exec(line, {"torch": torch})
    left = switches.state()
    fixtures = Fixtures(lambda observation, dtype: None)
    fixtures.start(None, Student({}), None)
    seen = []

    fixtures.call(lambda: (seen.append(switches.state()), exec(line, {"torch": torch})))

    assert fixtures.ended == "returned"
    assert all(seen[0][switch] == switch.fresh for switch in switches.SWITCHES if switch.fresh is not None)
    assert switches.state() == left


def test_compiled_code_runs_as_it_is():
    function = lambda x: x + 1  # noqa: E731
    module = torch.nn.Linear(1, 1)

    with switches.eagerly():
        assert torch.compile(function) is function
        assert torch.compile(function, mode="reduce-overhead") is function
        assert torch.compile(dynamic=True)(function) is function
        module.compile()
    assert module(torch.ones(1)).shape == (1,)
    assert "torch._inductor.compile_fx" not in sys.modules
    assert torch.compile.__module__ == "torch"


@pytest.mark.parametrize(
    "options", [{}, {"persistent_workers": True}, {"prefetch_factor": 4}, {"timeout": 5}, {"shuffle": True}]
)
def test_a_data_loader_does_without_workers_and_gives_the_same(options):
    data = list(range(10))
    with switches.eagerly():
        loader = DataLoader(data, 3, num_workers=2, **options)
        found = [[int(x) for batch in loader for x in batch] for _ in range(2)]

    assert [sorted(each) for each in found] == [data, data]
    assert "shuffle" in options or found == [data, data]
