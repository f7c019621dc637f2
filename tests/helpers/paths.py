"""Where things are in this repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
CLASSES = DATA / "classes"
"""Sample classes, one folder an exercise: what `make grade` grades."""
