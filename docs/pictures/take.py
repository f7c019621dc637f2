"""
Take the pictures of the README and the pages anew: `python docs/pictures/take.py`, or some of them by name. Those
of pages, of a notebook and of formgrader are Chromium's (`apt-get install chromium chromium-driver`).

Each shows what somebody sees who grades or checks a student of the sample classes in `tests/data`. Tests compare
what is written on terminals and pages with what the grader writes today.
"""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from rich.console import Console
from rich.text import Text

from grader.authoring import release
from grader.exercise.exercise import Exercise, read_rubric

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "helpers"))

import machine
import notebooks
import servers

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLASSES = ROOT / "tests" / "data" / "classes"
SITE = ROOT / "tests" / "data" / "site" / "perceptron"
COLUMNS = 80

TERMINALS = {
    "pytest": ("temperature", "assignments/temperature", "pytest -q"),
    "grade": ("perceptron", ".", "grader grade perceptron submitted/"),
}
"""By name: the class that is handed in, the folder, and the command."""
HANDED_OUT = {"temperature": "finn"}
"""Whose answer is in the folder that students get."""


def terminal(name: str, home: Path) -> str:
    """Return what a command prints on a terminal, with its escape codes, run in an empty folder."""
    course, folder, command = TERMINALS[name]
    for each in ("assignments", "solutions"):
        shutil.copytree(ROOT / each, home / each)
    shutil.copytree(CLASSES / course, home / "submitted")
    if course in HANDED_OUT:
        shutil.copy(home / f"submitted/{HANDED_OUT[course]}/{course}.py", home / f"assignments/{course}")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLUMNS": str(COLUMNS),
        "FORCE_COLOR": "1",
    }
    # A progress bar is drawn on standard error, and gone at the end.
    done = subprocess.run(
        command.split(), cwd=home / folder, env=environment, capture_output=True, text=True, check=False
    )
    return re.sub(r"(?m)^\[\d+/\d+\] .*\n", "", done.stdout)


def drawn(name: str, printed: str) -> str:
    """Return a terminal as SVG: the command, and what it printed."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(f"$ {TERMINALS[name][2]}", highlight=False)
    console.print(Text.from_ansi(printed.rstrip()))
    svg = console.export_svg(title=" ", unique_id=name)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # nothing is fetched from elsewhere


def read(svg: str) -> str:
    """Return the text of a terminal's SVG, a line for each line."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in re.findall(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', svg, re.DOTALL):
        lines.setdefault(float(y), []).append((float(x), text))
    rows = ("".join(text for _, text in sorted(line)) for _, line in sorted(lines.items()))
    return "\n".join(html.unescape(row).replace("\xa0", " ").rstrip() for row in rows)


def take_terminal(name: str) -> None:
    """Write the picture of a terminal."""
    with tempfile.TemporaryDirectory() as home:
        (HERE / f"{name}.svg").write_text(drawn(name, terminal(name, Path(home))), "utf-8")


def take_page(name: str, page: str, size: tuple[int, int]) -> None:
    """Write the picture of a page of the report."""
    with tempfile.TemporaryDirectory() as home, servers.chromium(Path(home)) as browser:
        shoot(browser, (SITE / page).as_uri(), size, name)


def shoot(
    browser: Any, address: str, size: tuple[int, int], name: str, ready: Callable[[], Any] = lambda: True
) -> None:
    """Write the picture of an address, in a window of a size in pixels, once it is ready."""
    window = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    browser.get(address)
    servers.until(ready, 120)
    browser.save_screenshot(str(HERE / f"{name}.png"))


def run(program: str, *words: str, folder: Path, home: Path) -> None:
    """Run a command of this environment in a folder."""
    command = [Path(sys.executable).with_name(program), *words]
    environment = {"HOME": str(home), "PATH": machine.PATH}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def take_notebook(name: str = "notebook") -> None:
    """Write the picture of a student's notebook in JupyterLab, at what `check` says of the training loop."""
    exercise = Exercise("temperature", ROOT)
    script = (CLASSES / "temperature/finn/temperature.py").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        work, home = Path(folder, "work"), Path(folder, "home")
        shutil.copytree(exercise.assignment, work)
        notebook = notebooks.from_script(exercise, script)
        NotebookClient(notebook, resources={"metadata": {"path": str(work)}}).execute()
        nbformat.write(notebook, work / "temperature.ipynb")
        run("jupyter", "trust", "temperature.ipynb", folder=work, home=home)  # as what was run there would be
        with servers.jupyterlab(work, home) as lab, servers.chromium(home) as browser:

            def ready() -> bool:
                """Scroll until the answer is there: cells that are far away are not on the page."""
                for button in browser.find_elements("xpath", "//button[text()='No']"):
                    button.click()  # no, no news
                (pane,) = browser.find_elements("css selector", ".jp-WindowedPanel-outer")
                browser.execute_script("arguments[0].scrollBy(0, 300)", pane)
                answers = browser.find_elements("xpath", "//*[contains(text(), 'Gradients pile up')]")
                pictures = browser.find_elements(
                    "css selector", ".jp-OutputArea-output svg, .jp-OutputArea-output img"
                )
                if not (answers and pictures):
                    return False
                browser.execute_script("arguments[0].scrollIntoView({block: 'end'})", pictures[-1])
                return True

            shoot(browser, lab.page("lab/tree/temperature.ipynb"), (1200, 1100), name, ready)


def take_formgrader(name: str = "formgrader") -> None:
    """Write the picture of a graded submission in nbgrader's formgrader."""
    exercise = Exercise("perceptron", ROOT)
    with tempfile.TemporaryDirectory() as folder:
        course, home = Path(folder, "course"), Path(folder, "home")
        for each in ("assignments", "solutions"):
            shutil.copytree(ROOT / each, course / each)
        shutil.copy(ROOT / "nbgrader_config.py", course)
        own = Exercise(exercise.name, course)
        release.write(release.staged_files(own, read_rubric(own).recording))
        for student in ("ana", "cem"):
            script = next((CLASSES / own.name / student).glob("*.py")).read_text("utf-8")
            notebooks.hand_in(course, student, own.name, notebooks.from_script(own, script))
        run("nbgrader", "generate_assignment", own.name, "--force", folder=course, home=home)
        run("nbgrader", "autograde", own.name, folder=course, home=home)
        with servers.jupyterlab(course, home) as lab, servers.chromium(home) as browser:

            def ready() -> bool:
                """Open what has 6 of 8 points, and see whether its comments are there."""
                for row in browser.find_elements("xpath", "//tr[contains(., '6 / 8')]//a"):
                    row.click()
                comments = browser.find_elements("css selector", "textarea.comment")
                said = [each for each in comments if each.get_attribute("placeholder").startswith("The 2")]
                if said:
                    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", said[0])
                return bool(said)

            browser.get(lab.page("formgrader/gradebook"))
            shoot(browser, f"{lab.url}formgrader/gradebook/{own.name}/{own.name}", (1200, 1100), name, ready)


PICTURES: dict[str, Callable[[], None]] = {
    "class": lambda: take_page("class", "index.html", (900, 1180)),
    "student": lambda: take_page("student", "students/cem.html", (900, 900)),
    "pytest": lambda: take_terminal("pytest"),
    "grade": lambda: take_terminal("grade"),
    "notebook": take_notebook,
    "formgrader": take_formgrader,
}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or PICTURES:
        PICTURES[wanted]()
