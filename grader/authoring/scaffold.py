"""
`grader new NAME`: a small exercise that is whole, to be turned into another one piece by piece.

It builds and verifies as it is. What an author writes in its place is compared with nothing but itself.
"""

from __future__ import annotations

import importlib.util
import keyword
from collections.abc import Mapping
from pathlib import Path

from grader.errors import UsageError
from grader.exercise.exercise import Exercise
from grader.files import write_text

REFERENCE = '''\
# %% [markdown]
# # {title}
#
# What this exercise is about, and why anybody should care. This cell opens the README as well.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then run the tests.

# %%
import torch

# %% [markdown]
# ## 1. A loss
#
# What the function is for, in words that teach. What a student is to find out is not given away.


# %%
def loss(w):
    """
    Return half the sum of the squares of w's entries.

    w: a tensor of any shape that may require grad.
    Returns a 0-d tensor on the graph of w.
    """
    ### BEGIN SOLUTION
    return (w**2).sum() / 2
    ### END SOLUTION


# %% [markdown]
# ## 2. A step
#
# A function may call another one. A student who has that one wrong is graded with the reference's.


# %%
def step(w, learning_rate):
    """
    Return where one step of gradient descent on the loss leads from w.

    w: a leaf that requires grad and has no gradient yet; it keeps its values.
    Returns a tensor of w's shape.
    """
    ### BEGIN SOLUTION
    loss(w).backward()
    return w - learning_rate * w.grad
    ### END SOLUTION


# %% [markdown]
# ## Try it

# %%
# print(step(torch.tensor([1.0, 2.0], requires_grad=True), 0.1))
'''

TESTS = '''\
"""Checks of `{name}`: each calls the student's functions and observes what came back."""

import pytest
import torch

from grader import checks


@pytest.fixture(autouse=True)
def recording():
    """Every check starts with autograd on, whatever student code did before it."""
    torch.set_grad_enabled(True)


def leaf(*numbers):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.tensor(numbers, requires_grad=True)


def some(rng, count):
    """Return random numbers of either sign, none of them close to 0, 1 or each other."""
    return [(-1) ** place * (1.5 + place + rng.random() / 2) for place in range(count)]


# --- loss ---------------------------------------------------------------------------------------


@checks("loss", points=1)
def test_loss(student, observe):
    """The loss at (3, -1, 0.5), and its gradient there."""
    w = leaf(3.0, -1.0, 0.5)
    value = student.loss(w)
    value.backward()
    observe(value=value, gradient=w.grad)


@checks("loss", points=1, hidden=True)
def test_loss_elsewhere(student, observe, rng):
    """The loss and its gradient at other numbers, in a row and in a table."""
    for name, shape in {{"row": (5,), "table": (2, 3)}}.items():
        numbers = torch.tensor(some(rng, torch.Size(shape).numel()))
        w = numbers.reshape(shape).requires_grad_()
        value = student.loss(w)
        value.backward()
        observe(**{{name: value, f"{{name}}_gradient": w.grad}})


# --- step ---------------------------------------------------------------------------------------


@checks("step", points=1, uses=("loss",))
def test_step(student, observe):
    """One step of rate 0.1 from (3, -1, 0.5)."""
    observe(w=student.step(leaf(3.0, -1.0, 0.5), 0.1))


@checks("step", points=1, hidden=True, uses=("loss",))
def test_step_elsewhere(student, observe, rng):
    """One step from other numbers at another rate, and whether the start is still where it was."""
    w = leaf(*some(rng, 4))
    observe(w=student.step(w, 0.2 + rng.random() / 10), start=w)
'''

ACCEPTED = '''\
"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""

import torch

from grader import accepted

# --- loss ---------------------------------------------------------------------------------------


@accepted("loss")
def as_product(w):
    return 0.5 * (w * w).sum()


@accepted("loss")
def mean_times_count(w):
    return torch.mean(w.square()) * w.numel() / 2


# --- step ---------------------------------------------------------------------------------------


@accepted("step")
def by_hand(w, learning_rate):
    return w - learning_rate * w


@accepted("step")
def functional(w, learning_rate):
    (gradient,) = torch.autograd.grad(loss(w), w)
    with torch.no_grad():
        return w - learning_rate * gradient
'''

MISCONCEPTIONS = '''\
"""Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error."""

import torch

from grader import misconception

# --- loss ---------------------------------------------------------------------------------------


@misconception("loss", title="The mean of the squares in place of their sum")
def averaged(w):
    """
    You divide by the number of entries as well. Each entry is to count in full, however many there are: what
    happens to your loss when an entry of 0 is added?
    """
    return (w**2).mean() / 2


@misconception("loss", id="averaged")
def averaged_by_count(w):
    return (w**2).sum() / 2 / len(w.flatten())


@misconception("loss", title="The loss is cut off from w", match="does not require grad|attribute 'backward'")
def cut_off(w):
    """
    The number is right, but it has lost its history, so `backward()` finds no way back to `w`. That happens when
    `.item()`, `.detach()` or `torch.tensor(...)` comes in between. Compute with the tensors as they are.
    """
    return torch.tensor((w**2).sum().item() / 2)


# --- step ---------------------------------------------------------------------------------------


@misconception("step", title="The step goes uphill")
def uphill(w, learning_rate):
    """
    You add the gradient. It points to where the loss grows, and a step is to make the loss smaller.
    """
    loss(w).backward()
    return w + learning_rate * w.grad


@misconception("step", title="The learning rate is left out")
def whole_gradient(w, learning_rate):
    """
    You step by the whole gradient, whatever `learning_rate` is. Call your function with two different rates: the
    smaller one is to move `w` less.
    """
    loss(w).backward()
    return w - w.grad
'''

VERIFY = """\
# What `grader verify` finds and should not. Each entry says why, and one that nothing needs is itself found.

# A mutant of the reference that is right all the same; verify prints its name.
# [[equivalent]]
# stub = "loss"
# mutant = "return (w ** 2).sum() / 2 -> return ((-w) ** 2).sum() / 2"
# why = "the square has no sign"

# A check that looks degenerate and is not.
# [[excused]]
# check = "test_loss"
# why = "..."
"""


def files(exercise: Exercise) -> Mapping[Path, str]:
    """Return the files of a new exercise by path."""
    title = exercise.name.replace("_", " ").capitalize()
    texts = {
        f"{exercise.name}.py": REFERENCE.format(title=title),
        f"test_{exercise.name}.py": TESTS.format(name=exercise.name),
        "accepted.py": ACCEPTED,
        "misconceptions.py": MISCONCEPTIONS,
        "verify.toml": VERIFY,
    }
    return {exercise.solution / file: text for file, text in texts.items()}


def new(course: Path, name: str) -> list[str]:
    """
    Write a new exercise and return, line by line, what was done and what comes next. Raise UsageError where `name`
    cannot name one or is taken.
    """
    exercise = Exercise(name, course)
    _require_usable(exercise)
    written = files(exercise)
    for path, text in written.items():
        write_text(path, text)
    return [
        *(f"{path}: written" for path in written),
        f"It is a small exercise that is whole. Try it: grader build {name} && grader verify {name}",
        "Then write your own in its place: the reference first, then checks, right answers, wrong answers.",
    ]


def _require_usable(exercise: Exercise) -> None:
    name = exercise.name
    if not name.isidentifier() or not name.islower() or keyword.iskeyword(name):
        raise UsageError(f"{name!r} cannot name an exercise: lower-case letters, digits and _, as in line_fit")
    if exercise.solution.exists():
        raise UsageError(f"{exercise.solution} is there already; nothing was written")
    if importlib.util.find_spec(name) is not None:
        raise UsageError(
            f"a module is called {name!r}, and {name}.py would hide it from students: take another name"
        )
