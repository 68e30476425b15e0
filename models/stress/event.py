"""An event: what is hit, how hard and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.stress.loss import Loss, together, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.problem import ItemSite


@dataclass(frozen=True)
class Event:
    """One thing that may happen.

    Attributes
    ----------
    name, kind
        Its name in reports; ``scenario``, or what is lost: site, region, corridor, group ...
    making
        Loss of the output of each source hit.
    leaving
        Loss of what leaves an (item, site), and of the stock there.
    lanes
        Loss of what travels on a lane, goods under way included, by lane number.
    demand
        Rise of demand as a share, and how long it lasts, by (item, site).
    duties
        Added duty on a unit of a lane [money/unit], and how long it is charged.
    probability
        How often a year it happens.
    starts
        Periods in which it may begin.
    cell
        Cell of the workbook that states it; "" for one that a rule generates.
    lost
        Its name without the duration that a rule states, where one does.

    """

    name: str
    kind: str = "scenario"
    making: Mapping[ItemSite, Loss] = field(default_factory=dict)
    leaving: Mapping[ItemSite, Loss] = field(default_factory=dict)
    lanes: Mapping[int, Loss] = field(default_factory=dict)
    demand: Mapping[ItemSite, tuple[float, Loss]] = field(default_factory=dict)
    duties: Mapping[int, tuple[float, Loss]] = field(default_factory=dict)
    probability: float = 0.0
    starts: tuple[int, ...] = ()
    cell: str = ""
    lost: str = ""

    @property
    def stem(self) -> str:
        """Its name, however long it lasts."""
        return self.lost or self.name

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Every curve there is."""
        lasting = [loss for _, loss in (*self.demand.values(), *self.duties.values())]
        return (*self.making.values(), *self.leaving.values(), *self.lanes.values(), *lasting)

    @property
    def is_nothing(self) -> bool:
        """Whether it hits nothing at all."""
        return not self.losses

    @property
    def time_to_recover(self) -> float:
        """Weeks until everything hit is fully back."""
        return max((loss.end for loss in self.losses), default=0.0)

    @property
    def forever(self) -> Event:
        """The same event without recovery."""
        return replace(
            self,
            making={key: loss.forever for key, loss in self.making.items()},
            leaving={key: loss.forever for key, loss in self.leaving.items()},
            lanes={key: loss.forever for key, loss in self.lanes.items()},
            demand={key: (change, loss.forever) for key, (change, loss) in self.demand.items()},
            duties={key: (money, loss.forever) for key, (money, loss) in self.duties.items()},
        )


def merged(name: str, kind: str, parts: Iterable[Event], **facts: object) -> Event:
    """Return one event in which all of `parts` happen at once."""
    found = list(parts)

    def joined(what: str) -> dict[object, Loss]:
        curves: dict[object, list[Loss]] = {}
        for part in found:
            for key, loss in getattr(part, what).items():
                curves.setdefault(key, []).append(loss)
        return {key: worst(losses) for key, losses in curves.items()}

    def added(what: str) -> dict[object, tuple[float, Loss]]:
        changes: dict[object, list[tuple[float, Loss]]] = {}
        for part in found:
            for key, change in getattr(part, what).items():
                changes.setdefault(key, []).append(change)
        return {key: together(several) for key, several in changes.items()}

    demand, duties = added("demand"), added("duties")
    hit = {what: joined(what) for what in ("making", "leaving", "lanes")}
    return Event(name, kind, **hit, demand=demand, duties=duties, **facts)  # type: ignore[arg-type]
