"""What is said of sheets, headers and rows that are not as they should be, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from badbook import GOOD, Sheets, beside, changed, replaced, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def without(name: str) -> Sheets:
    return {title: rows for title, rows in GOOD.items() if title != name}


def renamed(name: str, other: str) -> Sheets:
    return {(other if title == name else title): rows for title, rows in GOOD.items()}


def hidden(sheet: str) -> Callable[[Any], None]:
    return lambda book: setattr(book[sheet], "sheet_state", "hidden")


@pytest.mark.parametrize(
    ("sheets", "look", "messages"),
    [
        pytest.param(
            without("Items"),
            None,
            [
                "error missing-sheet: Items: The sheet Items is missing. Add it: Everything that is made, bought or sold."
            ],
            id="missing sheet",
        ),
        pytest.param(
            renamed("Lead_times", "Lead_tmes"),
            None,
            [
                "error missing-sheet: Lead_times: The sheet Lead_times is missing. Add it: Lanes: how items travel, how long it takes and what it costs. Is it the sheet called Lead_tmes?",
                "warning unknown-sheet: Lead_tmes: A sheet of this name is not known. It is not used. Did you mean Lead_times?",
            ],
            id="misspelt required sheet",
        ),
        pytest.param(
            renamed("Items", "Itеms"),
            None,
            [
                "warning look-alike: Itеms: The sheet 'Itеms' is read as Items: character 3 is the Cyrillic letter 'е' (U+0435), which looks like 'e'. Type Items again."
            ],
            id="Cyrillic letter in a sheet name",
        ),
        pytest.param(
            {**GOOD, "items ": GOOD["Items"]},
            None,
            [
                "error duplicate-sheet: items : Two sheets stand for Items: 'Items' and 'items '. Delete or rename one of them."
            ],
            id="two sheets alike after trimming",
        ),
        pytest.param(
            {**GOOD, "Sites (2)": GOOD["Sites"]},
            None,
            [
                "warning unknown-sheet: Sites (2): The sheet seems to be another version of Sites. It is not used. Delete it, or put what is right on Sites."
            ],
            id="copy of a sheet",
        ),
        pytest.param(
            {**GOOD, "Tarrifs": [["a"]]},
            None,
            [
                "warning unknown-sheet: Tarrifs: A sheet of this name is not known. It is not used. Did you mean Tariffs?"
            ],
            id="misspelt optional sheet",
        ),
        pytest.param(
            {**GOOD, "Scratch": [["a"]]},
            None,
            ["note unknown-sheet: Scratch: A sheet of this name is not known. It is not used."],
            id="sheet of notes",
        ),
        pytest.param(
            GOOD,
            hidden("Items"),
            [
                "note hidden-sheet: Items: The sheet is hidden, and used like any other. Unhide it to look at it, or delete it if it is not meant."
            ],
            id="hidden sheet",
        ),
        pytest.param(
            replaced("Demand", GOOD["Demand"][0]),
            None,
            [
                "error empty-sheet: Demand: The sheet has no rows. Enter at least one row: What is wanted where, and what it costs not to serve it."
            ],
            id="empty required table",
        ),
        pytest.param(
            beside("Demand", "include", "No"),
            None,
            [
                "error empty-sheet: Demand: All rows (1) are left out by include. Enter at least one row: What is wanted where, and what it costs not to serve it."
            ],
            id="every row left out",
        ),
        pytest.param(
            replaced("Items", *GOOD["Items"][1:]),
            None,
            [
                "error no-header: Items: No row of column headers was found in the first 20 rows. Put the headers (item, unit, value, criticality, ...) in one row."
            ],
            id="header deleted",
        ),
        pytest.param(
            replaced("Sources", GOOD["Sources"][1], GOOD["Sources"][0], GOOD["Sources"][2]),
            None,
            [
                "error rows-above-header: Sources!1:1: Row 1 holds figures, but stands above the header in row 2. Move the header above all records."
            ],
            id="header sorted among the records",
        ),
        pytest.param(
            replaced("Items", *[[f"remark {k}"] for k in range(25)], *GOOD["Items"]),
            None,
            [
                "error no-header: Items: No row of column headers was found in the first 20 rows. Put the headers (item, unit, value, criticality, ...) in one row."
            ],
            id="header pushed down too far",
        ),
        pytest.param(
            replaced("Items", ["What we make"], [None], *GOOD["Items"]), None, [], id="header moved down a few rows"
        ),
        pytest.param(
            changed(Sources_1_3="material cost"),
            None,
            [
                "error duplicate-column: Sources!D1: The column material_cost appears twice (C and D). Delete one of them."
            ],
            id="header twice",
        ),
        pytest.param(
            changed(Sources_1_3=None),
            None,
            [
                "warning blank-header: Sources!C1: The column has 1 filled cell in row 2, but no header in row 1; it is not used. Give it a header, or clear its cells."
            ],
            id="blank header with figures under it",
        ),
        pytest.param(
            replaced("Items", ["item", "value"], ["pack", 8000, None, None, "check this"], ["cell", 20]),
            None,
            [
                "note blank-header: Items!E1: The column has 1 filled cell in row 2, but no header in row 1; it is not used. Give it a header, or clear its cells."
            ],
            id="remark far right of the table",
        ),
    ],
)
def test_an_odd_sheet_is_explained(
    sheets: Sheets, look: Callable[[Any], None] | None, messages: list[str], tmp_path: Path
) -> None:
    assert told(sheets, tmp_path, look) == messages
