"""`grader init-course`: set up a course folder, next to whatever is there already."""

from __future__ import annotations

from pathlib import Path

from grader.errors import UsageError
from grader.files import write_text

CONFIG = '''\
"""nbgrader for this course: `grader build`, then `nbgrader generate_assignment NAME`, `nbgrader autograde NAME`."""

from grader.nbgrader import configure

c = get_config()  # noqa: F821  nbgrader puts it here
c.CourseDirectory.course_id = "autograd"
c.CourseDirectory.release_directory = "assignments"
# c.CourseDirectory.db_url = "postgresql+psycopg://user:password@host/gradebook"  # default: gradebook.db, SQLite
# c.Grade.timeout_s = 10.0  # for one check
# c.Grade.require_isolation = True  # refuse to run student code where a layer of isolation is missing
configure(c)
'''
"""This project's own `nbgrader_config.py` is the same."""

IGNORED = """\
/source/
/submitted/
/autograded/
/feedback/
/gradebook.db
/grades.csv
/.nbgrader.log
"""

SOLUTIONS = """\
# Exercises

One folder for each: `grader new NAME` makes one to start from, `grader build NAME` what students and nbgrader get.
Keep this folder private: it holds the solutions and the hidden checks.
"""

FILES = {"nbgrader_config.py": CONFIG, ".gitignore": IGNORED, "solutions/README.md": SOLUTIONS}


def init(folder: Path) -> list[str]:
    """
    Set up a course in `folder` and return, line by line, what was done and what is left to do. No file that is
    there is changed; raise UsageError where `folder` is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name the course's folder")
    said = []
    for name, text in FILES.items():
        path = folder / name
        if not path.exists() and not (name.startswith("solutions/") and path.parent.exists()):
            write_text(path, text)
            said.append(f"{path}: written")
    config = folder / "nbgrader_config.py"
    if "grader.nbgrader" not in config.read_text("utf-8", "replace"):
        said += [
            f"{config} is there already and stays as it is. To grade by this package, add to its end:",
            "    from grader.nbgrader import configure",
            "    configure(get_config())",
        ]
    return said or [f"{folder} is set up already"]
