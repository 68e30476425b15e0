"""Demand in whole units of a step: distributions, their sums, and ones made to a mean and a deviation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from models.schema import Numbers

NEGLIGIBLE = 1e-13
"""Probability that is left out at either end."""
REACH = 9.0
"""Deviations from the mean beyond which demand is not looked at."""
SPREADING = 1.0 / 6.0
"""Variance that spreading adds where the distribution is smooth."""
CORRECTIONS = 6
"""Most times that the variance of a spread distribution is corrected."""
CLOSE = 1e-9
"""Share by which it may be off then."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Probabilities of consecutive whole numbers.

    Attributes
    ----------
    lowest
        The first of them.
    chance
        Probability of each, shape (numbers,); they add up to 1.

    """

    lowest: int
    chance: Numbers

    @classmethod
    def of(cls, chances: dict[int, float]) -> Self:
        """Make a distribution from probabilities by number; raises ValueError when they are none."""
        values = [value for value, chance in chances.items() if chance > 0]
        if not values or not min(chances.values()) >= 0 or not math.isclose(sum(chances.values()), 1.0, rel_tol=1e-6):
            raise ValueError("probabilities must not be negative and must add up to 1")
        found = np.zeros(max(values) - min(values) + 1)
        for value in values:
            found[value - min(values)] = chances[value]
        return cls(min(values), found / found.sum())

    @classmethod
    def uniform(cls, lowest: int, highest: int) -> Self:
        """Every whole number from `lowest` to `highest` equally likely.

        >>> Distribution.uniform(0, 4).mean
        2.0
        """
        return cls(lowest, np.full(highest - lowest + 1, 1.0 / (highest - lowest + 1)))

    @classmethod
    def point(cls, value: int = 0) -> Self:
        """Return the one that is always `value`."""
        return cls(value, np.ones(1))

    @cached_property
    def values(self) -> Numbers:
        """The numbers, shape (numbers,)."""
        return self.lowest + np.arange(len(self.chance), dtype=np.float64)

    @property
    def highest(self) -> int:
        """The last number."""
        return self.lowest + len(self.chance) - 1

    @cached_property
    def mean(self) -> float:
        """Expected value."""
        return float(self.values @ self.chance)

    @cached_property
    def variance(self) -> float:
        """Variance."""
        return float((self.values - self.mean) ** 2 @ self.chance)

    @cached_property
    def deviation(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.variance)

    @property
    def support(self) -> list[tuple[int, float]]:
        """Numbers that occur, with their probabilities."""
        return [(self.lowest + int(k), float(self.chance[k])) for k in np.flatnonzero(self.chance)]

    def plus(self, other: Distribution) -> Distribution:
        """Distribution of the sum with an independent number."""
        size = len(self.chance) + len(other.chance) - 1
        if min(len(self.chance), len(other.chance)) <= 64:  # noqa: PLR2004 - below it counting is faster, and exact
            found = np.convolve(self.chance, other.chance)
        else:
            length = 1 << (size - 1).bit_length()
            transform = np.fft.rfft(self.chance, length) * np.fft.rfft(other.chance, length)
            found = np.maximum(np.fft.irfft(transform, length)[:size], 0.0)
        return Distribution(self.lowest + other.lowest, found / found.sum())

    def negative(self) -> Distribution:
        """Distribution of the number with its sign changed."""
        return Distribution(-self.highest, self.chance[::-1])

    def times(self, count: int) -> Distribution:
        """Distribution of the sum of `count` independent numbers.

        >>> Distribution.uniform(0, 4).times(3).highest
        12
        """
        found, power = Distribution.point(), self
        while count:
            if count & 1:
                found = found.plus(power)
            count >>= 1
            power = power.plus(power) if count else power
        return found

    def trimmed(self) -> Distribution:
        """Return the distribution without ends of negligible probability."""
        below, above = np.cumsum(self.chance), np.cumsum(self.chance[::-1])[::-1]
        kept = np.flatnonzero((below > NEGLIGIBLE) & (above > NEGLIGIBLE))
        found = self.chance[kept[0] : kept[-1] + 1]
        return Distribution(self.lowest + int(kept[0]), found / found.sum())

    def below(self, ratio: float) -> int:
        """Smallest number that is not exceeded with at least probability `ratio`."""
        reached = np.flatnonzero(np.cumsum(self.chance) >= ratio - 1e-12)
        return self.lowest + int(reached[0]) if len(reached) else self.highest


@lru_cache(maxsize=4096)
def whole_steps(mean: float, deviation: float) -> Distribution:
    """Demand in whole steps with a mean and a deviation, both in steps; never negative.

    A gamma distribution whose every value is spread over the two steps beside it, which keeps the mean; what that adds
    to the variance is taken off before. Demand of little variability is nearly normal, demand of much is skewed.

    >>> found = whole_steps(40.0, 10.0)
    >>> round(found.mean, 6), round(found.deviation, 3)
    (40.0, 10.0)
    """
    if mean <= 0:
        return Distribution.point()
    inner = deviation**2 - SPREADING
    if inner <= 0:
        return _between(mean)
    found = _spread(mean, inner)
    for _ in range(CORRECTIONS):
        excess = found.variance - deviation**2
        if abs(excess) <= CLOSE * deviation**2:
            break
        inner -= excess
        if inner <= 0:
            return _between(mean)
        found = _spread(mean, inner)
    return found


def _between(mean: float) -> Distribution:
    """Return the demand of least variance that whole steps allow: the two steps beside the mean."""
    low = math.floor(mean)
    return Distribution.of({low: 1.0 - (mean - low), low + 1: mean - low})


def _spread(mean: float, variance: float) -> Distribution:
    """Gamma distribution spread over whole steps: the chance of k is the second difference of E[(G - k)+]."""
    from scipy.special import gammainc

    shape, scale = mean**2 / variance, variance / mean
    deviation = math.sqrt(variance)
    first = max(math.floor(mean - REACH * deviation), 0)
    last = math.ceil(mean + REACH * deviation * (1.0 + deviation / mean))
    k = np.arange(first - 1, last + 2, dtype=np.float64)
    at = np.maximum(k, 0.0) / scale
    # E[(G - k)+] = mean P(G' > k) - k P(G > k), with G' of one more in shape.
    beyond = mean * (1.0 - gammainc(shape + 1.0, at)) - k * (1.0 - gammainc(shape, at))
    chance = np.maximum(np.diff(beyond, 2), 0.0)
    return Distribution(first, chance / chance.sum()).trimmed()
