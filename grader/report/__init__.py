"""Renderings of the one record: each a pure function from reports to text."""
