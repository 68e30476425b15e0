"""The cheapest way to reach a total with whole pieces: the least that must be spent on what is needed.

::

    least  sum over pieces of cost x bought      such that  sum over pieces of gain x bought >= need
           0 <= bought <= count, whole

Solved exactly by keeping, piece after piece, what no other choice beats in both cost and gain. Where that grows too
long, neighbours are taken for one choice with the cost of the cheaper and the gain of the better: never too dear.

Source: the dominance rule for knapsack problems (Nemhauser and Ullmann 1969), for covering.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 256
"""Choices that are kept apart."""
REACHED = 1 - 1e-9
"""Share of a need that counts as all of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be bought: what one costs and brings, and how many there are.

    Attributes
    ----------
    gain
        What one brings towards the need, in its unit.
    cost
        What one costs, not below 0.
    count
        Most that can be bought.

    """

    gain: float
    cost: float
    count: int = 1


def cheapest_cover(need: float, pieces: Iterable[Piece]) -> float:
    """Least cost of pieces that reach `need`, or a bound below it; infinite where all of them do not.

    >>> cheapest_cover(150.0, [Piece(100.0, 1.0, 5), Piece(1000.0, 6.0)])
    2.0
    >>> cheapest_cover(150.0, [Piece(100.0, 1.0)]), cheapest_cover(0.0, [])
    (inf, 0.0)
    """
    choices = [(0.0, 0.0)]
    for piece in pieces:
        for bundle in _bundles(piece, need):
            more = [(cost + bundle.cost, min(gain + bundle.gain, need)) for cost, gain in choices]
            choices = _unbeaten([*choices, *more])
    return min((cost for cost, gain in choices if gain >= need * REACHED), default=math.inf)


def _bundles(piece: Piece, need: float) -> Iterator[Piece]:
    """Bundles of 1, 2, 4 and so on of a piece, with which every number that can be useful is bought."""
    left = 0 if piece.gain <= 0 else min(piece.count, max(math.ceil(need / piece.gain), 1))
    size = 1
    while left > 0:
        taken = min(size, left)
        yield Piece(piece.gain * taken, piece.cost * taken)
        left -= taken
        size *= 2


def _unbeaten(choices: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Choices by cost, each of which gains more than all cheaper ones; no more than are kept apart."""
    kept: list[tuple[float, float]] = []
    for cost, gain in sorted(choices, key=lambda choice: (choice[0], -choice[1])):
        if not kept or gain > kept[-1][1]:
            kept.append((cost, gain))
    while len(kept) > LONGEST:
        pairs = zip(kept[::2], [*kept[1::2], kept[-1]], strict=False)
        kept = [(cheaper[0], better[1]) for cheaper, better in pairs]
    return kept
