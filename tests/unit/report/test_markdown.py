"""Other people's text in Markdown, rendered by GitHub's own parser: it comes out as the text it was."""

from __future__ import annotations

import cmarkgfm
import pytest
from github_reads import Page
from hostile import texts
from hypothesis import given

from grader.report import markdown
from grader.text import harmless


def one_line(text: str) -> str:
    return harmless(text).replace("\n", "\\n").replace("\t", "\\t").replace("|", "\N{BROKEN BAR}")


@given(texts.filter(str.strip))
def test_a_code_span_holds_its_text_and_nothing_gets_out(text):
    page = Page(f"before {markdown.code(text)} after")

    assert page.tags == ["p", "code"]
    assert page.code == [one_line(text)]
    assert page.prose.strip() == "before  after"


@given(texts.filter(str.strip))
def test_a_code_span_stays_in_its_table_cell(text):
    page = Page(f"| a | b |\n| --- | --- |\n| {markdown.code(text)} | last |\n")

    assert page.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "code", "td"]
    assert page.code == [one_line(text)]


@given(texts)
def test_a_block_holds_all_lines_and_nothing_gets_out(text):
    page = Page(f"before\n\n{markdown.block(text)}\n\nafter")

    assert page.tags == ["p", "pre", "code", "p"]
    assert "".join(page.code[0].split()) == "".join(harmless(text).split())
    assert page.prose.split() == ["before", "after"]


@given(texts)
def test_words_are_read_as_they_are_written(text):
    page = Page(f"before {markdown.words(text)} after")

    assert page.tags[0] == "p"
    assert set(page.tags[1:]) <= {"code"}
    assert "@" not in page.prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Twice, not squared.", "<p>Twice, not squared.</p>"),
        ("`x * x` is a square", "<p><code>x * x</code> is a square</p>"),
        ("2 * x, `x`_ and [x]", "<p>2 * x, <code>x</code>_ and [x]</p>"),
        ("1. # - one", "<p>1. # - one</p>"),
        ("A @ B", "<p>A <code>@</code> B</p>"),
    ],
)
def test_an_authors_sentence_keeps_its_code(text, html):
    assert cmarkgfm.github_flavored_markdown_to_html(markdown.words(text)).strip() == html


def test_long_lines_are_wrapped():
    assert max(map(len, markdown.block("word " * 100).split("\n"))) <= markdown.WIDTH


def test_empty_text_is_said_to_be_empty():
    assert markdown.code("") == markdown.code("  ") == "(empty)"
