"""What differs between two written plans: key figures, costs by driver, shares of sources, orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.plan import Orders, Production, sums
from models.reports.costs import Costs
from models.reports.kpi import Kpi
from optimizer.assistant.answers import Compared
from optimizer.assistant.bounds import Cut
from optimizer.assistant.entries import Ordered, Pair, Shift
from optimizer.assistant.explaining import periods_of
from optimizer.assistant.telling import currency_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from optimizer.plan_tables import PlanTables
    from optimizer.written import Rows

    Figures = Mapping[tuple[str, str, str], float | None]

MOST = 40
"""Entries of each list."""
ROUNDING = 1e-6
"""Difference of two figures, as a share of them, that is none."""
POINT = 0.005
"""Difference of two shares from which a shift is told."""


def compared(paths: tuple[Path, Path], plans: tuple[PlanTables, PlanTables]) -> Compared:
    """Compare two plans; the differences are the second less the first."""
    first, second = plans
    cut, money = Cut(), currency_of(second)
    cost = _pair(("", "Cost, present value", money), first.cost, second.cost)
    figures = sorted(_pairs(_figures(first), _figures(second)), key=lambda pair: pair.item != "")
    costs = sorted(_pairs(_drivers(first, money), _drivers(second, money), 0.0), key=_size)
    shares = sorted(_shifts(first, second), key=lambda shift: -abs(shift.difference))
    return Compared(
        str(paths[0]),
        str(paths[1]),
        tuple(_sentences(first, second)),
        cost,
        cut.first("figures", figures, MOST),
        cut.first("costs", costs, MOST),
        cut.first("shares", shares, MOST),
        cut.first("orders", _orders(first, second), MOST),
        cut.left_out,
    )


def _sentences(first: PlanTables, second: PlanTables) -> Iterator[str]:
    """Say how the costs compare, and what stands in the way of comparing."""
    moneys = currency_of(first), currency_of(second)
    if moneys[0] != moneys[1]:
        yield f"The plans are in different currencies ({moneys[0]} and {moneys[1]}): their money cannot be compared."
    elif first.cost is not None and second.cost is not None:
        difference = second.cost - first.cost
        share = f" ({difference / abs(first.cost):+.2%})" if first.cost else ""
        more = "more" if difference > 0 else "less"
        if abs(difference) <= ROUNDING * abs(first.cost):
            yield f"Both plans cost the same, {second.cost:,.0f} {moneys[1]} at present value."
        else:
            yield f"The second plan costs {abs(difference):,.0f} {moneys[1]} {more} than the first{share}."
        unproven = sum((plan.gap or 0.0) * abs(plan.cost or 0.0) for plan in (first, second))
        if ROUNDING * abs(first.cost) < abs(difference) <= unproven:
            yield "The difference is within what the two searches left open, so it may be no real one."
    if first.fingerprint == second.fingerprint:
        yield "Both were made from the same input."
    else:
        yield "They were made from different inputs, or in different scenarios."
    common = [period for period in periods_of(second) if period in set(periods_of(first))]
    if len(common) < max(len(periods_of(first)), len(periods_of(second))):
        yield f"Shares are compared in the {len(common)} periods that both plans have."


def _figures(plan: PlanTables) -> Figures:
    return {(row["item"], row["figure"], row["unit"]): row["plan"] for row in plan[Kpi]}


def _drivers(plan: PlanTables, money: str) -> Figures:
    """Present value by driver."""
    rows = plan[Costs]
    found = sums((row["driver"] for row in rows), (row["present_value"] or 0.0 for row in rows))
    return {("", driver.replace("_", " "), money): amount for driver, amount in found.items()}


def _pairs(first: Figures, second: Figures, absent: float | None = None) -> Iterator[Pair]:
    """Figures that differ; `absent` stands for one that only the other plan has."""
    for key in dict.fromkeys([*first, *second]):
        pair = _pair(key, first.get(key, absent), second.get(key, absent))
        size = max(abs(pair.first or 0.0), abs(pair.second or 0.0))
        if pair.difference is None or abs(pair.difference) > ROUNDING * size:
            yield pair


def _pair(key: tuple[str, str, str], first: float | None, second: float | None) -> Pair:
    item, name, unit = key
    return Pair(name, item, unit, first, second, None if first is None or second is None else second - first)


def _size(pair: Pair) -> float:
    return -abs(pair.difference or 0.0)


def _shifts(first: PlanTables, second: PlanTables) -> Iterator[Shift]:
    """Sources whose share differs in periods that both plans have, each where it differs most."""
    ours, theirs = _shares(first[Production]), _shares(second[Production])
    common = set(periods_of(first)) & set(periods_of(second))
    found: dict[tuple[str, str], list[tuple[float, str, float, float]]] = {}
    for item, site, period in dict.fromkeys([*ours, *theirs]):
        pair = ours.get((item, site, period), 0.0), theirs.get((item, site, period), 0.0)
        if period in common and abs(pair[1] - pair[0]) > POINT:
            found.setdefault((item, site), []).append((abs(pair[1] - pair[0]), period, *pair))
    for (item, site), differing in found.items():
        _, period, before, after = max(differing)
        yield Shift(item, site, period, round(before, 4), round(after, 4), round(after - before, 4), len(differing))


def _shares(made: Rows) -> dict[tuple[str, str, str], float]:
    """Share of each source in the output of an item, by item, site and period."""
    whole = sums(((row["item"], row["period"]) for row in made), (row["quantity"] or 0.0 for row in made))
    return {
        (row["item"], row["site"], row["period"]): (row["quantity"] or 0.0) / whole[row["item"], row["period"]]
        for row in made
        if whole[row["item"], row["period"]] > 0
    }


def _orders(first: PlanTables, second: PlanTables) -> Iterator[Ordered]:
    """Options that are ordered more or less often, or at other times."""
    ours, theirs = _ordered(first[Orders]), _ordered(second[Orders])
    for site, option in dict.fromkeys([*ours, *theirs]):
        before, after = ours.get((site, option), {}), theirs.get((site, option), {})
        if before != after:
            yield Ordered(site, option, sum(before.values()), sum(after.values()), tuple(before), tuple(after))


def _ordered(rows: Rows) -> dict[tuple[str, str], dict[str, float]]:
    """How many of each option are ordered in each period."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row["count"]:
            found.setdefault((row["site"], row["option"]), {})[row["period"]] = row["count"]
    return found
