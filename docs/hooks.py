"""
What MkDocs is told besides: pages that are made from `--help`, from docstrings and from the files at the root, and
links that lead out of docs/, which lead to these pages, or are no links on the site.
"""

from __future__ import annotations

import argparse
import inspect
import os
import posixpath
import re
from pathlib import Path
from typing import Any

import grader
from grader.cli.options import parser

AT_ROOT = {name: f"project/{name.lower()}" for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")}
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made."""
    from mkdocs.structure.files import File

    made = {"reference/commands.md": commands(), "reference/authors-api.md": authors_api()}
    for name, page in AT_ROOT.items():
        text = Path(config.config_file_path).with_name(name).read_text("utf-8")
        made[page] = linked(text, page, "", files)
    for page, text in made.items():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let links out of docs/ lead somewhere, or be none."""
    if page.file.src_uri in AT_ROOT.values():
        return markdown
    return linked(markdown, page.file.src_uri, posixpath.dirname(f"docs/{page.file.src_uri}"), files)


def linked(markdown: str, page: str, folder: str, files: Any) -> str:
    """Return a page's text with links for the site; `folder` is where links lead from in the project."""

    def on_site(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, found[2]))
        inside = AT_ROOT.get(path) or path.removeprefix("docs/")
        known = path in AT_ROOT or (path.startswith("docs/") and files.get_file_from_path(inside))
        if not known:
            return found[1]
        return f"[{found[1]}]({posixpath.relpath(inside, posixpath.dirname(page))}{found[3] or ''})"

    return LINK.sub(on_site, markdown)


def commands() -> str:
    """Return what each command says of itself."""
    os.environ["COLUMNS"] = "88"
    top = parser()
    (found,) = (each for each in top._actions if isinstance(each, argparse._SubParsersAction))
    parts = ["# Commands\n", fenced(top.format_help())]
    for name, command in found.choices.items():
        parts.append(f"\n## grader {name}\n\n{fenced(command.format_help())}")
    return "\n".join(parts)


def authors_api() -> str:
    """Return the docstrings of what exercises import."""
    parts = ["# The authors' API\n", inspect.cleandoc(grader.__doc__ or "")]
    for name in grader.__all__:
        each = getattr(grader, name)
        if callable(each):
            heading, said = f"{name}{inspect.signature(each)}", inspect.cleandoc(each.__doc__ or "")
            parts.append(f"\n## {name}\n\n{fenced(heading, 'python')}\n\n{said}")
    return "\n".join(parts) + "\n"


def fenced(text: str, language: str = "text") -> str:
    """Return a block that is shown as it is."""
    return f"```{language}\n{text.rstrip()}\n```"
