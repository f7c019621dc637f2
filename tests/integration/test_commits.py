"""Submissions read out of commits: what counts, what is not read, and that hostile ones are nothing but data."""

from __future__ import annotations

import os
import shutil
import zlib
from pathlib import Path

import pytest
from repositories import commit, git, repository

from grader.errors import RepositoryError, UsageError
from grader.submissions import commits as commits

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


# --- repositories of strangers ------------------------------------------------------------------

RUNNING = {
    "core.fsmonitor": "",
    "core.sshCommand": "",
    "core.pager": "",
    "core.editor": "",
    "core.askPass": "",
    "core.gitProxy": "",
    "core.alternateRefsCommand": "",
    "core.hooksPath": "hooks",
    "core.attributesFile": "attributes",
    "core.worktree": "tree",
    "sequence.editor": "",
    "pager.diff-tree": "",
    "pager.cat-file": "",
    "diff.external": "",
    "diff.x.command": "",
    "diff.x.textconv": "",
    "filter.x.clean": "",
    "filter.x.smudge": "",
    "filter.x.process": "",
    "filter.x.required": "true",
    "merge.x.driver": "",
    "mergetool.x.cmd": "",
    "difftool.x.cmd": "",
    "interactive.diffFilter": "",
    "trailer.x.command": "",
    "trailer.x.cmd": "",
    "gpg.program": "",
    "gpg.ssh.program": "",
    "gpg.ssh.defaultKeyCommand": "",
    "log.showSignature": "true",
    "credential.helper": "!",
    "uploadpack.packObjectsHook": "",
    "remote.origin.uploadpack": "",
    "remote.origin.receivepack": "",
    "remote.origin.vcs": "x",
    "submodule.x.update": "!",
    "protocol.ext.allow": "always",
    "include.path": "included",
    "includeIf.gitdir:/.path": "included",
    "alias.diff-tree": "!",
    "alias.cat-file": "!",
    "alias.rev-parse": "!",
    "alias.merge-base": "!",
    "tar.x.command": "",
    "browser.x.cmd": "",
    "instaweb.httpd": "",
    "sendemail.tocmd": "",
}
"""Keys of git's configuration that name a program or lead to one; the value where it is not just the program."""


@pytest.mark.parametrize("key", RUNNING)
def test_no_program_that_a_repositorys_configuration_names_is_run(repo, tmp_path, key):
    commit(repo, {**WORK, ".gitattributes": "* diff=x filter=x merge=x\n"})
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/hooked'\n")
    program.chmod(0o755)
    folder = repo / ".git"
    (folder / "included").write_text(f"[core]\n\tfsmonitor = {program}\n")
    (folder / "attributes").write_text("* diff=x filter=x\n")
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(program, folder / "hooks" / hook)
    named = RUNNING[key]
    value = f"!{program}" if named == "!" else named or str(program)
    for name in ("hooks", "attributes", "included"):
        value = str(folder / name) if named == name else value
    git(repo, "config", key, value)

    assert read(repo, tmp_path).program
    assert not (tmp_path / "hooked").exists()


def test_the_program_of_fsmonitor_is_one_that_git_runs_by_itself(repo, tmp_path):
    """So that the test above tests something."""
    git(repo, "config", "core.fsmonitor", f"touch {tmp_path}/hooked; false")
    git(repo, "status")

    assert (tmp_path / "hooked").exists()


def test_no_configuration_of_the_users_own_has_a_part_in_it(repo, tmp_path, monkeypatch):
    commit(repo, WORK)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[core]\n\tbare = nonsense\n")
    monkeypatch.setenv("HOME", str(home))
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL"):
        monkeypatch.setenv(name, str(home / ".gitconfig"))

    assert read(repo, tmp_path).program


def a_file(repo: Path, other: Path) -> None:
    (repo / ".git").rename(repo / "kept")
    (repo / ".git").write_text(f"gitdir: {other}/.git\n")


def a_link(repo: Path, other: Path) -> None:
    (repo / ".git").rename(repo / "kept")
    (repo / ".git").symlink_to(other / ".git")


def linked(*parts: str):
    """Return what puts a link to the other repository's in the place of something in `.git`."""

    def replace(repo: Path, other: Path) -> None:
        path = repo.joinpath(".git", *parts)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        path.symlink_to(other.joinpath(".git", *parts))

    return replace


def nested(repo: Path, other: Path) -> None:
    shutil.rmtree(repo / ".git")
    git(repo.parent, "clone", "--quiet", "--bare", "--shared", str(other), str(repo / ".git"))


def a_linked_object(repo: Path, other: Path) -> None:
    path = repo / ".git/objects" / ("0" * 2)
    path.mkdir(exist_ok=True)
    (path / ("0" * 38)).symlink_to(next(other.glob(".git/objects/??/*")))


def a_pipe_among_the_objects(repo: Path, other: Path) -> None:
    os.mkfifo(repo / ".git/objects/pack/pack-1.idx")


def a_pipe_among_the_refs(repo: Path, other: Path) -> None:
    os.mkfifo(repo / ".git/refs/heads/waits")


LED_AWAY = {
    ".git is a file": a_file,
    ".git is a link": a_link,
    "objects are linked": linked("objects"),
    "packs are linked": linked("objects", "pack"),
    "refs are linked": linked("refs"),
    "HEAD is linked": linked("HEAD"),
    "a ref is linked": linked("refs", "heads", "main"),
    "an object is linked": a_linked_object,
    "a pipe among the objects": a_pipe_among_the_objects,
    "a pipe among the refs": a_pipe_among_the_refs,
    "objects are borrowed": nested,
}


@pytest.mark.parametrize("how", LED_AWAY)
def test_what_leads_out_of_a_repository_is_refused(repo, tmp_path, how):
    commit(repo, WORK)
    other = repository(tmp_path / "ben", dict(BASE))
    commit(other, {"assignments/tiny/tiny.py": "def double(x): return x + x\n"})
    LED_AWAY[how](repo, other)

    with pytest.raises(RepositoryError):
        commits.read_head(repo, "HEAD~1")


def test_a_repository_that_is_a_link_is_refused_under_its_own_name(repo, tmp_path):
    commit(repo, WORK)
    (tmp_path / "ben").symlink_to(repo)

    heads, unread = commits.read_heads([tmp_path / "ben"], "HEAD~1", ["tiny"])

    assert heads == []
    assert [each.student for each in unread] == ["ben"]


def test_the_folder_git_itself_may_be_named(repo, tmp_path):
    commit(repo, WORK)

    assert read(repo / ".git", tmp_path).student == "ada"


def doubled(repo: Path) -> None:
    """Commit a tree that lists the file twice: git's programs do not agree on which of them counts."""
    blobs = [git(repo, "hash-object", "-w", "--stdin", data=text) for text in (b"one\n", b"two\n")]
    tree = b"".join(b"100644 tiny.py\0" + bytes.fromhex(blob) for blob in blobs)
    for folder in (b"tiny", b"assignments", None):
        name = git(repo, "hash-object", "-w", "--literally", "-t", "tree", "--stdin", data=tree)
        tree = b"40000 %s\0" % folder + bytes.fromhex(name) if folder else b""
    git(repo, "update-ref", "HEAD", git(repo, "commit-tree", name, "-p", "HEAD", "-m", "x"))


def orphaned(repo: Path) -> None:
    git(repo, "update-ref", "HEAD", git(repo, "commit-tree", "HEAD^{tree}", "-m", "x"))


def damaged(repo: Path) -> None:
    """Put another object in the place of the submission, under its name."""
    commit(repo, WORK)
    mine = git(repo, "rev-parse", "HEAD:assignments/tiny/tiny.py")
    other = git(repo, "rev-parse", "HEAD:README.md")
    place = repo / ".git/objects"
    (place / mine[:2] / mine[2:]).unlink()
    shutil.copy(place / other[:2] / other[2:], place / mine[:2] / mine[2:])


def without_tree(repo: Path) -> None:
    commit(repo, WORK)
    tree = git(repo, "rev-parse", "HEAD:assignments")
    (repo / ".git/objects" / tree[:2] / tree[2:]).unlink()


def garbage(repo: Path) -> None:
    (repo / ".git/HEAD").write_bytes(b"\xff\x00" * 100)


def unborn(repo: Path) -> None:
    git(repo, "symbolic-ref", "HEAD", "refs/heads/nothing")


def circular(repo: Path) -> None:
    (repo / ".git/HEAD").write_text("ref: refs/heads/a\n")
    (repo / ".git/refs/heads/a").write_text("ref: refs/heads/b\n")
    (repo / ".git/refs/heads/b").write_text("ref: refs/heads/a\n")


def claiming(repo: Path) -> None:
    """Commit a tree that says it has 200 GB."""
    name = "12" + "3" * 38
    (repo / ".git/objects/12").mkdir(exist_ok=True)
    (repo / ".git/objects/12" / name[2:]).write_bytes(zlib.compress(b"tree %d\0" % (200 << 30)))
    text = (
        f"tree {name}\nparent {git(repo, 'rev-parse', 'HEAD')}\nauthor x <x> 0 +0000\ncommitter x <x> 0 +0000\n\nx"
    )
    made = git(repo, "hash-object", "-w", "-t", "commit", "--literally", "--stdin", data=text.encode())
    (repo / ".git/refs/heads/main").write_text(f"{made}\n")


BAD = {
    "a name twice": doubled,
    "an orphan": orphaned,
    "damaged": damaged,
    "a tree is missing": without_tree,
    "no HEAD": garbage,
    "nothing committed": unborn,
    "refs in a circle": circular,
    "a tree of 200 GB": claiming,
}


@pytest.mark.parametrize("how", BAD)
def test_a_bad_repository_is_one_bad_report(repo, tmp_path, how):
    BAD[how](repo)
    other = repository(tmp_path / "ben", dict(BASE))
    commit(other, WORK)

    heads, unread = commits.read_heads([repo, other], "HEAD~1", ["tiny"])
    found = [commits.failed(each, "tiny") for each in unread]
    (tmp_path / "out").mkdir()
    found += [commits.submission(head, "tiny", 2, tmp_path / "out") for head in heads]

    ada, ben = sorted(found, key=lambda submission: submission.student)
    assert (ada.student, ada.program, ada.problem) == ("ada", None, "")
    assert ada.failure
    assert ben.program.cells[0].source == WORK["assignments/tiny/tiny.py"]


def test_among_others_a_folder_that_is_no_repository_is_a_bad_one(repo, tmp_path):
    commit(repo, WORK)
    (tmp_path / "ben").mkdir()

    heads, unread = commits.read_heads([repo, tmp_path / "ben"], "HEAD~1", ["tiny"])

    assert [head.student for head in heads] == ["ada"]
    assert [(each.student, each.reason) for each in unread] == [("ben", "it is no git repository")]
    with pytest.raises(UsageError, match="no such file or folder"):
        commits.read_heads([repo, tmp_path / "nowhere"], "HEAD~1", ["tiny"])


def test_folders_without_end_are_listed_as_far_as_somebody_reads(repo, tmp_path, monkeypatch):
    """Ten folders that hold the one below ten times, and so on: ten to the power of twelve files."""
    commit(repo, WORK)
    entry = (b"100644", git(repo, "hash-object", "-w", "--stdin", data=b"x"))
    for _ in range(12):
        tree = b"".join(b"%s %d\0" % (entry[0], n) + bytes.fromhex(entry[1]) for n in range(10))
        entry = (b"40000", git(repo, "hash-object", "-w", "-t", "tree", "--stdin", data=tree))
    listed = git(repo, "ls-tree", "HEAD") + f"\n040000 tree {entry[1]}\tzoo"
    tree = git(repo, "mktree", data=listed.encode() + b"\n")
    git(repo, "update-ref", "HEAD", git(repo, "commit-tree", tree, "-p", "HEAD", "-m", "x"))

    found = commits.read_head(repo, "HEAD~2", ["tiny"])

    assert found.changed[0] == "assignments/tiny/tiny.py"
    assert len(commits.ignored(found, ["tiny"])) <= commits.MAX_IGNORED
    assert read(repo, tmp_path, "HEAD~2").program


def test_a_folder_of_very_many_files_elsewhere_costs_no_mark(repo, tmp_path):
    commit(repo, WORK)
    blob = git(repo, "hash-object", "-w", "--stdin", data=b"x")
    tree = git(repo, "mktree", data=b"".join(b"100644 blob %s\t%06d\n" % (blob.encode(), n) for n in range(50_000)))
    listed = git(repo, "ls-tree", "HEAD") + f"\n040000 tree {tree}\tdata"
    made = git(repo, "mktree", data=listed.encode() + b"\n")
    git(repo, "update-ref", "HEAD", git(repo, "commit-tree", made, "-p", "HEAD", "-m", "x"))

    found = commits.read_head(repo, "HEAD~2", ["tiny"])

    assert found.changed == ("assignments/tiny/tiny.py", "data")


def test_a_repository_whose_names_are_longer_is_read(tmp_path):
    folder = tmp_path / "ada"
    folder.mkdir()
    git(folder, "init", "--quiet", "--object-format=sha256")
    commit(folder, dict(BASE))
    commit(folder, WORK)

    assert read(folder, tmp_path).program.cells[0].source == WORK["assignments/tiny/tiny.py"]


@pytest.mark.parametrize("base", ["start", "origin/start", "v1", "refs/tags/v1", "HEAD~2", "main~2"])
def test_a_base_may_be_called_as_git_calls_it(repo, tmp_path, base):
    git(repo, "update-ref", "refs/remotes/origin/start", "HEAD")
    git(repo, "branch", "start")
    git(repo, "tag", "-a", "v1", "-m", "first")
    commit(repo, {"README.md": "more"})
    commit(repo, WORK)
    git(repo, "pack-refs", "--all")
    git(repo, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/start")

    assert commits.read_head(repo, base).changed == ("README.md", "assignments/tiny/tiny.py")


def test_a_history_that_was_fetched_in_part_is_read(repo, tmp_path):
    commit(repo, {"README.md": "more"})
    commit(repo, WORK)
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=2", f"file://{repo}", "bea.git")

    assert read(tmp_path / "bea.git", tmp_path).program


@pytest.mark.parametrize("name", ['a "quoted" \\ folder', "line\nbreak", "# comment", "ü\udcff"])
def test_a_repository_may_be_in_any_folder(tmp_path, name):
    try:
        repo = repository(tmp_path / name, dict(BASE))
    except OSError:
        pytest.skip("no such name here")
    commit(repo, WORK)

    found = read(repo, tmp_path)

    assert found.program
    found.student.encode()


def test_what_git_keeps_beside_the_objects_is_not_believed(repo, tmp_path):
    """A graph of commits, an index of packs and grafts say what anybody wrote into them."""
    commit(repo, WORK)
    git(repo, "branch", "elsewhere", git(repo, "commit-tree", "HEAD^{tree}", "-m", "x"))
    git(repo, "repack", "-a", "-d", "--quiet")
    git(repo, "multi-pack-index", "write")
    git(repo, "commit-graph", "write", "--reachable")
    for name in ("info/commit-graph", "pack/multi-pack-index"):
        path = repo / ".git/objects" / name
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-60] + b"x" * 60)
    head, elsewhere = git(repo, "rev-parse", "HEAD"), git(repo, "rev-parse", "elsewhere")
    (repo / ".git/info/grafts").write_text(f"{head} {elsewhere}\n")

    assert commits.read_head(repo, "HEAD~1").changed == ("assignments/tiny/tiny.py",)
    assert read(repo, tmp_path).program
