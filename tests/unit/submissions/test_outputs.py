"""What a child says a cell showed is taken for hostile: only text and real pictures get through."""

from __future__ import annotations

import base64
import json
from typing import Any

import nbformat
import pytest

from grader.errors import WireError
from grader.sandbox.wire import Decoder, encode_outputs
from grader.submissions import outputs

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


def decoded(*given: dict[str, Any]) -> list[dict[str, Any]]:
    (frame,) = Decoder().feed(encode_outputs(3, list(given)))
    found = outputs.decode(frame.header["cell"], frame.body)
    assert found.cell == 3
    return json.loads(found.outputs)


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def display(**data: object) -> dict[str, Any]:
    kept = {key.replace("_", "/", 1): value for key, value in data.items()}
    return {"output_type": "display_data", "data": {"text/plain": "p", **kept}}


def test_what_is_decoded_is_valid_in_a_notebook():
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a", "b"]}
    result = {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": 1}
    found = decoded(stream("a\n"), error, result, display(image_png=PNG))

    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in found])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    assert found[3]["data"] == {"text/plain": "p", "image/png": PNG}


@pytest.mark.parametrize(
    "mime", ["text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex"]
)
def test_what_a_browser_might_run_is_dropped(mime):
    (found,) = decoded({"output_type": "display_data", "data": {"text/plain": "p", mime: "<script>1</script>"}})

    assert found["data"] == {"text/plain": "p"}


def test_control_characters_are_written_as_escapes():
    (found,) = decoded(stream("\x1b[31mred\x07 \u202eright"))

    assert found["text"] == "\\x1b[31mred\\x07 \\u202eright"


def test_a_progress_bar_is_kept_as_a_terminal_leaves_it():
    (found,) = decoded(stream("\r 1\r 2\r 3\nnext\r\n"))

    assert found["text"] == " 3\nnext\n"


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdin", "text": "a"},
        {"output_type": "stream", "name": "stdout", "text": ["a"]},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": "a"},
        {"output_type": "error", "ename": 1, "evalue": "v", "traceback": []},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": True},
        {"output_type": "execute_result", "data": {"text/html": "1"}, "execution_count": 1},
        {"output_type": "update", "data": {"text/plain": "1"}},
        {"output_type": "display_data", "data": []},
        display(image_png="no base64"),
        display(image_png=base64.b64encode(b"GIF89a").decode()),
        display(image_jpeg=PNG),
        display(image_png=1),
    ],
    ids=str,
)
def test_what_is_malformed_is_refused(output):
    with pytest.raises(WireError):
        decoded(output)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b"[NaN", b"\xff", b"[" * 100_000, json.dumps([stream("")] * 201).encode()]
)
def test_what_is_no_list_of_outputs_is_refused(body):
    with pytest.raises(WireError):
        outputs.decode(0, body)


def test_too_much_for_a_frame_is_sent_as_nothing():
    assert decoded(stream("x" * 2_000_000)) == []
