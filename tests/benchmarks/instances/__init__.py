"""Seeded instances of three sizes, as records of the project's own sheets (see ``instance``)."""

from __future__ import annotations

from .book import instance
from .size import SIZES, Size

__all__ = ["SIZES", "Size", "instance"]
