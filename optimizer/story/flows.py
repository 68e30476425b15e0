"""Flows: what is worth how much that travels from which region to which, as the plan begins and as it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.story.bridge import OTHERS

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_AREAS = 12
"""Regions are drawn while there are no more of them at either end; else countries, the smallest taken together."""
WEEKS_A_YEAR = 52.0

Matrix = dict[tuple[str, str], float]


def flows_of(tables: Mapping[str, Any], network: Mapping[str, Any]) -> dict[str, Any]:
    """Value of goods shipped a year between areas, in the first and in the last period.

    ::

        worth[a, b] = sum over lanes from a to b of flow x value of the item x 52          [money/year]
    """
    place = {site["site"]: site for site in network["sites"]}
    value = {item["item"]: item["value"] for item in network["items"]}
    names = [span["period"] for span in network["periods"]]
    ends = list(dict.fromkeys([*names[:1], *names[-1:]]))
    rows = [row for row in tables.get("Flows", ()) if row["period"] in ends and row["quantity"] > 0]
    kind = "region"
    for end in ("origin", "destination"):
        if len({place[row[end]]["region"] for row in rows}) > MOST_AREAS:
            kind = "country"
    worth: dict[str, Matrix] = {period: {} for period in ends}
    for row in rows:
        key = (place[row["origin"]][kind], place[row["destination"]][kind])
        of_period = worth[row["period"]]
        of_period[key] = of_period.get(key, 0.0) + row["quantity"] * value[row["item"]] * WEEKS_A_YEAR
    shown = [_largest(worth, end) for end in (0, 1)]
    return {
        "kind": kind,
        "domestic": sorted({place[s][kind] for s in place if place[s]["domestic"]}),
        "periods": [{"period": period, "lanes": _lanes(matrix, shown)} for period, matrix in worth.items()],
    }


def _largest(worth: Mapping[str, Matrix], end: int) -> set[str]:
    """Areas at one end of the lanes that are drawn under their own name."""
    total: dict[str, float] = {}
    for matrix in worth.values():
        for key, money in matrix.items():
            total[key[end]] = total.get(key[end], 0.0) + money
    return set(
        sorted(total, key=lambda area: -total[area])[: MOST_AREAS if len(total) <= MOST_AREAS else MOST_AREAS - 1]
    )


def _lanes(matrix: Matrix, shown: list[set[str]]) -> list[dict[str, Any]]:
    merged: Matrix = {}
    for (origin, destination), money in matrix.items():
        key = (origin if origin in shown[0] else OTHERS, destination if destination in shown[1] else OTHERS)
        merged[key] = merged.get(key, 0.0) + money
    ordered = sorted(merged.items(), key=lambda entry: -entry[1])
    return [{"from": a, "to": b, "worth": money} for (a, b), money in ordered if money > 0]
