"""What incentives offer: for which makers and options, on which days, and how much for one unit or one order.

::

    offer(day) = amount x max(0, 1 - phase_down x full years since phase_from), between start and end, else 0

A credit pays the mean offer of a period (for basis material times material_cost / yield), a grant the offer on the day
of the order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.content import VALUE, FollowsContent, Measured
from models.geography import resolve_items
from models.investment import Option, options, order_week
from models.schema import Dates, Numbers, Sheet, Texts, date, number, reference, text
from models.sheets import ALL, Capex, Items, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem

NOTHING = 1e-9
CAPEX, UNIT, MATERIAL = "capex", "unit", "material"


class Incentives(
    Sheet, FollowsContent, name="Incentives", purpose="Grants and credits for building and making.", key=("name",)
):
    """What is paid for what, where and when."""

    name: Texts = text("Name of the incentive.", required=True)
    place: Texts = reference("place", "Where it is paid: a site, region, country or bloc.")
    item: Texts = reference(
        "items", "Item, class:Critical and so on, or ALL: each item by itself.", required=False, default=ALL
    )
    basis: Texts = text(
        "capex: share of the investment in an option that serves these items only. unit: money for each good unit "
        "made. material: share of material_cost.",
        required=True,
        choices=(CAPEX, UNIT, MATERIAL),
    )
    amount: Numbers = number(
        "Share of the investment or material cost, or money for each unit in the plan's currency.",
        unit="fraction or money/unit",
        required=True,
    )
    start: Dates = date("First day; investment counts on the day of its order. Blank: always was.")
    end: Dates = date("Last day; blank: no end.")
    phase_from: Dates = date("Day from which full years are counted for phase_down; blank: start.")
    phase_down: Numbers = number(
        "Share of the amount by which it shrinks with each full year.", unit="fraction/year", default=0.0, upper=1.0
    )
    cap: Numbers = number("Most that is paid over the plan; blank: not limited.", unit="money", default=np.inf)
    min_content: Numbers = number(
        "Least domestic content of what is made of the item in the place, as a share of its value; below it the "
        "period's credit is lost.",
        unit="fraction",
        default=0.0,
        upper=1.0,
    )
    min_volume: Numbers = number(
        "Least output of the item in the place; below it the period's credit is lost.", unit="units/week", default=0.0
    )

    def followed(self, problem: Problem) -> Iterator[Measured]:
        """Content of the items that must reach a threshold."""
        yield from ((VALUE, i) for k, i in groups(problem) if self.min_content[k] > 0)


def places(problem: Problem, row: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """Sites and items an incentive is for."""
    sheet = problem[Incentives]
    scope = resolve_items(problem[Items], sheet.item[row])
    return frozenset(problem.geography.sites(sheet.place[row])), scope[1] if scope else ()


def groups(problem: Problem) -> dict[tuple[int, str], tuple[str, ...]]:
    """Makers in the place by credit and item: what a threshold looks at together."""
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for row in np.flatnonzero(problem[Incentives].basis != CAPEX).tolist():
        sites, items = places(problem, row)
        makers = {i: tuple(n for n in problem.makers.get(i, ()) if n in sites) for i in items}
        found |= {(row, i): inside for i, inside in makers.items() if inside}
    return found


def grants(problem: Problem) -> dict[tuple[int, int], Option]:
    """Options by grant and row of Capex: those in the place that serve nothing but its items."""
    found: dict[tuple[int, int], Option] = {}
    rows = np.flatnonzero(problem[Incentives].basis == CAPEX).tolist()
    usable = options(problem) if rows else ()
    for row in rows:
        sites, items = places(problem, row)
        found |= {(row, o.row): o for o in usable if o.site in sites and set(o.items) <= set(items)}
    return found


def schedule(problem: Problem, row: int) -> tuple[tuple[float, float, float], ...]:
    """First and last week of each stretch in which an incentive is offered, and what share of its amount is left."""
    sheet, horizon, found = problem[Incentives], problem.horizon, []
    begin = 0.0 if np.isnat(sheet.start[row]) else horizon.week_of(sheet.start[row])
    last = horizon.end if np.isnat(sheet.end[row]) else horizon.week_of(sheet.end[row] + np.timedelta64(1, "D"))
    rate, since = float(sheet.phase_down[row]), sheet.phase_from[row]
    anchor, years = sheet.start[row] if np.isnat(since) else since, 0
    while begin < last and (left := 1.0 - years * rate) > NOTHING:
        years += 1
        finish = min(horizon.week_of(_anniversary(anchor, years)), last) if rate else last
        if finish > begin:
            found.append((begin, finish, left))
            begin = finish
    return tuple(found)


def _anniversary(day: np.datetime64, years: int) -> np.datetime64:
    """The same day so many years later (1 March for 29 February)."""
    month = day.astype("datetime64[M]")
    later = (month + np.timedelta64(12 * years, "M")).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    return np.datetime64(later)


def credit(problem: Problem, row: int, item: str, site: str) -> Numbers:
    """Money for one good unit in each period, shape (T,)."""
    sheet, offered = problem[Incentives], schedule(problem, row)
    share = np.sum([left * problem.horizon.cover(begin, finish) for begin, finish, left in offered], axis=0)
    source = problem.source_row[item, site]
    per_good = float(problem[Sources].material_cost[source] / problem[Sources].yield_[source])
    base = per_good * problem.exchange[site] if sheet.basis[row] == MATERIAL else np.ones(len(problem.horizon))
    return np.asarray(sheet.amount[row] * share * base)


def grant(problem: Problem, row: int, option: Option, s: int) -> float:
    """Share of the investment that is paid for an option ordered in `s`."""
    week = order_week(problem, option.row, s)
    shares = [left for begin, finish, left in schedule(problem, row) if begin <= week < finish]
    return float(problem[Incentives].amount[row]) * sum(shares)


def cash(problem: Problem, row: int, option: Option, s: int) -> float:
    """Grant for one option ordered in `s` [money]."""
    invested = float(problem[Capex].capex[option.row]) * float(problem.exchange[option.site][s])
    return grant(problem, row, option, s) * invested
