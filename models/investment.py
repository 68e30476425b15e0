"""Investment: when an option of the Capex sheet is in service, and what its capital costs in each period.

In service from order + permit_time + build_time, for `life` years. The capex, with interest while it is built, is
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
from models.sheets import Capex, Items

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
    cover
        For each period in which it can usefully be ordered, the share of every period it is then in service, (T,).

    """

    row: int
    site: str
    items: tuple[str, ...]
    cover: dict[int, Numbers]


def options(problem: Problem) -> tuple[Option, ...]:
    """Options that can be in service before the plan ends; none when today's plan is evaluated."""
    sheet, horizon = problem[Capex], problem.horizon
    found = []
    for row in () if problem.baseline else range(len(sheet)):
        scope = resolve_items(problem[Items], sheet.item[row])
        site = sheet.site[row]
        items = tuple(i for i in scope[1] if (i, site) in problem.source_row) if scope else ()
        life = math.inf if np.isnan(sheet.life[row]) else sheet.life[row] * WEEKS_PER_YEAR
        cover = {}
        for s in range(len(horizon)):
            begin = order_week(problem, row, s)
            service = begin + sheet.permit_time[row] + sheet.build_time[row]
            share = horizon.cover(service, service + life)
            if begin < horizon.begin[s] + horizon.weeks[s] and share.any():
                cover[s] = share
        if items and cover:
            found.append(Option(row, site, items, cover))
    return tuple(found)


def order_week(problem: Problem, row: int, s: int) -> float:
    """Week in which an option ordered in period `s` is ordered: its start, or the earliest day if that is later."""
    earliest = problem[Capex].earliest[row]
    first = 0.0 if np.isnat(earliest) else problem.horizon.week_of(earliest)
    return max(float(problem.horizon.begin[s]), first)


def capital_charge(problem: Problem, option: Option, s: int) -> Numbers:
    """Money of each period for one option ordered in `s`, not discounted, shape (T,)."""
    sheet, horizon, rate = problem[Capex], problem.horizon, problem.horizon.rate
    capex, life = float(sheet.capex[option.row]), float(sheet.life[option.row])
    if math.isnan(life):
        return np.where(np.arange(len(horizon)) == s, capex, 0.0)
    lag = (sheet.permit_time[option.row] + sheet.build_time[option.row]) / WEEKS_PER_YEAR
    recovery = math.log1p(rate) / (1.0 - (1.0 + rate) ** -life) if rate else 1.0 / life
    annuity = capex * (1.0 + rate) ** lag * recovery
    return np.asarray(annuity * option.cover[s] * horizon.weeks / WEEKS_PER_YEAR)


def in_steps(option: Option, of_order: dict[int, Numbers]) -> dict[int, Numbers]:
    """Coefficients on cumulative orders: what ordering by s adds to what ordering by s + 1 gives."""
    return {s: of_order[s] - of_order.get(s + 1, np.zeros_like(of_order[s])) for s in option.cover}
