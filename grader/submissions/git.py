"""
Read a stranger's git repository as data, through an empty one of ours that borrows its objects: nothing of its
configuration, index, hooks, attributes or replacements has a say, and all that is read of it is bounded.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.errors import RepositoryError, UsageError
from grader.text import harmless

TIMEOUT_S = 120.0
"""For all that git does with one repository, twice: when its changes are listed, and when its files are read."""
MEMORY_KB = 2 * 1024 * 1024
"""What git may map at once: an object can claim any size, and git would believe it."""
MAX_IGNORED = 1000
MAX_TREES = 400
"""Pairs of folders that are compared for the list of what else changed."""
MAX_DEPTH = 50
MAX_TREE_BYTES = 1024 * 1024
MAX_TREES_BYTES = 16 * MAX_TREE_BYTES
MAX_REFS = 100_000
MAX_REF_BYTES = 4096
MAX_PACKED_BYTES = 32 * 1024 * 1024
MAX_OBJECT_FILES = 2_000_000

FILES = ("100644", "100755", "100664")
LINK = "120000"
FOLDER = "40000"

_HEX = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_NAME = re.compile(r"refs(?:/(?!\.)[^\x00-\x20\x7f~^:?*\[\\/]+)+\Z")

CONFIG = """\
[core]
	repositoryformatversion = 1
	bare = true
	commitGraph = false
	multiPackIndex = false
	packedGitWindowSize = 32m
	packedGitLimit = 512m
[gc]
	auto = 0
[extensions]
	objectFormat = {format}
"""
"""Of our repository: what git could read beside objects, and would believe, is switched off."""


def git_folder(repository: Path) -> Path:
    """
    Return the folder that holds a repository's objects and refs. Raise UsageError if there is none, and
    RepositoryError where something else leads there: a link or a file `.git` could lead to another student's.
    """
    if not os.path.lexists(repository):
        raise UsageError(f"{repository}: no such file or folder")
    if repository.is_symlink():
        raise RepositoryError("the folder is a symbolic link; only a repository itself is read")
    folder = repository / ".git"
    if os.path.lexists(folder):
        if folder.is_symlink() or not folder.is_dir():
            raise RepositoryError(".git is no folder; a repository whose objects are elsewhere is not read")
    else:
        folder = repository
    if not (os.path.lexists(folder / "HEAD") and os.path.lexists(folder / "objects")):
        raise UsageError(f"{repository}: --changed-from needs the folder of a git repository")
    return folder


def is_repository(path: Path) -> bool:
    """Return whether a path is the folder of a git repository, whatever its state."""
    try:
        git_folder(path)
    except UsageError:
        return False
    return True


def head_of(folder: Path, refs: Mapping[str, str]) -> str:
    """Return the commit that HEAD names."""
    if os.path.lexists(folder / "reftable"):
        raise RepositoryError("its refs are in git's reftable format: git refs migrate --ref-format=files")
    named = _followed(_text(folder, "HEAD", MAX_REF_BYTES).strip(), refs)
    if named is None:
        raise RepositoryError("there is no commit HEAD")
    return named


def refs_of(folder: Path) -> dict[str, str]:
    """Return what each ref names, a commit or `ref: ` and another ref, without names that git would not take."""
    found: dict[str, str] = {}
    for line in _text(folder, "packed-refs", MAX_PACKED_BYTES).splitlines():
        hexadecimal, _, name = line.partition(" ")
        if _HEX.match(hexadecimal) and _valid(name):
            found[name] = hexadecimal
    for name in _loose(folder):
        found[name] = _text(folder, name, MAX_REF_BYTES).strip()
    if len(found) > MAX_REFS:
        raise RepositoryError(f"it has more than {MAX_REFS:,} refs")
    return found


def _loose(folder: Path) -> Iterator[str]:
    waiting, seen = ["refs"], 0
    while waiting:
        below = waiting.pop()
        for entry in _listed(folder / below):
            name = f"{below}/{entry.name}"
            seen += 1
            if seen > MAX_REFS or name.count("/") > MAX_DEPTH:
                raise RepositoryError(f"it has more than {MAX_REFS:,} refs, or they are nested too deeply")
            if entry.is_symlink():
                raise RepositoryError(f"{harmless(name)} is a symbolic link")
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            elif _valid(name):
                yield name


def _valid(name: str) -> bool:
    return (
        bool(_NAME.match(name))
        and not any(part.endswith((".lock", ".")) for part in name.split("/"))
        and not any(part in name for part in ("..", "@{"))
        and not name.startswith("refs/replace/")
        and _utf8(name)
    )


def _utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _followed(found: str, refs: Mapping[str, str]) -> str | None:
    for _ in range(6):  # as far as git itself goes
        if _HEX.match(found):
            return found
        found = refs.get(found.removeprefix("ref:").strip(), "") if found.startswith("ref:") else ""
    return None


def shallow_of(folder: Path) -> list[str]:
    """Return the commits at which the history was cut off when it was fetched."""
    lines = _text(folder, "shallow", MAX_PACKED_BYTES).splitlines()
    return [line for line in lines if _HEX.match(line)]


def _text(folder: Path, name: str, limit: int) -> str:
    """Return a small file of the repository's, empty if there is none; a link or a pipe is not read."""
    path = folder / name
    try:
        if path.is_symlink():
            raise RepositoryError(f"{harmless(name)} is a symbolic link")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise RepositoryError(f"{harmless(name)} is not a regular file")
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(limit + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise RepositoryError(f"{harmless(name)} cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise RepositoryError(f"{harmless(name)} is too large")
    return data.decode("utf-8", "replace")


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    if folder.is_symlink():
        raise RepositoryError(f"{folder.name} is a symbolic link")
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry)
                if len(found) > MAX_OBJECT_FILES:
                    raise RepositoryError("it holds too many files")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RepositoryError(f"{harmless(folder.name)} cannot be read: {error.strerror}") from error
    return found


def _check_objects(objects: Path) -> None:
    """Raise RepositoryError where git would follow something out of the folder, or wait for it for ever."""
    if os.path.lexists(objects / "info" / "alternates"):
        raise RepositoryError("objects/info/alternates borrows objects from elsewhere: clone it without --shared")
    seen = 0
    for entry in _listed(objects):
        inside = _listed(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else []
        seen += 1 + len(inside)
        if seen > MAX_OBJECT_FILES:
            raise RepositoryError("it holds too many files")
        for each in (entry, *inside):
            if not (each.is_file(follow_symlinks=False) or each.is_dir(follow_symlinks=False)):
                raise RepositoryError(f"objects holds what is no file: {harmless(each.name)}")


# --- git, in a repository of ours --------------------------------------------------------------


@contextmanager
def borrowed(
    folder: Path, head: str, refs: Mapping[str, str] | None = None, shallow: Sequence[str] = ()
) -> Iterator[Git]:
    """Make an empty repository with the objects of theirs, and copies of its head and these refs."""
    digits = len(head)
    objects = (folder / "objects").absolute()
    _check_objects(objects)
    refs = refs or {}
    resolved = {name: commit for name in refs if (commit := _followed(refs[name], refs)) and len(commit) == digits}
    with tempfile.TemporaryDirectory(prefix="grader-") as place:
        ours = Path(place)
        for each in ("objects/info", "refs", "home"):
            (ours / each).mkdir(parents=True)
        (ours / "config").write_text(CONFIG.format(format="sha256" if digits == 64 else "sha1"), "utf-8")
        (ours / "HEAD").write_text(f"{head}\n", "utf-8")
        (ours / "objects/info/alternates").write_bytes(_quoted(objects) + b"\n")
        packed = "".join(f"{commit} {name}\n" for name, commit in sorted(resolved.items()))
        (ours / "packed-refs").write_text(packed, "utf-8")
        if shallow:
            (ours / "shallow").write_text("".join(f"{commit}\n" for commit in shallow if len(commit) == digits))
        git = Git(ours, digits)
        try:
            yield git
        finally:
            git.close()


def _quoted(path: Path) -> bytes:
    """Return a path as git reads it in a list of paths, whatever is in it."""
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-"
    return b'"%s"' % b"".join(b"%c" % byte if byte in plain else b"\\%03o" % byte for byte in os.fsencode(path))


class Git:
    """Git's plumbing in one repository. All of it together may take so long, and each object be so large."""

    def __init__(self, folder: Path, digits: int) -> None:
        program = shutil.which("git")
        if program is None:
            raise UsageError("--changed-from needs git, which is not installed")
        self._folder, self._digits = folder, digits
        self._until = time.monotonic() + TIMEOUT_S
        self._process: subprocess.Popen[bytes] | None = None
        self._timer: threading.Timer | None = None
        self._trees: dict[str, dict[str, tuple[str, str]]] = {}
        self._left = MAX_TREES_BYTES
        # The shell sets the limit of memory in its own process, and git then takes its place.
        limited = f'ulimit -v {MEMORY_KB} 2>/dev/null; exec "$@"'
        self._command = ["/bin/sh", "-c", limited, "sh", program, "--no-pager"]
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder / "home"),
            "LC_ALL": "C",
            "GIT_DIR": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_TERMINAL_PROMPT": "0",
        }

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._until

    def run(self, *arguments: str) -> bytes:
        """Return what a command prints; raise RepositoryError saying why it fails."""
        left = max(self._until - time.monotonic(), 0.0)
        try:
            done = subprocess.run(
                [*self._command, *arguments],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                cwd=self._folder,
                env=self._environment,
                timeout=left,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RepositoryError(f"git {arguments[0]} does not end") from error
        if done.returncode:
            said = harmless(done.stderr.decode("utf-8", "replace")).strip().partition("\n")[0]
            raise RepositoryError(f"git {arguments[0]}: {said or f'exit code {done.returncode}'}")
        return done.stdout

    def commit(self, revision: str, missing: str) -> str:
        """Return the commit of a revision."""
        try:
            found = self.run("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        except RepositoryError as error:
            raise RepositoryError(f"{missing} ({error})") from error
        return found.decode().strip()

    def tree_of(self, commit: str) -> str:
        """Return the tree of a commit."""
        content = self.read(commit, "commit", MAX_TREE_BYTES) or b""
        word, _, tree = content.partition(b"\n")[0].decode("ascii", "replace").partition(" ")
        if word != "tree" or not _HEX.match(tree):
            raise RepositoryError(f"commit {commit} is damaged")
        return tree

    def tree(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return the mode and the object of each entry; raise RepositoryError if one is listed twice."""
        if name not in self._trees:
            content = self.read(name, "tree", min(MAX_TREE_BYTES, self._left))
            if content is None:
                raise RepositoryError("one of its folders has too many entries, or all of them together")
            self._left -= len(content)
            self._trees[name] = _entries(content, self._digits // 2)
        return self._trees[name]

    def entry(self, tree: str, path: str) -> tuple[str, str] | None:
        """Return the mode and the object at a path, or None if there is nothing, or a link is on the way."""
        *folders, last = path.split("/")
        for folder in folders:
            mode, tree = self.tree(tree).get(folder, ("", ""))
            if mode != FOLDER:
                return None
        return self.tree(tree).get(last)

    def read(self, name: str, kind: str, limit: int) -> bytes | None:
        """Return an object's content, None if it is too long; raise RepositoryError if it is damaged."""
        process = self._reader()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
        except OSError as error:
            raise self._damaged(name) from error
        header = process.stdout.readline(300).split()
        if len(header) != 3 or header[0].decode("ascii", "replace") != name or header[1] != kind.encode():
            raise self._damaged(name)
        size = int(header[2])
        if size > limit:
            self.close()  # the rest of it would stand in the way of the next one
            return None
        content = process.stdout.read(size + 1)
        if len(content) != size + 1 or self._hash(kind, content[:-1]) != name:
            raise self._damaged(name)
        return content[:-1]

    def _hash(self, kind: str, content: bytes) -> str:
        # Git takes an object's name on trust where it reads one.
        digest = hashlib.new("sha256" if self._digits == 64 else "sha1", usedforsecurity=False)
        digest.update(b"%s %d\0" % (kind.encode(), len(content)))
        digest.update(content)
        return digest.hexdigest()

    def _damaged(self, name: str) -> RepositoryError:
        self.close()
        words = "git cat-file does not end" if self.late else f"object {name} is missing or damaged"
        return RepositoryError(words)

    def _reader(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [*self._command, "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=self._environment,
            )
            self._timer = threading.Timer(max(self._until - time.monotonic(), 0.0), self._process.kill)
            self._timer.daemon = True
            self._timer.start()
        return self._process

    def close(self) -> None:
        """End the process that reads objects; another one starts where there is more to read."""
        if self._timer is not None:
            self._timer.cancel()
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                try:
                    if pipe is not None:
                        pipe.close()
                except OSError:  # what was not written yet is of no use to anybody
                    pass
            self._process.wait()
        self._process = self._timer = None


def _entries(content: bytes, size: int) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    place = 0
    while place < len(content):
        end = content.find(b"\0", place)
        mode, _, name = content[place:end].partition(b" ")
        place = end + 1 + size
        if end < 0 or place > len(content) or not name or b"/" in name or not mode.isdigit():
            raise RepositoryError("one of its folders is damaged")
        path = os.fsdecode(name)
        if path in found:
            raise RepositoryError(f"a folder lists {harmless(path)} twice")
        found[path] = (mode.decode().lstrip("0"), content[end + 1 : place].hex())
    return found


def differences(git: Git, old: str, new: str) -> Iterator[str]:
    """
    Yield the paths at which two trees differ, as far as the bounds allow: the list is for people, and a folder in
    it that cannot be read is listed as a whole.
    """
    waiting: deque[tuple[str, str, str]] = deque([("", old, new)])
    listed = compared = 0
    while waiting and compared < MAX_TREES and listed < MAX_IGNORED:
        below, *trees = waiting.popleft()
        compared += 1
        try:
            before, after = (git.tree(tree) if tree else {} for tree in trees)
        except RepositoryError:
            if not below or git.late:
                raise
            listed += 1
            yield below.rstrip("/")
            continue
        for name in sorted(name for name in {*before, *after} if before.get(name) != after.get(name)):
            entries = [side[name] for side in (before, after) if name in side]
            if any(mode == FOLDER for mode, _ in entries) and len(waiting) < MAX_TREES:
                waiting.append((f"{below}{name}/", _folder(before, name), _folder(after, name)))
            if any(mode != FOLDER for mode, _ in entries):
                listed += 1
                yield f"{below}{name}"


def _folder(tree: Mapping[str, tuple[str, str]], name: str) -> str:
    """Return the tree of a folder, empty if there is something else or nothing."""
    mode, found = tree.get(name, ("", ""))
    return found if mode == FOLDER else ""
