"""`grader export-sources`: a class's code in files that tools for comparing read, under ids or pseudonyms."""

from __future__ import annotations

import pytest
from handed_in import DONE, notebook, put, zipped

from grader.cli import main


@pytest.fixture
def export(exercise, tmp_path, monkeypatch, capsys):
    """Return a function that runs the command in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main.main(["--course", str(exercise.course), "export-sources", "tiny", *arguments])
        return code, *capsys.readouterr()

    return run


def test_each_submission_is_a_file_and_the_released_code_is_beside_them(export, tmp_path):
    put(tmp_path / "class/ada/tiny.py", f"# by Ada\n{DONE}")
    put(tmp_path / "class/ben/tiny.ipynb", notebook(DONE, "print(1)"))
    zipped(tmp_path / "class/cleo/hw.zip", {"tiny.py": DONE})
    put(tmp_path / "class/dev/tiny.ipynb", "{")

    code, out, err = export("class", "--to", "out")

    assert (code, err) == (0, "not there, as they cannot be read: dev\n")
    assert "3 submissions" in out
    files = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*")}
    assert files == {"base/tiny.py", *(f"submissions/{who}.py" for who in ("ada", "ben", "cleo"))}
    assert (tmp_path / "out/submissions/ada.py").read_text() == "def double(x):\n    return 2 * x\n"
    assert "NotImplementedError" in (tmp_path / "out/base/tiny.py").read_text()


def test_with_pseudonyms_neither_files_nor_code_have_the_name(export, tmp_path):
    put(tmp_path / "class/lovelace/tiny.py", f"author = 'Ada Lovelace'\n{DONE}")
    put(tmp_path / "class/moe/tiny.py", "\xff".encode("latin-1"))

    _, _, err = export("class", "--to", "out", "--pseudonyms", "key")

    [path] = (tmp_path / "out/submissions").iterdir()
    assert path.name != "lovelace.py" and path.name.startswith("s")
    assert path.read_text().startswith("author = 'Ada name'\n")
    assert "moe" not in err


def test_any_id_becomes_a_file_name_of_its_own(export, tmp_path):
    for student in ("a b", "a_b", "monday/ada", "--help", ".hidden ada", "Зоя", "x" * 200):
        put(tmp_path / "class/group" / student / "tiny.py")

    export("class/group", "--to", "out")

    names = {path.stem for path in (tmp_path / "out/submissions").iterdir()}
    assert len(names) == 6  # hidden folders are nobody's
    assert {"a_b", "a_b_2", "Зоя", "x" * 100} <= names
    assert not [name for name in names if name.startswith((".", "-"))]


def test_a_folder_that_holds_something_and_a_class_without_submissions_are_refused(export, tmp_path):
    put(tmp_path / "class/ada/tiny.py")
    put(tmp_path / "out/old.py")

    assert export("class", "--to", "out")[0] == 2
    assert export("out", "--to", "new") == (2, "", "grader: no tiny.py or tiny.ipynb in out\n")
    assert not (tmp_path / "new").exists()
