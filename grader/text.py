"""Text of strangers, made harmless to print."""

from __future__ import annotations

import unicodedata


def harmless(value: str) -> str:
    """Return `value` with control, bidirectional-override and surrogate characters written as escapes."""
    if value.replace("\n", " ").replace("\t", " ").isprintable():
        return value
    return "".join(
        char
        if char in "\n\t" or unicodedata.category(char)[0] != "C"
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in value
    )
