"""Tariffs: duty on goods that cross a border, by path, item, programme and date.

::

    duty  = sum (rate[lane,t] x value[i] + specific[lane,t]) x ship x weeks
    rate  = sum over programmes in force, each weighted with the share of the period it is in force,
            less what is refunded; of the programmes that do not stack only the dearest counts

Within one programme the most specific row applies (item before class before ALL, then site before region before
country before bloc before ALL). Customs value is the item's value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.geography import resolve_items
from models.plan import Flows
from models.schema import Dates, Flags, Numbers, Sheet, Texts, date, flag, number, reference, text
from models.sheets import ALL, Items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.lanes import Lane
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


class Tariffs(
    Sheet,
    name="Tariffs",
    purpose="Duty on what crosses a border between two countries.",
    key=("origin", "destination", "item", "programme", "start"),
):
    """Ad-valorem and specific duties by date."""

    origin: Texts = reference("place", "Where it comes from: a country, region, bloc or site.", words=(ALL,))
    destination: Texts = reference("place", "Where it goes.", words=(ALL,))
    item: Texts = reference("items", "Item, class:Critical and so on, or ALL.", required=False, default=ALL)
    programme: Texts = text("Legal base, e.g. MFN or Section 301; blank is a programme of its own.")
    rate: Numbers = number("Duty as a share of the item's value.", unit="fraction", required=True, upper=10.0)
    specific: Numbers = number("Duty for each unit, on top.", unit="money/unit", default=0.0)
    start: Dates = date("First day in force; blank: always was.")
    end: Dates = date("Last day in force; blank: no end.")
    refundable: Numbers = number("Share that is paid back, e.g. on re-export.", unit="fraction", default=0.0, upper=1.0)
    stacks: Flags = flag(
        "Yes: added to other programmes. No: only the dearest of those that do not stack.", default=True
    )


class DutyPaid(
    Sheet,
    name="Duty",
    purpose="Duty by programme, item, origin country and period.",
    key=("programme", "item", "origin_country", "destination_country", "period"),
):
    """Report: duty by programme."""

    programme: Texts = text("Programme.")
    item: Texts = text("Item.")
    origin_country: Texts = text("Country the goods leave.")
    destination_country: Texts = text("Country they enter.")
    period: Texts = text("Period of departure.")
    duty: Numbers = number("Duty after refunds.", unit="money")


Matches = tuple[tuple[int, tuple[int, int]], ...]
"""Rows of Tariffs that apply to a lane, with how general each is."""


@dataclass(frozen=True)
class Charge:
    """Duty of one programme on one unit, after refunds, in money, shape (T,)."""

    programme: str
    money: Numbers


class _Matcher:
    """Finds the rows for a lane; the answer is the same for all lanes between the same two sites."""

    def __init__(self, problem: Problem) -> None:
        sheet, geography = problem[Tariffs], problem.geography
        self._country = geography.of_site["country"]
        self._scopes = []
        for row in range(len(sheet)):
            items = resolve_items(problem[Items], sheet.item[row])
            origin, destination = geography.resolve(sheet.origin[row]), geography.resolve(sheet.destination[row])
            if items and origin and destination:
                rank = (items[0], origin[0] + destination[0])
                self._scopes.append((row, rank, set(items[1]), set(origin[1]), set(destination[1])))

    def rows(self, lane: Lane) -> Matches:
        item, origin, destination, _ = lane
        if self._country[origin] == self._country[destination]:
            return ()
        return tuple(
            (row, rank)
            for row, rank, items, origins, destinations in self._scopes
            if item in items and origin in origins and destination in destinations
        )


def charges(problem: Problem, rows: Matches, value: float) -> tuple[Charge, ...]:
    """Duty on one unit by programme and period.

    The horizon is cut at every first and last day of a row; in each stretch each programme's most specific row in
    force counts, and of the programmes that do not stack only the dearest.
    """
    sheet, horizon = problem[Tariffs], problem.horizon
    spans = {}
    for row, _ in rows:
        first, last = sheet.start[row], sheet.end[row]
        begin = 0.0 if np.isnat(first) else horizon.week_of(first)
        finish = horizon.end if np.isnat(last) else horizon.week_of(last + np.timedelta64(1, "D"))
        spans[row] = (begin, finish)
    cuts = sorted({0.0, horizon.end, *(week for span in spans.values() for week in span)})
    paid: dict[str, Numbers] = {}
    for begin, finish in pairwise(cuts):
        best: dict[str, tuple[tuple[int, int], int]] = {}
        for row, rank in rows:
            programme = sheet.programme[row]
            in_force = spans[row][0] <= begin and finish <= spans[row][1]
            if in_force and (programme not in best or rank < best[programme][0]):
                best[programme] = (rank, row)
        share = horizon.cover(begin, finish)
        for programme, money in _stacked(sheet, [row for _, row in best.values()], value):
            paid[programme] = paid.get(programme, np.zeros(len(horizon))) + money * share
    return tuple(Charge(programme, money) for programme, money in paid.items())


def _stacked(sheet: Tariffs, rows: list[int], value: float) -> list[tuple[str, float]]:
    """Duties on one unit that are really paid, of those in force together."""
    full = {row: float((sheet.rate[row] * value + sheet.specific[row]) * (1.0 - sheet.refundable[row])) for row in rows}
    exclusive = [row for row in rows if not sheet.stacks[row]]
    dearest = max(exclusive, key=lambda row: full[row], default=-1)
    return [(sheet.programme[row], full[row]) for row in rows if sheet.stacks[row] or row == dearest]


def duty_rates(problem: Problem) -> Numbers:
    """Duty on one unit of each lane and period [money/unit], shape (lanes, T)."""
    matcher, found = _Matcher(problem), np.zeros((len(problem.lanes), len(problem.horizon)))
    known: dict[tuple[Any, float], Numbers] = {}
    for a, lane in enumerate(problem.lanes.keys):
        rows, value = matcher.rows(lane), problem.value[lane[0]]
        if rows and (rows, value) not in known:
            parts = [charge.money for charge in charges(problem, rows, value)]
            known[rows, value] = np.sum(parts, axis=0) if parts else np.zeros(len(problem.horizon))
        if rows:
            found[a] = known[rows, value]
    return found


def check(problem: Problem) -> Iterator[Issue]:
    """Rows that end before they start, and rows of one programme that overlap without one being more specific."""
    sheet = problem[Tariffs]
    for row in np.flatnonzero(sheet.end < sheet.start).tolist():
        found = f"The tariff ends on {sheet.end[row]}, before it starts on {sheet.start[row]}."
        yield sheet.issue("end", row, "ends-before-start", found, "Correct one of the two dates.")
    seen: dict[tuple[str, ...], list[int]] = {}
    for row in range(len(sheet)):
        address = _address(sheet, row)
        for other in seen.setdefault(address, []):
            if _overlap(sheet, row, other):
                found = f"This row and {sheet.cell('start', other)} give two rates of one programme for the same days."
                remedy = "End the earlier one the day before the later one starts."
                yield sheet.issue("start", row, "overlapping-dates", found, remedy)
        seen[address].append(row)
    yield from _check_ties(problem, sheet)


def _check_ties(problem: Problem, sheet: Tariffs) -> Iterator[Issue]:
    """Rows of one programme that describe a lane equally well on the same days: their order must not decide."""
    matcher, known, said = _Matcher(problem), set[Matches](), set[tuple[int, int]]()
    for lane in problem.lanes.keys:
        matches = matcher.rows(lane)
        pairs = () if matches in known else combinations(matches, 2)
        known.add(matches)
        for (other, other_rank), (row, rank) in pairs:
            same = sheet.programme[row] == sheet.programme[other] and rank == other_rank
            if not same or (other, row) in said or _address(sheet, row) == _address(sheet, other):
                continue
            if _overlap(sheet, row, other):
                said.add((other, row))
                cell, (item, origin, destination, _) = sheet.cell("origin", other), lane
                found = f"This row and {cell} both give the rate of {item} from {origin} to {destination}."
                remedy = "Make one of them more specific, e.g. name the site or the item."
                yield sheet.issue("origin", row, "ambiguous-tariff", found, remedy)


def _address(sheet: Tariffs, row: int) -> tuple[str, ...]:
    return sheet.origin[row], sheet.destination[row], sheet.item[row], sheet.programme[row]


def _overlap(sheet: Tariffs, one: int, other: int) -> bool:
    first = [np.datetime64("0001-01-01") if np.isnat(d) else d for d in (sheet.start[one], sheet.start[other])]
    last = [np.datetime64("9999-12-31") if np.isnat(d) else d for d in (sheet.end[one], sheet.end[other])]
    return bool(max(first) <= min(last))


def build(_: Any, core: Core) -> None:
    """Book duty on every lane."""
    core.book_shipping("duty", duty_rates(core.problem))


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute duty day by day for every flow of the plan, without the shares the model uses."""
    horizon, flows, sheet = problem.horizon, plan[Flows], problem[Tariffs]
    matcher, found, daily = _Matcher(problem), Audited(len(horizon)), {}
    for item, origin, destination, mode, period, quantity in flows:
        matches = matcher.rows((item, origin, destination, mode))
        if not matches:
            continue
        value = problem.value[item]
        if (matches, value) not in daily:
            daily[matches, value] = _duty_by_day(problem, sheet, matches, value)
        t = horizon.number(period)
        first, last = ((horizon.starts[s] - horizon.starts[0]).astype(int) for s in (t, t + 1))
        found.spend("duty", t, quantity * horizon.weeks[t] * daily[matches, value][first:last].mean())
    return found


def _duty_by_day(problem: Problem, sheet: Tariffs, matches: Matches, value: float) -> Numbers:
    """Duty on one unit on each day of the plan."""
    starts = problem.horizon.starts
    days = np.arange(starts[0], starts[-1])
    always = np.ones(len(days), dtype=bool)
    money, dearest_exclusive = np.zeros(len(days)), np.zeros(len(days))
    for programme in dict.fromkeys(sheet.programme[row] for row, _ in matches):
        free = always.copy()
        for row, _ in sorted((m for m in matches if sheet.programme[m[0]] == programme), key=lambda m: m[1]):
            since = always if np.isnat(sheet.start[row]) else days >= sheet.start[row]
            until = always if np.isnat(sheet.end[row]) else days <= sheet.end[row]
            counts = free & since & until
            duty = (sheet.rate[row] * value + sheet.specific[row]) * (1.0 - sheet.refundable[row])
            if sheet.stacks[row]:
                money[counts] += duty
            else:
                dearest_exclusive[counts] = np.maximum(dearest_exclusive[counts], duty)
            free &= ~counts
    return money + dearest_exclusive


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Duty by programme, item, countries and period."""
    horizon, flows, country = problem.horizon, plan[Flows], problem.geography.of_site["country"]
    matcher = _Matcher(problem)
    paid: dict[tuple[str, ...], float] = {}
    for item, origin, destination, mode, period, quantity in flows:
        t = horizon.number(period)
        matches = matcher.rows((item, origin, destination, mode))
        for charge in charges(problem, matches, problem.value[item]) if matches else ():
            key = (charge.programme, item, country[origin], country[destination], period)
            paid[key] = paid.get(key, 0.0) + quantity * float(horizon.weeks[t] * charge.money[t])
    yield DutyPaid.of([(*key, money) for key, money in paid.items() if money])


FEATURE = Feature(
    name="tariffs", sheets=(Tariffs,), check=check, build=build, audit=audit, tables=tables, reports=(DutyPaid,)
)
