"""
Read submissions out of a commit of a student's repository, which is data: no checkout, so that no filter, hook,
attribute, link or submodule of theirs does anything, and no other file of theirs is read.

A submission counts where it was released: `assignments/NAME/NAME.py` or `.ipynb`.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.submission import MAX_NOTEBOOK_BYTES, SUFFIXES, Submission, find
from grader.wire import harmless

TIMEOUT_S = 120.0
MAX_IGNORED = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """The commit that a repository's HEAD names, and the paths that differ from where it left the base."""

    repository: Path
    commit: str
    changed: tuple[str, ...]

    @property
    def student(self) -> str:
        """The repository's folder stands for its student."""
        return self.repository.resolve().name.removesuffix(".git")


def read_head(repository: Path, base: str) -> Head:
    """
    Return HEAD and what it changes since its history left that of `base`; raise UsageError where `repository` is
    no git repository, or `base` is not there or has no history in common with HEAD.
    """
    if not repository.is_dir():
        raise UsageError(f"{repository}: --changed-from needs the folder of a git repository")
    start = _resolve(repository, base)
    commit = _resolve(repository, "HEAD")
    fork = _git(
        repository, "merge-base", start, commit, missing=f"{base} and HEAD have no common history: fetch more"
    )
    options = ("-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv")
    listed = _git(repository, "diff-tree", *options, fork.decode().strip(), commit)
    changed = tuple(os.fsdecode(path) for path in listed.split(b"\0") if path)
    return Head(repository, commit, changed)


def paths(name: str) -> tuple[str, ...]:
    """Return where an exercise's submission may be in a repository."""
    return tuple(f"assignments/{name}/{name}{suffix}" for suffix in SUFFIXES)


def touches(head: Head, name: str) -> bool:
    """Return whether the head changes, adds or removes a submission for this exercise."""
    return not set(paths(name)).isdisjoint(head.changed)


def ignored(head: Head, names: Sequence[str]) -> tuple[str, ...]:
    """Return all else that the head changes: none of it is read."""
    ours = {path for name in names for path in paths(name)}
    return tuple(harmless(path) for path in head.changed if path not in ours)[:MAX_IGNORED]


def submission(head: Head, name: str, stubs: int, folder: Path) -> Submission:
    """Return the head's submission, by way of copies of its files below the empty `folder`."""
    root = folder / head.student
    root.mkdir()
    listed = _git(head.repository, "ls-tree", "-z", "--full-tree", head.commit, "--", *paths(name))
    for entry in listed.split(b"\0"):
        if entry:
            fields, _, path = entry.partition(b"\t")
            mode, _, blob = fields.decode().split()
            _write(head.repository, mode, blob, root / os.fsdecode(path))
    if not any(root.iterdir()):
        return Submission(
            head.student, paths(name)[0], problem=f"{name}.py and {name}.ipynb are not there any more"
        )
    return find([root], name, stubs)[0]


def _write(repository: Path, mode: str, blob: str, path: Path) -> None:
    """Write a file; of anything else only its kind, for the message that it gets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode == "120000":
        path.symlink_to("target")
    elif mode not in ("100644", "100755", "100664"):
        path.mkdir()
    elif int(_git(repository, "cat-file", "-s", blob)) > MAX_NOTEBOOK_BYTES:
        with path.open("wb") as file:
            file.truncate(MAX_NOTEBOOK_BYTES + 1)
    else:
        path.write_bytes(_git(repository, "cat-file", "blob", blob))


def _resolve(repository: Path, revision: str) -> str:
    missing = f"{repository}: there is no commit {revision}"
    found = _git(repository, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}", missing=missing)
    return found.decode().strip()


def _git(repository: Path, *arguments: str, missing: str = "") -> bytes:
    """Run a command of git's plumbing, which looks at no work tree; raise UsageError saying why it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = {
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        # What a repository lacks is not fetched: its own configuration could name the program to do it.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "LC_ALL": "C",
    }
    command = ["git", "--no-pager", "-C", str(repository), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, env=kept | settings, timeout=TIMEOUT_S, check=False)
    except FileNotFoundError as error:
        raise UsageError("--changed-from needs git, which is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"{repository}: git {arguments[0]} does not end") from error
    if done.returncode:
        said = harmless(done.stderr.decode("utf-8", "replace")).strip().partition("\n")[0]
        raise UsageError(f"{missing or repository} (git: {said or f'exit code {done.returncode}'})")
    return done.stdout
