"""The validated problem: the planner's tables and the sets and parameters that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from models.bom import Recipes
from models.bounds import Bounds
from models.exchange import rates_of_sites
from models.geography import Geography
from models.horizon import Horizon
from models.inbound import Inbound, ServiceTerms, most_weeks_of_safety, safety_factors, settled_times
from models.lanes import Lanes
from models.outage import longest_outage
from models.sheets import (
    POTENTIAL,
    WAREHOUSE,
    Bom,
    Demand,
    Disruptions,
    ExchangeRates,
    Inventory,
    Items,
    LeadTimes,
    Periods,
    Regions,
    ResilienceRules,
    Settings,
    Sites,
    Sources,
)
from models.wants import by_period, patient, rows_in_force, with_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from models.schema import Numbers, Record
    from models.wants import Want

R = TypeVar("R", bound="Record")
V = TypeVar("V")
ItemSite = tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """Everything a plan is made from; immutable. ``problem[Sources]`` is the validated Sources sheet.

    Attributes
    ----------
    tables
        One record table for each sheet or column group.
    baseline
        Whether today's plan is being evaluated instead of a new one looked for.
    digest
        Fingerprint of the input, for the plan's run information.

    """

    tables: Mapping[type[Record], Record]
    baseline: bool = False
    digest: str = ""

    def __getitem__(self, kind: type[R]) -> R:
        if kind not in self.tables:
            return kind.empty()
        return cast("R", self.tables[kind])

    def having(self, *records: Record, baseline: bool | None = None) -> Problem:
        """Return a copy in which `records` take the place of the tables of their kind."""
        tables = {**self.tables, **{type(record): record for record in records}}
        return replace(self, tables=tables, baseline=self.baseline if baseline is None else baseline)

    @cached_property
    def worked_out(self) -> dict[object, Any]:
        """What functions marked :func:`worked_out_once` have made of this problem."""
        return {}

    @property
    def settings(self) -> Settings:
        """Plan-wide settings."""
        return self[Settings]

    @cached_property
    def horizon(self) -> Horizon:
        """Periods, weeks and discount factors."""
        return Horizon.from_sheet(self[Periods], self.settings.discount_rate)

    @cached_property
    def geography(self) -> Geography:
        """Which site is where."""
        return Geography.from_sheets(self[Sites], self[Regions])

    @cached_property
    def recipes(self) -> Recipes:
        """What goes into what."""
        return Recipes.from_sheets(self[Bom], self[Items], self.horizon)

    @cached_property
    def role(self) -> dict[str, str]:
        """Role of each site."""
        return dict(zip(self[Sites].site, self[Sites].role, strict=True))

    @cached_property
    def value(self) -> dict[str, float]:
        """Value of one unit of each item [money/unit]."""
        return dict(zip(self[Items].item, self[Items].value.tolist(), strict=True))

    @cached_property
    def holding_rate(self) -> dict[str, float]:
        """Yearly holding cost of each item as a share of its value [1/year]."""
        items = self[Items]
        rates = np.where(np.isnan(items.holding_rate), self.settings.holding_rate, items.holding_rate)
        return dict(zip(items.item, rates.tolist(), strict=True))

    @cached_property
    def exchange(self) -> dict[str, Numbers]:
        """Plan currency for one unit of the currency of each site, by period, shape (T,)."""
        currency = self.settings.currency
        return rates_of_sites(self[ExchangeRates], self[Regions], self.geography, self.horizon, currency)

    @cached_property
    def exchange_at_sources(self) -> Numbers:
        """Exchange rate of each source, shape (sources, T)."""
        return np.array([self.exchange[site] for _, site in self.source_row]).reshape(-1, len(self.horizon))

    @cached_property
    def source_row(self) -> dict[ItemSite, int]:
        """Row of Sources of each (item, site): makers, and warehouses with a stated throughput."""
        sources = self[Sources]
        return {key: row for row, key in enumerate(zip(sources.item, sources.site, strict=True))}

    @cached_property
    def makers(self) -> dict[str, tuple[str, ...]]:
        """Sites that make each item."""
        found: dict[str, list[str]] = {}
        for item, site in self.source_row:
            if self.role[site] != WAREHOUSE:
                found.setdefault(item, []).append(site)
        return {item: tuple(sites) for item, sites in found.items()}

    @cached_property
    def handlers(self) -> tuple[ItemSite, ...]:
        """(Item, warehouse) pairs whose throughput is limited or costs money: the warehouse's rows of Sources."""
        return tuple(key for key in self.source_row if self.role[key[1]] == WAREHOUSE)

    @cached_property
    def demand_row(self) -> dict[Want, int]:
        """Row of Demand that applies to (item, site, period); a row of its own beats ALL."""
        return rows_in_force(self[Demand], self.horizon)

    @cached_property
    def wanted(self) -> dict[ItemSite, Numbers]:
        """Demand of each (item, site) that has any, by period [units/week], shape (T,)."""
        return by_period(self[Demand].quantity, self.demand_row, len(self.horizon))

    @cached_property
    def takers(self) -> dict[str, tuple[str, ...]]:
        """Sites that use each item up or sell it."""
        found: dict[str, dict[str, None]] = {}
        for item, site in self.wanted:
            found.setdefault(item, {})[site] = None
        for parent, child in self.recipes.usage:
            for site in self.makers.get(parent, ()):
                found.setdefault(child, {})[site] = None
        return {item: tuple(sites) for item, sites in found.items()}

    @cached_property
    def lanes(self) -> Lanes:
        """Every lane something can usefully travel on."""
        warehouses = frozenset(site for site, role in self.role.items() if role == WAREHOUSE)
        return Lanes.from_sheets(self[LeadTimes], self[Items], self.geography, self.makers, self.takers, warehouses)

    @cached_property
    def lane_arrivals(self) -> NDArray[np.int64]:
        """Period in which what leaves on a lane in each period arrives, -1 after the end, shape (lanes, T)."""
        return self.horizon.arrivals(self.lanes.lead_weeks)

    @cached_property
    def stock_row(self) -> dict[ItemSite, int]:
        """Row of Inventory of each (item, site) that may keep stock."""
        stock = self[Inventory]
        keys = zip(stock.item, stock.site, stock.may_hold, strict=True)
        return {(item, site): row for row, (item, site, may) in enumerate(keys) if may}

    @cached_property
    def varies(self) -> bool:
        """Whether demand or the time it takes to serve it is stated to vary."""
        deviations = self[Demand].sd, self[LeadTimes].lead_time_sd, self[Sources].processing_time_sd
        return any(bool(sd.any()) for sd in deviations)

    @cached_property
    def inbound(self) -> Inbound:
        """Ways by which goods come to be at each place, with their times."""
        sources = self[Sources]
        times = zip(sources.processing_time.tolist(), sources.processing_time_sd.tolist(), strict=True)
        return Inbound.from_problem_parts(
            self.horizon,
            self.recipes,
            self.makers,
            self.lanes,
            dict(zip(self.source_row, times, strict=True)),
            settled_times(self[ServiceTerms], self.stock_row, self.wanted),
        )

    @cached_property
    def safety_factor(self) -> dict[ItemSite, float]:
        """Standard deviations that each stocking point covers: the normal quantile of its service level."""
        return safety_factors(self[ServiceTerms], self.stock_row, self.settings.service_level)

    @cached_property
    def is_buffered(self) -> bool:
        """Whether stock may be kept for what varies or goes wrong: then it is there when its period begins."""
        return self.baseline or self.plans_buffers

    @cached_property
    def plans_buffers(self) -> bool:
        """Whether stock is planned for what varies or goes wrong: it is then worth something at the end, too."""
        return self.varies or bool(len(self[Disruptions]) or len(self[ResilienceRules]))

    @cached_property
    def outage_cover(self) -> float:
        """Most weeks of demand that strategic stock can be useful for: the longest outage."""
        return longest_outage(self.tables)

    @cached_property
    def unstated_stock(self) -> tuple[ItemSite, ...]:
        """Stocking points without stated stock on hand: what is built up in the first period counts from day 1."""
        if not self.is_buffered:
            return ()
        return tuple(key for key, row in self.stock_row.items() if not self[Inventory].on_hand[row] > 0)

    @cached_property
    def has_open_choice(self) -> dict[str, tuple[bool, bool]]:
        """For each site that may be opened or closed: whether it may be opened, and whether it may be closed."""
        sites = self[Sites]
        rows = zip(sites.site, sites.status == POTENTIAL, ~np.isnan(sites.closing_cost), strict=True)
        return {site: (bool(opens), bool(closes)) for site, opens, closes in rows if opens or closes}

    @cached_property
    def bounds(self) -> Bounds:
        """Largest flow each part of the network can ever need: the only big-M there is."""
        routes: dict[str, set[tuple[str, str]]] = {}
        for item, origin, destination, _ in self.lanes.keys:
            routes.setdefault(item, set()).add((origin, destination))
        return Bounds.from_problem_parts(
            self.horizon,
            self.recipes,
            self.makers,
            with_waiting(self.wanted, patient(self[Demand], self.demand_row), self.horizon),
            {key: float(self[Sources].yield_[row]) for key, row in self.source_row.items()},
            self._most_cover,
            routes,
            shifted=frozenset(
                lane[0]
                for lane, weeks in zip(self.lanes.keys, self.lanes.lead_weeks.tolist(), strict=True)
                if weeks >= float(self.horizon.weeks.min())
            ),
        )

    @cached_property
    def _most_cover(self) -> dict[ItemSite, float]:
        """Most weeks of what leaves it that each stocking point keeps: its cover, safety and strategic stock."""
        cover = {key: float(self[Inventory].min_cover[row]) for key, row in self.stock_row.items()}
        if self.baseline:
            return cover
        cover = {key: weeks + self.outage_cover for key, weeks in cover.items()}
        if not self.varies:
            return cover
        demand = self[Demand]
        ratios = [float(demand.sd[row] / demand.quantity[row]) for row in self.demand_row.values()]
        z = max(self.safety_factor.values(), default=0.0)
        safety = most_weeks_of_safety(self.inbound, max(ratios, default=0.0), z)
        return {key: weeks + safety.get(key, 0.0) for key, weeks in cover.items()}

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Names of all items."""
        return tuple(self[Items].item)


def worked_out_once(function: Callable[[Problem], V]) -> Callable[[Problem], V]:
    """Keep what a function makes of a problem with that problem: problems never change."""

    @wraps(function)
    def kept(problem: Problem) -> V:
        if function not in problem.worked_out:
            problem.worked_out[function] = function(problem)
        return cast("V", problem.worked_out[function])

    return kept
