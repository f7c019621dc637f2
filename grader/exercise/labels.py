"""
Read `labels.json`: what is right where a check asks for labels.

    {"test_unseen": {"predicted": [0, 2, 1]}}

By check and by the name of the observation. They go into the recording, which no process that runs student code
holds; those of visible checks are in `expected.json` as well, as students' own runs need them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from grader.errors import AuthorError
from grader.exercise.exercise import LABELS, Exercise
from grader.model import MAX_LENGTH, Value


def labels_of(exercise: Exercise) -> Mapping[str, Mapping[str, Value]]:
    """Return the right labels by check and name, if there is a file; raise AuthorError if it is malformed."""
    path = exercise.solution / LABELS
    if not path.is_file():
        return {}
    try:
        content = json.loads(exercise.read(LABELS))
    except (ValueError, RecursionError) as error:
        raise AuthorError(f"{path}: {error}") from error
    if not isinstance(content, dict) or not all(isinstance(named, dict) for named in content.values()):
        raise AuthorError(f'{path} holds labels by check and name: {{"test_unseen": {{"predicted": [0, 2, 1]}}}}')
    return {
        check: {name: _value(labels, f"{path}: {check}: {name}") for name, labels in named.items()}
        for check, named in content.items()
    }


def _value(labels: Any, where: str) -> Value:
    if not isinstance(labels, list) or not 0 < len(labels) <= MAX_LENGTH:
        raise AuthorError(f"{where}: labels are a list of numbers")
    for number, label in enumerate(labels):
        if type(label) not in (int, float):
            raise AuthorError(f"{where}: label {number} is no number: {label!r:.40}")
    return Value((len(labels),), tuple(float(label) for label in labels))
