"""
Read submissions out of a commit of a student's repository, which is data: no checkout, so that no filter, hook,
attribute, link or submodule of theirs does anything, and no other file of theirs is read.

Git itself runs in an empty repository of ours that borrows the objects of theirs. Their configuration, which can
name programs to run, their index, hooks, grafts and replacements are never seen by it; their refs are read here.
What is wrong with one repository is a RepositoryError: it must not cost the others their marks.

A submission counts where it was released: `assignments/NAME/NAME.py` or `.ipynb`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import RepositoryError
from grader.submissions.folders import identity, read_files
from grader.submissions.git import (
    FILES,
    LINK,
    MAX_IGNORED,
    Git,
    borrowed,
    differences,
    git_folder,
    head_of,
    is_repository,
    refs_of,
    shallow_of,
)
from grader.submissions.submission import MAX_NOTEBOOK_BYTES, SUFFIXES, Submission
from grader.text import harmless


@dataclass(frozen=True, slots=True)
class Head:
    """The commit that a repository's HEAD names, and the paths that differ from where it left the base."""

    repository: Path
    commit: str
    changed: tuple[str, ...]

    @property
    def student(self) -> str:
        """The repository's folder stands for its student."""
        return student_of(self.repository)


@dataclass(frozen=True, slots=True)
class Unread:
    """A repository that cannot be read, and why."""

    repository: Path
    reason: str

    @property
    def student(self) -> str:
        """The repository's folder stands for its student."""
        return student_of(self.repository)


def read_heads(repositories: Sequence[Path], base: str, names: Sequence[str]) -> tuple[list[Head], list[Unread]]:
    """
    Return each repository's head, and those that cannot be read, which cost the others nothing. Raise UsageError
    where a path is not there, or a single one is no repository.
    """
    heads, unread = [], []
    for repository in repositories:
        try:
            if len(repositories) > 1 and os.path.lexists(repository) and not is_repository(repository):
                raise RepositoryError("it is no git repository")
            heads.append(read_head(repository, base, names))
        except RepositoryError as error:
            unread.append(Unread(repository, harmless(f"{error}")))
    return heads, unread


def student_of(repository: Path) -> str:
    """Return the student of a repository: its folder's name, where it was named by its `.git`, too."""
    # A link at its end is not followed: it would lead to another one's name.
    named = repository.name not in ("", "..")
    folder = repository.parent.resolve() / repository.name if named else repository.resolve()
    return identity((folder.parent if folder.name == ".git" else folder).name.removesuffix(".git"))


def read_head(repository: Path, base: str, names: Sequence[str] = ()) -> Head:
    """
    Return HEAD and what it changes since its history left that of `base`: of the submissions for the exercises
    `names` all, of other files as many as are listed. Raise UsageError where `repository` is no git repository,
    RepositoryError if it is one that cannot be read, or `base` is not there or shares no history with HEAD.
    """
    folder = git_folder(repository)
    refs, shallow = refs_of(folder), shallow_of(folder)
    head = head_of(folder, refs)
    with borrowed(folder, head, refs, shallow) as git:
        start = git.commit(base, f"there is no commit {base}")
        commit = git.commit(head, "there is no commit HEAD")
        try:
            fork = git.run("merge-base", start, commit).decode().split()[0]
        except (RepositoryError, IndexError) as error:
            raise RepositoryError(f"{base} and HEAD have no common history: fetch more") from error
        old, new = git.tree_of(fork), git.tree_of(commit)
        ours = [path for name in names for path in paths(name) if git.entry(old, path) != git.entry(new, path)]
        found = dict.fromkeys([*ours, *differences(git, old, new)])
    return Head(repository, commit, tuple(found))


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


def submission(head: Head, name: str, stubs: int, folder: Path, released: Path | None = None) -> Submission:
    """
    Return the head's submission, by way of copies of its files in a new folder in `folder`; one with a `failure`
    where the repository lacks what it names.
    """
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        with borrowed(git_folder(head.repository), head.commit) as git:
            tree = git.tree_of(head.commit)
            found = {path: entry for path in paths(name) if (entry := git.entry(tree, path)) is not None}
            for path, (mode, blob) in found.items():
                _write(git, mode, blob, place / Path(path).name)
    except RepositoryError as error:
        return failed(Unread(head.repository, harmless(f"{error}")), name)
    if not found:
        return Submission(
            head.student, paths(name)[0], problem=f"{name}.py and {name}.ipynb are not there any more"
        )
    copies = [place / Path(path).name for path in found]
    return read_files(copies, head.student, next(iter(found)), name, stubs, released)


def failed(unread: Unread, name: str) -> Submission:
    """Return the submission for an exercise of a repository that cannot be read."""
    reason = f"the repository cannot be read, or not safely: {unread.reason}"
    return Submission(unread.student, paths(name)[0], failure=reason)


def _write(git: Git, mode: str, blob: str, path: Path) -> None:
    """Write a file; of anything else only its kind, for the message that it gets."""
    if mode == LINK:
        path.symlink_to("target")
    elif mode not in FILES:
        path.mkdir()
    else:
        content = git.read(blob, "blob", MAX_NOTEBOOK_BYTES)
        with path.open("wb") as file:
            if content is None:
                file.truncate(MAX_NOTEBOOK_BYTES + 1)
            else:
                file.write(content)


# --- their repository, read here ---------------------------------------------------------------
