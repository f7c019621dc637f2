"""Reports in which every text that a student has a part in is hostile, for tests of what renders them."""

from __future__ import annotations

from hypothesis import strategies as st

from grader.model import Check, CheckReport, Feedback, Named, Place, Report, StubReport

PIECES = (
    *(
        "::error::forged",
        "\n::add-mask::x",
        "%0A::error::",
        "##[error]x",
        "]]>",
        "<!--",
        "-->",
        "--!>",
        "<![CDATA[",
    ),
    *("<script>alert(1)</script>", "<img src=x onerror=y>", "</details>", "</code>", "&lt;", "&#64;", "&amp;"),
    *("`", "``", "```", "~~~", "\n```\n", "\n~~~\n", "|", "\\|", "\\", "\n\n", "\n# heading\n", "\n---\n", "\n> q"),
    *("@octocat", "#123", "GH-1", "http://evil.example", "www.evil.example", "a@evil.example", "![i](http://x/y)"),
    *("[l](javascript:x)", "[x]: http://e", "\n\n[x]: http://e\n\n", "<http://e.example>", "**b**", "_i_", "$x$"),
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", " =1", "\uff1d1", '"', '","', ";=1", "\r\n=1", "'"),
    *(
        "\x1b[31m",
        "\x1b]8;;http://evil\x07",
        "\x9b31m",
        "\x00",
        "\x08",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufffe",
        "\uffff",
    ),
    *("\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\U0001f600", "e\u0301", "\N{BROKEN BAR}"),
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), min_size=1, max_size=8).map("".join)
"""Text that tries to be something else than text."""

VISIBLE = Check("test_doubled", "double", 1.0, False, (), "Twice the three numbers.")
HIDDEN = Check("test_secret_name", "double", 2.0, True, (), "Twice some other numbers.")
SLOPE = Check("test_slope", "slope", 1.0, False, ("double",), "The gradient.")
NAMED = Named("squared", "Squared, not doubled: `x * x`", ("You multiply `x` by itself.",))


def raised(text: str) -> Feedback:
    """Return feedback whose words hold `text`."""
    return Feedback("in words", text=f"double: raised {text}")


def report_of(text: str = "plain", student: str = "ada", source: str = "assignments/tiny/tiny.py") -> Report:
    """Return a report in which messages, names and ignored files hold `text`."""
    double = StubReport(
        "double",
        (
            CheckReport(VISIBLE, "raised", 0.0, raised(text), duration_s=1.25, where=Place(12)),
            CheckReport(HIDDEN, "failed", 0.0, Feedback("hidden"), NAMED, where=Place(7)),
        ),
    )
    slope = StubReport("slope", (CheckReport(SLOPE, "blocked", 1.0, Feedback("followed"), follow_through=True),))
    versions = {"grader": "0.1.0", "torch": "2.13.0", "python": "3.11.7"}
    return Report("tiny", student, source, (double, slope), ("process",), versions, ignored=(text,))


def unreadable(text: str = "plain") -> Report:
    """Return the report on a submission that cannot be read, for a reason that holds `text`."""
    missing = (StubReport("double", (CheckReport(VISIBLE, "missing", 0.0, Feedback("unreadable", text=text)),)),)
    versions = {"grader": "0.1.0", "torch": "2.13.0", "python": "3.11.7"}
    return Report("tiny", text, text, missing, (), versions, problem=text)
