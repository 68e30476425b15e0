"""The order in which issues are told, and how many of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.issue import Severity

MOST_OF_A_KIND = 200
"""Issues of one code that are listed one by one; the rest is counted."""


def ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Errors first, then by sheet, row and column; beyond the most of one kind the rest is counted."""
    place = {name: k for k, name in enumerate(catalogue())}
    ranked = sorted(
        dict.fromkeys(issues),
        key=lambda i: (-i.severity, place.get(i.sheet, -1), i.row, len(i.column), i.column, i.code),
    )
    counts: dict[tuple[str, Severity], int] = {}
    shown: list[Issue] = []
    last: dict[tuple[str, Severity], int] = {}
    for issue in ranked:
        kind = issue.code, issue.severity
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= MOST_OF_A_KIND:
            last[kind] = len(shown)
            shown.append(issue)
    for (code, severity), position in sorted(last.items(), key=lambda item: -item[1]):
        if (more := counts[code, severity] - MOST_OF_A_KIND) > 0:
            found = f"... and {more} more of this kind."
            rest = Issue(shown[position].sheet, 0, "", code, found, "Correct those that are listed first.", severity)
            shown.insert(position + 1, rest)
    return tuple(shown)
