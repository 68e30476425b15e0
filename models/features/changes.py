"""Change: how many sources, lanes and sites begin or end against today's plan, counted for budgets of change.

::

    began[x,t] - ended[x,t] = used[x,t] - used[x,t-1]      x: a source (item, site) or lane (item, origin, destination)
    began <= used[t],  began <= 1 - used[t-1]              never both at once
    ship[i,o,d,.,t] <= need[i,d,t] x used[i,o,d,t]             for sources ``used`` is the core's ``use``

Before the plan the sources and lanes of the Baseline are in use. Sites that open and close are decisions of the core.
Nothing is built unless a row of Budgets limits it. What is kept in use may rest without output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import Flows, OpenSites, Production
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import Baseline, Budgets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.schema import Record

SOURCES, LANES, SITES = "source_changes", "lane_changes", "site_changes"


class InUse(Sheet, name="In_use", purpose="Sources and lanes kept in use, where changes are counted.", key=()):
    """Decision: what is in use when, and what begins and ends."""

    item: Texts = text("Item.")
    site: Texts = text("Source, or origin of the lane.")
    destination: Texts = text("Destination of the lane; blank for a source.")
    period: Texts = text("Period.")
    used: Numbers = number("1: in use.")
    began: Numbers = number("1: in use since this period.")
    ended: Numbers = number("1: in use until the period before.")


def is_limited(problem: Problem, kind: str) -> bool:
    """Whether a budget limits a kind of change."""
    return not problem.baseline and bool((problem[Budgets].kind == kind).any())


def applies(problem: Problem) -> bool:
    """Whether any change is limited."""
    return any(is_limited(problem, kind) for kind in (SOURCES, LANES, SITES))


def sources_today(problem: Problem) -> set[tuple[str, ...]]:
    """Sources of today's plan."""
    sheet = problem[Baseline]
    return {(i, n) for i, n, share in zip(sheet.item, sheet.site, sheet.share, strict=True) if share > 0}


def lanes_today(problem: Problem) -> set[tuple[str, ...]]:
    """Lanes of today's plan: from its sources to the destinations it names, or to all of them."""
    sheet = problem[Baseline]
    found: set[tuple[str, ...]] = set()
    for row in np.flatnonzero(sheet.share > 0).tolist():
        inside = set(problem.geography.sites(sheet.destination[row]))
        for a in problem.lanes.out_of.get((sheet.item[row], sheet.site[row]), ()):
            item, origin, destination, _ = problem.lanes.keys[a]
            if destination in inside:
                found.add((item, origin, destination))
    return found


def counted(problem: Problem) -> tuple[ItemSite, ...]:
    """Sources whose beginnings and ends are counted: all makers of the items that today's plan speaks of."""
    items = {key[0] for key in sources_today(problem)}
    return tuple((i, n) for i, sites in problem.makers.items() if i in items for n in sites)


def tracks(problem: Problem) -> tuple[ItemSite, ...]:
    """Sources that need a decision of their own."""
    return counted(problem) if is_limited(problem, SOURCES) else ()


def check(problem: Problem) -> Iterator[Issue]:
    """Budgets of change without knowing today's plan."""
    sheet = problem[Budgets]
    for row in range(len(sheet)):
        if sheet.kind[row] in {SOURCES, LANES} and not sources_today(problem):
            found = "Changes cannot be counted without knowing today's plan."
            yield sheet.issue("kind", row, "no-baseline", found, "Fill the sheet Baseline.")


def build(block: Any, core: Core) -> None:
    """Count what is limited."""
    m, problem = core.model, core.problem
    if is_limited(problem, SOURCES):
        block.sources = pyo.Block()
        keys: list[Any] = [(i, n, t) for i, n in counted(problem) for t in core.periods]
        _count(block.sources, core, SOURCES, m.use, keys, sources_today(problem))
    if is_limited(problem, LANES):
        block.lanes = pyo.Block()
        keys = _add_lane_states(block.lanes, core)
        _count(block.lanes, core, LANES, block.lanes.used, keys, lanes_today(problem))
    if is_limited(problem, SITES):
        keys = list(m.open)
        for variable in (m.opening, m.closing):
            _measure(core, SITES, variable, keys, [""] * len(keys), [n for n, _ in keys])


def _measure(core: Core, meter: str, variable: Any, keys: list[Any], items: list[str], sites: list[str]) -> None:
    period = [key[-1] for key in keys]
    core.meters.book(meter, variable, keys, [1.0] * len(keys), items=items, sites=sites, period=period)


def _count(block: Any, core: Core, meter: str, state: Any, keys: list[Any], today: set[tuple[str, ...]]) -> None:
    """Say when each state (by item, site, ..., period) begins and ends."""
    block.KEYS = pyo.Set(initialize=keys, dimen=len(keys[0]) if keys else None)
    before = {key: [(*key[:-1], key[-1] - 1)] if key[-1] else [] for key in keys}
    block.BEFORE = pyo.Set(block.KEYS, initialize=before, dimen=len(keys[0]) if keys else None)
    block.today = pyo.Param(block.KEYS, initialize={k: float(not k[-1] and k[:-1] in today) for k in keys})
    block.began = pyo.Var(block.KEYS, bounds=(0, 1))
    block.ended = pyo.Var(block.KEYS, bounds=(0, 1))

    def was(b: Any, key: Any) -> Any:
        return sum(state[earlier] for earlier in b.BEFORE[key]) + b.today[key]

    def changes(b: Any, *key: Any) -> Any:
        return state[key] - was(b, key) == b.began[key] - b.ended[key]

    block.changes = pyo.Constraint(block.KEYS, rule=changes)
    block.begins_into_use = pyo.Constraint(block.KEYS, rule=lambda b, *key: b.began[key] <= state[key])
    block.begins_from_rest = pyo.Constraint(block.KEYS, rule=lambda b, *key: b.began[key] <= 1 - was(b, key))
    for variable in (block.began, block.ended):
        _measure(core, meter, variable, keys, [key[0] for key in keys], [key[1] for key in keys])


def _add_lane_states(block: Any, core: Core) -> list[Any]:
    """Add a binary for each lane and period, without which nothing travels on it, and return its keys.

    Today's lanes have one even where nothing can arrive in time: they are kept in use, or end.
    """
    m, problem = core.model, core.problem
    modes: dict[tuple[str, str, str, int], list[str]] = {}
    for i, o, d, mode, t in core.lane_periods:
        modes.setdefault((i, o, d, t), []).append(mode)
    usable = lanes_today(problem) | {key[:3] for key in modes}
    lanes = [lane for lane in dict.fromkeys(key[:3] for key in problem.lanes.keys) if lane in usable]
    block.LANES = pyo.Set(initialize=lanes, dimen=3)
    block.used = pyo.Var(block.LANES, m.T, within=pyo.Binary)
    block.TRAVELLED = pyo.Set(initialize=list(modes), dimen=4)
    block.MODES = pyo.Set(block.TRAVELLED, initialize=modes, dimen=1)
    need = {(i, o, d, t): float(problem.bounds.arriving(i, d)[t]) for i, o, d, t in modes}
    block.need = pyo.Param(block.TRAVELLED, initialize=need)

    def only_if_used(b: Any, i: str, o: str, d: str, t: int) -> Any:
        flow = sum(m.ship[i, o, d, mode, t] for mode in b.MODES[i, o, d, t])
        return flow <= b.need[i, o, d, t] * b.used[i, o, d, t]

    block.only_if_used = pyo.Constraint(block.TRAVELLED, rule=only_if_used)
    return [(*lane, t) for lane in lanes for t in core.periods]


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """What is in use, begins and ends."""
    names, rows = core.problem.horizon.names, []
    for kind, variable in (("sources", core.model.use), ("lanes", None)):
        part = block.component(kind)
        if part is None:
            continue
        keys = list(part.KEYS)
        states = zip(
            *(solution.at(v, keys).tolist() for v in (variable or part.used, part.began, part.ended)), strict=True
        )
        for key, state in zip(keys, states, strict=True):
            destination = key[2] if kind == "lanes" else ""
            if any(round(value) for value in state):
                rows.append((key[0], key[1], destination, names[key[-1]], *(float(round(value)) for value in state)))
    yield InUse.of(rows)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Count beginnings and ends again from what is in use; nothing may come from what is not."""
    found, names = Audited(len(problem.horizon)), problem.horizon.names
    used = {(i, n, d, period) for i, n, d, period, on, *_ in plan[InUse] if on}
    stated = {(i, n, d, period): state for i, n, d, period, *state in plan[InUse]}
    places = {"": (SOURCES, sources_today(problem))}
    if is_limited(problem, LANES):
        places["lane"] = (LANES, lanes_today(problem))
    subjects = {(i, n, "") for i, n in counted(problem)} if is_limited(problem, SOURCES) else set()
    if is_limited(problem, LANES):
        subjects |= {lane[:3] for lane in problem.lanes.keys}
    for i, n, d in subjects:
        meter, today = places["lane" if d else ""]
        state = ((i, n, d) if d else (i, n)) in today
        for t, name in enumerate(names):
            now = (i, n, d, name) in used
            found.measure(meter, t, float(now != state))
            meant = (float(now), float(now and not state), float(state and not now))
            lines = zip(stated.get((i, n, d, name), meant if now == state else (0.0,) * 3), meant, strict=True)
            off = max(abs(one - other) for one, other in lines)
            found.violations.append(Violation("use begins and ends", f"{i}, {n} {d}".strip() + f", {name}", off, off))
            state = now
    for _, period, _, opening, closing in plan[OpenSites] if is_limited(problem, SITES) else ():
        found.measure(SITES, problem.horizon.number(period), opening + closing)
    sources = {key[:2] for key in subjects if not key[2]}
    for item, site, period, quantity in plan[Production]:
        rests = (item, site) in sources and (item, site, "", period) not in used
        found.violations.append(_rest(f"{item} at {site}, {period}", quantity if rests else 0.0))
    for item, origin, destination, _, period, quantity in plan[Flows] if is_limited(problem, LANES) else ():
        rests = (item, origin, destination, period) not in used
        found.violations.append(_rest(f"{item}, {origin} to {destination}, {period}", quantity if rests else 0.0))
    return found


def _rest(where: str, quantity: float) -> Violation:
    return Violation("out of use", where, quantity, quantity)


FEATURE = Feature(
    name="changes",
    results=(InUse,),
    applies=applies,
    check=check,
    tracks=tracks,
    build=build,
    extract=extract,
    audit=audit,
)
