"""Plans that are asked for domestic content."""

from __future__ import annotations

from typing import Any

from tiny import book, table

SITES = table(
    "site region role",
    ("cn", "CN", "supplier"),
    ("tx", "US", "plant"),
    ("us", "US", "market"),
    ("mx", "MX", "market"),
)


def rule(share: float, **cells: Any) -> dict:
    return {"rule": "home", "item": "x", "min_domestic_share": share, **cells}


def plain(*rules: dict, capacity: float | None = None, **sheets: Any) -> dict:
    """100 a week of x from cn for 10 or from home, tx, for 13."""
    return book(
        **{
            "Sites": SITES,
            "Sources": table("site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 13, capacity)),
            "Content_rules": list(rules),
            **sheets,
        }
    )


def packs(share: float, *, values: tuple[float, float] = (100, 60), **cells: Any) -> dict:
    """A pack needs one cell; assembly costs 10 in cn and 20 at home, a cell 60 and 70."""
    return book(
        Sites=SITES,
        Items=table("item value", ("pack", values[0]), ("cell", values[1])),
        BOM=table("parent child quantity", ("pack", "cell", 1)),
        Sources=table(
            "site item material_cost", ("cn", "pack", 10), ("tx", "pack", 20), ("cn", "cell", 60), ("tx", "cell", 70)
        ),
        Demand=table("site item period quantity", ("us", "pack", "ALL", 100)),
        Content_rules=[rule(share, **{"item": "pack", **cells})],
    )
