"""
What a notebook's cells showed, as a child says, made safe to show to people.

Text stays text: HTML, SVG, scripts and the like are dropped, as staff read this in a browser where they are logged
in. Pictures are kept where they are what they say.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from grader.errors import WireError
from grader.model import CellOutputs
from grader.text import harmless

_MAX_OUTPUTS = 200
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""Mime type -> how such a file begins."""


def decode(cell: int, body: bytes) -> CellOutputs:
    """Return what a cell showed, from JSON; raise WireError if it is not a list of nbformat's output objects."""
    try:
        outputs = json.loads(body)
        if not isinstance(outputs, list) or len(outputs) > _MAX_OUTPUTS:
            raise WireError("a cell's outputs are no list, or too many")
        return CellOutputs(cell, json.dumps([_output(output) for output in outputs]))
    except (ValueError, RecursionError) as error:
        raise WireError(f"a cell's outputs are malformed: {error}") from error


def error(cell: int, name: str, message: str) -> CellOutputs:
    """Return an error as what a cell shows."""
    return CellOutputs(cell, json.dumps([error_output(name, message)]))


def error_output(name: str, message: str) -> dict[str, Any]:
    """Return nbformat's error object: a name, and the message in the place of a traceback."""
    lines = harmless(message).split("\n")
    return {"output_type": "error", "ename": name, "evalue": lines[0], "traceback": lines}


def _output(output: object) -> dict[str, Any]:
    # Plain dicts: nbformat takes most of a second to import.
    if not isinstance(output, dict):
        raise WireError("an output is no object")
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": output["name"], "text": _as_at_a_terminal(_text(output, "text"))}
    if kind == "error":
        traceback = output.get("traceback")
        if not isinstance(traceback, list) or not all(isinstance(line, str) for line in traceback):
            raise WireError("an error's traceback is no list of lines")
        lines = [harmless(line) for line in traceback]
        name, value = _text(output, "ename"), _text(output, "evalue")
        return {"output_type": kind, "ename": name, "evalue": value, "traceback": lines}
    if kind == "execute_result":
        count = output.get("execution_count")
        if type(count) is not int or not 0 <= count < 2**31:
            raise WireError("a result has no proper number")
        return {"output_type": kind, "data": _data(output.get("data")), "execution_count": count, "metadata": {}}
    if kind == "display_data":
        return {"output_type": kind, "data": _data(output.get("data")), "metadata": {}}
    raise WireError(f"{kind!r:.40} is no kind of output")


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise WireError(f"an output's {key} is no text")
    return harmless(value) if key != "text" else value


def _as_at_a_terminal(text: str) -> str:
    """Return text as a terminal leaves it where a progress bar returns to the start of its line again and again."""
    lines = text.replace("\r\n", "\n").split("\n")
    return harmless("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))


def _data(data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        raise WireError("an output holds no data")
    kept = {"text/plain": _text(data, "text/plain")}
    for mime, beginning in _PICTURES.items():
        if mime in data:
            kept[mime] = _picture(data[mime], beginning)
    return kept


def pictures(data: Mapping[str, object]) -> dict[str, str]:
    """Return those of `data`, mime type -> base64, that are pictures, and what they say they are."""
    kept = {}
    for mime, beginning in _PICTURES.items():
        try:
            kept[mime] = _picture(data.get(mime), beginning)
        except WireError:
            continue
    return kept


def _picture(value: object, beginning: bytes) -> str:
    if not isinstance(value, str):
        raise WireError("a picture is no text")
    try:
        content = base64.b64decode(value.replace("\n", ""), validate=True)
    except binascii.Error as error:
        raise WireError("a picture is not in base64") from error
    if not content.startswith(beginning):
        raise WireError("a picture is not what it says")
    return base64.b64encode(content).decode()
