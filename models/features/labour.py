"""Labour: hours for each unit, paid at the wage of the region and period, within the hours people can work.

::

    wage[r,t] = wage x (1 + escalation) ** (years from plan start to mid-period t)
    cost      = sum labour_hours[i,n] / yield[i,n] x make[i,n,t] x wage[region(n),t] x weeks[t]
    sum over sources in r of labour_hours / yield x make <= hours_available[r,t]      [h/week]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from models.feature import Audited, Feature
from models.issue import Violation
from models.plan import Production, sums
from models.schema import Columns, Numbers, Sheet, Texts, number, reference, text
from models.sheets import ALL, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


class Labour(Sheet, name="Labour", purpose="Wages and working hours by region.", key=("region", "period")):
    """What an hour costs, and how many there are."""

    region: Texts = reference("Regions", "Region.")
    period: Texts = reference(
        "Periods", "Period, or ALL for each period without a row of its own.", required=False, words=(ALL,), default=ALL
    )
    wage: Numbers = number("Cost of one hour at the start of the plan.", unit="money/h", required=True)
    escalation: Numbers = number(
        "Yearly rise of the wage from the start of the plan.", unit="fraction/year", default=0.0, lower=-0.5, upper=2.0
    )
    hours_available: Numbers = number("Hours that can be worked; blank: not limited.", unit="h/week", default=np.inf)


class LabourContent(Columns, of=Sources):
    """Hours in each unit."""

    labour_hours: Numbers = number("Hours of work for one unit.", unit="h/unit", default=0.0)


class LabourUse(Sheet, name="Labour_use", purpose="Hours worked by region and period.", key=("region", "period")):
    """Report: hours against what is available."""

    region: Texts = text("Region.")
    period: Texts = text("Period.")
    hours: Numbers = number("Hours worked.", unit="h/week")
    hours_available: Numbers = number("Hours that can be worked; blank: not limited.", unit="h/week")
    utilisation: Numbers = number("Share of the available hours that is worked.", unit="fraction")
    wage: Numbers = number("Cost of one hour.", unit="money/h")
    cost: Numbers = number("Labour cost of the period.", unit="money")


def row_of(problem: Problem) -> dict[tuple[str, int], int]:
    """Row of Labour for each region and period; a row of its own beats ALL."""
    sheet, names = problem[Labour], problem.horizon.names
    own = {(r, p): k for k, (r, p) in enumerate(zip(sheet.region, sheet.period, strict=True))}
    found = {}
    for region in dict.fromkeys(sheet.region):
        for t, name in enumerate(names):
            row = own.get((region, name), own.get((region, ALL)))
            if row is not None:
                found[region, t] = row
    return found


def wages(problem: Problem) -> Numbers:
    """Wage at each source and period [money/h], shape (sources, T); 0 where the region has none."""
    sheet, years, region_of = problem[Labour], problem.horizon.middle_years, problem.geography.of_site["region"]
    rows = row_of(problem)
    wage = np.zeros((len(problem.source_row), len(problem.horizon)))
    for (_, site), source in problem.source_row.items():
        for t in range(len(problem.horizon)):
            row = rows.get((region_of[site], t))
            if row is not None:
                wage[source, t] = sheet.wage[row] * (1.0 + sheet.escalation[row]) ** years[t]
    return wage


def check(problem: Problem) -> Iterator[Issue]:
    """Sources that need hours in a region and period without a wage."""
    rows, hours = row_of(problem), problem[LabourContent].labour_hours
    region_of = problem.geography.of_site["region"]
    for (item, site), source in problem.source_row.items():
        region = region_of[site]
        missing = [name for t, name in enumerate(problem.horizon.names) if (region, t) not in rows]
        if hours[source] > 0 and missing:
            yield problem[LabourContent].issue(
                "labour_hours",
                source,
                "no-wage",
                f"{item} at {site} needs {hours[source]:g} hours a unit, but Labour has no wage for region {region} "
                f"in {missing[0]}{' and others' if len(missing) > 1 else ''}.",
                f"Add a row to Labour for {region} (period ALL serves every period).",
            )


def build(block: Any, core: Core) -> None:
    """Pay for hours and keep to those available."""
    problem, hours = core.problem, core.problem[LabourContent].labour_hours
    core.book_making("labour", hours[:, None] * wages(problem) * problem.exchange_at_sources)
    per_good = hours / problem[Sources].yield_
    region_of = problem.geography.of_site["region"]
    limit = {
        key: float(problem[Labour].hours_available[row])
        for key, row in row_of(problem).items()
        if np.isfinite(problem[Labour].hours_available[row])
    }
    workers: dict[str, list[tuple[str, str]]] = {}
    for (item, site), source in problem.source_row.items():
        if hours[source] > 0:
            workers.setdefault(region_of[site], []).append((item, site))
    block.LIMITED = pyo.Set(initialize=[(r, t) for r, t in limit if r in workers], dimen=2)
    block.WORKERS = pyo.Set(block.LIMITED, initialize={(r, t): workers[r] for r, t in limit if r in workers}, dimen=2)
    block.hours_available = pyo.Param(block.LIMITED, initialize={k: v for k, v in limit.items() if k[0] in workers})
    needed = {key: float(per_good[row]) for key, row in problem.source_row.items()}
    block.hours = pyo.Param(list(needed), initialize=needed)
    block.working_hours = pyo.Constraint(
        block.LIMITED,
        rule=lambda b, r, t: (
            sum(b.hours[i, n] * core.model.make[i, n, t] for i, n in b.WORKERS[r, t]) <= b.hours_available[r, t]
        ),
    )


def worked(problem: Problem, plan: Plan) -> dict[tuple[str, int], tuple[float, float]]:
    """Hours a week and money of each region and period, from the table of production."""
    made, hours, region_of = plan[Production], problem[LabourContent].labour_hours, problem.geography.of_site["region"]
    sheet, rows, horizon = problem[Labour], row_of(problem), problem.horizon
    found: dict[tuple[str, int], tuple[float, float]] = {}
    for item, site, period, quantity in made:
        source, t, region = problem.source_row[item, site], horizon.number(period), region_of[site]
        time = quantity / problem[Sources].yield_[source] * hours[source]
        if time:
            row = rows[region, t]
            rise = (1.0 + sheet.escalation[row]) ** ((horizon.begin[t] + horizon.weeks[t] / 2) / 52.0)
            before = found.get((region, t), (0.0, 0.0))
            money = time * sheet.wage[row] * rise * horizon.weeks[t] * problem.exchange[site][t]
            found[region, t] = (before[0] + float(time), before[1] + float(money))
    return found


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute wages paid and compare hours with those available."""
    found, rows, available = Audited(len(problem.horizon)), row_of(problem), problem[Labour].hours_available
    for (region, t), (hours, money) in worked(problem, plan).items():
        found.spend("labour", t, money)
        over = hours - available[rows[region, t]]
        if np.isfinite(over):
            where = f"{region}, {problem.horizon.names[t]}"
            found.violations.append(
                Violation("hours available", where, max(over, 0.0), max(over, 0.0) / max(hours, 1.0))
            )
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Hours worked by region and period."""
    done, sheet, horizon = worked(problem, plan), problem[Labour], problem.horizon
    lines = []
    for (region, t), row in row_of(problem).items():
        hours, money = done.get((region, t), (0.0, 0.0))
        available = float(sheet.hours_available[row])
        wage = float(sheet.wage[row] * (1.0 + sheet.escalation[row]) ** horizon.middle_years[t])
        share = hours / available if np.isfinite(available) and available > 0 else np.nan
        lines.append((region, horizon.names[t], hours, available, share, wage, money))
    worked_in = sums([line[0] for line in lines], [line[2] for line in lines])
    yield LabourUse.of([line for line in lines if worked_in[line[0]] > 0])


FEATURE = Feature(
    name="labour",
    sheets=(Labour,),
    columns=(LabourContent,),
    check=check,
    build=build,
    audit=audit,
    tables=tables,
)
