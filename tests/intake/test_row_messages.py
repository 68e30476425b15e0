"""What is said of rows and merged cells that are not as they should be, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.worksheet.table import Table

from badbook import GOOD, Sheets, beside, replaced, told, with_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def merged(sheet: str, where: str) -> Callable[[Any], None]:
    return lambda book: book[sheet].merge_cells(where)


def row_hidden(sheet: str, row: int) -> Callable[[Any], None]:
    return lambda book: setattr(book[sheet].row_dimensions[row], "hidden", True)


def native_table(sheet: str, where: str, *, totals: bool = False) -> Callable[[Any], None]:
    return lambda book: book[sheet].add_table(
        Table(displayName="native", ref=where, totalsRowCount=int(totals) or None)
    )


@pytest.mark.parametrize(
    ("sheets", "look", "messages"),
    [
        pytest.param(
            with_rows("Demand", ["Total", None, None, 300]),
            None,
            [
                "error totals-row: Demand!A3: The row is called 'Total', as a row of totals is. Delete it, or set include to No."
            ],
            id="row of totals without names",
        ),
        pytest.param(
            with_rows("Sources", ["Total", "pack", 500, 915]),
            None,
            [
                "error totals-row: Sources!A4: The row is called 'Total', as a row of totals is. Delete it, or set include to No."
            ],
            id="row of totals that adds up",
        ),
        pytest.param(
            with_rows("Sources", ["Reno", "TOTAL:", 500, 915]),
            None,
            [
                "error totals-row: Sources!B4: The row is called 'TOTAL:', as a row of totals is. Delete it, or set include to No."
            ],
            id="row of totals named in its second column",
        ),
        pytest.param(
            with_rows("Sources", ["Totals", None, 500, 915]),
            native_table("Sources", "A1:D4", totals=True),
            ["error totals-row: Sources!A4: The row of totals of the Excel table is among the records. Switch it off."],
            id="row of totals of an Excel table",
        ),
        pytest.param(
            with_rows("Demand", ["Source: sales plan", None, None, None]),
            None,
            [
                "error incomplete-row: Demand!A3: Only site is filled in this row: 'Source: sales plan'. Fill item, period, quantity too, or clear the row."
            ],
            id="remark below the table",
        ),
        pytest.param(
            GOOD,
            merged("Sources", "D2:D3"),
            [
                "error merged-cells: Sources!D2: Cells of rows 2 to 3 are merged: only the first of them holds the value, the others are blank. Unmerge them, and fill every one."
            ],
            id="figures merged",
        ),
        pytest.param(
            GOOD,
            merged("Lead_times", "B2:B3"),
            [
                "error merged-cells: Lead_times!B2: Cells of rows 2 to 3 are merged: only the first of them holds the value, the others are blank. Unmerge them, and fill every one."
            ],
            id="names merged",
        ),
        pytest.param(
            GOOD,
            merged("Demand", "A2:B2"),
            [
                "error merged-cells: Demand!A2: Cells of row 2 are merged: only the first of them holds the value, the others are blank. Unmerge them, and fill every one."
            ],
            id="cells of one row merged",
        ),
        pytest.param(beside("Items", "notes", "both", None), merged("Items", "C2:C3"), [], id="notes merged"),
        pytest.param(
            beside("Items", "colour", "red", None),
            merged("Items", "C2:C3"),
            ["note unknown-column: Items!C1: The column 'colour' is not known. It is not used."],
            id="cells merged in a column that is not used",
        ),
        pytest.param(
            beside("Items", "valu", 5, None),
            None,
            ["note unknown-column: Items!C1: The column 'valu' is not known. It is not used. Did you mean value?"],
            id="column like one that is there",
        ),
        pytest.param(
            {
                **GOOD,
                "Sites": [
                    [*GOOD["Sites"][0], "fixed_cost"],
                    *([*row, None] for row in GOOD["Sites"][1:]),
                    ["Total", "NA", "market", None],
                ],
            },
            None,
            [
                "note unused-site: Sites!A5: Total makes, wants, keeps and passes on nothing. Connect it, or delete the row."
            ],
            id="site called Total",
        ),
        pytest.param(
            GOOD,
            row_hidden("Sources", 3),
            [
                "note hidden-rows: Sources!3:3: Row 3 is hidden or filtered out, and used like any other. To leave rows out, set include to No."
            ],
            id="filtered rows",
        ),
        pytest.param(
            GOOD,
            native_table("Sources", "A1:D2"),
            [
                "warning below-table: Sources!3:3: Row 3 is below the end of the Excel table in row 2; it is used like those in it. Drag the table's corner down over it, or clear what is no record."
            ],
            id="table shorter than the records",
        ),
        pytest.param(
            replaced("Sources", ["required", "required", "units/month", "money/unit"], *GOOD["Sources"]),
            None,
            [
                "warning changed-unit: Sources!C1: The unit above capacity is 'units/month', but its figures are read in units/week. Convert the figures, and put units/week back."
            ],
            id="units edited",
        ),
        pytest.param(
            replaced("Sources", ["required", "required", "units/week", "money/unit"], *GOOD["Sources"]),
            None,
            [],
            id="units untouched",
        ),
        pytest.param(
            replaced(
                "Settings",
                ["name", "value", "unit"],
                ["discount_rate", 8, "fraction/year"],
                ["time_limit", 10, "min"],
                ["discont_rate", 0.1, None],
                ["colour", 1, None],
                ["mip_gap", "tight", None],
                ["time_limit", 5, None],
            ),
            None,
            [
                "error above-range: Settings!B2: discount_rate is 8. Allowed: a number from 0 to 1 (100 %) [fraction/year]. If 8 % is meant, enter 0.08.",
                "error not-a-number: Settings!B6: mip_gap is the text 'tight'. Allowed: a number from 0 to 1 (100 %) [fraction]. Enter a number [fraction], or leave the cell blank (0.0001).",
                "error duplicate-key: Settings!A7: The setting time_limit is already given on row 3. Keep one of the two rows.",
                "warning changed-unit: Settings!C3: The unit of time_limit is given as 'min', but its value is read in s. Convert the value, and put s back.",
                "warning unknown-setting: Settings!A4: There is no setting called 'discont_rate'. It is not used. Did you mean discount_rate?",
                "note unknown-setting: Settings!A5: There is no setting called 'colour'. It is not used.",
            ],
            id="settings",
        ),
    ],
)
def test_odd_rows_are_explained(
    sheets: Sheets, look: Callable[[Any], None] | None, messages: list[str], tmp_path: Path
) -> None:
    assert told(sheets, tmp_path, look) == messages
