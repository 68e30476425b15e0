"""Whether there can be enough at all: what must be delivered against what can be made and moved, by arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.features.concentration import group_shares
from models.issue import Severity
from models.least_output import can_be_made, most_of, must_be_made, owed
from models.sheets import Demand, Inventory, LeadTimes, Sources, SourcingRules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.problem import ItemSite, Problem
    from models.schema import Numbers

ROUNDING = 1 + 1e-9


def check_supply(problem: Problem) -> Iterator[Issue]:
    """Demand beyond all capacity, as a warning: the plan itself is then looked for, and its nearest miss explained."""
    yield from _capacity(problem)
    yield from _lanes(problem)
    yield from _shares(problem)


def _first_short(needed: Numbers, available: Numbers) -> int | None:
    """First period by whose end more is needed than there can be."""
    short = np.flatnonzero(needed > available * ROUNDING + 1e-9)
    return int(short[0]) if len(short) else None


def _gap(problem: Problem, t: int, needed: Numbers, available: Numbers) -> str:
    """Say how much is missing by the end of a period."""
    missing = needed[t] - available[t]
    weeks = float(problem.horizon.begin[t] + problem.horizon.weeks[t])
    return (
        f"{needed[t]:,.0f} must be there by the end of {problem.horizon.names[t]} ({needed[t] / weeks:,.6g} a week), "
        f"but {{}} {available[t]:,.0f} at most: {missing:,.0f} too few ({missing / needed[t]:.0%})."
    )


def _capacity(problem: Problem) -> Iterator[Issue]:
    """Items of which more must be made than their makers can."""
    must, demand, sources = must_be_made(problem), problem[Demand], problem[Sources]
    for item, needed in must.items():
        makers = problem.makers.get(item, ())
        available = most_of(problem, item)
        t = _first_short(needed, available) if makers else None
        if t is None:
            continue
        cells = [sources.cell("capacity", problem.source_row[item, site]) for site in makers]
        found = f"{item}: {_gap(problem, t, needed, available).format('its sources can make')}"
        shown = ", ".join(cells[:3]) + (" ..." if len(cells) > 3 else "")  # noqa: PLR2004 - enough to find them
        remedy = f"Raise capacity ({shown}), add to it on Capex, or lower the demand or give it a shortage_cost."
        rows = [row for (wanted, _, _), row in problem.demand_row.items() if wanted == item]
        if rows:
            largest = max(rows, key=lambda row: float(demand.quantity[row]))
            yield demand.issue("quantity", largest, "demand-above-capacity", found, remedy, Severity.WARNING)
        else:
            first = problem.source_row[item, makers[0]]
            yield sources.issue("capacity", first, "demand-above-capacity", found, remedy, Severity.WARNING)


def _lanes(problem: Problem) -> Iterator[Issue]:
    """Places to which more must be delivered than their lanes can carry."""
    table, demand, weeks = problem[LeadTimes], problem[Demand], problem.horizon.weeks
    capacity = np.where(problem.lanes.expedite_only, 0.0, table.capacity[problem.lanes.row])
    made, stock = can_be_made(problem), problem[Inventory]
    on_hand: dict[ItemSite, float] = {}
    for item, site, units in zip(stock.item, stock.site, stock.on_hand.tolist(), strict=True):
        on_hand[item, site] = on_hand.get((item, site), 0.0) + units
    for (item, site), needed in owed(problem).items():
        lanes = problem.lanes.into.get((item, site), ())
        if not lanes or not np.isfinite(capacity[list(lanes)]).all():
            continue
        available = np.cumsum(capacity[list(lanes)].sum() * weeks) + on_hand.get((item, site), 0.0)
        available = available + made.get((item, site), 0.0)
        t = _first_short(needed, available)
        if t is not None:
            row = next(row for (i, n, _), row in problem.demand_row.items() if (i, n) == (item, site))
            found = f"{item} at {site}: {_gap(problem, t, needed, available).format('its lanes can bring')}"
            cells = ", ".join(dict.fromkeys(table.cell("capacity", int(problem.lanes.row[a])) for a in lanes[:3]))
            remedy = f"Raise the capacity of its lanes ({cells}), add another, or lower the demand."
            yield demand.issue("quantity", row, "demand-above-lanes", found, remedy, Severity.WARNING)


def _shares(problem: Problem) -> Iterator[Issue]:
    """Groups that must supply more than their makers can, or that leave more to others than those can."""
    rules, can, must = problem[SourcingRules], can_be_made(problem), must_be_made(problem)
    for rule in group_shares(problem):
        scope = rule.scope
        if not (rule.hard and scope.at_makers and scope.first == 0 and rule.kind != "corridor"):
            continue
        whole = float(min(must[scope.item][-1], most_of(problem, scope.item)[-1]))
        inside = {site for site in scope.sources if site in rule.members}
        makers = inside if rule.at_least else set(scope.sources) - inside
        needed = whole * (rule.share if rule.at_least else 1.0 - rule.share)
        available = sum(float(can[scope.item, site][-1]) for site in makers)
        if makers and needed > available * ROUNDING:
            who = f"{rule.kind} {rule.group}" if rule.at_least else f"all but {rule.kind} {rule.group}"
            limit = f"at {'least' if rule.at_least else 'most'} {rule.share:.0%}"
            found = f"{rule.group} must have {limit} of {scope.item}, so {who} must make {needed:,.0f}, but can make "
            found += f"{available:,.0f} ({available / whole:.0%} of what is needed)."
            within = available / whole if rule.at_least else 1.0 - available / whole
            remedy = f"Set {rule.column} to {within:.1%} or {'less' if rule.at_least else 'more'}, or add capacity."
            yield rules.issue(rule.column, scope.row, "share-above-capacity", found, remedy, Severity.WARNING)
