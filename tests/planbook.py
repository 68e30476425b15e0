"""Tables of a written plan, as they are read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


MADE = dt.datetime(2027, 1, 2, 3, 4, tzinfo=dt.UTC)


def body(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """Rows of the native table of a sheet, without a row of totals."""
    (native,) = sheet.tables.values()
    cells = [[cell.value for cell in row] for row in sheet[native.ref]]
    return [tuple(row) for row in cells[1 : len(cells) - (native.totalsRowCount or 0)]]
