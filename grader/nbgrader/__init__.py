"""
nbgrader grades by this package: `configure` puts its steps among nbgrader's own, in `nbgrader_config.py`:

    from grader.nbgrader import configure

    configure(get_config())
"""

from __future__ import annotations

from grader.nbgrader.plugin import configure

__all__ = ["configure"]
