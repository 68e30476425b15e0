"""Goods under way: what arrives in each of the coming weeks on every lane, in a ring of weeks.

What the plan sends arrives a whole number of weeks later, when the plan counts on it; what goes beyond the plan takes
the rest of the week too, part of it arriving a week later. Lateness moves both; shipments of one lane are late together
(first-order autocorrelation over one lead time, none at the start), so that they hardly overtake each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.simulation.draws import LATENESS

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Numbers
    from optimizer.simulation.draws import Draws
    from optimizer.simulation.network import Network

FARTHEST = 4.0
"""Standard deviations of lateness that are followed."""


def mean_delay(units: Numbers, more: Numbers, part: Numbers, late: Numbers) -> Numbers:
    """Weeks beyond whole ones that goods take, the part of them that goes beyond the plan `part` longer."""
    share = np.zeros_like(units)
    np.divide(more, units, out=share, where=units > 0)
    share *= part
    share += late
    return share


class Pipeline:
    """Goods under way on every lane, for a block of replications."""

    def __init__(
        self, problem: Problem, network: Network, draws: Draws, block: int, replications: int, start: int, weeks: int
    ) -> None:
        self.network, self.size = network, replications
        self.varies = np.flatnonzero(network.spread > 0) if draws.lead_times else np.zeros(0, dtype=np.int64)
        longest = network.whole + 2.0
        longest[self.varies] += np.ceil(FARTHEST * network.spread[self.varies]) + 1
        self.length = int(longest.max(initial=1.0)) + 1
        self._places = self.varies[:, None] * replications + np.arange(replications)[None, :]
        self.ring: Numbers = np.zeros((self.length, len(network.lanes), replications))
        self.steady = [
            (int(k), rows)
            for k in np.unique(network.whole)
            if len(rows := np.setdiff1d(np.flatnonzero(network.whole == k), self.varies))
        ]
        self.first = start
        self.lateness = self._lateness(problem, draws, block, weeks)

    def _lateness(self, problem: Problem, draws: Draws, block: int, weeks: int) -> Any:
        """Weeks by which what leaves in each week is late, shape (weeks, varying lanes, replications)."""
        found = np.zeros((weeks, len(self.varies), self.size), dtype=np.float32)
        for row, k in enumerate(self.varies.tolist()):
            name = " ".join(problem.lanes.keys[self.network.lanes[k]])
            found[:, row] = draws.normal(LATENESS, name, block, weeks, self.size)
        lead = (self.network.whole + self.network.part)[self.varies, None].astype(np.float32)
        keeps = lead / (1.0 + lead)
        fresh = np.sqrt(1.0 - keeps**2)
        for week in range(weeks):
            found[week] *= fresh
            if week:
                found[week] += keeps * found[week - 1]
        np.clip(found, -FARTHEST, FARTHEST, out=found)
        found *= self.network.spread[self.varies, None].astype(np.float32)
        return found

    def fill(self, week: int, planned: Any) -> None:
        """Put what the plan has under way when a replay begins, on time, as its stocks are the plan's.

        Parameters
        ----------
        planned
            Function of the week: arrivals of the plan, shape (lanes,).

        """
        for ahead in range(int(self.network.whole.max(initial=0))):
            under_way = self.network.whole > ahead
            self.ring[(week + ahead) % self.length, under_way] = planned(week + ahead)[under_way, None]

    def arriving(self, week: int) -> Numbers:
        """Goods that arrive in a week, shape (lanes, replications); goods of the same week may be added."""
        due: Numbers = self.ring[week % self.length]
        return due

    def late(self, week: int) -> Any:
        """Weeks by which what leaves in a week is late, shape (lanes, replications); None when nothing varies."""
        if not len(self.varies):
            return None
        if len(self.varies) == len(self.network.lanes):
            return self.lateness[week - self.first]
        found = np.zeros((len(self.network.lanes), self.size), dtype=np.float32)
        found[self.varies] = self.lateness[week - self.first]
        return found

    def send(self, week: int, planned: Numbers, beyond: Numbers, part: Numbers) -> None:
        """Put what leaves in a week on its way, except what arrives in the same week."""
        for k, rows in self.steady:
            extra, late = beyond[rows], part[rows, None]
            if k:
                self.ring[(week + k) % self.length, rows] += planned[rows] + extra * (1.0 - late)
            if late.any():
                self.ring[(week + k + 1) % self.length, rows] += extra * late
        if len(self.varies):
            rows, late = self.varies, self.lateness[week - self.first]
            whole = self.network.whole[rows, None]
            more = beyond[rows]
            units = planned[rows] + more
            delay = mean_delay(units, more, part[rows, None], late)
            delay += whole
            self._send_late(week, units, np.maximum(delay, np.minimum(whole, 1), out=delay), whole)

    def _send_late(self, week: int, units: Numbers, delay: Numbers, whole: Any) -> None:
        """Scatter goods; of lanes of less than a week, the share of the same week has been counted already."""
        slot = delay.astype(np.int32)
        delay -= slot
        later = units * delay
        units -= later
        units[(whole == 0) & (slot == 0)] = 0.0
        np.minimum(slot, self.length - 2, out=slot)
        slot += np.int32(week % self.length)
        flat, stride = self.ring.reshape(-1), len(self.network.lanes) * self.size
        for share in (units, later):
            slot[slot >= self.length] -= self.length
            flat[slot.astype(np.int64) * stride + self._places] += share
            slot += 1

    def close(self, week: int) -> None:
        """Forget what arrived in a week."""
        self.ring[week % self.length] = 0.0
