"""pytest in an assignment's folder is pytest: its options and other people's plugins work as ever."""

from __future__ import annotations

import json
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import tiny
from forked import pytest_in


def doubling(*body: str, slope: str = "8.0 * x") -> str:
    """Return a script whose `double` has this body."""
    lines = "\n".join(f"    {line}" for line in body)
    return f"import torch\n\n\ndef double(x):\n{lines}\n\n\ndef slope(x):\n    return {slope}\n"


RIGHT = doubling("return 2 * x")
SQUARED = doubling("return x**2")
SLOPE_WRONG = doubling("return 2 * x", slope="2 * double(x)")


@pytest.fixture
def folder(exercise, tmp_path):
    """A student's copy of the tiny assignment."""
    return Path(shutil.copytree(exercise.assignment, tmp_path / tiny.NAME))


@pytest.fixture
def hand_in(folder):
    """Return a function that writes the script and returns its folder."""

    def write(source: str) -> Path:
        (folder / "tiny.py").write_text(source, "utf-8")
        return folder

    return write


def test_the_right_answer_of_the_tiny_course_is_one(hand_in):
    ran = pytest_in(hand_in(RIGHT), "-q")

    assert ran.code == 0, ran.text
    assert "tiny.py: 3 of 3 points that you can check yourself." in ran.text
    assert "Next: hand in tiny.py." in ran.text
    assert "Hidden checks are worth 4 points more." in ran.text


def test_a_misconception_is_explained_once(hand_in):
    text = " ".join(pytest_in(hand_in(SQUARED), "-q").text.split())

    assert text.count("Twice a number is the number and itself added") == 1
    assert "The same mistake as in test_doubled: Squared instead of doubled." in text
    assert "Next: double. Squared instead of doubled." in text


def test_where_to_look_is_said_to_who_asks(hand_in):
    folder = hand_in(SQUARED)
    plain, hinted = (" ".join(pytest_in(folder, "-q", *more).text.split()) for more in ((), ("--hint",)))

    assert "`pytest --hint`" in plain
    assert "Look at what stands between the two names." not in plain
    assert hinted.count("Look at what stands between the two names.") == 1
    assert "`pytest --hint`" not in hinted


def test_who_asks_where_there_is_no_hint_is_told_so(hand_in):
    folder = hand_in(SQUARED)
    expected = json.loads((folder / "expected.json").read_text())
    for misconception in expected["misconceptions"]:
        misconception["explanation"] = "You multiply the number by itself."
    (folder / "expected.json").write_text(json.dumps(expected))
    plain, hinted = (pytest_in(folder, "-q", *more).text for more in ((), ("--hint",)))

    assert "--hint" not in plain
    assert "--hint: no hint is written for what is named here." in hinted


def test_no_trace_of_plugin_or_pytest_is_shown(hand_in):
    source = RIGHT + "\n\ndef double(x):\n    return undefined_name * x\n"
    ran = pytest_in(hand_in(source), "-q")

    assert "NameError at tiny.py line" in ran.text
    assert "return undefined_name * x" in ran.text
    for word in ("Traceback", "site-packages", "grader/", "pluggy", "pyfunc"):
        assert word not in ran.text


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(hand_in, columns):
    ran = pytest_in(hand_in(SLOPE_WRONG), "-q", "--no-header", columns=columns)

    own = ran.text[ran.text.index("FAILURES") :]
    lines = [line for line in own.splitlines() if not line.startswith("FAILED")]
    assert max(map(len, lines)) <= columns


def test_x_stops_at_the_first_failure_and_still_knows_the_mistake(hand_in):
    ran = pytest_in(hand_in(SQUARED), "-q", "-x")

    assert "1 failed" in ran.text
    assert "Squared instead of doubled" in ran.text
    assert "not run" in ran.text


def test_k_shows_what_a_full_run_shows_of_the_chosen_check(hand_in):
    ran = pytest_in(hand_in(doubling("return x**2", slope="9.0 * x")), "-v", "-k", "slope")

    assert "test_slope BLOCKED" in ran.text
    assert "waits for double" in ran.text
    assert "0 of 1 points in what was run" in ran.text


def test_last_failed_runs_what_is_not_done(hand_in):
    folder = hand_in(SLOPE_WRONG)
    pytest_in(folder, "-q", "-p", "cacheprovider")
    ran = pytest_in(folder, "-q", "-p", "cacheprovider", "--lf")

    assert "1 failed" in ran.text
    assert "passed" not in ran.text.splitlines()[-1]


def test_junit_xml_holds_the_feedback_and_the_verdict(hand_in):
    folder = hand_in(SLOPE_WRONG)
    pytest_in(folder, "-q", "--junitxml=junit.xml")

    cases = {case.get("name"): case for case in ElementTree.parse(folder / "junit.xml").iter("testcase")}
    properties = {entry.get("name"): entry.get("value") for entry in cases["test_slope"].iter("property")}
    assert properties == {"status": "failed", "points": "0", "misconception": "chain_forgotten"}
    (failure,) = cases["test_slope"].iter("failure")
    assert "The inner derivative is left out" in (failure.text or "")
    assert cases["test_doubled"].find("failure") is None


def test_with_xdist_the_end_is_the_same(hand_in):
    folder = hand_in(SLOPE_WRONG)
    alone = pytest_in(folder, "-q")
    shared = pytest_in(folder, "-q", "-p", "xdist", "-n", "2")

    def end(text):
        return re.search(r"= tiny =+\n(.*?)\n[^\n]*(failed|passed)", text, re.DOTALL)[1]

    assert end(shared.text) == end(alone.text)
    assert "The inner derivative is left out" in shared.text


def test_tb_line_and_tb_no_are_obeyed(hand_in):
    folder = hand_in(SLOPE_WRONG)
    line = pytest_in(folder, "-q", "--tb=line").text
    none = pytest_in(folder, "-q", "--tb=no").text

    assert "test_tiny.py: slope: slope: got" in line
    assert "Asked of" not in line
    assert "got" not in none.split("short test summary")[0]


def test_prints_are_captured_or_not_as_pytest_is_told(hand_in):
    folder = hand_in("import torch\n\ndef double(x):\n    print('seen', len(x.shape))\n    return 3 * x\n")

    assert "Captured stdout call" in pytest_in(folder, "-q").text
    assert "Captured" not in pytest_in(folder, "-q", "-s").text


STOPPING = "import pdb\npdb.Pdb.cmdloop = lambda self: print('stopped in', self.curframe.f_code.co_name)\n"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        pytest.param(SQUARED, "test_doubled", id="where the check observed"),
        pytest.param(doubling("return x.no_such_name"), "double", id="where the function raised"),
    ],
)
def test_a_debugger_starts_at_a_place_worth_looking_at(hand_in, source, place):
    folder = hand_in(source)
    (folder / "conftest.py").write_text(STOPPING)

    assert f"stopped in {place}\n" in pytest_in(folder, "-q", "--pdb", "-k", "doubled").text


def test_warnings_as_errors_elsewhere_cost_nothing_here(hand_in):
    source = doubling("import warnings; warnings.warn('careful')", "return 2 * x")
    ran = pytest_in(hand_in(source), "-q", "-W", "error")

    assert ran.code == 0, ran.text


def test_assignments_of_one_name_in_two_folders_do_not_clash(hand_in, tmp_path):
    first = hand_in(RIGHT)
    second = shutil.copytree(first, tmp_path / "other" / tiny.NAME)
    (second / "tiny.py").write_text(SLOPE_WRONG)
    ran = pytest_in(tmp_path, "-q")

    assert "3 of 3 points" in ran.text
    assert "2 of 3 points" in ran.text
    assert "1 failed, 7 passed" in ran.text


def test_a_students_own_tests_may_use_the_fixture(hand_in):
    folder = hand_in(RIGHT)
    tests = folder / "test_tiny.py"
    tests.write_text(tests.read_text("utf-8") + "\n\ndef test_mine(student):\n    assert student.double(4) == 8\n")
    ran = pytest_in(folder, "-q")

    assert ran.code == 0, ran.text
    assert "5 passed" in ran.text


def test_a_state_that_one_check_leaves_behind_spoils_no_other(hand_in):
    source = "calls = []\n" + doubling("calls.append(1)", "return 2 * x if len(calls) < 2 else None")
    ran = pytest_in(hand_in(source), "-q")

    assert ran.code == 0, ran.text


ENDLESS = doubling("while True:", "    try:", "        x = x + 0", "    except:", "        pass")


def test_an_endless_loop_that_swallows_everything_ends_and_says_where(hand_in):
    ran = pytest_in(hand_in(ENDLESS), "-q", "--check-timeout", "0.5")
    text = " ".join(ran.text.split())

    assert ran.code == 1
    assert "double: did not end within 0.5 s of computing. It was at tiny.py line" in text
    if sys.version_info >= (3, 11):
        assert "slope 1 of 1 right" in text
    else:  # there no error can come between two rounds of such a loop
        assert "It cannot be interrupted there, so pytest ends here." in text


COUNTING = ("with open('calls', 'a') as file:", "    file.write('call ')")


@pytest.mark.parametrize("arguments", [(), ("-k", "scalar")])
def test_after_a_stub_has_computed_for_all_of_its_time_each_other_check_is_tried_once_and_shortly(
    hand_in, arguments
):
    folder = hand_in(doubling(*COUNTING, "while True:", "    pass"))
    ran = pytest_in(folder, "-q", "--check-timeout", "1.5", *arguments)
    text = " ".join(ran.text.split())

    assert (folder / "calls").read_text() == "call " * 3
    assert text.count("double: did not end within 1.5 s of computing. It was at tiny.py line") == 1
    assert "double: did not end within 1 s. It got no more, as another check of double had computed" in text


def test_after_a_stub_has_only_waited_its_other_checks_are_run(hand_in):
    body = (*COUNTING, "if open('calls').read() == 'call ':", "    import time; time.sleep(300)", "return 2 * x")
    ran = pytest_in(hand_in(doubling(*body)), "-q", "--check-timeout", "1")

    assert "double: waited for 1 s without computing anything. It was at tiny.py line" in " ".join(ran.text.split())
    assert "double 1 of 2 does not end" in " ".join(ran.text.split())


def test_a_busy_machine_makes_no_code_too_slow(hand_in):
    folder = hand_in(doubling("import time", "time.sleep(1.5)", "return 2 * x"))
    busy = "import time\nimport grader.student.timeout\ngrader.student.timeout.kept_waiting_s = time.monotonic\n"
    (folder / "conftest.py").write_text(busy)  # all of that sleep is now time in which others had the CPU
    ran = pytest_in(folder, "-q", "--check-timeout", "1", "-k", "doubled")

    assert ran.code == 0, ran.text


def test_code_runs_on_one_thread_as_in_grading(hand_in):
    ran = pytest_in(hand_in(doubling("return 2 * x * torch.get_num_threads()")), "-q")

    assert ran.code == 0, ran.text


def test_k_takes_a_stubs_name_for_all_of_its_checks(hand_in):
    ran = pytest_in(hand_in(RIGHT), "-q", "-k", "double")

    assert "double 2 of 2 right" in " ".join(ran.text.split())
    assert "3 passed, 1 deselected" in ran.text


def test_a_top_level_that_does_not_end_costs_what_comes_after_only(hand_in):
    ran = pytest_in(hand_in(RIGHT + "\n\n# %%\nwhile True:\n    pass\n"), "-q", "--check-timeout", "0.2")

    assert "3 of 3 points" in ran.text
    assert "the file's top level did not end" in " ".join(ran.text.split())


STUCK = doubling("import signal, time", "signal.signal(signal.SIGALRM, signal.SIG_IGN)", "time.sleep(100)")


def test_what_cannot_be_interrupted_ends_pytest_with_a_summary(hand_in):
    conftest = hand_in(STUCK) / "conftest.py"
    conftest.write_text("import grader.student.timeout\ngrader.student.timeout.GRACE_S = 0.3\n")
    ran = pytest_in(conftest.parent, "-q", "--check-timeout", "0.3")
    text = " ".join(ran.text.split())

    assert ran.code == 1
    assert "It cannot be interrupted there, so pytest ends here." in text
    assert "double 0 of 1 does not end" in text


def test_ctrl_c_ends_the_run_as_ever(hand_in):
    source = doubling("import signal; signal.raise_signal(signal.SIGINT)")
    ran = pytest_in(hand_in(source), "-q")

    assert ran.code == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in ran.text


def test_sys_exit_and_pytest_skip_are_no_way_out(hand_in):
    for line in ("raise SystemExit(0)", "import pytest; pytest.skip('please')"):
        ran = pytest_in(hand_in(doubling(line)), "-q", "-k", "doubled")
        assert ran.code == 1
        assert "1 failed" in ran.text


def test_a_file_that_cannot_be_read_is_said_once(hand_in):
    folder = hand_in("")
    (folder / "tiny.py").write_bytes(b"\x80\x81")
    ran = pytest_in(folder, "-q")

    assert ran.code == 1
    assert ran.text.count("tiny.py is not UTF-8 text") == 1
    assert "FAILURES" not in ran.text


def test_a_syntax_error_is_what_to_mend_first(hand_in):
    ran = pytest_in(hand_in(RIGHT.replace("def double(x):", "def double(x)", 1)), "-q")
    text = " ".join(ran.text.split())

    assert "Syntax error at tiny.py line" in text
    assert "Next: mend tiny.py line" in text


def test_a_damaged_expected_json_is_an_error_that_says_what_to_do(hand_in):
    path = hand_in(RIGHT) / "expected.json"
    path.write_text(path.read_text("utf-8")[:-100])
    ran = pytest_in(path.parent, "-q")

    assert ran.code == pytest.ExitCode.INTERRUPTED
    assert "Download expected.json again" in ran.text


def test_an_expected_json_that_is_gone_is_said_and_not_that_there_is_no_fixture(hand_in):
    folder = hand_in(RIGHT)
    (folder / "expected.json").unlink()
    ran = pytest_in(folder, "-q")

    assert ran.code == pytest.ExitCode.USAGE_ERROR
    assert "holds no expected.json" in ran.text and "download the assignment again" in ran.text
    assert "fixture" not in ran.text


def test_marks_of_somebody_elses_that_are_called_checks_are_left_alone(tmp_path):
    (tmp_path / "test_mine.py").write_text(
        "import pytest\n@pytest.mark.checks('disk', points=3)\ndef test_mine():\n    assert True\n"
    )

    assert pytest_in(tmp_path, "-q", "-W", "ignore").code == 0


def test_the_submission_in_the_place_of_the_checks_is_told_apart(hand_in):
    ran = pytest_in(hand_in(RIGHT), "-q", "tiny.py")

    assert ran.code == 5
    assert "tiny.py holds no checks: run `pytest` without its name." in ran.text


def test_a_submission_that_is_not_there_is_a_usage_error(folder):
    ran = pytest_in(folder, "--submission", "nowhere.py")

    assert ran.code == pytest.ExitCode.USAGE_ERROR
    assert "--submission nowhere.py: there is no such file" in ran.text


def test_a_submission_elsewhere_may_have_any_name(folder, tmp_path):
    (tmp_path / "attempt.py").write_text(RIGHT)
    ran = pytest_in(folder, "-q", "--submission", str(tmp_path / "attempt.py"))

    assert "attempt.py: 3 of 3 points" in ran.text


def test_collecting_runs_nothing_of_the_student(hand_in):
    ran = pytest_in(hand_in("print('never')\nraise SystemExit\n"), "-q", "--collect-only")

    assert ran.code == 0
    assert "never" not in ran.text


def test_somebody_elses_expected_json_is_left_alone(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "expected.json").write_text('{"exercise": 1}')
    (folder / "test_mine.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef student():\n    return 3\n\n\n"
        "def test_mine(student):\n    assert student == 3\n"
    )
    ran = pytest_in(folder, "-q", "--strict-markers")

    assert ran.code == 0, ran.text
    assert "points" not in ran.text
