"""What the rows of a random plan mean, read anew: nothing here comes from the model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiny import Book

COVERED = (
    "balances", "demand", "production", "capacity", "surge", "price_breaks", "licences", "labour", "carbon", "transport",
    "tariffs", "inventory", "footprint", "minimum_shipment", "minimum_order", "sourcing_split",
)  # fmt: skip
"""Features that are written here, but for the columns that `plain` takes away."""
PLAIN: dict[str, dict[str, Any]] = {
    "Regions": {"currency": None}, "Labour": {"escalation": None}, "Tariffs": {"start": None, "end": None, "stacks": "Yes"},
    "Capex": {"ramp": None, "earliest": None}, "Demand": {"backorder": None, "late_cost": None},
    "Sourcing_rules": {"destination": "ALL", "hard": "Yes", "penalty": None},
}  # fmt: skip


def plain(plan: Book) -> Book:
    """The plan without what is not written here: dates, ramps, rates of exchange, waiting; rules are hard."""
    kept = {sheet: [{**row, **PLAIN.get(sheet, {})} for row in rows] for sheet, rows in plan.items()}
    kept["Tariffs"] = kept.get("Tariffs", [])[:1]
    if has_lots(plan):
        kept["Inventory"] = [{**row, "min_cover": None} for row in kept.get("Inventory", [])]
    return {sheet: rows for sheet, rows in kept.items() if sheet != "Exchange_rates"}


def has_lots(plan: Book) -> bool:
    """Whether more may be cheaper, or asked for, than is needed."""
    lots = [("Sources", "min_order_if_used"), ("Lead_times", "min_shipment"), ("Price_breaks", "unit_cost")]
    return any(row.get(column) for sheet, column in lots for row in plan.get(sheet, []))


class Reading:
    """Facts of one plan by item, site and period number."""

    def __init__(self, plan: Book) -> None:
        self.plan = plan
        self.setting = plan["Settings"][0]
        self.weeks = [float(row["weeks"]) for row in plan["Periods"]]
        self.begin = [sum(self.weeks[:t]) for t in range(len(self.weeks))]
        rate = self.setting["discount_rate"]
        self.df = [(1 + rate) ** -((b + w / 2) / 52) for b, w in zip(self.begin, self.weeks, strict=True)]
        self.name = {row["period"]: t for t, row in enumerate(plan["Periods"])}
        self.region = {row["site"]: row["region"] for row in plan["Sites"]}
        self.item = {row["item"]: row for row in plan["Items"]}
        self.sources = {(row["item"], row["site"]): row for row in plan["Sources"]}
        self.stock = {(row["item"], row["site"]): row for row in plan.get("Inventory", [])}
        self.lanes = [
            (i, o, row["destination"], k) for k, row in enumerate(plan["Lead_times"]) for i, o in self._ends(row)
        ]
        self.free = {
            row["site"]
            for row in plan["Sites"]
            if row.get("status") == "potential" or row.get("closing_cost") is not None
        }

    def _ends(self, row: dict[str, Any]) -> list[tuple[str, str]]:
        """Item and origin of a lane: components come from regions, products from sites."""
        if row["origin"] in self.region:
            return [("x", row["origin"])]
        return [("c", n) for i, n in self.sources if i == "c" and self.region[n] == row["origin"]]

    @property
    def periods(self) -> range:
        return range(len(self.weeks))

    def needed(self, i: str, t: int, at: str | None = None) -> float:
        """Most that has a use from a period on, by the week of that period; nothing beyond it is made or ordered in lots."""
        if not has_lots(self.plan):
            return math.inf
        units = 0.0
        for s in range(t, len(self.weeks)):
            wanted = {n: (self.wanted(i, n, s) or (0.0,))[0] for n in self.region}
            units += self.weeks[s] * (wanted[at] if at else sum(wanted.values()))
        for row in self.plan["BOM"] if i != "x" and not at else ():
            least = min(source["yield"] or 1 for (item, _), source in self.sources.items() if item == row["parent"])
            units += row["quantity"] / (row["yield"] or 1) / least * self.needed(row["parent"], t) * self.weeks[t]
        return units / self.weeks[t]

    def wage(self, n: str, t: int) -> float:
        found = {row["period"]: row["wage"] for row in self.plan.get("Labour", []) if row["region"] == self.region[n]}
        return next((found[p] for p in (self.plan["Periods"][t]["period"], "ALL") if p in found), 0.0)

    def after(self, first: float, last: float, t: int) -> float:
        """Share of a period between two weeks."""
        begin, end = max(first, self.begin[t]), min(last, self.begin[t] + self.weeks[t])
        return max(end - begin, 0.0) / self.weeks[t]

    def arrives(self, k: int, t: int) -> int | None:
        week = self.begin[t] + self.plan["Lead_times"][k]["lead_time"] / 7
        return next((s for s in self.periods if self.begin[s] <= week < self.begin[s] + self.weeks[s]), None)

    def duty(self, i: str, o: str, d: str) -> float:
        due = 0.0
        for row in self.plan.get("Tariffs", []):
            meant = row["item"] in {"ALL", i} and row["origin"] in {o, self.region[o]}
            if meant and row["destination"] in {"ALL", d, self.region[d]} and self.region[o] != self.region[d]:
                due += (row["rate"] * self.item[i]["value"] + (row["specific"] or 0)) * (1 - (row["refundable"] or 0))
        return due

    def outflow(self, i: str, n: str, t: int) -> tuple[dict[Any, float], float]:
        """What is used up, leaves and is served a week: by name, and what is wanted."""
        found: dict[Any, float] = {}
        for row in self.plan["BOM"] if i != "x" else ():
            source = self.sources.get((row["parent"], n))
            if source and row["child"] == i:
                found["make", row["parent"], n, t] = row["quantity"] / (row["yield"] or 1) / (source["yield"] or 1)
        found |= {
            ("ship", *lane, t): 1.0
            for lane in self.lanes
            if lane[:2] == (i, n) and self.arrives(lane[3], t) is not None
        }
        wanted = self.wanted(i, n, t)
        return {**found, **({("unmet", i, n, t): -1.0} if wanted else {})}, wanted[0] if wanted else 0.0

    def wanted(self, i: str, n: str, t: int) -> tuple[float, float] | None:
        rows = {row["period"]: row for row in self.plan["Demand"] if (row["item"], row["site"]) == (i, n)}
        row = rows.get(self.plan["Periods"][t]["period"], rows.get("ALL"))
        return row and (float(row["quantity"]), row["shortage_cost"] + (row.get("price") or 0))

    def options(self, i: str, n: str) -> list[int]:
        return [k for k, row in enumerate(self.plan.get("Capex", [])) if row["site"] == n and row["item"] in {i, "ALL"}]
