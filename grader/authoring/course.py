"""`grader init-course`: set up a course folder, next to whatever is there already."""

from __future__ import annotations

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


def init(folder: Path) -> list[str]:
    """
    Set up a course in `folder` and return, line by line, what was done and what is left to do. No file that is
    there is changed; raise UsageError where `folder` is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name the course's folder")
    said = []
    for name, template in TEMPLATES.items():
        path = folder / name
        if not path.exists() and not (name.startswith("solutions/") and path.parent.exists()):
            write_text(path, templates.read(template))
            said.append(f"{path}: written")
    config = folder / "nbgrader_config.py"
    if "grader.nbgrader" not in config.read_text("utf-8", "replace"):
        said += [
            f"{config} is there already and stays as it is. To grade by this package, add to its end:",
            "    from grader.nbgrader import configure",
            "    configure(get_config())",
        ]
    return said or [f"{folder} is set up already"]
