"""Submissions read out of commits: what counts, what is not read, and that hostile ones are nothing but data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from repositories import commit, git, repository

from grader import commit as commits
from grader.errors import RepositoryError, UsageError

BASE = {
    "README.md": "the course",
    "assignments/tiny/tiny.py": "def double(x): ...\n",
    "assignments/tiny/test_tiny.py": "checks",
    "assignments/tiny/expected.json": "{}",
    "assignments/other/other.py": "",
}
WORK = {"assignments/tiny/tiny.py": "def double(x): return 2 * x\n"}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "ada", dict(BASE))


def read(repo: Path, tmp_path: Path, base: str = "HEAD~1"):
    folder = tmp_path / "out"
    folder.mkdir()
    return commits.submission(commits.read_head(repo, base), "tiny", 2, folder)


def test_the_submission_is_read_from_the_commit_not_from_the_work_tree(repo, tmp_path):
    commit(repo, WORK)
    (repo / "assignments/tiny").mkdir(parents=True)
    (repo / "assignments/tiny/tiny.py").write_text("not committed")

    found = read(repo, tmp_path)

    assert (found.student, found.source) == ("ada", "assignments/tiny/tiny.py")
    assert found.program.cells[0].source == WORK["assignments/tiny/tiny.py"]


def test_a_bare_repository_will_do(repo, tmp_path):
    commit(repo, WORK)
    git(tmp_path, "clone", "--quiet", "--bare", "ada", "bea.git")

    assert read(tmp_path / "bea.git", tmp_path).student == "bea"


@pytest.mark.parametrize(
    ("files", "touched"),
    [
        (WORK, True),
        ({"assignments/tiny/tiny.ipynb": "{}"}, True),
        ({"assignments/tiny/tiny.py": None}, True),
        ({"assignments/tiny/test_tiny.py": "mine"}, False),
        ({"tiny.py": "", "tiny/tiny.py": "", "x/assignments/tiny/tiny.py": ""}, False),
        ({"assignments/other/other.py": "x"}, False),
    ],
    ids=str,
)
def test_an_assignment_is_touched_where_its_submission_is(repo, files, touched):
    commit(repo, files)

    assert commits.touches(commits.read_head(repo, "HEAD~1"), "tiny") is touched


def test_what_the_base_changed_meanwhile_is_not_the_heads(repo):
    git(repo, "branch", "start")
    commit(repo, {"assignments/other/other.py": "released again"})
    git(repo, "branch", "base")
    git(repo, "symbolic-ref", "HEAD", "refs/heads/start")
    git(repo, "read-tree", "HEAD")
    commit(repo, WORK)

    assert commits.read_head(repo, "base").changed == ("assignments/tiny/tiny.py",)


def test_all_else_that_is_changed_is_listed_harmless_and_not_read(repo, tmp_path):
    names = ["conftest.py", "-rf", "a\nb", "a\u202eb", "\x1b[2J", ".github/workflows/grade.yml"]
    commit(repo, {**WORK, **dict.fromkeys(names, "x"), "assignments/tiny/test_tiny.py": "mine"})

    ignored = commits.ignored(commits.read_head(repo, "HEAD~1"), ["tiny", "other"])

    assert set(ignored) == {
        *("conftest.py", "-rf", "a\nb", "a\\u202eb", "\\x1b[2J", ".github/workflows/grade.yml"),
        "assignments/tiny/test_tiny.py",
    }
    read(repo, tmp_path)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["tiny.py"]


@pytest.mark.parametrize(
    ("mode", "content", "problem"),
    [("120000", "/etc/passwd", "symbolic link"), ("160000", "1" * 40, "Is a directory")],
    ids=["link", "submodule"],
)
def test_links_and_submodules_are_no_submissions(repo, tmp_path, mode, content, problem):
    commit(repo, {}, raw=((mode, content, "assignments/tiny/tiny.py"),))

    found = read(repo, tmp_path)

    assert found.program is None
    assert problem in found.problem


@pytest.mark.parametrize("where", ["assignments", "assignments/tiny"])
def test_a_folder_that_becomes_a_link_holds_nothing(repo, tmp_path, where):
    commit(repo, {path: None for path in BASE if path.startswith(where)}, raw=(("120000", "/etc", where),))

    assert read(repo, tmp_path).problem == "tiny.py and tiny.ipynb are not there any more"


def test_a_folder_in_the_place_of_the_file_is_no_submission(repo, tmp_path):
    commit(repo, {"assignments/tiny/tiny.py": None, "assignments/tiny/tiny.py/tiny.py": "x"})
    commit(repo, {"README.md": "x"})

    assert "Is a directory" in read(repo, tmp_path, "HEAD~2").problem


def test_a_huge_file_is_not_read(repo, tmp_path, monkeypatch):
    monkeypatch.setattr(commits, "MAX_NOTEBOOK_BYTES", 8 * 1024 * 1024)
    commit(repo, {"assignments/tiny/tiny.py": b"#" * (9 * 1024 * 1024)})

    assert "more than the 4 MB that are read" in read(repo, tmp_path).problem


def test_attributes_filters_and_hooks_of_a_head_do_nothing(repo, tmp_path):
    text = "def double(x): return 2 * x  # $Id$\r\n"
    commit(
        repo,
        {
            "assignments/tiny/tiny.py": text,
            ".gitattributes": "* filter=lfs diff=lfs export-ignore ident working-tree-encoding=UTF-16 eol=lf\n",
            ".githooks/post-checkout": "#!/bin/sh\ntouch /tmp/hooked\n",
            ".lfsconfig": "[lfs]\n\turl = http://evil.example\n",
        },
    )

    assert read(repo, tmp_path).program.cells[0].source == text.replace("\r\n", "\n")


def test_what_is_missing_is_not_fetched_by_a_command_of_the_repositorys(repo, tmp_path):
    """A partial clone fetches what it lacks, by a program that its own configuration names."""
    commit(repo, {"assignments/tiny/tiny.py": "def double(x):\n    return 2 * x\n"})
    git(repo, "config", "extensions.partialClone", "origin")
    git(repo, "config", "core.repositoryFormatVersion", "1")
    git(repo, "config", "remote.origin.url", "ssh://nowhere.invalid/repository")
    git(repo, "config", "remote.origin.promisor", "true")
    git(repo, "config", "core.sshCommand", f"touch {tmp_path}/hooked; false")
    blob = git(repo, "rev-parse", "HEAD:assignments/tiny/tiny.py")
    (repo / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    found = read(repo, tmp_path)

    assert found.program is None
    assert f"object {blob} is missing or damaged" in found.failure
    assert found.problem == ""
    assert not (tmp_path / "hooked").exists()
    with pytest.raises(AssertionError):  # git alone does it
        git(repo, "cat-file", "blob", blob)
    assert (tmp_path / "hooked").exists()


def test_a_replaced_object_does_not_stand_in_for_the_real_one(repo, tmp_path):
    commit(repo, WORK)
    real = git(repo, "rev-parse", "HEAD:assignments/tiny/tiny.py")
    forged = git(repo, "hash-object", "-w", "--stdin", data=b"forged")
    git(repo, "replace", real, forged)

    assert read(repo, tmp_path).program.cells[0].source == WORK["assignments/tiny/tiny.py"]


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("nowhere", "there is no commit nowhere"),
        ("--help", "there is no commit --help"),
        ("", "there is no commit "),
        ("HEAD:README.md", "there is no commit HEAD:README.md"),
    ],
)
def test_a_revision_that_is_not_there_is_an_error(repo, base, message):
    with pytest.raises(RepositoryError, match=message):
        commits.read_head(repo, base)


def test_a_folder_that_is_no_repository_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    with pytest.raises(UsageError, match="needs the folder of a git repository"):
        commits.read_head(tmp_path, "HEAD")
    with pytest.raises(UsageError, match="no such file or folder"):
        commits.read_head(tmp_path / "none", "HEAD")


def test_histories_with_nothing_in_common_are_an_error(repo, tmp_path):
    other = repository(tmp_path / "other", {"x": "y"})
    git(repo, "fetch", "--quiet", str(other), "HEAD:refs/heads/stranger")

    with pytest.raises(RepositoryError, match="no common history"):
        commits.read_head(repo, "stranger")


def test_without_git_it_is_said(repo, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UsageError, match="git, which is not installed"):
        commits.read_head(repo, "HEAD")
