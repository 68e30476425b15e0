"""Utilisation: how well the capacity of a source must be used, and how much of it may be, by rows of Levelling.

For each source (i, n) with a row and limited capacity, in units started a week::

    room[t] = capacity x running[t] + added[t]                          today's capacity, and what options add
    (make + idle) / yield     >= min_utilisation x (room - most_added x (1 - running))
    (make - strained) / yield <= max_utilisation x room

``running`` is 1, unless the site may be opened or closed (then: open) or the source is still to be qualified (then: in
use); what does not run has nothing to utilise. Surge is no part of the capacity: with a max_utilisation it is used only
where that leaves room. Today's plan (baseline) is not held to tomorrow's limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Feature
from models.issue import Severity
from models.levels import Levelling, price, rows_of, stated
from models.limits import added_capacity, most_added
from models.modelling import pyo
from models.plan import NOTHING, OpenSites, Production, sums
from models.rulebook import RuleOutcome
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.levels import Limited
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem

LEAST, MOST = "min_utilisation", "max_utilisation"
RULES = {LEAST: "Least utilisation", MOST: "Largest utilisation"}


def held(problem: Problem) -> dict[tuple[str, str, str], tuple[int, float]]:
    """Row and share of each limit by column, item and site, where there is a capacity to utilise."""
    capacity = problem[Sources].capacity
    limits = stated(problem, tuple(RULES)).items()
    return {key: term for key, term in limits if np.isfinite(capacity[problem.source_row[key[1:]]])}


def waits(problem: Problem, item: str, site: str) -> bool:
    """Whether a source must be qualified before it runs."""
    return site in problem.makers.get(item, ()) and not problem[Sources].qualified[problem.source_row[item, site]]


def check(problem: Problem) -> Iterator[Issue]:
    """Limits that contradict each other, and those of sources without a capacity."""
    sheet, capacity, rows = problem[Levelling], problem[Sources].capacity, rows_of(problem)
    for row in range(len(sheet)):
        if sheet.min_utilisation[row] > sheet.max_utilisation[row]:
            found = f"min_utilisation ({sheet.min_utilisation[row]:.0%}) is above max_utilisation "
            found += f"({sheet.max_utilisation[row]:.0%})."
            yield sheet.issue(LEAST, row, "min-above-max", found, "Lower the one or raise the other.")
        served = [key for key, own in rows.items() if own == row]
        unlimited = [item for item, site in served if np.isinf(capacity[problem.source_row[item, site]])]
        for column in RULES if unlimited else ():
            if not np.isnan(getattr(sheet, column)[row]):
                found = f"{unlimited[0]} at {sheet.site[row]} has no capacity limit, so it has no utilisation."
                severity = Severity.ERROR if len(unlimited) == len(served) else Severity.WARNING
                yield sheet.issue(column, row, "no-capacity", found, "State its capacity, or clear the cell.", severity)


def build(block: Any, core: Core) -> None:
    """Hold units started against the capacity that is there, with priced slacks."""
    problem, m, sources = core.problem, core.model, core.problem[Sources]
    terms = held(problem)
    keys = [(*key, t) for key in terms for t in core.periods]
    row_of = {key: problem.source_row[key[1:3]] for key in keys}
    block.HELD = pyo.Set(initialize=keys, dimen=4)
    block.missed = pyo.Var(block.HELD, within=pyo.NonNegativeReals)
    block.share = pyo.Param(block.HELD, initialize={key: terms[key[:3]][1] for key in keys})
    block.sign = pyo.Param(list(RULES), initialize={LEAST: 1, MOST: -1})
    block.capacity = pyo.Param(block.HELD, initialize={key: float(sources.capacity[row_of[key]]) for key in keys})
    block.started = pyo.Param(block.HELD, initialize={key: 1.0 / float(sources.yield_[row_of[key]]) for key in keys})
    _say_what_runs(block, core, keys)

    def keeps_utilisation(b: Any, c: str, i: str, n: str, t: int) -> Any:
        used = sum(m.use[a, o, s] for a, o, s in b.BY_USE[c, i, n, t])
        running = b.always[c, i, n, t] + used + sum(m.open[o, s] for o, s in b.BY_OPEN[c, i, n, t])
        room = b.capacity[c, i, n, t] * running + core.capacity_added(i, n, t)
        beyond = b.started[c, i, n, t] * m.make[i, n, t] - b.share[c, i, n, t] * room
        resting = b.share[c, i, n, t] * b.most_added[c, i, n, t] * (1 - running)
        return b.sign[c] * beyond + resting + b.started[c, i, n, t] * b.missed[c, i, n, t] >= 0

    block.keeps_utilisation = pyo.Constraint(block.HELD, rule=keeps_utilisation)
    price(core, block.missed, keys)


def _say_what_runs(block: Any, core: Core, keys: list[Limited]) -> None:
    """Whether a source runs always, while it is in use or while its site is open; only then its options count."""
    problem, most = core.problem, most_added(core.problem)
    choices = problem.has_open_choice
    by_use = {k: [k[1:]] if waits(problem, *k[1:3]) else [] for k in keys}
    by_open = {k: [k[2:]] if not by_use[k] and k[2] in choices else [] for k in keys}
    always = {k: 0 if by_use[k] or by_open[k] else 1 for k in keys}
    relief = {k: 0.0 if always[k] or k[1:3] not in most else float(most[k[1:3]][k[3]]) for k in keys}
    block.BY_USE = pyo.Set(block.HELD, initialize=by_use, dimen=3)
    block.BY_OPEN = pyo.Set(block.HELD, initialize=by_open, dimen=2)
    block.always = pyo.Param(block.HELD, initialize=always)
    block.most_added = pyo.Param(block.HELD, initialize=relief)


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Utilisation, required against achieved, of what runs."""
    sheet, sources, horizon = problem[Levelling], problem[Sources], problem.horizon
    made = plan[Production]
    output = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
    added, is_open = added_capacity(plan), {(n, name): state > 1 / 2 for n, name, state, *_ in plan[OpenSites]}
    for (column, item, site), (row, share) in held(problem).items():
        source = problem.source_row[item, site]
        for name in horizon.names:
            good = output.get((item, site, name), 0.0)
            runs = is_open.get((site, name), True) and (good > NOTHING or not waits(problem, item, site))
            room = float(sources.capacity[source]) + added.get((item, site, name), 0.0)
            if not runs or not room:
                continue
            most = room * float(sources.yield_[source])
            missed = share * most - good if column == LEAST else good - share * most
            yield RuleOutcome(
                RULES[column], sheet.cell(column, row), item, site, name, "utilisation", "fraction", column == LEAST,
                share, good / most, bool(sheet.hard[row]), max(missed, 0.0), float(np.nan_to_num(sheet.penalty[row])),
            )  # fmt: skip


FEATURE = Feature(
    name="utilisation",
    applies=lambda problem: bool(held(problem)),
    check=check,
    build=build,
    outcomes=outcomes,
)
