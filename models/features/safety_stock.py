"""Safety stock: what covers the variability of demand and lead times, sized by guaranteed service.

::

    safety[i,n,t] + short[i,n,t] >= share[i,n,t] x z x sqrt(net / 7 x sigma ^ 2 + variance / 49 x mean ^ 2)
    safety[i,n,t] <= stock[i,n,t],  safety[i,n,t] <= opening stock of t
    cost = holding_rate x value / 52 x safety x weeks                                   taken off seasonal stock

for the way in that asks for most: ``net`` is its inbound time less the service time [days], ``variance`` its own
[days ^ 2]. ``sigma`` and ``mean`` are of the demand that can be served [units/week], ``share`` is the part of it that
is, z the normal quantile of the service level. A source of goods that starts
during the plan owes a buffer from the period after its first goods. Times: :mod:`models.service_network`; what is
served: :mod:`models.variability`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import WEEKS_PER_YEAR
from models.feature import Audited, Feature
from models.inbound import ServiceTerms
from models.issue import Violation
from models.modelling import pyo
from models.plan import Plan, Stock
from models.prices import dearest
from models.readout import extract_core
from models.rulebook import HARD_PRICE, RuleOutcome
from models.service_account import ServiceTimes, Sized, sized
from models.service_checks import grid, service_terms, variability
from models.service_network import ServiceNetwork
from models.service_rows import ServiceRows, Share
from models.sheets import Inventory
from models.stairs import Stairs
from models.terms import Term, at_least

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.inbound import Place
    from models.issue import Issue
    from models.network import Core
    from models.plan import Solution
    from models.problem import Problem
    from models.schema import Numbers, Sheet

NUMBERS = ("inbound", "service_time", "net_time", "sigma", "required")
"""Columns of Service_times that arithmetic recomputes."""


def applies(problem: Problem) -> bool:
    """Whether anything varies and stock may be kept for it; today's buffers are stated, not sized."""
    return problem.varies and not problem.baseline and bool(ServiceNetwork(problem).points)


def build(block: Any, core: Core) -> None:
    """Size the safety stock of every stocking point and period."""
    m, network = core.model, ServiceNetwork(core.problem)
    rows = ServiceRows(core, network)
    heights = {(*place, t): rows.heights(place, t) for place in network.points for t in core.periods}
    heights = {key: stairs for key, stairs in heights.items() if any(each.values[-1] > 0 for each in stairs)}
    block.POINTS = pyo.Set(initialize=list(heights), dimen=3)
    block.safety = pyo.Var(block.POINTS, within=pyo.NonNegativeReals)
    block.short = pyo.Var(block.POINTS, within=pyo.NonNegativeReals)
    block.kept = pyo.Constraint(block.POINTS, rule=lambda b, i, n, t: b.safety[i, n, t] <= m.stock[i, n, t])
    early = [key for key in heights if key[2] or key[:2] in m.UNSTATED]
    _keep_in_place(block, core, early)
    core.safety = block.safety
    rows.close(block)
    block.quoted = rows.quoted
    _require(block, core, rows, heights)
    _book(block, core)
    core.settling.append(lambda solution: _least(block, core, solution))


def _require(block: Any, core: Core, rows: ServiceRows, heights: dict[tuple[str, str, int], list[Stairs]]) -> None:
    """Ask for what each point must keep; where nothing is sure to come in at first, once something has."""
    begun = _begun(block, core, rows)
    whole = _share(block, core, rows, heights)
    rise, rises, sizes = pyo.VariablesToBe(), pyo.RowWriter(), pyo.RowWriter()

    def carried(mark: Term, share: Term | None) -> Term:
        if share is None or mark.is_known:
            return mark if share is None else share
        risen = Term.of(rise, rise.add())
        at_least(rises, -1.0, (risen, share.times(-1.0), mark.times(-1.0)))
        return risen

    for key, stairs in heights.items():
        share = None if key in whole else Term.of(block.share, key)
        before = (*key[:2], max(key[2] - 1, 0))
        waits = [Term.of(block.begun, before).rest()] if before in begun else []
        kept = Term.of(block.safety, key), Term.of(block.short, key)
        for each in stairs:
            marks = tuple(carried(mark, share) for mark in each.marks)
            units = (term.times(-1.0) for term in Stairs(each.values, marks).total(lambda height: height))
            at_least(sizes, 0.0, (*kept, *(wait.times(each.values[-1]) for wait in waits), *units))
    block.rise = rise.declared(within=pyo.NonNegativeReals)
    block.rises, block.sized = pyo.given_rows(rises.finished()), pyo.given_rows(sizes.finished())


def _keep_in_place(block: Any, core: Core, early: list[tuple[str, str, int]]) -> None:
    """``safety <= opening stock``: what covers variability is there when its period begins."""
    writer = pyo.RowWriter()
    for key in early:
        opening = core.opening_at(*key)
        there = Term(opening) if isinstance(opening, float) else Term.of(*opening)
        at_least(writer, 0.0, (there, Term.of(block.safety, key).times(-1.0)))
    block.in_place = pyo.given_rows(writer.finished())


def _share(
    block: Any, core: Core, rows: ServiceRows, keys: Iterable[tuple[str, str, int]]
) -> set[tuple[str, str, int]]:
    """Part of its demand that each point carries, as a variable; returns those that always carry everything."""
    shares = {key: Share(core, rows.network, key[:2], key[2]) for key in keys}
    partial = {key: share for key, share in shares.items() if not share.is_whole}
    block.PARTIAL = pyo.Set(initialize=list(partial), dimen=3)
    block.EXCESSIVE = pyo.Set(initialize=[key for key, share in partial.items() if share.may_exceed], dimen=3)
    block.share = pyo.Var(block.PARTIAL, bounds=(0, 1))
    block.carries_all = pyo.Var(block.EXCESSIVE, within=pyo.Binary)
    writer = pyo.RowWriter()
    for key, share in partial.items():
        carried, excess = Term.of(block.share, key), [Term.of(block.carries_all, key)] if share.may_exceed else []
        if share.may_exceed:
            at_least(writer, 0.0, (carried, *(term.times(-1.0) for term in excess)))
        for part, most in share.measures:
            beyond = (term.times(max(most - 1.0, 0.0)) for term in excess)
            at_least(writer, 0.0, (carried, *beyond, *(term.times(-1.0) for term in part)))
    block.carries = pyo.given_rows(writer.finished())
    return shares.keys() - partial.keys()


def _begun(block: Any, core: Core, rows: ServiceRows) -> set[tuple[str, str, int]]:
    """Whether anything has come into a point by the end of a period, where that is not sure from the start."""
    late = [(*place, t) for place in sorted(rows.network.late) for t in core.periods[: max(len(core.periods) - 1, 1)]]
    block.LATE = pyo.Set(initialize=late, dimen=3)
    block.begun = pyo.Var(block.LATE, within=pyo.Binary)
    writer = pyo.RowWriter()
    for i, n, t in late:
        flow, most = rows.inflow((i, n), t)
        begun = Term.of(block.begun, (i, n, t))
        at_least(writer, 0.0, (begun.times(most), *(term.times(-1.0) for term in flow)))
        if t:
            at_least(writer, 0.0, (begun, Term.of(block.begun, (i, n, t - 1)).times(-1.0)))
    block.begins = pyo.given_rows(writer.finished())
    return set(late)


def _book(block: Any, core: Core) -> None:
    """Move the cost of safety stock out of that of all stock, and price what is missing."""
    problem, keys = core.problem, list(block.POINTS)
    weeks = problem.horizon.weeks
    money = [problem.holding_rate[i] * problem.value[i] / WEEKS_PER_YEAR * float(weeks[t]) for i, _, t in keys]
    items, sites, period = [i for i, _, _ in keys], [n for _, n, _ in keys], [t for _, _, t in keys]
    for driver, sign in (("holding_safety", 1.0), ("holding_seasonal", -1.0)):
        amounts = [sign * each for each in money]
        core.ledger.book(driver, block.safety, keys, amounts, items=items, sites=sites, period=period)
    price = [HARD_PRICE * dearest(problem)[i] for i in items]
    core.rulebook.book(block.short, keys, hard=[True] * len(keys), price=price, items=items, period=period)


class _Least:
    """A solution in which no more is called safety stock than must be: the cost does not tell the kinds apart."""

    def __init__(self, solution: Solution, variable: Any, least: dict[Any, float]) -> None:
        self._solution, self._variable, self._least = solution, variable, least

    def at(self, variable: Any, keys: Sequence[Any]) -> Numbers:
        """Values of ``variable[key]`` for each key."""
        values = self._solution.at(variable, keys)
        if variable is not self._variable:
            return values
        return np.minimum(values, [self._least.get(key, np.inf) for key in keys])


def _least(block: Any, core: Core, solution: Solution) -> Solution:
    needed = {(*each.place, each.t): each.required for each in _sized(block, core, solution)}
    return _Least(solution, block.safety, needed)


def _sized(block: Any, core: Core, solution: Solution) -> list[Sized]:
    """What a solution asks for, by arithmetic on its tables."""
    plan = Plan({type(record): record for record in extract_core(core, solution)})
    quoted = {place: stairs.value(solution) for place, stairs in block.quoted.items()}
    return list(sized(core.problem, plan, quoted))


def extract(block: Any, core: Core, solution: Solution) -> Iterator[ServiceTimes]:
    """Times of every stocking point, and the safety stock they take."""
    names = core.problem.horizon.names
    rows = _sized(block, core, solution)
    yield ServiceTimes.of([(*each.place, names[each.t], *_numbers(each), each.cause) for each in rows])


def _numbers(each: Sized) -> tuple[float, ...]:
    return tuple(getattr(each, column) for column in NUMBERS)


def _stated(plan: Plan) -> dict[Place, float]:
    """Time that each stocking point quotes, as the plan states it first [days]."""
    quoted: dict[Place, float] = {}
    table = plan[ServiceTimes]
    for item, site, days in zip(table.item, table.site, table.service_time.tolist(), strict=True):
        quoted.setdefault((item, site), days)
    return quoted


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute every number of Service_times, and hold quoted times to their limits."""
    found = Audited(len(problem.horizon))
    if not applies(problem):
        return found
    network, names, quoted = ServiceNetwork(problem), problem.horizon.names, _stated(plan)
    table = {row[:3]: row[3:8] for row in plan[ServiceTimes]}
    for each in sized(problem, plan, quoted):
        key, numbers = (*each.place, names[each.t]), _numbers(each)
        where = f"{key[0]} at {key[1]}, {key[2]}"
        if key not in table:
            found.violations.append(Violation("service times are stated", where, 1.0, 1.0))
            continue
        for column, there, right in zip(NUMBERS, table[key], numbers, strict=True):
            off = abs(there - right)
            found.violations.append(Violation(f"{column} of service", where, off, off / max(right, 1.0)))
    for place, days in quoted.items():
        possible = network.quotes(place)
        off = min(abs(days - each) for each in possible)
        where = f"{place[0]} at {place[1]}"
        found.violations.append(Violation("service time as stated or allowed", where, off, off / max(days, 1.0)))
    return found


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Safety stock, required against kept."""
    stock, names, terms = plan[Stock], problem.horizon.names, problem[ServiceTerms]
    kept = dict(zip(zip(stock.item, stock.site, stock.period, strict=True), stock.safety.tolist(), strict=True))
    for each in sized(problem, plan, _stated(plan)):
        row = problem.stock_row[each.place]
        column = "service_level" if not np.isnan(terms.service_level[row]) else ""
        cell = terms.cell(column, row) if column else problem[Inventory].cell("item", row)
        key = (*each.place, names[each.t])
        have = kept.get(key, 0.0)
        yield RuleOutcome("Safety stock", cell, *key, "stock", "units", True, each.required, have, True)


def tables(_: Problem, plan: Plan) -> Iterator[Sheet]:
    """Times of stocking points."""
    yield plan[ServiceTimes]


def check(problem: Problem) -> Iterator[Issue]:
    """Times that cannot be, and variability that nobody covers."""
    yield from service_terms(problem)
    if problem.varies:
        yield from variability(problem)
        yield from grid(problem)


FEATURE = Feature(
    name="safety_stock",
    columns=(ServiceTerms,),
    results=(ServiceTimes,),
    applies=applies,
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    outcomes=outcomes,
    tables=tables,
    reports=(ServiceTimes,),
)
