"""
The pages of a class and of its students: what they say, to whom; and no text of a student is more than text.

`tests/data/site` holds a record and the pages that were looked at and found good. After a change that is meant,
write them anew and look: `grader report tests/data/site/class.json --html tests/data/site --show-hidden-points`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hostile import NAMED, PIECES, report_of, texts, unreadable
from hypothesis import given
from hypothesis import strategies as st
from paths import DATA

from grader.model import CheckReport, Extract, Feedback, Mismatch, StubReport
from grader.report import record, website
from grader.report.late import Late

GOLDEN = DATA / "site"
PAYLOADS = (
    "<script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    "</style><script>window.broken = 1</script>",
    '" onmouseover="window.broken = 1',
    "{{ 7 * 7 }}",
)


def class_record():
    return record.loads((GOLDEN / "class.json").read_text("utf-8"))


def test_the_site_is_what_was_looked_at_and_found_good(tmp_path):
    website.write(class_record(), tmp_path, hidden_points=True)
    made = {path.relative_to(tmp_path): path.read_text("utf-8") for path in tmp_path.rglob("*.html")}
    kept = {path.relative_to(GOLDEN): path.read_text("utf-8") for path in GOLDEN.rglob("*.html")}

    assert made.keys() == kept.keys()
    assert [str(name) for name in made if made[name] != kept[name]] == []


# --- what a student may read -------------------------------------------------------------------


def test_a_students_page_has_nothing_of_hidden_checks():
    page = website.student_page(report_of(), for_student=True)

    assert "Twice the three numbers" in website.student_page(report_of()) + page
    for secret in ("test_secret_name", "some other numbers", "hidden check of"):
        assert secret not in page


def test_a_name_that_only_hidden_checks_gave_is_not_on_a_students_page():
    report = report_of()
    line = report.stubs[0].checks[0]
    known = replace(line, misconception=NAMED, at_home=line)
    report = replace(report, stubs=(replace(report.stubs[0], checks=(known,)),))

    assert NAMED.explanation.split(".")[0].replace("`x`", "<code>x</code>") in website.student_page(report)
    read_back = record.loads(record.dumps([report]))[0]
    for each in (report, read_back):
        assert NAMED.title.split(":")[0] not in website.student_page(each, for_student=True)


def test_points_of_hidden_checks_are_shown_where_the_course_says_so():
    words = "Hidden checks: 0 of 2 points."

    assert words in website.student_page(report_of(), for_student=True, hidden_points=True)
    assert words not in website.student_page(report_of(), for_student=True)


def test_where_the_grader_failed_students_read_that_and_staff_where():
    report = replace(report_of(), failure="Traceback: in judge")

    assert "no mark" in website.student_page(report, for_student=True)
    assert "in judge" not in website.student_page(report, for_student=True)
    assert "in judge" in website.student_page(report)


# --- numbers ------------------------------------------------------------------------------------


def page_of(mismatch: Mismatch) -> str:
    line = CheckReport(report_of().stubs[0].checks[0].check, "failed", 0.0, Feedback("differs", (mismatch,)))
    return website.student_page(replace(report_of(), stubs=(StubReport("double", (line,)),)))


def test_numbers_stand_below_each_other_and_those_that_differ_are_marked():
    mismatch = Mismatch("y", Extract((3,), (1.0, 2.0, 9.0)), Extract((3,), (1.0, 2.0, 3.0)), None, 1, (2,))
    page = page_of(mismatch)

    assert re.findall(r"<td>(.*?)</td>", page) == ["1", "2", "<mark>9</mark>", "1", "2", "3"]
    assert "1 of 3 numbers differ" in page
    assert "<svg" in page


def test_of_many_numbers_the_first_that_differ_have_their_places():
    got = Extract((20, 2), (0.0,) * 6, marked=(5.0,))
    page = page_of(Mismatch("y", got, Extract((20, 2), (0.0,) * 6, marked=(4.0,)), None, 1, (7,)))

    assert re.findall(r"<td>(.*?)</td>", page) == ["[3, 1]", "<mark>5</mark>", "4"]
    assert "<svg" not in page


@given(st.lists(st.floats() | st.just(1e300), min_size=3, max_size=12))
def test_whatever_the_numbers_are_a_picture_of_them_is_one_or_none(numbers):
    size = (len(numbers),)
    page = page_of(
        Mismatch("y", Extract(size, tuple(numbers)), Extract(size, (1.0,) * len(numbers)), None, 1, (0,))
    )

    for dots in re.findall(r'points="(.*?)"', page):
        assert all(0 <= float(number) <= 440 for number in re.split("[ ,]", dots))


# --- text of strangers --------------------------------------------------------------------------


class _Tags(HTMLParser):
    """Which elements, attributes and addresses a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.named: set[str] = set()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.named |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


@given(texts.filter(bool))
def test_no_text_of_a_student_adds_an_element_or_an_address(text):
    for hostile, plain in (
        (report_of(text, student=text, source=text), report_of("a", student="a", source="a")),
        (unreadable(text), unreadable("a")),
    ):
        for for_student in (False, True):
            made = _Tags(website.student_page(hostile, for_student=for_student))
            wanted = _Tags(website.student_page(plain, for_student=for_student))
            assert [tag for tag in made.tags if tag != "code"] == [tag for tag in wanted.tags if tag != "code"]
            assert (made.named, made.addresses) == (wanted.named, wanted.addresses)
        names = website.file_names([hostile.student])
        found = _Tags(website.class_page([hostile], names))
        assert all(re.fullmatch(r"\.\./index\.html|staff/[a-z0-9_-]+\.html", each) for each in found.addresses)


@given(st.lists(texts | st.sampled_from(["a/b", "a-b", "A-b", "..", "con", "", "ä", "/etc/passwd"]), unique=True))
def test_files_have_names_that_no_system_confuses(students):
    names = website.file_names(students)

    assert len({name.casefold() for name in names.values()}) == len(students)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,80}", name) and name not in website.RESERVED for name in names.values())


def test_in_a_browser_no_script_of_a_student_runs_and_nothing_is_asked_for(tmp_path):
    """Every hostile text, wherever a student has a part in a page, in a real Chromium; a table can be sorted."""
    import servers

    text = "".join((*PAYLOADS, *PIECES))
    reports = [report_of(text, student=f"{name}{text}", source=text) for name in "ba"]
    website.write([*reports, unreadable(text)], tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) == 8
    with servers.chromium(tmp_path) as browser:
        for page in pages:
            browser.get(page.as_uri())
            assert browser.execute_script("return window.broken") is None
            assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
            assert browser.execute_script("return document.querySelectorAll('img, iframe, object').length") == 0
            assert "7 * 7" in browser.page_source or page.name == "index.html"
        browser.get((tmp_path / "site" / "tiny" / "index.html").as_uri())
        for _ in ("ascending", "descending"):
            browser.find_element("css selector", "table.sortable th button").click()
        assert browser.find_element("css selector", "table.sortable tbody td").text.startswith("b")


def test_the_largest_page_of_a_large_class_can_be_opened():
    reports = [report_of(student=f"student {number}") for number in range(10_000)]
    page = website.class_page(reports, website.file_names(report.student for report in reports))

    assert len(page.encode()) < 2_000_000
    assert "and 9960 more" in page


def test_how_late_a_submission_is_stands_beside_its_points(tmp_path):
    late = {("tiny", "ada"): Late(days=2, slip_days=1, percent_off=10.0)}
    website.write([report_of(), report_of(student="ben")], tmp_path, late=late)

    pages = [tmp_path / "tiny" / name for name in ("index.html", "staff/ada.html", "students/ada.html")]
    assert all("2 days, 1 slip day, 10 % off" in page.read_text() for page in pages)
    assert "late" not in (tmp_path / "tiny" / "staff" / "ben.html").read_text()


def test_pages_of_who_is_no_longer_in_the_class_do_not_stay(tmp_path):
    """A class written under pseudonyms where it was written with names, say."""
    website.write([report_of(), report_of(student="ben")], tmp_path)
    website.write([report_of(student="ben")], tmp_path)

    assert sorted(path.name for path in (tmp_path / "tiny").rglob("*.html")) == [
        "ben.html",
        "ben.html",
        "index.html",
    ]


# --- what changed -------------------------------------------------------------------------------


def changed(report, points, **fields):
    line = replace(report.stubs[1].checks[0], points=points, **fields)
    return replace(report, stubs=(report.stubs[0], replace(report.stubs[1], checks=(line,))))


def test_a_page_says_who_gains_and_who_loses_by_which_checks(tmp_path):
    old = [report_of(student="ada"), report_of(student="ben"), report_of(student="cem")]
    new = [changed(old[0], 0.0, follow_through=False), changed(old[1], 2.0), old[2]]
    website.write(new, tmp_path, since=old)
    page = (tmp_path / "changes.html").read_text("utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<body>") :]).split())

    assert "compared 3 gain points 1 lose points 1 differ in all 2" in text
    assert "test_slope tiny 1 1 0" in text
    assert page.index('href="tiny/staff/ada.html">ada') < page.index('href="tiny/staff/ben.html">ben')
    assert "cem" not in page
    assert "test_slope: passed by follow-through → waits for another stub" in text
    assert 'href="changes.html"' in (tmp_path / "index.html").read_text("utf-8")


def test_a_page_of_changes_goes_with_the_comparison(tmp_path):
    website.write([report_of()], tmp_path, since=[report_of()])
    assert "Nothing changed." in (tmp_path / "changes.html").read_text("utf-8")

    website.write([report_of()], tmp_path)

    assert not (tmp_path / "changes.html").exists()
    assert "changes.html" not in (tmp_path / "index.html").read_text("utf-8")


@given(texts)
def test_no_text_is_more_than_text_on_the_page_of_changes(text):
    old, new = report_of(text, student=text), changed(report_of(text, student=text), 0.0)
    page = website.changes_page([old], [new], {})

    assert _Tags(page).tags == _Tags(website.changes_page([report_of()], [changed(report_of(), 0.0)], {})).tags


# --- hints and pictures -------------------------------------------------------------------------


def test_staff_read_all_levels_and_students_what_pytest_shows():
    levels = ("Seen.", "Why.", "Look at `x`.")
    line = replace(report_of().stubs[0].checks[0], misconception=replace(NAMED, levels=levels))
    report = replace(report_of(), stubs=(StubReport("double", (line,)),))

    assert "Look at <code>x</code>." in website.student_page(report)
    theirs = website.student_page(report, for_student=True)
    assert "Seen." in theirs and "Why." in theirs and "pytest --hint" in theirs
    assert "Look at" not in theirs
