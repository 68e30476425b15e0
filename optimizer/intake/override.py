"""Values that take the place of those on the sheet Settings: another run of the same input, nothing typed anew."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.catalogue import catalogue
from models.sheets import Settings
from optimizer.intake.raw import RawBook, RawColumn, RawSheet, from_records, simplified
from optimizer.intake.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.issue import Issue

NAME, VALUE = "name", "value"


def with_settings(book: RawBook, settings: Mapping[str, Any]) -> RawBook:
    """Return the book with other values on the sheet Settings; its fingerprint is another one too.

    Parameters
    ----------
    settings
        New values by the name of the setting; None: as if the cell were blank.

    """
    if not settings:
        return book
    position = next(
        (p for p, raw in enumerate(book.sheets) if simplified(raw.name) == simplified(Settings.sheet)), None
    )
    sheets = list(book.sheets)
    if position is None:
        sheets += from_records({Settings.sheet: [settings]}).sheets
    else:
        sheets[position] = _replaced(sheets[position], settings)
    mark = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()[:16]
    return replace(book, sheets=tuple(sheets), digest=f"{book.digest}+{mark}")


def wrong_settings(settings: Mapping[str, Any]) -> tuple[Issue, ...]:
    """What is wrong with values for the sheet Settings, whatever the input they are meant for."""
    (raw,) = from_records({Settings.sheet: [settings]}).sheets
    return tuple(read_table(catalogue()[Settings.sheet], raw).issues)


def _replaced(raw: RawSheet, settings: Mapping[str, Any]) -> RawSheet:
    """Return the sheet with the values put into their rows, or into new rows at the end."""
    columns = {simplified(column.header): column for column in raw.columns}
    if not {NAME, VALUE} <= columns.keys():
        return raw  # a sheet without its headers is told to the planner as it is
    listed = [simplified(str(value or "")) for value in columns[NAME].values]
    rows = {name: listed.index(simplified(name)) for name in settings if simplified(name) in listed}
    new = [name for name in settings if name not in rows]

    def values(column: RawColumn) -> list[Any]:
        kind, found = simplified(column.header), list(column.values)
        if kind == NAME:
            return [*found, *new]
        for name, row in rows.items():
            found[row] = settings[name] if kind == VALUE else None
        return [*found, *(settings[name] if kind == VALUE else None for name in new)]

    changed = tuple(replace(column, values=values(column)) for column in raw.columns)
    return replace(raw, columns=changed, rows=(*raw.rows, *(0 for _ in new)))
