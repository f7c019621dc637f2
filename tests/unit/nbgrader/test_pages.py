"""Students' Markdown on nbgrader's pages: text, links and pictures stay, whatever a browser would obey goes."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from nbconvert.exporters import HTMLExporter
from nbformat import from_dict

from grader.nbgrader.pages import TAGS, markdown

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
ACTIVE = {
    "script": "one <script>document.title = 'owned'</script> two",
    "handler": "<img src=x onerror=\"document.title = 'owned'\">",
    "link": "[click](javascript:document.title='owned')",
    "spelled otherwise": '<a href="&#106;ava\tscript:document.title=1">click</a>',
    "data link": '<a href="data:text/html,<script>1</script>">click</a>',
    "frame": '<iframe src="https://example.org/"></iframe>',
    "style": "<style>input { display: none }</style>",
    "field": '<form action="/formgrader"><input class="score" value="9"></form>',
    "drawing": "<svg onload=\"document.title = 'owned'\"></svg>",
    "remote picture": "![who reads this?](https://example.org/pixel.png)",
    "covering the page": '<div class="score" id="save" style="position: fixed; inset: 0">x</div>',
}
HARMLESS_ATTRIBUTES = {"href", "src", "alt", "title"}


def context() -> dict[str, Any]:
    picture = {"image/png": PNG}
    cell = from_dict({"cell_type": "markdown", "source": "", "attachments": {"a.png": picture}})
    return {"cell": cell, "resources": {}}


def obeyed(page: str) -> list[str]:
    """Return what a browser may do more with a page than show it, as another parser reads it."""
    tree = html.fragment_fromstring(page, create_parent="div")
    found = [str(element.tag) for element in tree.iterdescendants() if element.tag not in TAGS]
    for element in tree.iterdescendants():
        for name, value in element.attrib.items():
            href = name == "href" and value.startswith(("https://", "http://", "mailto:", "#"))
            picture = name == "src" and value.startswith("data:image/png;base64,")
            if not (href or picture or name in HARMLESS_ATTRIBUTES - {"href", "src"}):
                found.append(f"{name}={value}")
    return found


@pytest.mark.parametrize("source", ACTIVE.values(), ids=ACTIVE)
def test_nothing_active_is_left(source):
    assert obeyed(HTMLExporter().markdown2html(context(), source))  # as nbgrader's own pages have it
    assert obeyed(markdown(context(), source)) == []


@given(
    st.lists(st.sampled_from([*ACTIVE.values(), *"<>\"'&`$\\\n ", "<!--", "-->", "<a href=", "**", "<![CDATA["]))
)
def test_nothing_active_is_left_of_pieces(pieces):
    assert obeyed(markdown(context(), "".join(pieces))) == []


def test_an_answer_reads_as_it_was_written():
    source = "# Why\n\n- **because** `a<b`\n\n$x<1$ [here](https://example.org) ![plot](attachment:a.png)\n"
    page = html.fragment_fromstring(markdown(context(), source), create_parent="div")

    assert page.findtext("h1") == "Why"
    assert page.findtext(".//strong") == "because"
    assert page.findtext(".//code") == "a<b"
    assert "$x<1$" in page.text_content()
    assert page.find(".//a[@href='https://example.org']").text == "here"
    assert page.find(".//img").attrib == {"src": f"data:image/png;base64,{PNG}", "alt": "plot"}


@pytest.mark.parametrize(
    "source",
    [
        *(f"see ![it](attachment:{name})" for name in ("b.svg", "a.png.svg", "<b.svg>", "&#98;.svg")),
        "![it](&#97;ttachment:b.svg)",
        "![it][b]\n\n[b]: attachment:b.svg",
    ],
)
def test_a_picture_that_is_missing_costs_nobody_a_page(source):
    page = markdown(context(), source)

    assert obeyed(page) == []
    assert "it" in page


@pytest.mark.parametrize("piece", [" ", "\\begin{a}", "a``b", "|a|\n|-|\n", "![", "\n"])
def test_a_cell_that_is_too_long_is_shown_as_it_was_typed(piece):
    """To read it as Markdown would take minutes."""
    page = markdown(context(), "<b>" + piece * 100_000)

    assert page.startswith("<pre>&lt;b&gt;")
