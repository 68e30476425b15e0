"""How a plan of records is dressed: rows changed, added and looked up, each time as new tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from tiny import Book, Records

    Drawing = Callable[[st.DrawFn, Book], Book]
    """The sheets of a plan that a feature changes, with what it fills drawn at random."""


def one(draw: st.DrawFn, *choices: Any) -> Any:
    """One of the choices."""
    return draw(st.sampled_from(choices))


def some(draw: st.DrawFn, rows: Records) -> set[int]:
    """Numbers of one row or more."""
    return draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))


def changed(rows: Records, at: Container[int], **columns: Any) -> Records:
    """Rows of which some have other cells."""
    return [{**row, **columns} if k in at else row for k, row in enumerate(rows)]


def joined(plan: Book, sheet: str, keys: str, *new: dict[str, Any]) -> Book:
    """The sheet with new rows; one that stands there already, by its keys, gets the cells it has not."""
    found = {tuple(row.get(key) for key in keys.split()): row for row in plan.get(sheet, [])}
    for row in new:
        own = tuple(row.get(key) for key in keys.split())
        found[own] = {**row, **found.get(own, {})}
    return {sheet: list(found.values())}


def added(plan: Book, sheet: str, *new: dict[str, Any]) -> Book:
    """The sheet with new rows at its end."""
    return {sheet: [*plan.get(sheet, []), *new]}


def setting(plan: Book, **values: Any) -> Book:
    """Settings with other values."""
    return {"Settings": [{**plan["Settings"][0], **values}]}


def soft(draw: st.DrawFn) -> dict[str, Any]:
    """Columns of a rule that may be broken."""
    return {"hard": "No", "penalty": one(draw, 0.5, 3, 20)}


def names(plan: Book) -> list[str]:
    """Periods in order."""
    return [row["period"] for row in plan["Periods"]]


def largest_need(plan: Book) -> float:
    """Units of the product wanted in the busiest week, of which each needs a component at least."""
    wanted: dict[str, dict[str, float]] = {}
    for row in plan["Demand"]:
        wanted.setdefault(row["site"], {})[row["period"]] = row["quantity"] if row["item"] == "x" else 0
    return max(sum(at.get(t, at.get("ALL", 0)) for at in wanted.values()) for t in names(plan))


def limited(plan: Book, units: float) -> Records:
    """Sources of which none is without a limit."""
    return [{**row, "capacity": row["capacity"] or units} for row in plan["Sources"]]
