"""`grader init-course`: set up a course folder, next to whatever is there already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from grader.authoring import templates
from grader.errors import UsageError
from grader.files import write_text

TEMPLATES = {
    "nbgrader_config.py": "course/nbgrader_config.py",
    ".gitignore": "course/gitignore",
    "solutions/README.md": "course/exercises.md",
}
"""The files of a new course by path, and the templates they are copies of."""

ON_GITHUB = {
    f".github/{name}": f"github/{name}"
    for name in (
        "GRADING.md",
        "actions/grade/action.yml",
        "grader/requirements.txt",
        "workflows/advisory.yml",
        "workflows/course-repository.yml",
        "workflows/grade.yml",
        "workflows/student-repositories.yml",
    )
}
"""The files by which GitHub grades pull requests, and how to set it up, by path, and their templates."""

NEXT_ON_GITHUB = "Nothing is marked until the steps of {}/.github/GRADING.md are done: for either shape."


def init(folder: Path, *, github: bool = False) -> list[str]:
    """
    Set up a course in `folder`, with `github` also the workflows that grade pull requests. Return, line by line,
    what was done and what is left to do. No file that is there is changed; raise UsageError if `folder` is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name the course's folder")
    wanted = {
        name: template
        for name, template in TEMPLATES.items()
        if not (name.startswith("solutions/") and (folder / "solutions").exists())
    }
    said = _write_missing(folder, wanted) + _nbgrader_to_do(folder / "nbgrader_config.py")
    if github:
        said += _init_github(folder)
    return said or [f"{folder} is set up already"]


def _init_github(folder: Path) -> list[str]:
    others = [
        f"{folder / name} is there already, differs from this version's and stays as it is. To get this version's, "
        "move yours away and run this command again."
        for name, template in ON_GITHUB.items()
        if (folder / name).exists() and (folder / name).read_bytes() != templates.read(template).encode()
    ]
    written = _write_missing(folder, ON_GITHUB)
    return written + others + ([NEXT_ON_GITHUB.format(folder)] if written else [])


def _write_missing(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Write the templates whose files are not there, and say so."""
    missing = {folder / name: template for name, template in wanted.items() if not (folder / name).exists()}
    for path, template in missing.items():
        write_text(path, templates.read(template))
    return [f"{path}: written" for path in missing]


def _nbgrader_to_do(config: Path) -> list[str]:
    """Return what is to be added to a configuration that was there before, if anything is."""
    text = config.read_text("utf-8", "replace")
    if re.search(r"grader\.nbgrader\b", text):
        return []
    if "grader.nbgrader_plugin" in text:
        return [f"{config} imports from grader.nbgrader_plugin, which is now grader.nbgrader: change that line"]
    return [
        f"{config} is there already and stays as it is. To grade by this package, add to its end:",
        "    from grader.nbgrader import configure",
        "    configure(get_config())",
    ]
