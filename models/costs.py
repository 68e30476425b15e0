"""The cost ledger: every cost is booked once; the objective and the cost tables are both made from these bookings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.horizon import Horizon
    from models.plan import Solution
    from models.schema import Numbers

DRIVERS: dict[str, str] = {
    "material": "Purchased price and materials",
    "conversion": "Making it, without labour",
    "labour": "Hours worked at the region's wage",
    "freight": "Transport",
    "duty": "Tariffs, refunds taken off",
    "carbon": "Carbon price on making and transport",
    "capital": "Capacity that is built: its annuities inside the horizon",
    "fixed": "Running sites and added capacity",
    "opening": "Opening sites",
    "closing": "Closing sites (negative: a saving)",
    "holding_transit": "Capital tied up on the way",
    "holding_cycle": "Capital tied up between shipments",
    "holding_seasonal": "Capital tied up in stock carried between periods",
    "storage": "Storing that stock",
    "shortage": "Demand that is not served",
    "rule_penalty": "Soft rules that are missed",
}
"""Every cost driver, in the order of reports."""


@dataclass(frozen=True)
class Booking:
    """One driver's cost of one decision variable.

    Attributes
    ----------
    driver
        Key of :data:`DRIVERS`.
    variable
        Indexed Pyomo variable; None for a cost that nothing in the plan can change.
    keys
        Indices of `variable` that cost something.
    amount
        Undiscounted money for one unit of the variable, shape (keys,).
    items, sites
        What and where the money is spent on, for the cost tables ("" where it is for no single item).
    period
        Period in which it is spent, shape (keys,).

    """

    driver: str
    variable: Any
    keys: tuple[Any, ...]
    amount: Numbers
    items: tuple[str, ...]
    sites: tuple[str, ...]
    period: np.ndarray[Any, np.dtype[np.int64]]


@dataclass
class Ledger:
    """Bookings of all features. Booking the same variable twice under one driver is a mistake and raises."""

    horizon: Horizon
    bookings: list[Booking] = field(default_factory=list)

    def book(
        self,
        driver: str,
        variable: Any,
        keys: Sequence[Any],
        amount: Numbers | Sequence[float],
        *,
        items: Sequence[str],
        sites: Sequence[str],
        period: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]],
    ) -> None:
        """Book `amount[k]` of undiscounted money for each unit of ``variable[keys[k]]``.

        Raises
        ------
        KeyError
            When the driver is not one of :data:`DRIVERS`.
        ValueError
            When the same variable was booked under this driver before, or an amount is not finite.

        """
        if driver not in DRIVERS:
            raise KeyError(driver)
        if variable is not None and any(b.driver == driver and b.variable is variable for b in self.bookings):
            raise ValueError(f"{driver} of {variable.name} is booked twice")
        amounts = np.asarray(amount, dtype=np.float64)
        if not np.isfinite(amounts).all():
            raise ValueError(f"{driver} has an amount that is not finite")
        costly = np.flatnonzero(amounts)
        if not len(costly):
            return
        pick = costly.tolist()
        self.bookings.append(
            Booking(
                driver,
                variable,
                tuple(keys[k] for k in pick),
                amounts[costly],
                tuple(items[k] for k in pick),
                tuple(sites[k] for k in pick),
                np.asarray(period, dtype=np.int64)[costly],
            )
        )

    def present_value(self, booking: Booking) -> Numbers:
        """Discounted money for one unit of the booking's variable, shape (keys,)."""
        return np.asarray(booking.amount * self.horizon.discount[booking.period])

    def objective(self) -> Any:
        """Total discounted cost as one linear Pyomo expression."""
        from pyomo.core.expr import LinearExpression

        constant, coefficients, variables = 0.0, [], []
        for booking in self.bookings:
            worth = self.present_value(booking)
            if booking.variable is None:
                constant += float(worth.sum())
                continue
            coefficients += worth.tolist()
            variables += [booking.variable[key] for key in booking.keys]
        return LinearExpression(constant=constant, linear_coefs=coefficients, linear_vars=variables)

    def lines(self, solution: Solution) -> dict[tuple[str, str, str, int], float]:
        """Undiscounted money by (driver, item, site, period) of a solved model."""
        found: dict[tuple[str, str, str, int], float] = {}
        for booking in self.bookings:
            spent = booking.amount
            if booking.variable is not None:
                spent = spent * solution.at(booking.variable, booking.keys)
            rows = zip(booking.items, booking.sites, booking.period.tolist(), spent.tolist(), strict=True)
            for item, site, t, money in rows:
                key = (booking.driver, item, site, t)
                found[key] = found.get(key, 0.0) + money
        return found
