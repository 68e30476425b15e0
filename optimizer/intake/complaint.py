"""What is wrong with one cell, before its address is put to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SHOWN = 40
"""Characters of a wrong text that are quoted."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a cell: code, sentence, and what to do; only a warning when the value can be used."""

    code: str
    found: str
    remedy: str
    usable: bool = False


Parsed = tuple[Any, Complaint | None]
"""Value of a cell, or a stand-in for it with what is wrong."""


def shortened(text: str) -> str:
    """Return a text short enough to be quoted, unprintable characters shown as their codes."""
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return "".join(ch if ch.isprintable() else f"<U+{ord(ch):04X}>" for ch in shown)
