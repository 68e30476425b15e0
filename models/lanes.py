"""Lanes between sites: the rows of Lead_times spelled out for each item, origin, destination and mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models import DAYS_PER_WEEK
from models.geography import resolve_items

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from models.geography import Geography
    from models.schema import Numbers
    from models.sheets import Items, LeadTimes

Lane = tuple[str, str, str, str]
"""Item, origin, destination, mode."""
Candidates = dict[Lane, tuple[tuple[int, int], int]]
"""The row that describes each lane, with how general its address is (item, then places; small is specific)."""


@dataclass(frozen=True)
class Lanes:
    """Every lane something can usefully travel on.

    Attributes
    ----------
    keys
        Item, origin, destination and mode of each lane.
    row
        Row of Lead_times that describes the lane, shape (lanes,).
    ambiguous
        Lanes that two rows describe equally well, with those two rows; validation refuses them.

    """

    keys: tuple[Lane, ...]
    row: NDArray[np.int64]
    table: LeadTimes
    ambiguous: dict[Lane, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def from_sheets(
        cls,
        table: LeadTimes,
        items: Items,
        geography: Geography,
        makers: Mapping[str, Collection[str]],
        takers: Mapping[str, Collection[str]],
        warehouses: frozenset[str],
    ) -> Lanes:
        """Spell out the rows, the most specific one for each lane, and drop lanes that lead nowhere.

        Parameters
        ----------
        makers, takers
            Sites that make each item, and sites that use it up or sell it.
        warehouses
            Sites that pass items on: they take an item only when somebody further down has a use for it.

        """
        best: Candidates = {}
        sending = {item: warehouses | frozenset(makers.get(item, ())) for item in items.item}
        taking = {item: warehouses | frozenset(takers.get(item, ())) for item in items.item}
        ambiguous: dict[Lane, tuple[int, int]] = {}
        for row in range(len(table)):
            scope = resolve_items(items, table.item[row])
            places = geography.resolve(table.origin[row]), geography.resolve(table.destination[row])
            if scope is None or places[0] is None or places[1] is None:
                continue
            (origin_rank, origins), (destination_rank, destinations) = places[0], places[1]
            rank = (scope[0], origin_rank + destination_rank)
            for item in scope[1]:
                for origin in (n for n in origins if n in sending[item]):
                    for destination in (n for n in destinations if n in taking[item] and n != origin):
                        lane = (item, origin, destination, table.mode[row])
                        standing = best.get(lane)
                        if standing is None or rank < standing[0]:
                            best[lane] = (rank, row)
                            ambiguous.pop(lane, None)
                        elif rank == standing[0]:
                            ambiguous[lane] = (standing[1], row)
        keys = _leading_somewhere(tuple(best), takers, warehouses)
        rows = np.array([best[key][1] for key in keys], dtype=np.int64)
        return cls(keys, rows, table, ambiguous)

    def __len__(self) -> int:
        return len(self.keys)

    def of(self, column: str) -> NDArray[np.generic]:
        """One column of Lead_times, lane by lane."""
        return np.asarray(getattr(self.table, column))[self.row]

    @cached_property
    def lead_weeks(self) -> Numbers:
        """Door-to-door time of each lane [weeks]."""
        return np.asarray(self.table.lead_time[self.row] / DAYS_PER_WEEK, dtype=np.float64)

    @cached_property
    def expedite_only(self) -> NDArray[np.bool_]:
        """Which lanes are used in a disruption only, shape (lanes,)."""
        return np.asarray(self.table.expedite_only[self.row])

    @cached_property
    def position(self) -> dict[Lane, int]:
        """Number of each lane."""
        return {key: a for a, key in enumerate(self.keys)}

    @cached_property
    def into(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """Lanes that bring an item to a site, by (item, destination)."""
        return _grouped([(i, d) for i, _, d, _ in self.keys])

    @cached_property
    def out_of(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """Lanes that take an item from a site, by (item, origin)."""
        return _grouped([(i, o) for i, o, _, _ in self.keys])


def _leading_somewhere(
    lanes: tuple[Lane, ...], takers: Mapping[str, Collection[str]], warehouses: frozenset[str]
) -> tuple[Lane, ...]:
    """Drop lanes into warehouses from which the item reaches nobody."""
    senders_to: dict[tuple[str, str], list[str]] = {}
    for item, origin, destination, _ in lanes:
        senders_to.setdefault((item, destination), []).append(origin)
    useful = {(item, site) for item, sites in takers.items() for site in sites}
    waiting = list(useful)
    while waiting:
        item, site = waiting.pop()
        for origin in senders_to.get((item, site), ()):
            if origin in warehouses and (item, origin) not in useful:
                useful.add((item, origin))
                waiting.append((item, origin))
    return tuple(lane for lane in lanes if (lane[0], lane[2]) in useful)


def _grouped(keys: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], list[int]] = {}
    for number, key in enumerate(keys):
        found.setdefault(key, []).append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}
