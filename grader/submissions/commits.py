"""
Read submissions out of a commit of a student's repository, which is data: no checkout, so that no filter, hook,
attribute, link or submodule of theirs does anything, and no other file of theirs is read.

Git itself runs in an empty repository of ours that borrows the objects of theirs. Their configuration, which can
name programs to run, their index, hooks, grafts and replacements are never seen by it; their refs are read here.
What is wrong with one repository is a RepositoryError: it must not cost the others their marks.

A submission counts where it was released: `assignments/NAME/NAME.py` or `.ipynb`, or, if the exercise is one of the
`packages`, the files of Python in `assignments/NAME/NAME/`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import RepositoryError, SubmissionError
from grader.submissions.folders import identity, read_files
from grader.submissions.git import (
    FILES,
    FOLDER,
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
from grader.submissions.packages import MAX_FILES, is_module, read_package
from grader.submissions.submission import MAX_NOTEBOOK_BYTES, MAX_SCRIPT_BYTES, SUFFIXES, Submission
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


def read_heads(
    repositories: Sequence[Path], base: str, names: Sequence[str], packages: Collection[str] = ()
) -> tuple[list[Head], list[Unread]]:
    """
    Return each repository's head, and those that cannot be read, which cost the others nothing. Raise UsageError
    where a path is not there, or a single one is no repository.
    """
    heads, unread = [], []
    for repository in repositories:
        try:
            if len(repositories) > 1 and os.path.lexists(repository) and not is_repository(repository):
                raise RepositoryError("it is no git repository")
            heads.append(read_head(repository, base, names, packages))
        except RepositoryError as error:
            unread.append(Unread(repository, harmless(f"{error}")))
    return heads, unread


def student_of(repository: Path) -> str:
    """Return the student of a repository: its folder's name, where it was named by its `.git`, too."""
    # A link at its end is not followed: it would lead to another one's name.
    named = repository.name not in ("", "..")
    folder = repository.parent.resolve() / repository.name if named else repository.resolve()
    return identity((folder.parent if folder.name == ".git" else folder).name.removesuffix(".git"))


def read_head(repository: Path, base: str, names: Sequence[str] = (), packages: Collection[str] = ()) -> Head:
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
        single = [path for name in names if name not in packages for path in paths(name)]
        ours = [path for path in single if git.entry(old, path) != git.entry(new, path)]
        ours += (path for name in names if name in packages for path in _changed_files(git, old, new, name))
        found = dict.fromkeys([*ours, *differences(git, old, new)])
    return Head(repository, commit, tuple(found))


def paths(name: str) -> tuple[str, ...]:
    """Return where an exercise's submission may be in a repository."""
    return tuple(f"assignments/{name}/{name}{suffix}" for suffix in SUFFIXES)


def package_path(name: str) -> str:
    """Return where the submission for an exercise that is a package is in a repository."""
    return f"assignments/{name}/{name}"


def _changed_files(git: Git, old: str, new: str, name: str) -> Iterator[str]:
    """Yield the files of a package that differ between two trees, and its path where that is no folder in one."""
    before, after = (git.entry(tree, package_path(name)) for tree in (old, new))
    if before == after:
        return
    sides = [git.tree(entry[1]) if entry and entry[0] == FOLDER else {} for entry in (before, after)]
    files = {file for side in sides for file in side if is_module(file, name)}
    differing = sorted(file for file in files if sides[0].get(file) != sides[1].get(file))
    yield from (f"{package_path(name)}/{file}" for file in differing)
    if any(entry is not None and entry[0] != FOLDER for entry in (before, after)):
        yield package_path(name)


def _is_of(path: str, name: str, packages: Collection[str]) -> bool:
    """Return whether a path is one at which the submission for an exercise is."""
    if name not in packages:
        return path in paths(name)
    folder, _, file = path.rpartition("/")
    return path == package_path(name) or (folder == package_path(name) and is_module(file, name))


def touches(head: Head, name: str, packages: Collection[str] = ()) -> bool:
    """Return whether the head changes, adds or removes a submission for this exercise."""
    return any(_is_of(path, name, packages) for path in head.changed)


def ignored(head: Head, names: Sequence[str], packages: Collection[str] = ()) -> tuple[str, ...]:
    """Return all else that the head changes: none of it is read."""
    others = (path for path in head.changed if not any(_is_of(path, name, packages) for name in names))
    return tuple(harmless(path) for path in others)[:MAX_IGNORED]


def package(head: Head, name: str, folder: Path) -> Submission:
    """Return the head's submission for an exercise that is a package, as `submission` does."""
    place, path = Path(tempfile.mkdtemp(dir=folder)) / name, package_path(name)
    try:
        with borrowed(git_folder(head.repository), head.commit) as git:
            mode, tree = git.entry(git.tree_of(head.commit), path) or ("", "")
            if mode != FOLDER:
                what = "is no folder" if mode else "is not there any more"
                return Submission(head.student, path, problem=f"{path} {what}")
            place.mkdir()
            files = sorted(file for file in git.tree(tree) if is_module(file, name))
            for file in files[: MAX_FILES + 1]:
                _write(git, *git.tree(tree)[file], place / file, MAX_SCRIPT_BYTES)
    except RepositoryError as error:
        return failed(Unread(head.repository, harmless(f"{error}")), name)
    try:
        return Submission(head.student, path, read_package(place, name)[0])
    except SubmissionError as error:
        return Submission(head.student, path, problem=str(error))


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


def _write(git: Git, mode: str, blob: str, path: Path, limit: int = MAX_NOTEBOOK_BYTES) -> None:
    """Write a file; of anything else only its kind, for the message that it gets."""
    if mode == LINK:
        path.symlink_to("target")
    elif mode not in FILES:
        path.mkdir()
    else:
        content = git.read(blob, "blob", limit)
        with path.open("wb") as file:
            if content is None:
                file.truncate(limit + 1)
            else:
                file.write(content)


# --- their repository, read here ---------------------------------------------------------------
