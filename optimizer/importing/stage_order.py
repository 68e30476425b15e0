"""Which stages feed which: loops, worth that adds up along the chain, and how many demands a stage serves."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def loop(parts: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Return stages that feed each other in a circle, first and last the same; none if there is no circle.

    >>> loop({"A": {"B": 1}, "B": {"A": 1}}) in {("A", "B", "A"), ("B", "A", "B")}, loop({"A": {"B": 1}, "B": {}})
    (True, ())
    """
    try:
        TopologicalSorter(parts).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def worth(added: Mapping[str, float], parts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Value of a unit of each stage: what is added there, and what all goes into it.

    >>> worth({"frame": 10.0, "wheel": 2.0}, {"frame": {"wheel": 4}, "wheel": {}})
    {'wheel': 2.0, 'frame': 18.0}
    """
    found: dict[str, float] = {}
    for name in TopologicalSorter(parts).static_order():
        found[name] = added[name] + sum(units * found[part] for part, units in parts[name].items())
    return found


def served(parts: Mapping[str, Mapping[str, float]], wanted: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the stages with demand that each stage serves, itself among them if it has any."""
    found = {name: frozenset({name} & wanted) for name in parts}
    for name in reversed(tuple(TopologicalSorter(parts).static_order())):
        for part in parts[name]:
            found[part] |= found[name]
    return found
