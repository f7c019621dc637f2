"""
The files that authors, course staff and students get from this package, each kept as a file of its own kind.

All are valid Python, shell, YAML, TOML or Markdown as they stand, so that linters read them. What differs from one
exercise to the next is a placeholder, a word in capitals such as EXERCISE, which `filled` replaces.
"""

from __future__ import annotations

import re
from importlib.resources import files


def read(name: str) -> str:
    """Return the text of a template, which is named by its path below this folder: `exercise/class/tests.py`."""
    return files(__name__).joinpath(name).read_text("utf-8")


def filled(name: str, /, **values: str) -> str:
    """
    Return the text of a template with its placeholders replaced by what `values` has under their names. If a value
    holds such a name itself, that is left as it is.
    """
    placeholders = re.compile("|".join(map(re.escape, values)))
    return placeholders.sub(lambda found: values[found[0]], read(name))
