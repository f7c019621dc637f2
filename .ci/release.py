"""
Say why this tree may not be released as the version that a tag names; say nothing, and end with 0, if it may.

    python .ci/release.py v0.2.0
"""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def objections(project: Path, tag: str) -> Iterator[str]:
    """Yield what has to be done first."""
    version = tag.removeprefix("v")
    if not re.fullmatch(r"v\d+\.\d+\.\d+((a|b|rc)\d+)?", tag):
        yield f"the tag {tag} is no semantic version, such as v0.2.0 or v0.2.0rc1"
    if f'__version__ = "{version}"\n' not in text(project, "grader/_version.py"):
        yield f"grader/_version.py does not say {version}"
    if f"\nversion: {version}\n" not in text(project, "CITATION.cff"):
        yield f"CITATION.cff does not say {version}"
    first = re.search(r"^## (.*)", text(project, "CHANGELOG.md"), re.MULTILINE)
    heading = re.fullmatch(re.escape(version) + r" \((\d{4}-\d{2}-\d{2})\)", first[1]) if first else None
    if not (heading and is_a_date(heading[1])):
        yield f"the first heading of CHANGELOG.md is not: ## {version} (YYYY-MM-DD)"
    if "\n[project.urls]\n" not in text(project, "pyproject.toml"):
        yield "pyproject.toml has no [project.urls]: where do its source, its documentation and its issues live?"


def text(project: Path, name: str) -> str:
    """Return what a file says."""
    return (project / name).read_text("utf-8")


def is_a_date(words: str) -> bool:
    """Return whether there is such a day."""
    try:
        datetime.date.fromisoformat(words)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    found = list(objections(PROJECT, sys.argv[1]))
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    sys.exit(bool(found))
