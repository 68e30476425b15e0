"""Incentives: capex grants and production credits, with dates, phase-down, caps and thresholds that are cliffs.

For incentive k, item i made at sites n of its place, and period t::

    offer[k](day)    = amount x max(0, 1 - phase_down x full years since phase_from), between start and end, else 0
    unit, material     earned = mean offer of t (x material_cost / yield for material) x credited[k,i,n,t] x weeks[t]
                       credited <= make[i,n,t];  credited <= need x qualifies[k,i,t]
                       sum over n of make >= min_volume x qualifies
                       sum over n of content made >= min_content x (sum of make - need x (1 - qualifies))
    capex              earned = offer on the day of the order x capex x granted[k,option,s]
                       granted <= ordered[option,s] - ordered[option,s-1]
    sum of earned <= cap

``qualifies`` is 0 or 1: below a threshold all of the period's credit is lost. A grant lessens the capital cost as it is
charged: of an option with a life, the part of the grant counts that belongs to the annuities inside the plan, in their
periods (see :mod:`models.investment`); caps look at the grant itself. Domestic content is kept in the same account as
that of Content_rules (see :mod:`models.content`). What is earned is negative money of the driver ``incentive``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import custody
from models.claims import Claims, Earned, paid, reached, report
from models.content import VALUE, carriers
from models.feature import Audited, Feature
from models.investment import capital_charge
from models.issue import Severity, Violation
from models.limits import most_made
from models.modelling import pyo
from models.offers import CAPEX, UNIT, Incentives, cash, credit, grant, grants, groups, places, schedule
from models.plan import NOTHING, Orders, Production, sums
from models.sheets import Capex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import Problem
    from models.schema import Record, Sheet


def check(problem: Problem) -> Iterator[Issue]:
    """Dates, amounts and thresholds that cannot be meant, and incentives nobody can earn."""
    sheet, made_by, granted = problem[Incentives], groups(problem), {row for row, _ in grants(problem)}
    for row in range(len(sheet)):
        yield from _check_terms(sheet, row)
        yield from _check_reach(problem, row, [i for k, i in made_by if k == row], has_option=row in granted)


def _check_terms(sheet: Incentives, row: int) -> Iterator[Issue]:
    if sheet.end[row] < sheet.start[row]:
        found = f"The incentive ends on {sheet.end[row]}, before it starts on {sheet.start[row]}."
        yield sheet.issue("end", row, "ends-before-start", found, "Correct one of the two dates.")
    if sheet.phase_down[row] > 0 and np.isnat(sheet.start[row]) and np.isnat(sheet.phase_from[row]):
        found = "The amount shrinks with each full year, but not said is from when."
        yield sheet.issue("phase_down", row, "phase-without-date", found, "Fill phase_from or start.")
    if not sheet.phase_down[row] > 0 and not np.isnat(sheet.phase_from[row]):
        found = "phase_from is given, but no phase_down."
        yield sheet.issue("phase_from", row, "phase-without-rate", found, "Fill phase_down, or clear the cell.")
    if sheet.basis[row] != UNIT and sheet.amount[row] > 1:
        found = f"{sheet.amount[row]:g} times the {sheet.basis[row]} cost would be paid."
        yield sheet.issue("amount", row, "share-above-one", found, "Enter a share, e.g. 30 %.")
    for column in ("min_content", "min_volume") if sheet.basis[row] == CAPEX else ():
        if getattr(sheet, column)[row] > 0:
            found = "A grant is paid with the order, before anything is made: it can have no threshold."
            yield sheet.issue(column, row, "threshold-on-capex", found, "Clear the cell.")


def _check_reach(problem: Problem, row: int, items: list[str], *, has_option: bool) -> Iterator[Issue]:
    """Incentives that nothing in the plan can earn: they are no error, but hardly what is meant."""
    sheet, kind = problem[Incentives], Severity.WARNING
    if not schedule(problem, row):
        found = "The incentive is not offered on any day of the plan."
        yield sheet.issue("start", row, "never-offered", found, "Check start, end and phase_down.", kind)
    if sheet.basis[row] == CAPEX and not has_option:
        found = f"No option of Capex at {sheet.place[row]} serves {sheet.item[row]} only, before the plan ends."
        yield sheet.issue("item", row, "nobody-to-earn", found, "Check place and item.", kind)
    if sheet.basis[row] != CAPEX and not items:
        found = f"Nobody at {sheet.place[row]} makes {sheet.item[row]}."
        yield sheet.issue("place", row, "nobody-to-earn", found, "Check place and item.", kind)
    most = max((float(problem.bounds.total[i].max()) for i in items), default=np.inf)
    if sheet.min_volume[row] > most:
        found = f"min_volume is {sheet.min_volume[row]:g} a week, but no more than {most:g} is ever needed."
        yield sheet.issue("min_volume", row, "threshold-out-of-reach", found, "Lower it.", kind)
    if sheet.min_content[row] > 0 and items:
        reach, sites = carriers(problem), places(problem, row)[0]
        if not any(reach.get((VALUE, i), frozenset()) & sites for i in items):
            found = f"Nothing made at {sheet.place[row]} can have domestic content."
            remedy = "Lower min_content, or see domestic on Regions and value on Items."
            yield sheet.issue("min_content", row, "threshold-out-of-reach", found, remedy, kind)


def build(block: Any, core: Core) -> None:
    """Claim credits and grants, hold them to thresholds and caps, and book them as negative money."""
    _add_credits(block, core)
    _add_thresholds(block, core)
    _add_grants(block, core)
    sheet = core.problem[Incentives]
    block.CAPPED = pyo.Set(initialize=np.flatnonzero(np.isfinite(sheet.cap)).tolist())
    block.cap = pyo.Param(block.CAPPED, initialize={k: float(sheet.cap[k]) for k in block.CAPPED})
    by_output = {k: [key for key in block.CREDITS if key[0] == k] for k in block.CAPPED}
    by_order = {k: [key for key in block.GRANTS if key[0] == k] for k in block.CAPPED}
    block.CREDITS_OF = pyo.Set(block.CAPPED, initialize=by_output, dimen=4)
    block.GRANTS_OF = pyo.Set(block.CAPPED, initialize=by_order, dimen=3)
    block.LIMITED = pyo.Set(initialize=[k for k in block.CAPPED if by_output[k] or by_order[k]])

    def within_cap(b: Any, k: int) -> Any:
        made = sum(b.money[a, i, n, t] * b.credited[a, i, n, t] for a, i, n, t in b.CREDITS_OF[k])
        return made + sum(b.cash[a, o, s] * b.granted[a, o, s] for a, o, s in b.GRANTS_OF[k]) <= b.cap[k]

    block.within_cap = pyo.Constraint(block.LIMITED, rule=within_cap)


def _add_credits(block: Any, core: Core) -> None:
    """``credited <= make``; no more is credited than can be needed, so that nothing is made for the credit alone."""
    m, problem = core.model, core.problem
    offered = {(k, i, n): credit(problem, k, i, n) for (k, i), makers in groups(problem).items() for n in makers}
    most = most_made(problem)
    money = {
        (*key, t): float(per_unit[t] * problem.horizon.weeks[t])
        for key, per_unit in offered.items()
        for t in core.periods
        if per_unit[t] > 0 and most[key[1:]][t] > 0
    }
    keys = list(money)
    block.CREDITS = pyo.Set(initialize=keys, dimen=4)
    block.money = pyo.Param(block.CREDITS, initialize=money)
    need = {key: float(most[key[1:3]][key[3]]) for key in keys}
    block.need = pyo.Param(block.CREDITS, initialize=need)
    block.credited = pyo.Var(block.CREDITS, bounds={key: (0, units) for key, units in need.items()})
    block.credited_when_made = pyo.Constraint(
        block.CREDITS, rule=lambda b, k, i, n, t: b.credited[k, i, n, t] <= m.make[i, n, t]
    )
    core.ledger.book(
        "incentive",
        block.credited,
        keys,
        [-money[key] for key in keys],
        items=[i for _, i, _, _ in keys],
        sites=[n for _, _, n, _ in keys],
        period=[t for *_, t in keys],
    )


def _add_thresholds(block: Any, core: Core) -> None:
    """The cliffs: output and content reach them, or nothing of the period is credited."""
    m, problem, sheet = core.model, core.problem, core.problem[Incentives]
    made_by = groups(problem)
    cliffs = {k for k, _ in made_by if sheet.min_content[k] > 0 or sheet.min_volume[k] > 0}
    tested = list(dict.fromkeys((k, i, t) for k, i, _, t in block.CREDITS if k in cliffs))
    block.TESTED = pyo.Set(initialize=tested, dimen=3)
    block.MAKERS = pyo.Set(block.TESTED, initialize={(k, i, t): made_by[k, i] for k, i, t in tested}, dimen=1)
    block.qualifies = pyo.Var(block.TESTED, within=pyo.Binary)
    block.TESTS = pyo.Set(initialize=[key for key in block.CREDITS if key[0] in cliffs], dimen=4)
    block.only_if_it_qualifies = pyo.Constraint(
        block.TESTS,
        rule=lambda b, k, i, n, t: b.credited[k, i, n, t] <= b.need[k, i, n, t] * b.qualifies[k, i, t],
    )
    by_volume = [key for key in tested if sheet.min_volume[key[0]] > 0]
    by_content = [key for key in tested if sheet.min_content[key[0]] > 0]
    block.BY_VOLUME, block.BY_CONTENT = pyo.Set(initialize=by_volume, dimen=3), pyo.Set(initialize=by_content, dimen=3)
    block.min_volume = pyo.Param(
        block.BY_VOLUME, initialize={key: float(sheet.min_volume[key[0]]) for key in by_volume}
    )
    block.enough_volume = pyo.Constraint(
        block.BY_VOLUME,
        rule=lambda b, k, i, t: (
            sum(m.make[i, n, t] for n in b.MAKERS[k, i, t]) >= b.min_volume[k, i, t] * b.qualifies[k, i, t]
        ),
    )
    c = custody.track(m, problem, core.kept) if by_content else None
    least = {(k, i, t): float(sheet.min_content[k]) for k, i, t in by_content}
    limit = most_made(problem)
    most = {(k, i, t): float(sum(limit[i, n][t] for n in made_by[k, i])) for k, i, t in by_content}
    content = {
        (k, i, t): [key for n in made_by[k, i] if c is not None and (key := (VALUE, i, n, t)) in c.NODES]
        for k, i, t in by_content
    }
    block.min_content = pyo.Param(block.BY_CONTENT, initialize=least)
    block.most = pyo.Param(block.BY_CONTENT, initialize=most)
    block.CONTENT = pyo.Set(block.BY_CONTENT, initialize=content, dimen=4)

    def enough_content(b: Any, k: int, i: str, t: int) -> Any:
        content = sum(custody.made(c, m, a, x, n, s) for a, x, n, s in b.CONTENT[k, i, t])
        volume = sum(m.make[i, n, t] for n in b.MAKERS[k, i, t])
        return content >= b.min_content[k, i, t] * (volume - b.most[k, i, t] * (1 - b.qualifies[k, i, t]))

    block.enough_content = pyo.Constraint(block.BY_CONTENT, rule=enough_content)


def _add_grants(block: Any, core: Core) -> None:
    """``granted <= new orders``; what a grant pays lessens the capital cost in the periods in which that is charged."""
    problem, ordered, offered = core.problem, core.ordered, grants(core.problem)
    money = {(k, o, s): cash(problem, k, option, s) for (k, o), option in offered.items() for s in option.in_service}
    money = {key: paid for key, paid in money.items() if paid > 0}
    block.GRANTS = pyo.Set(initialize=list(money), dimen=3)
    before = {(k, o, s): [s - 1] if s - 1 in offered[k, o].in_service else [] for k, o, s in money}
    block.BEFORE = pyo.Set(block.GRANTS, initialize=before, dimen=1)
    block.cash = pyo.Param(block.GRANTS, initialize=money)
    block.granted = pyo.Var(block.GRANTS, within=pyo.NonNegativeReals)
    block.granted_when_ordered = pyo.Constraint(
        block.GRANTS,
        rule=lambda b, k, o, s: b.granted[k, o, s] <= ordered[o, s] - sum(ordered[o, e] for e in b.BEFORE[k, o, s]),
    )
    lines = []
    for k, o, s in money:
        option = offered[k, o]
        share, item = grant(problem, k, option, s), option.items[0] if len(option.items) == 1 else ""
        charges = capital_charge(problem, option, s).tolist()
        lines += [((k, o, s), -share * charge, item, option.site, t) for t, charge in enumerate(charges)]
    keys, amounts, items, sites, period = zip(*lines, strict=True) if lines else ((), (), (), (), ())
    core.ledger.book("incentive", block.granted, keys, amounts, items=items, sites=sites, period=period)


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Output and orders that earn something."""
    sheet, capex, names = core.problem[Incentives], core.problem[Capex], core.problem.horizon.names
    rows = []
    keys = list(block.CREDITS)
    for (k, i, n, t), units in zip(keys, solution.at(block.credited, keys).tolist(), strict=True):
        rows.append((sheet.name[k], i, n, "", names[t], units))
    keys = list(block.GRANTS)
    for (k, o, s), count in zip(keys, solution.at(block.granted, keys).tolist(), strict=True):
        rows.append((sheet.name[k], capex.item[o], capex.site[o], capex.option[o], names[s], count))
    yield Claims.of([row for row in rows if row[5] > NOTHING])


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute what claims pay; hold them to output, orders, thresholds and caps."""
    found, sheet, names = Audited(len(problem.horizon)), problem[Incentives], problem.horizon.names
    made, orders = plan[Production], plan[Orders]
    done = sums(zip(made.item, made.site, [""] * len(made), made.period, strict=True), made.quantity)
    done |= sums(zip(orders.item, orders.site, orders.option, orders.period, strict=True), orders.count)
    claims, results, earned = list(paid(problem, plan)), reached(problem, plan), dict[int, float]()

    def broken(rule: str, where: str, amount: float, size: float) -> None:
        found.violations.append(Violation(rule, where, max(amount, 0.0), max(amount, 0.0) / max(size, 1.0)))

    claimed = sums([(c.row, c.item, c.site, c.option, names[c.t]) for c in claims], [c.quantity for c in claims])
    for (row, *key), quantity in claimed.items():
        where = f"{sheet.name[row]}: {', '.join(filter(None, key))}"
        broken("claims within what is made or ordered", where, quantity - done.get(tuple(key), 0.0), quantity)
    for claim in claims:
        where, result = (
            f"{sheet.name[claim.row]}: {claim.item}, {names[claim.t]}",
            results.get((claim.row, claim.item, claim.t)),
        )
        earned[claim.row] = earned.get(claim.row, 0.0) + claim.earned
        broken("claims only what is offered", where, 0.0 if claim.earned else claim.quantity, claim.quantity)
        for t, money in enumerate(claim.counted.tolist()):
            found.spend("incentive", t, -money)
        if result is not None:
            least, content = float(sheet.min_volume[claim.row]), float(sheet.min_content[claim.row]) * result.volume
            broken("least volume of an incentive", where, least - result.volume, least)
            broken("least content of an incentive", where, content - result.content, content)
    for row, money in earned.items():
        broken("cap of an incentive", sheet.name[row], money - float(sheet.cap[row]), money)
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """What incentives bring, what is lost and why."""
    yield report(problem, plan)


FEATURE = Feature(
    name="incentives",
    sheets=(Incentives,),
    results=(Claims,),
    applies=lambda problem: len(problem[Incentives]) > 0,
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    tables=tables,
    reports=(Earned,),
)
