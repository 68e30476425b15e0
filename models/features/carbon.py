"""Carbon: what making and moving emits, priced by the tonne.

::

    making = (carbon[i,n] + electricity[i,n] x electricity_carbon[region(n)]) / yield[i,n] x make     [kg/week]
    moving = (carbon of the lane, or distance x weight x carbon of the mode) x ship                   [kg/week]
    cost   = carbon_price / 1000 x (making + moving) x weeks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.emissions import CarbonContent, GridCarbon, carbon_of_sources
from models.feature import Audited, Feature
from models.plan import Flows, Production, sums
from models.schema import Columns, Numbers, Sheet, Texts, number, text
from models.sheets import Items, LeadTimes, Regions, Settings, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem

KG_PER_TONNE = 1000.0


class CarbonSettings(Columns, of=Settings):
    """Price of carbon."""

    carbon_price: float = number("Cost of one tonne of CO2.", unit="money/t", default=0.0)


class FreightCarbon(Columns, of=LeadTimes):
    """Carbon of moving one unit."""

    carbon: Numbers = number(
        "CO2 of moving one unit; blank: distance x weight x the mode's factor on the sheet Modes.", unit="kg/unit"
    )


class Modes(Sheet, name="Modes", purpose="What each means of transport emits.", key=("mode",)):
    """Emission factors of transport."""

    mode: Texts = text("Means of transport, as on Lead_times.", required=True)
    carbon: Numbers = number("CO2 of moving one tonne one kilometre.", unit="kg/tonne-km", required=True)


class CarbonByPeriod(
    Sheet, name="Carbon", purpose="Emissions by item, region and period.", key=("item", "region", "period")
):
    """Report: emissions, transport counted where goods arrive."""

    item: Texts = text("Item.")
    region: Texts = text("Region of making, or of arrival for transport.")
    period: Texts = text("Period.")
    making: Numbers = number("CO2 of making.", unit="t")
    moving: Numbers = number("CO2 of transport.", unit="t")
    tonne_km: Numbers = number("Transport work.", unit="tonne-km")
    cost: Numbers = number("Carbon cost.", unit="money")


def of_lanes(problem: Problem) -> Numbers:
    """CO2 of moving one unit on each lane [kg/unit], shape (lanes,)."""
    stated = problem[FreightCarbon].carbon[problem.lanes.row]
    factor = dict(zip(problem[Modes].mode, problem[Modes].carbon, strict=True))
    by_mode = np.array([factor.get(mode, 0.0) for *_, mode in problem.lanes.keys], dtype=np.float64)
    return np.asarray(np.where(np.isnan(stated), by_mode * tonne_km(problem), stated))


def tonne_km(problem: Problem) -> Numbers:
    """Transport work for one unit on each lane [tonne-km/unit], shape (lanes,)."""
    weight = dict(zip(problem[Items].item, problem[Items].weight, strict=True))
    tonnes = np.array([weight[item] for item, *_ in problem.lanes.keys], dtype=np.float64) / KG_PER_TONNE
    return np.asarray(tonnes * problem[LeadTimes].distance[problem.lanes.row])


def build(_: Any, core: Core) -> None:
    """Book the price of emissions."""
    price = core.problem[CarbonSettings].carbon_price / KG_PER_TONNE
    making, moving = carbon_of_sources(core.problem), of_lanes(core.problem)
    core.book_making("carbon", price * making)
    core.book_shipping("carbon", price * moving)
    core.book_making("carbon", making, core.meters)
    core.book_shipping("carbon", moving, core.meters)


def emitted(problem: Problem, plan: Plan) -> Iterator[tuple[str, str, int, str, float]]:
    """Item, region, period, kind (making, moving, tonne_km) and kg (or tonne-km) of every line of the plan."""
    made, flows, horizon = plan[Production], plan[Flows], problem.horizon
    region_of, sources, content = problem.geography.of_site["region"], problem[Sources], problem[CarbonContent]
    grid = dict(zip(problem[Regions].region, problem[GridCarbon].electricity_carbon, strict=True))
    for item, site, period, quantity in made:
        row, t = problem.source_row[item, site], horizon.number(period)
        started = quantity * horizon.weeks[t] / sources.yield_[row]
        of_one = content.carbon[row] + content.electricity[row] * grid[region_of[site]]
        yield item, region_of[site], t, "making", float(started * of_one)
    per_unit, work = of_lanes(problem), tonne_km(problem)
    for item, origin, destination, mode, period, quantity in flows:
        lane, t = problem.lanes.position[item, origin, destination, mode], horizon.number(period)
        volume = float(quantity * horizon.weeks[t])
        yield item, region_of[destination], t, "moving", volume * float(per_unit[lane])
        yield item, region_of[destination], t, "tonne_km", volume * float(work[lane])


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute emissions and their price."""
    found, price = Audited(len(problem.horizon)), problem[CarbonSettings].carbon_price / KG_PER_TONNE
    for _, _, t, kind, amount in emitted(problem, plan):
        if kind != "tonne_km":
            found.spend("carbon", t, amount * price)
            found.measure("carbon", t, amount)
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Emissions by item, region and period."""
    price = problem[CarbonSettings].carbon_price
    lines = list(emitted(problem, plan))
    total = sums([line[:4] for line in lines], [line[4] for line in lines])
    rows = []
    for item, region, t in dict.fromkeys(line[:3] for line in lines):
        making, moving, work = (total.get((item, region, t, kind), 0.0) for kind in ("making", "moving", "tonne_km"))
        tonnes = (making + moving) / KG_PER_TONNE
        cells = (item, region, problem.horizon.names[t], making / KG_PER_TONNE, moving / KG_PER_TONNE, work)
        if tonnes or work:
            rows.append((*cells, tonnes * price))
    yield CarbonByPeriod.of(rows)


FEATURE = Feature(
    name="carbon",
    sheets=(Modes,),
    columns=(CarbonSettings, GridCarbon, CarbonContent, FreightCarbon),
    build=build,
    audit=audit,
    tables=tables,
    reports=(CarbonByPeriod,),
)
