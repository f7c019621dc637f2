"""A pool that is open already, and stays open: code that opens one of its own need not wait for it."""

from __future__ import annotations

from grader.sandbox.outside.pool import Pool


class OpenPool:
    """Stands where the class `Pool` is called, and hands out the one pool that there is."""

    def __init__(self, pool: Pool) -> None:
        self.checks, self.run, self.isolation, self.missing = pool.checks, pool.run, pool.isolation, pool.missing

    def __call__(self, *tests: str, **options: object) -> OpenPool:
        return self

    def __enter__(self) -> OpenPool:
        return self

    def __exit__(self, *error: object) -> None:
        pass
