"""The way of new capacity: from order through permit, building and ramp-up to full output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DATES = ("ordered", "permitted", "built", "in_service", "full")
MOST_OPTIONS = 20


def ways_of(tables: Mapping[str, Any], network: Mapping[str, Any]) -> dict[str, Any]:
    """Every option that is ordered, in weeks from the start of the plan, the dearest ones when there are many.

    `marks` are the first weeks of the periods, by name.
    """
    begin, marks = 0.0, []
    for span in network["periods"]:
        marks.append({"period": span["period"], "week": begin})
        begin += span["weeks"]
    rows = tables.get("Transition", ())
    dearest = sorted(rows, key=lambda row: -row["capex"] * row["count"])[:MOST_OPTIONS]
    told = ("site", "item", "option", "count", *DATES, "capacity", "capex")
    options = sorted(({name: row[name] for name in told} for row in dearest), key=lambda row: row["ordered"])
    return {"marks": marks, "end": begin, "options": options, "left_out": len(rows) - len(dearest)}
