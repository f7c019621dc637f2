"""The files that say who made this project, which version it is and how one works on it are valid and agree."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from paths import ROOT

from grader import __version__
from grader.authoring.syllabus import course_files
from grader.exercise.course import names, read_course

CITATION = ROOT / "CITATION.cff"
LINKS = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


def test_the_citation_fits_the_published_schema():
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.citation-file-format", CITATION], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


def test_the_citation_names_this_version_and_the_licences_holders():
    citation = yaml.safe_load(CITATION.read_text("utf-8"))

    assert citation["version"] == __version__
    assert f"Copyright (c) 2026 {citation['authors'][0]['name']}\n" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_hook_before_a_commit_runs_what_the_makefile_has():
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    (hook,) = repository["hooks"]

    assert repository["repo"] == "local"
    assert hook["entry"] == "make lint"
    assert "\nlint:" in (ROOT / "Makefile").read_text("utf-8")


def anchor(heading: str) -> str:
    """Return the name by which GitHub links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize(
    "page",
    [
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
        *sorted((ROOT / "docs").rglob("*.md")),
    ],
    ids=lambda p: p.name,
)
def test_links_lead_to_files_and_headings_that_are_there(page):
    for path, heading in LINKS.findall(page.read_text("utf-8")):
        target = page.parent / path if path else page
        made = target.parent == ROOT / "docs/reference"  # of --help and docstrings, by docs/hooks.py
        assert target.exists() or made, path
        if heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert heading in map(anchor, headings), f"{path}#{heading}"


def test_every_assignment_has_its_place_in_the_course():
    planned = [each.name for each in read_course(ROOT).assignments]

    assert sorted(planned) == sorted(names(ROOT))
    assert all(path.read_text("utf-8") == text for path, text in course_files(ROOT).items())
