"""The longest outage of a workbook: how many weeks of demand strategic stock can ever be useful for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from models.sheets import Disruptions, FailureGroups, Ramps, ResilienceRules, Sites, Sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.schema import Numbers, Record

R = TypeVar("R", bound="Record")


def longest_outage(tables: Mapping[type[Record], Record]) -> float:
    """Longest time anything may be lost: stated duration or time to recover, recovery, survival asked for [weeks].

    Where demand rises in a disruption, weeks of ordinary demand.
    """

    def sheet(kind: type[R]) -> R:
        return cast("R", tables[kind]) if kind in tables else kind.empty()

    rules, groups, hits = sheet(ResilienceRules), sheet(FailureGroups), sheet(Disruptions)
    if not len(rules) and not len(hits) and not len(groups):
        return 0.0
    recovery = (sheet(Sites).time_to_recover, sheet(Sources).time_to_recover, groups.time_to_recover)
    lasts = _largest(*recovery, rules.duration, hits.duration) + _largest(sheet(Ramps).week)
    growth = 1.0 + _largest(hits.demand_change)
    return max(_largest(rules.min_survive), lasts + _largest(rules.survive_margin)) * growth


def _largest(*columns: Numbers) -> float:
    """Largest number of some columns, blanks left out; 0 when there is none."""
    return max((float(np.nanmax(column, initial=0.0)) for column in columns if len(column)), default=0.0)
