"""Labour: hours for each unit, paid at the wage of the region and period.

::

    wage[r,t] = wage x (1 + escalation) ** (years from plan start to mid-period t)
    cost      = sum labour_hours[i,n] / yield[i,n] x make[i,n,t] x wage[region(n),t] x weeks[t]

How many hours there are, and what overtime and training add to them, is said in :mod:`models.features.workforce`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.plan import sums
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import Labour
from models.wages import LabourContent, Workforce, exchange, hours_worked, labour_rows, wages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem

__all__ = ["FEATURE", "LabourContent", "LabourUse", "audit", "build", "check", "tables", "worked"]


class LabourUse(Sheet, name="Labour_use", purpose="Hours worked by region and period.", key=("region", "period")):
    """Report: hours against what is available."""

    region: Texts = text("Region.")
    period: Texts = text("Period.")
    hours: Numbers = number("Hours worked, overtime included.", unit="h/week")
    hours_available: Numbers = number("Hours that can be worked today; blank: not limited.", unit="h/week")
    trained: Numbers = number("Hours that hiring and training add to them.", unit="h/week")
    utilisation: Numbers = number(
        "Hours worked by hours available and trained; above 100 % in overtime; blank: not limited.", unit="fraction"
    )
    wage: Numbers = number("Cost of one hour, in the region's currency.", unit="money/h")
    cost: Numbers = number("Wages of the period, without overtime premium and training.", unit="money")


def check(problem: Problem) -> Iterator[Issue]:
    """Sources that need hours in a region and period without a wage."""
    rows, hours = labour_rows(problem), problem[LabourContent].labour_hours
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


def build(_: Any, core: Core) -> None:
    """Pay for the hours of what is made."""
    problem, paid = core.problem, wages(core.problem)
    region_of = problem.geography.of_site["region"]
    wage = [[paid.get((region_of[n], t), 0.0) for t in core.periods] for _, n in problem.source_row]
    by_source = np.array(wage).reshape(-1, len(core.periods))
    core.book_making("labour", problem[LabourContent].labour_hours[:, None] * by_source * problem.exchange_at_sources)


def worked(problem: Problem, plan: Plan) -> dict[tuple[str, int], tuple[float, float]]:
    """Hours a week and money of each region and period, from the table of production."""
    paid, weeks = wages(problem), problem.horizon.weeks
    return {
        (r, t): (hours, hours * paid[r, t] * float(weeks[t] * exchange(problem, r)[t]))
        for (r, t), hours in hours_worked(problem, plan).items()
    }


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute wages paid."""
    found = Audited(len(problem.horizon))
    for (_, t), (_, money) in worked(problem, plan).items():
        found.spend("labour", t, money)
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Hours worked by region and period."""
    done, paid, sheet, names = worked(problem, plan), wages(problem), problem[Labour], problem.horizon.names
    trained = {(region, period): hours for region, period, _, _, hours in plan[Workforce]}
    lines = []
    for (region, t), row in labour_rows(problem).items():
        hours, money = done.get((region, t), (0.0, 0.0))
        available, more = float(sheet.hours_available[row]), trained.get((region, names[t]), 0.0)
        room = available + more
        share = hours / room if np.isfinite(room) and room > 0 else np.nan
        lines.append((region, names[t], hours, available, more, share, paid[region, t], money))
    worked_in = sums([line[0] for line in lines], [line[2] for line in lines])
    yield LabourUse.of([line for line in lines if worked_in[line[0]] > 0])


FEATURE = Feature(
    name="labour", columns=(LabourContent,), check=check, build=build, audit=audit, tables=tables, reports=(LabourUse,)
)
