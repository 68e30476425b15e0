"""How many weeks of demand a buffer can ever be useful for: a bound, made of the data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from models import DAYS_PER_WEEK
from models.sheets import (
    Bom,
    Demand,
    Disruptions,
    FailureGroups,
    LeadTimes,
    Ramps,
    ResilienceRules,
    Sites,
    Sources,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.schema import Numbers, Record

R = TypeVar("R", bound="Record")
MOST_DEVIATIONS = 4.5
"""Standard deviations of the highest service level anybody plans for (99.9997 %)."""


def buffer_cover(tables: Mapping[type[Record], Record]) -> float:
    """Weeks of its own flow that a stocking point can need for outages and for what varies."""
    return longest_outage(tables) + variability_cover(tables)


def _table(tables: Mapping[type[Record], Record], kind: type[R]) -> R:
    return cast("R", tables[kind]) if kind in tables else kind.empty()


def _largest(*columns: Numbers) -> float:
    return max((float(np.nanmax(column, initial=0.0)) for column in columns if len(column)), default=0.0)


def longest_outage(tables: Mapping[type[Record], Record]) -> float:
    """Longest time anything may be lost: stated duration or time to recover, recovery, survival asked for [weeks]."""
    rules, groups = _table(tables, ResilienceRules), _table(tables, FailureGroups)
    hits = _table(tables, Disruptions)
    if not len(rules) and not len(hits) and not len(groups):
        return 0.0
    recovery = (_table(tables, Sites).time_to_recover, _table(tables, Sources).time_to_recover, groups.time_to_recover)
    lasts = _largest(*recovery, rules.duration, hits.duration) + _largest(_table(tables, Ramps).week)
    growth = 1.0 + _largest(hits.demand_change)
    return max(_largest(rules.min_survive), lasts + _largest(rules.survive_margin)) * growth


def variability_cover(tables: Mapping[type[Record], Record]) -> float:
    """Weeks of flow that safety stock can come to, over the longest chain of lanes and processes there can be."""
    demand, lanes, sources = _table(tables, Demand), _table(tables, LeadTimes), _table(tables, Sources)
    busy = demand.quantity > 0
    spread = _largest(demand.sd[busy] / demand.quantity[busy])
    wobble = _largest(lanes.lead_time_sd) + _largest(sources.processing_time_sd)
    if not spread and not wobble:
        return 0.0
    tiers = len(set(_table(tables, Bom).parent)) + 1
    longest = tiers * (_largest(sources.processing_time) + _largest(lanes.lead_time)) / DAYS_PER_WEEK
    return MOST_DEVIATIONS * float(np.hypot(spread * np.sqrt(longest), tiers * wobble / DAYS_PER_WEEK))
