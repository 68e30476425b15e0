"""Exit codes, the same for every command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a process says when it ends."""

    PLAN = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    IMPOSSIBLE = 4
    STOPPED_WITH_PLAN = 5
    STOPPED_WITHOUT_PLAN = 6
    LOST = 7
    OUTPUT = 8
    BUSY = 9
    SOME = 10
    NONE = 11
    QUIT = 130
