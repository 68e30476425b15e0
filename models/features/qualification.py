"""Qualification: a source that is not approved today must be qualified, which takes money and time, before it is used.

::

    use[i,n,t]  <= qualified[i,n,s]      s: last period whose start of qualification is through before t ends
    make[i,n,t] <= room x sum over s of share of t after approval if started in s x (qualified[s] - qualified[s-1])
                   + what options can add x use[i,n,t]                room: good output of today's capacity
    cost = qualification_cost, once, in the period in which it starts

``qualified[i,n,s]`` is 1 when qualification has started by period s. Capacity that must be built first is qualified
after building (see :mod:`models.investment`); its cost is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.investment import in_steps
from models.issue import Violation
from models.limits import most_added
from models.modelling import pyo
from models.plan import Production
from models.schema import Columns, Numbers, Sheet, Texts, number, text
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.schema import Record


class QualificationTerms(Columns, of=Sources):
    """What approval costs."""

    qualification_cost: Numbers = number("One-off cost of approving the source.", unit="money", default=0.0)


class Qualifications(Sheet, name="Qualifications", purpose="Sources that are qualified.", key=("item", "site")):
    """Decision: when the qualification of each source starts."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period in which qualification starts.")
    approved: Numbers = number("Week of the approval.", unit="weeks from start")
    cost: Numbers = number("Cost of the qualification.", unit="money")


def approval(problem: Problem) -> dict[ItemSite, dict[int, Numbers]]:
    """For each source that needs it, the share of every period after approval, by the period in which it starts."""
    sources, horizon = problem[Sources], problem.horizon
    makers = {(i, n) for i, sites in problem.makers.items() for n in sites}
    found: dict[ItemSite, dict[int, Numbers]] = {}
    for key, row in problem.source_row.items():
        if key in makers and not sources.qualified[row]:
            shares = {
                s: horizon.cover(float(horizon.begin[s] + sources.qualification_time[row]), horizon.end)
                for s in range(len(horizon))
            }
            found[key] = {s: share for s, share in shares.items() if share.any()}
    return found


def applies(problem: Problem) -> bool:
    """Whether any source still has to be qualified."""
    return not bool(problem[Sources].qualified.all())


def check(problem: Problem) -> Iterator[Issue]:
    """Qualification of sources that are qualified, or that comes too late."""
    sources, terms = problem[Sources], problem[QualificationTerms]
    for row in range(len(sources)):
        stated = sources.qualification_time[row] > 0 or terms.qualification_cost[row] > 0
        if sources.qualified[row] and stated:
            found = "The source is qualified already, so time and cost of qualification mean nothing."
            remedy = "Set qualified to No, or clear qualification_time and qualification_cost."
            yield sources.issue("qualified", row, "already-qualified", found, remedy)
        if not sources.qualified[row] and sources.qualification_time[row] >= problem.horizon.end:
            found = f"Qualification takes {sources.qualification_time[row]:g} weeks, as long as the plan or longer."
            yield sources.issue(
                "qualification_time", row, "never-qualified", found, "Shorten it, or lengthen the horizon."
            )


def build(block: Any, core: Core) -> None:
    """Start qualifications, use only what is approved, and pay."""
    m, problem = core.model, core.problem
    shares = {} if problem.baseline else approval(problem)
    unapproved = list(approval(problem))
    starts = [(i, n, s) for (i, n), of_start in shares.items() for s in of_start]
    block.STARTS = pyo.Set(initialize=starts, dimen=3)
    block.SINCE = pyo.Set(
        block.STARTS, initialize={(i, n, s): [s - 1] if s - 1 in shares[i, n] else [] for i, n, s in starts}, dimen=1
    )
    block.qualified = pyo.Var(block.STARTS, within=pyo.Binary)
    block.stays_qualified = pyo.Constraint(
        block.STARTS,
        rule=lambda b, i, n, s: b.qualified[i, n, s] >= sum(b.qualified[i, n, e] for e in b.SINCE[i, n, s]),
    )
    waiting = [(i, n, t) for i, n in unapproved for t in core.periods]
    block.WAITING = pyo.Set(initialize=waiting, dimen=3)
    in_time = {
        (i, n, t): [max(s for s, share in of_start.items() if share[t] > 0)]
        if (of_start := shares.get((i, n), {})) and any(share[t] > 0 for share in of_start.values())
        else []
        for i, n, t in waiting
    }
    block.IN_TIME = pyo.Set(block.WAITING, initialize=in_time, dimen=1)
    block.used_when_approved = pyo.Constraint(
        block.WAITING, rule=lambda b, i, n, t: m.use[i, n, t] <= sum(b.qualified[i, n, s] for s in b.IN_TIME[i, n, t])
    )
    _limit_output(block, core, shares)
    _book(block, core)


def _limit_output(block: Any, core: Core, shares: dict[ItemSite, dict[int, Numbers]]) -> None:
    """In the period of its approval a source has only the rest of the period; what is built is qualified by itself."""
    m, problem = core.model, core.problem
    steps = {key: in_steps(of_start) for key, of_start in shares.items()}
    partial = {
        (i, n, t): [s for s, step in of_start.items() if step[t]]
        for (i, n), of_start in steps.items()
        for t in core.periods
        if any(0 < share[t] < 1 for share in shares[i, n].values())
    }
    sources, row, more = problem[Sources], problem.source_row, most_added(problem)
    good = sources.capacity * (1.0 + sources.surge_capacity) * sources.yield_
    room = {(i, n): min(float(good[row[i, n]]), float(problem.bounds.total[i].max(initial=0.0))) for i, n in steps}
    block.PARTIAL = pyo.Set(initialize=list(partial), dimen=3)
    block.STARTED = pyo.Set(block.PARTIAL, initialize=partial, dimen=1)
    rates = {(i, n, t, s): room[i, n] * float(steps[i, n][s][t]) for (i, n, t), begun in partial.items() for s in begun}
    block.room = pyo.Param(list(rates), initialize=rates)
    built = {key: float(more[key[:2]][key[2]] * sources.yield_[row[key[:2]]]) for key in partial if key[:2] in more}
    block.built = pyo.Param(block.PARTIAL, initialize=built, default=0.0)

    def after_approval(b: Any, i: str, n: str, t: int) -> Any:
        today = sum(b.room[i, n, t, s] * b.qualified[i, n, s] for s in b.STARTED[i, n, t])
        return m.make[i, n, t] <= today + b.built[i, n, t] * m.use[i, n, t]

    block.after_approval = pyo.Constraint(block.PARTIAL, rule=after_approval)


def _book(block: Any, core: Core) -> None:
    problem = core.problem
    cost, lines = problem[QualificationTerms].qualification_cost, []
    for i, n, s in block.STARTS:
        money = float(cost[problem.source_row[i, n]])
        lines.append(((i, n, s), money * float(problem.exchange[n][s]), s))
        if (i, n, s + 1) in block.STARTS:
            lines.append(((i, n, s), -money * float(problem.exchange[n][s + 1]), s + 1))
    for register in (core.ledger, core.meters):
        register.book(
            "qualification",
            block.qualified,
            [key for key, _, _ in lines],
            [money for _, money, _ in lines],
            items=[key[0] for key, _, _ in lines],
            sites=[key[1] for key, _, _ in lines],
            period=[s for _, _, s in lines],
        )


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Sources whose qualification starts."""
    problem, keys = core.problem, list(block.STARTS)
    begun = {key for key, value in zip(keys, solution.at(block.qualified, keys).tolist(), strict=True) if value > 1 / 2}
    rows = []
    for i, n, s in sorted(begun, key=lambda key: key[2]):
        if (i, n, s - 1) not in begun:
            row = problem.source_row[i, n]
            approved = float(problem.horizon.begin[s] + problem[Sources].qualification_time[row])
            money = float(problem[QualificationTerms].qualification_cost[row] * problem.exchange[n][s])
            rows.append((i, n, problem.horizon.names[s], approved, money))
    yield Qualifications.of(rows)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute the cost; nothing may come from a source before its approval."""
    found, horizon, sources = Audited(len(problem.horizon)), problem.horizon, problem[Sources]
    approved: dict[ItemSite, float] = {}
    for item, site, period, week, cost in plan[Qualifications]:
        row, s = problem.source_row[item, site], horizon.number(period)
        approved[item, site] = float(horizon.begin[s] + sources.qualification_time[row])
        money = float(problem[QualificationTerms].qualification_cost[row] * problem.exchange[site][s])
        found.spend("qualification", s, money)
        found.measure("qualification", s, money)
        off = max(abs(week - approved[item, site]), abs(cost - money))
        found.violations.append(Violation("qualification as stated", f"{item} at {site}, {period}", off, off))
    for item, site, period, quantity in plan[Production]:
        row, t = problem.source_row[item, site], horizon.number(period)
        if not sources.qualified[row] and site in problem.makers.get(item, ()):
            ends = float(horizon.begin[t] + horizon.weeks[t])
            early = quantity if approved.get((item, site), np.inf) >= ends else 0.0
            where = f"{item} at {site}, {period}"
            found.violations.append(Violation("qualified before use", where, early, early / max(quantity, 1.0)))
    return found


def tables(_: Problem, plan: Plan) -> Iterator[Sheet]:
    """Sources that are qualified."""
    yield plan[Qualifications]


FEATURE = Feature(
    name="qualification",
    columns=(QualificationTerms,),
    results=(Qualifications,),
    applies=applies,
    check=check,
    tracks=approval,
    build=build,
    extract=extract,
    audit=audit,
    tables=tables,
    reports=(Qualifications,),
)
