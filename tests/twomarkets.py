"""Two markets and three sources of one item, and rules of their shares."""

from __future__ import annotations

from tiny import Book, Records, book, table

RULE = "rule item destination min_sources max_sources min_share max_share hard penalty"


def rule(
    least: float | None = None,
    most: float | None = None,
    share: float | None = None,
    cap: float | None = None,
    *,
    item: str = "ALL",
    at: str = "ALL",
    penalty: float | None = None,
    **more: object,
) -> Records:
    """Return one rule: numbers of sources, shares, and where they are measured; soft when there is a penalty."""
    hard = "Yes" if penalty is None else "No"
    return [{**table(RULE, ("split", item, at, least, most, share, cap, hard, penalty))[0], **more}]


def two_markets(**sheets: object) -> Book:
    """Return sources cn (10) and mx (13) and markets us and ca, 100 a week each; from mx to ca freight is 5."""
    return book(
        **{
            "Sites": table(
                "site region role",
                ("cn", "CN", "supplier"),
                ("mx", "MX", "supplier"),
                ("us", "US", "market"),
                ("ca", "US", "market"),
            ),
            "Sources": table("site item material_cost", ("cn", "x", 10), ("mx", "x", 13)),
            "Lead_times": table(
                "origin destination mode lead_time freight_cost",
                ("cn", "us", "sea", 0, 0), ("cn", "ca", "sea", 0, 0), ("mx", "us", "road", 0, 0), ("mx", "ca", "road", 0, 5),
            ),
            "Demand": table("site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "ALL", 100)),
            **sheets,
        }
    )  # fmt: skip
