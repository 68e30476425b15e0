"""Sourcing mix: who makes each item, period by period, beside today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.sheets import CRITICALITIES, WAREHOUSE
from optimizer.story.bridge import OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_ITEMS = 40
MOST_GROUPS = 7

Made = dict[str, dict[str, float]]
"""Units by group of makers and period."""


def mix_of(tables: Mapping[str, Any], network: Mapping[str, Any]) -> dict[str, Any]:
    """Shares of countries in the output of each item with a choice of makers, or of sites where there is one country.

    The riskiest items come first, and in each of them what is domestic; how many are `left_out` is said. In each group,
    `shares` has one share for each period (None: nothing is made) and `today` that of today's plan (None: no baseline).
    """
    place = {site["site"]: site for site in network["sites"]}
    weeks = {span["period"]: span["weeks"] for span in network["periods"]}
    made, today = _by_item(tables, place, weeks), _today(network)
    chosen = sorted(
        (item for item in network["items"] if item["item"] in made and item["makers"] > 1),
        key=lambda item: CRITICALITIES.index(item["criticality"]),
    )
    items = [_item(one, made[one["item"]], today.get(one["item"], {}), place, weeks) for one in chosen[:MOST_ITEMS]]
    return {"periods": list(weeks), "items": items, "left_out": max(len(chosen) - MOST_ITEMS, 0)}


def _by_item(tables: Mapping[str, Any], place: Mapping[str, Any], weeks: Mapping[str, float]) -> dict[str, Made]:
    """Units of every item by site and period; what passes through warehouses is not made there."""
    found: dict[str, Made] = {}
    for row in tables.get("Production", ()):
        if place[row["site"]]["role"] != WAREHOUSE:
            of_site = found.setdefault(row["item"], {}).setdefault(row["site"], {})
            of_site[row["period"]] = of_site.get(row["period"], 0.0) + row["quantity"] * weeks[row["period"]]
    return found


def _today(network: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in network["made_today"]:
        found.setdefault(row["item"], {})[row["site"]] = row["units"]
    return found


def _item(
    good: Mapping[str, Any],
    made: Made,
    today: Mapping[str, float],
    place: Mapping[str, Any],
    weeks: Mapping[str, float],
) -> dict[str, Any]:
    makers = {*made, *today}
    kind = "country" if len({place[site]["country"] for site in makers}) > 1 else "site"
    group = {site: place[site][kind] for site in makers}
    now: Made = {}
    for site, by_period in made.items():
        of_group = now.setdefault(group[site], {})
        for period, units in by_period.items():
            of_group[period] = of_group.get(period, 0.0) + units
    before: dict[str, float] = {}
    for site, units in today.items():
        before[group[site]] = before.get(group[site], 0.0) + units
    home = {group[site] for site in makers if place[site]["domestic"]}
    ordered = sorted(
        {*now, *before}, key=lambda g: (g not in home, -max(sum(now.get(g, {}).values()), before.get(g, 0.0)), g)
    )
    rest = set(ordered[MOST_GROUPS:])
    totals = {period: sum(by.get(period, 0.0) for by in now.values()) for period in weeks}

    def row(name: str, members: Iterable[str]) -> dict[str, Any]:
        members = list(members)
        units = {period: sum(now.get(g, {}).get(period, 0.0) for g in members) for period in weeks}
        all_today, own_today = sum(before.values()), sum(before.get(g, 0.0) for g in members)
        return {
            "name": name,
            "domestic": any(g in home for g in members),
            "today": own_today / all_today if all_today > 0 else None,
            "shares": [units[t] / totals[t] if totals[t] > 0 else None for t in weeks],
        }

    groups = [row(name, [name]) for name in ordered[:MOST_GROUPS]]
    if rest:
        groups.append(row(OTHERS, rest))
    return {"item": good["item"], "criticality": good["criticality"], "kind": kind, "groups": groups}
