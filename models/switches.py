"""Switches: what is not in use makes nothing, and what is closed neither works nor keeps stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from models.modelling import pyo
from models.sheets import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.problem import ItemSite, Problem
    from models.schema import Numbers


class Switched(Protocol):
    """What switches need to know of the model under construction (see ``Core``)."""

    model: Any
    problem: Problem
    tracked: tuple[ItemSite, ...]

    @property
    def periods(self) -> range:
        """Period numbers."""

    @property
    def most_made(self) -> dict[ItemSite, Numbers]:
        """Most good output of each source."""

    @property
    def lane_periods(self) -> tuple[tuple[str, str, str, str, int], ...]:
        """Indices of ``ship``."""


def link_use(core: Switched) -> None:
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


def link_open_sites(core: Switched) -> None:
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


def _only_made(core: Switched) -> list[ItemSite]:
    """Tracked sources from which nothing leaves but what they make: none is kept there, and none passes through."""
    only_made = set(core.tracked) - core.problem.stock_row.keys() - core.problem.lanes.into.keys()
    return [key for key in _origins(core) if key in only_made]


def _keep_stock_only_when_open(core: Switched) -> None:
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


def _origins(core: Switched) -> Iterable[ItemSite]:
    return core.problem.lanes.out_of


def _ship_only_if(core: Switched, rule: str, origins: Sequence[ItemSite], switch: Any, kind: str) -> None:
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
