"""Capacity: what sources can make today, and options that add to it after permit and building.

::

    make[i,n,t] / yield <= capacity[i,n] x running[i,n,t] + surge[i,n,t] + sum over options of added[k,i,t]
    in_service[k,t]  = sum over s of share of period t in service if ordered in s x (ordered[k,s] - ordered[k,s-1])
    sum over items of added[k,i,t] = capacity[k] x in_service[k,t]

What an option costs, and when it is in service, is said in :mod:`models.investment`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import WEEKS_PER_YEAR
from models.capacity_use import CapacityUse, Transition, capacity_room, capacity_tables, ordered_options
from models.feature import Audited, Feature
from models.geography import resolve_items
from models.investment import Option, capital_charge, in_steps, options
from models.issue import Severity, Violation
from models.limits import SharedCapacity
from models.modelling import pyo
from models.plan import NOTHING, Orders, sums
from models.sheets import Capex, Items, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.schema import Record


def check(problem: Problem) -> Iterator[Issue]:
    """Options for items nobody makes there, that come too late, or that add to capacity without a limit."""
    sheet, usable = problem[Capex], {option.row: option for option in options(problem)}
    for row in range(len(sheet)):
        scope = resolve_items(problem[Items], sheet.item[row])
        made = [i for i in (scope[1] if scope else ()) if (i, sheet.site[row]) in problem.source_row]
        if not made:
            found = f"{sheet.site[row]} makes nothing that option {sheet.option[row]} could serve."
            yield sheet.issue(
                "item", row, "option-without-source", found, "Add the source to Sources, with capacity 0."
            )
        elif row not in usable:
            found = f"Option {sheet.option[row]} cannot be in service before the plan ends."
            remedy = "Check permit_time, build_time and earliest, or make the horizon longer."
            yield sheet.issue("build_time", row, "option-too-late", found, remedy, Severity.WARNING)
        for item in made:
            if np.isinf(problem[Sources].capacity[problem.source_row[item, sheet.site[row]]]):
                found = (
                    f"{item} at {sheet.site[row]} has no capacity limit, so option {sheet.option[row]} adds nothing."
                )
                remedy = "State today's capacity on Sources (0 if it must be built first)."
                yield sheet.issue("capacity", row, "option-adds-nothing", found, remedy, Severity.WARNING)


def build(block: Any, core: Core) -> None:
    """Order capacity, share it out, and keep production within it."""
    problem, chosen = core.problem, options(core.problem)
    sheet = problem[Capex]
    block.ORDERS = pyo.Set(initialize=[(o.row, s) for o in chosen for s in o.in_service], dimen=2)
    block.SINCE = pyo.Set(
        block.ORDERS,
        initialize={(o.row, s): [s - 1] if s - 1 in o.in_service else [] for o in chosen for s in o.in_service},
    )
    counts = {(o.row, s): (0, int(sheet.max_count[o.row])) for o in chosen for s in o.in_service}
    block.ordered = pyo.Var(block.ORDERS, within=pyo.NonNegativeIntegers, bounds=counts)
    block.stays_ordered = pyo.Constraint(
        block.ORDERS, rule=lambda b, k, s: b.ordered[k, s] >= sum(b.ordered[k, e] for e in b.SINCE[k, s])
    )
    core.ordered = block.ordered
    _share_out(block, core, chosen)
    _limit_production(block, core, chosen)
    _book(block, core, chosen)
    _measure(block, core, chosen)


def _share_out(block: Any, core: Core, chosen: tuple[Option, ...]) -> None:
    """``sum over items of added[k,i,t] = capacity[k] x in_service[k,t]``: all of it is somebody's."""
    steps = {o.row: in_steps(o.output) for o in chosen}
    capacity = core.problem[Capex].capacity
    adds = {
        (k, s, t): float(capacity[k] * share[t])
        for k, step in steps.items()
        for s, share in step.items()
        for t in core.periods
    }
    adds = {key: value for key, value in adds.items() if value}
    served = [(k, t) for k, t in dict.fromkeys((k, t) for k, _, t in adds)]
    orders_for = {key: [s for s in steps[key[0]] if (key[0], s, key[1]) in adds] for key in served}
    items = {o.row: o.items for o in chosen}
    block.SERVED = pyo.Set(initialize=served, dimen=2)
    block.ORDERS_FOR = pyo.Set(block.SERVED, initialize=orders_for, dimen=1)
    block.ITEMS = pyo.Set(block.SERVED, initialize={key: items[key[0]] for key in served}, dimen=1)
    block.ADDED = pyo.Set(initialize=[(k, i, t) for k, t in served for i in items[k]], dimen=3)
    block.adds = pyo.Param(list(adds), initialize=adds)
    block.added = pyo.Var(block.ADDED, within=pyo.NonNegativeReals)
    block.shared_out = pyo.Constraint(
        block.SERVED,
        rule=lambda b, k, t: (
            sum(b.added[k, i, t] for i in b.ITEMS[k, t])
            == sum(b.adds[k, s, t] * b.ordered[k, s] for s in b.ORDERS_FOR[k, t])
        ),
    )


def _limit_production(block: Any, core: Core, chosen: tuple[Option, ...]) -> None:
    """``make / yield <= capacity x running + added``; a source that is not in use, or not open, has none of today's."""
    problem, m = core.problem, core.model
    sources, tracked, choices = problem[Sources], set(core.tracked), problem.has_open_choice
    limited = {key: row for key, row in problem.source_row.items() if np.isfinite(sources.capacity[row])}
    keys = [(i, n, t) for i, n in limited for t in core.periods]
    extra: dict[tuple[str, str, int], list[tuple[int, str, int]]] = {}
    site_of = {o.row: o.site for o in chosen}
    for k, i, t in block.ADDED:
        extra.setdefault((i, site_of[k], t), []).append((k, i, t))

    def switch(key: ItemSite) -> str:
        return "use" if key in tracked else "open" if key[1] in choices else "always"

    block.LIMITED = pyo.Set(initialize=keys, dimen=3)
    block.IF_USED = pyo.Set(block.LIMITED, initialize={k: [k] if switch(k[:2]) == "use" else [] for k in keys}, dimen=3)
    block.IF_OPEN = pyo.Set(
        block.LIMITED, initialize={k: [(k[1], k[2])] if switch(k[:2]) == "open" else [] for k in keys}, dimen=2
    )
    surging = {k: [k] if k in m.SURGED else [] for k in keys}
    block.SURGING = pyo.Set(block.LIMITED, initialize=surging, dimen=3)
    block.EXTRA = pyo.Set(block.LIMITED, initialize={k: extra.get(k, []) for k in keys}, dimen=3)
    block.existing = pyo.Param(block.LIMITED, initialize={k: float(sources.capacity[limited[k[:2]]]) for k in keys})
    always = {k: 1 if switch(k[:2]) == "always" else 0 for k in keys}
    block.always = pyo.Param(block.LIMITED, initialize=always)
    block.started = pyo.Param(block.LIMITED, initialize={k: 1.0 / float(sources.yield_[limited[k[:2]]]) for k in keys})
    core.capacity_added = lambda i, n, t: sum(block.added[k, a, s] for k, a, s in block.EXTRA[i, n, t])

    def within_capacity(b: Any, i: str, n: str, t: int) -> Any:
        used = sum(m.use[a, c, s] for a, c, s in b.IF_USED[i, n, t])
        opened = sum(m.open[c, s] for c, s in b.IF_OPEN[i, n, t])
        boosted = sum(m.surge[a, c, s] for a, c, s in b.SURGING[i, n, t])
        today = b.existing[i, n, t] * (b.always[i, n, t] + used + opened)
        return m.make[i, n, t] * b.started[i, n, t] <= today + core.capacity_added(i, n, t) + boosted

    block.within_capacity = pyo.Constraint(block.LIMITED, rule=within_capacity)
    core.capacity_left = _Left(block, m)


class _Left:
    """What the plan leaves unused of limited capacity, as expressions [good units/week]."""

    def __init__(self, block: Any, m: Any) -> None:
        self._block, self._model = block, m

    def is_limited(self, i: str, n: str, t: int) -> bool:
        """Whether the capacity of a source has a limit."""
        return (i, n, t) in self._block.LIMITED

    def normal(self, i: str, n: str, t: int) -> Any:
        """Capacity, options and surge in use included, less what is made."""
        b, m = self._block, self._model
        boosted = sum(m.surge[a, c, s] for a, c, s in b.SURGING[i, n, t])
        added = sum(b.added[k, a, s] for k, a, s in b.EXTRA[i, n, t])
        limit = b.existing[i, n, t] * self._running(i, n, t) + added + boosted
        return limit / b.started[i, n, t] - m.make[i, n, t]

    def surge(self, i: str, n: str, t: int, share: Any) -> Any:
        """Surge of `share` of the running capacity that is not in use."""
        b, m = self._block, self._model
        boosted = sum(m.surge[a, c, s] for a, c, s in b.SURGING[i, n, t])
        return (share * b.existing[i, n, t] * self._running(i, n, t) - boosted) / b.started[i, n, t]

    def _running(self, i: str, n: str, t: int) -> Any:
        b, m = self._block, self._model
        used = sum(m.use[a, c, s] for a, c, s in b.IF_USED[i, n, t])
        return b.always[i, n, t] + used + sum(m.open[c, s] for c, s in b.IF_OPEN[i, n, t])


def _book(block: Any, core: Core, chosen: tuple[Option, ...]) -> None:
    """Book annuities and running costs of what is ordered."""
    sheet, weeks = core.problem[Capex], core.problem.horizon.weeks
    exchange = core.problem.exchange
    running = {o.row: sheet.fixed_cost[o.row] * exchange[o.site] * weeks / WEEKS_PER_YEAR for o in chosen}
    for driver in ("capital", "fixed"):
        lines = []
        for o in chosen:
            if driver == "capital":
                money = {s: capital_charge(core.problem, o, s) for s in o.in_service}
            else:
                money = {s: running[o.row] * share for s, share in o.in_service.items()}
            item = o.items[0] if len(o.items) == 1 else ""
            steps = in_steps(money).items()
            lines += [((o.row, s), float(step[t]), item, o.site, t) for s, step in steps for t in core.periods]
        keys, amounts, items, sites, period = zip(*lines, strict=True) if lines else ((), (), (), (), ())
        core.ledger.book(driver, block.ordered, keys, amounts, items=items, sites=sites, period=period)


def _measure(block: Any, core: Core, chosen: tuple[Option, ...]) -> None:
    """Measure the cash invested, by period of the order."""
    problem, lines = core.problem, []
    for o in chosen:
        money = {s: float(problem[Capex].capex[o.row] * problem.exchange[o.site][s]) for s in o.in_service}
        item = o.items[0] if len(o.items) == 1 else ""
        lines += [((o.row, s), cash, item, o.site, s) for s, cash in money.items()]
        lines += [((o.row, s), -money[s + 1], item, o.site, s + 1) for s in money if s + 1 in money]
    keys, amounts, items, sites, period = zip(*lines, strict=True) if lines else ((), (), (), (), ())
    core.meters.book("capex", block.ordered, keys, amounts, items=items, sites=sites, period=period)


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Orders by period, and the sharing out of options that serve several items."""
    sheet, names = core.problem[Capex], core.problem.horizon.names
    keys = list(block.ordered.keys())
    cumulative = dict(zip(keys, np.rint(solution.at(block.ordered, keys)).tolist(), strict=True))
    orders = [
        (sheet.site[k], sheet.item[k], sheet.option[k], names[s], count - cumulative.get((k, s - 1), 0.0))
        for (k, s), count in cumulative.items()
        if count > cumulative.get((k, s - 1), 0.0)
    ]
    yield Orders.of(orders)
    keys = list(block.added.keys())
    shared = zip(keys, solution.at(block.added, keys).tolist(), strict=True)
    yield SharedCapacity.of(
        [(sheet.site[k], sheet.option[k], i, names[t], given) for (k, i, t), given in shared if given > NOTHING]
    )


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute what is in service and what it costs; hold sharing and production against it."""
    horizon, sheet = problem.horizon, problem[Capex]
    found = Audited(len(horizon))
    in_service: dict[tuple[str, str, int], float] = {}
    ordered: dict[int, float] = {}
    for option, s, count in ordered_options(problem, plan):
        ordered[option.row] = ordered.get(option.row, 0.0) + count
        charge = capital_charge(problem, option, s) * count
        found.measure("capex", s, float(sheet.capex[option.row] * problem.exchange[option.site][s]) * count)
        for t in range(len(horizon)):
            key = (option.site, sheet.option[option.row], t)
            output = float(option.output[s][t] * sheet.capacity[option.row]) * count
            in_service[key] = in_service.get(key, 0.0) + output
            found.spend("capital", t, float(charge[t]))
            yearly = float(sheet.fixed_cost[option.row] * problem.exchange[option.site][t]) * count
            weeks = float(option.in_service[s][t] * horizon.weeks[t])
            found.spend("fixed", t, yearly * weeks / WEEKS_PER_YEAR)
    for row, count in ordered.items():
        over = max(count - float(sheet.max_count[row]), 0.0)
        found.violations.append(Violation("orders within max_count", sheet.option[row], over, over))
    shared = plan[SharedCapacity]
    keys = [(n, o, horizon.number(p)) for n, o, p in zip(shared.site, shared.option, shared.period, strict=True)]
    served = {(o.site, sheet.option[o.row], i) for o in options(problem) for i in o.items}
    for site, option, item, period, given in shared:
        wrong = 0.0 if (site, option, item) in served else given
        where = f"{item} by {option} at {site}, {period}"
        found.violations.append(Violation("options serve their items", where, wrong, wrong / max(given, 1.0)))
    for key, given in sums(keys, shared.capacity).items():
        over = max(given - in_service.get(key, 0.0), 0.0)
        found.violations.append(Violation("shared capacity", f"{key[1]} at {key[0]}", over, over / max(given, 1.0)))
    for (item, site, t), room, used in capacity_room(problem, plan):
        over = max(used - room, 0.0)
        where = f"{item} at {site}, {horizon.names[t]}"
        found.violations.append(Violation("capacity", where, over, over / max(room, used, 1.0)))
    return found


FEATURE = Feature(
    name="capacity",
    results=(Orders, SharedCapacity),
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    tables=capacity_tables,
    reports=(CapacityUse, Transition),
)
