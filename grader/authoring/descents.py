"""
How a check's numbers are drawn, as the author says at the top level of `test_NAME.py`:

    DESCENT = {
        "check": "test_trajectory",                              its observations are the parameters' places
        "names": ("w", "b"),
        "start": (1.0, 0.0),
        "steps": {"after_500": 500, "after_1000": 1000},         observation -> epochs that have passed
        "bowl": {"least": 2.93, "at": (5.37, -17.3), "curvature": (57.6, 10.3, 2.0)},
        "unit": "°C²",
    }

It is read without running the file, and kept in the recording, so that a picture needs nothing but numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.errors import AuthorError
from grader.exercise.slices import literal
from grader.model import Check, Descent, Expectation
from grader.plain import from_plain

DESCENT = "DESCENT"


def with_descent(checks: Sequence[Check], tests: str, where: str) -> tuple[Check, ...]:
    """Return the checks, the one that is drawn with how; raise AuthorError where that cannot be."""
    given = literal(tests, DESCENT, where)
    if given is None:
        return tuple(checks)
    if not isinstance(given, dict):
        raise AuthorError(f"{where}: {DESCENT} must be a dict")
    fields = dict(given)
    name, steps = fields.pop("check", None), fields.pop("steps", None)
    drawn = next((check for check in checks if check.id == name and not check.hidden), None)
    if drawn is None:
        raise AuthorError(f"{where}: {DESCENT} is of no visible check: {name!r}")
    try:
        pairs = [[str(each), epoch] for each, epoch in dict(steps).items()]
        descent = from_plain(Descent, _lists({**fields, "steps": pairs}))
    except (TypeError, ValueError, KeyError) as error:
        raise AuthorError(f"{where}: {DESCENT} is not as it is to be: {error}") from error
    epochs = [epoch for _, epoch in descent.steps]
    if not epochs or epochs != sorted(set(epochs)) or epochs[0] < 1:
        raise AuthorError(f"{where}: {DESCENT}: the steps must have more and more epochs")
    xx, xy, yy = descent.bowl.curvature
    if not (xx > 0 and xx * yy > xy * xy and descent.bowl.least >= 0 and math.isfinite(xx + yy)):
        raise AuthorError(f"{where}: {DESCENT}: that is no bowl: it has no lowest place")
    return tuple(replace(check, descent=descent) if check is drawn else check for check in checks)


def require_drawable(
    checks: Sequence[Check], expected: Mapping[str, Mapping[str, Expectation]], where: str
) -> None:
    """Raise AuthorError where a step of a descent is no observation of two numbers."""
    for check in checks:
        for name, _ in check.descent.steps if check.descent else ():
            found = expected[check.id].get(name)
            if found is None or found.value.noun or found.value.shape != (2,):
                raise AuthorError(f"{where}: {DESCENT}: {check.id} observes no {name!r} of two numbers")


def _lists(value: object) -> object:
    if isinstance(value, dict):
        return {key: _lists(each) for key, each in value.items()}
    return [_lists(each) for each in value] if isinstance(value, list | tuple) else value
