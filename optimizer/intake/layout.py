"""What the look of a worksheet hides from its reader: merged cells, rows out of sight, tables that end too early."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from models.issue import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from optimizer.intake.raw import Block, RawColumn, RawSheet


def check_layout(raw: RawSheet, rows: Collection[int]) -> Iterator[Issue]:
    """What a planner may not see, or take for left out.

    Parameters
    ----------
    rows
        Numbers of the rows that are used.

    """
    layout = raw.layout
    if layout.is_hidden:
        text = "The sheet is hidden, and used like any other."
        remedy = "Unhide it to look at it, or delete it if it is not meant."
        yield Issue(raw.name, 0, "", "hidden-sheet", text, remedy, Severity.NOTE)
    hidden = sorted(set(layout.hidden_rows) & set(rows)) if layout.hidden_rows else []
    if hidden:
        text = f"{_rows(hidden)} hidden or filtered out, and used like any other."
        remedy = "To leave rows out, set include to No."
        yield Issue(raw.name, hidden[0], "", "hidden-rows", text, remedy, Severity.NOTE)
    for table in layout.tables:
        beyond = [row for row in rows if row > table.bottom and row not in layout.totals]
        if beyond and table.top == raw.header_row:
            many = len(beyond) > 1
            text = f"{_rows(beyond)} below the end of the Excel table in row {table.bottom}"
            text += f"; {'they are' if many else 'it is'} used like those in it."
            remedy = f"Drag the table's corner down over {'them' if many else 'it'}, or clear what is no record."
            yield Issue(raw.name, beyond[0], "", "below-table", text, remedy, Severity.WARNING)


def _rows(rows: list[int]) -> str:
    """Rows in words, with the verb: ``Row 7 is``, ``5 rows (7 to 12) are``."""
    return f"Row {rows[0]} is" if len(rows) == 1 else f"{len(rows)} rows ({rows[0]} to {rows[-1]}) are"


def covered_cells(
    raw: RawSheet, columns: Mapping[str, RawColumn], numbers: Mapping[str, int], rows: Sequence[int]
) -> Iterator[tuple[Block, str, dict[str, list[int]]]]:
    """Merged cells that lie over cells of the table: the block, its first column, and the cells it covers.

    Parameters
    ----------
    numbers
        Number of each column counted from 1, by its declared name.
    rows
        Numbers of the rows that are used, ascending.

    """
    for block in raw.layout.merged:
        first_row = bisect_left(rows, max(block.top, raw.header_row + 1))
        inside = rows[first_row : bisect_right(rows, block.bottom)]
        over = {
            name: [row for row in inside if number != block.left or row != block.top]
            for name, number in numbers.items()
            if name in columns and block.left <= number <= block.right
        }
        over = {name: cells for name, cells in over.items() if cells}
        if over:
            first = next((name for name, number in numbers.items() if number == block.left), next(iter(over)))
            yield block, first, over
