"""Buffers: what stock of each kind is worth, period by period, and which ones tie up most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = {
    "in_transit": "In transit",
    "cycle": "Cycle",
    "seasonal": "Seasonal",
    "safety": "Safety",
    "strategic": "Strategic",
}
MOST_BUFFERS = 12


def buffers_of(tables: Mapping[str, Any], network: Mapping[str, Any]) -> dict[str, Any]:
    """Worth of stock by kind and period [money], and the buffers at sites that tie up most in any period.

    Each of the `largest` has `site`, `item`, `period`, `units`, `cover` [weeks], `worth` [money] and `cause`; what is
    in transit is left out there.
    """
    value = {item["item"]: item["value"] for item in network["items"]}
    names = [span["period"] for span in network["periods"]]
    worth = {kind: dict.fromkeys(names, 0.0) for kind in KINDS}
    peaks: dict[tuple[str, str], dict[str, Any]] = {}
    for row in tables.get("Buffers", ()):
        for kind in KINDS:
            worth[kind][row["period"]] += row[kind] * value[row["item"]]
        units = sum(row[kind] for kind in KINDS if kind != "in_transit")
        money, key = units * value[row["item"]], (row["site"], row["item"])
        if money > 0 and (key not in peaks or money > peaks[key]["worth"]):
            told = {name: row[name] for name in ("site", "item", "period", "cover", "cause")}
            peaks[key] = {**told, "units": units, "worth": money}
    largest = sorted(peaks.values(), key=lambda row: -row["worth"])
    return {
        "periods": names,
        "kinds": [
            {"kind": kind, "name": KINDS[kind], "worth": list(by_period.values())}
            for kind, by_period in worth.items()
            if any(by_period.values())
        ],
        "largest": largest[:MOST_BUFFERS],
        "left_out": max(len(largest) - MOST_BUFFERS, 0),
    }
