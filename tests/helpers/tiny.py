"""
A tiny exercise as its author would write it: two stubs, checks that students see and hidden ones, right and wrong
answers. Names that must never reach a student carry a mark of their own, so that a search can find them.
"""

# ruff: noqa: E501  mutants are named by whole lines

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from open_pool import OpenPool

from grader.authoring import recorder, release
from grader.exercise.exercise import Exercise
from grader.exercise.slices import without_hidden_checks
from grader.model import Limits
from grader.sandbox.outside.pool import Pool

NAME = "tiny"

REFERENCE = '''\
# %% [markdown]
# # Tiny
#
# Two functions, to try the grader on.

# %%
import torch

# %% [markdown]
# ## Twice


# %%
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    twice_by_reference = 2 * x
    return twice_by_reference
    ### END SOLUTION


# %% [markdown]
# ## Slope


# %%
def slope(x):
    """Return the gradient of the sum of squares of double(x) at x."""
    ### BEGIN SOLUTION
    slope_by_reference = x.detach().clone().requires_grad_()
    (double(slope_by_reference) ** 2).sum().backward()
    return slope_by_reference.grad
    ### END SOLUTION


# %%
# print(double(torch.tensor(2.0)))
'''

TESTS = '''\
"""Checks of `tiny`."""

import pytest
import torch

from grader import checks

HIDDEN_OFFSET = 617.25


@pytest.fixture
def numbers():
    """Three numbers, fresh for every check."""
    return torch.tensor([1.0, -2.0, 4.0])


# Numbers that no student is to know.
@pytest.fixture
def secret_numbers(rng):
    """Four numbers that differ from seed to seed."""
    return torch.tensor([HIDDEN_OFFSET + rng.uniform(1.0, 2.0) for _ in range(4)])


@checks("double", points=1)
def test_doubled(student, observe, numbers):
    """Twice the three numbers."""
    observe(doubled=student.double(numbers))


@checks("double", points=0.5)
@pytest.mark.parametrize("number", [3.0, -0.5])
def test_scalar(student, observe, number):
    """Twice a single number."""
    observe(doubled=student.double(torch.tensor(number)))


@checks("double", points=2, hidden=True)
def test_doubled_elsewhere(student, observe, secret_numbers):
    """Twice some other numbers."""
    observe(doubled=student.double(secret_numbers.clone()), square=student.double(secret_numbers.reshape(2, 2)))


@checks("slope", points=1, uses=("double",))
def test_slope(student, observe, numbers):
    """The gradient at the three numbers."""
    observe(slope=student.slope(numbers))


@checks("slope", points=2, hidden=True, uses=("double",))
def test_slope_elsewhere(student, observe, secret_numbers):
    """The gradient at some other numbers."""
    observe(slope=student.slope(secret_numbers))
'''

ACCEPTED = """\
import torch

from grader import accepted


@accepted("double")
def added(x):
    right_by_other_means = x + x
    return right_by_other_means


@accepted("slope")
def functional(x):
    leaf = x.detach().requires_grad_()
    return torch.autograd.grad((double(leaf) ** 2).sum(), leaf)[0]
"""

MISCONCEPTIONS = '''\
import torch

from grader import misconception


@misconception("double", title="Squared instead of doubled")
def squared(x):
    """
    You multiply the number by itself.

    Twice a number is the number and itself added.

    Look at what stands between the two names.
    """
    wrong_by_design = x * x
    return wrong_by_design


@misconception("double", id="squared")
def squared_as_a_power(x):
    return x**2


@misconception("double", title="Two is added")
def two_more(x):
    """
    You add two.

    Twice nothing is nothing.

    Try it with zero.
    """
    return x + 2


@misconception("double", title="A plain number is asked for", match="converted to Scalar|one element tensors")
def as_number(x):
    """
    You ask a tensor of several numbers for one plain number.

    There is no such number.

    Stay among tensors.
    """
    return torch.tensor(2 * x.item())


@misconception("slope", title="The square is left out")
def not_squared(x):
    """
    You differentiate the sum of the doubled numbers.

    Its slope is the same everywhere.

    What is done to the numbers before they are summed?
    """
    leaf = x.detach().requires_grad_()
    double(leaf).sum().backward()
    return leaf.grad


@misconception("slope", title="The inner derivative is left out")
def chain_forgotten(x):
    """
    You differentiate the square and stop there.

    What is inside it has a derivative of its own.

    What is squared, and how fast does that change?
    """
    return 2 * double(x)
'''

VERIFY = """\
[[equivalent]]
stub = "double"
mutant = "twice_by_reference = 2 * x -> twice_by_reference = (2 * x).detach()"
why = "double is asked for numbers; what becomes of its graph is asked of slope"

[[equivalent]]
stub = "slope"
mutant = "slope_by_reference = x.detach().clone().requires_grad_() -> slope_by_reference = x.detach().requires_grad_()"
why = "x is read, never written to"

[[equivalent]]
stub = "slope"
mutant = "slope_by_reference = x.detach().clone().requires_grad_() -> slope_by_reference = x.clone().requires_grad_()"
why = "the checks hand in tensors without history"
"""

NOT_FOR_STUDENTS = (
    "twice_by_reference",
    "slope_by_reference",
    "wrong_by_design",
    "right_by_other_means",
    "elsewhere",
    "secret_numbers",
    "HIDDEN_OFFSET",
    "617.25",
    "BEGIN SOLUTION",
)
"""What no file that students get may hold."""

RIGHT = """\
import torch


def double(x):
    return x * 2.0


def slope(x):
    return 8.0 * x
"""
"""A right submission whose stubs do not need each other."""


WRONG = RIGHT.replace("x * 2.0", "x * x")
"""`double` squares: right for 0 and for 2."""


def open_pool(tests: str = TESTS) -> Pool:
    """Return a pool, yet to be entered, for an exercise with these checks."""
    return Pool(without_hidden_checks(tests, f"test_{NAME}.py"), tests, NAME)


def build(root: Path, pool: Pool | None = None, **texts: str) -> Exercise:
    """Write the author's files under `root`, as `write_course` does, and build the exercise, in a pool that is open."""
    exercise = Exercise(NAME, write_course(root, **texts))
    with pytest.MonkeyPatch.context() as patch:
        if pool is not None:
            patch.setattr(recorder, "Pool", OpenPool(pool))
        release.write(release.build(exercise, Limits()).files)
    return exercise


def write_course(root: Path, **texts: str) -> Path:
    """Write the author's files of the exercise under `root`, some replaced (`tests=...`), and return the root."""
    files = {
        "tiny.py": texts.get("reference", REFERENCE),
        "test_tiny.py": texts.get("tests", TESTS),
        "accepted.py": texts.get("accepted", ACCEPTED),
        "misconceptions.py": texts.get("misconceptions", MISCONCEPTIONS),
        "verify.toml": texts.get("verify", VERIFY),
    }
    folder = root / "solutions" / NAME
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return root


def command(exercise: Exercise, folder: Path, *options: str) -> list[str]:
    """Return the command that grades a folder of submissions to the tiny exercise."""
    return [
        sys.executable,
        "-m",
        "grader.cli",
        "--course",
        f"{exercise.course}",
        "grade",
        NAME,
        f"{folder}",
        *options,
    ]


def record_of(path: Path) -> str:
    """Return a record's text but for durations, which no two runs share."""
    return re.sub(r'"(duration_s|spent_s)": [0-9.e-]+', r'"\1": 0', path.read_text())
