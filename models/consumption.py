"""What is used up and what leaves, by arithmetic on a plan's tables: for audits and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import Backlog, Blends, Flows, Production, Shortages, sums
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem


def consumption(problem: Problem, plan: Plan) -> Iterator[tuple[str, str, str, str, float]]:
    """Parent, component, site, period and rate of every use of a component [units/week].

    ``usage x make / yield``, weighted with the share of the period in which the row is in force; for alternatives
    ``usage x blend / yield``.
    """
    recipes, sources = problem.recipes, problem[Sources]
    for parent, site, period, quantity in plan[Production]:
        if site not in problem.makers.get(parent, ()):
            continue
        started, t = quantity / float(sources.yield_[problem.source_row[parent, site]]), problem.horizon.number(period)
        for child in recipes.children.get(parent, ()):
            if not recipes.group[parent, child]:
                share = float(recipes.in_force[parent, child][t])
                yield parent, child, site, period, started * recipes.usage[parent, child] * share
    for parent, child, site, period, quantity in plan[Blends]:
        started = quantity / float(sources.yield_[problem.source_row[parent, site]])
        yield parent, child, site, period, started * recipes.usage[parent, child]


def leaving(problem: Problem, plan: Plan) -> dict[tuple[str, str, str], float]:
    """What leaves each item, site and period: used up, shipped and served [units/week]."""
    flows = plan[Flows]
    found = sums(zip(flows.item, flows.origin, flows.period, strict=True), flows.quantity)

    def add(key: tuple[str, str, str], rate: float) -> None:
        found[key] = found.get(key, 0.0) + rate

    for _, child, site, period, rate in consumption(problem, plan):
        add((child, site, period), rate)
    for (item, site), wanted in problem.wanted.items():
        for t, name in enumerate(problem.horizon.names):
            add((item, site, name), float(wanted[t]))
    for item, site, period, rate in plan[Shortages]:
        add((item, site, period), -rate)
    for item, site, period, recovered, _ in plan[Backlog]:
        add((item, site, period), recovered)
    return found
