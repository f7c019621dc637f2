"""Bounds that nothing comes near: `observe.at_least(0.9, accuracy=...)` where no wrong code is below it."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from grader.grading.judge import array
from grader.model import Outcome, Recording
from grader.verify.inputs import read_source
from grader.verify.margins import variants

_SIDES = {"at_least": (0, None), "at_most": (None, 0), "between": (0, 1)}
"""Where among the arguments the lower and the upper bound stand."""


def far_bounds(recording: Recording, tests: str) -> Iterator[tuple[str, str, str]]:
    """Yield the checks with a bound beyond which no wrong code was seen: any other bound would do as well."""
    functions = read_source(tests).functions
    for check in recording.checks:
        function = functions.get(check.id.partition("[")[0])
        for name, low, high in _bounds(function) if function else ():
            seen = [v.outcomes[check.id] for v in variants(recording, check.id)]
            numbers = [number for outcome in seen for number in _observed(outcome, name)]
            if numbers and all(low <= number <= high for number in numbers):
                what = f"no wrong code that returns has {name} beyond its bound, so nothing shows that it is near"
                yield check.id, "far-bound", what


def _bounds(function: ast.FunctionDef) -> Iterator[tuple[str, float, float]]:
    """Yield the name of each bounded observation with its bounds, where they are numbers in the source."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SIDES:
            given = [_number(each) for each in node.args]
            if ast.unparse(node.func.value) == "observe" and None not in given:
                lower, upper = _SIDES[node.func.attr]
                low = -math.inf if lower is None or lower >= len(given) else given[lower]
                high = math.inf if upper is None or upper >= len(given) else given[upper]
                yield from ((each.arg or "", low or 0.0, high or 0.0) for each in node.keywords)


def _number(node: ast.expr) -> float | None:
    try:
        return float(ast.literal_eval(node))
    except (ValueError, TypeError):
        return None


def _observed(outcome: Outcome, name: str) -> list[float]:
    values = [seen.value for seen in outcome.observations if seen.name == name and not seen.value.noun]
    return [number for value in values for number in array(value).ravel().tolist()]
