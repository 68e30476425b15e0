"""Warehouse location in the format of the OR-Library (Beasley 1988): files cap41 to cap134, capa, capb and capc.

::

    m n                          sites and customers
    capacity fixed_cost          of each site, in m lines; the word capacity stands where it is chosen
    demand                       of each customer, then
    cost_1 ... cost_m            cost of serving ALL of its demand from each site, in as many lines as it takes

Some collections write the same figures in another order, told by its line breaks: behind the sites one line with all
demands, then a line for each site with its costs for every customer.

Customers may be served by several sites, or each by one. One year of 52 weeks: quantities become weekly rates, fixed
costs stay yearly, and the cost of serving a whole demand becomes the freight of one unit. A customer without demand
that still costs something is visited once a year: an item of its own, that takes no capacity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from optimizer.importing.book import GOODS, YEAR, demand, lane, one_period, site, source
from optimizer.importing.figures import Figures
from optimizer.importing.imported import Choices, Imported, Records
from optimizer.importing.text import first_figures, line_lengths, note, problem, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.issue import Issue

OPEN = "capacity"
"""Word in place of every capacity in the large files."""
VISITS = "visits"


@dataclass(frozen=True, slots=True)
class _Case:
    """Capacity [units/year] and fixed cost of each site; demand [units/year] and costs of each customer.

    `is_open` is the line in which a capacity is left open, 0 if none is.
    """

    capacity: tuple[float, ...]
    fixed_cost: tuple[float, ...]
    demand: tuple[float, ...]
    costs: tuple[tuple[float, ...], ...]
    is_open: int


def read(path: Path, choices: Choices) -> Imported:
    """Read a file; `choices.capacity` stands for the word capacity, infinite for none at any site.

    Raises
    ------
    InputError
        With every figure that cannot be meant, or the place where the file is too short or too long.

    """
    words, notes = first_figures(path, read_text(path))
    figures = Figures(path, words)
    sites, customers = figures.sizes("the number of sites", "the number of customers")
    reason = f"{sites:,} sites with 2 each and {customers:,} customers with {sites + 1:,} each"
    figures.expect(2 * sites + customers * (sites + 1), reason)
    by_site = line_lengths(words) == [2] * sites + [customers] * (sites + 1) and customers > 1
    if by_site:
        found = "By the line breaks, all demands stand in one line, and then the costs of each site."
        notes.append(note(path, words[0].line, "settled", found))
    case = _case(figures, (sites, customers), choices.capacity, by_site=by_site)
    figures.issues.extend(_wrong_choice(path, case, choices.capacity))
    figures.accept()
    records = _records(case, single_source=choices.single_source)
    return Imported(records, (*notes, *_remarks(path, case, choices.capacity)))


def _case(figures: Figures, sizes: tuple[int, int], chosen: float | None, *, by_site: bool) -> _Case:
    sites, customers = sizes
    capacity, fixed, is_open = [], [], 0
    for m in range(1, sites + 1):
        if figures.take_word(OPEN):
            is_open = is_open or figures.line
            given = math.inf if chosen is None else chosen
        else:
            given = figures.take(f"The capacity of site {m}")
        capacity.append(math.inf if chosen == math.inf else given)
        fixed.append(figures.take(f"The fixed cost of site {m}"))
    wanted: list[float] = []
    costs: dict[tuple[int, int], float] = {}

    def take_demand(n: int) -> None:
        wanted.append(figures.take(f"The demand of customer {n + 1}"))

    def take_cost(n: int, m: int) -> None:
        costs[n, m] = figures.take(f"The cost of customer {n + 1} from site {m + 1}")

    if by_site:
        for n in range(customers):
            take_demand(n)
        for m, n in product(range(sites), range(customers)):
            take_cost(n, m)
    else:
        for n in range(customers):
            take_demand(n)
            for m in range(sites):
                take_cost(n, m)
    table = tuple(tuple(costs[n, m] for m in range(sites)) for n in range(customers))
    return _Case(tuple(capacity), tuple(fixed), tuple(wanted), table, is_open)


def _wrong_choice(path: Path, case: _Case, chosen: float | None) -> Iterator[Issue]:
    if case.is_open and chosen is None:
        found = "The file leaves the capacity open: the word 'capacity' stands where the figure belongs."
        remedy = "Choose it with --capacity N, or --capacity none for sites without limit."
        yield problem(path, case.is_open, "choice-missing", found, remedy)
    if chosen is not None and chosen < math.inf and not case.is_open:
        found = "The file states the capacity of every site, and does not leave it open."
        remedy = "Leave --capacity out, or choose --capacity none for sites without limit."
        yield problem(path, 0, "choice-unused", found, remedy)


def _remarks(path: Path, case: _Case, chosen: float | None) -> Iterator[Issue]:
    if chosen == math.inf:
        found = "No site has a limit: capacities are left out, as --capacity none asks for."
        yield note(path, 0, "settled", found)
    visited = sum(not wanted and any(costs) for wanted, costs in zip(case.demand, case.costs, strict=True))
    if visited:
        found = (
            f"{visited:,} customers want nothing and still cost something: each is visited once, as an item of its own."
        )
        yield note(path, 0, "settled", found)


def _records(case: _Case, *, single_source: bool) -> Records:
    book = one_period(YEAR)
    for m, (capacity, fixed) in enumerate(zip(case.capacity, case.fixed_cost, strict=True), 1):
        book["Sites"].append(site(f"W{m}", "supplier", status="potential", fixed_cost=fixed))
        book["Sources"].append(source(f"W{m}", GOODS, capacity / YEAR))
    for n, (wanted, costs) in enumerate(zip(case.demand, case.costs, strict=True), 1):
        if wanted or any(costs):
            _serve(book, f"C{n}", wanted, costs, single_source=single_source)
    return book


def _serve(book: Records, customer: str, wanted: float, costs: tuple[float, ...], *, single_source: bool) -> None:
    """Let each site serve a customer; one that wants nothing is visited."""
    item, units = (GOODS, wanted) if wanted else (VISITS, 1.0)
    if item == VISITS and len(book["Items"]) == 1:
        book["Items"].append({"item": VISITS, "value": 1.0})
        book["Sources"] += [source(f"W{m}", VISITS) for m in range(1, len(costs) + 1)]
    book["Sites"].append(site(customer, "market"))
    book["Demand"].append(demand(customer, item, units / YEAR))
    whole = {"min_shipment": units / YEAR} if single_source else {}
    book["Lead_times"] += [lane(f"W{m}", customer, cost / units, **whole) for m, cost in enumerate(costs, 1)]
