"""The whole input vocabulary: core sheets, and the sheets and columns every feature adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from models.features import FEATURES
from models.schema import Column, flag, text
from models.sheets import CORE_SHEETS

if TYPE_CHECKING:
    from models.schema import Columns, Record, Sheet

INCLUDE: Column = replace(flag("No: the row is left out.", default=True), name="include")
NOTES: Column = replace(text("Anything: sources of figures, assumptions, reminders."), name="notes")


@dataclass(frozen=True)
class SheetEntry:
    """One sheet as the planner sees it.

    Attributes
    ----------
    sheet
        The class that owns it.
    groups
        Column groups that features put on it.

    """

    sheet: type[Sheet]
    groups: tuple[type[Columns], ...]

    @property
    def name(self) -> str:
        """Sheet name in the workbook."""
        return self.sheet.sheet

    @property
    def records(self) -> tuple[type[Record], ...]:
        """Every class whose arrays the sheet fills."""
        return (self.sheet, *self.groups)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns in sheet order, without the trailing ``include`` and ``notes``."""
        return tuple(column for record in self.records for column in record.columns)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Columns in sheet order, ``include`` and ``notes`` last."""
        return (*self.columns, NOTES) if self.sheet.scalar else (*self.columns, INCLUDE, NOTES)


@cache
def catalogue() -> dict[str, SheetEntry]:
    """Every input sheet by name, in the order of the workbook."""
    sheets = [*CORE_SHEETS, *(sheet for feature in FEATURES for sheet in feature.sheets)]
    groups = [group for feature in FEATURES for group in feature.columns]
    return {sheet.sheet: SheetEntry(sheet, tuple(group for group in groups if group.base is sheet)) for sheet in sheets}
