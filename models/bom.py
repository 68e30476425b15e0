"""Bill of materials as a graph: what an item is made of, and in which order tiers follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.horizon import Horizon
    from models.schema import Numbers
    from models.sheets import Bom, Items

K = TypeVar("K")


@dataclass(frozen=True)
class Recipes:
    """Usage of components.

    Attributes
    ----------
    usage
        ``usage[parent, child]``: units of the child consumed for one unit of the parent *started*, scrap included,
        while the row is in force (and, if it has alternatives, for the part of the parent that is made with it).
    in_force
        Share of each period in which the row is in force, shape (T,).
    group
        Group of alternatives the row belongs to; "" for a component that has none.
    items
        All items, in sheet order.

    """

    usage: dict[tuple[str, str], float]
    in_force: dict[tuple[str, str], Numbers]
    group: dict[tuple[str, str], str]
    items: tuple[str, ...]

    @classmethod
    def from_sheets(cls, bom: Bom, items: Items, horizon: Horizon) -> Recipes:
        """``usage = quantity / yield``."""
        pairs = list(zip(bom.parent, bom.child, strict=True))
        rates = (bom.quantity / bom.yield_).tolist()
        shares = [horizon.in_force(first, last) for first, last in zip(bom.start, bom.end, strict=True)]
        return cls(
            dict(zip(pairs, rates, strict=True)),
            dict(zip(pairs, shares, strict=True)),
            dict(zip(pairs, bom.alternate_group, strict=True)),
            tuple(items.item),
        )

    @cached_property
    def alternatives(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Components that replace each other, by (parent, group)."""
        return _collect(((parent, group), child) for (parent, child), group in self.group.items() if group)

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Components of each item that has any."""
        return _collect((p, c) for p, c in self.usage)

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """Items each component goes into."""
        return _collect((c, p) for p, c in self.usage)

    @cached_property
    def finished_first(self) -> tuple[str, ...]:
        """Items in an order in which every parent comes before its components.

        Raises
        ------
        graphlib.CycleError
            When an item is, through its components, made of itself (refused by validation).

        """
        before = {item: set(self.parents.get(item, ())) for item in self.items}
        return tuple(TopologicalSorter(before).static_order())

    def loop(self) -> tuple[str, ...]:
        """Return the items of one loop in the bill of materials, empty when there is none."""
        try:
            _ = self.finished_first
        except CycleError as error:
            return tuple(error.args[1])
        return ()

    @cached_property
    def finished(self) -> tuple[str, ...]:
        """Items that go into nothing else."""
        return tuple(item for item in self.items if item not in self.parents)


def _collect(pairs: Iterable[tuple[K, str]]) -> dict[K, tuple[str, ...]]:
    found: dict[K, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
