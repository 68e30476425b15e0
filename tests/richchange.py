"""How to change each column of the rich plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from models.catalogue import catalogue
from models.schema import Kind
from richplan import rich

if TYPE_CHECKING:
    from models.catalogue import SheetEntry
    from models.schema import Column
    from tiny import Book

Value = Any


CHANGES: dict[tuple[str, str], tuple[int, Value]] = {
    ("Settings", "currency"): (0, "CNY"),
    ("Settings", "objective"): (0, "cost_then_carbon"),
    ("Regions", "bloc"): (0, "WEST"),
    ("Regions", "domestic"): (1, "Yes"),
    ("Regions", "country"): (1, "USA"),
    ("Regions", "currency"): (1, "CNY"),
    ("Sites", "region"): (6, "MX"),
    ("Sites", "role"): (4, "supplier"),
    ("Sites", "status"): (2, "potential"),
    ("Sites", "parent_company"): (0, "Other"),
    ("Lead_times", "mode"): (0, "air"),
    ("Lead_times", "origin"): (6, "old"),
    ("Lead_times", "destination"): (5, "us"),
    ("Lead_times", "corridors"): (0, "Laredo"),
    ("Capex", "option"): (0, "row"),
    ("Capex", "item"): (1, "cell"),
    ("Capex", "ramp"): (0, None),
    ("Demand", "shortage_cost"): (0, 90),
    ("Inventory", "may_hold"): (1, "No"),
    ("Inventory", "item"): (2, "lfp"),
    ("Sourcing_rules", "item"): (0, "lfp"),
    ("Sourcing_rules", "destination"): (1, "ALL"),
    ("Sourcing_rules", "group_by"): (3, "region"),
    ("Sourcing_rules", "group"): (4, "No"),
    ("Sourcing_rules", "min_sources"): (2, 1),
    ("Sourcing_rules", "max_sources"): (1, 1),
    ("Baseline", "item"): (4, "cell"),
    ("Baseline", "destination"): (2, "asm"),
    ("Baseline", "site"): (4, "cn"),
    ("Baseline", "share"): (0, 0.6),
    ("Baseline", "buffer"): (4, 60),
    ("Scenarios", "where"): (0, "site = ca"),
    ("Scenarios", "column"): (0, "price"),
    ("Scenarios", "value"): (0, 1.2),
    ("Carbon_border", "origin"): (1, "CN"),
    ("Labour", "period"): (3, "P3"),
    ("BOM", "parent"): (2, "cell"),
    ("Sources", "site"): (3, "asm"),
    ("Capex", "site"): (1, "cn"),
    ("Tariffs", "origin"): (5, "CN"),
    ("Tariffs", "programme"): (2, "232"),
    ("Site_rules", "place"): (0, "MX"),
    ("Site_rules", "role"): (1, "supplier"),
    ("Site_rules", "hard"): (1, "Yes"),
    ("Sourcing_rules", "hard"): (2, "Yes"),
    ("Budgets", "hard"): (1, "Yes"),
    ("Site_rules", "min_open"): (0, 2),
    ("Site_rules", "max_open"): (1, 1),
    ("Locks", "item"): (0, "lfp"),
    ("Locks", "destination"): (0, "new"),
    ("Locks", "value"): (0, 30),
    ("Locks", "until"): (0, "P3"),
    ("Locks", "from_period"): (0, "P2"),
    ("Locks", "option"): (2, "hall"),
    ("Budgets", "kind"): (0, "site_changes"),
    ("Budgets", "period"): (0, "P2"),
    ("Budgets", "place"): (1, "MX"),
    ("Sources", "licence_region"): (1, "US"),
    ("Sites", "failure_groups"): (4, None),
    ("Failure_groups", "member"): (0, "site:hub"),
    ("Disruptions", "scenario"): (10, "other storm"),
    ("Disruptions", "target"): (0, "cn"),
    ("Disruptions", "item"): (2, "lfp"),
    ("Disruptions", "recovery"): (0, None),
    ("Disruptions", "start_period"): (4, "P2"),
    ("Disruptions", "probability"): (4, 0.08),
    ("Resilience_rules", "applies_to"): (0, "N-1 region"),
    ("Resilience_rules", "item"): (0, "cell"),
}
"""Row and new value where the rule of thumb in `changed` says nothing useful."""


def changed(entry: SheetEntry, column: Column) -> Book:
    """Return the rich plan with one cell of `column` changed."""
    plan = rich()
    rows = plan[entry.name]
    chosen = CHANGES.get((entry.name, column.name))
    if chosen is None:
        k = next(k for k, row in enumerate(rows) if row.get(column.name) not in {None, ""})
        chosen = k, _other(column, rows[k][column.name], plan)
    rows[chosen[0]][column.name] = chosen[1]
    return plan


def _other(column: Column, value: Value, plan: Book) -> Value:
    """Return another value of the kind that `column` holds."""
    if column.choices:
        return next(choice for choice in column.choices if choice.casefold() != str(value).casefold())
    if column.refers_to:
        sheet = {"place": "Sites", "items": "Items"}.get(column.refers_to, column.refers_to)
        members = [row[catalogue()[sheet].sheet.key[0]] for row in plan[sheet]]
        return next(member for member in members if member != value)
    if column.kind is Kind.FLAG:
        return "No" if value == "Yes" else "Yes"
    if column.kind is Kind.NUMBER:
        more = value + 1 if column.whole or not value else value * 1.25
        return more if more <= column.upper else value * 0.75
    if column.kind is Kind.DATE:
        return value + dt.timedelta(days=17)
    return f"other {value}"
