"""Rules that are missed, one line for each rule and scope, and problems of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_MISSED, MOST_PROBLEMS = 30, 50


def rules_of(tables: Mapping[str, Any], summary: Mapping[str, Any]) -> dict[str, Any]:
    """How many rules there are and are missed, and the worst period of each that is."""
    worst: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in tables.get("Rules", ()):
        if row["kept"]:
            continue
        key = tuple(row[name] for name in ("rule", "cell", "item", "scope", "measure"))
        periods = worst[key]["periods"] + 1 if key in worst else 1
        if key not in worst or row["slack"] < worst[key]["slack"]:
            worst[key] = dict(row)
        worst[key]["periods"] = periods
    return {
        "rules": summary["rules"],
        "missed": summary["missed_rules"],
        "worst": list(worst.values())[:MOST_MISSED],
        "left_out": max(len(worst) - MOST_MISSED, 0),
    }


def problems_of(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Warnings and notes of the input, with their cells."""
    rows = list(tables.get("Problems", ()))
    return {"listed": rows[:MOST_PROBLEMS], "left_out": max(len(rows) - MOST_PROBLEMS, 0)}
