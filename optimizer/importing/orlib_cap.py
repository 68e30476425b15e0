"""Warehouse location in the format of the OR-Library (Beasley 1988): files cap41 to cap134, capa, capb and capc.

::

    m n                          sites and customers
    capacity fixed_cost          of each site, in m lines; the word capacity stands where it is chosen
    demand                       of each customer, then
    cost_1 ... cost_m            cost of serving ALL of its demand from each site, in as many lines as it takes

Customers may be served by several sites. One year of 52 weeks: quantities become weekly rates, fixed costs stay yearly,
and the cost of serving a whole demand becomes the freight of one unit. A customer without demand that still costs
something is visited once a year: an item of its own, that takes no capacity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.book import GOODS, YEAR, one_period
from optimizer.importing.figures import Figures
from optimizer.importing.imported import Choices, Imported, Records
from optimizer.importing.text import from_first_number, note, problem, read_text, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from models.issue import Issue

OPEN = "capacity"
"""Word in place of every capacity in the large files."""
VISITS = "visits"


@dataclass(frozen=True, slots=True)
class _Case:
    """Capacity [units/year] and fixed cost of each site; demand [units/year] and costs of each customer."""

    capacity: tuple[float, ...]
    fixed_cost: tuple[float, ...]
    demand: tuple[float, ...]
    costs: tuple[tuple[float, ...], ...]


def read(path: Path, choices: Choices) -> Imported:
    """Read a file; `choices.capacity` stands for the word capacity, infinite for none at any site.

    Raises
    ------
    InputError
        With every figure that cannot be meant, or the place where the file is too short or too long.

    """
    before, words = from_first_number(words_of(read_text(path)))
    figures, notes = Figures(path, words), []
    if before:
        found = f"'{' '.join(word.text for word in before[:8])}' before the first number is left out."
        notes.append(note(path, before[0].line, "settled", found))
    case = _case(path, figures, choices.capacity)
    notes += _remarks(path, case, choices.capacity)
    return Imported(_records(case), tuple(notes))


def _case(path: Path, figures: Figures, chosen: float | None) -> _Case:
    if figures.left < 2:  # noqa: PLR2004 - the two sizes
        figures.expect(2, "the numbers of sites and customers")
    sites = int(figures.take("The number of sites", lowest=1, whole=True))
    customers = int(figures.take("The number of customers", lowest=1, whole=True))
    figures.accept()
    reason = f"{sites:,} sites with 2 figures each and {customers:,} customers with {sites + 1:,} each"
    figures.expect(2 * sites + customers * (sites + 1), reason)
    capacity, fixed, is_open = [], [], 0
    for m in range(1, sites + 1):
        if figures.take_word(OPEN):
            is_open = is_open or figures.line
            capacity.append(math.inf if chosen is None else chosen)
        else:
            given = figures.take(f"The capacity of site {m}")
            capacity.append(math.inf if chosen == math.inf else given)
        fixed.append(figures.take(f"The fixed cost of site {m}", lowest=-math.inf))
    demand, costs = [], []
    for n in range(1, customers + 1):
        demand.append(figures.take(f"The demand of customer {n}"))
        costs.append(tuple(figures.take(f"The cost of customer {n} from site {m}") for m in range(1, sites + 1)))
    if is_open and chosen is None:
        found = "The file leaves the capacity open: the word 'capacity' stands where the figure belongs."
        remedy = "Choose it with --capacity N (or --capacity none for sites without limit)."
        figures.issues.append(problem(path, is_open, "choice-missing", found, remedy))
    if chosen not in {None, math.inf} and not is_open:
        found = "The file states the capacity of every site, and does not leave it open."
        remedy = "Leave out --capacity, or choose --capacity none for sites without limit."
        figures.issues.append(problem(path, 2, "choice-unused", found, remedy))
    figures.accept()
    return _Case(tuple(capacity), tuple(fixed), tuple(demand), tuple(costs))


def _remarks(path: Path, case: _Case, chosen: float | None) -> list[Issue]:
    remarks = []
    if chosen == math.inf:
        found = "No site has a limit: the capacities are left out, as --capacity none asks for."
        remarks.append(note(path, 0, "settled", found))
    visited = sum(not wanted and any(costs) for wanted, costs in zip(case.demand, case.costs, strict=True))
    if visited:
        found = (
            f"{visited:,} customers want nothing and still cost something: each is visited once, as the item visits."
        )
        remarks.append(note(path, 0, "settled", found))
    return remarks


def _records(case: _Case) -> Records:
    book = one_period(YEAR)
    for m, (capacity, fixed) in enumerate(zip(case.capacity, case.fixed_cost, strict=True), 1):
        site = {"site": f"W{m}", "region": "here", "role": "supplier", "status": "potential", "fixed_cost": fixed}
        limit = {} if math.isinf(capacity) else {"capacity": capacity / YEAR}
        book["Sites"].append(site)
        book["Sources"].append({"site": f"W{m}", "item": GOODS, "material_cost": 0.0, **limit})
    for n, (wanted, costs) in enumerate(zip(case.demand, case.costs, strict=True), 1):
        book["Sites"].append({"site": f"C{n}", "region": "here", "role": "market"})
        if wanted or any(costs):
            _serve(book, f"C{n}", wanted, costs)
    return book


def _serve(book: Records, customer: str, wanted: float, costs: tuple[float, ...]) -> None:
    """Let each site serve a customer; one that wants nothing is visited."""
    item, units = (GOODS, wanted) if wanted else (VISITS, 1.0)
    if item == VISITS and len(book["Items"]) == 1:
        book["Items"].append({"item": VISITS, "value": 0.0})
        book["Sources"] += [{"site": f"W{m}", "item": VISITS, "material_cost": 0.0} for m in range(1, len(costs) + 1)]
    book["Demand"].append({"site": customer, "item": item, "period": "year", "quantity": units / YEAR})
    for m, cost in enumerate(costs, 1):
        lane = {"origin": f"W{m}", "destination": customer, "mode": "road", "lead_time": 0.0}
        book["Lead_times"].append({**lane, "freight_cost": cost / units})
