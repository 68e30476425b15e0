"""Workforce: how many hours a region can work, and what it takes to have more: overtime, hiring and training.

For each region r with limited hours and period t::

    sum over sources in r of labour_hours / yield x make[i,n,t]
        <= hours_available[r,t] + overtime[r,t] + sum over s <= t of trained[r,s,t] x hired[r,s]          [h/week]
    overtime[r,t] <= overtime_limit x hours_available[r,t];    hired[r,s] <= hire_limit
    overtime cost = overtime_premium x wage[r,t] x overtime[r,t] x weeks[t]
    training cost = training_cost x hired[r,s], once, in period s

``trained[r,s,t]`` is the share of period t that lies after the training of those hired at the start of s. Every hour
worked is paid its wage (see :mod:`models.features.labour`), overtime its premium on top; an hour that is hired and not
worked costs its training only. Who is hired stays. Money is in the currency of the region.

Today's plan (baseline) may use overtime, which needs no decision that is not taken every week; it hires nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Severity, Violation
from models.modelling import pyo
from models.plan import NOTHING
from models.schema import Columns, Numbers, number
from models.sheets import Labour
from models.wages import RegionPeriod, Workforce, exchange, hours_per_good_unit, hours_worked, labour_rows, wages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.schema import Record, Sheet


class WorkforceTerms(Columns, of=Labour):
    """What more hours cost, and how many there can be."""

    overtime_limit: Numbers = number(
        "Overtime that can be worked, as a share of hours_available.", unit="fraction", default=0.0, upper=2.0
    )
    overtime_premium: Numbers = number(
        "Extra pay of an hour of overtime, as a share of the wage.", unit="fraction", default=0.0, upper=10.0
    )
    hire_limit: Numbers = number("Hours that can be hired in one period.", unit="h/week", default=0.0)
    training_cost: Numbers = number(
        "One-off cost of hiring and training for one hour a week.", unit="money/(h/week)", default=0.0
    )
    training_time: Numbers = number(
        "From hiring, at the start of a period, until those hours count.", unit="weeks", default=0.0
    )


def workers(problem: Problem) -> dict[str, list[ItemSite]]:
    """Sources that need hours, by region."""
    hours, region_of = hours_per_good_unit(problem), problem.geography.of_site["region"]
    found: dict[str, list[ItemSite]] = {}
    for (item, site), row in problem.source_row.items():
        if hours[row] > 0:
            found.setdefault(region_of[site], []).append((item, site))
    return found


def limited(problem: Problem) -> dict[RegionPeriod, int]:
    """Row of Labour of each region and period in which hours are limited."""
    available = problem[Labour].hours_available
    return {key: row for key, row in labour_rows(problem).items() if np.isfinite(available[row])}


def most_overtime(problem: Problem) -> dict[RegionPeriod, float]:
    """Most overtime of each region and period that has any [h/week]."""
    share, hours = problem[WorkforceTerms].overtime_limit, problem[Labour].hours_available
    most = {key: float(share[row] * hours[row]) for key, row in limited(problem).items()}
    return {key: units for key, units in most.items() if units > 0}


def training(problem: Problem) -> dict[RegionPeriod, Numbers]:
    """Share of every period after the training of those hired in (region, period), shape (T,).

    Only where somebody can be hired who is ready before the plan ends; nowhere when today's plan is evaluated.
    """
    terms, horizon, found = problem[WorkforceTerms], problem.horizon, dict[RegionPeriod, Numbers]()
    for (region, s), row in () if problem.baseline else limited(problem).items():
        share = horizon.cover(float(horizon.begin[s] + terms.training_time[row]), horizon.end)
        if terms.hire_limit[row] > 0 and share.any():
            found[region, s] = share
    return found


def check(problem: Problem) -> Iterator[Issue]:
    """Terms that add to hours without a limit, that lack their limit, or whose training takes too long."""
    sheet, terms, horizon = problem[Labour], problem[WorkforceTerms], problem.horizon
    stated, needs = (
        set(labour_rows(problem).values()),
        {"overtime_premium": "overtime_limit", "training_cost": "hire_limit", "training_time": "hire_limit"},
    )
    useful = {labour_rows(problem)[key] for key in training(problem)}
    for row in range(len(sheet)):
        for column, limit in needs.items():
            if getattr(terms, column)[row] > 0 and not getattr(terms, limit)[row] > 0:
                found = f"{column} is given, but {limit} is not."
                yield terms.issue(column, row, "term-without-limit", found, f"Fill {limit}, or clear the cell.")
        for column in ("overtime_limit", "hire_limit"):
            if getattr(terms, column)[row] > 0 and np.isinf(sheet.hours_available[row]):
                found = f"Hours in {sheet.region[row]} are not limited, so {column} means nothing."
                yield terms.issue(column, row, "hours-not-limited", found, "Fill hours_available, or clear the cell.")
        hires = terms.hire_limit[row] > 0 and np.isfinite(sheet.hours_available[row])
        if hires and row in stated - useful:
            found = f"Training takes {terms.training_time[row]:g} weeks: whoever is hired is not ready when the plan "
            found += f"ends in week {horizon.end:g}."
            remedy = "Shorten training_time, or lengthen the horizon."
            yield terms.issue("training_time", row, "trained-too-late", found, remedy, Severity.WARNING)


def build(block: Any, core: Core) -> None:
    """Keep to the hours there are, with overtime and training on top, and pay for both."""
    problem, m, staff = core.problem, core.model, workers(core.problem)
    rows = {key: row for key, row in limited(problem).items() if key[0] in staff}
    block.LIMITED = pyo.Set(initialize=list(rows), dimen=2)
    block.WORKERS = pyo.Set(block.LIMITED, initialize={key: staff[key[0]] for key in rows}, dimen=2)
    available = {key: float(problem[Labour].hours_available[row]) for key, row in rows.items()}
    block.hours_available = pyo.Param(block.LIMITED, initialize=available)
    hours = hours_per_good_unit(problem)
    needed = {key: float(hours[problem.source_row[key]]) for keys in staff.values() for key in keys}
    block.hours = pyo.Param(list(needed), initialize=needed)
    _add_hours(block, core)

    def working_hours(b: Any, r: str, t: int) -> Any:
        worked = sum(b.hours[i, n] * m.make[i, n, t] for i, n in b.WORKERS[r, t])
        longer = sum(b.overtime[a, s] for a, s in b.OVERTIME[r, t])
        ready = sum(b.trained[a, s, t] * b.hired[a, s] for a, s in b.TRAINED[r, t])
        return worked <= b.hours_available[r, t] + longer + ready

    block.working_hours = pyo.Constraint(block.LIMITED, rule=working_hours)
    _book(block, core, {region: keys[0][1] for region, keys in staff.items()})


def _add_hours(block: Any, core: Core) -> None:
    """Overtime and hiring, each within its limit, and when those hired count."""
    rows = list(block.LIMITED)
    most = {key: hours for key, hours in most_overtime(core.problem).items() if key in block.LIMITED}
    shares = {key: share for key, share in training(core.problem).items() if key in block.LIMITED}
    hire_limit, row_of = core.problem[WorkforceTerms].hire_limit, limited(core.problem)
    block.BEYOND = pyo.Set(initialize=list(most), dimen=2)
    block.HIRES = pyo.Set(initialize=list(shares), dimen=2)
    block.overtime = pyo.Var(
        block.BEYOND, within=pyo.NonNegativeReals, bounds={key: (0.0, hours) for key, hours in most.items()}
    )
    block.hired = pyo.Var(
        block.HIRES,
        within=pyo.NonNegativeReals,
        bounds={key: (0.0, float(hire_limit[row_of[key]])) for key in shares},
    )
    counted = {(r, s, t): float(share[t]) for (r, s), share in shares.items() for t in core.periods if share[t] > 0}
    ready = {(r, t): [(a, s) for a, s in shares if (a, s, t) in counted and a == r] for r, t in rows}
    block.OVERTIME = pyo.Set(block.LIMITED, initialize={k: [k] if k in most else [] for k in rows}, dimen=2)
    block.TRAINED = pyo.Set(block.LIMITED, initialize=ready, dimen=2)
    block.trained = pyo.Param(list(counted), initialize=counted)


def overtime_pay(problem: Problem) -> dict[RegionPeriod, float]:
    """Premium of a whole period for one hour of overtime a week [money/(h/week)]."""
    paid, premium, weeks = wages(problem), problem[WorkforceTerms].overtime_premium, problem.horizon.weeks
    rows = labour_rows(problem).items()
    return {(r, t): float(premium[row] * weeks[t] * exchange(problem, r)[t]) * paid[r, t] for (r, t), row in rows}


def training_pay(problem: Problem) -> dict[RegionPeriod, float]:
    """Cost of hiring and training for one hour a week, by period of hiring [money/(h/week)]."""
    cost, rows = problem[WorkforceTerms].training_cost, labour_rows(problem).items()
    return {(r, s): float(cost[row] * exchange(problem, r)[s]) for (r, s), row in rows}


def _book(block: Any, core: Core, site_of: dict[str, str]) -> None:
    """Book what overtime and training cost: for no single item, at the first site of the region where people work."""
    lines = (
        ("overtime", block.overtime, overtime_pay(core.problem)),
        ("training", block.hired, training_pay(core.problem)),
    )
    for driver, variable, money in lines:
        keys = list(variable.keys())
        core.ledger.book(
            driver,
            variable,
            keys,
            [money[key] for key in keys],
            items=[""] * len(keys),
            sites=[site_of[r] for r, _ in keys],
            period=[t for _, t in keys],
        )


def _trained(problem: Problem, hired: dict[RegionPeriod, float]) -> dict[RegionPeriod, float]:
    """Hours that count by region and period, of those hired [h/week]."""
    found: dict[RegionPeriod, float] = {}
    shares = training(problem)
    for (region, s), hours in hired.items():
        for t, share in enumerate(shares.get((region, s), np.zeros(len(problem.horizon))).tolist()):
            found[region, t] = found.get((region, t), 0.0) + hours * share
    return found


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Overtime and hiring by region and period, where there is any."""

    def hours(variable: Any) -> dict[RegionPeriod, float]:
        keys = list(variable.keys())
        return dict(zip(keys, solution.at(variable, keys).tolist(), strict=True))

    overtime, hired = hours(block.overtime), hours(block.hired)
    trained = _trained(core.problem, hired)
    parts = (overtime, hired, trained)
    lines = [((r, t), tuple(part.get((r, t), 0.0) for part in parts)) for r, t in block.LIMITED]
    names = core.problem.horizon.names
    yield Workforce.of([(r, names[t], *amounts) for (r, t), amounts in lines if max(amounts) > NOTHING])


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute what more hours cost; hold overtime, hiring and work against their limits."""
    found, horizon, rows = Audited(len(problem.horizon)), problem.horizon, limited(problem)
    hire_limit, most = problem[WorkforceTerms].hire_limit, most_overtime(problem)
    most_hired = {key: float(hire_limit[rows[key]]) for key in training(problem)}
    premium, cost = overtime_pay(problem), training_pay(problem)

    def hold(check: str, key: RegionPeriod, hours: float, limit: float) -> None:
        over = max(hours - limit, 0.0)
        where = f"{key[0]}, {horizon.names[key[1]]}"
        found.violations.append(Violation(check, where, over, over / max(hours, 1.0)))

    lines = {(region, horizon.number(period)): hours for region, period, *hours in plan[Workforce]}
    trained = _trained(problem, {key: hired for key, (_, hired, _) in lines.items()})
    for key, (overtime, hired, stated) in lines.items():
        found.spend("overtime", key[1], overtime * premium.get(key, 0.0))
        found.spend("training", key[1], hired * cost.get(key, 0.0))
        hold("overtime within overtime_limit", key, overtime, most.get(key, 0.0))
        hold("hours hired within hire_limit", key, hired, most_hired.get(key, 0.0))
        hold("hours trained as hired", key, max(stated, real := trained.get(key, 0.0)), min(stated, real))
    for key, hours in hours_worked(problem, plan).items():
        if key in rows:
            overtime = lines[key][0] if key in lines else 0.0
            room = float(problem[Labour].hours_available[rows[key]]) + overtime + trained.get(key, 0.0)
            hold("hours available", key, hours, room)
    return found


def tables(_: Problem, plan: Plan) -> Iterator[Sheet]:
    """Overtime, hiring and training."""
    yield plan[Workforce]


FEATURE = Feature(
    name="workforce",
    columns=(WorkforceTerms,),
    results=(Workforce,),
    applies=lambda problem: bool(limited(problem)),
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    tables=tables,
    reports=(Workforce,),
)
