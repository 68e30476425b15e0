"""Terms of two sources as the literature has them, written in a line."""

from __future__ import annotations

from optimizer.replenishment.demand import Distribution
from optimizer.replenishment.terms import Terms


def terms(
    slow: int,
    fast: int = 0,
    premium: float = 10.0,
    holding: float = 5.0,
    backorder: float = 495.0,
    demand: Distribution | None = None,
    slow_price: float = 0.0,
) -> Terms:
    """Lead times in weeks; demand 0..4 equally likely unless given."""
    demand = demand or Distribution.uniform(0, 4)
    prices = {"slow_price": slow_price, "fast_price": slow_price + premium}
    return Terms.of_weeks(demand, fast, slow, **prices, holding=holding, backorder=backorder)
