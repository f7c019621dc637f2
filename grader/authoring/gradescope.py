"""
`grader gradescope`: the zip file that Gradescope takes as an autograder.

Gradescope unpacks it to /autograder/source and runs `setup.sh` once; for each submission it runs `run_autograder`,
which finds the student's files in /autograder/submission and leaves /autograder/results/results.json. The variable
AUTOGRADER names another root, to try it elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from grader import __version__
from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.files import write_bytes

REQUIREMENTS = f"torch==2.13.0\nautograd-grader[course]=={__version__}\n"

SETUP = """\
#!/usr/bin/env bash
# A wheel of the grader that lies beside this file is taken before any other.
set -euo pipefail
root="${AUTOGRADER:-/autograder}"
apt-get update -qq
apt-get install -y -qq python3-venv bubblewrap libseccomp2
python3 -m venv "$root/environment"
"$root/environment/bin/python" -m pip install --quiet --find-links "$root/source" -r "$root/source/requirements.txt"
"""

RUN = '''\
#!/usr/bin/env python3
"""Grade one submission. Whatever happens, it leaves a results.json: without a score where there is no report."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(os.environ.get("AUTOGRADER", "/autograder"))
RESULTS = ROOT / "results" / "results.json"
# Without Landlock and without bubblewrap, student code could read the solution: nothing is run then.
OPTIONS = ["--require-file-isolation"]
GRADER = [ROOT / "environment/bin/grader", "--course", ROOT / "source/course"]

# The course's files are nobody's to read but this program's: student code runs as another user where it can.
(ROOT / "source").chmod(0o700)
RESULTS.parent.mkdir(parents=True, exist_ok=True)
RESULTS.unlink(missing_ok=True)
words = ""
try:
    done = subprocess.run(
        [*GRADER, "grade", "{exercise}", ROOT / "submission", "--gradescope", RESULTS, "--no-cache", *OPTIONS],
        env={{"PATH": os.environ.get("PATH", os.defpath), "HOME": str(ROOT), "LANG": "C.UTF-8"}},
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    words = done.stderr.strip().removeprefix("grader: ")
except OSError as error:
    print(error)
if not RESULTS.exists():
    text = f"This could not be graded, which is no mark: tell the course staff. {{words}}"
    # Without a score, Gradescope says that the autograder failed; 0 would be a mark.
    RESULTS.write_text(json.dumps({{"output": text, "stdout_visibility": "hidden"}}))
'''


def write(exercise: Exercise, path: Path) -> None:
    """Write the zip file of an exercise; raise AuthorError where it is not built, UsageError where it cannot be."""
    write_bytes(path, packed(exercise, read_rubric(exercise)))


def packed(exercise: Exercise, rubric: Rubric) -> bytes:
    """Return the zip file: programs to run, the exercise with its recording, and what students got of it."""
    name = rubric.recording.exercise
    files = {"setup.sh": SETUP, "run_autograder": RUN.format(exercise=name), "requirements.txt": REQUIREMENTS}
    for folder in (exercise.solution, exercise.assignment):
        for file in sorted(folder.iterdir()):
            if file.is_file():
                files[f"course/{folder.parent.name}/{name}/{file.name}"] = file.read_text("utf-8")
    files |= {f"course/solutions/{name}/{file}": exercise.read(file) for file in exercise.misconception_files()}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, text in files.items():
            entry = zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0))  # the same bytes every time
            entry.external_attr = (0o755 if inside in ("setup.sh", "run_autograder") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return data.getvalue()
