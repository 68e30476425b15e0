"""Problems of an input as a table on a terminal, sheet by sheet."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from models.issue import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.issue import Issue

COLOURS = {Severity.ERROR: "\033[31m", Severity.WARNING: "\033[33m", Severity.NOTE: "\033[36m"}
BOLD, PLAIN = "\033[1m", "\033[0m"
NARROWEST, WIDEST, WIDTH_OF_FILES = 60, 140, 110
"""Characters of a line: on a terminal between the first two, elsewhere the third."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def print_problems(issues: Sequence[Issue], stream: TextIO) -> None:
    """Print issues sheet by sheet, errors first within each, and count them."""
    is_terminal = stream.isatty()
    columns = shutil.get_terminal_size((WIDTH_OF_FILES, 24)).columns
    width = min(max(columns, NARROWEST), WIDEST) if is_terminal else WIDTH_OF_FILES
    lines = problem_lines(issues, width, coloured=is_terminal and shows_colours())
    print(*lines, sep="\n", file=stream)


def shows_colours() -> bool:
    """Whether colours are wanted, as far as the environment says; see no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def problem_lines(issues: Sequence[Issue], width: int, *, coloured: bool = False) -> list[str]:
    """Lines of the table.

    Parameters
    ----------
    width
        Characters a line may have.
    coloured
        Whether severities are coloured.

    """
    first = {issue.sheet: k for k, issue in reversed(list(enumerate(issues)))}
    ordered = sorted(issues, key=lambda issue: first[issue.sheet])
    room = max((len(_place(issue)) for issue in issues), default=0) + 2
    lines: list[str] = []
    for sheet, found in groupby(ordered, key=lambda issue: issue.sheet):
        title = printable(sheet)
        lines += [f"{BOLD}{title}{PLAIN}" if coloured else title]
        for issue in found:
            lines += _lines(issue, width, min(room, 18), coloured=coloured)
        lines.append("")
    return [*lines, counted(issues)]


def counted(issues: Sequence[Issue]) -> str:
    """Say how many issues there are of each severity."""
    counts = [(sum(issue.severity is severity for issue in issues), severity.word) for severity in reversed(Severity)]
    return ", ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in counts if n) + "."


def printable(text: str) -> str:
    """Text without control characters, which could do things to a terminal."""
    return _CONTROL.sub(lambda match: " " if match[0] in "\t\n\r" else f"\\x{ord(match[0]):02x}", text)


def _lines(issue: Issue, width: int, room: int, *, coloured: bool) -> list[str]:
    word = f"  {issue.severity.word:9}"
    place = f"{_place(issue):{room}}"
    allowed = getattr(issue, "allowed", "")
    allowed = f"Allowed: {allowed}." if allowed else ""
    indent = len(word) + room
    text = textwrap.wrap(
        printable(" ".join(filter(None, (issue.found, allowed, issue.remedy)))), max(width - indent, 30)
    )
    shown = f"{COLOURS[issue.severity]}{word}{PLAIN}" if coloured else word
    if len(place) > room:  # a long address, as those in JSON, has a line of its own
        return [f"{shown}{place}", *(" " * indent + line for line in text)]
    rest = [" " * indent + line for line in text[1:]]
    return [f"{shown}{place}{text[0] if text else ''}".rstrip(), *rest]


def _place(issue: Issue) -> str:
    return printable(issue.cell.removeprefix(issue.sheet).removeprefix("!")) if issue.row else ""
