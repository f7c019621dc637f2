"""
Whatever is handed in gets a report, and none of it raises out of the grader.

The suite tries 300 submissions, the same ones every time; `make fuzz` tries 10,000 others.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import junitparser
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from sample import WHOLE, count

import grader
from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Limits, student_view
from grader.report import github, gradescope, junit, table
from grader.report import record as record
from grader.report.terminal import Summary, print_class
from grader.sandbox.outside.pool import Pool
from grader.submissions.folders import find
from grader.submissions.submission import Submission

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((Path(grader.__file__).parent / "report" / "schema.json").read_text("utf-8"))
)
LIMITS = Limits(timeout_s=1.0, memory_mb=512)

SNIPPETS = [
    *("\x00", "\ufeff", "\r", "\t", "\x0c", "\x1b[2J", "\u2028", "\ud800", "# %%\n", "'''", '"', "(", "]", "\\\n"),
    *(
        "%matplotlib inline\n",
        "!ls\n",
        "%%html\n",
        "?double\n",
        "async ",
        "await x",
        "yield x",
        "return x",
        "lambda: ",
    ),
    *(
        "import nowhere\n",
        "from __future__ import braces\n",
        "exit()\n",
        "raise SystemExit\n",
        "1/0\n",
        "del double\n",
    ),
    *(
        "import os; os._exit(3)\n",
        "import sys; sys.stdout.close()\n",
        "import torch; torch.set_grad_enabled(False)\n",
    ),
    *(
        "def double(*a, **k): return a, k\n",
        "class slope: pass\n",
        "double = slope = None\n",
        "x" * 5000,
        "-" * 5000,
    ),
    *(
        "import gc; gc.disable()\n",
        "import sys; sys.setrecursionlimit(50)\n",
        "__name__ = None\n",
        "print('Ω' * 9999)\n",
    ),
]
RETURNED = [
    *(
        "None",
        "...",
        "x",
        "-x",
        "x.half()",
        "x.double()",
        "x.bool()",
        "x > 0",
        "x.to(torch.complex64)",
        "x.to_sparse()",
    ),
    *(
        "x.tolist()",
        "x.numpy()",
        "x.detach()",
        "x.expand(7, 3)",
        "x[0:0]",
        "x.reshape(1, -1)",
        "x.sum()",
        "x.sum().item()",
    ),
    *(
        "float('nan')",
        "float('inf')",
        "1e400",
        "10 ** 400",
        "True",
        "1j",
        "'8'",
        "b'8'",
        "[]",
        "[[1.0], [2.0, 3.0]]",
    ),
    *(
        "{'a': x}",
        "{x}",
        "(x, x)",
        "iter(x)",
        "x.tolist",
        "double",
        "type(x)",
        "torch",
        "object()",
        "NotImplemented",
    ),
    *(
        "torch.empty(0, 3)",
        "torch.nan * x",
        "x.to('meta')",
        "torch.nested.nested_tensor([x])",
        "torch.nn.Parameter(x)",
    ),
    *(
        "[x] * 9",
        "x.as_subclass(type('T', (torch.Tensor,), {}))",
        "torch.quantize_per_tensor(x, .1, 0, torch.qint8)",
    ),
    *(
        "torch.zeros(3000, 3000)",
        "memoryview(b'1')",
        "range(3)",
        "x.storage()",
        "(_ for _ in x)",
        "x ** x ** x ** x",
    ),
]


def script(double: str, slope: str) -> str:
    return f"import torch\n\ndef double(x):\n    return {double}\n\n\ndef slope(x):\n    return {slope}\n"


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return a file that was cut, bit-flipped, pasted into or had a part moved, up to five times."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 5))):
        start, end = sorted(draw(st.integers(0, len(content))) for _ in range(2))
        how = draw(st.sampled_from(("cut", "truncate", "flip", "paste", "repeat")))
        if how == "cut":
            del content[start : min(end, start + 40)]
        elif how == "truncate":
            del content[end:]
        elif how == "flip" and start < len(content):
            content[start] ^= 1 << draw(st.integers(0, 7))
        elif how == "paste":
            content[start:start] = draw(st.sampled_from(SNIPPETS)).encode("utf-8", "surrogatepass")
        elif how == "repeat":
            content[start:start] = content[start:end]
    return bytes(content)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def altered_notebooks(draw: st.DrawFn, released: str) -> bytes:
    """Return a notebook in which some parts, anywhere, were replaced, removed or doubled."""
    notebook = json.loads(released)
    for _ in range(draw(st.integers(1, 4))):
        here, key = notebook, draw(st.sampled_from(sorted(notebook)))
        while isinstance(here[key], (dict, list)) and here[key] and draw(st.integers(0, 4)):
            here = here[key]
            key = draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        how = draw(st.sampled_from(("replace", "remove", "double")))
        if how == "replace":
            here[key] = draw(ANYTHING)
        elif how == "remove":
            del here[key]
        elif isinstance(here, list):
            here.append(here[key])
        if not notebook:
            break
    return json.dumps(notebook).encode()


TESTS = """
import torch
from grader import checks


@checks("double", points=1)
def test_doubled(student, observe):
    \"\"\"Twice three numbers.\"\"\"
    observe(doubled=student.double(torch.tensor([1.0, -2.0, 4.0])))


@checks("double", points=2, hidden=True)
def test_doubled_elsewhere(student, observe, rng):
    \"\"\"Twice another number.\"\"\"
    observe(doubled=student.double(torch.tensor([[rng.random()]])))


@checks("slope", points=4, uses=("double",))
def test_slope(student, observe):
    \"\"\"The gradient at three numbers.\"\"\"
    observe(slope=student.slope(torch.tensor([1.0, -2.0, 4.0])))
"""
"""As few checks as take every path of the engine: very many submissions meet them."""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with tiny.open_pool(TESTS) as pool:
        yield pool


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Exercise:
    return tiny.build(tmp_path_factory.mktemp("course"), pool, tests=TESTS)


@pytest.fixture(scope="module")
def graded(
    exercise: Exercise, pool: Pool, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, bytes], float]:
    """Return a function that hands a file in, grades it, renders every report of it, and returns its points."""
    rubric = read_rubric(exercise)
    folder = tmp_path_factory.mktemp("class") / "ada"
    folder.mkdir()

    def hand_in(name: str, content: bytes) -> float:
        path = folder / name
        path.write_bytes(content)
        try:
            (submission,) = find([folder], tiny.NAME, len(rubric.recording.stubs))
            return points(submission)
        finally:
            path.unlink()

    def points(submission: Submission) -> float:
        report = grade(submission, rubric, pool, LIMITS)
        assert [line.check for line in report.lines] == list(rubric.recording.checks)
        assert 0 <= report.points <= report.max_points == 7
        assert all(message(line) or line.points == line.check.points for line in report.lines)
        for shown in (report, student_view(report)):
            text = record.dumps([shown])
            SCHEMA.validate(json.loads(text, parse_constant=pytest.fail))
            junitparser.JUnitXml.fromstring(junit.dumps([shown]).encode())
            table.dumps([shown]).encode()
            json.loads(gradescope.dumps(shown), parse_constant=pytest.fail)
            (github.summary([shown]) + github.problems([shown]) + github.outputs([shown])).encode()
            print_class(Console(file=io.StringIO(), width=80), [shown], Summary(0.0, 0, (), ""))
        return report.points

    return hand_in


def examples(of_a_thousand: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try so many of each thousand examples: the same ones in the suite, new ones where the whole is tried."""
    most = of_a_thousand * count(sample=300, whole=10_000) // 1000
    return settings(max_examples=most, derandomize=not WHOLE, print_blob=True)


@examples(200)
@given(returns=st.tuples(st.sampled_from(RETURNED), st.sampled_from(RETURNED)))
def test_whatever_a_stub_returns(graded, returns):
    assert graded("tiny.py", script(*returns).encode()) == 0


@examples(100)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_as_a_script(graded, content):
    assert graded("tiny.py", content) == 0


@examples(350)
@given(content=damaged(tiny.RIGHT.encode()))
def test_a_damaged_script(graded, content):
    graded("tiny.py", content)


@examples(150)
@given(data=st.data())
def test_a_damaged_notebook(graded, exercise: Exercise, data):
    released = (exercise.assignment / "tiny.ipynb").read_bytes()
    graded("tiny.ipynb", data.draw(damaged(released.replace(b"raise NotImplementedError()", b"return 2 * x"))))


@examples(150)
@given(data=st.data())
def test_a_notebook_with_anything_anywhere(graded, exercise: Exercise, data):
    released = (exercise.assignment / "tiny.ipynb").read_text("utf-8")
    graded(
        "tiny.ipynb", data.draw(altered_notebooks(released.replace("raise NotImplementedError()", "return 2 * x")))
    )


@examples(50)
@given(content=st.binary(max_size=300) | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_as_a_notebook(graded, content):
    assert graded("tiny.ipynb", content) == 0


def test_after_all_that_a_right_submission_gets_full_marks(graded):
    assert graded("tiny.py", tiny.RIGHT.encode()) == 7
