"""An event as arrays: the share lost in each week after the hit, at the sources, stocks, lanes and markets it hits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.stress.loss import Loss, lost_between, worst

if TYPE_CHECKING:
    from models.schema import Numbers
    from models.stress.event import Event
    from optimizer.simulation.network import Network, Rows

LONGEST = 1040
"""Weeks after which a loss is no longer followed."""


@dataclass(frozen=True)
class Curves:
    """Rows of something that are hit, and the share lost in each week since; the last column is 0.

    Attributes
    ----------
    rows
        Which, shape (hit,).
    lost
        Mean share lost in each week, shape (hit, weeks + 1).

    """

    rows: Rows
    lost: Numbers

    @classmethod
    def of(cls, losses: dict[int, Loss], weeks: int) -> Curves:
        """Tabulate curves week by week."""
        edges = np.arange(weeks + 1, dtype=np.float64)
        table = np.zeros((len(losses), weeks + 1))
        for k, loss in enumerate(losses.values()):
            table[k, :-1] = lost_between(loss, edges)
        return cls(np.array(list(losses), dtype=np.int64), table)


@dataclass(frozen=True)
class Hit:
    """What one event does to a network.

    Attributes
    ----------
    event
        The event.
    weeks
        Weeks until everything is back.
    lasts
        Whether nothing ever comes back.
    making
        Sources, by position.
    departing
        Lanes on which less can leave.
    arriving
        Lanes on which goods under way are held up: what would arrive does not, and goes on once it is over.
    stock
        Nodes whose stock is lost at once, in the share of the first column.
    demand
        Markets whose demand rises, by the share in the table.

    """

    event: Event
    weeks: int
    lasts: bool
    making: Curves
    departing: Curves
    arriving: Curves
    stock: Curves
    demand: Curves

    @classmethod
    def of(cls, network: Network, event: Event) -> Hit:
        """Find what an event hits in a network."""
        at, sources, lane_at = network.at, network.source_at, network.lane_at
        lasts = math.isinf(event.time_to_recover)
        weeks = 1 if lasts else min(max(math.ceil(event.time_to_recover - 1e-9), 1), LONGEST)
        on_lane = {lane_at[a]: loss for a, loss in event.lanes.items() if a in lane_at}
        departing = dict(on_lane)
        for k, origin in enumerate(network.origin.tolist()):
            loss = event.leaving.get(network.nodes[origin])
            if loss is not None:
                departing[k] = worst([loss, departing[k]]) if k in departing else loss
        markets = {int(node): m for m, node in enumerate(network.markets)}
        demand = Curves.of({markets[at[key]]: loss for key, (_, loss) in event.demand.items() if key in at}, weeks)
        change = np.array([c for key, (c, _) in event.demand.items() if key in at]).reshape(-1, 1)
        gone = {at[key]: Loss((0.0,), (loss.peak,)) for key, loss in event.leaving.items() if key in at}
        return cls(
            event,
            weeks,
            lasts,
            Curves.of({sources[key]: loss for key, loss in event.making.items() if key in sources}, weeks),
            Curves.of(departing, weeks),
            Curves.of(on_lane, weeks),
            Curves.of(gone, weeks),
            Curves(demand.rows, demand.lost * change),
        )

    def column(self, elapsed: Numbers) -> Rows:
        """Column of the tables for weeks since the hit; negative before it."""
        if self.lasts:
            return np.where(elapsed >= 0, 0, 1)
        return np.where((elapsed >= 0) & (elapsed < self.weeks), elapsed, self.weeks).astype(np.int64)
