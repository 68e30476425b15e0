"""What the compiler cannot do."""

from __future__ import annotations


class CannotCompileError(Exception):
    """Something only Pyomo's own compiler understands."""
