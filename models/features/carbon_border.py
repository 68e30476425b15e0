"""Carbon at the border: a charge on the carbon that goods bring with them into another country.

::

    cost = price[lane,t] / 1000 x carbon of one unit x ship x weeks

The carbon of a unit is that of making it at its source (process, materials and electricity), as stated on Sources.
Goods that come through a warehouse, whose source is not known any more, count with the item's border_carbon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.emissions import carbon_of_sources
from models.feature import Audited, Feature
from models.geography import resolve_items
from models.plan import Flows
from models.schema import Columns, Dates, Numbers, Sheet, Texts, date, number, reference
from models.sheets import ALL, Items, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem

KG_PER_TONNE = 1000.0


class BorderCarbon(Columns, of=Items):
    """Carbon that is assumed where nobody knows better."""

    border_carbon: Numbers = number(
        "CO2 of one unit whose source is not known at the border, because it comes through a warehouse.",
        unit="kg/unit",
        default=0.0,
    )


class CarbonBorder(
    Sheet,
    name="Carbon_border",
    purpose="Charge on the carbon in goods that enter another country.",
    key=("origin", "destination", "item", "start"),
):
    """Border charges by path, item and date; charges that apply together add up."""

    origin: Texts = reference("place", "Where the goods come from.", required=False, words=(ALL,), default=ALL)
    destination: Texts = reference("place", "Where they enter.", words=(ALL,))
    item: Texts = reference("items", "Item, class:Critical and so on, or ALL.", required=False, default=ALL)
    price: Numbers = number("Charge for one tonne of CO2.", unit="money/t", required=True)
    start: Dates = date("First day in force; blank: always was.")
    end: Dates = date("Last day in force; blank: no end.")


def applies(problem: Problem) -> bool:
    """Whether there is a charge."""
    return len(problem[CarbonBorder]) > 0


def check(problem: Problem) -> Iterator[Issue]:
    """Charges that end before they start."""
    sheet = problem[CarbonBorder]
    for row in np.flatnonzero(sheet.end < sheet.start).tolist():
        found = f"The charge ends on {sheet.end[row]}, before it starts on {sheet.start[row]}."
        yield sheet.issue("end", row, "ends-before-start", found, "Correct one of the two dates.")


def carried(problem: Problem) -> Numbers:
    """CO2 that one unit brings with it on each lane [kg/unit], shape (lanes,)."""
    made = carbon_of_sources(problem) / problem[Sources].yield_
    assumed = dict(zip(problem[Items].item, problem[BorderCarbon].border_carbon.tolist(), strict=True))
    makers = {(i, n) for i, sites in problem.makers.items() for n in sites}
    return np.array(
        [
            made[problem.source_row[item, origin]] if (item, origin) in makers else assumed[item]
            for item, origin, *_ in problem.lanes.keys
        ],
        dtype=np.float64,
    )


def build(_: Any, core: Core) -> None:
    """Book the charge on every lane across a border."""
    problem, sheet = core.problem, core.problem[CarbonBorder]
    country, price = problem.geography.of_site["country"], np.zeros((len(problem.lanes), len(problem.horizon)))
    for row in range(len(sheet)):
        scope = resolve_items(problem[Items], sheet.item[row])
        items = set(scope[1]) if scope else set()
        origins = set(problem.geography.sites(sheet.origin[row]))
        destinations = set(problem.geography.sites(sheet.destination[row]))
        in_force = problem.horizon.in_force(sheet.start[row], sheet.end[row])
        for a, (item, origin, destination, _mode) in enumerate(problem.lanes.keys):
            crosses = country[origin] != country[destination]
            if crosses and item in items and origin in origins and destination in destinations:
                price[a] += float(sheet.price[row]) * in_force
    core.book_shipping("carbon_border", price / KG_PER_TONNE * carried(problem)[:, None])


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute the charge flow by flow and day by day."""
    found, sheet, horizon = Audited(len(problem.horizon)), problem[CarbonBorder], problem.horizon
    country, carbon = problem.geography.of_site["country"], carried(problem)
    for item, origin, destination, mode, period, quantity in plan[Flows]:
        t = horizon.number(period)
        days = np.arange(horizon.starts[t], horizon.starts[t + 1])
        for row in range(len(sheet)):
            scope = resolve_items(problem[Items], sheet.item[row])
            matches = scope is not None and item in scope[1] and country[origin] != country[destination]
            matches = matches and origin in problem.geography.sites(sheet.origin[row])
            if matches and destination in problem.geography.sites(sheet.destination[row]):
                late = np.isnat(sheet.start[row]) | (days >= sheet.start[row])
                early = np.isnat(sheet.end[row]) | (days <= sheet.end[row])
                lane = problem.lanes.position[item, origin, destination, mode]
                tonnes = quantity * float(horizon.weeks[t]) * float(carbon[lane]) / KG_PER_TONNE
                found.spend("carbon_border", t, tonnes * float(sheet.price[row]) * float((late & early).mean()))
    return found


FEATURE = Feature(
    name="carbon_border",
    sheets=(CarbonBorder,),
    columns=(BorderCarbon,),
    applies=applies,
    check=check,
    build=build,
    audit=audit,
)
