"""What a cell says, in words: ``at least 60% of x from country MX``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reports.rules import figure
from models.sheets import ALL, EACH
from optimizer.explain.lever import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.problem import Problem
    from optimizer.explain.lever import Lever

WORDS: Mapping[tuple[str, str], str] = {
    ("Demand", "quantity"): "demand for {value} of {item} at {site}{in_period}",
    ("Sourcing_rules", "min_sources"): "at least {value} of {item}{to}",
    ("Sourcing_rules", "max_sources"): "at most {value} of {item}{to}",
    ("Sourcing_rules", "min_share"): "at least {value} of {item}{to} from each source in use",
    ("Sourcing_rules", "max_share"): "at most {value} of {item}{to} from any one source",
    ("Sourcing_rules", "min_group_share"): "at least {value} of {item}{to} from {group}",
    ("Sourcing_rules", "max_group_share"): "at most {value} of {item}{to} from {group}",
    ("Content_rules", "min_domestic_share"): "at least {value} domestic {item}{at_end}{in_period}",
    ("Budgets", "limit"): "at most {value}{of_kind}{at_place}{in_period}",
    ("Locks", "value"): "{decision} of {about} locked at {value}",
    ("Sources", "min_order_if_used"): "at least {value} of {item} from {site} whenever it is used",
    ("Lead_times", "min_shipment"): "at least {value} in each shipment from {origin} to {destination} by {mode}",
    ("Levelling", "max_increase"): "a rise of output at {site} by at most {value} from one period to the next",
    ("Levelling", "max_decrease"): "a fall of output at {site} by at most {value} from one period to the next",
    ("Levelling", "min_utilisation"): "at least {value} of the capacity at {site} in use",
    ("Levelling", "max_utilisation"): "at most {value} of the capacity at {site} in use",
    ("Site_rules", "min_open"): "at least {value}{at_place} open",
    ("Site_rules", "max_open"): "at most {value}{at_place} open",
    ("Inventory", "min_cover"): "stock of {item} at {site} for at least {value}",
    ("Inventory", "max_cover"): "stock of {item} at {site} for at most {value}",
    ("Inventory", "shelf_life"): "stock of {item} at {site} kept for at most {value}",
    ("Inventory", "service_level"): "a service level of {value} for {item} at {site}",
    ("Inventory", "on_hand"): "stock on hand of {item} at {site} of {value}",
    ("Sites", "storage_capacity"): "room for {value} at {site}",
    ("Resilience_rules", "min_service"): "at least {value} of demand served in {applies_to}",
    ("Resilience_rules", "min_survive"): "no shortage for {value} in {applies_to}",
    ("Resilience_rules", "survive_margin"): "no shortage until {value} beyond the recovery in {applies_to}",
    ("Sources", "capacity"): "capacity of {item} at {site}, {value}",
    ("Sources", "surge_capacity"): "surge capacity of {item} at {site}, {value}",
    ("Sources", "qualification_time"): "qualification time of {item} at {site}, {value}",
    ("Capex", "capacity"): "capacity of option {option} at {site}, {value}",
    ("Capex", "max_count"): "number of options {option} at {site}, {value}",
    ("Capex", "permit_time"): "permit time of option {option} at {site}, {value}",
    ("Capex", "build_time"): "build time of option {option} at {site}, {value}",
    ("Labour", "hours_available"): "working hours in {region}{in_period}, {value}",
    ("Labour", "overtime_limit"): "overtime in {region}{in_period}, {value}",
    ("Labour", "hire_limit"): "hiring in {region}{in_period}, {value}",
    ("Labour", "training_time"): "training time in {region}{in_period}, {value}",
    ("Lead_times", "capacity"): "capacity of the lane from {origin} to {destination} by {mode}, {value}",
    ("Lead_times", "lead_time"): "lead time from {origin} to {destination} by {mode}, {value}",
}
"""What each column that takes part in a conflict says, by sheet and column."""

UNITS = {
    "min_sources": "sources", "max_sources": "sources", "min_open": "sites", "max_open": "sites",
    "max_increase": "fraction", "overtime_limit": "fraction", "max_count": "",
}  # fmt: skip
"""Units in words, where those of the column do not read well."""
OF_BUDGET = {
    "capex": "money", "qualification": "money", "carbon": "t",
    "source_changes": "source changes", "lane_changes": "lane changes", "site_changes": "site changes",
}  # fmt: skip
OF_LOCK = {"make": "units/week", "share": "fraction", "ship": "units/week", "stock": "units"}


def unit(problem: Problem, lever: Lever) -> str:
    """Unit of a cell, ``fraction`` for a share."""
    if lever.record.sheet == "Budgets":
        return OF_BUDGET.get(_cell_value(problem, lever, "kind"), "")
    if lever.record.sheet == "Locks":
        return OF_LOCK.get(_cell_value(problem, lever, "decision"), "")
    declared = lever.declared
    return UNITS.get(lever.column, "fraction" if declared.is_fraction else declared.unit)


def amount(problem: Problem, lever: Lever, value: float) -> str:
    """A figure of a cell with its unit; money in the plan's currency."""
    name = unit(problem, lever)
    name = problem.settings.currency if name == "money" else name
    if round(value, 9) == 1 and name.endswith("s") and "/" not in name:
        name = name.removesuffix("s")
    if name == "fraction":
        return figure(value, name)
    return f"{float(f'{value:.6g}'):,.15g} {name}".strip()


def cell_of(problem: Problem, lever: Lever) -> str:
    """Address of a cell; where the planner's sheet has no such column, the row and the name of the column."""
    known = lever.column in problem[lever.record].addresses.letters or "[" in lever.cell(problem)
    return lever.cell(problem) if known else f"{lever.cell(problem)}, {lever.column}"


def subject(problem: Problem, lever: Lever) -> str:
    """What is changed when the figure in a cell is, e.g. ``the rule home``, ``capacity of x at mx``."""
    if lever.tier is not Tier.POLICY:
        return stated(problem, lever).rsplit(", ", maxsplit=1)[0]
    if name := name_of(problem, lever):
        return f"the rule {name}"
    kind = _cell_value(problem, lever, "kind").replace("_", " ")
    return {"Budgets": f"the budget of {kind}", "Locks": "the lock"}.get(lever.record.sheet, lever.column)


def stated(problem: Problem, lever: Lever, value: float | None = None) -> str:
    """What a cell says, with the figure that stands there or another one."""
    told = amount(problem, lever, lever.value(problem) if value is None else value)
    return WORDS[lever.record.sheet, lever.column].format_map(_parts(problem, lever) | {"value": told})


def name_of(problem: Problem, lever: Lever) -> str:
    """Name of the planner's rule, "" for what has none."""
    return _cell_value(problem, lever, "rule")


def is_on_all_periods(problem: Problem, lever: Lever) -> bool:
    """Whether the row is on all periods together."""
    return lever.record.sheet == "Budgets" and _cell_value(problem, lever, "period") == ALL


def _cell_value(problem: Problem, lever: Lever, column: str) -> str:
    """Text of another column in the same row of the sheet, whatever table it is in; "" when it is blank."""
    for record, table in problem.tables.items():
        if record.sheet == lever.record.sheet and any(c.name == column for c in record.columns):
            return str(getattr(table, next(c.attribute for c in record.columns if c.name == column))[lever.row])
    return ""


def _parts(problem: Problem, lever: Lever) -> dict[str, str]:
    """What sentences are made of: the row's own texts, and turns of phrase that leave out what is blank or ALL."""
    row = dict.fromkeys(("period", "place", "group_by", "group", "item", "option", "site", "destination", "kind"), "")
    for record, table in problem.tables.items():
        if record.sheet == lever.record.sheet and not record.scalar:
            row.update({c.name: str(getattr(table, c.attribute)[lever.row]) for c in record.columns})
    period, place, group = row["period"], row["place"], row["group_by"]
    end = row["destination"]
    kind = row["kind"]
    group_of = {"Yes": "domestic sources", "No": "sources abroad"} if group == "domestic" else {}
    turns = {
        "of_kind": "" if kind.endswith("_changes") else f" of {kind}",
        "to": "" if end in {"", ALL} else " to each destination" if end == EACH else f" to {end}",
        "at_end": "" if end in {"", ALL} else f" at {end}",
        "in_period": "" if period in {"", ALL} else " in each period" if period == EACH else f" in {period}",
        "at_place": "" if place in {"", ALL} else f" at {place}",
        "group": group_of.get(row["group"]) or (f"{group} {row['group']}" if row["group"] else f"any one {group}"),
        "about": ", ".join(filter(None, (row[c] for c in ("item", "option", "site", "destination")))),
        "item": "each item" if row["item"] == ALL else row["item"],
    }
    return {**row, **turns}
