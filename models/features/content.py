"""Domestic content: how much of what is used or sold must be made at home, followed through the bill of materials.

For each rule k and period t, over the sites n of its destination, in units' worth a week (see :mod:`models.content`)::

    sum over n of (served + used up)[content of i at n] + missed
        >= min_domestic_share x sum over n of (served + used up)[units of i at n]

Content is one account for all rules: what one destination is credited with, another is not. A rule looks at each period
by itself; what leaves stock carries the content it was put in with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models import custody
from models.content import (
    MEASURES,
    VALUE,
    FollowsContent,
    Measured,
    OpeningContent,
    added,
    carriers,
    followed,
    worth,
)
from models.content_account import (
    ContentFlows,
    ContentStock,
    ContentUse,
    excesses,
    goods_taken,
    imbalances,
    plan_content,
)
from models.feature import Audited, Feature
from models.geography import resolve_items
from models.issue import Severity
from models.modelling import pyo
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Flags, Numbers, Sheet, Texts, flag, number, reference, text
from models.sheets import ALL, Inventory, Items
from models.sourcing import NOTHING_MADE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import Problem
    from models.schema import Record


class ContentRules(
    Sheet, FollowsContent, name="Content_rules", purpose="How much of an item must be made at home.", key=()
):
    """Least domestic content of what is used up or sold."""

    rule: Texts = text("Name of the rule; several rows may share it.", required=True)
    item: Texts = reference("items", "Finished item, component, class:Critical and so on, or ALL: each item by itself.")
    destination: Texts = reference(
        "place", "Where the item is used up or sold; ALL: everywhere together.", required=False, words=(ALL,),
        default=ALL,
    )  # fmt: skip
    min_domestic_share: Numbers = number("Least domestic share.", unit="fraction", required=True, upper=1.0)
    measure: Texts = text(
        "value: share of the item's value that was added at home, components included. quantity: share of its units "
        "that are made at home, whatever goes into them.",
        choices=MEASURES,
        default=VALUE,
    )
    period: Texts = reference(
        "Periods", "Period, or ALL: each period by itself.", required=False, words=(ALL,), default=ALL
    )
    from_period: Texts = reference(
        "Periods", "First period in which the rule holds; blank: from the start.", required=False
    )
    hard: Flags = flag(
        "Yes: a plan that breaks the rule is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number(
        "Cost of each unit's worth of content that is missing; needed when hard is No.", unit="money/unit"
    )

    def followed(self, problem: Problem) -> Iterator[Measured]:
        """What the rules speak of; none of them holds for today's plan."""
        yield from () if problem.baseline else ((rule.measure, rule.item) for rule in content_rules(problem))


class Content(Sheet, name="Content", purpose="Domestic content against what is required.", key=()):
    """Report: achieved share of each rule, item, destination and period."""

    rule: Texts = text("Rule.")
    item: Texts = text("Item.")
    destination: Texts = text("Where it is used up or sold.")
    period: Texts = text("Period.")
    measure: Texts = text("value or quantity.")
    quantity: Numbers = number("Used up or sold.", unit="units/week")
    content: Numbers = number("Domestic content credited to it.", unit="money/week or units/week")
    share: Numbers = number("Domestic share.", unit="fraction")
    required_: Numbers = number("Least share asked for.", unit="fraction")
    distance: Numbers = number(
        "Share above what is asked for; negative: missing.", unit="fraction", lower=float("-inf")
    )


@dataclass(frozen=True)
class ContentRule:
    """One rule for one item: the sites and periods it looks at."""

    row: int
    measure: str
    item: str
    label: str
    sites: tuple[str, ...]
    periods: tuple[int, ...]
    share: float
    hard: bool
    penalty: float


def content_rules(problem: Problem) -> tuple[ContentRule, ...]:
    """Every rule, item by item, where the item is used up or sold and has a worth."""
    sheet, horizon, found = problem[ContentRules], problem.horizon, []
    for row in range(len(sheet)):
        scope, inside = (
            resolve_items(problem[Items], sheet.item[row]),
            set(problem.geography.sites(sheet.destination[row])),
        )
        first = horizon.number(sheet.from_period[row]) if sheet.from_period[row] else 0
        periods = tuple(range(first, len(horizon)))
        if sheet.period[row] != ALL:
            periods = (horizon.number(sheet.period[row]),)
        measure, terms = sheet.measure[row], (bool(sheet.hard[row]), float(sheet.penalty[row]))
        for item in scope[1] if scope else ():
            sites = tuple(n for n in problem.takers.get(item, ()) if n in inside)
            if sites and worth(problem, measure, item) > 0:
                share = float(sheet.min_domestic_share[row])
                found.append(ContentRule(row, measure, item, sheet.destination[row], sites, periods, share, *terms))
    return tuple(found)


def check(problem: Problem) -> Iterator[Issue]:
    """Rules about nothing, rules nobody at home can keep, and values that do not cover their components."""
    sheet, rules, reach = problem[ContentRules], content_rules(problem), carriers(problem)
    spoken_of = {rule.row for rule in rules}
    for row in range(len(sheet)):
        if not sheet.hard[row] and np.isnan(sheet.penalty[row]):
            found = "A soft rule needs the cost of breaking it."
            yield sheet.issue("penalty", row, "soft-without-penalty", found, "Fill penalty, or set hard to Yes.")
        if sheet.period[row] != ALL and sheet.from_period[row]:
            found = f"The rule holds in {sheet.period[row]} only, and from {sheet.from_period[row]} on."
            yield sheet.issue("from_period", row, "two-periods", found, "Fill period or from_period, not both.")
        if sheet.min_domestic_share[row] == 0:
            found = "A least share of 0 % asks for nothing."
            yield sheet.issue(
                "min_domestic_share", row, "rule-without-limit", found, "Raise it, or delete the row.", Severity.WARNING
            )
        if row not in spoken_of:
            found = f"Nothing of {sheet.item[row]} that has a value is used up or sold at {sheet.destination[row]}."
            yield sheet.issue(
                "item", row, "rule-about-nothing", found, "Correct item, destination or the item's value."
            )
    for rule in rules:
        if rule.hard and rule.share > 0 and not reach.get((rule.measure, rule.item), frozenset()) & set(rule.sites):
            found = f"No {rule.item} at {rule.label} can have domestic content, and {rule.share:.0%} is asked for."
            remedy = "Add a domestic source (see domestic on Regions) or a lane from one, or lower the share."
            yield sheet.issue("min_domestic_share", rule.row, "nobody-there", found, remedy)
    yield from _check_values(problem)
    yield from _check_opening(problem)


def _check_values(problem: Problem) -> Iterator[Issue]:
    """Items that are worth less than what goes into them: the difference cannot be domestic content of anything."""
    items, said = problem[Items], set[str]()
    for measure, item in followed(problem):
        for site in problem.makers.get(item, ()):
            if item not in said and added(problem, measure, item, site).clipped.any():
                said.add(item)
                row = problem.items.index(item)
                found = f"{item}, made at {site}, is worth less than the components in it."
                remedy = "Its value added counts as 0, and content beyond its value as lost. Raise its value if wrong."
                yield items.issue("value", row, "negative-value-added", found, remedy, Severity.WARNING)


def _check_opening(problem: Problem) -> Iterator[Issue]:
    stock, share = problem[Inventory], problem[OpeningContent]
    known = {item for _, item in followed(problem)}
    for row in np.flatnonzero(share.on_hand_content > 0).tolist():
        if not stock.on_hand[row] > 0:
            found = "Domestic content is given for a stock of nothing."
            yield share.issue("on_hand_content", row, "content-of-nothing", found, "Fill on_hand, or clear the cell.")
        elif stock.item[row] not in known:
            found = f"No rule or incentive asks for the domestic content of {stock.item[row]}."
            yield share.issue("on_hand_content", row, "content-unused", found, "Clear the cell.", Severity.WARNING)


def build(block: Any, core: Core) -> None:
    """Track content, and write one row for each rule and period with a priced slack."""
    problem, m = core.problem, core.model
    c, rules = custody.track(m, problem, core.kept), () if problem.baseline else content_rules(problem)
    need = problem.bounds.arriving
    held = [(k, t) for k, r in enumerate(rules) for t in r.periods if any(need(r.item, n)[t] > 0 for n in r.sites)]
    goods = {
        (k, t): [(rules[k].item, n, t) for n in rules[k].sites if (rules[k].item, n, t) in m.NODES] for k, t in held
    }
    content = {(k, t): [key for n in goods[k, t] if (key := (rules[k].measure, *n)) in c.NODES] for k, t in held}
    block.HELD = pyo.Set(initialize=held, dimen=2)
    block.GOODS = pyo.Set(block.HELD, initialize=goods, dimen=3)
    block.CONTENT = pyo.Set(block.HELD, initialize=content, dimen=4)
    block.share = pyo.Param(block.HELD, initialize={(k, t): rules[k].share for k, t in held})
    block.missed = pyo.Var(block.HELD, within=pyo.NonNegativeReals)

    def domestic_content(b: Any, k: int, t: int) -> Any:
        credited = sum(custody.taken(c, a, i, n, s) for a, i, n, s in b.CONTENT[k, t])
        return credited + b.missed[k, t] >= b.share[k, t] * sum(
            custody.goods_taken(m, i, n, s) for i, n, s in b.GOODS[k, t]
        )

    block.domestic_content = pyo.Constraint(block.HELD, rule=domestic_content)
    weeks, most, asked = problem.horizon.weeks, dearest(problem), [(rules[k], t) for k, t in held]
    core.rulebook.book(
        block.missed,
        held,
        hard=[r.hard for r, _ in asked],
        price=[float(weeks[t]) * (HARD_PRICE * most[r.item] if r.hard else r.penalty) for r, t in asked],
        items=[r.item for r, _ in asked],
        period=[t for _, t in held],
    )


def extract(_: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Content of flows, uses, sales and stock, in money or units."""
    return custody.read(core.model, core.problem, solution)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Account for content at every node; nothing may have more of it than it is worth."""
    return Audited(len(problem.horizon), violations=[*imbalances(problem, plan), *excesses(problem, plan)])


def _achieved(problem: Problem, plan: Plan) -> Iterator[tuple[ContentRule, int, float, float]]:
    """Rule, period, units a week used up or sold and their content, where there are any."""
    taken, content = dict[tuple[str, str, str], float](), dict[tuple[str, str, str, str], float]()
    for (item, site, _, name), rate in goods_taken(problem, plan).items():
        taken[item, site, name] = taken.get((item, site, name), 0.0) + rate
    for (measure, item, site, _, name), rate in plan_content(problem, plan, ContentUse).items():
        content[measure, item, site, name] = content.get((measure, item, site, name), 0.0) + rate
    for rule in content_rules(problem):
        for t in rule.periods:
            name = problem.horizon.names[t]
            units = sum(taken.get((rule.item, n, name), 0.0) for n in rule.sites)
            if units > NOTHING_MADE:
                yield rule, t, units, sum(content.get((rule.measure, rule.item, n, name), 0.0) for n in rule.sites)


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Domestic shares, required against achieved; none is required of today's plan."""
    sheet = problem[ContentRules]
    for rule, t, units, content in () if problem.baseline else _achieved(problem, plan):
        yield RuleOutcome(
            sheet.rule[rule.row], sheet.cell("min_domestic_share", rule.row), rule.item, rule.label,
            problem.horizon.names[t], f"domestic share of {rule.measure}", "fraction", True, rule.share,
            content / units, rule.hard, max(rule.share * units - content, 0.0), float(np.nan_to_num(rule.penalty)),
        )  # fmt: skip


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Achieved shares and their distance to what is required, and the flows of content behind them."""
    sheet, rows = problem[ContentRules], []
    for rule, t, units, content in _achieved(problem, plan):
        share, amount = content / units, content * worth(problem, rule.measure, rule.item)
        cells = (sheet.rule[rule.row], rule.item, rule.label, problem.horizon.names[t], rule.measure)
        rows.append((*cells, units, amount, share, rule.share, share - rule.share))
    yield Content.of(rows)
    yield from (plan[kind] for kind in (ContentFlows, ContentUse, ContentStock) if len(plan[kind]))


FEATURE = Feature(
    name="content",
    sheets=(ContentRules,),
    columns=(OpeningContent,),
    results=(ContentFlows, ContentUse, ContentStock),
    applies=lambda problem: bool(followed(problem)),
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    outcomes=outcomes,
    tables=tables,
    reports=(Content, ContentFlows, ContentUse, ContentStock),
)
