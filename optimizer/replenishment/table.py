"""Sheet Policy: for each split of a plan between a slow and a fast source, the rule that runs it as planned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from optimizer.replenishment.rules import Rule
    from optimizer.replenishment.splits import Split

KEY = ("item", "destination", "from_period")
FULL = 0.999
"""Share of the base source beyond which nothing is left that the surge source could answer with."""


class Policy(
    Sheet,
    name="Policy",
    purpose="How to run each split week by week: a constant order to the slow source, up to a level from the fast one.",
    key=KEY,
):
    """Report: tailored base-surge at the plan's split."""

    item: Texts = text("Item supplied.")
    destination: Texts = text("Site that receives it.")
    from_period: Texts = text("First period for which the rule holds.")
    to_period: Texts = text("Last period for which it holds.")
    base_source: Texts = text("Slow source with its means of transport: the largest of those that are slower.")
    surge_source: Texts = text("Fast source with its means of transport: the fastest.")
    base_time: Numbers = number("Time from order to arrival from the base source.", unit="weeks")
    surge_time: Numbers = number("Time from order to arrival from the surge source.", unit="weeks")
    demand: Numbers = number("Demand that both serve together.", unit="units/week")
    sd: Numbers = number("Standard deviation of a week's demand.", unit="units/week")
    base_share: Numbers = number("Share of the base source, in the plan and under the rule.", unit="fraction")
    base_order: Numbers = number("Order this much from the base source every week.", unit="units/week")
    order_up_to: Numbers = number(
        "Every week, count stock less backorders, with all that is on its way and arrives within the surge source's "
        "time; order what is missing to this level from the surge source.",
        unit="units",
    )
    stock: Numbers = number("Stock at the end of a week, on average.", unit="units")
    waiting: Numbers = number("Demand that waits at the end of a week, on average.", unit="units")
    purchase: Numbers = number("Both sources at their landed cost.", unit="money/week")
    holding: Numbers = number("Cost of that stock.", unit="money/week")
    backorder: Numbers = number("Cost of what waits.", unit="money/week")
    cost: Numbers = number("Purchase, holding and backorder.", unit="money/week")
    base_only: Numbers = number("The same, ordering up to a level from the base source alone.", unit="money/week")
    surge_only: Numbers = number("The same, ordering up to a level from the surge source alone.", unit="money/week")
    remark: Texts = text("What is assumed, and what to look at.")


def policy_table(problem: Problem, plan: Plan) -> Policy:
    """Rule of every split of a plan; none where no place has sources of different speed."""
    from optimizer.replenishment.splits import splits

    found = splits(problem, plan)
    return policy_of(problem, found, [planned_rules(split) for split in found])


def planned_rules(split: Split) -> tuple[Rule | None, Rule, Rule]:
    """Base-surge at the plan's split, base source only and surge source only, amounts in units.

    There is no base-surge where the plan leaves next to nothing to the surge source.
    """
    from optimizer.replenishment.rules import base_surge, fast_only, slow_only

    step = split.step()
    terms = split.terms(step)
    base = round(split.slow.quantity / step)
    rule = base_surge(terms, base).times(step) if split.share < FULL and base < terms.demand.mean else None
    return rule, slow_only(terms).times(step), fast_only(terms).times(step)


def policy_of(
    problem: Problem, found: tuple[Split, ...], rules: list[tuple[Rule | None, Rule, Rule]]
) -> Policy:
    """Table of splits with their rules."""
    names = problem.horizon.names
    rows = []
    for split, (rule, slow, fast) in zip(found, rules, strict=True):
        # Where the base source has all, its own order-up-to level is the rule.
        chosen = rule or slow
        rows.append((
            split.item, split.destination, names[split.first], names[split.last], split.slow.words, split.fast.words,
            split.slow.weeks, split.fast.weeks, split.mean, split.sd, split.share,
            split.slow.quantity if rule else math.nan, chosen.level, chosen.stock.stock, chosen.stock.waiting,
            chosen.purchase, chosen.stock.holding, chosen.stock.backorder, chosen.cost, slow.cost, fast.cost,
            _remark(split, is_dual=rule is not None),
        ))  # fmt: skip
    return Policy.of(rows)


def _remark(split: Split, *, is_dual: bool) -> str:
    """What is assumed, and what to look at."""
    said = []
    if not is_dual:
        said.append("nearly all comes from the base source: order up to the level from it, counting all on its way")
    if split.fast.price <= split.slow.price:
        said.append("the surge source is cheaper too: only its capacity or a rule speaks for the other")
    if is_dual and split.left < split.sd:
        said.append(f"the surge source has {split.left:,.0f} units/week left, less than a usual rise: keep more stock")
    if split.others:
        others = ", ".join(f"{way.words} {way.quantity:,.0f}" for way in split.others)
        said.append(f"beside them, evenly every week: {others} units")
    if split.is_assumed:
        said.append(f"sd assumed at {split.sd / (split.mean + sum(w.quantity for w in split.others)):.0%} of demand")
    if split.is_stated:
        said.append("backorder at the stated late_cost")
    else:
        said.append(f"backorder from the service level {split.level:.4g}")
    return "; ".join(said)
