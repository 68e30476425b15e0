"""Technology choice: alternative components of one item, each with its own dates (battery chemistry, next generation).

For each parent p, group of alternatives, site n and period t::

    sum over c in the group of blend[p,c,n,t] = make[p,n,t]
    blend[p,c,n,t] <= share of t in which c is in force x need[p,t]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import Blends, Production, sums
from models.sheets import Bom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem

COVERED = 1.0 - 1e-6
"""Shares in force of a group's alternatives that add up to less leave part of a period without any."""


def applies(problem: Problem) -> bool:
    """Whether there is a choice."""
    return bool(problem.recipes.alternatives)


def check(problem: Problem) -> Iterator[Issue]:
    """Groups of one, and periods in which no alternative is in force."""
    bom, recipes, names = problem[Bom], problem.recipes, problem.horizon.names
    row_of = {(p, c): k for k, (p, c) in enumerate(zip(bom.parent, bom.child, strict=True))}
    for (parent, group), children in recipes.alternatives.items():
        row = row_of[parent, children[0]]
        if len(children) == 1:
            found = f"{children[0]} is the only member of group {group} of {parent}."
            remedy = "Add its alternatives to the group, or clear alternate_group."
            yield bom.issue("alternate_group", row, "group-of-one", found, remedy)
        share = np.sum([recipes.in_force[parent, c] for c in children], axis=0)
        for t in np.flatnonzero(share < COVERED).tolist():
            found = f"In {names[t]} no alternative of group {group} of {parent} is in force all the time."
            yield bom.issue("start", row, "no-alternative", found, "Let start and end of the alternatives meet.")


def build(block: Any, core: Core) -> None:
    """Make every unit of the parent with one of the alternatives in force."""
    m, problem = core.model, core.problem
    choices = {
        (p, group, n, t): children
        for (p, group), children in problem.recipes.alternatives.items()
        for n in problem.makers.get(p, ())
        for t in core.periods
    }
    block.CHOICES = pyo.Set(initialize=list(choices), dimen=4)
    block.AMONG = pyo.Set(block.CHOICES, initialize=choices, dimen=1)
    block.one_of_them = pyo.Constraint(
        block.CHOICES,
        rule=lambda b, p, g, n, t: sum(m.blend[p, c, n, t] for c in b.AMONG[p, g, n, t]) == m.make[p, n, t],
    )
    most = {
        (p, c, n, t): float(problem.recipes.in_force[p, c][t] * problem.bounds.total[p][t]) for p, c, n, t in m.BLENDED
    }
    block.most = pyo.Param(m.BLENDED, initialize=most)
    block.in_force = pyo.Constraint(m.BLENDED, rule=lambda b, p, c, n, t: m.blend[p, c, n, t] <= b.most[p, c, n, t])


def audit(problem: Problem, plan: Plan) -> Audited:
    """Alternatives must add up to what is made, and none may be used before or after its time."""
    found, blends, recipes = Audited(len(problem.horizon)), plan[Blends], problem.recipes
    by_group = [recipes.group[p, c] for p, c, *_ in blends]
    mixed = sums(zip(blends.item, by_group, blends.site, blends.period, strict=True), blends.quantity)
    for item, site, period, quantity in plan[Production]:
        for parent, group in recipes.alternatives:
            if parent == item and site in problem.makers[item]:
                gap = abs(mixed.get((item, group, site, period), 0.0) - quantity)
                where = f"{item} at {site}, {period}"
                found.violations.append(Violation("alternatives add up", where, gap, gap / max(quantity, 1.0)))
    for item, component, site, period, quantity in blends:
        early = quantity if not recipes.in_force[item, component][problem.horizon.number(period)] else 0.0
        where = f"{component} in {item} at {site}, {period}"
        found.violations.append(Violation("alternatives in force", where, early, early / max(quantity, 1.0)))
    return found


FEATURE = Feature(name="technology", applies=applies, check=check, build=build, audit=audit)
