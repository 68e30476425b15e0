"""Core decisions read off a solved model, as plan tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.plan import (
    NOTHING,
    Backlog,
    Blends,
    CostLines,
    Flows,
    MeterLines,
    OpeningStock,
    OpenSites,
    Production,
    ReadySources,
    Shortages,
    Stock,
    Surge,
)

if TYPE_CHECKING:
    from models.network import Core
    from models.plan import Solution
    from models.schema import Record


def extract_core(core: Core, solution: Solution) -> tuple[Record, ...]:
    """Core decisions of a solved model as plan tables, zeros left out."""
    m, names = core.model, core.problem.horizon.names

    def rows(variable: Any) -> list[tuple[Any, ...]]:
        keys = list(variable.keys())
        values = solution.at(variable, keys).tolist()
        return [(*key[:-1], names[key[-1]], value) for key, value in zip(keys, values, strict=True) if value > NOTHING]

    choices = list(m.open.keys())
    states = zip(*(solution.at(v, choices).tolist() for v in (m.open, m.opening, m.closing)), strict=True)
    discount = core.problem.horizon.discount
    lines, measured = core.ledger.amounts(solution).items(), core.meters.amounts(solution).items()
    costs = [(*key[:3], names[key[3]], money, money * float(discount[key[3]])) for key, money in lines if money]
    return (
        Production.of(rows(m.make)),
        Flows.of(rows(m.ship)),
        Blends.of(rows(m.blend)),
        Surge.of(rows(m.surge)),
        Shortages.of(rows(m.unmet)),
        Backlog.of(_backlog(core, solution)),
        Stock.of(_stock(core, solution)),
        OpeningStock.of(_initial(core, solution)),
        ReadySources.of(_ready(core, solution)),
        OpenSites.of([(n, names[t], *state) for (n, t), state in zip(choices, states, strict=True)]),
        CostLines.of(costs),
        MeterLines.of([(*key[:3], names[key[3]], amount) for key, amount in measured if amount]),
    )


def _backlog(core: Core, solution: Solution) -> list[tuple[str, str, str, float, float]]:
    """Late demand served, and still waiting, where there is any."""
    keys, names = list(core.model.LATE), core.problem.horizon.names
    values = zip(*(solution.at(v, keys).tolist() for v in (core.model.recovered, core.model.waiting)), strict=True)
    rows = [(i, n, names[t], *pair) for (i, n, t), pair in zip(keys, values, strict=True)]
    return [row for row in rows if max(row[3:]) > NOTHING]


def _stock(core: Core, solution: Solution) -> list[tuple[Any, ...]]:
    """Stock by kind; what is strategic is known once the answers to disruptions are (see :mod:`models.strategic`)."""
    keys, names = list(core.model.stock.keys()), core.problem.horizon.names
    total = solution.at(core.model.stock, keys)
    covering = [] if core.safety is None else list(core.safety.keys())
    kept = dict(zip(covering, solution.at(core.safety, covering).tolist(), strict=True)) if covering else {}
    safety = np.minimum([kept.get(key, 0.0) for key in keys], total)
    rows = zip(keys, (total - safety).tolist(), safety.tolist(), strict=True)
    return [(i, n, names[t], rest, safe, 0.0) for (i, n, t), rest, safe in rows if rest + safe > NOTHING]


def _initial(core: Core, solution: Solution) -> list[tuple[str, str, float]]:
    keys = list(core.model.initial.keys())
    values = solution.at(core.model.initial, keys).tolist()
    return [(*key, units) for key, units in zip(keys, values, strict=True) if units > NOTHING]


def _ready(core: Core, solution: Solution) -> list[tuple[str, str, str, float]]:
    """Whether each tracked source is in use."""
    keys, names = list(core.model.use.keys()), core.problem.horizon.names
    values = np.rint(solution.at(core.model.use, keys)).tolist()
    return [(i, n, names[t], value) for (i, n, t), value in zip(keys, values, strict=True)]
