"""Sheets of the book: which declared sheet each of them is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.issue import Issue, Severity
from optimizer.intake.guesses import closest
from optimizer.intake.letters import deceptions, has_strangers
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.intake.raw import RawBook, RawSheet

OUR_OWN_SHEETS = frozenset({"readme", "about", "problems"})
"""Sheets that are ours or free text, and so no surprise."""
_COPY = re.compile(
    r"(?:copy of |old |backup |new )?(.*?)(?: ?\([0-9]+\)| ?copy| ?old| ?backup| ?v?[0-9]+)?", re.IGNORECASE
)
"""What Excel and planners call a second version of a sheet: ``Sites (2)``, ``Copy of Sites``, ``Sites old``."""


def match_sheets(book: RawBook, issues: list[Issue]) -> dict[str, RawSheet]:
    """Raw sheets by the name of the declared sheet they stand for."""
    known = {simplified(name): name for name in catalogue()}
    found: dict[str, RawSheet] = {}
    for raw in book.sheets:
        name = known.get(simplified(raw.name))
        if name is None:
            continue
        if name in found:
            text = f"Two sheets stand for {name}: '{found[name].name}' and '{raw.name}'."
            issues.append(Issue(raw.name, 0, "", "duplicate-sheet", text, "Delete or rename one of them."))
            continue
        found[name] = raw
        issues += _about(name, raw)
    strangers = [raw for raw in book.sheets if simplified(raw.name) not in {*known, *OUR_OWN_SHEETS}]
    issues += [_stranger(raw, known, found) for raw in strangers]
    issues += _absent(found, [raw.name for raw in strangers])
    return found


def _about(name: str, raw: RawSheet) -> Iterator[Issue]:
    """What is odd about a sheet that is used."""
    if has_strangers(raw.name):
        text = f"The sheet '{raw.name}' is read as {name}: {deceptions(raw.name)}."
        yield Issue(raw.name, 0, "", "look-alike", text, f"Type {name} again.", Severity.WARNING)
    if not raw.header_row and raw.rows:
        wanted = ", ".join(column.name for column in catalogue()[name].columns[:4])
        text = "No row of column headers was found in the first 20 rows."
        yield Issue(raw.name, 0, "", "no-header", text, f"Put the headers ({wanted}, ...) in one row.")


def _stranger(raw: RawSheet, known: dict[str, str], found: dict[str, RawSheet]) -> Issue:
    """A sheet that is not used; one that seems to be a known sheet misspelt, or a copy of one, is more than a note."""
    match = _COPY.fullmatch(raw.name.strip())
    original = known.get(simplified(match[1])) if match else None
    if original is not None:
        text = f"The sheet seems to be another version of {original}."
        remedy = f"It is not used. Delete it, or put what is right on {original}."
        return Issue(raw.name, 0, "", "unknown-sheet", text, remedy, Severity.WARNING)
    hint = closest(raw.name, catalogue())
    is_missing = bool(hint) and hint[len(" Did you mean ") : -1] not in found
    severity = Severity.WARNING if is_missing else Severity.NOTE
    text = "A sheet of this name is not known."
    return Issue(raw.name, 0, "", "unknown-sheet", text, f"It is not used.{hint}", severity)


def _absent(found: dict[str, RawSheet], strangers: list[str]) -> Iterator[Issue]:
    for name, entry in catalogue().items():
        if entry.sheet.required and name not in found:
            hint = closest(name, strangers).replace("Did you mean", "Is it the sheet called")
            text = f"The sheet {name} is missing."
            yield Issue(name, 0, "", "missing-sheet", text, f"Add it: {entry.sheet.purpose}{hint}")
