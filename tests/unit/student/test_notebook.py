"""`check` in a student's notebook, as IPython runs its cells."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import tiny
from forked import run

from grader.authoring import handout
from grader.exercise.slices import STUB_BODY

DOUBLE, SLOPE = "def double(x):\n    return {}\n", "def slope(x):\n    return {}\n"
IMPORT = "import torch\nfrom grader import check"


@pytest.fixture
def folder(exercise, tmp_path):
    return Path(shutil.copytree(exercise.assignment, tmp_path / tiny.NAME))


def cells(*sources: str, kernel: bool = False) -> None:
    """Run cells in IPython and print, as JSON, the last one's value, its error and what it displayed."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    shell.user_ns["__name__"] = "__main__"
    if kernel:
        shell.kernel = object()  # what tells a notebook from a prompt
    with capture_output() as captured:
        for source in sources:
            done = shell.run_cell(source)
    shown = [dict(output.data) for output in captured.outputs]
    shown = [entry for entry in shown if "text/html" in entry]
    result = {"value": done.result, "error": type(done.error_in_exec).__name__, "html": shown}
    print(json.dumps(result | {"text": captured.stdout}))


def prompt(*sources: str) -> None:
    """Run cells at IPython's prompt."""
    cells(*sources)


def kernel(*sources: str) -> None:
    """Run cells as a notebook's kernel does."""
    cells(*sources, kernel=True)


def last(folder, function, *sources):
    ran = run(folder, function, *sources)
    assert ran.code == 0, ran.text
    return json.loads(ran.text.splitlines()[-1])


def test_where_all_visible_checks_pass_there_is_no_value(folder):
    done = last(folder, prompt, IMPORT, DOUBLE.format("2 * x"), 'check("double")')

    assert done["value"] is None
    assert done["error"] == "NoneType"
    assert "double: 2 of 2 points that you can check yourself. Hidden checks decide 2 more" in done["text"]


def test_where_some_pass_the_value_is_the_points(folder):
    one_dimension = "2 * x if x.dim() else 3 * x"
    done = last(folder, prompt, IMPORT, DOUBLE.format(one_dimension), 'check("double")')

    assert done["value"] == 1.0
    assert isinstance(done["value"], float)


def test_a_function_stands_for_its_name(folder):
    done = last(folder, prompt, IMPORT, DOUBLE.format("2 * x"), "check(double)")

    assert "double: 2 of 2 points" in done["text"]


def test_what_has_no_name_is_refused_in_words(folder):
    done = last(folder, prompt, IMPORT, "check(3)")

    assert "check() takes the name of a function or class, in quotes, and not int" in done["text"]


@pytest.mark.parametrize("call", ['check("double")', "check()"])
def test_a_script_that_is_filled_in_as_well_is_named(call, folder):
    said = "tiny.py in this folder is filled in, too, and only one can count"
    assert said not in last(folder, prompt, IMPORT, DOUBLE.format("2 * x"), call)["text"]

    script = folder / "tiny.py"
    script.write_text(script.read_text().replace("raise NotImplementedError", "return 2 * x", 1))
    assert said in last(folder, prompt, IMPORT, DOUBLE.format("2 * x"), call)["text"]


def test_checks_run_on_one_thread_and_the_notebook_has_its_own_back(folder):
    sources = ["torch.set_num_threads(3)", DOUBLE.format("2 * x * torch.get_num_threads()"), 'check("double")']
    done = last(folder, prompt, IMPORT, *sources, "torch.get_num_threads()")

    assert "double: 2 of 2 points" in done["text"]
    assert done["value"] == 3


def test_torch_is_warm_before_a_clock_runs_whatever_the_notebook_has_switched_off(folder):
    off = "torch.set_grad_enabled(False)"
    done = last(folder, prompt, IMPORT, off, DOUBLE.format("2 * x"), 'check("double")', "torch.is_grad_enabled()")

    assert "double: 2 of 2 points" in done["text"]
    assert done["value"] is False


def test_where_none_passes_it_raises_in_one_line(folder):
    done = last(folder, prompt, IMPORT, DOUBLE.format("x * x"), 'check("double")')

    assert done["error"] == "CheckError"
    assert "Squared instead of doubled" in done["text"]
    assert "double: 0 of 2 points that can be checked here" in done["text"]
    assert "Traceback" not in done["text"]
    assert "notebook.py" not in done["text"]


@pytest.mark.parametrize(("call", "hinted"), [('check("double")', False), ('check("double", hint=True)', True)])
def test_where_to_look_is_said_to_who_asks(folder, call, hinted):
    done = last(folder, kernel, IMPORT, DOUBLE.format("x * x"), call)

    (shown,) = done["html"]
    for text in shown.values():
        assert "the number and itself added" in text
        assert ("Look at what stands between" in text) == hinted
        assert ("pytest --hint" in text) == (not hinted)


def test_the_functions_are_those_of_now(folder):
    done = last(
        folder, prompt, IMPORT, DOUBLE.format("x * x"), 'check("double")', DOUBLE.format("x + x"), 'check("double")'
    )

    assert done["error"] == "NoneType"


def test_an_error_is_shown_with_the_line_of_the_cell(folder):
    done = last(folder, prompt, IMPORT, DOUBLE.format("undefined_name"), 'check("double")')

    assert "NameError at the cell of double, line 2" in done["text"]
    assert "  return undefined_name" in done["text"]


def test_a_stub_is_not_started_and_said_so_once(folder):
    body = "\n".join(f"    {line}" for line in STUB_BODY.splitlines())
    done = last(folder, prompt, IMPORT, f"def double(x):\n{body}", 'check("double")')

    assert done["text"].count("double: not started yet.") == 1


def test_what_waits_for_another_function_says_so(folder):
    done = last(folder, prompt, IMPORT, DOUBLE.format("x * x"), SLOPE.format("9 * x"), 'check("slope")')

    assert "slope: waits for double." in done["text"]


def test_a_notebook_shows_html_in_which_all_is_escaped(folder):
    wrong = 'def double(x):\n    raise ValueError("<script>alert(1)</script>")'
    done = last(folder, kernel, IMPORT, wrong, 'check("double")')

    (shown,) = done["html"]
    assert "<script>" not in shown["text/html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown["text/html"]
    assert "ValueError at the cell of double" in shown["text/plain"]


def test_the_overview_shows_every_function_and_one_thing_to_do(folder):
    done = last(folder, prompt, IMPORT, DOUBLE.format("2 * x"), SLOPE.format("2 * double(x)"), "check()")

    assert done["value"] is None
    assert "double  2 of 2  right" in done["text"]
    assert "slope   0 of 1  The inner derivative is left out" in done["text"]
    assert "Next: slope." in done["text"]


PICTURE = '''

def picture(student, expected, figure):
    """Draw the student's numbers beside the reference's."""
    axes = figure.subplots()
    axes.plot(student.double(torch.tensor([1.0, 2.0, 3.0])), label="yours")
    axes.plot(expected["test_doubled"]["doubled"], label="reference")
'''


def test_the_overview_has_a_picture_where_the_assignment_draws_one(folder):
    tests = folder / "test_tiny.py"
    tests.write_text(tests.read_text("utf-8") + PICTURE)
    done = last(folder, prompt, IMPORT, DOUBLE.format("3 * x"), "check()")

    assert "<Figure size" in done["text"] or done["html"] is not None
    assert done["error"] == "NoneType"


def test_a_picture_that_cannot_be_drawn_yet_is_left_out(folder):
    tests = folder / "test_tiny.py"
    tests.write_text(tests.read_text("utf-8") + PICTURE)
    done = last(folder, prompt, IMPORT, "check()")

    assert done["error"] == "NoneType"
    assert "Figure" not in done["text"]


def test_an_unknown_name_is_said_with_those_that_there_are(folder):
    done = last(folder, prompt, IMPORT, 'check("dubble")')

    assert done["error"] == "CheckError"
    assert "there is no 'dubble' here; there are double, slope" in done["text"]


def test_outside_an_assignments_folder_that_is_said(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    done = last(tmp_path / "elsewhere", prompt, IMPORT, 'check("double")')

    assert "this notebook lies alone: fetch NAME.zip from where you have the notebook" in done["text"]


@pytest.fixture
def alone(exercise, tmp_path):
    """A notebook's folder in which there is nothing but the zip file that `grader handout` writes."""
    (tmp_path / "colab").mkdir()
    handout.write(exercise, tmp_path / "colab" / "tiny.zip")
    return tmp_path / "colab"


def test_beside_a_notebook_one_zip_file_is_enough(alone):
    done = last(alone, prompt, IMPORT, DOUBLE.format("2 * x"), 'check("double")')

    assert "double: 2 of 2 points" in done["text"]
    assert sorted(path.name for path in alone.iterdir()) == ["expected.json", "test_tiny.py", "tiny.zip"]


def test_the_overview_is_a_table_in_a_notebook(folder):
    done = last(folder, kernel, IMPORT, DOUBLE.format("2 * x"), SLOPE.format("2 * double(x)"), "check()")

    shown = next(each["text/html"] for each in done["html"])
    assert '<td style="text-align:left"><code>double</code></td><td>2 of 2</td>' in shown
    assert "The inner derivative is left out</td>" in shown
    assert "<p>Next: slope. The inner derivative is left out.</p>" in shown
    assert "<pre" not in shown


def test_in_code_that_is_being_checked_it_does_nothing(folder):
    done = last(folder, prompt, IMPORT, '__name__ = "tiny"', 'check("double")')

    assert (done["value"], done["error"], done["text"].strip()) == (None, "NoneType", "")
