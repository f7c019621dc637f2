"""What GitHub makes of Markdown and of the lines of a log, by its own parser and by the rules of its runner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options


class Page(HTMLParser):
    """What a reader of rendered Markdown gets: the tags, and the text inside and outside code."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[tuple[str, str | None]] = set()
        self.code: list[str] = []
        self.prose = ""
        self._inside: list[str] = []
        self.feed(
            cmarkgfm.markdown_to_html_with_extensions(
                source, options=Options.CMARK_OPT_UNSAFE, extensions=["table", "autolink", "strikethrough"]
            )
        )
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes |= set(attributes)
        self._inside.append(tag)
        if tag == "code":
            self.code.append("")

    def handle_endtag(self, tag):
        assert self._inside.pop() == tag

    def handle_data(self, data):
        if "code" in self._inside:
            self.code[-1] += data
        else:
            self.prose += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, declaration):
        raise AssertionError(f"a declaration: {declaration}")

    handle_pi = unknown_decl = handle_decl


@dataclass(frozen=True)
class Command:
    name: str
    fields: dict[str, str]
    data: str


def obeyed(log: str) -> list[Command]:
    """
    Return the workflow commands in a log, as GitHub's runner finds them: a line that begins, after blanks, with
    `::`, or, in the old form, `##[name]` anywhere in a line.
    """
    found = []
    for line in re.split("[\r\n]", log):
        text = line.lstrip()
        if text.startswith("::") and (end := text.find("::", 2)) > 0:
            name, _, listed = text[2:end].partition(" ")
            fields = dict(each.split("=", 1) for each in listed.strip().split(",") if "=" in each)
            found.append(
                Command(name, {key: unescaped(value) for key, value in fields.items()}, unescaped(text[end + 2 :]))
            )
        elif "##[" in line:
            found.append(Command("##", {}, line))
    return found


def unescaped(text: str) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}.items():
        text = text.replace(code, char)
    return text
