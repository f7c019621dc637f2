"""Text of strangers, made harmless to print."""

from __future__ import annotations

import html
import re
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


def quantity(number: int, noun: str) -> str:
    """
    Return a number of things in words.

    >>> quantity(1, "mark"), quantity(2, "mark")
    ('1 mark', '2 marks')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def prose(text: str) -> str:
    """
    Return sentences as HTML: everything in them escaped, and what stands in backticks as code.

    >>> prose("`x < 1` is & stays")
    '<code>x &lt; 1</code> is &amp; stays'
    """
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(harmless(text)))
