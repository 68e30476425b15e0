"""The sourcing mix: which source supplies which destination with what share, at what landed cost, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.plan import Production
from models.reports.landed import MAKING, NOT_OF_UNITS, LandedCost
from models.reports.reasons import Reasons
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import CRITICALITIES, Items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome

BASE, SURGE = "base", "surge"
BASE_FROM = 0.25
"""Share from which a source is a base source even when another one is larger."""
ROUNDING = 1e-6


class SourcingMix(
    Sheet,
    name="Sourcing_mix",
    purpose="Who supplies what to whom, with what share, at what landed cost, and why.",
    key=("item", "source", "destination", "period"),
):
    """Report: shares and landed costs by item, source, destination and period."""

    item: Texts = text("Item supplied.")
    destination: Texts = text("Site that receives it, or makes it for its own use.")
    period: Texts = text("Period in which it leaves the source.")
    source: Texts = text("Site it comes from: a maker, or the warehouse that sends it on.")
    country: Texts = text("Country of the source.")
    share: Numbers = number("Share of all that is supplied of the item to the destination.", unit="fraction")
    quantity: Numbers = number("Supply.", unit="units/week")
    modes: Texts = text("Means of transport, the largest first; blank: used where it is made.")
    inputs: Numbers = number(
        "Components at their average landed cost at the maker (nearest period with a supply of them); at a warehouse, "
        "the item itself as it arrived.",
        unit="money/unit",
    )
    making: Numbers = number(
        f"{', '.join(MAKING).capitalize().replace('_', ' ')} and the carbon price of making one good unit.",
        unit="money/unit",
    )
    freight: Numbers = number("Transport, with its carbon price.", unit="money/unit")
    duty: Numbers = number("Tariffs less refunds, and carbon charged at borders.", unit="money/unit")
    holding: Numbers = number("Capital tied up on the way and between shipments.", unit="money/unit")
    landed_cost: Numbers = number(
        f"Inputs, making, freight, duty and holding; left out: {', '.join(NOT_OF_UNITS).replace('_', ' ')}.",
        unit="money/unit",
    )
    role: Texts = text(
        f"base: the largest share of this item, destination and period, or at least {BASE_FROM:.0%}; surge: the rest."
    )
    why: Texts = text("What holds the source at this share: a rule without slack, a full capacity, or its cost.")


def sourcing_mix(problem: Problem, plan: Plan, rules: Sequence[RuleOutcome]) -> SourcingMix:
    """Shares, landed costs and reasons of every supply of a plan."""
    landed = LandedCost(problem, plan)
    reasons, country = Reasons(landed, rules), problem.geography.of_site["country"]
    rows = []
    for (item, destination), by_period in landed.into.items():
        for t, parts in sorted(by_period.items()):
            total = sum(supply.quantity for supply in parts)
            largest = max(supply.quantity for supply in parts) / total
            costs = [landed.of(supply) for supply in parts]
            why = reasons.of(parts, [cost.total for cost in costs], landed.choices(item, destination, t))
            for supply, cost, reason in zip(parts, costs, why, strict=True):
                share = supply.quantity / total
                by_size = sorted(supply.lanes, key=lambda lane: -lane[1])
                modes = "; ".join(problem.lanes.keys[a][3] for a, _ in by_size)
                rows.append((
                    item, destination, problem.horizon.names[t], supply.source, country[supply.source],
                    share, supply.quantity, modes, cost.inputs, cost.making, cost.freight, cost.duty, cost.holding,
                    cost.total, BASE if share >= min(largest, BASE_FROM) - ROUNDING else SURGE, reason,
                ))  # fmt: skip
    return SourcingMix.of(rows)


def made_by(problem: Problem, plan: Plan, item: str, kind: str) -> dict[str, Numbers]:
    """Output of an item by group of its makers (``country``, ``site``, ...), largest first [units/week], shape (T,)."""
    group, found = problem.geography.of_site[kind], dict[str, Numbers]()
    for made, site, period, rate in plan[Production]:
        if made == item and site in problem.makers.get(item, ()):
            member = group[site] or site
            of_member = found.setdefault(member, np.zeros(len(problem.horizon)))
            of_member[problem.horizon.number(period)] += rate
    return dict(sorted(found.items(), key=lambda entry: -float(entry[1] @ problem.horizon.weeks)))


def watched_items(problem: Problem) -> tuple[str, ...]:
    """Items of the two highest risk classes that have a choice of makers (else of the next class), riskiest first."""
    items = problem[Items]
    found: dict[str, list[str]] = {risk: [] for risk in CRITICALITIES}
    for item, risk in zip(items.item, items.criticality, strict=True):
        if len(problem.makers.get(item, ())) > 1 and problem.takers.get(item):
            found[risk].append(item)
    highest = [item for risk in CRITICALITIES[:2] for item in found[risk]]
    return tuple(highest or next((of_class for of_class in found.values() if of_class), ()))
