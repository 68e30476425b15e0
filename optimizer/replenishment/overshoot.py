"""How far a constant order overshoots a level in the long run: O' = max(O + Q - D, 0).

In the long run O is distributed as the maximum of a random walk with the steps X = Q - D, whose mean is negative. By
the Wiener-Hopf factorisation, with g(z) = E[z^X] on the unit circle::

    1 - g(z) = A(z) x B(1/z)         A and B power series; B has the zero at z = 1, for the walk drifts down
    E[z^O]   = A(1) / A(z)

On the circle (1 - g(z)) / (1 - 1/z) has no zero and makes no turn around the origin: A is the exponential of the part
of its logarithm with positive powers. Source: Feller (1971), vol. 2, ch. XII; with the fast Fourier transform.
"""

from __future__ import annotations

import math

import numpy as np

from optimizer.replenishment.demand import Distribution

SHORTEST = 10
"""Least length of the transform, as a power of 2: what falls off slowly on the other side must not come round."""
LONGEST = 1 << 18
"""Most steps of overshoot that are looked at."""
ENOUGH = 10
"""Halvings after which the rate of decay is known well enough to choose a length by."""
REMAINDER = 32.0
"""Natural logarithm of how far the tail has fallen where it is cut."""


class UnstableError(ValueError):
    """The constant order is so near to the mean demand that stock would grow without end."""


def overshoot(order: int, demand: Distribution) -> Distribution:
    """Distribution of the overshoot of a constant order in the long run [steps].

    Parameters
    ----------
    order
        Constant order a week [steps], less than the mean demand.

    Raises
    ------
    UnstableError
        When it is not, or so nearly as much that the overshoot has no end in sight.

    """
    drift = demand.mean - order
    if drift <= 0:
        raise UnstableError(f"a constant order of {order} is no less than the mean demand")
    most = order - demand.lowest
    if most <= 0:
        return Distribution.point()
    step = math.gcd(*(order - value for value, _ in demand.support))
    if step == 1:
        return _maximum(Distribution(order - demand.highest, demand.chance[::-1]))
    # A walk in strides of several steps is one in single steps, seen from further off.
    found = _maximum(Distribution.of({(order - value) // step: chance for value, chance in demand.support}))
    spread = np.zeros((len(found.chance) - 1) * step + 1)
    spread[::step] = found.chance
    return Distribution(0, spread)


def _maximum(steps: Distribution) -> Distribution:
    """Distribution of the maximum of a walk that starts at 0 and drifts down."""
    length = 1 << max(math.ceil(math.log2(REMAINDER / _decay(steps) + 4 * len(steps.chance))), SHORTEST)
    if length > LONGEST:
        raise UnstableError("the constant order is too near to the mean demand")
    circle = np.zeros(length)
    np.add.at(circle, (steps.lowest + np.arange(len(steps.chance))) % length, steps.chance)
    # Of real series half the circle is enough; numpy's transform has z = exp(-i angle), so that 1/z = exp(i angle).
    around = np.exp(2j * np.pi * np.arange(length // 2 + 1) / length)
    around[0] = -1.0  # any other than 1, where the ratio is known
    ratio = (1.0 - np.fft.rfft(circle)) / (1.0 - around)
    ratio[0] = -steps.mean
    rising = np.fft.irfft(np.log(ratio), length)
    rising[0], rising[length // 2 :] = 0.0, 0.0
    chance = np.maximum(np.fft.irfft(np.exp(-np.fft.rfft(rising)), length)[: length // 2], 0.0)
    return Distribution(0, chance / chance.sum()).trimmed()


def _decay(steps: Distribution) -> float:
    """Rate at which the chance of a high maximum falls: the r > 0 with E[exp(r X)] = 1 (Lundberg)."""
    values = steps.values

    def excess(rate: float) -> float:
        return float(np.log(steps.chance @ np.exp(np.minimum(rate * values, 700.0))))

    low, high = 0.0, -steps.mean / max(steps.variance, 1e-12)
    while excess(high) < 0:
        low, high = high, 2.0 * high
    for _ in range(ENOUGH):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return max(low, high / 2)
