"""
What a pull request may show: a summary in Markdown, annotations at the student's lines, and two outputs.

Anybody who can read the pull request reads these, so a hidden check is only counted. Text from students is escaped:
see `markdown`, and GitHub's workflow commands, which are lines of the log that begin with two colons.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from grader.grading.phrases import say
from grader.grading.words import levels, message, what
from grader.model import CheckReport, Named, Report, StubReport
from grader.report.markdown import block, code, words
from grader.text import harmless

MAX_SUMMARY_BYTES = 60_000
"""A step summary may have 1 MiB, but a comment, which the summary becomes, only 65,536 characters."""
MAX_ANNOTATIONS = 10
"""GitHub shows no more of one step."""
MAX_ANNOTATION = 2_000
MAX_IGNORED = 20
CUT = "\n_The rest is too long to be shown here. The points above are complete._\n"


def summary(reports: Sequence[Report]) -> str:
    """Return the summary as Markdown, cut between two of its parts where it would be too long for GitHub."""
    text = "".join(_points(report) for report in reports) or "No submission was changed, so nothing was graded.\n"
    room = MAX_SUMMARY_BYTES - len(CUT.encode())
    for part in (part for report in reports for part in _details(report, named=len(reports) > 1)):
        if len(text.encode()) + len(part.encode()) > room:
            return _cut(text, room) + CUT
        text += part
    return _cut(text, room)


def _cut(text: str, size: int) -> str:
    # Only whole lines go: the points of a few assignments are far from the limit.
    if len(text.encode()) <= size:
        return text
    return text.encode()[:size].decode("utf-8", "ignore").rpartition("\n")[0] + "\n"


def _points(report: Report) -> str:
    if report.failure:
        return f"## {words(report.exercise)}: not graded\n\n{code(report.student)}: {say('error')}\n\n"
    rows = [
        f"## {words(report.exercise)}: {report.points:g} of {report.max_points:g} points\n",
        f"{code(report.student)}, {code(report.source)}\n",
    ]
    if report.problem:
        rows.append(f"It could not be read: {code(report.problem)}\n")
    rows += [
        "| function | points | of | hidden checks | in words |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    return "\n".join([*rows, *map(_row, report.stubs), "", _ignored(report)])


def _row(stub: StubReport) -> str:
    hidden = [line for line in stub.checks if line.check.hidden]
    passed = f"{sum(line.earned for line in hidden)} of {len(hidden)}" if hidden else ""
    return f"| {code(stub.name)} | {stub.points:g} | {stub.max_points:g} | {passed} | {_state(stub)} |"


def _state(stub: StubReport) -> str:
    titles = [words(named.title) for named in _named(stub)]
    if titles:
        return "; ".join(titles)
    # How a hidden check failed would tell something about it: that it did is all there is to say.
    lost = dict.fromkeys("failed" if line.check.hidden else line.status for line in stub.checks if not line.earned)
    if lost:
        return "not there, or not started" if set(lost) == {"missing"} else ", ".join(lost)
    return "right, once what it uses is" if any(line.follow_through for line in stub.checks) else "right"


def _named(stub: StubReport) -> list[Named]:
    return list(dict.fromkeys(line.misconception for line in stub.checks if line.misconception))


def _ignored(report: Report) -> str:
    if not report.ignored:
        return ""
    shown = ", ".join(code(path) for path in report.ignored[:MAX_IGNORED])
    more = len(report.ignored) - MAX_IGNORED
    return (
        f"Also there, and not read: {shown}{f', and {more} more' if more > 0 else ''}. Checks, expected numbers "
        f"and all else but the submission itself are the course's own.\n\n"
    )


def _details(report: Report, *, named: bool) -> Iterator[str]:
    who = f"{report.student}, {report.exercise}: " if named else ""
    for stub in report.stubs:
        if report.status == "graded" and not all(line.earned for line in stub.checks):
            what = html.escape(harmless(who + stub.name)).replace("\n", "\\n")
            title = f"<summary><code>{what}</code>: {stub.points:g} of {stub.max_points:g}</summary>"
            yield "\n".join([f"<details>{title}\n", *_stub(stub), "</details>\n\n"])


def _stub(stub: StubReport) -> Iterator[str]:
    for named in _named(stub):
        yield f"**{words(named.title)}**\n\n{words(' '.join(levels(named)))}\n"
    for line in stub.checks:
        if line.check.hidden or line.earned:
            continue
        where = f", {_where(line)}" if line.where else ""
        yield f"{code(line.check.id)}: {line.status}{where}\n\n{block(what(line))}\n"
    hidden = sum(line.check.hidden and not line.earned for line in stub.checks)
    if hidden:
        yield f"{hidden} hidden check{'s' if hidden > 1 else ''} of this function did not pass.\n"


def _where(line: CheckReport) -> str:
    if line.where is None:
        return ""
    if line.where.file:
        return f"{line.where}"
    return f"cell {line.where.cell}, line {line.where.line}" if line.where.cell else f"line {line.where.line}"


def problems(reports: Sequence[Report]) -> str:
    """Return a workflow command for each stub that lost points, at the line to look at; ten at most."""
    commands = [command for report in reports for command in _annotations(report)]
    return "".join(f"{command}\n" for command in commands[:MAX_ANNOTATIONS])


def _annotations(report: Report) -> Iterator[str]:
    if report.failure:
        yield command("error", say("error"), title=f"{report.exercise}: not graded")
        return
    if report.problem:
        yield command("error", report.problem, file=report.source, title=f"{report.exercise}: no points")
        return
    yield from (_annotation(report, stub) for stub in report.stubs if not all(line.earned for line in stub.checks))


def _annotation(report: Report, stub: StubReport) -> str:
    lost = [line for line in stub.checks if not line.earned]
    line = next((line for line in lost if not line.check.hidden), lost[0])
    title = f"{stub.name}: {stub.points:g} of {stub.max_points:g} points"
    fields = {"file": report.source, "title": title}
    if line.where and line.where.cell:
        fields["title"] = f"{title} ({_where(line)})"  # a line of the notebook's file would say nothing
    elif line.where:
        if line.where.file:
            fields["file"] = f"{report.source.rstrip('/')}/{line.where.file}"
        fields["line"] = str(line.where.line)
    return command("error", message(line)[:MAX_ANNOTATION], **fields)


def command(name: str, data: str, **fields: str) -> str:
    """Return a workflow command; its data and fields are escaped as GitHub's own toolkit does it."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in fields.items())
    return f"::{name}{' ' if listed else ''}{listed}::{_data(data)}"


def _data(text: str) -> str:
    return harmless(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def outputs(reports: Sequence[Report]) -> str:
    """
    Return the step's outputs for GitHub's file of outputs: `points` and `max_points` over all reports, empty
    where the grader failed at one of them, and at how many it did: `errors`.
    """
    if any(report.failure for report in reports):
        return f"points=\nmax_points=\nerrors={sum(bool(report.failure) for report in reports)}\n"
    points, most = sum(report.points for report in reports), sum(report.max_points for report in reports)
    return f"points={points:g}\nmax_points={most:g}\nerrors=0\n"
