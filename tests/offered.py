"""Plans with incentives on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.claims import Earned
from models.features import incentives
from tiny import book, table

if TYPE_CHECKING:
    from optimizer.outcome import Outcome

SITES = table("site region role", ("cn", "CN", "supplier"), ("tx", "US", "plant"), ("us", "US", "market"))
YEAR = 52


def offer(amount: float, basis: str = "unit", **cells: Any) -> dict:
    return {"name": "act", "place": "US", "basis": basis, "amount": amount, **cells}


def plain(*offers: dict, capacity: float | None = None, **sheets: Any) -> dict:
    """100 a week of x from cn for 10 or from home, tx, for 13."""
    return book(
        **{
            "Sites": SITES,
            "Sources": table("site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 13, capacity)),
            "Incentives": list(offers),
            **sheets,
        }
    )


def build(*offers: dict, capex: float = 15_000, option: dict | None = None, **sheets: Any) -> dict:
    """A line at home makes 100 a week of x for 8 instead of 10: it saves 200 a week."""
    return plain(
        *offers,
        **{
            "Sources": table("site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 8, 0)),
            "Capex": [{"site": "tx", "item": "x", "option": "line", "capacity": 100, "capex": capex, **(option or {})}],
            **sheets,
        },
    )


def packs(offer: dict, **sheets: Any) -> dict:
    """A pack worth 100 needs a cell worth 60; assembly costs 10 in cn and 20 at home, a cell 60 and 70."""
    return book(
        Sites=SITES,
        Items=table("item value", ("pack", 100), ("cell", 60)),
        BOM=table("parent child quantity", ("pack", "cell", 1)),
        Sources=table(
            "site item material_cost", ("cn", "pack", 10), ("tx", "pack", 20), ("cn", "cell", 60), ("tx", "cell", 70)
        ),
        Demand=table("site item period quantity", ("us", "pack", "ALL", 100)),
        Incentives=[offer | {"item": "pack"}],
        **sheets,
    )


def claims(outcome: Outcome) -> list[dict[str, Any]]:
    (found,) = incentives.FEATURE.tables(outcome.problem, outcome.plan)
    assert isinstance(found, Earned)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found]
