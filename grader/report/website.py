"""
Marks as a static site: a page for a class, and for each student one that staff read and one that the student may.

    DIR/index.html                  the exercises
    DIR/EXERCISE/index.html         the class: for staff
    DIR/changes.html                what changed since an older record: for staff
    DIR/EXERCISE/staff/NAME.html    all that is known of a submission
    DIR/EXERCISE/students/NAME.html what the student's own pytest shows, to be handed out

Every page is a file that needs no other and asks nobody for anything: its style is in it, and a policy
(Content-Security-Policy) lets it do nothing else, whatever a student's text says. All text of students is escaped
by the templates. The pages of a class can be sorted and filtered by a script, and are whole without it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from grader.files import write_text
from grader.grading.drawing import pictures
from grader.grading.phrases import say
from grader.grading.words import MAX_MISMATCHES, levels, means, mismatch, named, related, told
from grader.model import CheckReport, Mismatch, Report, StubReport, student_view
from grader.report import changes, statistics
from grader.report.late import Lates
from grader.report.late import words as words_of
from grader.text import harmless, prose

LINKED = 40
"""So many students of a misconception are linked on a class's page."""
MAX_PER_STUB = 2000
"""In a larger class the table of students has no column for each stub: the page would be too large to open."""
MAX_LINE = 300
MAX_NAME = 60
STATUS = {
    "passed": "passed",
    "failed": "not right yet",
    "raised": "stops with an error",
    "timeout": "out of time",
    "memory": "out of memory",
    "crashed": "crashed",
    "missing": "not there",
    "blocked": "waits for another stub",
    "error": "the grader failed here",
}


MAX_CHANGES = 4000
"""So many submissions that changed have a row, those first that lose most; the CSV has all of them."""


def write(
    reports: Sequence[Report],
    folder: Path,
    *,
    hidden_points: bool = False,
    late: Lates | None = None,
    since: Sequence[Report] | None = None,
) -> None:
    """
    Write the site, and remove students' pages of an earlier one that are not of this one. With `hidden_points`
    students' pages have the points of hidden checks, stub by stub; with `late` all say how late a submission is;
    with the reports of an older record, `since`, a page says what changed. Raise UsageError if a file cannot be
    written.
    """
    by_exercise: dict[str, list[Report]] = {}
    for report in reports:
        by_exercise.setdefault(report.exercise, []).append(report)
    folders = file_names(by_exercise)
    classes, pages = [], dict[tuple[str, str], str]()
    for exercise, some in by_exercise.items():
        place = folder / folders[exercise]
        names = file_names(report.student for report in some)
        pages |= {(exercise, who): f"{folders[exercise]}/staff/{name}.html" for who, name in names.items()}
        write_text(place / "index.html", class_page(some, names, late))
        for folder_of in ("staff", "students"):
            for old in (place / folder_of).glob("*.html"):
                if old.stem not in names.values():
                    old.unlink()
        for report in some:
            name = f"{names[report.student]}.html"
            said = words_of(late.get((exercise, report.student))) if late else ""
            write_text(place / "staff" / name, student_page(report, late=said))
            for_student = student_page(report, for_student=True, hidden_points=hidden_points, late=said)
            write_text(place / "students" / name, for_student)
        classes.append(
            {"exercise": exercise, "folder": folders[exercise], "summary": statistics.summary(some)},
        )
    write_text(folder / "index.html", _render("index.html", classes=classes, changed=since is not None))
    if since is None:
        (folder / "changes.html").unlink(missing_ok=True)
    else:
        write_text(folder / "changes.html", changes_page(since, reports, pages))


def changes_page(since: Sequence[Report], reports: Sequence[Report], pages: Mapping[tuple[str, str], str]) -> str:
    """
    Return the page of what changed between two records; `pages` are those of the submissions, by exercise and
    student.
    """
    found, both = changes.changes(since, reports), {report.exercise for report in since}
    moved = [change.gained for change in found if change.gained]
    return _render(
        "changes.html",
        sortable=True,
        compared=sum(report.exercise in both for report in reports),
        gain=sum(gained > 0 for gained in moved),
        lose=sum(gained < 0 for gained in moved),
        found=sorted(found, key=lambda change: (change.gained or 0.0, change.exercise, change.student)),
        most=MAX_CHANGES,
        checks=changes.by_check(found),
        alone=changes.only_in_one(since, reports),
        points=changes.points,
        page=pages,
    )


def file_names(texts: Iterable[str]) -> dict[str, str]:
    """
    Return a name for the file of each text that every system takes, and no two that one takes for the same: letters
    and digits of the text, and a part of its hash where these are not all of it.
    """
    found = {}
    for text in texts:
        plain = re.sub(r"[^a-z0-9_-]+", "-", text)[:MAX_NAME].strip("-")
        if plain != text or plain in RESERVED:
            plain = f"{plain or 'x'}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
        found[text] = plain
    return found


RESERVED = {"", "con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
"""Names that Windows keeps for devices."""


def class_page(reports: Sequence[Report], names: Mapping[str, str], late: Lates | None = None) -> str:
    """Return the page of a class; `names` are those of the students' files, without their ending."""
    exercise = reports[0].exercise
    said = {student: words_of(found) for (name, student), found in (late or {}).items() if name == exercise}
    checks = statistics.of_checks(reports)
    items = [
        (stub, [check for check in checks if check.stub == stub.name]) for stub in statistics.of_stubs(reports)
    ]
    ran = [report.isolation for report in reports if report.isolation]
    layers = [layer for layer in (ran[0] if ran else ()) if all(layer in each for each in ran)]
    worst = {"error": 0, "unreadable": 1, "graded": 2}
    return _render(
        "class.html",
        sortable=True,
        exercise=exercise,
        summary=statistics.summary(reports),
        distribution=statistics.distribution(reports),
        items=items,
        mistakes=statistics.mistakes(reports),
        reports=sorted(reports, key=lambda report: (worst[report.status], report.student)),
        page={student: f"{name}.html" for student, name in names.items()},
        late=said if late is not None else None,
        per_stub=len(reports) <= MAX_PER_STUB and len({_stubs(report) for report in reports}) == 1,
        shown=LINKED,
        upper=f"{100 * statistics.GROUP:g}",
        fewest=statistics.FEWEST,
        layers=", ".join(layers) or "nothing was run",
        versions=", ".join(dict.fromkeys(_versions(report) for report in reports)),
    )


def _stubs(report: Report) -> tuple[str, ...]:
    return tuple(stub.name for stub in report.stubs)


def _versions(report: Report) -> str:
    return " ".join(f"{name} {version}" for name, version in sorted(report.versions.items()))


def student_page(report: Report, *, for_student: bool = False, hidden_points: bool = False, late: str = "") -> str:
    """Return the page of one submission, `late` as words say it: all of it, or what its student may read."""
    shown = student_view(report) if for_student else report
    hidden = {stub.name: stub for stub in report.stubs} if for_student and hidden_points else {}
    stubs = [_stub(stub, hidden.get(stub.name), hint=not for_student) for stub in shown.stubs]
    return _render(
        "student.html",
        report=shown,
        staff=not for_student,
        points=shown.points,
        max_points=shown.max_points,
        stubs=stubs,
        late=late,
        next=_next(shown),
        error=say("error"),
        hidden_points=hidden_points,
    )


@dataclass(frozen=True, slots=True)
class _Stub:
    """A stub on a student's page."""

    name: str
    points: float
    max_points: float
    named: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[_Finding, ...]
    passed: tuple[CheckReport, ...]
    hidden: StubReport | None


@dataclass(frozen=True, slots=True)
class _Finding:
    """A check that does not pass, or passes by follow-through alone, as it is told."""

    line: CheckReport
    status: str
    asked: bool
    place: str
    words: tuple[str, ...] = ()
    code: str = ""
    values: tuple[_Value, ...] = ()
    more: str = ""
    pictures: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    """A number beside the one that was expected."""

    entry: str
    got: str
    expected: str
    differs: bool


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that is not as expected: in words, and number by number."""

    words: str
    columns: tuple[_Column, ...] = ()
    numbered: bool = False


def _stub(stub: StubReport, whole: StubReport | None, *, hint: bool) -> _Stub:
    known = dict.fromkeys(line.misconception for line in stub.checks if line.misconception)
    named = tuple((each.title.rstrip("."), levels(each, hint=hint)) for each in known)
    told = [line for line in stub.checks if line.feedback is not None or line.status != "passed"]
    passed = tuple(line for line in stub.checks if line not in told)
    hidden = StubReport(stub.name, tuple(line for line in whole.checks if line.check.hidden)) if whole else None
    return _Stub(stub.name, stub.points, stub.max_points, named, tuple(map(_finding, told)), passed, hidden)


def _finding(line: CheckReport) -> _Finding:
    feedback = line.feedback
    status = "passed by follow-through" if line.follow_through else STATUS[line.status]
    asked = bool(line.check.title) and line.status in ("failed", "raised")
    where = line.where
    place = ""
    if where is not None:
        parts = (where.file, f"cell {where.cell}" if where.cell else "", f"line {where.line}")
        place = ", ".join(part for part in parts if part)
    if feedback is None:
        return _Finding(line, status, asked, place)
    code = feedback.fault.text if feedback.fault else ""
    if feedback.reason == "differs":
        values = tuple(map(_value, feedback.mismatches[:MAX_MISMATCHES]))
        left = max(len(feedback.mismatches) - MAX_MISMATCHES, 0) + feedback.more
        more = say("home: more", count=left) if left else ""
        drawn = tuple(Markup(each.svg) for each in pictures(feedback))  # made of numbers and the course's own words
        return _Finding(line, status, asked, place, (), code, values, more, drawn)
    words = (told(line.check.stub, feedback), *((means(feedback),) if feedback.meaning else ()))
    return _Finding(line, status, asked, place, words, code)


def _value(found: Mismatch) -> _Value:
    got, expected = found.got, found.expected
    if got is None or expected is None or found.bound or not got.shape or got.shape != expected.shape or got.noun:
        return _Value(mismatch(found))
    numbered = len(got.numbers) < math.prod(got.shape)
    ours, theirs = (got.marked, expected.marked) if numbered else (got.numbers, expected.numbers)
    places = found.marked if numbered else range(len(ours))
    columns = tuple(
        _Column(_index(place, got.shape), f"{one:.6g}", f"{other:.6g}", place in found.marked or _apart(one, other))
        for place, one, other in zip(places, ours, theirs, strict=False)
    )
    how = f": {related(found)}" if related(found) else ""
    words = f"{named(found.name)}: {found.differing} of {math.prod(got.shape)} numbers differ{how}."
    return _Value(words, columns, numbered)


def _apart(one: float, other: float) -> bool:
    return f"{one:.6g}" != f"{other:.6g}"


def _index(flat: int, shape: Sequence[int]) -> str:
    index = []
    for size in reversed(shape):
        flat, at = divmod(flat, size)
        index.append(at)
    return str(index[::-1])


def _next(report: Report) -> str:
    """Return the one thing to do next: the first stub that is not right, and how it stands."""
    for stub in report.stubs:
        wrong = [line for line in stub.checks if not line.earned and line.status != "blocked"]
        if wrong:
            first = next((line for line in wrong if line.misconception), wrong[0])
            if first.misconception:
                title = first.misconception.title.rstrip(".")
                return say("next: misconception", stub=stub.name, title=f"{title}.")
            if first.status == "missing":
                return say("next: write", stub=stub.name, file=report.source)
            return say("next: failed", stub=stub.name, state=STATUS[first.status], check=first.check.id)
    return ""


def _line(text: str) -> str:
    """Return a student's text as one line."""
    line = harmless(text).replace("\n", "\\n").replace("\t", "\\t")
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…"


def _prose(text: str) -> Markup:
    return Markup(prose(text))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _moved(value: float | None) -> str:
    return "" if value is None else f"{value:+.4g}".replace("-", "\N{MINUS SIGN}")


def _side(line: CheckReport | None) -> str:
    """Return how a check was judged, in a few words."""
    if line is None:
        return "not there"
    status = "passed by follow-through" if line.follow_through else STATUS[line.status]
    return f"{status}: {line.misconception.title}" if line.misconception else status


def _ends(item: statistics.Item) -> str:
    return ", ".join(f"{count} {STATUS[status]}" for status, count in item.ends.items() if status in OTHERWISE)


OTHERWISE = ("missing", "blocked", "timeout", "memory", "crashed")
"""Ends that are listed beside the share right: what is not there, waits, or did not end."""
FILTERS = {
    "line": _line,
    "text": harmless,
    "prose": _prose,
    "number": _number,
    "percent": _percent,
    "share": _share,
    "ends": _ends,
    "moved": _moved,
    "side": _side,
}


def _read(name: str) -> str:
    return files(__package__).joinpath(f"web/{name}").read_text("utf-8")


@functools.cache
def _environment() -> Environment:
    found = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= FILTERS
    style, script = _read("style.css").strip(), _read("tables.js").strip()
    found.globals |= {"style": Markup(style), "style_hash": _hash(style)}
    found.globals |= {"script": Markup(script), "script_hash": _hash(script)}
    return found


def _hash(text: str) -> str:
    """Return how a policy names a text that it allows."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _render(name: str, *, sortable: bool = False, **values: object) -> str:
    return _environment().get_template(name).render(sortable=sortable, **values)
