"""Bill of materials as a graph: what an item is made of, and in which order tiers follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.sheets import Bom, Items


@dataclass(frozen=True)
class Recipes:
    """Usage of components.

    Attributes
    ----------
    usage
        ``usage[parent, child]``: units of the child consumed for one unit of the parent *started*, scrap included.
    items
        All items, in sheet order.

    """

    usage: dict[tuple[str, str], float]
    items: tuple[str, ...]

    @classmethod
    def from_sheets(cls, bom: Bom, items: Items) -> Recipes:
        """``usage = quantity / yield``."""
        rows = zip(bom.parent, bom.child, bom.quantity, bom.yield_, strict=True)
        return cls({(p, c): float(q / y) for p, c, q, y in rows}, tuple(items.item))

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


def _collect(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
