"""
An autograding kit for PyTorch autograd exercises.

Authors of an exercise import from here, and nothing heavy comes with it:

    from grader import checks, reads, accepted, misconception, give, counted, withheld

In a student's notebook, `from grader import check` runs the visible checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from grader._version import __version__

if TYPE_CHECKING:
    import pytest

    from grader.runner.rules import Operations

__all__ = [
    "__version__",
    "accepted",
    "check",
    "checks",
    "counted",
    "give",
    "misconception",
    "reads",
    "withheld",
]

F = TypeVar("F", bound=Callable[..., Any])


def checks(
    stub: str,
    *,
    points: float,
    hidden: bool = False,
    uses: Sequence[str] = (),
    timeout_s: float | None = None,
    memory_mb: int | None = None,
) -> pytest.MarkDecorator:
    '''
    Mark a pytest test as a check of one stub: a function, a class ("Linear") or a method ("Value.__mul__").

    `points` is what it is worth, `hidden` keeps it out of what students get, and `uses` names the other stubs it
    needs: where one of those fails, the check is run again with them taken from the reference. `timeout_s`, in
    seconds of computing, and `memory_mb`, in MB that the check adds, are limits of its own; without, the command's
    hold. The test's docstring, one sentence, is the check's title. Arguments are literals, because `grader build`
    reads them without running the file.

    In the test file of an exercise:

    >>> from grader import checks
    >>> @checks("loss_fn", points=2, uses=("model",))
    ... def test_loss_of_predictions(student, observe, readings):
    ...     """The loss of the model's predictions at w = 1, b = 0."""
    ...     observe(loss=student.loss_fn(student.model(readings.t_u, 1.0, 0.0), readings.t_c))
    >>> [mark] = test_loss_of_predictions.pytestmark
    >>> mark.name, mark.args, mark.kwargs["points"], mark.kwargs["hidden"]
    ('checks', ('loss_fn',), 2, False)
    '''
    import pytest  # here, so that `import grader` stays light

    options: dict[str, Any] = {"points": points, "hidden": hidden, "uses": tuple(uses)}
    limits = {"timeout_s": timeout_s, "memory_mb": memory_mb}
    return pytest.mark.checks(stub, **options, **{name: each for name, each in limits.items() if each is not None})


def reads(stub: str, *, points: float, hidden: bool = False) -> pytest.MarkDecorator:
    '''
    Mark a test as a check of the text of one stub. It is read by `grader build`, not run: its body is a
    docstring and calls of `code.without(...)` and `code.at_most(...)`, whose arguments are literals.

    It counts once the stub's other visible checks find nothing wrong, bounds aside: what is empty has no loop
    either. What it cannot see is what a function that the stub calls does, and what a name means that is made while
    running.

    >>> from grader import reads
    >>> @reads("softmax", points=1)
    ... def test_no_loop(code):
    ...     """No loop, and not torch's own softmax."""
    ...     code.without(loops=True, comprehensions=True, names=("torch.softmax", "torch.nn.*"))
    ...     code.at_most(lines=10)
    >>> test_no_loop.pytestmark[0].kwargs["points"]
    1
    '''
    import pytest

    return pytest.mark.checks(stub, points=points, hidden=hidden, uses=(), reads=True)


def give(target: Any, values: Mapping[str, Any]) -> None:
    """
    Copy values into the parameters and buffers of a module, or into the tensors that an object has as attributes,
    by name and in place. Raise `Missing` if there is none of a name, or if it has another shape; it says which
    there are.

    >>> import torch
    >>> from grader import give
    >>> layer = torch.nn.Linear(2, 1)
    >>> give(layer, {"weight": [[1.0, 2.0]], "bias": [0.5]})
    >>> layer(torch.tensor([3.0, 4.0])).item()
    11.5
    """
    from grader.runner.give import give as given  # here, as it imports torch

    given(target, values)


def counted() -> AbstractContextManager[Operations]:
    """
    Count torch's operations in a `with` block, as its dispatcher meets them: `ops.total`, `ops["aten::mm"]`. What
    is computed without torch is not seen.

    >>> import torch
    >>> from grader import counted
    >>> with counted() as ops:
    ...     _ = torch.ones(2, 2) @ torch.ones(2, 2)
    >>> ops["aten::mm"]
    1
    """
    from grader.runner.rules import counted as counting

    return counting()


def withheld(*names: str) -> AbstractContextManager[None]:
    """
    Let calls of what the names stand for raise `Withheld` in a `with` block, with the line that calls: functions,
    classes and methods, `torch.softmax`, `torch.nn.Linear`, `torch.Tensor.backward`, or all in a module,
    `torch.optim.*` (but for what every answer has to inherit from). Raise ValueError if a name stands for nothing.

    >>> import torch
    >>> from grader import withheld
    >>> with withheld("torch.softmax"):
    ...     torch.softmax(torch.ones(2), 0)
    Traceback (most recent call last):
    grader.runner.rules.Withheld: torch.softmax is withheld here
    """
    from grader.runner.rules import withheld as withholding

    return withholding(*names)


def accepted(stub: str, *, alternative: bool = False) -> Callable[[F], F]:
    """
    Mark a function or a class in `accepted.py` as another right answer for `stub`. It stays as it is.

    For a method, mark a function: it takes the method's place in the reference's class, and is a static method or a
    property if that one is.

    It gives what the reference gives, but for an `alternative`: what such a one gives where a check observes
    `observe.any_of(...)` is right as well, for an answer that agrees with it there in all checks of the stub.

    >>> from grader import accepted
    >>> @accepted("double")
    ... def by_adding(x):
    ...     return x + x
    >>> by_adding(4)
    8
    """
    return _unchanged


def misconception(
    stub: str | None = None,
    *,
    title: str | None = None,
    id: str | None = None,
    match: str | None = None,
    variants: Mapping[str, Sequence[object]] | None = None,
) -> Callable[[F], F]:
    """
    Mark a function or a class in `misconceptions.py` as a known wrong answer for `stub`, as with `accepted`.

    The docstring is the feedback a student reads: one paragraph, or three, with blank lines between them, that say
    what one sees, why it happens, and what to look at, never the answer. The third is shown to a student who asks
    for a hint. `id` defaults to the function's name; wrong codes that
    behave alike, or need the same explanation, share one, and the first of them gives title and docstring.
    `match` is a regular expression for the message of the error that the code raises, if it raises: the
    error's type is recorded by running, its wording varies from one torch to the next.

    In place of `misconceptions.py` there may be a folder `misconceptions/` with a file for each stub, `<stub>.py`,
    where `stub` goes without saying. What a file whose name begins with `_` holds stands above each of the others.

    `variants` makes several wrong codes of one function: each value in turn takes the place of the name. A string
    is inserted as code, anything else as a literal. Several lists are read side by side, as the columns of a table.
    The first value makes the function itself, the second here `rate_fixed[RATE=0.0001]`:

        @misconception("sgd_step", id="rate_fixed", variants={"RATE": [1e-2, 1e-4, "1 / len(params)"]})
        def rate_fixed(params, learning_rate):
            with torch.no_grad():
                params -= RATE * params.grad
    """
    return _unchanged


def check(stub: str | None = None, *, hint: bool = False) -> float | None:
    """
    Run the visible checks of a stub on what the notebook itself defines, of all stubs where none is named, and show
    the feedback. The name of a class stands for its methods that are stubs. With `hint` the feedback on a mistake
    that has a name says what to look at, too.

    The value is for nbgrader: nothing if all of them pass, the points where some do; where none does, it raises.

    In a notebook in `assignments/temperature/`:

    >>> from grader import check
    >>> def model(t_u, w, b):
    ...     return w * t_u + b
    >>> check("model")  # doctest: +ELLIPSIS
    model: 1 of 1 points that you can check yourself...
    """
    import sys

    from grader.student.notebook import check_notebook  # here, as it imports torch

    return check_notebook(stub, sys._getframe(1).f_globals, hint=hint)


def _unchanged(function: F) -> F:
    # The grader reads answers from the source and runs them confined; the decorators only document them.
    return function
