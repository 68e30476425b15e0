"""What else could be done with a split: the best base-surge and capped dual index, and the least cost of any rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.schema import Numbers, Sheet, Texts, number, text
from optimizer.replenishment.optimum import TooLargeError, optimum
from optimizer.replenishment.rules import Kind, Rule, best_base_surge, fast_only, slow_only
from optimizer.replenishment.simulated import Effort, best_simulated
from optimizer.replenishment.table import KEY

if TYPE_CHECKING:
    from models.problem import Problem
    from optimizer.replenishment.split import Split

COARSE = 1.25
"""Steps in which one deviation of a week's demand is counted in the dynamic programme."""
MOST_STATES = 400_000
"""States of the dynamic programme for one split, a few seconds of work."""
TOLERANCE = 1e-5


class BestRules(
    Sheet,
    name="Best_rules",
    purpose="What each split would cost under the best rules, if capacity and sourcing rules allowed any share.",
    key=KEY,
):
    """Report: best tailored base-surge and capped dual index, where the fast source has capacity to answer with."""

    item: Texts = text("Item supplied.")
    destination: Texts = text("Site that receives it.")
    from_period: Texts = text("First period for which the rules hold.")
    to_period: Texts = text("Last period for which they hold.")
    planned_share: Numbers = number("Share of the base source in the plan.", unit="fraction")
    planned_cost: Numbers = number("Cost of the rule on sheet Policy, which keeps that share.", unit="money/week")
    base_share: Numbers = number("Share of the base source under the best constant order to it.", unit="fraction")
    base_order: Numbers = number("That order.", unit="units/week")
    order_up_to: Numbers = number("Level up to which is then ordered from the surge source.", unit="units")
    base_surge_cost: Numbers = number("Cost of this tailored base-surge rule.", unit="money/week")
    capped_share: Numbers = number("Share of the base source under the best capped dual-index rule.", unit="fraction")
    capped_surge_level: Numbers = number(
        "Its level for the surge source: order what is missing, counting what arrives within the surge source's time. "
        "Blank: no such rule was found to be better than base-surge.",
        unit="units",
    )
    capped_base_level: Numbers = number(
        "Its level for the base source: order what is missing then, counting all that is on its way. Blank: as before.",
        unit="units",
    )
    cap: Numbers = number("Most that it orders from the base source in a week. Blank: as before.", unit="units/week")
    capped_cost: Numbers = number("Cost of the capped dual-index rule, simulated.", unit="money/week")
    confidence: Numbers = number(
        "Half of the 95 % confidence interval of that cost; 0: it is exact.", unit="money/week"
    )
    best: Texts = text("Which rule costs least: these two, or one source only (their cost is on sheet Policy).")
    best_cost: Numbers = number("What it costs.", unit="money/week")
    optimum: Numbers = number(
        "Least cost that any rule can have, by a dynamic programme in coarser steps of demand. Blank: the base source "
        "is too far behind to compute it.",
        unit="money/week",
    )


@dataclass(frozen=True)
class Advice:
    """Best rules for one split, amounts in units; for one that is not reversed.

    Attributes
    ----------
    planned
        Cost of the rule that keeps the plan's split [money/week].
    slow, fast
        One source only.
    base_surge, capped
        Best of their kind.
    optimum
        Least cost of any rule [money/week]; nan where it is not computed.

    """

    split: Split
    planned: float
    slow: Rule
    fast: Rule
    base_surge: Rule
    capped: Rule
    optimum: float

    @property
    def best(self) -> Rule:
        """Rule of least cost."""
        return min((self.slow, self.fast, self.base_surge, self.capped), key=lambda rule: rule.cost)


def advice(split: Split, planned: tuple[Rule | None, Rule, Rule], effort: Effort) -> Advice:
    """Find the best rules for a split.

    Parameters
    ----------
    planned
        What :func:`~optimizer.replenishment.table.planned_rules` has for it.

    """
    step = split.step()
    terms = split.terms(step)
    base, capped = best_base_surge(terms), best_simulated(terms, effort)
    kept, slow, fast = planned
    least = min(rule.cost for rule in (base, capped, slow, fast)) - _possible(split, effort)
    return Advice(split, (kept or slow).cost, slow, fast, base.times(step), capped.times(step), least)


def _possible(split: Split, effort: Effort) -> float:
    """What the best of these rules costs more than the best rule there is [money/week]; nan: that takes too long.

    In coarser steps of demand, in which all of them are looked for again.
    """
    terms = split.terms(split.step(COARSE))
    try:
        least = optimum(terms, TOLERANCE, MOST_STATES)
    except TooLargeError:
        return math.nan
    rules = (best_base_surge(terms), best_simulated(terms, effort), slow_only(terms), fast_only(terms))
    return max(min(rule.cost for rule in rules) - least.cost, 0.0)


def best_rules(problem: Problem, found: list[Advice]) -> BestRules:
    """Table of the best rules."""
    names, rows = problem.horizon.names, []
    for each in found:
        split, base, capped = each.split, each.base_surge, each.capped
        is_capped = capped.kind is Kind.CAPPED
        levels = (capped.level, capped.level + capped.gap, capped.cap) if is_capped else (math.nan,) * 3
        rows.append((
            split.item, split.destination, names[split.first], names[split.last],
            split.share, each.planned,
            base.slow_rate / split.mean, base.slow_rate, base.level, base.cost,
            capped.slow_rate / split.mean, *levels, capped.cost, capped.spread,
            each.best.kind.value, each.best.cost, each.optimum,
        ))  # fmt: skip
    return BestRules.of(rows)
