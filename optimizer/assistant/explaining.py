"""Why a plan is as it is: who supplies what and why, what binds, what rules cost, what breaks first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.capacity_use import CapacityUse
from models.plan import Production
from models.reports.mix import SourcingMix
from models.reports.reasons import FULL, NO_SLACK
from models.reports.resilience import Resilience
from models.reports.rules import SERVED, RulesTable, figure
from models.reports.verdicts import FAIL
from optimizer.assistant.answers import Explained
from optimizer.assistant.bounds import Cut
from optimizer.assistant.entries import Binding, FullCapacity, RuleCosts, Stretch, Supply, Weakness
from optimizer.assistant.telling import figures_of, penalties_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from optimizer.assistant.answers import Found
    from optimizer.plan_tables import PlanTables

    Row = Mapping[str, Any]

MOST_FIGURES, MOST_SUPPLIES, MOST_RULES, MOST_FULL, MOST_EVENTS, MOST_STRETCHES = 40, 40, 30, 30, 15, 26
MOST_PERIODS = 60
SAME = 0.0005
"""Difference of two shares that is not told."""
PRICING = (
    "To see what a hard rule costs, loosen it in a copy of the workbook or on its sheet Scenarios, solve both, and "
    "compare the two plans."
)


def explained(file: str, kind: str, plan: PlanTables, found: Found, item: str | None = None) -> Explained:
    """Explain a plan.

    Parameters
    ----------
    file, kind
        What is explained, and whether it is a plan or a workbook.
    found
        What came of the search for it.
    item
        Supplies, rules and capacities of this item only; None: of all.

    """
    cut, periods = Cut(), periods_of(plan)
    return Explained(
        file,
        kind,
        found,
        figures=cut.first("figures", figures_of(plan), MOST_FIGURES),
        mix=cut.first("mix", _supplies(_of_item(plan[SourcingMix], item), periods), MOST_SUPPLIES),
        binding=cut.first("binding", _binding(_of_item(plan[RulesTable], item), periods), MOST_RULES),
        full=cut.first("full", _full(_of_item(plan[CapacityUse], item), periods), MOST_FULL),
        rule_costs=RuleCosts(penalties_of(plan), plan.lock_cost, PRICING),
        breaks_first=cut.first("breaks_first", _weaknesses(plan[Resilience]), MOST_EVENTS),
        left_out=cut.left_out,
    )


def periods_of(plan: PlanTables) -> tuple[str, ...]:
    """Periods of a plan in their order: the capacity of a source has a row for each."""
    rows = (*plan[CapacityUse], *plan[Production], *plan[SourcingMix])
    return tuple(dict.fromkeys(row["period"] for row in rows))


def items_of(plan: PlanTables) -> list[str]:
    """Items that a plan supplies."""
    return list(dict.fromkeys(row["item"] for row in plan[SourcingMix]))


def _of_item(rows: Iterable[Row], item: str | None) -> list[Row]:
    return [row for row in rows if item is None or row["item"].casefold() == item.casefold()]


def _groups(rows: Iterable[Row], *names: str) -> Iterator[tuple[Row, ...]]:
    """Rows that share these columns, in the order in which they are first met."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return map(tuple, found.values())


def _supplies(rows: Sequence[Row], periods: Sequence[str]) -> Iterator[Supply]:
    for parts in _groups(rows, "item", "destination", "source"):
        last = parts[-1]
        shares = {row["period"]: row["share"] or 0.0 for row in parts}
        stretches = tuple(_stretches(shares, periods))[:MOST_STRETCHES]
        yield Supply(
            last["item"], last["destination"], last["source"], last["country"], stretches, last["landed_cost"],
            last["why"],
        )  # fmt: skip


def _stretches(shares: Mapping[str, float], periods: Sequence[str]) -> Iterator[Stretch]:
    """Periods one after the other with nearly the same share, as one."""
    first = last = ""
    share: float | None = None
    for period in (*periods, ""):
        now = shares.get(period)
        if share is not None and (now is None or abs(now - share) > SAME):
            yield Stretch(first, last, round(share, 4))
            share = None
        if now is not None:
            first, share = (period, now) if share is None else (first, share)
            last = period


def _binding(rows: Iterable[Row], periods: Sequence[str]) -> Iterator[Binding]:
    """Rules that are missed, then rules without slack; that demand must be served binds always, and is left out."""
    told = [row for row in rows if not row["kept"] or (row["measure"] != SERVED and _binds(row))]
    for same in _groups(told, "rule", "cell", "item", "scope", "measure", "limit"):
        worst = min(same, key=lambda row: row["slack"] or 0.0)
        required = math.nan if worst["required"] is None else worst["required"]
        yield Binding(
            worst["rule"], worst["cell"], worst["item"], worst["scope"],
            f"{worst['measure']} {worst['limit']} {figure(required, worst['unit'])}", worst["required"],
            worst["achieved"], worst["unit"], _in_order(same, periods), not all(row["kept"] for row in same),
            worst["hard"],
        )  # fmt: skip


def _binds(row: Row) -> bool:
    slack, required = row["slack"], row["required"]
    return slack is not None and required is not None and bool(slack <= NO_SLACK * max(1.0, abs(required)))


def _in_order(rows: Iterable[Row], periods: Sequence[str]) -> tuple[str, ...]:
    """Periods of some rows, in the order of the plan."""
    found = {row["period"] for row in rows}
    return tuple(period for period in periods if period in found)[:MOST_PERIODS]


def _full(rows: Iterable[Row], periods: Sequence[str]) -> Iterator[FullCapacity]:
    told = [row for row in rows if (row["utilisation"] or 0.0) >= FULL]
    for same in _groups(told, "item", "site"):
        yield FullCapacity(same[0]["item"], same[0]["site"], _in_order(same, periods))


def _weaknesses(rows: Iterable[Row]) -> list[Weakness]:
    """Return every event in the period where it does most harm, the most harmful event first."""
    worst = [min(same, key=_harm) for same in _groups(rows, "event", "kind", "time_to_recover")]
    return [
        Weakness(
            row["event"], row["kind"], row["period"], row["verdict"], row["served"], row["required_service"],
            row["time_to_survive"], row["time_to_recover"], row["lost_money"], row["buffers_drawn"],
            row["second_sources"], row["remark"],
        )
        for row in sorted(worst, key=_harm)
    ]  # fmt: skip


def _harm(row: Row) -> tuple[float, ...]:
    """Place of a test: a rule is missed, goods run out longest before all is back, least is served, most is lost."""
    margin, served = row["margin"], row["served"]
    return (
        row["verdict"] != FAIL,
        math.inf if margin is None else margin,
        math.inf if served is None else served,
        -(row["lost_money"] or 0.0),
    )
