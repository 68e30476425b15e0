"""The cost ledger: every cost is booked once; the objective and the cost tables are both made from these bookings.

Beside money the same kind of register measures what budgets limit: investment, carbon and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from models.plan import Solution
    from models.schema import Numbers

DRIVERS: dict[str, str] = {
    "material": "Purchased price and materials",
    "price_breaks": "Price breaks (negative: a saving on material)",
    "conversion": "Making it, without labour",
    "learning": "Experience (negative: a saving on conversion)",
    "licence": "Fees for the technology of others",
    "surge": "Premium of overflow capacity",
    "labour": "Hours worked at the region's wage",
    "overtime": "Premium of overtime, beside the wage",
    "training": "Hiring and training",
    "levelling": "Changing the output of sources",
    "freight": "Transport",
    "duty": "Tariffs, refunds taken off",
    "carbon": "Carbon price on making and transport",
    "carbon_border": "Carbon charged at borders",
    "capital": "Capacity that is built: its annuities inside the horizon",
    "qualification": "Approving new sources",
    "fixed": "Running sites and added capacity",
    "opening": "Opening sites",
    "closing": "Closing sites (negative: a saving)",
    "incentive": "Grants and credits (negative: earned)",
    "holding_transit": "Capital tied up on the way",
    "holding_cycle": "Capital tied up between shipments",
    "holding_seasonal": "Capital tied up in stock carried between periods",
    "holding_safety": "Capital tied up in safety stock",
    "holding_strategic": "Capital tied up in strategic stock, kept for disruptions",
    "storage": "Storing stock",
    "closing_stock": "Worth of stock left at the end, buffers of the first day left out (negative)",
    "shortage": "Demand that is never served",
    "late": "Demand that waits",
    "disruption_loss": "Expected losses in disruptions",
    "risk_premium": "Weight on the worst disruptions (CVaR)",
    "rule_penalty": "Soft rules that are missed",
}
"""Every cost driver, in the order of reports."""


METERS: dict[str, str] = {
    "capex": "Money invested, when it is ordered, not discounted [money]",
    "qualification": "Money spent on approving sources, not discounted [money]",
    "carbon": "CO2 of making and moving [kg]",
    "lead_time": "Units on their way times weeks under way [unit-weeks]",
    "source_changes": "Sources of an item that begin or end",
    "site_changes": "Sites that open or close",
    "lane_changes": "Lanes of an item that begin, from the second period on",
}
"""Quantities that are measured beside money, so that budgets can limit them and objectives can use them."""


@dataclass(frozen=True)
class Booking:
    """What one unit of a decision variable adds to a driver or meter.

    Attributes
    ----------
    name
        Key of :data:`DRIVERS` or :data:`METERS`.
    variable
        Indexed Pyomo variable; None for an amount that nothing in the plan can change.
    keys
        Indices of `variable` that count.
    amount
        Undiscounted amount for one unit of the variable, shape (keys,).
    items, sites
        What and where it is for ("" where it is for no single item).
    period
        Period in which it counts, shape (keys,).

    """

    name: str
    variable: Any
    keys: tuple[Any, ...]
    amount: Numbers
    items: tuple[str, ...]
    sites: tuple[str, ...]
    period: np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Terms:
    """A constant, and amounts for each unit of variables: (variable, its keys, amounts of shape (keys,))."""

    constant: float
    parts: tuple[tuple[Any, Sequence[Any], Numbers], ...]

    def expression(self) -> Any:
        """Return the sum as a linear Pyomo expression."""
        from pyomo.core.expr import LinearExpression

        variables = [variable[key] for variable, keys, _ in self.parts for key in keys]
        amounts = [amount for *_, part in self.parts for amount in part.tolist()]
        return LinearExpression(constant=self.constant, linear_coefs=amounts, linear_vars=variables)


@dataclass
class Register:
    """Bookings of all features under known names. Booking a variable twice under one name is a mistake and raises."""

    known: Mapping[str, str]
    bookings: list[Booking] = field(default_factory=list)

    def book(
        self,
        name: str,
        variable: Any,
        keys: Sequence[Any],
        amount: Numbers | Sequence[float],
        *,
        items: Sequence[str],
        sites: Sequence[str],
        period: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]],
    ) -> None:
        """Book `amount[k]`, not discounted, for each unit of ``variable[keys[k]]``.

        Raises
        ------
        KeyError
            When the name is not a known one.
        ValueError
            When the same variable was booked under this name before, or an amount is not finite.

        """
        if name not in self.known:
            raise KeyError(name)
        if variable is not None and any(b.name == name and b.variable is variable for b in self.bookings):
            raise ValueError(f"{name} of {variable.name} is booked twice")
        amounts = np.asarray(amount, dtype=np.float64)
        if not np.isfinite(amounts).all():
            raise ValueError(f"{name} has an amount that is not finite")
        costly = np.flatnonzero(amounts)
        if not len(costly):
            return
        pick = costly.tolist()
        self.bookings.append(
            Booking(
                name,
                variable,
                tuple(keys[k] for k in pick),
                amounts[costly],
                tuple(items[k] for k in pick),
                tuple(sites[k] for k in pick),
                np.asarray(period, dtype=np.int64)[costly],
            )
        )

    def terms(
        self,
        name: str | None = None,
        counts: Callable[[str, int], bool] | None = None,
        weight: Numbers | None = None,
    ) -> Terms:
        """Sum of what is booked.

        Parameters
        ----------
        name
            The one that counts; None: all.
        counts
            Whether a site and a period count; all without.
        weight
            Factor of each period, e.g. discount factors, shape (T,); 1 without.

        """
        constant, parts = 0.0, []
        for booking in self.bookings if name is None else [b for b in self.bookings if b.name == name]:
            amounts = booking.amount if weight is None else booking.amount * weight[booking.period]
            keys: Sequence[Any] = booking.keys
            if counts is not None:
                rows = enumerate(zip(booking.sites, booking.period.tolist(), strict=True))
                pick = [k for k, (site, t) in rows if counts(site, t)]
                keys, amounts = tuple(keys[k] for k in pick), amounts[pick]
            if booking.variable is None:
                constant += float(amounts.sum())
            elif keys:
                parts.append((booking.variable, keys, amounts))
        return Terms(constant, tuple(parts))

    def amounts(self, solution: Solution) -> dict[tuple[str, str, str, int], float]:
        """Amount by (name, item, site, period) of a solved model, not discounted."""
        found: dict[tuple[str, str, str, int], float] = {}
        for booking in self.bookings:
            spent = booking.amount
            if booking.variable is not None:
                spent = spent * solution.at(booking.variable, booking.keys)
            rows = zip(booking.items, booking.sites, booking.period.tolist(), spent.tolist(), strict=True)
            for item, site, t, amount in rows:
                key = (booking.name, item, site, t)
                found[key] = found.get(key, 0.0) + amount
        return found


def cost_ledger() -> Register:
    """Return an empty ledger of costs [money]."""
    return Register(DRIVERS)


def meters() -> Register:
    """Return an empty register of what is measured beside money."""
    return Register(METERS)
