"""Sheet Policy: for each split of a plan between a slow and a fast source, the rule that runs it as planned."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING

from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.reports.mix import SourcingMix
    from optimizer.replenishment.rules import Rule
    from optimizer.replenishment.split import Split

KEY = ("item", "destination", "from_period")
FULL = 0.999
"""Share of the base source beyond which nothing is left that the surge source could answer with."""


class Policy(
    Sheet,
    name="Policy",
    purpose="How to run each split week by week: a constant order to one source, up to a level from the other.",
    key=KEY,
):
    """Report: tailored base-surge at the plan's split."""

    item: Texts = text("Item supplied.")
    destination: Texts = text("Site that receives it.")
    from_period: Texts = text("First period for which the rule holds.")
    to_period: Texts = text("Last period for which it holds.")
    base_source: Texts = text(
        "Source with its means of transport that has a constant order: the largest of the slower ones, or the fastest "
        "where its capacity is used up."
    )
    surge_source: Texts = text(
        "Source that answers to demand: the fastest, or the slower one where that has no capacity left."
    )
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


def policy_table(problem: Problem, plan: Plan, mix: SourcingMix) -> Policy:
    """Rule of every split of a plan; none where no place has sources of different speed.

    Parameters
    ----------
    mix
        The plan's sourcing mix, with its landed costs.

    """
    from optimizer.replenishment.splits import splits

    keys = zip(mix.item, mix.source, mix.destination, mix.period, strict=True)
    found = splits(problem, plan, dict(zip(keys, mix.landed_cost.tolist(), strict=True)))
    return policy_of(problem, found, [planned_rules(split) for split in found])


def planned_rules(split: Split) -> tuple[Rule | None, Rule, Rule]:
    """Base-surge at the plan's split, slow source only and fast source only, amounts in units.

    There is no base-surge where the plan leaves next to nothing to the surge source.
    """
    from optimizer.replenishment.overshoot import UnstableError
    from optimizer.replenishment.rules import base_surge, fast_only, slow_only

    step = split.step()
    terms = split.terms(step)
    for_plan = split.reversed_terms(step) if split.is_reversed else terms
    rule = None
    if split.share < FULL:
        with suppress(UnstableError):
            rule = base_surge(for_plan, round(split.base.quantity / step)).times(step)
    return rule, slow_only(terms).times(step), fast_only(terms).times(step)


def policy_of(problem: Problem, found: tuple[Split, ...], rules: list[tuple[Rule | None, Rule, Rule]]) -> Policy:
    """Table of splits with their rules."""
    names = problem.horizon.names
    rows = []
    for split, (rule, slow, fast) in zip(found, rules, strict=True):
        base, surge = (fast, slow) if split.is_reversed else (slow, fast)
        # Where the base source has all, its own order-up-to level is the rule.
        chosen = rule or base
        rows.append((
            split.item, split.destination, names[split.first], names[split.last], split.base.words, split.surge.words,
            split.base.weeks, split.surge.weeks, split.mean, split.sd, split.share,
            split.base.quantity if rule else math.nan, chosen.level, chosen.stock.stock, chosen.stock.waiting,
            chosen.purchase, chosen.stock.holding, chosen.stock.backorder, chosen.cost, base.cost, surge.cost,
            _remark(split, is_dual=rule is not None),
        ))  # fmt: skip
    return Policy.of(rows)


def _remark(split: Split, *, is_dual: bool) -> str:
    """What is assumed, and what to look at."""
    said = []
    if not is_dual:
        said.append("nearly all comes from the base source: order up to the level from it, counting all on its way")
    if split.is_reversed:
        said.append(f"{split.fast.source} is faster, but has {split.fast_left:,.0f} units/week left to answer with")
    elif split.fast.price <= split.slow.price:
        said.append("the surge source is cheaper too: only its capacity or a rule speaks for the other")
    left = split.slow_left if split.is_reversed else split.fast_left
    if is_dual and left < split.sd:
        said.append(f"{split.surge.source} has {left:,.0f} units/week left, less than a usual rise: keep more stock")
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
