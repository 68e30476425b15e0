"""Core decisions: what is made, shipped, kept and left unserved, and which sources and sites are in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models import balance, switches
from models.costs import Register, cost_ledger, meters
from models.limits import most_made
from models.modelling import pyo
from models.rulebook import Rulebook
from models.sheets import Demand, Inventory, Sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.costs import Terms
    from models.plan import Solution
    from models.problem import ItemSite, Problem
    from models.schema import Numbers


@dataclass(frozen=True)
class CaseLosses:
    """Money lost in cases of disruption: a variable, and for each of its indices the case."""

    variable: Any
    keys: tuple[int, ...]
    cases: tuple[Any, ...]


@dataclass
class Core:
    """The model under construction: core variables, the cost ledger and the rulebook.

    Attributes
    ----------
    problem
        What is planned.
    model
        Pyomo model; its components carry the names of the notation (see the package's docstring).
    ledger, meters
        What everything costs, and what is measured beside money.
    tracked
        Sources (item, site) whose use is a decision of its own.
    kept
        Stock variables that take part in the balance, each indexed like ``stock``; features may add theirs before
        the balances are written.
    ordered
        Capacity options ordered by each period (row of Capex, period), once the capacity feature has added them.
    capacity_added
        ``capacity_added(i, n, t)``: what options add at a source of limited capacity, as an expression [units
        started/week]; from the capacity feature too.
    capacity_left
        What the plan leaves unused of such a source's capacity and surge, as expressions [good units/week]; from the
        capacity feature too.
    losses
        Money lost in each case that has a probability; from the disruptions feature, None without any.
    safety
        Safety stock, the part of ``stock`` that covers variability, by item, site and period; None without any.
        Stocking points that have nothing to cover are left out of it.
    settling
        What features do to a solution before the plan is read off it, where its cost leaves something open.

    """

    problem: Problem
    tracked: tuple[ItemSite, ...]
    model: Any = field(default_factory=lambda: pyo.ConcreteModel("sourcemix"))
    ledger: Register = field(default_factory=cost_ledger)
    meters: Register = field(default_factory=meters)
    rulebook: Rulebook = field(init=False)
    kept: list[Any] = field(default_factory=list)
    ordered: Any = None
    capacity_added: Any = None
    capacity_left: Any = None
    safety: Any = None
    losses: CaseLosses | None = None
    settling: list[Callable[[Solution], Solution]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rulebook = Rulebook(self.ledger)
        _add_sets(self)
        balance.add_sets(self.model, self.problem, self.departures, self.periods)
        _add_variables(self)
        switches.link_use(self)
        switches.link_open_sites(self)

    @cached_property
    def periods(self) -> range:
        """Period numbers."""
        return range(len(self.problem.horizon))

    @cached_property
    def most_made(self) -> dict[ItemSite, Numbers]:
        """Most good output of each source that a plan can have a use for [units/week], shape (T,)."""
        return most_made(self.problem)

    @cached_property
    def source_periods(self) -> tuple[tuple[str, str, int], ...]:
        """Indices of ``make``: item, site, period."""
        return tuple((i, n, t) for i, n in self.problem.source_row for t in self.periods)

    @cached_property
    def lane_periods(self) -> tuple[tuple[str, str, str, str, int], ...]:
        """Indices of ``ship``: lane and period of departure; what would arrive after the end is left out."""
        return tuple((*self.problem.lanes.keys[a], t) for a, t, _ in self.departures)

    @cached_property
    def departures(self) -> tuple[tuple[int, int, int], ...]:
        """Lane number, period of departure and period of arrival of everything that may be shipped as a rule."""
        arrives = self.problem.lane_arrivals
        lane, sent = np.nonzero((arrives >= 0) & ~self.problem.lanes.expedite_only[:, None])
        return tuple(zip(lane.tolist(), sent.tolist(), arrives[lane, sent].tolist(), strict=True))

    @cached_property
    def lane_of_trip(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Lane number of each index of ``ship``."""
        return np.array([a for a, _, _ in self.departures], dtype=np.int64)

    @cached_property
    def period_of_trip(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Period of departure of each index of ``ship``."""
        return np.array([t for _, t, _ in self.departures], dtype=np.int64)

    @cached_property
    def stock_periods(self) -> tuple[tuple[str, str, int], ...]:
        """Indices of ``stock``: item, site, period."""
        return tuple((i, n, t) for i, n in self.problem.stock_row for t in self.periods)

    def opening(self, i: str, n: str, t: int) -> Any:
        """Stock at the beginning of a period, as an expression [units]; see ``initial`` in the package's docstring."""
        found = self.opening_at(i, n, t)
        return found if isinstance(found, float) else found[0][found[1]]

    def opening_at(self, i: str, n: str, t: int) -> tuple[Any, Any] | float:
        """Variable and index of the stock at the beginning of a period, or its amount where that is known [units]."""
        if t:
            return self.model.stock, (i, n, t - 1)
        if (i, n) in self.model.UNSTATED:
            return self.model.initial, (i, n)
        return float(self.problem[Inventory].on_hand[self.problem.stock_row[i, n]])

    def book_making(self, name: str, amount: Numbers, register: Register | None = None) -> None:
        """Book an amount for each unit *started* at a source, shape (sources,) or (sources, T); by default a cost."""
        shape = (len(self.problem.source_row), len(self.periods))
        per_unit = np.broadcast_to(_by_period(amount), shape)
        started = 1.0 / self.problem[Sources].yield_[:, None]
        keys, weeks = self.source_periods, self.problem.horizon.weeks
        (register or self.ledger).book(
            name,
            self.model.make,
            keys,
            (per_unit * started * weeks).ravel(),
            items=[i for i, _, _ in keys],
            sites=[n for _, n, _ in keys],
            period=[t for _, _, t in keys],
        )

    def book_shipping(self, name: str, amount: Numbers, register: Register | None = None) -> None:
        """Book an amount for each unit on a lane, shape (lanes,) or (lanes, T), where it arrives; by default a cost."""
        shape = (len(self.problem.lanes), len(self.periods))
        per_unit = np.broadcast_to(_by_period(amount), shape) * self.problem.horizon.weeks
        (register or self.ledger).book(
            name,
            self.model.ship,
            self.lane_periods,
            per_unit[self.lane_of_trip, self.period_of_trip],
            items=[key[0] for key in self.lane_periods],
            sites=[key[2] for key in self.lane_periods],
            period=self.period_of_trip,
        )

    def present_value(self) -> Terms:
        """Total discounted cost [money]."""
        return self.ledger.terms(weight=self.problem.horizon.discount)

    def close(self) -> None:
        """Write the balances and the objective, once every feature has had its say."""
        balance.add_constraints(self.model, self.kept)
        self.model.total_cost = pyo.total_of(self.present_value())


def _by_period(amount: Numbers) -> Numbers:
    """Amounts with a column for each period, or one for all."""
    return amount[:, None] if amount.ndim == 1 else amount


def _add_sets(core: Core) -> None:
    m, problem = core.model, core.problem
    m.T = pyo.Set(initialize=list(core.periods), ordered=True)
    m.EARLIER = pyo.Set(m.T, initialize={t: [t - 1] if t else [] for t in core.periods}, dimen=1)
    m.weeks = pyo.Param(m.T, initialize=dict(enumerate(problem.horizon.weeks.tolist())))
    m.MADE = pyo.Set(initialize=core.source_periods, dimen=3)
    m.SHIPPED = pyo.Set(initialize=core.lane_periods, dimen=5)
    m.WANTED = pyo.Set(initialize=list(problem.demand_row), dimen=3)
    late = dict.fromkeys((i, n) for (i, n, _), row in problem.demand_row.items() if problem[Demand].backorder[row])
    m.LATE = pyo.Set(initialize=[(i, n, t) for i, n in late for t in core.periods], dimen=3)
    blended = [pair for pair, group in problem.recipes.group.items() if group]
    makers = problem.makers
    m.BLENDED = pyo.Set(
        initialize=[(p, c, n, t) for p, c in blended for n in makers.get(p, ()) for t in core.periods], dimen=4
    )
    surged = [key for key, row in problem.source_row.items() if problem[Sources].surge_capacity[row] > 0]
    m.SURGED = pyo.Set(initialize=[(i, n, t) for i, n in surged for t in core.periods], dimen=3)
    m.KEPT = pyo.Set(initialize=core.stock_periods, dimen=3)
    m.TRACKED = pyo.Set(initialize=core.tracked, dimen=2)
    m.UNSTATED = pyo.Set(initialize=problem.unstated_stock, dimen=2)
    choices = problem.has_open_choice
    m.CHOICE = pyo.Set(initialize=list(choices))
    m.OPENABLE = pyo.Set(m.CHOICE, initialize={n: [n] if may_open else [] for n, (may_open, _) in choices.items()})
    m.CLOSABLE = pyo.Set(m.CHOICE, initialize={n: [n] if may_close else [] for n, (_, may_close) in choices.items()})


def _add_variables(core: Core) -> None:
    m = core.model
    m.make = pyo.Var(m.MADE, within=pyo.NonNegativeReals)
    m.ship = pyo.Var(m.SHIPPED, within=pyo.NonNegativeReals)
    m.unmet = pyo.Var(m.WANTED, within=pyo.NonNegativeReals)
    m.recovered = pyo.Var(m.LATE, within=pyo.NonNegativeReals)
    m.waiting = pyo.Var(m.LATE, within=pyo.NonNegativeReals)
    m.blend = pyo.Var(m.BLENDED, within=pyo.NonNegativeReals)
    m.surge = pyo.Var(m.SURGED, within=pyo.NonNegativeReals)
    m.stock = pyo.Var(m.KEPT, within=pyo.NonNegativeReals)
    m.initial = pyo.Var(m.UNSTATED, within=pyo.NonNegativeReals)
    m.stays = pyo.Constraint(m.UNSTATED, m.T, rule=lambda m, i, n, t: m.initial[i, n] <= m.stock[i, n, t])
    m.use = pyo.Var(m.TRACKED, m.T, within=pyo.Binary)
    m.open = pyo.Var(m.CHOICE, m.T, within=pyo.Binary)
    m.opening = pyo.Var(m.CHOICE, m.T, within=pyo.NonNegativeReals, bounds=(0, 1))
    m.closing = pyo.Var(m.CHOICE, m.T, within=pyo.NonNegativeReals, bounds=(0, 1))
    core.kept.append(m.stock)
