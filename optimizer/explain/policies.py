"""Which cells state a rule: from the slack of the rule in the model to the levers that would loosen it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.features.budgets import limits
from models.features.concentration import group_shares
from models.features.content import ContentRules, content_rules
from models.features.footprint import SiteRules, counted
from models.features.inventory import SiteStorage, StockLimits
from models.features.locks import Locks, locks
from models.features.minimum_order import MinimumOrder
from models.features.minimum_shipment import MinimumShipment
from models.features.shelf_life import ShelfLife
from models.inbound import ServiceTerms
from models.levels import Levelling, rows_of
from models.sheets import Budgets, Demand, Inventory, ResilienceRules, Sites, SourcingRules
from models.splits import splits
from models.stress.cases import cases_of
from optimizer.explain.lever import Lever, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.schema import Record

SHARE = 0.001
"""Shares are told apart by a tenth of a percent."""
WEEKS = 0.1
"""Weeks of survival are told apart by tenths."""
AMPLE = 1e3
"""Times, or weeks, beyond which a limit limits nothing."""
TENFOLD = 10.0
"""A rise so steep that it is no limit."""
MONEY = 1e15
"""More than any budget."""


class Policies:
    """Levers of one problem's rules.

    Rules that no lever is known for are ones the planner never typed (their cell belongs to another feature).
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @cached_property
    def _splits(self) -> Any:
        return splits(self._problem)

    @cached_property
    def _groups(self) -> Any:
        return group_shares(self._problem)

    @cached_property
    def _contents(self) -> Any:
        return content_rules(self._problem)

    @cached_property
    def _sites(self) -> dict[str, int]:
        return {site: row for row, site in enumerate(self._problem[Sites].site)}

    def of(self, slack: str, key: Any) -> Iterator[Lever]:
        """Levers of the rule with this slack variable and index; none for what is no rule."""
        found = getattr(self, "_" + slack.removeprefix("features.").replace(".", "_"), None)
        if found is not None:
            yield from found(*(key if isinstance(key, tuple) else (key,)))

    def _unmet(self, item: str, site: str, t: int) -> Iterator[Lever]:
        row = self._problem.demand_row[item, site, t]
        yield Lever(Demand, "quantity", row, Tier.DEMAND, raises=False, loosest=0.0)

    def _waiting(self, item: str, site: str, t: int) -> Iterator[Lever]:
        rows = {row for (i, n, s), row in self._problem.demand_row.items() if (i, n) == (item, site) and s <= t}
        for row in sorted(rows):
            yield Lever(Demand, "quantity", row, Tier.DEMAND, raises=False, loosest=0.0)

    def _sourcing_split_below(self, k: int, _site: str, _t: int) -> Iterator[Lever]:
        split = self._splits[k]
        row, fewest = split.scope.row, split.min_sources
        if not np.isnan(split.min_share):
            yield self._least(SourcingRules, "min_share", row, SHARE)
        if fewest > 1:
            yield self._least(SourcingRules, "min_sources", row, 1.0)

    def _sourcing_split_above(self, k: int, _site: str, _t: int) -> Iterator[Lever]:
        yield self._most(SourcingRules, "max_share", self._splits[k].scope.row, 1.0, SHARE)

    def _sourcing_split_off(self, k: int, side: str, _t: int) -> Iterator[Lever]:
        scope = self._splits[k].scope
        if side == "min":
            yield self._least(SourcingRules, "min_sources", scope.row, 1.0)
            yield from self._sourcing_split_below(k, "", 0)
        else:
            yield self._most(SourcingRules, "max_sources", scope.row, float(len(scope.sources)), 1.0)

    def _concentration_missed(self, k: int, _t: int) -> Iterator[Lever]:
        rule = self._groups[k]
        if rule.at_least:
            yield self._least(SourcingRules, rule.column, rule.scope.row, SHARE)
        else:
            yield self._most(SourcingRules, rule.column, rule.scope.row, 1.0, SHARE)

    def _content_missed(self, k: int, _t: int) -> Iterator[Lever]:
        yield self._least(ContentRules, "min_domestic_share", self._contents[k].row, SHARE)

    def _budgets_over(self, k: int) -> Iterator[Lever]:
        limit = limits(self._problem)[k]
        whole = limit.kind.endswith("changes")
        yield self._most(Budgets, "limit", limit.row, AMPLE if whole else MONEY, float(whole))

    def _locks_under(self, k: int) -> Iterator[Lever]:
        yield self._lock(k, raises=False)

    def _locks_over(self, k: int) -> Iterator[Lever]:
        yield self._lock(k, raises=True)

    def _lock(self, k: int, *, raises: bool) -> Lever:
        problem, row = self._problem, locks(self._problem)[k].row
        sheet = problem[Locks]
        decision, item = sheet.decision[row], sheet.item[row]
        most = {"share": 1.0, "use": 1.0, "open": 1.0, "order": AMPLE}.get(decision, 0.0)
        if not most:
            need = float(problem.bounds.total[item].max(initial=0.0))
            most = need * (float(problem.horizon.weeks.sum()) if decision == "stock" else 1.0)
        step = {"share": SHARE, "use": 1.0, "open": 1.0, "order": 1.0}.get(decision, 0.0)
        return Lever(Locks, "value", row, Tier.POLICY, raises, most if raises else 0.0, step)

    def _minimum_order_short(self, item: str, site: str, _t: int) -> Iterator[Lever]:
        yield self._least(MinimumOrder, "min_order_if_used", self._problem.source_row[item, site])

    def _minimum_shipment_short(self, *lane: Any) -> Iterator[Lever]:
        lanes = self._problem.lanes
        yield self._least(MinimumShipment, "min_shipment", int(lanes.row[lanes.position[lane[:4]]]))

    def _levelling_missed(self, column: str, item: str, site: str, _t: int) -> Iterator[Lever]:
        loosest = TENFOLD if column == "max_increase" else 1.0
        yield self._most(Levelling, column, self._level(item, site), loosest, SHARE)

    def _utilisation_missed(self, column: str, item: str, site: str, _t: int) -> Iterator[Lever]:
        row = self._level(item, site)
        if column == "min_utilisation":
            yield self._least(Levelling, column, row, SHARE)
        else:
            yield self._most(Levelling, column, row, 1.0, SHARE)

    def _level(self, item: str, site: str) -> int:
        return rows_of(self._problem)[item, site]

    def _footprint_missed(self, row: int, side: str, _t: int) -> Iterator[Lever]:
        if side == "min":
            yield self._least(SiteRules, "min_open", row, 1.0)
        else:
            yield self._most(SiteRules, "max_open", row, float(len(counted(self._problem, row))), 1.0)

    def _inventory_cover_missed(self, item: str, site: str, side: str, _t: int) -> Iterator[Lever]:
        row = self._problem.stock_row[item, site]
        if side == "min":
            yield self._least(Inventory, "min_cover", row)
        else:
            yield self._most(StockLimits, "max_cover", row, AMPLE)

    def _inventory_room_missed(self, site: str, _t: int) -> Iterator[Lever]:
        need = sum(float(units.max(initial=0.0)) for units in self._problem.bounds.total.values())
        most = need * float(self._problem.horizon.weeks.sum())
        yield Lever(SiteStorage, "storage_capacity", self._sites[site], Tier.INVESTMENT, raises=True, loosest=most)

    def _shelf_life_spoilt(self, item: str, site: str, _t: int) -> Iterator[Lever]:
        yield self._most(ShelfLife, "shelf_life", self._problem.stock_row[item, site], AMPLE, 1.0)

    def _safety_stock_short(self, item: str, site: str, _t: int) -> Iterator[Lever]:
        row = self._problem.stock_row[item, site]
        if not np.isnan(self._problem[ServiceTerms].service_level[row]):
            yield Lever(ServiceTerms, "service_level", row, Tier.POLICY, raises=False, loosest=0.5, step=SHARE)

    def _disruptions_missed(self, case: int, k: int) -> Iterator[Lever]:
        need = cases_of(self._problem)[case].requirements[k]
        yield self._least(ResilienceRules, need.column, need.row, SHARE if need.column == "min_service" else WEEKS)

    @staticmethod
    def _least(record: type[Record], column: str, row: int, step: float = 0.0) -> Lever:
        return Lever(record, column, row, Tier.POLICY, raises=False, loosest=0.0, step=step)

    @staticmethod
    def _most(record: type[Record], column: str, row: int, loosest: float, step: float = 0.0) -> Lever:
        return Lever(record, column, row, Tier.POLICY, raises=True, loosest=loosest, step=step)
