"""A plan that takes long to prove: five knapsacks of sites whose cost is nearly their capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tiny import book, table

if TYPE_CHECKING:
    from tiny import Book


def slow() -> Book:
    """Return its records."""
    sites: list[tuple[Any, ...]] = [("us", "US", "market", None, None)]
    sources, demand = [], []
    for j in range(5):
        sizes = [1000 + (7919 * (k + 3 * j + 1)) % 997 for k in range(40)]
        for k, size in enumerate(sizes):
            sites.append((f"s{j}-{k}", "CN", "supplier", "potential", 520 * (size + (31 * k) % 13)))
            sources.append((f"s{j}-{k}", f"x{j}", size / 10, 1))
        demand.append(("us", f"x{j}", "ALL", sum(sizes) / 20 + 0.37))
    return book(
        Sites=table("site region role status fixed_cost", *sites),
        Items=table("item value", *((f"x{j}", 10) for j in range(5))),
        Sources=table("site item capacity material_cost", *sources),
        Demand=table("site item period quantity", *demand),
    )
