"""The documentation: its tutorials are worked through, its site has no warning, its messages are ours."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pages
import pytest
import take
from paths import ROOT

from grader.exercise.course import read_course

DOCS = ROOT / "docs"
LINK = re.compile(r'(?:href|src)="(?!https?:|data:|mailto:|javascript:)([^"#]*)(?:#([^"]*))?"')


@pytest.mark.parametrize("page", sorted((DOCS / "tutorials").glob("*.md")), ids=lambda path: path.stem)
def test_a_tutorial_says_what_its_commands_print(page, tmp_path):
    text = page.read_text("utf-8")

    assert pages.steady(pages.worked_through(text, tmp_path)) == pages.steady(text)


@pytest.mark.parametrize("name", take.TERMINALS)
def test_a_pictured_terminal_shows_what_is_printed_today(name, tmp_path):
    pictured = take.read((DOCS / "pictures" / f"{name}.svg").read_text("utf-8"))
    today = take.read(take.drawn(name, take.terminal(name, tmp_path)))

    assert lasting(today) == lasting(pictured)


def lasting(text: str) -> list[str]:
    """Return a terminal's words without times, and wherever its lines end."""
    return pages.steady(pages.DURATION.sub("… s", text) + "\n").split()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built; with `strict` in mkdocs.yml a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [Path(sys.executable).with_name("mkdocs"), "build", "--quiet", "--site-dir", folder]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_link_of_the_site_leads_somewhere_in_it(site):
    texts = {page: page.read_text("utf-8") for page in site.rglob("*.html")}
    assert len(texts) > 20
    for page, text in texts.items():
        for path, anchor in LINK.findall(text):
            target = (page.parent / path).resolve() if path else page
            if page.name == "404.html" or target == site:  # served from any address, so it has absolute links
                continue
            assert target.exists(), f"{page.relative_to(site)}: {path}"
            if anchor and target in texts:
                assert f'id="{html.escape(anchor)}"' in texts[target], f"{page.relative_to(site)}: {path}#{anchor}"


def test_the_site_fetches_nothing_from_elsewhere(site):
    for page in site.rglob("*.html"):
        assert not re.search(r'(?:<script[^>]*src|<link[^>]*stylesheet[^>]*href)="https?:', page.read_text("utf-8"))


def test_the_commands_page_has_every_command(site):
    text = (site / "reference/commands.html").read_text("utf-8")
    for command in ("grade", "build", "handout", "init-course", "doctor"):
        assert f">grader {command}<" in text
    assert "--hidden-feedback" in text


def test_a_course_plan_that_is_shown_can_be_copied(tmp_path):
    shown = [
        block
        for page in DOCS.rglob("*.md")
        for block in re.findall(r"^```toml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        if "[[assignment]]" in block
    ]
    assert shown
    for number, block in enumerate(shown):
        solutions = tmp_path / str(number) / "solutions"
        for name in re.findall(r'^name = "(\w+)"', block, re.MULTILINE):
            (solutions / name).mkdir(parents=True)
            (solutions / name / f"{name}.py").touch()
        (solutions / "course.toml").write_text(block)

        assert read_course(solutions.parent) is not None


def test_each_message_of_the_page_is_one_that_is_said():
    """By its longest part that holds no name and no number."""
    sources = [*(ROOT / "grader").rglob("*.py"), *(ROOT / ".ci").glob("*.py")]
    said = re.sub(r'"\s*\n?\s*f?"', "", " ".join(path.read_text("utf-8") for path in sources))
    rows = re.findall(r"^\| `(.*?)` \|", (DOCS / "troubleshooting.md").read_text("utf-8"), re.MULTILINE)

    assert len(rows) > 10
    for row in rows:
        longest = max(re.split(r"\.\.\.|NAME\S*|bubblewrap: |^interrupted", row), key=len).strip()
        assert longest in said, row
