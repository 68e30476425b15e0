"""Landed cost: what one unit of an item costs where it is used, by what the money is for.

::

    landed cost = inputs + making + freight + duty + holding                          [money/unit]
    inputs      = sum over components of units used x average landed cost of the component at the maker / units made
                  (at a warehouse: the average landed cost of the item there)
    making      = (material, conversion, labour and so on) booked at the source / units made, plus its carbon price

The average at a site is weighted with the quantities supplied to it in the period; where nothing is supplied in the
period, the nearest earlier period counts, then the nearest later one, then the item's value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models import WEEKS_PER_YEAR
from models.consumption import consumption
from models.costs import DRIVERS
from models.emissions import carbon_of_sources
from models.features import carbon, carbon_border, tariffs, transport
from models.plan import CostLines, Flows, Production, sums
from models.sheets import WAREHOUSE, LeadTimes, Sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers

NOTHING_SUPPLIED = 1e-6
"""Rate a week at or below which a supply is rounding of the solver and not reported."""
MAKING = ("material", "price_breaks", "conversion", "learning", "licence", "surge", "labour")
"""Drivers booked on each unit a source makes; carbon is added by rate, because it is booked on transport too."""
MOVING = ("freight", "duty", "carbon", "carbon_border", "holding_transit", "holding_cycle")
"""Drivers booked on each unit that travels, carbon of making included."""
NOT_OF_UNITS = tuple(driver for driver in DRIVERS if driver not in {*MAKING, *MOVING})
"""Drivers that are no cost of a single unit: sites, capital, stock carried between periods, what is not served."""


@dataclass(frozen=True)
class Supply:
    """What one source supplies to one destination in one period, all means of transport together.

    Attributes
    ----------
    period
        Number of the period in which it leaves.
    quantity
        Rate [units/week].
    lanes
        Lane number and rate of each means of transport; none where the source uses the item itself.

    """

    item: str
    source: str
    destination: str
    period: int
    quantity: float
    lanes: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class UnitCost:
    """Landed cost of one unit by what it is for [money/unit]."""

    inputs: float
    making: float
    freight: float
    duty: float
    holding: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.inputs + self.making + self.freight + self.duty + self.holding


def supplies(problem: Problem, plan: Plan) -> tuple[Supply, ...]:
    """Every supply of a plan: what arrives on lanes, and what a site that uses an item makes of it for itself."""
    lanes: dict[tuple[str, str, str, int], list[tuple[int, float]]] = {}
    shipped: dict[tuple[str, str, int], float] = {}
    for item, origin, destination, mode, period, rate in plan[Flows]:
        t = problem.horizon.number(period)
        shipped[item, origin, t] = shipped.get((item, origin, t), 0.0) + rate
        lane = problem.lanes.position[item, origin, destination, mode]
        lanes.setdefault((item, origin, destination, t), []).append((lane, rate))
    found = {key: Supply(*key, sum(rate for _, rate in parts), tuple(parts)) for key, parts in lanes.items()}
    for item, site, period, rate in plan[Production]:
        if problem.role[site] != WAREHOUSE and site in problem.takers.get(item, ()):
            t = problem.horizon.number(period)
            found[item, site, site, t] = Supply(item, site, site, t, rate - shipped.get((item, site, t), 0.0))
    return tuple(supply for supply in found.values() if supply.quantity > NOTHING_SUPPLIED)


@dataclass
class LandedCost:
    """Landed costs of a plan."""

    problem: Problem
    plan: Plan
    _known: dict[tuple[str, str, int], float] = field(default_factory=dict)

    @cached_property
    def supplies(self) -> tuple[Supply, ...]:
        """Every supply, in order of items, destinations and periods."""
        item, site = ({name: k for k, name in enumerate(names)} for names in (self.problem.items, self.problem.role))
        return tuple(
            sorted(
                supplies(self.problem, self.plan),
                key=lambda s: (item[s.item], site[s.destination], s.period, -s.quantity, site[s.source]),
            )
        )

    @cached_property
    def into(self) -> dict[tuple[str, str], dict[int, list[Supply]]]:
        """Supplies by item and destination, then by period."""
        found: dict[tuple[str, str], dict[int, list[Supply]]] = {}
        for supply in self.supplies:
            found.setdefault((supply.item, supply.destination), {}).setdefault(supply.period, []).append(supply)
        return found

    @cached_property
    def making(self) -> dict[tuple[str, str, int], float]:
        """Cost of making (at a warehouse: of handling) one good unit, by item, site and period [money/unit]."""
        problem, plan, sources = self.problem, self.plan, self.problem[Sources]
        lines = plan[CostLines]
        keys = zip(lines.item, lines.site, lines.period, strict=True)
        spent = sums(keys, np.where(np.isin(lines.driver, MAKING), lines.amount, 0.0))
        price = problem[carbon.CarbonSettings].carbon_price / carbon.KG_PER_TONNE
        emitted = price * carbon_of_sources(problem) / sources.yield_
        found = {}
        for item, site, period, rate in plan[Production]:
            t, row = problem.horizon.number(period), problem.source_row[item, site]
            of_one = spent.get((item, site, period), 0.0) / (rate * float(problem.horizon.weeks[t]))
            found[item, site, t] = of_one + float(emitted[row])
        return found

    @cached_property
    def used(self) -> dict[tuple[str, str, int], dict[str, float]]:
        """Units of each component in one good unit, by item, site and period."""
        problem, made = self.problem, self.plan[Production]
        output = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
        found: dict[tuple[str, str, int], dict[str, float]] = {}
        for parent, child, site, period, rate in consumption(problem, self.plan):
            parts = found.setdefault((parent, site, problem.horizon.number(period)), {})
            parts[child] = parts.get(child, 0.0) + rate / output[parent, site, period]
        return found

    @cached_property
    def moving(self) -> dict[str, Numbers]:
        """Freight (carbon price included), duty (border charge included) and holding on each lane, shape (lanes, T)."""
        problem, lanes = self.problem, self.problem.lanes
        shape = (len(lanes), len(problem.horizon))
        price = problem[carbon.CarbonSettings].carbon_price / carbon.KG_PER_TONNE
        freight = problem[LeadTimes].freight_cost[lanes.row] + price * carbon.of_lanes(problem)
        tied_up = np.array([problem.value[i] * problem.holding_rate[i] for i, *_ in lanes.keys]) / WEEKS_PER_YEAR
        holding = tied_up * (lanes.lead_weeks + transport.cycle_weeks(problem))
        return {
            "freight": np.broadcast_to(freight[:, None], shape),
            "duty": tariffs.duty_rates(problem) + self._border_charge,
            "holding": np.broadcast_to(holding[:, None], shape),
        }

    @cached_property
    def _border_charge(self) -> Numbers:
        """Border charge booked at each destination, spread over what comes from abroad by the carbon it brings."""
        problem, lanes, lines = self.problem, self.problem.lanes, self.plan[CostLines]
        found = np.zeros((len(lanes), len(problem.horizon)))
        chosen = lines.driver == "carbon_border"
        if not chosen.any():
            return found
        spent = sums(
            zip(lines.item[chosen], lines.site[chosen], lines.period[chosen], strict=True), lines.amount[chosen]
        )
        country, carried = problem.geography.of_site["country"], carbon_border.carried(problem)
        abroad = np.array([country[o] != country[d] for _, o, d, _ in lanes.keys]) * carried
        brought: dict[tuple[str, str, str], float] = {}
        for item, origin, destination, mode, period, rate in self.plan[Flows]:
            key, lane = (item, destination, period), lanes.position[item, origin, destination, mode]
            brought[key] = brought.get(key, 0.0) + rate * float(abroad[lane])
        for lane, (item, _, destination, _) in enumerate(lanes.keys):
            for t, period in enumerate(problem.horizon.names):
                key = (item, destination, period)
                if spent.get(key) and brought.get(key):
                    found[lane, t] = spent[key] / float(problem.horizon.weeks[t]) * abroad[lane] / brought[key]
        return found

    def of(self, supply: Supply) -> UnitCost:
        """Landed cost of one unit of a supply, its means of transport weighted by what they carry."""
        t, moved = supply.period, dict.fromkeys(("freight", "duty", "holding"), 0.0)
        for lane, rate in supply.lanes:
            for kind, cost in self.moving.items():
                moved[kind] += rate / supply.quantity * float(cost[lane, t])
        making = self.making.get((supply.item, supply.source, t), 0.0)
        return UnitCost(self._inputs(supply.item, supply.source, t), making, **moved)

    def choices(self, item: str, destination: str, t: int) -> list[tuple[Supply, float]]:
        """Every way to supply an item from a source at work, with its landed cost [money/unit]."""
        lanes, problem = self.problem.lanes, self.problem
        found = [
            Supply(item, lanes.keys[lane][1], destination, t, 1.0, ((lane, 1.0),))
            for lane in lanes.into.get((item, destination), ())
        ]
        if destination in problem.makers.get(item, ()):
            found.append(Supply(item, destination, destination, t, 1.0))
        busy = [s for s in found if (item, s.source, t) in self.making or problem.role[s.source] == WAREHOUSE]
        return [(supply, self.of(supply).total) for supply in busy]

    def _inputs(self, item: str, source: str, t: int) -> float:
        """What goes into one unit at its source [money/unit]."""
        if source not in self.problem.makers.get(item, ()):
            return self.average(item, source, t)
        return sum(
            units * self.average(child, source, t) for child, units in self.used.get((item, source, t), {}).items()
        )

    def average(self, item: str, site: str, t: int) -> float:
        """Average landed cost of an item at a site [money/unit]."""
        by_period = self.into.get((item, site), {})
        if not by_period:
            return self.problem.value[item]
        nearest = max((s for s in by_period if s <= t), default=min(by_period))
        key = (item, site, nearest)
        if key not in self._known:
            # Warehouses may send an item round in a circle; inside one, the item's value stands in for its cost.
            self._known[key] = self.problem.value[item]
            parts = by_period[nearest]
            money = sum(supply.quantity * self.of(supply).total for supply in parts)
            self._known[key] = money / sum(supply.quantity for supply in parts)
        return self._known[key]
