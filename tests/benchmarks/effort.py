"""How much is measured."""

from __future__ import annotations

from enum import Enum


class Effort(Enum):
    """How much is measured: QUICK in a minute or two, USUAL in a quarter of an hour, FULL in an hour."""

    QUICK = "quick"
    USUAL = "usual"
    FULL = "full"
