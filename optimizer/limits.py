"""How far an input is trusted, and what reading it may ask of the machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Trust(Enum):
    """Where a workbook is taken apart.

    A workbook is XML in a zip archive, and whoever made it decides what its parsing costs. A child process bounds
    that: it can run out of memory or time, or crash, and this process goes on. It costs about 0.2 s.

    """

    OWN = "own"
    """In this process: its maker is trusted. For programs that read what they or their planners wrote."""
    SMALL = "small"
    """In this process while it is small and as spreadsheet programs write it, in a child otherwise: what is read in
    this process takes time and memory in proportion to its size. For a planner at a terminal."""
    NOBODY = "nobody"
    """In a child, whatever it looks like. For files that come from anywhere: batches over a folder, HTTP."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one workbook may ask of the machine.

    Attributes
    ----------
    trust
        Where it is taken apart.
    file_bytes, unpacked_bytes
        Largest file, and largest sum of its parts when they are unpacked [bytes].
    json_bytes
        Largest input in JSON [bytes]; Python takes up to 20 times as much for it.
    parts, sheets
        Most parts in the archive, most worksheets.
    small_bytes
        Sum of the unpacked parts up to which a workbook is small [bytes].
    memory_bytes
        Address space of the child [bytes]; kept where the system can (not on Windows).
    seconds
        Time the child may take [s].

    """

    trust: Trust = Trust.OWN
    file_bytes: int = 1 << 28
    unpacked_bytes: int = 1 << 30
    json_bytes: int = 1 << 27
    parts: int = 10_000
    sheets: int = 1_000
    small_bytes: int = 1 << 22
    memory_bytes: int = 1 << 32
    seconds: float = 120.0


OWN = Limits()
"""Those of a program that reads what it trusts."""
PLANNER = Limits(Trust.SMALL)
"""Those of the command line."""
