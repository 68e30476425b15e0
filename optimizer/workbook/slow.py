"""Cells as openpyxl sees them: slower, but at home in every form a workbook can take."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.intake.raw import UNCALCULATED, Block, Layout
from optimizer.workbook.archive import damaged
from optimizer.workbook.layout import MOST_MERGED, block
from optimizer.workbook.xml_text import MOST_LETTERS, without_escapes

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

    from openpyxl import Workbook

    from optimizer.workbook.grid import Cells
    from optimizer.workbook.package import Package

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def slow_cells(path: Path, archive: zipfile.ZipFile, package: Package) -> dict[str, tuple[Cells, Layout]]:
    """Cells and layout of every worksheet by its title.

    openpyxl forgets whether Excel escaped an escape: a text that shows as ``_x000D_`` is taken for a line end here.

    Raises
    ------
    RefusedError
        When openpyxl cannot read the file either.

    """
    try:
        values = _load(path, data_only=True)
        parts = [part for part in package.sheets.values() if part in archive.NameToInfo]
        uses_formulas = any(_FORMULA.search(archive.read(part)) for part in parts)
        formulas = _load(path, data_only=False) if uses_formulas else None
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        raise damaged(error) from error
    return {sheet.title: (_by_column(_filled(sheet, formulas)), _layout(sheet)) for sheet in values.worksheets}


def _load(path: Path, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings(), path.open("rb") as stream:  # openpyxl itself leaves a damaged file open
        warnings.simplefilter("ignore")
        return load_workbook(stream, data_only=data_only, keep_links=False)


def _filled(sheet: Any, formulas: Workbook | None) -> dict[tuple[int, int], Any]:
    """Values by column and row, from the sparse table of cells: the full grid may be 17 billion of them."""
    found = {}
    asked = formulas[sheet.title]._cells if formulas else {}  # noqa: SLF001 - the public way fills the whole grid
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001 - the same
        value = cell.value
        if isinstance(value, str) and value:
            found[column, row] = without_escapes(value[:MOST_LETTERS])
        elif not isinstance(value, str) and value is not None:
            found[column, row] = value
        elif (
            value is None and cell.data_type != "str" and (row, column) in asked and asked[row, column].data_type == "f"
        ):
            found[column, row] = UNCALCULATED
    return found


def _layout(sheet: Any) -> Layout:
    """What a worksheet shows beside its values."""
    natives = [(table, block(table.ref)) for table in sheet.tables.values()]
    found = [(whole, int(bool(table.totalsRowCount))) for table, whole in natives if whole]
    merged = [Block(*cells.bounds) for cells in list(sheet.merged_cells.ranges)[:MOST_MERGED]]
    return Layout(
        is_hidden=sheet.sheet_state != "visible",
        hidden_rows=tuple(sorted(row for row, shape in sheet.row_dimensions.items() if shape.hidden)),
        merged=tuple(sorted(merged, key=lambda cells: (cells.top, cells.left))),
        tables=tuple(Block(whole.left, whole.top, whole.right, whole.bottom - rows) for whole, rows in found),
        totals=tuple(whole.bottom for whole, rows in found if rows),
    )


def _by_column(found: dict[tuple[int, int], Any]) -> Cells:
    rows: dict[int, list[int]] = {}
    for column, row in sorted(found):
        rows.setdefault(column, []).append(row)
    cells = {}
    for column, places in rows.items():
        values = np.empty(len(places), dtype=np.object_)
        values[:] = [found[column, row] for row in places]
        cells[column] = (np.array(places, dtype=np.int64), values)
    return cells
