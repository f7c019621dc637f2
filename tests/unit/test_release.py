"""What `.ci/release.py` asks for before a version is published, and how the changelog is headed."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from paths import ROOT

_spec = importlib.util.spec_from_file_location("release", ROOT / ".ci/release.py")
assert _spec and _spec.loader
release = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(release)

READY = {
    "grader/_version.py": '"""."""\n\n__version__ = "0.2.0"\n',
    "CITATION.cff": "title: x\nversion: 0.2.0\nlicense: MIT\n",
    "CHANGELOG.md": "# Changelog\n\n## 0.2.0 (2026-11-30)\n\n- New.\n\n## 0.1.0 (2026-10-01)\n",
    "pyproject.toml": "[project]\n\n[project.urls]\nSource = 'https://example.org'\n",
}


def project(folder: Path, **changed: str) -> Path:
    for name, text in {**READY, **changed}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_what_is_ready_may_be_released(tmp_path):
    assert list(release.objections(project(tmp_path), "v0.2.0")) == []


@pytest.mark.parametrize(
    ("file", "text", "objection"),
    [
        ("grader/_version.py", '__version__ = "0.1.0"\n', "grader/_version.py does not say 0.2.0"),
        ("CITATION.cff", "title: x\nversion: 0.1.0\n", "CITATION.cff does not say 0.2.0"),
        ("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-30)\n", "the first heading"),
        ("CHANGELOG.md", "# Changelog\n\n## 0.2.0 (2026-02-30)\n", "the first heading"),
        ("CHANGELOG.md", "# Changelog\n", "the first heading"),
        ("pyproject.toml", "[project]\n", "pyproject.toml has no [project.urls]"),
    ],
)
def test_what_is_not_ready_is_named(tmp_path, file, text, objection):
    (found,) = release.objections(project(tmp_path, **{file: text}), "v0.2.0")

    assert found.startswith(objection)


@pytest.mark.parametrize("tag", ["0.2.0", "v0.2", "v0.2.0-beta", "v0.2.0; rm"])
def test_a_tag_that_is_no_version_is_refused(tmp_path, tag):
    assert any("no semantic version" in found for found in release.objections(project(tmp_path), tag))


def test_the_changelog_is_headed_by_what_is_not_released_or_by_versions_with_their_days():
    headings = re.findall(r"^## (.*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings
    for heading in headings[1 if headings[0] == "Unreleased" else 0 :]:
        number, day = re.fullmatch(r"(\d+\.\d+\.\d+) \((.*)\)", heading).groups()
        assert release.is_a_date(day), number
