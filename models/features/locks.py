"""Locks: decisions the planner has taken already, and what is done about them in each period they hold.

::

    decision + under - over = value        for make, share, ship, stock, use, open, order (cumulative count)

A lock is a rule with a priced slack, so one that cannot be kept is named with its amount. What all locks together cost
is found by planning once more without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Feature
from models.modelling import pyo
from models.plan import Flows, OpenSites, Orders, Production, ReadySources, stock_kept, sums
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Flags, Numbers, Sheet, Texts, flag, number, reference, text
from models.sheets import Capex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import ItemSite, Problem

NEEDS = {
    "make": ("item", "site"),
    "share": ("item", "site"),
    "ship": ("item", "site", "destination"),
    "stock": ("item", "site"),
    "use": ("item", "site"),
    "open": ("site",),
    "order": ("site", "option"),
}
"""Columns that name each kind of decision."""
UNITS = {"make": "units/week", "share": "fraction", "ship": "units/week", "stock": "units", "order": "options"}


class Locks(Sheet, name="Locks", purpose="Decisions that are taken already.", key=()):
    """Values that decisions must have."""

    decision: Texts = text(
        "What is fixed: make and ship [units/week], share of an item's output [fraction], stock [units], use of a "
        "source and open of a site [0 or 1], order of an option [how many by then].",
        required=True,
        choices=tuple(NEEDS),
    )
    item: Texts = reference("Items", "Item; not for open and order.", required=False)
    site: Texts = reference("Sites", "Source, site, or origin of the shipment.")
    destination: Texts = reference("Sites", "Where it is shipped to; only for ship.", required=False)
    option: Texts = text("Option of the sheet Capex; only for order.")
    value: Numbers = number("The value it must have.", required=True)
    from_period: Texts = reference("Periods", "First period; blank: from the start.", required=False)
    until: Texts = reference("Periods", "Last period; blank: to the end.", required=False)
    reason: Texts = text("Why it is fixed, for those who read the plan.")
    hard: Flags = flag(
        "Yes: a plan that breaks the lock is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number("Cost of each unit and week off the value; needed when hard is No.", unit="money")


@dataclass(frozen=True)
class Lock:
    """One row of the sheet in one period."""

    row: int
    t: int


def locks(problem: Problem) -> tuple[Lock, ...]:
    """Every lock, period by period."""
    sheet, horizon = problem[Locks], problem.horizon
    found = []
    for row in range(len(sheet)):
        first = horizon.number(sheet.from_period[row]) if sheet.from_period[row] else 0
        last = horizon.number(sheet.until[row]) if sheet.until[row] else len(horizon) - 1
        found += [Lock(row, t) for t in range(first, last + 1)]
    return tuple(found)


def applies(problem: Problem) -> bool:
    """Whether anything is locked; today's plan is what it is."""
    return not problem.baseline and len(problem[Locks]) > 0


def tracks(problem: Problem) -> Iterator[ItemSite]:
    """Sources whose use is locked."""
    sheet = problem[Locks]
    for row in np.flatnonzero(sheet.decision == "use").tolist():
        if (sheet.item[row], sheet.site[row]) in problem.source_row:
            yield sheet.item[row], sheet.site[row]


def check(problem: Problem) -> Iterator[Issue]:
    """Locks that name too little or too much, or a decision that does not exist."""
    sheet = problem[Locks]
    for row in range(len(sheet)):
        decision = sheet.decision[row]
        for column in ("item", "destination", "option"):
            given, needed = bool(getattr(sheet, column)[row]), column in NEEDS[decision]
            if given != needed:
                found = f"A lock of {decision} {'needs' if needed else 'has no'} {column}."
                remedy = "Fill the cell." if needed else "Clear the cell."
                yield sheet.issue(column, row, "lock-incomplete", found, remedy)
        if decision in {"use", "open"} and sheet.value[row] not in {0.0, 1.0}:
            found = f"{decision} is {sheet.value[row]:g}."
            yield sheet.issue("value", row, "not-a-switch", found, "Enter 1 or 0.")
        if decision == "share" and sheet.value[row] > 1:
            found = f"A share of {sheet.value[row]:g} is more than everything."
            yield sheet.issue("value", row, "above-range", found, f"If {sheet.value[row]:g} % is meant, divide by 100.")
        if not sheet.hard[row] and np.isnan(sheet.penalty[row]):
            found = "A soft lock needs the cost of breaking it."
            yield sheet.issue("penalty", row, "soft-without-penalty", found, "Fill penalty, or set hard to Yes.")
        if not _exists(problem, row):
            names = ", ".join(str(getattr(sheet, column)[row]) for column in NEEDS[decision])
            found = f"There is no decision {decision} for {names}."
            remedy = "Check Sources, Lead_times, Inventory, Capex or the site's status."
            yield sheet.issue("decision", row, "nothing-to-lock", found, remedy)


def _exists(problem: Problem, row: int) -> bool:
    sheet, capex = problem[Locks], problem[Capex]
    item, site, destination = sheet.item[row], sheet.site[row], sheet.destination[row]
    return {
        "make": (item, site) in problem.source_row,
        "share": site in problem.makers.get(item, ()),
        "use": site in problem.makers.get(item, ()),
        "ship": any(lane[:3] == (item, site, destination) for lane in problem.lanes.keys),
        "stock": (item, site) in problem.stock_row,
        "open": site in problem.has_open_choice,
        "order": bool(((capex.site == site) & (capex.option == sheet.option[row])).any()),
    }[sheet.decision[row]]


def build(block: Any, core: Core) -> None:
    """Hold every locked decision to its value, with a priced slack."""
    problem, sheet, found = core.problem, core.problem[Locks], locks(core.problem)
    block.LOCKS = pyo.RangeSet(0, len(found) - 1)
    block.under = pyo.Var(block.LOCKS, within=pyo.NonNegativeReals)
    block.over = pyo.Var(block.LOCKS, within=pyo.NonNegativeReals)

    def holds(b: Any, k: int) -> Any:
        decided, scale = _decision(core, found[k])
        return decided + b.under[k] - b.over[k] == float(sheet.value[found[k].row]) * scale

    block.holds = pyo.Constraint(block.LOCKS, rule=holds)
    keys, weeks = list(block.LOCKS), problem.horizon.weeks
    rows = [found[k].row for k in keys]
    hard = [bool(sheet.hard[row]) for row in rows]
    price = [
        float(weeks[found[k].t]) * (_price(problem, row) if sheet.hard[row] else float(sheet.penalty[row]))
        for k, row in zip(keys, rows, strict=True)
    ]
    items, period = [sheet.item[row] for row in rows], [found[k].t for k in keys]
    for slack in (block.under, block.over):
        core.rulebook.book(slack, keys, hard=hard, price=price, items=items, period=period)


def _price(problem: Problem, row: int) -> float:
    sheet = problem[Locks]
    if sheet.decision[row] in {"make", "ship", "share", "stock"}:
        return HARD_PRICE * dearest(problem)[sheet.item[row]]
    return HARD_PRICE * sum(dearest(problem)[i] * float(rate.max()) for (i, _), rate in problem.wanted.items())


def _decision(core: Core, lock: Lock) -> tuple[Any, Any]:
    """The locked decision as an expression, and what its value is multiplied with (for a share: the item's output)."""
    m, sheet, t = core.model, core.problem[Locks], lock.t
    item, site, decision = sheet.item[lock.row], sheet.site[lock.row], sheet.decision[lock.row]
    if decision == "share":
        return m.make[item, site, t], sum(m.make[item, n, t] for n in core.problem.makers[item])
    if decision == "ship":
        lanes = [
            key for key in core.lane_periods if key[:3] == (item, site, sheet.destination[lock.row]) and key[4] == t
        ]
        return sum(m.ship[key] for key in lanes), 1.0
    if decision == "order":
        return _ordered(core, lock), 1.0
    if decision == "open":
        return m.open[site, t], 1.0
    return {"make": m.make, "use": m.use, "stock": m.stock}[decision][item, site, t], 1.0


def _ordered(core: Core, lock: Lock) -> Any:
    """Options of that name ordered by the end of the period; after the last useful order nothing changes any more."""
    sheet, capex = core.problem[Locks], core.problem[Capex]
    rows = np.flatnonzero((capex.site == sheet.site[lock.row]) & (capex.option == sheet.option[lock.row])).tolist()
    latest = {k: max((s for row, s in core.ordered if row == k and s <= lock.t), default=None) for k in rows}
    return sum(core.ordered[k, s] for k, s in latest.items() if s is not None)


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Locked values against those of the plan."""
    sheet, names = problem[Locks], problem.horizon.names
    achieved = _achieved(problem, plan)
    for lock in locks(problem):
        row, name = lock.row, names[lock.t]
        decision, required, found = sheet.decision[row], float(sheet.value[row]), achieved[lock]
        off, short = found - required, abs(found - required)
        if decision == "share":
            short *= sum(q for i, n, p, q in plan[Production] if i == sheet.item[row] and p == name)
        scope = " ".join(str(getattr(sheet, column)[row]) for column in NEEDS[decision][-2:])
        yield RuleOutcome(
            f"Lock of {decision}", sheet.cell("value", row), sheet.item[row], scope, name, decision,
            UNITS.get(decision, "number"), off < 0, required, found, bool(sheet.hard[row]), short,
            float(np.nan_to_num(sheet.penalty[row])),
        )  # fmt: skip


def _achieved(problem: Problem, plan: Plan) -> dict[Lock, float]:
    """Value of every locked decision, by arithmetic on the plan's tables."""
    sheet, horizon = problem[Locks], problem.horizon
    made, flows, states = plan[Production], plan[Flows], plan[OpenSites]
    output = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
    total: dict[tuple[str, str], float] = {}
    for item, site, period, quantity in made:
        if site in problem.makers.get(item, ()):
            total[item, period] = total.get((item, period), 0.0) + quantity
    sent = sums(zip(flows.item, flows.origin, flows.destination, flows.period, strict=True), flows.quantity)
    kept = stock_kept(plan)
    is_open = sums(zip(states.site, states.period, strict=True), states.open_)
    standby = plan[ReadySources]
    ready = sums(zip(standby.item, standby.site, standby.period, strict=True), np.round(standby.ready))
    found = {}
    for lock in locks(problem):
        row, name = lock.row, horizon.names[lock.t]
        item, site = sheet.item[row], sheet.site[row]
        rate = output.get((item, site, name), 0.0)
        ordered = sum(
            count for n, _, o, p, count in plan[Orders]
            if (n, o) == (site, sheet.option[row]) and horizon.number(p) <= lock.t
        )  # fmt: skip
        found[lock] = {
            "make": rate,
            "share": rate / total[item, name] if total.get((item, name)) else float(sheet.value[row]),
            "use": 1.0 if rate > 0 else ready.get((item, site, name), float(sheet.value[row])),
            "ship": sent.get((item, site, sheet.destination[row], name), 0.0),
            "stock": kept.get((item, site, name), 0.0),
            "open": is_open.get((site, name), 0.0),
            "order": float(ordered),
        }[sheet.decision[row]]
    return found


FEATURE = Feature(
    name="locks", sheets=(Locks,), applies=applies, tracks=tracks, check=check, build=build, outcomes=outcomes
)
