"""
Oddities of real people's files: what a student's own run says of them and what staff grading says is the same, and
a right function keeps its points.
"""

from __future__ import annotations

import pytest
import tiny

from grader.exercise.assignment import in_folder
from grader.grading.words import message
from grader.model import Cell, Fault, Limits, Program, Report, student_view
from grader.runner import ipython
from grader.student.session import FileSource, Session

LIMITS = Limits(timeout_s=60.0)  # the machine may be busy
IMPORT = "import torch\n\n"
DOUBLE = "def double(x):\n    return x * 2.0\n"
SLOPE = "def slope(x):\n    return 8.0 * x\n"
BY_N = "def double(x):\n    return N * x\n"

RIGHT = {
    "grad mode left off": [IMPORT + "torch.set_grad_enabled(False)\n" + tiny.REFERENCE],
    "anomaly detection left on": [IMPORT + "torch.autograd.set_detect_anomaly(True)\n" + tiny.REFERENCE],
    "another dtype left on": [IMPORT + "torch.set_default_dtype(torch.float64)\n" + tiny.REFERENCE],
    "compiled": [IMPORT + "@torch.compile\n" + DOUBLE + "\n@torch.compile(fullgraph=True)\n" + SLOPE],
    "compiled inside": [IMPORT + "def double(x):\n    return torch.compile(lambda y: 2 * y)(x)\n" + SLOPE],
    "workers": [
        IMPORT + "from torch.utils.data import DataLoader\n\n"
        "def double(x):\n    rows = DataLoader(x.reshape(-1), 2, num_workers=2)\n"
        "    return 2 * torch.cat(list(rows)).reshape(x.shape)\n" + SLOPE
    ],
    "a progress bar": [
        IMPORT + "from tqdm import tqdm, trange\n\n"
        "def double(x):\n    for _ in tqdm(range(3)):\n        pass\n    return 2 * x\n" + SLOPE
    ],
    "a notebook's progress bar": [
        IMPORT + "from tqdm.notebook import tqdm\nfrom tqdm.auto import trange",
        "def double(x):\n    for _ in tqdm(range(3)):\n        pass\n    return 2 * x\n",
        SLOPE,
    ],
    "a demo takes a name": [
        IMPORT,
        DOUBLE,
        SLOPE,
        "double = double(torch.ones(3))",
        "slope = torch.nn.Linear(1, 1)",
    ],
    "a main guard in a notebook": [
        IMPORT,
        'if __name__ == "__main__":\n    N = 2.0',
        BY_N,
        SLOPE,
    ],
    "fences": ["```python\n" + IMPORT + DOUBLE + SLOPE + "```\n"],
    "pasted quotes": [IMPORT + DOUBLE + SLOPE + "\n\nprint(“done”)\n"],
    "Python 2": [IMPORT + DOUBLE + "\nprint double(3)\n\n" + SLOPE],
    "nobody sees it": [IMPORT + "\u200b" + DOUBLE + SLOPE + "\x1a"],
    "a GPU where there is one": [
        IMPORT
        + 'device = torch.device("cuda" if torch.cuda.is_available() else "cpu")\n'
        + "def double(x):\n    return (2 * x.to(device)).cpu()\n"
        + SLOPE,
    ],
    "a cell that raises above a return": [
        IMPORT,
        "print(oops)\nreturn",
        "N = 2.0",
        BY_N,
        SLOPE,
    ],
}

WRONG = {
    "a helper of one's own": (
        [IMPORT + "from my_helpers import twice\n\ndef double(x):\n    return twice(x)\n" + SLOPE],
        "`from my_helpers import twice` failed in line 3: there is no module my_helpers",
    ),
    "a package that is not there": (
        [IMPORT + "import pandas_of_nobody as pd\n\ndef double(x):\n    return pd.double(x)\n" + SLOPE],
        "`import pandas_of_nobody as pd` failed in line 3",
    ),
    "a file that is not written": (
        [IMPORT, "%%writefile mine.py\nN = 2", "from mine import N", BY_N, SLOPE],
        "`%%writefile mine.py` writes nothing here",
    ),
    "a function cut in two": (
        [IMPORT, "def double(x):\n", "    y = 2 * x\n    return y", SLOPE],
        "double: syntax error at tiny.ipynb cell 2 line 1 (`def double(x):`)",
    ),
    "lost indentation": (
        [IMPORT + "def double(x):\n    y = 2 * x\nreturn y\n\n" + SLOPE],
        "double: syntax error at tiny.py line 5 (`return y`): `return` outside a function",
    ),
    "a GPU": (
        [IMPORT + 'def double(x):\n    return 2 * x.to("cuda")\n' + SLOPE],
        "graded without a GPU: choose the device by torch.cuda.is_available()",
    ),
}


def at_home(exercise, *cells: str) -> tuple[dict[str, tuple[str, str]], tuple[Fault, ...]]:
    """Return status and message of each visible check as the student's own run has them, and the load's faults."""
    notebook = len(cells) > 1
    parts = tuple(Cell(text, 1, n if notebook else 0) for n, text in enumerate(cells, 1))
    program = Program(tiny.NAME, f"tiny{'.ipynb' if notebook else '.py'}", parts, notebook)
    ipython.Shell.clear_instance()
    session = Session(in_folder(exercise.assignment), FileSource(program, LIMITS), LIMITS)
    session.complete(("double", "slope"))
    ipython.Shell.clear_instance()
    return {id: (line.status, message(line)) for id, line in session.lines().items()}, tuple(session.source.faults)


def by_staff(report: Report) -> dict[str, tuple[str, str]]:
    return {line.check.id: (line.status, message(line)) for line in student_view(report).lines}


@pytest.mark.parametrize("oddity", RIGHT)
def test_what_is_right_keeps_its_points_at_home_and_in_grading(oddity, exercise, grade_source):
    lines, _ = at_home(exercise, *RIGHT[oddity])
    report = grade_source(*RIGHT[oddity], limits=LIMITS)

    assert {status for status, _ in lines.values()} == {"passed"}, lines
    assert report.points == report.max_points, by_staff(report)


@pytest.mark.parametrize("oddity", WRONG)
def test_what_is_lost_is_told_in_the_same_words_at_home_and_in_grading(oddity, exercise, grade_source):
    cells, said = WRONG[oddity]
    lines, _ = at_home(exercise, *cells)
    report = grade_source(*cells, limits=LIMITS)

    assert lines == by_staff(report)
    (message,) = {message for id, (_, message) in lines.items() if id == "test_doubled"}
    assert said in message
    assert "slip of the pen" not in message
    assert {status for id, (status, _) in lines.items() if id == "test_slope"} <= {"passed", "blocked"}
