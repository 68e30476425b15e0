"""Costs: what the plan spends on what, where and when, and what that makes for each unit.

The cost of one unit follows the bill of materials, for all money of the plan except for unserved or late demand,
for what disruptions may cost and for rules that are missed::

    own cost[i]   = money booked on the item; money of a site as a whole is spread over the items made there, in
                    proportion to what making them costs
    full cost[i]  = own cost[i] + sum over components c of full cost[c] x used for i[c] / outflow[c]
    outflow[i]    = units used for other items or served, over the whole plan
    cost per unit = cost / outflow[i]

so that the full costs of all that is served add up to the money of the plan. Money is not discounted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.consumption import consumption
from models.costs import DRIVERS
from models.plan import Backlog, CostLines, Shortages, sums
from models.reports.landed import MAKING
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import ALL

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem

PENALTY = "rule_penalty"
RISKS = ("disruption_loss", "risk_premium")
"""Drivers of what may happen; today's plan, which answers no disruption, has none."""
NOT_SUPPLY = ("shortage", "late", *RISKS, PENALTY)
"""Drivers that are no cost of what is supplied."""
OWN, FULL = "own", "full"
TOTAL = "total"
NOTHING = 1e-9


class Costs(
    Sheet,
    name="Costs",
    purpose="What the plan costs, by driver, period and region.",
    key=("driver", "period", "region"),
):
    """Report: money by driver, period and region."""

    driver: Texts = text("What the money is for. " + ". ".join(f"{k}: {v}" for k, v in DRIVERS.items()) + ".")
    period: Texts = text("Period in which it is spent.")
    region: Texts = text("Region of the site it is spent at; the receiving one for transport. Blank: at no site.")
    amount: Numbers = number("Money, not discounted.", unit="money", lower=float("-inf"))
    present_value: Numbers = number("The same, discounted to the start of the plan.", unit="money", lower=float("-inf"))


class UnitCosts(
    Sheet,
    name="Unit_costs",
    purpose="What one unit costs, by driver, in the plan and today.",
    key=("item", "basis", "driver"),
):
    """Report: cost of one unit of each item."""

    item: Texts = text("Item; ALL: the average finished unit that is served.")
    basis: Texts = text(
        "full: with everything that goes into it. own: without its components. Costs of a site as a whole are spread "
        "over the items made there.",
        choices=(FULL, OWN),
    )
    driver: Texts = text(f"What the money is for; total: all drivers. Left out: {', '.join(NOT_SUPPLY)}.")
    plan: Numbers = number(
        "Money of the whole plan, not discounted, by units used or served. Blank: no unit.",
        unit="money/unit",
        lower=float("-inf"),
    )
    baseline: Numbers = number(
        "The same for today's plan. Blank: no baseline, or no unit.", unit="money/unit", lower=float("-inf")
    )
    difference: Numbers = number("Plan less baseline. Blank: one is missing.", unit="money/unit", lower=float("-inf"))


def costs(problem: Problem, plan: Plan) -> Costs:
    """Money by driver, period and region, in the order of drivers."""
    region, order = problem.geography.of_site["region"], {driver: k for k, driver in enumerate(DRIVERS)}
    found: dict[tuple[int, int, str], list[float]] = {}
    for driver, _, site, period, amount, worth in plan[CostLines]:
        key = (order[driver], problem.horizon.number(period), region.get(site, ""))
        money = found.setdefault(key, [0.0, 0.0])
        money[0] += amount
        money[1] += worth
    drivers, names = tuple(DRIVERS), problem.horizon.names
    return Costs.of([(drivers[k], names[t], where, *money) for (k, t, where), money in sorted(found.items())])


@dataclass(frozen=True)
class Absorbed:
    """Costs of a plan as costs of its items, by driver."""

    problem: Problem
    plan: Plan

    @cached_property
    def own(self) -> dict[str, dict[str, float]]:
        """Money of each item by driver, its components left out."""
        lines = self.plan[CostLines]
        supply = ~np.isin(lines.driver, NOT_SUPPLY)
        booked = sums(zip(lines.item[supply], lines.driver[supply], strict=True), lines.amount[supply])
        found: dict[str, dict[str, float]] = {item: {} for item in self.problem.items}
        for (item, driver), money in booked.items():
            if item:
                found[item][driver] = money
        whole = supply & (lines.item == "")
        of_sites = sums(zip(lines.site[whole], lines.driver[whole], strict=True), lines.amount[whole])
        for (site, driver), money in of_sites.items():
            for item, part in self._parts(site).items():
                found[item][driver] = found[item].get(driver, 0.0) + part * money
        return found

    @cached_property
    def _weights(self) -> dict[tuple[bool, str], dict[str, float]]:
        """Money of items at each site: what making them costs, and (False) all of it."""
        found: dict[tuple[bool, str], dict[str, float]] = {}
        for driver, item, site, _, amount, _ in self.plan[CostLines]:
            if item and driver not in NOT_SUPPLY:
                for key in ((driver in MAKING, site), (False, site), (False, ALL)):
                    of_items = found.setdefault(key, {})
                    of_items[item] = of_items.get(item, 0.0) + amount
        return found

    def _parts(self, site: str) -> dict[str, float]:
        """Share of each item in the costs of a site as a whole."""
        for key in ((True, site), (False, site), (False, ALL)):
            weights = {item: max(money, 0.0) for item, money in self._weights.get(key, {}).items()}
            total = sum(weights.values())
            if total > 0:
                return {item: weight / total for item, weight in weights.items()}
        return {}

    @cached_property
    def served(self) -> dict[str, float]:
        """Units of each item that are served over the plan, late ones included."""
        weeks, number, found = self.problem.horizon.weeks, self.problem.horizon.number, dict[str, float]()
        for (item, _), wanted in self.problem.wanted.items():
            found[item] = found.get(item, 0.0) + float(wanted @ weeks)
        for item, _, period, rate in self.plan[Shortages]:
            found[item] -= rate * float(weeks[number(period)])
        for item, _, period, recovered, _ in self.plan[Backlog]:
            found[item] += recovered * float(weeks[number(period)])
        return found

    @cached_property
    def used(self) -> dict[tuple[str, str], float]:
        """Units of each component used for each parent over the plan, by (parent, component)."""
        horizon, found = self.problem.horizon, dict[tuple[str, str], float]()
        for parent, child, _, period, rate in consumption(self.problem, self.plan):
            units = rate * float(horizon.weeks[horizon.number(period)])
            found[parent, child] = found.get((parent, child), 0.0) + units
        return found

    @cached_property
    def outflow(self) -> dict[str, float]:
        """Units of each item that are used for others or served over the plan."""
        found = dict(self.served)
        for (_, child), units in self.used.items():
            found[child] = found.get(child, 0.0) + units
        return found

    @cached_property
    def full(self) -> dict[str, dict[str, float]]:
        """Money of each item by driver, with what its components cost."""
        found: dict[str, dict[str, float]] = {}
        for item in reversed(self.problem.recipes.finished_first):
            money = dict(self.own[item])
            for child in self.problem.recipes.children.get(item, ()):
                units, out = self.used.get((item, child), 0.0), self.outflow.get(child, 0.0)
                for driver, amount in found[child].items() if out > NOTHING else ():
                    money[driver] = money.get(driver, 0.0) + amount * units / out
            found[item] = money
        return found

    @cached_property
    def finished_units(self) -> float:
        """Units of finished items that are served over the plan."""
        return sum(self.served.get(item, 0.0) for item in self.problem.recipes.finished)

    def per_unit(self, item: str, basis: str) -> dict[str, float]:
        """Cost of one unit by driver, total last; empty when there is no unit [money/unit]."""
        if item == ALL:
            money, units = dict[str, float](), self.finished_units
            for finished in self.problem.recipes.finished:
                # What is served of an item is all of its outflow: nothing is made of a finished item.
                for driver, amount in self.full[finished].items():
                    money[driver] = money.get(driver, 0.0) + amount
        else:
            money, units = (self.full if basis == FULL else self.own)[item], self.outflow.get(item, 0.0)
        if units <= NOTHING:
            return {}
        found = {driver: money[driver] / units for driver in DRIVERS if abs(money.get(driver, 0.0)) > NOTHING}
        return {**found, TOTAL: sum(found.values())}


def unit_costs(plan: Absorbed, baseline: Absorbed | None) -> UnitCosts:
    """Cost of one finished unit, and of one unit of each item with and without its components."""
    rows = []
    for item in (ALL, *plan.problem.items):
        has_parts = bool(plan.problem.recipes.children.get(item))
        for basis in (FULL, OWN) if has_parts else (FULL,):
            now, today = plan.per_unit(item, basis), baseline.per_unit(item, basis) if baseline else {}
            for driver in (*DRIVERS, TOTAL):
                if driver in now or driver in today:
                    ours = now.get(driver, 0.0) if now else np.nan
                    theirs = today.get(driver, 0.0) if today else np.nan
                    rows.append((item, basis, driver, ours, theirs, ours - theirs))
    return UnitCosts.of(rows)
