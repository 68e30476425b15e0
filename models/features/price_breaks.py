"""Price breaks: a purchased price that depends on how much is bought a week.

For each source (i, n) with breaks q[1] < q[2] < ... (good output a week) and prices c[1], c[2], ..., and period t;
below q[1] the source's material_cost c[0] applies::

    make = sum over brackets j of bought[j];    sum over j of in_bracket[j] = 1              in_bracket binary
    q[j] x in_bracket[j] <= bought[j] <= q[j+1] x in_bracket[j]        (last bracket: the most that can be made)
    all_units:    every unit of the period costs the price of its bracket
    incremental:  only units beyond q[j] cost c[j], those before it the prices of the brackets they are in
    booked        sum over j of ((c[j] - c[0]) x bought[j] + step[j] x in_bracket[j]) / yield x weeks
    step[j]       0 for all_units;  sum over earlier l of c[l] x (q[l+1] - q[l]) - c[j] x q[j] for incremental

What is booked is the difference to the material_cost, which is booked as ever: negative where the break saves money.
Each bracket has flows of its own (the multiple-choice model of Croxton, Gendron and Magnanti 2003), so the relaxation
is as tight as that of a single source can be. Exactly at a break the cheaper of its two sides applies. Nothing is
bought that the plan can have no use for, however cheap. Surge premiums stay a share of material_cost.

Prices are for units started, like material_cost, and in the currency of the site. Today's plan (baseline) has them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Severity, Violation
from models.limits import most_made
from models.modelling import pyo
from models.plan import NOTHING, Production
from models.schema import Numbers, Sheet, Texts, number, reference, text
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.schema import Record

ALL_UNITS, INCREMENTAL = "all_units", "incremental"
ROUNDING = 1 + 1e-9
"""How far a break may be beyond all that can be made and still count as reached."""


class PriceBreaks(
    Sheet,
    name="Price_breaks",
    purpose="Purchased prices that fall, or rise, with the quantity.",
    key=("site", "item", "from_quantity"),
):
    """Prices by source and quantity."""

    site: Texts = reference("Sites", "Site of the source.")
    item: Texts = reference("Items", "Item it makes.")
    from_quantity: Numbers = number(
        "Good output from which the price holds; below the first one material_cost does.",
        unit="units/week",
        required=True,
    )
    unit_cost: Numbers = number("Price in place of material_cost.", unit="money/unit", required=True)
    behaviour: Texts = text(
        "all_units: the price is for every unit. incremental: only for those beyond from_quantity. One a source.",
        choices=(ALL_UNITS, INCREMENTAL),
        default=ALL_UNITS,
    )


class PriceLevels(Sheet, name="Price_levels", purpose="Which price break is reached.", key=("item", "site", "period")):
    """Decision: the bracket each source with price breaks is in."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period.")
    from_quantity: Numbers = number("Where the bracket begins; 0: below the first break.", unit="units/week")


class PricesPaid(Sheet, name="Prices_paid", purpose="What price breaks save.", key=("item", "site", "period")):
    """Report: price by source and period, and what the break saves."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Good output.", unit="units/week")
    from_quantity: Numbers = number("Where its price bracket begins.", unit="units/week")
    list_price: Numbers = number("The source's material_cost, in plan currency.", unit="money/unit")
    price: Numbers = number("Average price of a unit started, in plan currency.", unit="money/unit")
    saving: Numbers = number("Saved in the period; negative: paid more.", unit="money", lower=-np.inf)


@dataclass(frozen=True)
class Bracket:
    """Quantities that share a price.

    Attributes
    ----------
    begins, ends
        From and to where it holds, good output [units/week].
    extra
        Price less material_cost [money/unit].
    step
        What being in the bracket adds beside that [money/week] (0 for all_units).

    """

    begins: float
    ends: float
    extra: float
    step: float

    def ends_at(self, most: float) -> float:
        """Where it ends when no more than `most` can be made."""
        return max(min(self.ends, most), self.begins)


def brackets(problem: Problem) -> dict[ItemSite, tuple[Bracket, ...]]:
    """Brackets of each source with price breaks, smallest quantities first."""
    sheet, sources = problem[PriceBreaks], problem[Sources]
    rows: dict[ItemSite, list[int]] = {}
    for row, key in enumerate(zip(sheet.item, sheet.site, strict=True)):
        if key in problem.source_row:
            rows.setdefault(key, []).append(row)
    found = {}
    for key, own in rows.items():
        listed = float(sources.material_cost[problem.source_row[key]])
        own.sort(key=lambda row: float(sheet.from_quantity[row]))
        points = [(float(sheet.from_quantity[row]), float(sheet.unit_cost[row])) for row in own]
        points = points if points[0][0] == 0 else [(0.0, listed), *points]
        found[key] = tuple(_brackets(points, listed, incremental=sheet.behaviour[own[0]] == INCREMENTAL))
    return found


def _brackets(points: list[tuple[float, float]], listed: float, *, incremental: bool) -> Iterator[Bracket]:
    """Spell out brackets from their beginnings and prices."""
    before = 0.0
    for (begins, price), (ends, _) in pairwise([*points, (np.inf, 0.0)]):
        yield Bracket(begins, ends, price - listed, before - price * begins if incremental else 0.0)
        before += price * (ends - begins)


def check(problem: Problem) -> Iterator[Issue]:
    """Breaks of no source, of two kinds at once, out of order or out of reach."""
    sheet, last = problem[PriceBreaks], dict[tuple[str, str], int]()
    reach = {key: float(most.max()) for key, most in most_made(problem).items()} if len(sheet) else {}
    for row, (site, item) in enumerate(zip(sheet.site, sheet.item, strict=True)):
        before = last.get((item, site))
        last[item, site] = row
        if (item, site) not in problem.source_row:
            found = f"{site} does not make {item}."
            yield sheet.issue("site", row, "not-a-source", found, "Correct the row, or add the source to Sources.")
            continue
        if site not in problem.makers.get(item, ()):
            found = f"{site} is a warehouse: nothing is bought there."
            yield sheet.issue("site", row, "not-a-maker", found, "Name the source the item is bought from.")
        if before is not None and sheet.behaviour[row] != sheet.behaviour[before]:
            found = f"The breaks of {item} at {site} are {sheet.behaviour[before]} and {sheet.behaviour[row]} at once."
            yield sheet.issue("behaviour", row, "mixed-behaviour", found, "Use one of the two for every row of it.")
        if before is not None and sheet.from_quantity[row] < sheet.from_quantity[before]:
            found = f"The breaks of {item} at {site} are not listed from small to large quantities."
            remedy = "They are put in order; check that no quantity is mistyped."
            yield sheet.issue("from_quantity", row, "breaks-out-of-order", found, remedy, Severity.WARNING)
        if sheet.from_quantity[row] > reach[item, site] * ROUNDING:
            found = f"{site} never makes {sheet.from_quantity[row]:g} units of {item} a week: at most "
            found += f"{reach[item, site]:g} can be made and needed."
            remedy = "Correct the quantity, or delete the row."
            yield sheet.issue("from_quantity", row, "break-never-reached", found, remedy, Severity.WARNING)


def build(block: Any, core: Core) -> None:
    """Put the output of each source into one bracket, and book what it saves."""
    problem, m = core.problem, core.model
    of_source, most = brackets(problem), most_made(problem)
    kinds = {
        (i, n, t): [j for j, bracket in enumerate(found) if bracket.begins <= most[i, n][t] * ROUNDING]
        for (i, n), found in of_source.items()
        for t in core.periods
    }
    keys = [(*key, j) for key, inside in kinds.items() for j in inside]
    block.PRICED = pyo.Set(initialize=list(kinds), dimen=3)
    block.OF = pyo.Set(block.PRICED, initialize=kinds, dimen=1)
    block.BRACKETS = pyo.Set(initialize=keys, dimen=4)
    begins = {(i, n, t, j): of_source[i, n][j].begins for i, n, t, j in keys}
    ends = {(i, n, t, j): of_source[i, n][j].ends_at(float(most[i, n][t])) for i, n, t, j in keys}
    block.begins = pyo.Param(block.BRACKETS, initialize=begins)
    block.ends = pyo.Param(block.BRACKETS, initialize=ends)
    block.bought = pyo.Var(block.BRACKETS, within=pyo.NonNegativeReals)
    block.in_bracket = pyo.Var(block.BRACKETS, within=pyo.Binary)
    block.buys = pyo.Constraint(
        block.PRICED, rule=lambda b, i, n, t: m.make[i, n, t] == sum(b.bought[i, n, t, j] for j in b.OF[i, n, t])
    )
    block.one_bracket = pyo.Constraint(
        block.PRICED, rule=lambda b, i, n, t: sum(b.in_bracket[i, n, t, j] for j in b.OF[i, n, t]) == 1
    )
    block.buys_enough = pyo.Constraint(
        block.BRACKETS,
        rule=lambda b, i, n, t, j: b.bought[i, n, t, j] >= b.begins[i, n, t, j] * b.in_bracket[i, n, t, j],
    )
    block.buys_no_more = pyo.Constraint(
        block.BRACKETS, rule=lambda b, i, n, t, j: b.bought[i, n, t, j] <= b.ends[i, n, t, j] * b.in_bracket[i, n, t, j]
    )
    _book(block, core, of_source, keys)


def _book(
    block: Any, core: Core, of_source: dict[ItemSite, tuple[Bracket, ...]], keys: list[tuple[str, str, int, int]]
) -> None:
    """Book the difference to the material cost of the source."""
    money = {key: _money(core.problem, key) for key in of_source}
    for variable, term in ((block.bought, "extra"), (block.in_bracket, "step")):
        core.ledger.book(
            "price_breaks",
            variable,
            keys,
            [float(getattr(of_source[i, n][j], term) * money[i, n][t]) for i, n, t, j in keys],
            items=[i for i, _, _, _ in keys],
            sites=[n for _, n, _, _ in keys],
            period=[t for _, _, t, _ in keys],
        )


def _money(problem: Problem, key: ItemSite) -> Numbers:
    """Plan currency over a period for one unit of money on each good unit a week, shape (T,)."""
    started = 1.0 / float(problem[Sources].yield_[problem.source_row[key]])
    return np.asarray(started * problem.horizon.weeks * problem.exchange[key[1]])


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Bracket of every source that makes anything."""
    keys, names, of_source = list(block.BRACKETS), core.problem.horizon.names, brackets(core.problem)
    chosen = zip(keys, *(solution.at(v, keys).tolist() for v in (block.in_bracket, block.bought)), strict=True)
    yield PriceLevels.of(
        [
            (i, n, names[t], of_source[i, n][j].begins)
            for (i, n, t, j), is_in, quantity in chosen
            if is_in > 1 / 2 and quantity > NOTHING
        ]
    )


def _paid(problem: Problem, plan: Plan) -> Iterator[tuple[ItemSite, int, float, Bracket | None, float]]:
    """Source, period, good output, bracket (None: the plan states none) and extra cost of all that is bought."""
    of_source, number_of = brackets(problem), problem.horizon.number
    begins = {(i, n, period): quantity for i, n, period, quantity in plan[PriceLevels]}
    for item, site, period, quantity in plan[Production]:
        key, t = (item, site), number_of(period)
        if key in of_source:
            stated = begins.get((item, site, period))
            bracket = next((b for b in of_source[key] if b.begins == stated), None)
            extra = (bracket.extra * quantity + bracket.step) * float(_money(problem, key)[t]) if bracket else 0.0
            yield key, t, quantity, bracket, extra


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute what breaks save; every quantity must be in its bracket."""
    found, names = Audited(len(problem.horizon)), problem.horizon.names
    for (item, site), t, quantity, bracket, extra in _paid(problem, plan):
        found.spend("price_breaks", t, extra)
        off = max(bracket.begins - quantity, quantity - bracket.ends, 0.0) if bracket else quantity
        where = f"{item} at {site}, {names[t]}"
        found.violations.append(Violation("quantity in its price bracket", where, off, off / max(quantity, 1.0)))
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Price and saving by source and period."""
    sources, rows = problem[Sources], []
    for key, t, quantity, bracket, extra in _paid(problem, plan):
        row = problem.source_row[key]
        listed = float(sources.material_cost[row] * problem.exchange[key[1]][t])
        started = quantity / float(sources.yield_[row]) * float(problem.horizon.weeks[t])
        begins = bracket.begins if bracket else 0.0
        rows.append((*key, problem.horizon.names[t], quantity, begins, listed, listed + extra / started, -extra))
    yield PricesPaid.of(rows)


FEATURE = Feature(
    name="price_breaks",
    sheets=(PriceBreaks,),
    results=(PriceLevels,),
    applies=lambda problem: bool(len(problem[PriceBreaks])),
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    tables=tables,
    reports=(PricesPaid,),
)
