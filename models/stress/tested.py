"""What a stress test finds: how well a finished plan bears each event, with the best answer there is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.stress.event import Event  # noqa: TC001 - part of a record that others inspect


@dataclass(frozen=True, slots=True)
class Tested:
    """One event that begins in one period, borne by one plan.

    Attributes
    ----------
    event, t
        What happens, and the period at whose start it does.
    demand
        Demand of the items and weeks that count: those of rules that speak of the event, else of all [units].
    lost_units, lost_money
        Demand not served, and what the disruption costs [units, money].
    served
        Served share of that demand; nan when there is none.
    time_to_survive
        Weeks without any shortage if what is lost never returns; nan when the plan is short with nothing failed.
    cap
        Longest time that was looked at [weeks]: a time to survive as long as that is at least that long.
    drawn
        Stock drawn at most, by (item, site) [units].
    helpers
        What is made more than in the plan, by (item, site), over the whole event [units].

    """

    event: Event
    t: int
    demand: float
    lost_units: float
    lost_money: float
    time_to_survive: float
    cap: float
    drawn: dict[tuple[str, str], float]
    helpers: dict[tuple[str, str], float]

    @property
    def served(self) -> float:
        """Served share of the demand that counts."""
        return 1.0 - self.lost_units / self.demand if self.demand > 0 else math.nan

    @property
    def time_to_recover(self) -> float:
        """Weeks until everything hit is fully back."""
        return self.event.time_to_recover

    @property
    def margin(self) -> float:
        """Time to survive less time to recover [weeks]."""
        return self.time_to_survive - self.time_to_recover
