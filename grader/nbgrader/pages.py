"""
Students' Markdown made safe to show: formgrader opens it in a browser where staff is logged in.

nbgrader's pages turn Markdown into HTML as it stands, scripts included. `configure` puts `markdown` in the place of
that filter, in formgrader and in feedback.
"""

from __future__ import annotations

import html
from typing import Any

import bleach
import jinja2
from nbconvert.exporters import HTMLExporter

_BLOCKS = "br caption dd del div dl dt h1 h2 h3 h4 h5 h6 hr img kbd p pre s span sub sup table tbody td th thead tr"
TAGS = bleach.ALLOWED_TAGS | set(_BLOCKS.split())
PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
"""How a picture's address begins that is in the notebook itself; any other one would call somebody."""

MAX_FORMATTED = 16_000
"""Characters of a cell that are read as Markdown: the time that takes grows with their square."""

_exporter = HTMLExporter(exclude_anchor_links=True)


@jinja2.pass_context
def markdown(context: Any, source: str) -> str:
    """
    Return a cell's Markdown as HTML of text, links and the notebook's own pictures, nothing active in it; what is
    too long, or cannot be read as Markdown, as it was typed.
    """
    page = f"<pre>{html.escape(source)}</pre>"
    if len(source) <= MAX_FORMATTED:
        try:
            page = _exporter.markdown2html(context, source)
        except Exception:  # a picture that is missing, say: one cell must not cost a class its feedback
            pass
    return str(bleach.clean(page, TAGS, _allowed, protocols={"http", "https", "mailto", "data"}))


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name in ("alt", "title") or (name == "src" and value.startswith(PICTURES))
    return tag == "a" and (name == "title" or (name == "href" and not value.strip().lower().startswith("data:")))
