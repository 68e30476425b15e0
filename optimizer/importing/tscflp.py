"""Two-stage capacitated facility location as text: plants, depots (satellites) and customers, costs at both levels.

Two orders of the same figures are in use, told apart by how the lines are broken; sizes are I plants, J depots, K
customers and, where there are several, L products::

    I J K [L]                                       I J K [L]
    demand           K lines of L                   demand           K lines of L
    plants           I lines: L capacities, fixed   depots           J lines: L capacities, fixed
    plant to depot   L times I lines of J           plant to depot   L times I lines of J
    depots           J lines: L capacities, fixed   plants           I lines: L capacities, fixed
    depot to cust.   L times J lines of K           depot to cust.   L times J lines of K

Costs are for one unit. The first order is that of the files PSC1-C1-50 and the like (Fernandes et al. 2014, one
product; Mauri et al. 2021, several), and what a file without telling line breaks is read in.
One year of 52 weeks, as in :mod:`optimizer.importing.orlib_cap`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.book import GOODS, YEAR, demand, lane, one_period, site, source
from optimizer.importing.figures import Figures
from optimizer.importing.imported import Choices, Imported, Records
from optimizer.importing.text import Word, first_figures, line_lengths, note, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.issue import Issue

Levels = tuple[tuple[tuple[float, ...], float], ...]
"""Capacity for each product [units/year] and fixed cost [money/year], for each plant or depot."""
Costs = tuple[tuple[tuple[float, ...], ...], ...]
"""Cost of one unit by product, origin and destination."""
ONE, SEVERAL = 3, 4
"""Sizes on the first line with one product, and with several."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    plants: int
    depots: int
    customers: int
    products: int

    @property
    def figures(self) -> int:
        """Figures that follow the sizes."""
        levels = (self.plants + self.depots) * (self.products + 1)
        return self.customers * self.products + levels + self.products * self.depots * (self.plants + self.customers)

    def __str__(self) -> str:
        goods = f" and {self.products} products" if self.products > 1 else ""
        return f"{self.plants:,} plants, {self.depots:,} depots, {self.customers:,} customers{goods}"

    def lines(self, *, depots_first: bool) -> list[int]:
        """Figures in each line that follows the sizes."""
        level = {True: [self.products + 1] * self.depots, False: [self.products + 1] * self.plants}
        inbound = [self.depots] * (self.products * self.plants)
        outbound = [self.customers] * (self.products * self.depots)
        wanted = [self.products] * self.customers
        return [*wanted, *level[depots_first], *inbound, *level[not depots_first], *outbound]


@dataclass(frozen=True, slots=True)
class _Case:
    demand: tuple[tuple[float, ...], ...]
    plants: Levels
    depots: Levels
    inbound: Costs
    outbound: Costs


def read(path: Path, choices: Choices) -> Imported:
    """Read a file.

    Raises
    ------
    InputError
        With every figure that cannot be meant, or the place where the file is too short or too long.

    """
    words, notes = first_figures(path, read_text(path))
    figures = Figures(path, words)
    sizes = _sizes(figures, words)
    figures.expect(sizes.figures, str(sizes))
    order, remark = _order(path, words, sizes)
    case = _case(figures, sizes, depots_first=order)
    figures.accept()
    notes.extend(remark)
    notes.extend(_remarks(path, case))
    return Imported(_records(case, sizes, single_source=choices.single_source), tuple(notes))


def _sizes(figures: Figures, words: list[Word]) -> _Sizes:
    """Take three or four sizes: as many as fit the length of the file, or else as stand on its first line."""
    fits = [count for count in (ONE, SEVERAL) if _fits(words, count)]
    on_line = sum(word.line == words[0].line for word in words) if words else 0
    count = fits[0] if fits else SEVERAL if on_line == SEVERAL else ONE
    names = ("the number of plants", "the number of depots", "the number of customers", "the number of products")
    plants, depots, customers, *products = figures.sizes(*names[:count])
    return _Sizes(plants, depots, customers, *(products or [1]))


def _fits(words: list[Word], count: int) -> bool:
    """Whether as many sizes go with the length of the file."""
    sizes = [int(word.number or 0) for word in words[:count]]
    if len(sizes) < count or min(sizes) < 1:
        return False
    return len(words) - count == _Sizes(*sizes[:ONE], *(sizes[ONE:] or [1])).figures


def _order(path: Path, words: list[Word], sizes: _Sizes) -> tuple[bool, list[Issue]]:
    """Whether depots stand before plants, by the line breaks, and what is to be known about it."""
    first = words[0].line
    found, plants, depots = line_lengths(words), sizes.lines(depots_first=False), sizes.lines(depots_first=True)
    if plants != depots and found == plants:
        return False, []
    if plants != depots and found == depots:
        return True, [note(path, first, "settled", "By the line breaks, depots stand before plants.")]
    told = "Line breaks do not tell whether plants or depots stand first: plants are taken to."
    return False, [note(path, first, "settled", told, "Compare the fixed costs on the sheet Sites.")]


def _case(figures: Figures, sizes: _Sizes, *, depots_first: bool) -> _Case:
    products = range(1, sizes.products + 1)

    def level(kind: str, count: int) -> Levels:
        return tuple(
            (
                tuple(figures.take(f"The capacity of {kind} {n}{_of(p, sizes)}") for p in products),
                figures.take(f"The fixed cost of {kind} {n}"),
            )
            for n in range(1, count + 1)
        )

    def costs(kinds: tuple[str, str], origins: int, destinations: int) -> Costs:
        return tuple(
            tuple(
                tuple(
                    figures.take(f"The cost from {kinds[0]} {o} to {kinds[1]} {d}{_of(p, sizes)}")
                    for d in range(1, destinations + 1)
                )
                for o in range(1, origins + 1)
            )
            for p in products
        )

    wanted = tuple(
        tuple(figures.take(f"The demand of customer {k}{_of(p, sizes)}") for p in products)
        for k in range(1, sizes.customers + 1)
    )
    levels = {"plant": sizes.plants, "depot": sizes.depots}
    order = ("depot", "plant") if depots_first else ("plant", "depot")
    before = level(order[0], levels[order[0]])
    inbound = costs(("plant", "depot"), sizes.plants, sizes.depots)
    found = {order[0]: before, order[1]: level(order[1], levels[order[1]])}
    outbound = costs(("depot", "customer"), sizes.depots, sizes.customers)
    return _Case(wanted, found["plant"], found["depot"], inbound, outbound)


def _of(product: int, sizes: _Sizes) -> str:
    return f" of product {product}" if sizes.products > 1 else ""


def _remarks(path: Path, case: _Case) -> Iterator[Issue]:
    idle = sum(not any(wanted) for wanted in case.demand)
    if idle:
        yield note(path, 0, "not-carried-over", f"{idle:,} customers want nothing, and are left out.")


def _records(case: _Case, sizes: _Sizes, *, single_source: bool) -> Records:
    items = tuple(f"product {p}" for p in range(1, sizes.products + 1)) if sizes.products > 1 else (GOODS,)
    book = one_period(YEAR, items=items)
    _open(book, "plant", case.plants, items)
    _open(book, "warehouse", case.depots, items)
    wanted = {f"C{k}": dict(zip(items, row, strict=True)) for k, row in enumerate(case.demand, 1) if any(row)}
    for customer, quantities in wanted.items():
        book["Sites"].append(site(customer, "market"))
        book["Demand"] += [demand(customer, item, units / YEAR) for item, units in quantities.items() if units]
    named = items if len(items) > 1 else ("ALL",)
    for p, item in enumerate(items):
        book["Lead_times"] += [
            lane(f"P{i}", f"D{j}", cost, item=named[p])
            for i, row in enumerate(case.inbound[p], 1)
            for j, cost in enumerate(row, 1)
        ]
        for customer, quantities in wanted.items():
            k = int(customer[1:]) - 1
            whole = {"min_shipment": quantities[item] / YEAR} if single_source else {}
            book["Lead_times"] += [
                lane(f"D{j}", customer, row[k], item=named[p], **whole)
                for j, row in enumerate(case.outbound[p], 1)
                if quantities[item]
            ]
    return book


def _open(book: Records, role: str, levels: Levels, items: tuple[str, ...]) -> None:
    """Let plants or depots be opened."""
    for n, (capacities, fixed) in enumerate(levels, 1):
        name = f"{'P' if role == 'plant' else 'D'}{n}"
        book["Sites"].append(site(name, role, status="potential", fixed_cost=fixed))
        book["Sources"] += [
            source(name, item, capacity / YEAR) for item, capacity in zip(items, capacities, strict=True)
        ]
