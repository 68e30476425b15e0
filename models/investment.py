"""Investment: when an option of the Capex sheet is in service, and what its capital costs in each period.

In service from order + permit_time + build_time (+ qualification_time of a source that is not yet qualified), for
`life` years; its capacity comes up along its ramp. The capex, with interest while it is built, is
paid back in equal annuities over its life; those that fall inside the horizon are the plan's cost, the others are
the salvage value left at its end. Without a life all of it counts when ordered. With continuous discounting at
rate r::

    annuity = capex x (1+r) ** (years from order to service) x ln(1+r) / (1 - (1+r) ** -life)      [money/year]

Source: the capital recovery factor of engineering economics in its continuous form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models import WEEKS_PER_YEAR
from models.geography import resolve_items
from models.problem import worked_out_once
from models.sheets import Capex, Items, Ramps, Sources

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Numbers


@dataclass(frozen=True)
class Option:
    """One row of Capex on the time axis.

    Attributes
    ----------
    row, site, items
        Row of the sheet, and what it serves.
    in_service
        For each period in which it can usefully be ordered, the share of every period it is then in service, (T,).
    output
        The same, each moment weighted with the share of the capacity that counts by then.

    """

    row: int
    site: str
    items: tuple[str, ...]
    in_service: dict[int, Numbers]
    output: dict[int, Numbers]


@worked_out_once
def options(problem: Problem) -> tuple[Option, ...]:
    """Options that can be in service before the plan ends; none when today's plan is evaluated."""
    sheet, horizon = problem[Capex], problem.horizon
    found = []
    for row in () if problem.baseline else range(len(sheet)):
        scope = resolve_items(problem[Items], sheet.item[row])
        site = sheet.site[row]
        items = tuple(i for i in scope[1] if (i, site) in problem.source_row) if scope else ()
        life = math.inf if np.isnan(sheet.life[row]) else sheet.life[row] * WEEKS_PER_YEAR
        in_service, output = {}, {}
        for s in range(len(horizon)):
            begin = order_week(problem, row, s)
            service = begin + weeks_to_service(problem, row, items)
            share = horizon.cover(service, service + life)
            if begin < horizon.begin[s] + horizon.weeks[s] and share.any():
                in_service[s] = share
                output[s] = _ramped(problem, sheet.ramp[row], service, service + life)
        if items and in_service:
            found.append(Option(row, site, items, in_service, output))
    return tuple(found)


def order_week(problem: Problem, row: int, s: int) -> float:
    """Week in which an option ordered in period `s` is ordered: its start, or the earliest day if that is later."""
    earliest = problem[Capex].earliest[row]
    first = 0.0 if np.isnat(earliest) else problem.horizon.week_of(earliest)
    return max(float(problem.horizon.begin[s]), first)


def weeks_to_service(problem: Problem, row: int, items: tuple[str, ...]) -> float:
    """Permit, building and, where a source still needs it, qualification of what an option serves [weeks]."""
    sheet, sources = problem[Capex], problem[Sources]
    waiting = [problem.source_row[i, sheet.site[row]] for i in items]
    qualifying = max((float(sources.qualification_time[k]) for k in waiting if not sources.qualified[k]), default=0.0)
    return float(sheet.permit_time[row] + sheet.build_time[row]) + qualifying


def _ramped(problem: Problem, ramp: str, service: float, end: float) -> Numbers:
    """Mean share of the capacity that counts in each period, by the straight pieces of its ramp, shape (T,)."""
    horizon, ramps = problem.horizon, problem[Ramps]
    if not ramp:
        return horizon.cover(service, end)
    chosen = ramps.ramp == ramp
    order = np.argsort(ramps.week[chosen])
    weeks, fractions = ramps.week[chosen][order] + service, ramps.fraction[chosen][order]
    mean = np.zeros(len(horizon))
    for t, begin in enumerate(horizon.begin.tolist()):
        first, last = max(begin, service), min(begin + float(horizon.weeks[t]), end)
        if last > first:
            points = np.unique(np.concatenate(([first, last], weeks[(weeks > first) & (weeks < last)])))
            heights = np.interp(points, weeks, fractions)
            area = float(((heights[1:] + heights[:-1]) / 2 * np.diff(points)).sum())
            mean[t] = area / float(horizon.weeks[t])
    return mean


def capital_charge(problem: Problem, option: Option, s: int) -> Numbers:
    """Money of each period for one option ordered in `s`, not discounted, shape (T,)."""
    sheet, horizon, rate = problem[Capex], problem.horizon, problem.horizon.rate
    capex = float(sheet.capex[option.row]) * float(problem.exchange[option.site][s])
    life = float(sheet.life[option.row])
    if math.isnan(life):
        return np.where(np.arange(len(horizon)) == s, capex, 0.0)
    lag = weeks_to_service(problem, option.row, option.items) / WEEKS_PER_YEAR
    recovery = math.log1p(rate) / (1.0 - (1.0 + rate) ** -life) if rate else 1.0 / life
    annuity = capex * (1.0 + rate) ** lag * recovery
    return np.asarray(annuity * option.in_service[s] * horizon.weeks / WEEKS_PER_YEAR)


def in_steps(of_order: dict[int, Numbers]) -> dict[int, Numbers]:
    """Coefficients on cumulative orders: what having ordered by s adds to having ordered by s + 1."""
    return {s: amount - of_order.get(s + 1, np.zeros_like(amount)) for s, amount in of_order.items()}
