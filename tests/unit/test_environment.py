"""What `make` does before its first command: a torch for CPUs, what is there is taken, what is torn is mended."""

from __future__ import annotations

import http.server
import importlib.util
import subprocess
import sys
import threading
import venv
from pathlib import Path

import pytest
from paths import ROOT

_spec = importlib.util.spec_from_file_location("environment", ROOT / ".ci/environment.py")
assert _spec and _spec.loader
environment = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(environment)


@pytest.fixture
def installed(monkeypatch):
    """What pip was asked to install, in order; nothing is."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "pip", lambda python, *words: asked.append(words))
    return asked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment without pip, as uv makes them."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    return tmp_path / "env"


def packages(folder: Path) -> Path:
    (found,) = folder.glob("lib/python*/site-packages")
    return found


def distribution(folder: Path, name: str, version: str, *, whole: bool = True) -> Path:
    """Put a package's metadata into an environment."""
    metadata = packages(folder) / f"{name}-{version}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    if whole:
        (metadata / "INSTALLER").write_text("pip\n")
    return metadata


def answering(monkeypatch, answer: bool) -> None:
    monkeypatch.setattr(environment, "reachable", lambda url: answer)


def test_the_build_for_cpus_comes_from_pytorchs_index(folder, installed, monkeypatch, capsys):
    answering(monkeypatch, True)

    environment.install_torch(folder / "bin/python", "")

    assert installed == [("--quiet", "--extra-index-url", environment.CPU_BUILDS, environment.TORCH)]
    assert "build for CPUs: 190 MB to fetch" in capsys.readouterr().out


def test_an_index_that_does_not_answer_is_done_without(folder, installed, monkeypatch, capsys):
    answering(monkeypatch, False)

    environment.install_torch(folder / "bin/python", "")

    assert installed == [("--quiet", environment.TORCH)]
    assert "does not answer" in capsys.readouterr().out


@pytest.mark.parametrize("version", ["2.13.0+cpu", "2.4.0", "3.0.1"])
def test_the_torch_that_is_there_is_taken(folder, installed, version, capsys):
    distribution(folder, "torch", version)

    environment.install_torch(folder / "bin/python", "")

    assert installed == []
    assert capsys.readouterr().out == f"environment: torch {version} is there already\n"


def test_a_torch_that_is_too_old_is_replaced(folder, installed, monkeypatch):
    answering(monkeypatch, False)
    distribution(folder, "torch", "2.3.1")

    environment.install_torch(folder / "bin/python", "")

    assert installed == [("--quiet", environment.TORCH)]


def test_the_torch_that_is_asked_for_is_installed_whatever_is_there(folder, installed):
    distribution(folder, "torch", "2.13.0")

    environment.install_torch(folder / "bin/python", "torch==2.9.0")

    assert installed == [("--quiet", "torch==2.9.0")]


def test_what_was_left_half_installed_is_installed_again(folder, installed, monkeypatch, capsys):
    """pip takes a package for installed once its metadata are there."""
    answering(monkeypatch, False)
    torn, whole = distribution(folder, "torch", "2.13.0", whole=False), distribution(folder, "numpy", "2.0")

    environment.mend(folder)
    environment.install_torch(folder / "bin/python", "")

    assert (torn.exists(), whole.exists()) == (False, True)
    assert installed == [("--quiet", environment.TORCH)]
    assert "torch was left half-installed: it is installed again" in capsys.readouterr().out


def test_pip_writes_the_file_that_says_an_installation_came_to_its_end():
    """What `mend` goes by, in the environment that runs this."""
    here = Path(pytest.__file__).parents[1]
    assert list(here.glob("pytest-*.dist-info/INSTALLER"))


def test_a_folder_without_a_python_that_runs_is_made_anew(tmp_path, capsys):
    folder = tmp_path / "env"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(tmp_path / "python-that-was-removed")

    python = environment.interpreter(folder)

    assert environment.output(python, "-c", "print(2)") == "2\n"
    assert "holds no Python that runs: it is made anew" in capsys.readouterr().out


def test_an_environment_without_pip_is_given_one(folder):
    python = folder / "bin/python"
    assert environment.output(python, "-m", "pip", "--version") is None

    environment.ensure_pip(python)

    assert environment.output(python, "-m", "pip", "--version")


def test_an_environment_that_cannot_have_pip_says_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(environment, "output", lambda *command: None)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(environment.Failed, match="remove that folder"):
        environment.ensure_pip(folder / "bin/python")


def test_whether_an_index_answers():
    class Answering(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(200 if self.path == "/cpu/torch/" else 404)
            self.end_headers()

        def log_message(self, *words):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert environment.reachable(f"{url}/cpu")
        assert not environment.reachable(f"{url}/other")
        server.shutdown()
    assert not environment.reachable(url)
    assert not environment.reachable("no address")


def test_a_failure_is_one_sentence_and_a_code(tmp_path):
    """The environment's pip fails: there is no such extra's project where the script lies alone."""
    script = tmp_path / ".ci/environment.py"
    script.parent.mkdir()
    script.write_bytes((ROOT / ".ci/environment.py").read_bytes())
    venv.create(tmp_path / "env", with_pip=True, symlinks=True)
    distribution(tmp_path / "env", "torch", "2.13.0")

    done = subprocess.run(
        [sys.executable, script, tmp_path / "env", "course"], capture_output=True, text=True, timeout=600
    )

    assert done.returncode == 1
    assert done.stderr.endswith("once that is mended, run the same command again\n")


def test_the_makefile_makes_environments_by_the_script_alone():
    assert "pip install" not in (ROOT / "Makefile").read_text("utf-8")
