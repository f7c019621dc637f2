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
        [*GRADER, "grade", "EXERCISE", ROOT / "submission", "--gradescope", RESULTS, "--no-cache", *OPTIONS],
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    words = done.stderr.strip().removeprefix("grader: ")
except OSError as error:
    print(error)
if not RESULTS.exists():
    text = f"This could not be graded, which is no mark: tell the course staff. {words}"
    # Without a score, Gradescope says that the autograder failed; 0 would be a mark.
    RESULTS.write_text(json.dumps({"output": text, "stdout_visibility": "hidden"}))
