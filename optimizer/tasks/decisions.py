"""What a plan decides and costs, in so few figures that they can be kept for every workbook of every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.plan import CostLines, Orders, Production, sums

if TYPE_CHECKING:
    from optimizer.outcome import Outcome


def decisions_of(outcome: Outcome) -> dict[str, Any]:
    """Cost by driver, share of each source and options ordered, as plain values.

    Returns
    -------
    dict
        ``costs``: present value by driver [money]; ``shares``: by item and site, of all that is made over the horizon
        [fraction]; ``orders``: how many of each option at each site.

    """
    plan, horizon = outcome.plan, outcome.problem.horizon
    lines, made, orders = plan[CostLines], plan[Production], plan[Orders]
    weeks = dict(zip(horizon.names, horizon.weeks.tolist(), strict=True))
    units = [rate * weeks[t] for rate, t in zip(made.quantity.tolist(), made.period, strict=True)]
    of_source = sums(zip(made.item, made.site, strict=True), units)
    of_item = sums(made.item, units)
    shares: dict[str, dict[str, float]] = {}
    for (item, site), amount in of_source.items():
        if of_item[item] > 0:
            shares.setdefault(item, {})[site] = round(amount / of_item[item], 6)
    return {
        "costs": {driver: round(money, 2) for driver, money in sums(lines.driver, lines.present_value).items()},
        "shares": shares,
        "orders": {f"{option} at {site}": count for (site, option), count in _ordered(orders).items() if count},
    }


def _ordered(orders: Orders) -> dict[tuple[str, str], float]:
    return sums(zip(orders.site, orders.option, strict=True), orders.count)
