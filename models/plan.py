"""The plan: tables of decisions, and what they cost. Its columns are the headers of the written workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from models.schema import Numbers, Record, Sheet, Texts, number, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

R = TypeVar("R", bound=Record)

NOTHING = 1e-9
"""Rates and stocks at or below this are not part of a plan."""


class Solution(Protocol):
    """Values of the decision variables of a solved model, read as arrays."""

    def at(self, variable: Any, keys: Sequence[Any]) -> Numbers:
        """Values of ``variable[key]`` for each key, shape (keys,)."""
        ...


class Production(Sheet, name="Production", purpose="What each source makes.", key=("item", "site", "period")):
    """Good output of each source; the throughput of a warehouse that is one."""

    item: Texts = text("Item made.")
    site: Texts = text("Site that makes it.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Good output.", unit="units/week")


class Flows(
    Sheet,
    name="Flows",
    purpose="What travels on each lane, by the period it leaves.",
    key=("item", "origin", "destination", "mode", "period"),
):
    """Shipments."""

    item: Texts = text("Item shipped.")
    origin: Texts = text("Site it leaves.")
    destination: Texts = text("Site it arrives at.")
    mode: Texts = text("Means of transport.")
    period: Texts = text("Period in which it leaves.")
    quantity: Numbers = number("Flow.", unit="units/week")


class Shortages(Sheet, name="Shortages", purpose="Demand that is not served.", key=("item", "site", "period")):
    """Unserved demand."""

    item: Texts = text("Item wanted.")
    site: Texts = text("Site that wants it.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Demand not served.", unit="units/week")


class Stock(Sheet, name="Stock", purpose="Stock at the end of each period.", key=("item", "site", "period")):
    """Stock carried over the end of a period, by kind."""

    item: Texts = text("Item kept.")
    site: Texts = text("Site that keeps it.")
    period: Texts = text("Period at whose end it is counted.")
    seasonal: Numbers = number("Stock that bridges seasons and steps.", unit="units")
    safety: Numbers = number("Stock that covers variability of demand and lead times.", unit="units")
    strategic: Numbers = number("Stock kept all period long that a disruption would draw on.", unit="units")


class OpeningStock(
    Sheet, name="Opening_stock", purpose="Buffers at the start, where none are stated.", key=("item", "site")
):
    """Stock that is there from the first day to the last."""

    item: Texts = text("Item kept.")
    site: Texts = text("Site that keeps it.")
    quantity: Numbers = number("Stock that never leaves.", unit="units")


class Surge(Sheet, name="Surge", purpose="Capacity beyond the normal one.", key=("item", "site", "period")):
    """Surge capacity in use."""

    item: Texts = text("Item.")
    site: Texts = text("Site.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Units started beyond the normal capacity.", unit="units/week")


class Blends(
    Sheet, name="Blends", purpose="Which alternative goes into what.", key=("item", "component", "site", "period")
):
    """How much of an item is made with each alternative component."""

    item: Texts = text("Item made.")
    component: Texts = text("Alternative it is made with.")
    site: Texts = text("Site that makes it.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Good output made with it.", unit="units/week")


class Backlog(Sheet, name="Backlog", purpose="Demand served late.", key=("item", "site", "period")):
    """Orders that wait, and those served after waiting."""

    item: Texts = text("Item wanted.")
    site: Texts = text("Site that wants it.")
    period: Texts = text("Period.")
    recovered: Numbers = number("Earlier demand that is served now.", unit="units/week")
    waiting: Numbers = number("Demand that still waits at the end of the period.", unit="units")


class ReadySources(
    Sheet, name="Ready_sources", purpose="Sources in use, where that is a decision.", key=("item", "site", "period")
):
    """Sources that are in use; one that makes nothing stands by."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period.")
    ready: Numbers = number("1: in use, 0: not.")


class OpenSites(Sheet, name="Open_sites", purpose="Sites that may be opened or closed.", key=("site", "period")):
    """Which of the sites with a choice are open when."""

    site: Texts = text("Site.")
    period: Texts = text("Period.")
    open_: Numbers = number("1: open, 0: not.")
    opening: Numbers = number("1: opened in this period.")
    closing: Numbers = number("1: closed in this period.")


class Orders(Sheet, name="Orders", purpose="Capacity ordered.", key=("site", "item", "option", "period")):
    """Decision: options ordered in each period."""

    site: Texts = text("Site.")
    item: Texts = text("Item or items served.")
    option: Texts = text("Option.")
    period: Texts = text("Period of the order.")
    count: Numbers = number("How many.")


class CostLines(Sheet, name="Cost_lines", purpose="Money by what it is for.", key=("driver", "item", "site", "period")):
    """Every amount of the ledger at the plan's decisions."""

    driver: Texts = text("What the money is for.")
    item: Texts = text("Item it is spent on.")
    site: Texts = text("Site it is spent at; the receiving one for transport.")
    period: Texts = text("Period in which it is spent.")
    amount: Numbers = number("Money, not discounted.", unit="money", lower=float("-inf"))
    present_value: Numbers = number("The same, discounted to the start of the plan.", unit="money", lower=float("-inf"))


class MeterLines(
    Sheet, name="Meters", purpose="What is measured beside money.", key=("meter", "item", "site", "period")
):
    """Every amount of the meters at the plan's decisions."""

    meter: Texts = text("What is measured.")
    item: Texts = text("Item it is for.")
    site: Texts = text("Site it is for; the receiving one for transport.")
    period: Texts = text("Period in which it counts.")
    amount: Numbers = number("Amount, in the meter's unit.", lower=float("-inf"))


DECISIONS: tuple[type[Sheet], ...] = (
    Production, Blends, Surge, Flows, Shortages, Backlog, Stock, OpeningStock, ReadySources, OpenSites,
)  # fmt: skip
"""Tables every plan has; features add theirs."""


@dataclass(frozen=True)
class Plan:
    """Decision tables by kind: ``plan[Flows]`` is the table of shipments."""

    tables: Mapping[type[Record], Record]

    def __getitem__(self, kind: type[R]) -> R:
        if kind not in self.tables:
            return kind.empty()
        return cast("R", self.tables[kind])

    def having(self, *records: Record) -> Plan:
        """Return a copy in which `records` take the place of the tables of their kind."""
        return Plan({**self.tables, **{type(record): record for record in records}})


def sums(keys: Iterable[Any], amounts: Iterable[float]) -> dict[Any, float]:
    """Add up amounts that share a key."""
    found: dict[Any, float] = {}
    for key, amount in zip(keys, amounts, strict=True):
        found[key] = found.get(key, 0.0) + float(amount)
    return found


def stock_kept(plan: Plan) -> dict[tuple[str, str, str], float]:
    """Stock of all kinds at the end of each period, by item, site and period [units]."""
    stock = plan[Stock]
    return sums(zip(stock.item, stock.site, stock.period, strict=True), stock.seasonal + stock.safety + stock.strategic)
