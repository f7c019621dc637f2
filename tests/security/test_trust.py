"""
What is held where: the trusted process neither imports torch nor unpickles, and no process that runs student code
ever holds what it must not know. Submissions search their whole process for it and say what they found.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
import tiny
from reading import line_of, words

from grader.exercise.exercise import Exercise, Rubric
from grader.exercise.slices import excerpt
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Cell, Expectation, Limits, Misconception, Program, Recording, Report, Value
from grader.report import record as record
from grader.sandbox.outside.pool import Job, Pool
from grader.submissions.submission import Submission

# --- the trusted process ------------------------------------------------------------------------

TRUSTED = """
import json, sys
unpickled = []
sys.addaudithook(lambda event, arguments: unpickled.append(arguments) if event.startswith("pickle.") else None)
from pathlib import Path
from grader.exercise.course import find_exercise
from grader.exercise.exercise import read_rubric
from grader.grading.steps import grade_class
from grader.model import Limits
from grader.report import record
from grader.sandbox.outside.pool import Pool
from grader.submissions.folders import find

rubric = read_rubric(find_exercise(Path(sys.argv[1]), "tiny"))
with Pool(rubric.visible_tests, rubric.hidden_tests, "tiny") as pool:
    submissions = find([Path(sys.argv[2])], "tiny", len(rubric.recording.stubs))
    reports = [report for _, report in grade_class(submissions, rubric, pool, Limits())]
record.dumps(reports)
print(json.dumps([sorted(sys.modules), unpickled, {report.student: report.points for report in reports}]))
"""


def test_the_trusted_process_imports_no_torch_and_no_student_code_and_unpickles_nothing(exercise, tmp_path):
    pickled = "import pickle\nclass Evil:\n    def __reduce__(self):\n        return print, ('unpickled',)\n"
    sources = {
        "ada": tiny.RIGHT,
        "ben": f"{pickled}def double(x):\n    return Evil()\n",
        "cleo": "import os\nos._exit(3)\n",
    }
    for student, source in sources.items():
        (tmp_path / student).mkdir()
        (tmp_path / student / "tiny.py").write_text(source)

    run = subprocess.run(
        [sys.executable, "-I", "-c", TRUSTED, str(exercise.course), str(tmp_path)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    modules, unpickled, points = json.loads(run.stdout)

    assert points == {"ada": 7, "ben": 0, "cleo": 0}
    assert not {"torch", "IPython", "tiny", "test_tiny", "grader.sandbox.inside.child", "grader.runner.load"} & set(
        modules
    )
    assert unpickled == []


# --- what a submission can find in its own process ---------------------------------------------

SEARCH = '''
import gc, os, sys, types

WANTED, SAW = {wanted}, []


def search():
    """Tell the names of what is anywhere in this process; look once, as it takes a while."""
    SAW.append(SAW[0] if SAW else " ".join(sorted(look())))
    raise LookupError("saw " + SAW[0])


def look():
    texts = {{name: "".join(map(chr, codes)) for name, codes in WANTED["texts"].items()}}
    numbers = {{part + rest: name for name, (part, rest) in WANTED["numbers"].items()}}
    own = {{id(text) for text in texts.values()}} | {{id(number) for number in numbers}}
    gc.unfreeze()
    reach = [*gc.get_objects(), sys.modules, dict(os.environ), sys.argv]
    frame = sys._getframe(1)
    while frame is not None:
        reach += [frame.f_locals, frame.f_globals, frame.f_code]
        frame = frame.f_back
    seen, found = set(own), set()
    while reach:
        item = reach.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        kind = type(item)
        if kind is str:
            found |= {{name for name, text in texts.items() if text in item}}
        elif kind in (bytes, bytearray):
            found |= {{name for name, text in texts.items() if text.encode() in item}}
        elif kind in (int, float):
            if item in numbers:
                found.add(numbers[item])
        else:
            if kind is types.CodeType:
                reach += [*item.co_consts, *item.co_names, *item.co_varnames, item.co_name, item.co_filename]
            reach += gc.get_referents(item)
    return found
'''

TEXTS = {
    "visible_check": "test_scalar",
    "hidden_check": "doubled_elsewhere",
    "hidden_fixture": "secret_numbers",
    "hidden_constant": "HIDDEN_OFFSET",
    "solution": "twice_by_reference",
    "other_solution": "slope_by_reference",
    "accepted_answer": "right_by_other_means",
    "wrong_answer": "wrong_by_design",
    "explanation": "Twice a number is the number and itself added",
    "planted_title": "okapi-quagga-title",
    "planted_reference": "okapi-quagga-reference",
}
NUMBERS = {"visible_input": -61803.40625, "hidden_offset": 617.25, "planted_expectation": 86420.140625}
SECRET = {name for name in (*TEXTS, *NUMBERS, "seed") if not name.startswith("visible")}


def searching(recording: Recording, double: str, slope: str) -> str:
    """
    Return a submission with these bodies; `search()` in them tells what it finds. It names nothing it looks for:
    texts are given by their characters, numbers as a sum.
    """
    numbers = {name: [1.25, number - 1.25] for name, number in NUMBERS.items()}
    numbers["seed"] = [recording.seed // 3, recording.seed - recording.seed // 3]
    wanted = {"texts": {name: list(map(ord, text)) for name, text in TEXTS.items()}, "numbers": numbers}
    functions = f"\n\ndef double(x):\n    {double}\n\n\ndef slope(x):\n    {slope}\n"
    return SEARCH.format(wanted=repr(wanted)) + functions


def seen_in(message: str) -> set[str]:
    assert "saw " in message, message
    return set(message.split("saw ")[-1].split())


@pytest.fixture(scope="module")
def planted(rubric: Rubric) -> Rubric:
    """The rubric with marks of its own in what only the trusted process may hold."""
    recording = rubric.recording
    expected = {
        check: {name: Expectation(Value((), (86420.140625,)), 86420.140625) for name in named}
        for check, named in recording.expected.items()
    }
    known = Misconception("okapi", "double", TEXTS["planted_title"], ("x",), recording.misconceptions[0].variants)
    recording = replace(recording, expected=expected, misconceptions=(known, *recording.misconceptions))
    return replace(rubric, recording=recording, reference=f"{rubric.reference}\n# {TEXTS['planted_reference']}\n")


SLOW = Limits(timeout_s=120)
DOUBLE = "VISIBLE = -61803.40625\n    return 2 * x if x.dim() == 0 else search()"


@pytest.fixture(scope="module")
def report(planted: Rubric, pool: Pool) -> Report:
    """The report on a submission both of whose functions search."""
    source = searching(planted.recording, DOUBLE, "search()")
    return grade(Submission("ada", "ada", program(source)), planted, pool, SLOW)


def program(source: str) -> Program:
    return Program(tiny.NAME, "tiny.py", (Cell(source),))


def test_a_visible_check_finds_what_is_there_and_nothing_that_is_secret(report):
    assert seen_in(message(line_of(report, "test_doubled")).split("\n")[0]) == {"visible_check", "visible_input"}


def test_a_hidden_check_finds_itself_but_no_expectation_solution_or_misconception(planted, pool):
    job = Job(program(searching(planted.recording, DOUBLE, "return x")), ("test_doubled_elsewhere",), True, 7)

    found = seen_in(pool.run(job, SLOW).outcomes["test_doubled_elsewhere"].fault.message)

    assert {"hidden_check", "hidden_fixture", "hidden_constant", "hidden_offset"} <= found
    assert not found & {
        "solution",
        "other_solution",
        "accepted_answer",
        "wrong_answer",
        "explanation",
        "planted_title",
        "planted_reference",
        "planted_expectation",
    }


def test_what_the_hidden_run_and_follow_through_found_never_reaches_the_report(report):
    hidden = [line for line in report.lines if line.check.hidden]

    assert [line.status for line in hidden] == ["raised", "raised"]
    assert all("saw" not in message(line) for line in hidden)
    said = words(report)
    for name in SECRET:
        assert name not in said
    assert "617.25" not in record.dumps([report])


def test_follow_through_brings_the_failing_stub_of_the_reference_and_nothing_else(planted, pool):
    source = searching(planted.recording, "return x", "search()")
    substitute = excerpt(planted.reference, ["double"], ["double", "slope"], "the reference")
    job = Job(replace(program(source), substituted=("double",), substitute=substitute), ("test_slope",), False)

    found = seen_in(pool.run(job, SLOW).outcomes["test_slope"].fault.message)

    assert found & SECRET == {"solution"}


def test_the_environment_of_student_code_is_not_the_graders(pool):
    source = "import os\ndef double(x):\n    raise LookupError(' '.join(sorted(os.environ)))\n"

    fault = pool.run(Job(program(source), ("test_doubled",), False), Limits()).outcomes["test_doubled"].fault

    own = {
        "HOME",
        "USER",
        "LANG",
        "TMPDIR",
        "PYTEST_VERSION",
        "PYTEST_CURRENT_TEST",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "CUDA_VISIBLE_DEVICES",
        "HIP_VISIBLE_DEVICES",
        "PYTORCH_NVML_BASED_CUDA_CHECK",
        "TORCHINDUCTOR_CACHE_DIR",  # torch sets it itself, here as well as there
    }
    assert set(fault.message.split()) & set(os.environ) <= own | {"PATH", "LD_LIBRARY_PATH", "TZ", "PWD"}


def test_a_gpu_of_the_machine_is_not_there(pool):
    """A fork could not use it: torch would refuse the right answer that asks whether there is one."""
    asked = "torch.cuda.is_available(), torch.cuda.device_count(), torch.cuda._is_in_bad_fork(), os.environ"
    source = f"import os, torch\ndef double(x):\n    raise LookupError(repr([{asked}['CUDA_VISIBLE_DEVICES']]))\n"

    fault = pool.run(Job(program(source), ("test_doubled",), False), Limits()).outcomes["test_doubled"].fault

    assert fault.message == "[False, 0, False, '']"


def test_a_student_cannot_read_the_course(exercise: Exercise, pool: Pool):
    source = (
        f"import os\ndef double(x):\n    raise LookupError(open({str(exercise.recording_path)!r}).read()[:40])\n"
    )

    fault = pool.run(Job(program(source), ("test_doubled",), False), Limits()).outcomes["test_doubled"].fault

    assert fault.type in ("FileNotFoundError", "PermissionError")
