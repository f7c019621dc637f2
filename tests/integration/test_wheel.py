"""
What a student installs: the wheel and what it asks for, nothing else of ours, nothing of the course's.

The environment is a real one. Its packages are links to this one's, just those that the wheel's requirements lead
to, so that nothing is downloaded.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from paths import CLASSES, ROOT

from grader.exercise.exercise import Exercise

CLASS = CLASSES / "temperature"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the project."""
    folder = tmp_path_factory.mktemp("dist")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True)
    (path,) = folder.glob("*.whl")
    return path


def required(names: list[str]) -> Iterator[importlib.metadata.Distribution]:
    """Yield the distributions that these requirements lead to, each once."""
    seen = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        distribution = importlib.metadata.distribution(name)
        yield distribution
        wanted = [Requirement(text) for text in distribution.requires or ()]
        names += [each.name for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment into which the wheel was installed."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=True)
    (packages,) = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (metadata,) = packages.glob("*.dist-info/METADATA")
    texts = importlib.metadata.PathDistribution(metadata.parent).requires or []
    core = [Requirement(text) for text in texts]
    for distribution in required(
        [each.name for each in core if not each.marker or each.marker.evaluate({"extra": ""})]
    ):
        for top in {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}:
            source, target = Path(str(distribution.locate_file(top))), packages / top
            if top != "__pycache__" and source.exists() and not target.exists():
                target.symlink_to(source)
    return home / "bin" / "python"


@pytest.fixture
def work(temperature: Exercise, tmp_path: Path) -> Path:
    """A copy of the released folder, alone."""
    return Path(shutil.copytree(temperature.assignment, tmp_path / "temperature"))


def run(python: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [python, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"grader"}


def test_the_wheel_holds_every_file_of_the_package(wheel):
    here = {path.relative_to(ROOT).as_posix() for path in (ROOT / "grader").rglob("*") if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        there = {name for name in archive.namelist() if name.startswith("grader/")}

    assert there == {name for name in here if "__pycache__" not in name}
    assert "grader/authoring/templates/gradescope/setup.sh" in there


def test_wheel_and_sdist_pass_the_checkers_of_others(tmp_path):
    """Both targets, as `make dist` builds them, but for the isolation, which would download."""
    build = [sys.executable, "-m", "build", "--quiet", "--no-isolation", "--outdir", tmp_path, ROOT]
    subprocess.run(build, check=True)
    files = sorted(tmp_path.iterdir())
    here = Path(sys.executable).parent
    for command in ([here / "twine", "check", "--strict", *files], [here / "check-wheel-contents", files[0]]):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
    with tarfile.open(files[1]) as sdist:
        tops = {name.split("/")[1] for name in sdist.getnames() if "/" in name}

    assert [path.suffix for path in files] == [".whl", ".gz"]
    assert tops == {"grader", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml", ".gitignore"}


def test_nothing_of_the_courses_is_there(python, work):
    code, text = run(python, work, "-c", "import grader, nbgrader")

    assert code == 1
    assert text.strip().endswith("No module named 'nbgrader'")


def test_pytest_in_the_released_folder_checks_a_script(python, work):
    shutil.copy(CLASS / "ada" / "temperature.py", work)

    code, text = run(python, work, "-m", "pytest", "-q")

    assert code == 0, text
    assert "temperature.py: 9 of 9 points that you can check yourself." in text


def test_pytest_in_the_released_folder_checks_a_notebook_and_names_the_mistake(python, work):
    notebook = work / "temperature.ipynb"
    text = notebook.read_text("utf-8")
    notebook.write_text(text.replace("raise NotImplementedError()", "return w * (t_u + b)", 1))

    code, text = run(python, work, "-m", "pytest", "-q", "-k", "prediction", "--submission", "temperature.ipynb")

    assert code == 1
    assert "The offset is scaled together with the reading" in text


def test_watch_mode_needs_no_more(python, work):
    with subprocess.Popen(
        [python, "-m", "grader.cli", "watch"], cwd=work, stdout=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout is not None
        shown = next(line for line in watch.stdout if "model" in line)
        watch.kill()

    assert shown == "model: not started yet.\n"


@pytest.mark.parametrize("command", ["grade temperature .", "build", "verify"])
def test_staffs_commands_say_what_to_install(python, temperature, work, command):
    shutil.copytree(temperature.solution, work / "solutions" / "temperature")

    code, text = run(python, work, "-m", "grader.cli", *command.split())

    assert code == 2
    assert text == "grader: this command needs more packages: pip install 'autograd-grader[course]'\n"
