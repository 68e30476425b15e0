"""Resilience: the worst events, how long the plan and today's survive them, and what they cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.reports.verdicts import FAIL, NO_RULE, PASS

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_EVENTS = 12
TOLD = (
    "event", "kind", "period", "verdict", "served", "served_today", "required_service", "time_to_survive",
    "survived_today", "time_to_recover", "required_survival", "lost_money", "lost_money_today", "buffers_drawn",
    "second_sources", "remark",
)  # fmt: skip


def resilience_of(tables: Mapping[str, Any]) -> dict[str, Any]:
    """How many tests pass, fail or have no rule, and the worst test of each event: failed, then least served."""
    rows = tables.get("Resilience", ())
    worst: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        key = (row["event"], row["kind"], row["time_to_recover"])
        if key not in worst or _place(row) < _place(worst[key]):
            worst[key] = row
    ordered = sorted(worst.values(), key=_place)
    return {
        "tests": len(rows),
        "verdicts": {word: sum(row["verdict"] == word for row in rows) for word in (PASS, FAIL, NO_RULE)},
        "events": [{name: row[name] for name in TOLD} for row in ordered[:MOST_EVENTS]],
        "left_out": max(len(ordered) - MOST_EVENTS, 0),
    }


def _place(row: Mapping[str, Any]) -> tuple[float, ...]:
    served, survived = row["served"], row["time_to_survive"]
    return (
        row["verdict"] != FAIL,
        math.inf if served is None else served,
        math.inf if survived is None else survived,
        -(row["lost_money"] or 0.0),
    )
