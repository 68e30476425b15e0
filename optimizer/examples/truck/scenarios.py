"""Scenarios: the peso falls, tariffs rise by a quarter, the pre-buy does not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.notes import assumed
from optimizer.examples.truck.items import DIESEL

if TYPE_CHECKING:
    from optimizer.examples.table import Row

PESO, TARIFFS, SLUMP = "Peso shock", "Tariffs up by a quarter", "Demand slump"


def scenarios() -> list[Row]:
    """Changes to cells, applied before the workbook is checked."""
    peso = assumed("the peso loses a fifth at once: does Mexico stay a complement?")
    tariff = assumed("every duty rises by a quarter of itself: what does the overseas flow cost then?")
    slump = assumed("the rule is postponed and fleets wait: a fifth of the pre-buy year is gone")
    lines = [
        _row(PESO, "Exchange_rates", "rate", ["currency = MXN"], "0.8", peso),
        _row(TARIFFS, "Tariffs", "rate", None, "1.25", tariff),
    ]
    lines += [
        _row(SLUMP, "Demand", "quantity", [f"item = {DIESEL}", f"period = 2028Q{quarter}"], "0.8", slump)
        for quarter in (1, 2, 3, 4)
    ]
    return lines


def _row(scenario: str, sheet: str, column: str, where: list[str] | None, factor: str, note: str) -> Row:
    row: Row = {"scenario": scenario, "sheet": sheet, "column": column, "action": "multiply", "value": factor}
    return {**row, **({"where": where} if where else {}), "notes": note}
