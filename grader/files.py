"""Read TOML, write files so that nobody ever sees half of one, and to streams whose reader may leave."""

from __future__ import annotations

import difflib
import io
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from grader.errors import AuthorError, UsageError


def read_toml(path: Path) -> dict[str, Any]:
    """Return what an author's TOML file says; raise AuthorError if it cannot be read."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib  # pytest brings it along
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return content
    except (ValueError, OSError) as error:
        raise AuthorError(f"{path}: {error}") from error


def nothing_at(path: Path) -> str:
    """Return what to say of a path at which there is nothing, with the nearest name beside it."""
    above = path.absolute().parent
    if not above.is_dir():
        return f"{path}: no such file or folder; there is no folder {above}"
    try:
        close = difflib.get_close_matches(path.name, sorted(each.name for each in above.iterdir()), 1)
    except OSError:
        close = []
    return f"{path}: no such file or folder" + (f"; did you mean {path.with_name(close[0])}?" if close else "")


def write_text(path: Path, text: str | Iterable[str]) -> None:
    """Write a file, whole or in pieces, all or not at all; raise UsageError with the reason where it cannot be."""
    pieces = [text] if isinstance(text, str) else text
    write_bytes(path, (piece.encode("utf-8") for piece in pieces))


def write_bytes(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, whole or in pieces, all or not at all; raise UsageError with the reason where it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
            Path(beside).chmod(0o666 & ~_umask())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; what was there is untouched") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def redirect_to_nowhere(stream: TextIO) -> None:
    """Let all that is still written to a stream lead nowhere: its reader has left, as `head` does."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def forgive(stream: TextIO) -> None:
    """Let a stream whose encoding lacks a character write a question mark: a check mark is no reason to stop."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
