"""
Take the pictures of the README and the pages anew: `python docs/pictures/take.py`, with Chromium installed.

They show the pages of `tests/data/site`, which a test compares with what the grader writes today.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "tests" / "data" / "site" / "perceptron"
PICTURES = {"class": ("index.html", "900,1180"), "student": ("students/cem.html", "900,900")}


def take(page: Path, size: str, to: Path) -> None:
    """Write a picture of a page in a window of a size, in pixels."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium here: apt-get install chromium")
    options = ["--headless=new", "--no-sandbox", "--hide-scrollbars", f"--window-size={size}"]
    command = [chromium, *options, f"--screenshot={to}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


if __name__ == "__main__":
    for name, (page, size) in PICTURES.items():
        take(SITE / page, size, HERE / f"{name}.png")
