"""
Read and write what was recorded: `recorded.json` (course staff) and `expected.json` (students).

Plain strict JSON: numbers, titles, explanations. NaN and the infinities are strings. A file that does not fit is
an AuthorError that says how to make it anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.errors import DamagedError
from grader.model import (
    Bound,
    Check,
    Expectation,
    Fault,
    Misconception,
    Observation,
    Outcome,
    Outcomes,
    Recording,
    Value,
    Variant,
)
from grader.plain import from_plain, to_plain

FORMAT = 2
"""Since 2, what is no number keeps its text, and what it holds is recorded entry by entry."""
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def dumps(recording: Recording) -> str:
    """Return the file's text: one line for each check, expectation and misconception's variant."""
    fields: dict[str, Any] = {"format": FORMAT, "exercise": recording.exercise}
    if recording.seed is not None:
        fields["seed"] = recording.seed
    if recording.sources:
        fields["sources"] = dict(recording.sources)
    if recording.hidden_points:
        fields["hidden_points"] = dict(recording.hidden_points)
    fields["checks"] = [_check(check) for check in recording.checks]
    fields["expected"] = {
        check: {name: _expectation(expectation) for name, expectation in named.items()}
        for check, named in recording.expected.items()
    }
    fields["unchanged"] = {check: _outcome(outcome) for check, outcome in recording.unchanged.items()}
    fields["misconceptions"] = [_misconception(misconception) for misconception in recording.misconceptions]
    return _lines(fields) + "\n"


def _lines(value: Any, indent: str = "", depth: int = 0) -> str:
    inner = indent + " "
    if depth < 4 and isinstance(value, dict) and value and len(json.dumps(value)) > 100:
        rows = [f"{inner}{json.dumps(key)}: {_lines(item, inner, depth + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if depth < 4 and isinstance(value, list) and any(isinstance(item, dict) for item in value):
        rows = [f"{inner}{_lines(item, inner, depth + 1)}" for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def _check(check: Check) -> dict[str, Any]:
    fields = to_plain(check)
    return {name: each for name, each in fields.items() if name not in _SELDOM or each not in (None, [])}


_SELDOM = ("timeout_s", "memory_mb", "rules", "descent")
"""What most checks have none of."""


def _number(number: float) -> float | str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return float(f"{number:.9g}")  # nine digits carry a float32 exactly


def _value(value: Value) -> Any:
    if value.noun:
        texts = {"text": value.text, "inner": value.inner}
        return {"noun": value.noun, **{name: each for name, each in texts.items() if each}}
    numbers = [_number(number) for number in value.numbers]
    return numbers[0] if value.shape == () else {"shape": list(value.shape), "numbers": numbers}


def _expectation(expectation: Expectation) -> dict[str, Any]:
    fields = {"value": _value(expectation.value), "tolerance": float(f"{expectation.tolerance:.2g}")}
    if expectation.diagnostic:
        fields["diagnostic"] = True
    if expectation.bound is not None:
        fields["bound"] = to_plain(expectation.bound)
    if expectation.alternatives:
        fields["alternatives"] = {answer: _value(value) for answer, value in expectation.alternatives.items()}
    return fields


def _outcome(outcome: Outcome) -> dict[str, Any]:
    fields: dict[str, Any] = {"ended": outcome.ended}
    if outcome.fault is not None:
        fields["error"] = outcome.fault.type
    if outcome.observations:
        fields["observed"] = {seen.name: _value(seen.value) for seen in outcome.observations}
    return fields


def _misconception(misconception: Misconception) -> dict[str, Any]:
    variants, levels = [], misconception.levels
    for variant in misconception.variants:
        fields: dict[str, Any] = {"function": variant.function}
        if variant.match is not None:
            fields["match"] = variant.match
        variants.append(fields | {"outcomes": {key: _outcome(o) for key, o in variant.outcomes.items()}})
    return {
        "id": misconception.id,
        "stub": misconception.stub,
        "title": misconception.title,
        "explanation": levels[0] if len(levels) == 1 else list(levels),
        "variants": variants,
    }


def loads(text: str, path: Path) -> Recording:
    """Return the recording in `text`; raise DamagedError if it is not one of this format."""
    try:
        fields = json.loads(text, parse_constant=_refuse_constant)
        if fields["format"] != FORMAT:
            raise DamagedError(f"{path} has format {fields['format']}, not {FORMAT}", "run `grader build` again")
        return Recording(
            exercise=fields["exercise"],
            checks=tuple(from_plain(Check, check) for check in fields["checks"]),
            expected={
                check: {name: _read_expectation(entry) for name, entry in named.items()}
                for check, named in fields["expected"].items()
            },
            misconceptions=tuple(_read_misconception(entry) for entry in fields["misconceptions"]),
            unchanged=_read_outcomes(fields["unchanged"]),
            seed=fields.get("seed"),
            sources=fields.get("sources", {}),
            hidden_points={stub: _read_number(points) for stub, points in fields.get("hidden_points", {}).items()},
        )
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
        reason = f"{path} is damaged ({type(error).__name__}: {error})"
        raise DamagedError(reason, "run `grader build` to make it anew") from error


def seed_of(text: str) -> int | None:
    """Return the seed in a recording of any format, if there is one: building anew keeps it."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    seed = fields.get("seed") if isinstance(fields, dict) else None
    return seed if type(seed) is int else None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _read_number(entry: Any) -> float:
    if isinstance(entry, str):
        return _SPECIAL[entry]
    if isinstance(entry, bool) or not isinstance(entry, int | float):
        raise TypeError(f"{entry!r:.40} is no number")
    return float(entry)


def _read_value(entry: Any) -> Value:
    if not isinstance(entry, dict):
        return Value((), (_read_number(entry),))
    if "noun" in entry:
        return Value(noun=entry["noun"], text=entry.get("text", ""), inner=entry.get("inner", ""))
    value = Value(tuple(entry["shape"]), tuple(_read_number(number) for number in entry["numbers"]))
    if min(value.shape, default=0) < 0 or math.prod(value.shape) != len(value.numbers):
        raise ValueError(f"{len(value.numbers)} numbers do not fit the shape {value.shape}")
    return value


def _read_expectation(entry: Mapping[str, Any]) -> Expectation:
    tolerance = _read_number(entry["tolerance"])
    if not 0 <= tolerance < math.inf:
        raise ValueError(f"the tolerance {tolerance} is no distance")
    bound = from_plain(Bound, entry["bound"]) if "bound" in entry else None
    alternatives = {answer: _read_value(value) for answer, value in entry.get("alternatives", {}).items()}
    return Expectation(_read_value(entry["value"]), tolerance, entry.get("diagnostic", False), bound, alternatives)


def _read_outcomes(entries: Mapping[str, Any]) -> Outcomes:
    return {
        check: Outcome(
            entry["ended"],
            tuple(Observation(name, _read_value(value)) for name, value in entry.get("observed", {}).items()),
            Fault(entry["error"], "") if "error" in entry else None,
        )
        for check, entry in entries.items()
    }


def _read_misconception(entry: Mapping[str, Any]) -> Misconception:
    variants = tuple(
        Variant(variant["function"], variant.get("match"), _read_outcomes(variant["outcomes"]))
        for variant in entry["variants"]
    )
    levels = entry["explanation"]
    levels = (levels,) if isinstance(levels, str) else tuple(levels)
    return Misconception(entry["id"], entry["stub"], entry["title"], levels, variants)
