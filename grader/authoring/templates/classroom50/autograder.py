"""
Run the visible checks of EXERCISE on a student's checkout and write result.json, as Classroom 50 asks for it.

Its runner calls this in the checkout, with what else is in this folder beside it. Everything here can be read by
students, and their code runs where these points are counted: hidden checks, and marks that count, are staff's own
run of `grader grade`.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

NAME = "EXERCISE"
HERE = Path(__file__).parent
WHEELS = sorted(map(str, HERE.glob("autograd_grader-*.whl")))
"""The grader itself, where it lies beside this program: for as long as it is of no release."""
NEEDED = ["torch", *(WHEELS or ["autograd-grader==GRADER_VERSION"])]
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"
PASSED = "status", "passed"
RESULT, WORDS = Path("result.json"), Path("release-body.md")


def install() -> None:
    """Install what checks need, if it is not there, with a torch for CPUs."""
    if subprocess.run([sys.executable, "-c", "import torch, grader"], stderr=subprocess.DEVNULL).returncode:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--extra-index-url", CPU_BUILDS]
        subprocess.run([*pip, *NEEDED], check=True)


def work_of(checkout: Path) -> list[Path]:
    """Return a student's files: at the root of the checkout, or in a folder of the exercise's name."""
    folders = (checkout, checkout / NAME, checkout / "assignments" / NAME)
    found = [folder / f"{NAME}{suffix}" for folder in folders for suffix in (".py", ".ipynb")]
    packages = [
        folder for folder in (checkout / NAME, checkout / NAME / NAME) if (folder / "__init__.py").is_file()
    ]
    return [path for path in (*found, *packages) if path.exists()]


def run_checks(work: list[Path], folder: Path) -> tuple[set[str], str]:
    """Return the ids of the checks that pass, and what pytest says."""
    for path in (HERE / f"test_{NAME}.py", HERE / "expected.json", *work):
        (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)
    if (HERE / "data").is_dir():
        shutil.copytree(HERE / "data", folder / "data")
    report = folder / "report.xml"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", f"test_{NAME}.py"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    cases = ElementTree.parse(report).iter("testcase") if report.is_file() else ()
    return {
        case.get("name", "") for case in cases if PASSED in map(property_of, case.iter("property"))
    }, done.stdout


def property_of(element: ElementTree.Element) -> tuple[str | None, str | None]:
    """Return what pytest's report says of a check besides: its status, its points, its misconception."""
    return element.get("name"), element.get("value")


def main() -> None:
    """Write result.json and what the release says."""
    install()
    checks = json.loads((HERE / "expected.json").read_text("utf-8"))["checks"]
    with tempfile.TemporaryDirectory() as folder:
        passed, said = run_checks(work_of(Path.cwd()), Path(folder))
    # Scores are whole numbers there: where a check has half a point, all are counted in halves.
    points = {check["id"]: Fraction(check["points"]).limit_denominator(1000) for check in checks}
    parts = math.lcm(*(each.denominator for each in points.values()))
    tests = [
        {
            "test-name": id,
            "passed": id in passed,
            "score": int(each * parts) if id in passed else 0,
            "max-score": int(each * parts),
        }
        for id, each in points.items()
    ]
    result = {
        "schema": "classroom50/result/v1",
        "classroom": os.environ["CLASSROOM"],
        "assignment": os.environ["ASSIGNMENT"],
        "submission": os.environ["SUBMISSION_TAG"],
        "commit": os.environ["COMMIT_URL"],
        "release": os.environ["RELEASE_URL"],
        "review": os.environ.get("REVIEW_URL") or os.environ["COMMIT_URL"],
        "datetime": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    RESULT.write_text(json.dumps(result, indent=1), "utf-8")
    got, most = sum(points[id] for id in points if id in passed), sum(points.values())
    first = f"{float(got):g} of {float(most):g} points in what you can check yourself."
    if parts > 1:
        first += f" Scores here are whole numbers: each point counts as {parts}."
    indented = "".join(f"    {line}\n" for line in said.splitlines())
    WORDS.write_text(f"{first}\n\n{indented}", "utf-8")


if __name__ == "__main__":
    main()
