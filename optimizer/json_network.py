"""The network behind a plan as JSON: where its sites are, how long its periods, what its items, who makes them today.

Rates of the plan's tables are per week and its sites are names; with this they add up to totals, regions and countries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.plan import Production
from models.sheets import Items

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """A site, and what it belongs to; bloc is "" where none is given."""

    site: str
    role: str
    region: str
    country: str
    bloc: str
    domestic: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A period: its name, first day and length [weeks]."""

    period: str
    start: str
    weeks: float


@dataclass(frozen=True, slots=True)
class Good:
    """An item: how critical, its value [money/unit], whether nothing is made of it, and how many can make it."""

    item: str
    criticality: str
    value: float
    finished: bool
    makers: int


@dataclass(frozen=True, slots=True)
class MadeToday:
    """What a site makes of an item in today's plan, over the whole horizon [units]."""

    item: str
    site: str
    units: float


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """Sites, periods, items, and what is made where in today's plan; nothing when there is no baseline."""

    sites: tuple[Place, ...]
    periods: tuple[Span, ...]
    items: tuple[Good, ...]
    made_today: tuple[MadeToday, ...]


def network_facts(problem: Problem, today: Plan | None) -> NetworkFacts:
    """Gather the facts of a problem.

    Parameters
    ----------
    today
        Today's plan, evaluated by the same model; None when the workbook gives no baseline.

    """
    horizon, of_site, items = problem.horizon, problem.geography.of_site, problem[Items]
    finished = set(problem.recipes.finished)
    return NetworkFacts(
        sites=tuple(
            Place(
                site, role, of_site["region"][site], of_site["country"][site], of_site["bloc"][site] or "",
                site in problem.geography.domestic,
            )
            for site, role in problem.role.items()
        ),
        periods=tuple(
            Span(name, str(start), float(weeks))
            for name, start, weeks in zip(horizon.names, horizon.starts[:-1], horizon.weeks, strict=True)
        ),
        items=tuple(
            Good(item, criticality, float(value), item in finished, len(problem.makers.get(item, ())))
            for item, criticality, value in zip(items.item, items.criticality, items.value, strict=True)
        ),
        made_today=() if today is None else _made(problem, today),
    )  # fmt: skip


def _made(problem: Problem, plan: Plan) -> tuple[MadeToday, ...]:
    units: dict[tuple[str, str], float] = {}
    for item, site, period, rate in plan[Production]:
        if site in problem.makers.get(item, ()):
            weeks = float(problem.horizon.weeks[problem.horizon.number(period)])
            units[item, site] = units.get((item, site), 0.0) + float(rate) * weeks
    return tuple(MadeToday(item, site, amount) for (item, site), amount in units.items())
