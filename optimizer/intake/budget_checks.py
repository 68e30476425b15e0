"""Budgets below what must be spent or emitted to serve the demand, by arithmetic alone.

::

    capex, qualification   cheapest whole options (sources) that make up for what cannot be made without any
    carbon                 cleanest sources first, up to what each can make; then the cleanest lane to each customer

Each is a bound from below: what is told is certain, though the cheapest plan may need more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.cheapest_cover import Piece, cheapest_cover
from models.emissions import carbon_of_sources
from models.features.budgets import PER_UNIT, Limit, limits
from models.features.carbon import FreightCarbon, of_lanes
from models.features.qualification import QualificationTerms, approval
from models.investment import options
from models.issue import Severity
from models.least_output import can_be_made, must_be_made, owed
from models.sheets import Budgets, Capex, Demand, Inventory, LeadTimes, Sources
from optimizer.intake.budget_wording import rounded_up, shown, stated, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.issue import Issue
    from models.problem import ItemSite, Problem
    from models.schema import Numbers

ROUNDING = 1 + 1e-6
"""Share by which a budget may be missed by rounding."""


REASONS = {
    "capex": "what can be made today of {} is not enough",
    "qualification": "the qualified sources of {} do not make enough",
    "carbon": "that is what making and moving {} emits",
}
"""Why a budget of each kind is needed."""


@dataclass(frozen=True)
class Needed:
    """What one item takes of a budget at the least, in the meter's unit.

    Attributes
    ----------
    sources
        Cells of the figures that make it necessary, beside demand.
    shared
        What else the amount could serve: two items with something in common do not add up.

    """

    item: str
    amount: float
    sources: tuple[str, ...]
    shared: frozenset[int]


def check_budgets(problem: Problem) -> Iterator[Issue]:
    """Hard budgets that are too small for what must be made, as a warning: the nearest miss is then looked for."""
    sheet, told = problem[Budgets], set[int]()
    for limit in limits(problem):
        if sheet.hard[limit.row] and limit.row not in told and limit.kind in LEAST:
            needs = _apart(LEAST[limit.kind](problem, limit))
            unit = PER_UNIT.get(limit.kind, 1.0)
            least = sum(need.amount for need in needs) / unit
            if least > float(sheet.limit[limit.row]) * ROUNDING + ROUNDING - 1:
                told.add(limit.row)
                yield _issue(problem, limit, least, needs)


def _issue(problem: Problem, limit: Limit, least: float, needs: list[Needed]) -> Issue:
    sheet, demand = problem[Budgets], problem[Demand]
    items = _served_by(problem, {need.item for need in needs})
    wanted = shown(demand.cell("quantity", row) for (item, _, _), row in problem.demand_row.items() if item in items)
    reason = REASONS[limit.kind].format(shown(need.item for need in needs))
    causes = shown(cell for need in needs for cell in need.sources)
    amount = f"{rounded_up(least)}{unit_of(problem, limit)}"
    found = (
        f"{stated(problem, limit)}, but to serve the demand ({wanted}) takes {amount} at least: {reason} ({causes})."
    )
    remedy = f"Raise the limit to {rounded_up(least)} or more, lower the demand, or give it a shortage_cost."
    return sheet.issue("limit", limit.row, "budget-below-need", found, remedy, Severity.WARNING)


def _served_by(problem: Problem, items: set[str]) -> set[str]:
    """Items with demand that others go into, themselves included."""
    found, ahead = set(items), list(items)
    while ahead:
        parents = set(problem.recipes.parents.get(ahead.pop(), ())) - found
        found |= parents
        ahead += parents
    return found


def _apart(needs: Iterator[Needed]) -> list[Needed]:
    """The largest needs of which none could be served by what serves another."""
    kept: list[Needed] = []
    for need in sorted(needs, key=lambda each: -each.amount):
        if need.amount > 0 and all(need.shared.isdisjoint(other.shared) for other in kept):
            kept.append(need)
    return kept


def _capex(problem: Problem, limit: Limit) -> Iterator[Needed]:
    """Items that need new capacity: what today's makes, and all that other budgets pay for, taken off."""
    sheet, sources, weeks = problem[Capex], problem[Sources], problem.horizon.weeks
    room = sources.capacity * (1.0 + sources.surge_capacity) * sources.yield_
    for item, must in must_be_made(problem).items():
        makers = problem.makers.get(item, ())
        rows = {site: problem.source_row[item, site] for site in makers}
        free = sum((np.cumsum(room[row] * weeks) for row in rows.values()), start=np.zeros(len(weeks)))
        bought: list[tuple[int, dict[int, Numbers], Numbers]] = []
        for option in options(problem):
            if item not in option.items or option.site not in rows:
                continue
            good = float(sheet.capacity[option.row] * sources.yield_[rows[option.site]])
            made = {s: np.cumsum(output * weeks) * good for s, output in option.output.items()}
            unpaid = [made[s] for s in made if not limit.counts(option.site, s)]
            base = np.max(unpaid, axis=0) if unpaid else np.zeros(len(weeks))
            free = free + base * float(sheet.max_count[option.row])
            bought.append((option.row, {s: units for s, units in made.items() if limit.counts(option.site, s)}, base))
        gap = must - free
        for t in _worst(gap) if bought else ():
            pieces = [_option(problem, row, made, base, t) for row, made, base in bought]
            least = cheapest_cover(float(gap[t]), [piece for piece in pieces if piece is not None])
            first, *others = (sources.cell("capacity", row) for row in rows.values())
            cells = (first, *(sheet.cell("capex", row) for row, *_ in bought), *others)
            yield Needed(item, least if math.isfinite(least) else 0.0, cells, frozenset(row for row, _, _ in bought))


def _option(problem: Problem, row: int, made: dict[int, Numbers], base: Numbers, t: int) -> Piece | None:
    """What an option that must be paid for brings by the end of a period, at its best and cheapest."""
    sheet = problem[Capex]
    rate, best = problem.exchange[sheet.site[row]], {s: float(units[t] - base[t]) for s, units in made.items()}
    useful = [s for s, gain in best.items() if gain > 0]
    if not useful:
        return None
    cost = float(sheet.capex[row]) * min(float(rate[s]) for s in useful)
    return Piece(max(best.values()), cost, int(sheet.max_count[row]))


def _qualification(problem: Problem, limit: Limit) -> Iterator[Needed]:
    """Items that nobody who is qualified makes enough of."""
    sources, cost, can = problem[Sources], problem[QualificationTerms].qualification_cost, can_be_made(problem)
    waiting = approval(problem)
    for item, must in must_be_made(problem).items():
        free, paid = np.zeros(len(problem.horizon)), dict[int, list[int]]()
        for site in problem.makers.get(item, ()):
            starts, row = waiting.get((item, site)), problem.source_row[item, site]
            if sources.qualified[row] or any(not limit.counts(site, s) for s in starts or ()):
                free = free + can[item, site]
            elif starts:
                paid[row] = list(starts)
        gap = must - free
        for t in _worst(gap) if paid else ():
            sites = {row: sources.site[row] for row in paid}
            prices = {
                row: float(cost[row] * problem.exchange[sites[row]][starts].min()) for row, starts in paid.items()
            }
            pieces = [Piece(float(can[item, site][t]), prices[row]) for row, site in sites.items()]
            least = cheapest_cover(float(gap[t]), pieces)
            cells = tuple(sources.cell("qualified", row) for row in paid)
            yield Needed(item, least if math.isfinite(least) else 0.0, cells, frozenset(paid))


def _worst(gap: Numbers) -> list[int]:
    """Return the period by whose end most is missing, if anything is."""
    worst = int(np.argmax(gap))
    return [worst] if gap[worst] > ROUNDING - 1 else []


def _carbon(problem: Problem, limit: Limit) -> Iterator[Needed]:
    """Making with the cleanest sources, and for a budget of the whole plan the last way by the cleanest lane."""
    sources, per_start, can = problem[Sources], carbon_of_sources(problem), can_be_made(problem)
    first, last = limit.periods[0], limit.periods[-1]
    for item, must in must_be_made(problem).items():
        makers = [(site, problem.source_row[item, site]) for site in problem.makers.get(item, ())]
        before = sum(float(can[item, site][first - 1]) for site, _ in makers) if first else 0.0
        need, emitted, cells = float(must[last]) - before, 0.0, []
        rates = [float(per_start[row] / sources.yield_[row]) * (site in limit.sites) for site, row in makers]
        for rate, (site, row) in sorted(zip(rates, makers, strict=True)):
            room = float(can[item, site][last]) - (float(can[item, site][first - 1]) if first else 0.0)
            made = min(max(need, 0.0), room)
            need, emitted = need - made, emitted + made * rate
            cells += [sources.cell("carbon", row)] if made * rate > 0 else []
        whole = len(limit.periods) == len(problem.horizon)
        moved, lanes = _moved(problem, item, limit) if whole else (0.0, [])
        yield Needed(item, emitted + moved, (*cells, *lanes), frozenset())


def _moved(problem: Problem, item: str, limit: Limit) -> tuple[float, list[str]]:
    """Carbon of the last way to each customer of an item [kg], and cells of the lanes that cause it."""
    stock, per_unit, can = problem[Inventory], of_lanes(problem), can_be_made(problem)
    on_hand: dict[ItemSite, float] = {}
    for i, n, units in zip(stock.item, stock.site, stock.on_hand.tolist(), strict=True):
        on_hand[i, n] = on_hand.get((i, n), 0.0) + units
    total, cells = 0.0, list[str]()
    for key, units in owed(problem).items():
        if key[0] != item or key[1] not in limit.sites:
            continue
        lanes = [a for a in problem.lanes.into.get(key, ()) if not problem.lanes.expedite_only[a]]
        own = float(can[key][-1]) if key in can else 0.0
        arrives = float(units[-1]) - on_hand.get(key, 0.0) - own
        cleanest = min(lanes, key=lambda a: float(per_unit[a]), default=None)
        if arrives > 0 and cleanest is not None and per_unit[cleanest] > 0:
            total += arrives * float(per_unit[cleanest])
            row = int(problem.lanes.row[cleanest])
            is_stated = not np.isnan(problem[FreightCarbon].carbon[row])
            cells.append(problem[LeadTimes].cell("carbon" if is_stated else "distance", row))
    return total, cells


LEAST: dict[str, Callable[[Problem, Limit], Iterator[Needed]]] = {
    "capex": _capex,
    "qualification": _qualification,
    "carbon": _carbon,
}
"""What each kind of budget must at least allow for, item by item."""
