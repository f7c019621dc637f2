"""`grader report`: a record of `grader grade --json`, shown again or written as other files; nothing is graded."""

from __future__ import annotations

import itertools
import sys
from argparse import Namespace
from pathlib import Path

from grader.cli.output import Output
from grader.errors import UsageError
from grader.files import write_text
from grader.model import Report
from grader.report import junit, record, table
from grader.report.terminal import Summary, print_class


def report(options: Namespace) -> None:
    """Read a record, of this schema or of schema 1, write the files that are asked for, and print the tables."""
    reports = _read(options.record)
    if options.junit:
        write_text(Path(options.junit), junit.dumps(reports))
    if options.csv:
        write_text(Path(options.csv), table.dumps(reports))
    if options.json == "-":
        sys.stdout.write(record.dumps(reports))
        return
    if options.json:
        write_text(Path(options.json), record.dumps(reports))
    console = Output(highlight=False)
    for _, some in itertools.groupby(sorted(reports, key=lambda each: each.exercise), lambda each: each.exercise):
        print_class(console, list(some), Summary(None))


def _read(name: str) -> list[Report]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        return record.loads(text)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is no record of `grader grade --json`: it is not UTF-8") from error
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from error
