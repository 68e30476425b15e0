"""Core decisions: what is made, shipped, kept and left unserved, and which sources and sites are in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from models import balance
from models.costs import Register, cost_ledger, meters
from models.limits import most_made
from models.rulebook import Rulebook
from models.sheets import Demand, Inventory, Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.problem import ItemSite, Problem
    from models.schema import Numbers


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

    def __post_init__(self) -> None:
        self.rulebook = Rulebook(self.ledger)
        _add_sets(self)
        balance.add_sets(self.model, self.problem, self.departures, self.periods)
        _add_variables(self)
        _link_use(self)
        _link_open_sites(self)

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
        """Lane number, period of departure and period of arrival of everything that may be shipped."""
        horizon, weeks = self.problem.horizon, self.problem.lanes.lead_weeks.tolist()
        trips = ((a, t, horizon.arrival(t, lead)) for a, lead in enumerate(weeks) for t in self.periods)
        return tuple((a, t, arrives) for a, t, arrives in trips if arrives is not None)

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

    def present_value(self) -> Any:
        """Total discounted cost as one linear expression [money]."""
        return self.ledger.expression(lambda *_: True, self.problem.horizon.discount)

    def close(self) -> None:
        """Write the balances and the objective, once every feature has had its say."""
        balance.add_constraints(self.model, self.kept)
        self.model.total_cost = pyo.Objective(expr=self.present_value(), sense=pyo.minimize)


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
    m.use = pyo.Var(m.TRACKED, m.T, within=pyo.Binary)
    m.open = pyo.Var(m.CHOICE, m.T, within=pyo.Binary)
    m.opening = pyo.Var(m.CHOICE, m.T, within=pyo.NonNegativeReals, bounds=(0, 1))
    m.closing = pyo.Var(m.CHOICE, m.T, within=pyo.NonNegativeReals, bounds=(0, 1))
    core.kept.append(m.stock)


def _link_use(core: Core) -> None:
    """A source makes something only while it is in use: ``make <= need x use``, and lane by lane where all is made.

    What leaves a site from stock, or only passes through, was made elsewhere or earlier and needs no source in use.
    """
    m, most = core.model, core.most_made
    need = {(i, n, t): float(most[i, n][t]) for i, n in core.tracked for t in core.periods}
    m.source_need = pyo.Param(m.TRACKED, m.T, initialize=need)
    m.makes_only_in_use = pyo.Constraint(
        m.TRACKED, m.T, rule=lambda m, i, n, t: m.make[i, n, t] <= m.source_need[i, n, t] * m.use[i, n, t]
    )
    _ship_only_if(core, "ships_only_in_use", _only_made(core), m.use, "use")


def _link_open_sites(core: Core) -> None:
    """A site works only while it is open, and opens or closes when its state changes.

    ::

        open[n,t] - open[n,t-1] = opening[n,t] - closing[n,t]        (today: open if existing)
        opening[n,t] <= open[n,t],  closing[n,t] <= 1 - open[n,t]    never both at once
    """
    m, choices = core.model, core.problem.has_open_choice
    m.open_today = pyo.Param(m.CHOICE, initialize={n: 0 if may_open else 1 for n, (may_open, _) in choices.items()})
    first = {t: 1 if t == 0 else 0 for t in core.periods}
    m.is_first = pyo.Param(m.T, initialize=first)

    def changes_state(m: Any, n: str, t: int) -> Any:
        before = sum(m.open[n, s] for s in m.EARLIER[t]) + m.is_first[t] * m.open_today[n]
        opens = sum(m.opening[a, t] for a in m.OPENABLE[n])
        closes = sum(m.closing[a, t] for a in m.CLOSABLE[n])
        return m.open[n, t] - before == opens - closes

    m.changes_state = pyo.Constraint(m.CHOICE, m.T, rule=changes_state)
    m.opens_into_open = pyo.Constraint(m.CHOICE, m.T, rule=lambda m, n, t: m.opening[n, t] <= m.open[n, t])
    m.closes_into_closed = pyo.Constraint(m.CHOICE, m.T, rule=lambda m, n, t: m.closing[n, t] <= 1 - m.open[n, t])
    with_choice = [(i, n) for i, n in core.problem.source_row if n in choices]
    m.CHOICE_SOURCES = pyo.Set(initialize=with_choice, dimen=2)
    most = core.most_made
    need = {(i, n, t): float(most[i, n][t]) for i, n in with_choice for t in core.periods}
    m.open_need = pyo.Param(m.CHOICE_SOURCES, m.T, initialize=need)
    m.makes_only_when_open = pyo.Constraint(
        m.CHOICE_SOURCES, m.T, rule=lambda m, i, n, t: m.make[i, n, t] <= m.open_need[i, n, t] * m.open[n, t]
    )
    _keep_stock_only_when_open(core)
    tracked = set(core.tracked)
    used_when_open = [(i, n) for i, n in with_choice if (i, n) in tracked]
    m.TRACKED_CHOICE = pyo.Set(initialize=used_when_open, dimen=2)
    m.used_only_when_open = pyo.Constraint(
        m.TRACKED_CHOICE, m.T, rule=lambda m, i, n, t: m.use[i, n, t] <= m.open[n, t]
    )
    by_use = set(_only_made(core))
    origins = [(i, o) for i, o in _origins(core) if o in choices and (i, o) not in by_use]
    _ship_only_if(core, "ships_only_when_open", origins, m.open, "open")


def _only_made(core: Core) -> list[ItemSite]:
    """Tracked sources from which nothing leaves but what they make: none is kept there, and none passes through."""
    only_made = set(core.tracked) - core.problem.stock_row.keys() - core.problem.lanes.into.keys()
    return [key for key in _origins(core) if key in only_made]


def _keep_stock_only_when_open(core: Core) -> None:
    """``stock[i,n,t] <= (need of now and later + stock on hand) x open[n,t]``."""
    m, problem = core.model, core.problem
    need, weeks = problem.bounds.total, problem.horizon.weeks
    on_hand = problem[Inventory].on_hand
    most = {
        (i, n, t): float(need[i][t] * weeks[t] + on_hand[row])
        for (i, n), row in problem.stock_row.items()
        if n in problem.has_open_choice
        for t in core.periods
    }
    m.CHOICE_STOCK = pyo.Set(initialize=list(most), dimen=3)
    m.most_stock = pyo.Param(m.CHOICE_STOCK, initialize=most)
    m.stock_only_when_open = pyo.Constraint(
        m.CHOICE_STOCK, rule=lambda m, i, n, t: m.stock[i, n, t] <= m.most_stock[i, n, t] * m.open[n, t]
    )


def _origins(core: Core) -> Iterable[ItemSite]:
    return core.problem.lanes.out_of


def _ship_only_if(core: Core, rule: str, origins: Sequence[ItemSite], switch: Any, kind: str) -> None:
    """Add ``sum over modes of ship[i,o,d,m,t] <= need[i,d,t] x switch`` for lanes that leave `origins`.

    Disaggregated by destination on purpose: one row for all destinations loses up to 0.9 % of the bound.
    """
    m, wanted = core.model, set(origins)
    by_mode: dict[tuple[str, str, str, int], list[str]] = {}
    for i, o, d, mode, t in core.lane_periods:
        if (i, o) in wanted:
            by_mode.setdefault((i, o, d, t), []).append(mode)
    bounds = core.problem.bounds
    need = {(i, o, d, t): float(bounds.arriving(i, d)[t]) for i, o, d, t in by_mode}
    pairs = pyo.Set(initialize=list(by_mode), dimen=4)
    modes = pyo.Set(pairs, initialize=by_mode, dimen=1)
    limit = pyo.Param(pairs, initialize=need)
    m.add_component(f"{rule}_pairs", pairs)
    m.add_component(f"{rule}_modes", modes)
    m.add_component(f"{rule}_need", limit)

    def only_in_use(m: Any, i: str, o: str, d: str, t: int) -> Any:
        return sum(m.ship[i, o, d, mode, t] for mode in modes[i, o, d, t]) <= limit[i, o, d, t] * switch[i, o, t]

    def only_when_open(m: Any, i: str, o: str, d: str, t: int) -> Any:
        return sum(m.ship[i, o, d, mode, t] for mode in modes[i, o, d, t]) <= limit[i, o, d, t] * switch[o, t]

    m.add_component(rule, pyo.Constraint(pairs, rule=only_in_use if kind == "use" else only_when_open))
