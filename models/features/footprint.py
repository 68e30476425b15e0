"""Footprint: which sites run, what opening, closing and running them costs, and how many may be open.

::

    cost = opening_cost x opening + closing_cost x closing + fixed_cost x weeks / 52 x open
    min_open <= number of open sites in the rule's scope <= max_open
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import WEEKS_PER_YEAR
from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import Flows, OpenSites, Production, stock_kept
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Columns, Flags, Numbers, Sheet, Texts, flag, number, reference, text
from models.sheets import ALL, MARKET, PLANT, SUPPLIER, WAREHOUSE, Sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


class SiteCosts(Columns, of=Sites):
    """What a site costs as a whole."""

    fixed_cost: Numbers = number("Cost of running the site.", unit="money/year", default=0.0)
    opening_cost: Numbers = number("One-off cost of opening a potential site.", unit="money", default=0.0)


class SiteRules(Sheet, name="Site_rules", purpose="How many sites may or must be open.", key=()):
    """Fewest and most open sites of a role in a place."""

    rule: Texts = text("Name of the rule.", required=True)
    role: Texts = text("Role of the sites counted.", choices=(SUPPLIER, PLANT, WAREHOUSE, MARKET, ALL), default=ALL)
    place: Texts = reference("place", "Where the sites counted are.", required=False, words=(ALL,), default=ALL)
    min_open: Numbers = number("Fewest open sites.", whole=True)
    max_open: Numbers = number("Most open sites.", whole=True)
    hard: Flags = flag(
        "Yes: a plan that breaks the rule is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number("Cost of each site too many or too few, each week.", unit="money/week")


def counted(problem: Problem, row: int) -> tuple[str, ...]:
    """Sites a rule counts."""
    rules = problem[SiteRules]
    role = rules.role[row]
    return tuple(n for n in problem.geography.sites(rules.place[row]) if role in {ALL, problem.role[n]})


def check(problem: Problem) -> Iterator[Issue]:
    """Rules that ask for nothing, for more sites than there are, or are soft without a price."""
    rules = problem[SiteRules]
    for row in range(len(rules)):
        fewest, most, sites = rules.min_open[row], rules.max_open[row], counted(problem, row)
        if np.isnan(fewest) and np.isnan(most):
            yield rules.issue(
                "min_open", row, "rule-without-limit", "The rule limits nothing.", "Fill min_open or max_open."
            )
        if fewest > most:
            found = f"min_open ({fewest:g}) is above max_open ({most:g})."
            yield rules.issue("min_open", row, "min-above-max", found, "Lower min_open or raise max_open.")
        if fewest > len(sites):
            found = f"{fewest:g} open sites are asked for, but only {len(sites)} match the rule's role and place."
            yield rules.issue("min_open", row, "too-few-sites", found, "Lower min_open or widen the scope.")
        if not rules.hard[row] and np.isnan(rules.penalty[row]):
            found = "A soft rule needs the cost of breaking it."
            yield rules.issue("penalty", row, "soft-without-penalty", found, "Fill penalty, or set hard to Yes.")


def build(block: Any, core: Core) -> None:
    """Book what sites cost and write the rules on their number."""
    _book(core)
    problem, m, rules = core.problem, core.model, core.problem[SiteRules]
    if problem.baseline:
        return
    choices = problem.has_open_choice
    sites = {k: counted(problem, k) for k in range(len(rules))}
    sides = [(k, side) for k in sites for side in ("min", "max") if not np.isnan(getattr(rules, f"{side}_open")[k])]
    block.RULES = pyo.Set(initialize=sides, dimen=2)
    free = {(k, side): [n for n in sites[k] if n in choices] for k, side in sides}
    block.FREE = pyo.Set(block.RULES, initialize=free, dimen=1)
    block.always_open = pyo.Param(block.RULES, initialize={key: len(sites[key[0]]) - len(free[key]) for key in sides})
    block.sign = pyo.Param(block.RULES, initialize={key: 1 if key[1] == "min" else -1 for key in sides})
    limit = {(k, side): float(getattr(rules, f"{side}_open")[k]) for k, side in sides}
    block.limit = pyo.Param(block.RULES, initialize=limit)
    block.missed = pyo.Var(block.RULES, m.T, within=pyo.NonNegativeReals)

    def number_of_sites(b: Any, k: int, side: str, t: int) -> Any:
        count = b.always_open[k, side] + sum(m.open[n, t] for n in b.FREE[k, side])
        return b.sign[k, side] * (count - b.limit[k, side]) + b.missed[k, side, t] >= 0

    block.number_of_sites = pyo.Constraint(block.RULES, m.T, rule=number_of_sites)
    keys = [(k, side, t) for k, side in sides for t in core.periods]
    weeks = problem.horizon.weeks
    price = sum(dearest(problem)[i] * float(rate.max()) for (i, _), rate in problem.wanted.items())
    prices = [(HARD_PRICE * price if rules.hard[k] else float(rules.penalty[k])) * float(weeks[t]) for k, _, t in keys]
    hard = [bool(rules.hard[k]) for k, _, _ in keys]
    core.rulebook.book(
        block.missed, keys, hard=hard, price=prices, items=[""] * len(keys), period=[t for _, _, t in keys]
    )


def _book(core: Core) -> None:
    problem, m, weeks = core.problem, core.model, core.problem.horizon.weeks
    sites, costs, choices = problem[Sites], problem[SiteCosts], problem.has_open_choice
    money = {n: (costs.fixed_cost[k], costs.opening_cost[k], sites.closing_cost[k]) for k, n in enumerate(sites.site)}
    rate = problem.exchange
    keys = list(m.open.keys())
    names, periods = [n for n, _ in keys], [t for _, t in keys]
    blank = [""] * len(keys)
    fixed = [float(money[n][0] * weeks[t] * rate[n][t]) / WEEKS_PER_YEAR for n, t in keys]
    core.ledger.book("fixed", m.open, keys, fixed, items=blank, sites=names, period=periods)
    opening = [float(money[n][1] * rate[n][t]) for n, t in keys]
    core.ledger.book("opening", m.opening, keys, opening, items=blank, sites=names, period=periods)
    closing = [float(np.nan_to_num(money[n][2]) * rate[n][t]) for n, t in keys]
    core.ledger.book("closing", m.closing, keys, closing, items=blank, sites=names, period=periods)
    always = [(n, t) for n in money if n not in choices for t in core.periods]
    core.ledger.book(
        "fixed",
        None,
        always,
        [float(money[n][0] * weeks[t] * rate[n][t]) / WEEKS_PER_YEAR for n, t in always],
        items=[""] * len(always),
        sites=[n for n, _ in always],
        period=[t for _, t in always],
    )


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute site costs; nothing may be made at, or leave, a closed site; states must follow from changes."""
    found, horizon = Audited(len(problem.horizon)), problem.horizon
    sites, costs, choices = problem[Sites], problem[SiteCosts], problem.has_open_choice
    row_of = {n: k for k, n in enumerate(sites.site)}
    for n, k in row_of.items():
        for t in () if n in choices else range(len(horizon)):
            yearly = float(costs.fixed_cost[k] * problem.exchange[n][t])
            found.spend("fixed", t, yearly * float(horizon.weeks[t]) / WEEKS_PER_YEAR)
    states = plan[OpenSites]
    is_open = {n: float(not opens) for n, (opens, _) in choices.items()}
    closed = set()
    rows = zip(states.site, states.period, states.open_, states.opening, states.closing, strict=True)
    for n, period, open_now, opening, closing in sorted(rows, key=lambda line: horizon.number(line[1])):
        t, k = horizon.number(period), row_of[n]
        rate = float(problem.exchange[n][t])
        yearly = open_now * rate * float(costs.fixed_cost[k])
        found.spend("fixed", t, yearly * float(horizon.weeks[t]) / WEEKS_PER_YEAR)
        found.spend("opening", t, opening * rate * float(costs.opening_cost[k]))
        found.spend("closing", t, closing * rate * float(np.nan_to_num(sites.closing_cost[k])))
        jump = abs(open_now - is_open[n] - opening + closing)
        found.violations.append(Violation("sites open and close", f"{n}, {period}", jump, jump))
        is_open[n] = open_now
        if not open_now:
            closed.add((n, period))
    for table, place in ((plan[Production], "site"), (plan[Flows], "origin")):
        for n, period, quantity in zip(getattr(table, place), table.period, table.quantity, strict=True):
            used = quantity if (n, period) in closed else 0.0
            found.violations.append(Violation("closed sites rest", f"{n}, {period}", used, used))
    for (item, n, period), kept in stock_kept(plan).items():
        left = kept if (n, period) in closed else 0.0
        found.violations.append(Violation("closed sites keep nothing", f"{item} at {n}, {period}", left, left))
    return found


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Open sites against the rules on their number."""
    rules, states = problem[SiteRules], plan[OpenSites]
    state = dict(zip(zip(states.site, states.period, strict=True), states.open_, strict=True))
    for row in range(len(rules)):
        for name in problem.horizon.names:
            count = sum(float(state.get((n, name), 1.0)) for n in counted(problem, row))
            for column, at_least in (("min_open", True), ("max_open", False)):
                limit = float(getattr(rules, column)[row])
                if not np.isnan(limit):
                    where = f"{rules.role[row]} in {rules.place[row]}"
                    short = max(limit - count if at_least else count - limit, 0.0)
                    yield RuleOutcome(
                        rules.rule[row], rules.cell(column, row), "", where, name, "open sites", "sites", at_least,
                        limit, count, bool(rules.hard[row]), short, float(np.nan_to_num(rules.penalty[row])),
                    )  # fmt: skip


FEATURE = Feature(
    name="footprint",
    sheets=(SiteRules,),
    columns=(SiteCosts,),
    check=check,
    build=build,
    audit=audit,
    outcomes=outcomes,
)
