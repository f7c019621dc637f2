"""The package's version, which builds and reports name."""

__version__ = "0.1.0"
