"""
An autograding kit for PyTorch autograd exercises.

Authors of an exercise import from here, and nothing heavy comes with it:

    from grader import checks, accepted, misconception

In a student's notebook, `from grader import check` runs the visible checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from grader._version import __version__

if TYPE_CHECKING:
    import pytest

__all__ = ["__version__", "accepted", "check", "checks", "misconception"]

F = TypeVar("F", bound=Callable[..., Any])


def checks(stub: str, *, points: float, hidden: bool = False, uses: Sequence[str] = ()) -> pytest.MarkDecorator:
    '''
    Mark a pytest test as a check of one stub: a function, a class ("Linear") or a method ("Value.__mul__").

    `points` is what it is worth, `hidden` keeps it out of what students get, and `uses` names the other
    stubs it needs: where one of those fails, the check is run again with them taken from the reference.
    The test's docstring, one sentence, is the check's title. Arguments are literals, because `grader build`
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

    return pytest.mark.checks(stub, points=points, hidden=hidden, uses=tuple(uses))


def accepted(stub: str) -> Callable[[F], F]:
    """
    Mark a function or a class in `accepted.py` as another right answer for `stub`. It stays as it is.

    For a method, mark a function: it takes the method's place in the reference's class, and is a static method or a
    property if that one is.

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

    The docstring is the feedback a student reads. `id` defaults to the function's name; wrong codes that
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


def check(stub: str | None = None) -> float | None:
    """
    Run the visible checks of a stub on what the notebook itself defines, of all stubs where none is named, and show
    the feedback. The name of a class stands for its methods that are stubs.

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

    return check_notebook(stub, sys._getframe(1).f_globals)


def _unchanged(function: F) -> F:
    # The grader reads answers from the source and runs them confined; the decorators only document them.
    return function
