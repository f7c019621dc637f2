"""Renderings of reports, as JSON, JUnit, CSV, Markdown, tables: each a pure function from reports to text."""
