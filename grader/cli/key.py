"""The file with the key that pseudonyms are made with."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from grader.errors import UsageError

KEY_BYTES = 32


def read_key(path: Path) -> bytes:
    """Return the key that a file holds, made where it is not there; raise UsageError if it holds none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    else:
        os.write(descriptor, f"{secrets.token_hex(KEY_BYTES)}\n".encode())
        os.close(descriptor)
    try:
        text = path.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as a key") from error
    if not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", text):
        raise UsageError(f"{path} holds no key: it is a line of {2 * KEY_BYTES} hexadecimal digits")
    return bytes.fromhex(text)
