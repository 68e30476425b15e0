"""Stock held through each period, by kind, by arithmetic on a plan's tables: for the audit and the reports.

::

    average  = (opening + closing) / 2
    seasonal = average - safety - strategic

Safety and strategic stock are there from the beginning of their period to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.plan import OpeningStock, Stock
from models.sheets import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem


@dataclass(frozen=True, slots=True)
class HeldStock:
    """Stock of one item at one site in one period.

    Attributes
    ----------
    item, site, t
        Which.
    opening, closing
        Stock of all kinds at both ends [units].
    initial
        What is there from the first day to the last though it is not stated [units].
    kinds
        Average stock by kind: seasonal, safety, strategic [units].
    excesses
        What cannot be, by what it is, in units; 0 in a sound plan.

    """

    item: str
    site: str
    t: int
    opening: float
    closing: float
    initial: float
    kinds: dict[str, float]
    excesses: dict[str, float]


def held_stock(problem: Problem, plan: Plan) -> Iterator[HeldStock]:
    """Stock of every stocking point and period."""
    rows = {(item, site, period): kinds for item, site, period, *kinds in plan[Stock]}
    unstated = {(item, site): units for item, site, units in plan[OpeningStock]}
    for (item, site), row in problem.stock_row.items():
        on_hand = float(problem[Inventory].on_hand[row])
        initial = unstated.get((item, site), 0.0)
        opening = on_hand + initial
        for t, name in enumerate(problem.horizon.names):
            seasonal, safety, strategic = rows.get((item, site, name), (0.0, 0.0, 0.0))
            closing, buffers = seasonal + safety + strategic, safety + strategic
            # Stock on hand is what it is: buffers above it are built up in the first period.
            late = max(buffers - opening, 0.0) if t or not on_hand else 0.0
            excesses = {"buffers in place from the start of the period": late}
            wrong = 0.0 if (item, site) in problem.unstated_stock else initial
            excesses["stock of the first day stays to the last"] = max(initial - closing, wrong, 0.0)
            kinds = {"seasonal": (opening + closing) / 2 - buffers, "safety": safety, "strategic": strategic}
            yield HeldStock(item, site, t, opening, closing, initial, kinds, excesses)
            opening = closing
