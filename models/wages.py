"""Hours and wages: what labour and the workforce that provides it both build on.

::

    wage[r,t]  = wage x (1 + escalation) ** (years from plan start to mid-period t)          [money/h]
    hours[r,t] = sum over sources in r of labour_hours[i,n] / yield[i,n] x make[i,n,t]       [h/week]

Money is in the currency of the region; :func:`exchange` turns it into the plan's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.plan import Production
from models.schema import Columns, Numbers, Sheet, Texts, number, text
from models.sheets import ALL, Labour, Sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem

RegionPeriod = tuple[str, int]
"""Region and period."""


class LabourContent(Columns, of=Sources):
    """Hours in each unit."""

    labour_hours: Numbers = number("Hours of work for one unit.", unit="h/unit", default=0.0)


class Workforce(Sheet, name="Workforce", purpose="Hours beyond those available today.", key=("region", "period")):
    """Decision: overtime and training by region and period, where there is any."""

    region: Texts = text("Region.")
    period: Texts = text("Period.")
    overtime: Numbers = number("Overtime.", unit="h/week")
    hired: Numbers = number("Hours hired, whose training starts in this period.", unit="h/week")
    trained: Numbers = number("Hours hired so far whose training is over, average of the period.", unit="h/week")


def labour_rows(problem: Problem) -> dict[RegionPeriod, int]:
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


def wages(problem: Problem) -> dict[RegionPeriod, float]:
    """Wage of each region and period that has one, in the region's currency [money/h]."""
    sheet, years = problem[Labour], problem.horizon.middle_years
    rows = labour_rows(problem).items()
    return {(r, t): float(sheet.wage[row] * (1.0 + sheet.escalation[row]) ** years[t]) for (r, t), row in rows}


def exchange(problem: Problem, region: str) -> Numbers:
    """Plan currency for one unit of the region's currency, shape (T,); 1 for a region without sites."""
    sites = problem.geography.sites_in("region", region)
    return problem.exchange[sites[0]] if sites else np.ones(len(problem.horizon))


def hours_per_good_unit(problem: Problem) -> Numbers:
    """Hours in one good unit of each source [h/unit], shape (sources,)."""
    return np.asarray(problem[LabourContent].labour_hours / problem[Sources].yield_)


def hours_worked(problem: Problem, plan: Plan) -> dict[RegionPeriod, float]:
    """Hours of each region and period in which anybody works, from the table of production [h/week]."""
    hours, region_of = hours_per_good_unit(problem), problem.geography.of_site["region"]
    found: dict[RegionPeriod, float] = {}
    for item, site, period, quantity in plan[Production]:
        time = quantity * float(hours[problem.source_row[item, site]])
        if time:
            key = (region_of[site], problem.horizon.number(period))
            found[key] = found.get(key, 0.0) + time
    return found
