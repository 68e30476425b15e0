"""What is wrong with relations is told in the same round as what is wrong with cells."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from badbook import GOOD, Sheets, beside, changed, records, with_rows
from optimizer import check

FAULTS: dict[str, tuple[Sheets, str]] = {
    "loop": (with_rows("BOM", ["cell", "pack", 1]), "bom-loop"),
    "least above largest": (
        with_rows("Sourcing_rules", ["rule", "item", "min_sources", "max_sources"], ["r", "cell", 2, 1]),
        "min-above-max",
    ),
    "key twice": (with_rows("Items", ["cell", 25]), "duplicate-key"),
    "unknown name": (changed(Lead_times_2_1="Chinna"), "unknown-reference"),
    "no rate": (beside("Regions", "currency", None, "CNY"), "currency-without-rate"),
    "market that makes": (with_rows("Sources", ["Ohio", "cell", None, 3]), "market-makes"),
    "no source": (changed(Sources_3_2="pack", Sources_3_1="Shenzhen"), "no-source"),
}
BAD_CELLS: dict[str, Any] = {
    "value of an item": ("Items", 1, "value", "soon", "not-a-number"),
    "capacity": ("Sources", 0, "capacity", "#N/A", "error-cell"),
    "quantity": ("Demand", 0, "quantity", -3, "negative"),
    "weeks": ("Periods", 1, "weeks", "26 weeks", "unit-in-number"),
    "lead time": ("Lead_times", 1, "lead_time", None, "blank-required"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("cell", BAD_CELLS)
def test_a_bad_cell_does_not_hide_a_fault_elsewhere(fault: str, cell: str) -> None:
    sheets, code = FAULTS[fault]
    sheet, k, column, value, bad = BAD_CELLS[cell]
    spoilt = records(sheets)
    spoilt[sheet][k][column] = value
    assert {code, bad} <= {issue.code for issue in check(spoilt)}


def _changes(name: str) -> Sheets:
    """Sheets that a fault changes."""
    return {title: rows for title, rows in FAULTS[name][0].items() if rows != GOOD.get(title)}


PAIRS = [pair for pair in combinations(FAULTS, 2) if not _changes(pair[0]).keys() & _changes(pair[1]).keys()]
PAIRS.remove(("loop", "no source"))  # the row that nobody can supply is the one that closes the loop


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_faults_of_different_sheets_are_told_together(first: str, second: str) -> None:
    told = {issue.code for issue in check(records({**GOOD, **_changes(first), **_changes(second)}))}
    assert {FAULTS[first][1], FAULTS[second][1]} <= told
