"""Files as students hand them in, written where a test wants them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

STUB = "# %%\ndef double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
DONE = STUB.replace("# YOUR CODE HERE\n    raise NotImplementedError()", "return 2 * x")
DONE_OTHERWISE = DONE.replace("2 * x", "x + x")


def notebook(*sources: str) -> str:
    """Return the text of a notebook of these code cells."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


def put(path: Path, content: str | bytes = DONE) -> Path:
    """Write a file, its folders too, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(path: Path, entries: Mapping[str, str | bytes]) -> Path:
    """Write a zip file with these entries, folders above it, too, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path
