"""`grader merge`: one record out of the records of all shards of a run."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from grader.cli.report import text_of
from grader.errors import UsageError
from grader.files import write_text
from grader.report import shards


def merge(options: Namespace) -> None:
    """Write the record that one run would have written; raise UsageError if that cannot be said of it."""
    if doubled := sorted({name for name in options.records if options.records.count(name) > 1}):
        raise UsageError(f"named twice: {', '.join(doubled)}")
    merged = shards.merge({name: text_of(name) for name in options.records})
    if options.json == "-":
        sys.stdout.write(merged)
        return
    write_text(Path(options.json), merged)
    print(f"{options.json}: written, out of {len(options.records)} shards")
