"""Baseline: today's shares and buffers, evaluated by the same model that makes the plan.

Today's plan uses existing sites and capacity only and keeps today's shares as closely as capacity allows::

    x[k,n,t] + under[k,n,t] - over[k,n,t] = share[k,n] x X[k,t]
    stock[i,d,t] + lacking >= buffer[i,d]

Leaving a share costs less than leaving demand unserved and more than any saving from it. Rules on tomorrow's plan
(shares, groups, minimum orders, numbers of sites) do not bind today's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Feature
from models.modelling import pyo
from models.prices import dearest
from models.rulebook import HARD_PRICE
from models.sheets import EXISTING, Baseline, Demand, Inventory, Sites, Sources
from models.sourcing import Scope, Volumes, scopes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.problem import Problem


def todays_problem(problem: Problem) -> Problem | None:
    """Return the problem in which today's plan is evaluated; None when the workbook gives no baseline."""
    if not len(problem[Baseline]):
        return None
    stays = set(problem[Sites].site[problem[Sites].status == EXISTING])
    sited: tuple[type[Sites | Sources | Demand | Inventory], ...] = (Sites, Sources, Demand, Inventory)
    kept = {kind.sheet: np.isin(problem[kind].site, list(stays)) for kind in sited}
    records = [table.keep(kept[kind.sheet]) for kind, table in problem.tables.items() if kind.sheet in kept]
    today = problem.having(*records, baseline=True)
    sites = today[Sites]
    return today.having(sites.replacing(closing_cost=np.full(len(sites), np.nan)))


def _shares(problem: Problem) -> tuple[list[Scope], dict[tuple[int, str], float]]:
    """Scopes of today's plan, and the share of each source in them."""
    sheet = problem[Baseline]
    scopes: dict[tuple[str, str], Scope] = {}
    share: dict[tuple[str, str, str], float] = {}
    for row in range(len(sheet)):
        item, destination = sheet.item[row], sheet.destination[row]
        for scope in scopes_of(problem, row, item, destination):
            if not scope.through_warehouses:
                scopes.setdefault((item, destination), scope)
                share[item, destination, sheet.site[row]] = float(sheet.share[row])
    found = {
        (k, n): share.get((item, destination, n), 0.0)
        for k, ((item, destination), scope) in enumerate(scopes.items())
        for n in scope.sources
    }
    return list(scopes.values()), found


def check(problem: Problem) -> Iterator[Issue]:
    """Shares that do not add up, sources that cannot supply, and buffers where no stock is kept."""
    sheet = problem[Baseline]
    totals: dict[tuple[str, str], float] = {}
    for row in range(len(sheet)):
        item, destination, site = sheet.item[row], sheet.destination[row], sheet.site[row]
        totals[item, destination] = totals.get((item, destination), 0.0) + float(sheet.share[row])
        for scope in scopes_of(problem, row, item, destination):
            if site not in scope.sources:
                found = f"{site} cannot supply {item}" + ("." if scope.at_makers else f" to {scope.label} directly.")
                yield sheet.issue("site", row, "not-a-source", found, "Correct the row, or add the source or lane.")
        if sheet.buffer[row] > 0 and (item, destination) not in problem.stock_row:
            found = f"A buffer of {item} is given for {destination}, which is no stocking point of it."
            yield sheet.issue(
                "buffer", row, "no-stocking-point", found, "Add a row to Inventory for this site and item."
            )
        if (item, destination) in totals and totals[item, destination] > 1 + 1e-6:
            found = f"Today's shares of {item} to {destination} add up to {totals[item, destination]:.0%}."
            yield sheet.issue("share", row, "shares-above-one", found, "Make them add up to 100 %.")


def build(block: Any, core: Core) -> None:
    """Hold the plan to today's shares and buffers."""
    problem, m = core.problem, core.model
    scopes, share = _shares(problem)
    volumes = Volumes(block, m, scopes)
    block.share = pyo.Param(list(share), initialize=share)
    block.under = pyo.Var(block.MEASURED, within=pyo.NonNegativeReals)
    block.over = pyo.Var(block.MEASURED, within=pyo.NonNegativeReals)

    def keeps_share(b: Any, k: int, n: str, t: int) -> Any:
        return volumes.of(k, n, t) + b.under[k, n, t] - b.over[k, n, t] == b.share[k, n] * volumes.total(k, t)

    block.keeps_share = pyo.Constraint(block.MEASURED, rule=keeps_share)
    weeks, dearest_of = problem.horizon.weeks, dearest(problem)
    keys = list(block.under.keys())
    price = [HARD_PRICE / 10 * dearest_of[scopes[k].item] * float(weeks[t]) for k, _, t in keys]
    items, period = [scopes[k].item for k, _, _ in keys], [t for _, _, t in keys]
    for slack in (block.under, block.over):
        core.rulebook.book(slack, keys, hard=[False] * len(keys), price=price, items=items, period=period)
    _keep_buffers(block, core)


def _keep_buffers(block: Any, core: Core) -> None:
    sheet, problem = core.problem[Baseline], core.problem
    units: dict[tuple[str, str], float] = {}
    for item, destination, buffer in zip(sheet.item, sheet.destination, sheet.buffer, strict=True):
        if buffer > 0 and (item, destination) in problem.stock_row:
            units[item, destination] = max(units.get((item, destination), 0.0), float(buffer))
    block.BUFFERED = pyo.Set(initialize=list(units), dimen=2)
    block.buffer = pyo.Param(block.BUFFERED, initialize=units)
    block.lacking = pyo.Var(block.BUFFERED, core.model.T, within=pyo.NonNegativeReals)
    block.keeps_buffer = pyo.Constraint(
        block.BUFFERED,
        core.model.T,
        rule=lambda b, i, n, t: core.model.stock[i, n, t] + b.lacking[i, n, t] >= b.buffer[i, n],
    )
    keys = list(block.lacking.keys())
    price = [HARD_PRICE / 10 * dearest(problem)[i] for i, _, _ in keys]
    items, period = [i for i, _, _ in keys], [t for _, _, t in keys]
    core.rulebook.book(block.lacking, keys, hard=[False] * len(keys), price=price, items=items, period=period)


FEATURE = Feature(name="baseline", applies=lambda problem: problem.baseline, check=check, build=build)
