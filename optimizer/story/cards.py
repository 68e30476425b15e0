"""Key figures: a few on cards, and the rest in a table, each beside today's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.reports.kpi import CONCENTRATION, CONCENTRATIONS, COUNTRY_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LESS_IS_BETTER = {
    "Total cost", "Landed cost of a finished unit", "Demand not served", "Expected lost money a year",
    "Expected disruption losses", "Lead time", "Distance", "Transport work", "Carbon", "Duty", COUNTRY_SHARE,
    *CONCENTRATIONS.values(),
}  # fmt: skip
MORE_IS_BETTER = {"Domestic value added", "Shortest time to survive", "Worst service in a disruption"}
"""Whether a change of the other figures is good depends on what it buys."""
ON_CARDS = (
    "Total cost", "Landed cost of a finished unit", "Demand not served", "Domestic value added",
    "Worst service in a disruption", "Expected lost money a year", "Lead time", "Carbon", "Strategic stock",
    "Investment ordered",
)  # fmt: skip
MOST_CARDS = 8
MOST_ITEMS = 4
"""Items whose concentration is told; all are on the sheet Kpi."""
SLIGHT = 5e-4
"""Share or fraction below which a change is none."""


def figures_of(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Figures of the whole plan, and how concentrated the riskiest items are.

    Each has `figure`, `item`, `unit`, `plan`, `baseline`, `difference`, `change`, `definition`, whether it is shown on
    a `card`, and whether the change is `better` (None: neither).
    """
    rows: Sequence[Mapping[str, Any]] = tables.get("Kpi", ())
    items = [row["item"] for row in rows if row["figure"] == COUNTRY_SHARE]
    items += [row["item"] for row in rows if row["figure"] == CONCENTRATION and row["item"] not in items]
    shown, finer = {"", *items[:MOST_ITEMS]}, {*CONCENTRATIONS.values()} - {CONCENTRATION}
    cards = list(_cards(rows))[:MOST_CARDS]
    return [
        {**row, "card": not row["item"] and row["figure"] in cards, "better": _better(row)}
        for row in rows
        if row["item"] in shown and row["figure"] not in finer
    ]


def _cards(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Names of the figures on cards, the most telling first."""
    known = {row["figure"]: row for row in rows if not row["item"]}
    for name in ON_CARDS:
        row = known.get(name)
        if row is not None and (
            name != "Demand not served" or max(row["plan"] or 0.0, row["baseline"] or 0.0) > SLIGHT
        ):
            yield name


def _better(row: Mapping[str, Any]) -> bool | None:
    difference = row["difference"]
    if difference is None or abs(row["change"] if row["change"] is not None else difference) < SLIGHT:
        return None
    if row["figure"] in LESS_IS_BETTER:
        return bool(difference < 0)
    return bool(difference > 0) if row["figure"] in MORE_IS_BETTER else None
