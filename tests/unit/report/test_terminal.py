"""Tables for people: they fit a narrow terminal, and nobody's name gives orders to it."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from rich.console import Console

from grader.grading.grade import lost
from grader.model import Check, CheckReport, Feedback, Named, Report, StubReport
from grader.report.terminal import Summary, class_table, first_to_see, misconception_table, print_class

MODEL = Check("test_model", "model", 1.0, False, (), "The model.")
LOSS = Check("test_loss", "loss_fn", 2.0, True, ("model",), "The loss.")


def report(
    student: str, *lines: CheckReport, problem: str = "", isolation: tuple[str, ...] = ("process",)
) -> Report:
    lines = lines or (CheckReport(MODEL, "passed", 1.0), CheckReport(LOSS, "passed", 2.0))
    stubs = tuple(StubReport(line.check.stub, (line,)) for line in lines)
    return Report("temperature", student, f"{student}/temperature.py", stubs, isolation, {}, problem)


def failing(student: str, message: str = "", title: str = "Summed, not averaged", **options: object) -> Report:
    found = Feedback("unreadable", text=message)
    wrong = CheckReport(LOSS, "failed", 0.0, found, Named("summed", title), **options)
    return report(student, CheckReport(MODEL, "passed", 1.0), wrong)


def printed(
    *reports: Report,
    width: int = 100,
    summary: Summary = Summary(1.5),
    color: bool = False,
    most: int | None = None,
) -> str:
    text = io.StringIO()
    console = Console(
        file=text, width=width, highlight=False, force_terminal=color, color_system="truecolor" if color else None
    )
    print_class(console, reports, summary, most=most)
    return text.getvalue()


def row(text: str, start: str) -> list[str]:
    """Return the words of the line that starts with a student's name."""
    return next(line.split() for line in text.splitlines() if line.strip().startswith(start))


def test_one_row_a_student_one_column_a_stub():
    text = printed(report("cleo"), failing("ben"))

    assert row(text, "model") == ["model", "loss_fn", "points"]
    assert row(text, "student") == ["student", "1", "2", "3"]  # what each is worth
    assert row(text, "ben") == ["ben", "1", "0", "1"]
    assert row(text, "cleo") == ["cleo", "1", "2", "3"]
    assert text.index("ben") < text.index("cleo")


def test_where_the_stubs_names_do_not_fit_they_are_numbered_and_named_below():
    names = ["mean_gradient", "vector_jacobian_product", "accumulated_gradients", "untracked_shift", "detached"]
    checks = [Check(f"test_{name}", name, 2.0, False, (), "Asked.") for name in names]
    lines = [CheckReport(check, "passed", 2.0) for check in checks]

    narrow, wide = (printed(report("ada", *lines), width=width) for width in (80, 140))

    assert row(narrow, "ada") == row(wide, "ada") == ["ada", "2", "2", "2", "2", "2", "10"]
    assert row(narrow, "(1)") == ["(1)", "(2)", "(3)", "(4)", "(5)", "points"]
    assert "(2) vector_jacobian_product" in narrow
    assert row(wide, "mean_gradient") == [*names, "points"]
    assert "(2)" not in wide


def test_misconceptions_are_counted_once_a_student_the_commonest_first():
    rare = failing("dev", title="Rare")

    text = printed(failing("ada"), rare, failing("ben"))

    assert row(text, "2")[1:] == ["loss_fn", "Summed,", "not", "averaged"]
    assert row(text, "1")[1:] == ["loss_fn", "Rare"]
    assert text.index("Summed") < text.index("Rare")
    assert misconception_table([report("ada")]) is None


def test_a_file_that_was_not_read_says_why():
    text = printed(report("ada"), report("ben", problem="temperature.py is a symbolic link"))

    assert "temperature.py is a symbolic link" in text
    assert row(text, "ben")[1:3] == ["–", "–"]


@pytest.mark.parametrize(
    ("status", "words"),
    [("timeout", "out of time"), ("memory", "memory"), ("crashed", "crashed")],
)
def test_a_program_that_was_ended_is_remarked_on(status, words):
    text = printed(report("ada", CheckReport(LOSS, status, 0.0)), report("ben", CheckReport(LOSS, "passed", 2.0)))

    assert words in text


def test_follow_through_is_marked_and_explained():
    text = printed(report("ada", CheckReport(LOSS, "failed", 2.0, follow_through=True)), failing("ben"))

    assert "follow-through" in text


def test_a_single_submission_shows_every_check_with_its_message():
    text = printed(failing("ada", "A hidden check of loss_fn does not pass.\nSecond line."))

    assert "test_model" in text
    assert "test_loss" in text
    assert "A hidden check of loss_fn does not pass." in text
    assert "Second line." in text


def test_the_footer_says_how_many_how_long_and_what_isolated_them():
    text = printed(report("ada", isolation=("process", "rlimits")), report("ben", isolation=()))

    assert "2 submissions graded in 1.5 s" in text
    assert "process, rlimits" in text
    assert "nothing was run" in printed(report("ada", isolation=()))


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_it_fits_a_narrow_terminal(width):
    long = "a-student-with-a-very-long-name-" * 3
    wide = failing(long, "message " * 40, title="A misconception with a long title " * 4)

    text = printed(wide, report("ben", problem="reason " * 30), width=width)

    assert max(len(line) for line in text.splitlines()) <= max(width, 47)  # else a terminal breaks the lines
    assert "".join(text.split()).count("a-student-with") >= 1 or width < 40


def test_points_are_shown_whole_however_narrow_the_terminal_is():
    text = printed(report("ada"), report("ben"), width=20)

    assert row(text, "ada")[-1] == "3"
    assert "points" in text


def test_a_file_of_which_nothing_ran_says_why_in_a_class():
    note = "SyntaxError at tiny.py line 3 (`def f(`): '(' was never closed"
    eva = replace(report("eva", CheckReport(MODEL, "missing", 0.0)), notes=(note, "more"))

    assert f"eva: while loading: {note} (and 1 more)" in " ".join(printed(eva, report("ben"), width=200).split())


def test_a_long_name_is_folded_not_cut():
    name = "abcdefghij" * 6

    text = printed(report(name), report("ben"), width=60)

    letters = "".join(line.split()[0] for line in text.splitlines() if line.strip().startswith(tuple("abcdefghij")))
    assert name[:40] in letters


HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x9b31m",
    "\r\noverwritten",
    "\x07\x08\x00",
    "\u202etxt.exe",
    "[bold red]markup[/]",
    "[/]",
    "[link=https://example.org]x[/link]",
    "\ud800",
    ":smile:",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_student_wrote_gives_no_orders_to_the_terminal(text):
    shown = printed(failing(f"<{text}>", f"<{text}>"), width=200, color=True)
    shown += printed(report("ada"), report("ben", problem=f"<{text}>"), failing(f"<{text}>"), width=200)

    plain = "".join(shown.split("\x1b[0m"))
    assert "\x1b[2J" not in plain
    assert "\x1b]8" not in plain
    others = set(plain) - {"\n", "\x1b"}
    assert not [char for char in others if unicodedata.category(char)[0] == "C"]
    if text.startswith("["):
        assert f"<{text}>" in plain


def test_a_table_of_one_student_is_a_table():
    assert class_table([report("ada")]).row_count == 1


def test_who_handed_in_nothing_is_told():
    text = printed(report("ada"), summary=Summary(1.0, without=("ben\x1b[2J", "cleo")))

    assert "no temperature.py or temperature.ipynb in ben" in text
    assert "cleo" in text
    assert "\x1b" not in text


def test_many_who_handed_in_nothing_are_counted():
    text = printed(report("ada"), summary=Summary(1.0, without=tuple(f"s{number}" for number in range(100))))

    assert "and 60 more" in " ".join(text.split())


def test_of_a_large_class_the_first_to_see_are_printed_and_the_rest_is_counted():
    reports = [report(f"s{number:03}") for number in range(30)]
    reports[20] = lost(reports[20], "Traceback\nValueError: odd")
    reports[25] = replace(reports[25], problem="it is no notebook")
    text = printed(*reports, summary=Summary(1.0, notes=tuple(f"note {n}." for n in range(30))), most=10)

    assert [each.student for each in first_to_see(reports, 10)][:3] == ["s020", "s025", "s000"]
    assert "s020" in text and "s025" in text and "s007" in text and "s008" not in text
    assert "10 of 30 submissions are shown" in text and "--all" in text
    assert "note 9." in text and "note 10." not in text and "and 20 more lines" in text
    assert "30 submissions graded" in text


def test_all_of_a_class_is_printed_where_that_is_asked():
    text = printed(*(report(f"s{number:03}") for number in range(300)))

    assert "s299" in text and "are shown" not in text
