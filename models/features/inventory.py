"""Inventory: what stock kept between periods costs, and how much must and may be kept.

::

    average stock in t = (stock[t-1] + stock[t]) / 2           of all kinds
    cost = (holding_rate x value / 52 + storage_cost) x average stock x weeks
    seasonal = average stock - safety - strategic              kinds of stock and their share of the cost
    closing  = worth x (stock at the end - initial)                                   (a credit)

    min_cover x outflow[i,n,t] <= stock[i,n,t] <= max_cover x outflow[i,n,t]
    sum over items of stock[i,n,t] <= storage_capacity[n]

Where no stock on hand is stated, a buffer may be there from the first day if it stays to the last: its capital is what
the holding rate stands for. In plans with buffers, other stock at the end is worth its cheapest materials: a buffer
that is built later is no loss, and nobody makes anything just to have it in the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import WEEKS_PER_YEAR
from models.balance import outflow
from models.consumption import leaving
from models.feature import Audited, Feature
from models.holding import held_stock
from models.issue import Violation
from models.least_output import due_at_once
from models.modelling import pyo
from models.plan import stock_kept, sums
from models.prices import cheapest_materials, dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Columns, Numbers, number
from models.sheets import Inventory, Sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


class StockLimits(Columns, of=Inventory):
    """Limits and cost of stock at one site."""

    max_cover: Numbers = number(
        "Most stock at the end of each period, in weeks of what leaves the site.", unit="weeks", default=np.inf
    )
    storage_cost: Numbers = number(
        "Cost of storing one unit, beside the holding rate.", unit="money/unit/week", default=0.0
    )


class SiteStorage(Columns, of=Sites):
    """Room for stock."""

    storage_capacity: Numbers = number(
        "Most stock kept between periods, all items together.", unit="units", default=np.inf
    )


def check(problem: Problem) -> Iterator[Issue]:
    """Cover limits that contradict each other, and stock that may not be kept."""
    stock, limits = problem[Inventory], problem[StockLimits]
    for row in range(len(stock)):
        if stock.min_cover[row] > limits.max_cover[row]:
            found = f"min_cover ({stock.min_cover[row]:g}) is above max_cover ({limits.max_cover[row]:g})."
            yield stock.issue("min_cover", row, "min-above-max", found, "Lower min_cover or raise max_cover.")
        if not stock.may_hold[row] and (stock.on_hand[row] > 0 or stock.min_cover[row] > 0):
            found = f"{stock.item[row]} at {stock.site[row]} has stock on hand or a cover to keep, but may_hold is No."
            yield stock.issue(
                "may_hold", row, "stock-not-allowed", found, "Set may_hold to Yes, or clear the other cells."
            )
    yield from _beyond_room(problem)


def _beyond_room(problem: Problem) -> Iterator[Issue]:
    """Cover of demand that must be served at a site, all items together, against the room there."""
    stock, sites, due = problem[Inventory], problem[Sites], due_at_once(problem)
    room = problem[SiteStorage].storage_capacity
    for k in np.flatnonzero(np.isfinite(room)).tolist():
        rows = {row: key for key, row in problem.stock_row.items() if key[1] == sites.site[k] and key in due}
        kept = {row: float(stock.min_cover[row]) * due[key] for row, key in rows.items() if stock.min_cover[row] > 0}
        if not kept:
            continue
        total = np.sum(list(kept.values()), axis=0)
        t = int(np.argmax(total))
        if total[t] > room[k] * (1 + 1e-6) + 1e-6:
            first, *others = sorted(kept, key=lambda row: -kept[row][t])
            more = f", with {', '.join(stock.cell('min_cover', row) for row in others)}," if others else ""
            found = (
                f"min_cover{more} keeps {total[t]:,.6g} units or more at {sites.site[k]} at the end of "
                f"{problem.horizon.names[t]}, but storage_capacity there is {room[k]:,.6g} "
                f"({problem[SiteStorage].cell('storage_capacity', k)})."
            )
            remedy = "Lower min_cover, or raise storage_capacity."
            yield stock.issue("min_cover", first, "cover-above-room", found, remedy)


def build(block: Any, core: Core) -> None:
    """Book the cost of stock and write its limits."""
    _book(core)
    problem, m = core.problem, core.model
    cover = [problem[Inventory].min_cover, problem[StockLimits].max_cover]
    limit = {
        (i, n, side): float(cover[side == "max"][row])
        for (i, n), row in problem.stock_row.items()
        for side in ("min", "max")
    }
    limit = {key: weeks for key, weeks in limit.items() if np.isfinite(weeks) and (weeks or key[2] == "max")}
    block.COVERED = pyo.Set(initialize=list(limit), dimen=3)
    block.cover = pyo.Param(block.COVERED, initialize=limit)
    block.sign = pyo.Param(block.COVERED, initialize={key: 1 if key[2] == "min" else -1 for key in limit})
    block.cover_missed = pyo.Var(block.COVERED, m.T, within=pyo.NonNegativeReals)

    def keeps_cover(b: Any, i: str, n: str, side: str, t: int) -> Any:
        beyond = m.stock[i, n, t] - b.cover[i, n, side] * outflow(m, i, n, t)
        return b.sign[i, n, side] * beyond + b.cover_missed[i, n, side, t] >= 0

    block.keeps_cover = pyo.Constraint(block.COVERED, m.T, rule=keeps_cover)
    room = dict(zip(problem[Sites].site, problem[SiteStorage].storage_capacity.tolist(), strict=True))
    stored: dict[str, list[str]] = {}
    for i, n in problem.stock_row:
        if np.isfinite(room[n]):
            stored.setdefault(n, []).append(i)
    block.STORES = pyo.Set(initialize=list(stored))
    block.STORED = pyo.Set(block.STORES, initialize=stored, dimen=1)
    block.room = pyo.Param(block.STORES, initialize={n: room[n] for n in stored})
    block.room_missed = pyo.Var(block.STORES, m.T, within=pyo.NonNegativeReals)
    block.fits = pyo.Constraint(
        block.STORES,
        m.T,
        rule=lambda b, n, t: sum(m.stock[i, n, t] for i in b.STORED[n]) <= b.room[n] + b.room_missed[n, t],
    )
    _price(block, core)


def _book(core: Core) -> None:
    """Half of each closing stock's cost falls in its own period and half in the next, whose opening stock it is."""
    problem, horizon, m = core.problem, core.problem.horizon, core.model
    on_hand = [(i, n, float(problem[Inventory].on_hand[row])) for (i, n), row in problem.stock_row.items()]
    for driver, cost in _weekly_cost(problem).items():
        lines = [
            (key, cost[key[:2]] * float(horizon.weeks[t]) / 2, t)
            for key in core.stock_periods
            for t in (key[2], key[2] + 1)[: len(horizon) - key[2]]
        ]
        _book_lines(core, driver, m.stock, lines)
        first = float(horizon.weeks[0]) / 2
        _book_lines(core, driver, m.initial, [(key, cost[key] * first, 0) for key in m.UNSTATED])
        _book_lines(core, driver, None, [((i, n), units * cost[i, n] * first, 0) for i, n, units in on_hand])
    worth, last = closing_worth(problem), len(horizon) - 1
    ends = [((i, n, last), -worth[i], last) for i, n in problem.stock_row]
    _book_lines(core, "closing_stock", m.stock, ends)
    _book_lines(core, "closing_stock", m.initial, [(key, worth[key[0]], last) for key in m.UNSTATED])


def closing_worth(problem: Problem) -> dict[str, float]:
    """Worth of a unit left at the end that was not there from the first day [money/unit]."""
    share = problem.settings.closing_stock_value if problem.plans_buffers else 0.0
    return {item: share * money for item, money in cheapest_materials(problem).items()}


def _book_lines(core: Core, driver: str, variable: Any, lines: list[tuple[Any, float, int]]) -> None:
    """Book money for each unit of the variable by (index beginning with item and site, money, period)."""
    core.ledger.book(
        driver,
        variable,
        [key for key, _, _ in lines],
        [money for _, money, _ in lines],
        items=[key[0] for key, _, _ in lines],
        sites=[key[1] for key, _, _ in lines],
        period=[t for _, _, t in lines],
    )


def _weekly_cost(problem: Problem) -> dict[str, dict[tuple[str, str], float]]:
    """Money for one unit and week of stock, by driver and (item, site)."""
    storage = problem[StockLimits].storage_cost
    return {
        "holding_seasonal": {
            (i, n): problem.holding_rate[i] * problem.value[i] / WEEKS_PER_YEAR for i, n in problem.stock_row
        },
        "storage": {key: float(storage[row]) for key, row in problem.stock_row.items()},
    }


def _price(block: Any, core: Core) -> None:
    dearest_of, per_week = dearest(core.problem), 1.0 / core.problem.horizon.weeks
    keys = list(block.cover_missed.keys())
    core.rulebook.book(
        block.cover_missed,
        keys,
        hard=[True] * len(keys),
        price=[HARD_PRICE * dearest_of[i] / max(1.0, block.cover[i, n, side] * per_week[t]) for i, n, side, t in keys],
        items=[key[0] for key in keys],
        period=[key[-1] for key in keys],
    )
    keys = list(block.room_missed.keys())
    dear = {n: max(dearest_of[i] for i in block.STORED[n]) for n in block.STORES}
    core.rulebook.book(
        block.room_missed,
        keys,
        hard=[True] * len(keys),
        price=[HARD_PRICE * dear[n] for n, _ in keys],
        items=[""] * len(keys),
        period=[t for _, t in keys],
    )


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute the cost of stock of each kind from the stocks at both ends of each period."""
    found, weeks = Audited(len(problem.horizon)), problem.horizon.weeks
    cost, last = _weekly_cost(problem), len(problem.horizon) - 1
    for held in held_stock(problem, plan):
        rate, price = (cost[driver][held.item, held.site] * float(weeks[held.t]) for driver in cost)
        for kind, units in held.kinds.items():
            found.spend(f"holding_{kind}", held.t, units * rate)
        found.spend("storage", held.t, sum(held.kinds.values()) * price)
        if held.t == last:
            worth = closing_worth(problem)[held.item]
            found.spend("closing_stock", last, -worth * (held.closing - held.initial))
        for check, amount in held.excesses.items():
            where = f"{held.item} at {held.site}, {problem.horizon.names[held.t]}"
            found.violations.append(Violation(check, where, amount, amount / max(held.closing, 1.0)))
    return found


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Cover and room, required against kept."""
    sheet, limits, kept = problem[Inventory], problem[StockLimits], stock_kept(plan)
    rate = leaving(problem, plan)
    for (item, site), row in problem.stock_row.items():
        for column, weeks in (("min_cover", float(sheet.min_cover[row])), ("max_cover", float(limits.max_cover[row]))):
            for name in problem.horizon.names if np.isfinite(weeks) and (weeks or column == "max_cover") else ():
                key = (item, site, name)
                required, have = weeks * rate.get(key, 0.0), kept.get(key, 0.0)
                yield RuleOutcome(
                    f"{column} of stock", sheet.cell(column, row), item, site, name, "stock", "units",
                    column == "min_cover", required, have, True,
                )  # fmt: skip
    sites = problem[Sites]
    held = sums([(site, period) for _, site, period in kept], kept.values())
    for row in np.flatnonzero(np.isfinite(problem[SiteStorage].storage_capacity)).tolist():
        room = float(problem[SiteStorage].storage_capacity[row])
        for name in problem.horizon.names:
            have = held.get((sites.site[row], name), 0.0)
            cell = problem[SiteStorage].cell("storage_capacity", row)
            yield RuleOutcome(
                "Storage capacity", cell, "", sites.site[row], name, "stock", "units", False, room, have, True
            )


FEATURE = Feature(
    name="inventory",
    columns=(StockLimits, SiteStorage),
    check=check,
    build=build,
    audit=audit,
    outcomes=outcomes,
)
