"""Make git repositories as a course and its students have them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from machine import need

SETTINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def git(folder: Path, *arguments: str, data: bytes | None = None) -> str:
    """Run git and return what it prints."""
    command = [need("git", "git"), "-C", str(folder), "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, env={**os.environ, **SETTINGS})
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def repository(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Make a repository with one commit."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet")
    commit(folder, files)
    return folder


def commit(
    folder: Path, files: dict[str, str | bytes | None], *, raw: tuple[tuple[str, str, str], ...] = ()
) -> str:
    """
    Commit files (None: removed) without looking at a work tree, so that any name and kind can be had; `raw` are
    entries of mode, content or commit, and path. Return the commit.
    """
    for path, text in files.items():
        if text is None:
            git(folder, "update-index", "--force-remove", "-z", "--stdin", data=path.encode() + b"\0")
            continue
        blob = git(folder, "hash-object", "-w", "--stdin", data=text if isinstance(text, bytes) else text.encode())
        _add(folder, "100644", blob, path)
    for mode, content, path in raw:
        blob = content if mode == "160000" else git(folder, "hash-object", "-w", "--stdin", data=content.encode())
        _add(folder, mode, blob, path)
    tree = git(folder, "write-tree")
    parents = git(folder, "rev-list", "--max-count=1", "--all") and ["-p", "HEAD"]
    made = git(folder, "commit-tree", tree, *parents, "-m", "work")
    git(folder, "update-ref", "HEAD", made)
    return made


def _add(folder: Path, mode: str, blob: str, path: str) -> None:
    # --index-info takes what `git add` would refuse on one system or another.
    entry = f"{mode} {blob}\t".encode() + path.encode("utf-8", "surrogateescape") + b"\0"
    git(folder, "update-index", "-z", "--add", "--index-info", data=entry)
