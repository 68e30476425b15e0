"""Cases: which events the plan must be ready for, in which period they begin, and what must then be served."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.problem import worked_out_once
from models.sheets import ALL, WAREHOUSE, ResilienceRules
from models.sheets.risks import N_MINUS_1, N_MINUS_1_KINDS
from models.stress.events import group_events, items_of, scenario_events
from models.stress.hits import Hitter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.stress.event import Event

SERVICE, SURVIVAL = "service", "survival"


@dataclass(frozen=True)
class Requirement:
    """What one rule asks of one case.

    Attributes
    ----------
    row
        Row of Resilience_rules.
    measure
        ``service``: least share of demand served while the disruption lasts; ``survival``: no shortage in its window.
    column
        Column of the sheet that states the figure.
    share
        Least share served; 1 for survival.
    items
        Items with demand whose shortage counts.

    """

    row: int
    measure: str
    column: str
    share: float
    items: frozenset[str]


@dataclass(frozen=True)
class Case:
    """One event that begins at the start of one period.

    Attributes
    ----------
    event
        What is hit; without recovery when it is survival that is asked.
    t
        Period in which it begins.
    counted
        Weeks in which shortage counts.
    requirements
        What rules ask of it.

    """

    event: Event
    t: int
    counted: float
    requirements: tuple[Requirement, ...] = ()

    @property
    def label(self) -> str:
        """Its name in tables, without the period."""
        if self.is_survival:
            return f"{self.event.name}, {self.counted:g} weeks without recovery"
        return self.event.name

    @property
    def is_survival(self) -> bool:
        """Whether what is lost never comes back."""
        return any(math.isinf(loss.end) for loss in self.event.losses)


def served_items(problem: Problem, items: frozenset[str]) -> frozenset[str]:
    """Items with demand among `items`, and those with demand that contain any of them."""
    above = set(items)
    for item in reversed(problem.recipes.finished_first):
        if above & set(problem.recipes.children.get(item, ())):
            above.add(item)
    return frozenset(item for item, _ in problem.wanted if item in above)


def items_of_rule(problem: Problem, row: int) -> frozenset[str]:
    """Items with demand whose shortage one rule counts."""
    return served_items(problem, items_of(problem, problem[ResilienceRules].item[row]))


def events_of_rule(problem: Problem, row: int) -> tuple[Event, ...]:
    """Events that one rule speaks of."""
    rules = problem[ResilienceRules]
    scope, items = rules.applies_to[row], items_of(problem, rules.item[row])
    if scope.upper().startswith(N_MINUS_1):
        kind = scope[len(N_MINUS_1) :].strip().lower()
        return tuple(losses_of(problem, kind, items, float(rules.duration[row])))
    chosen = scenario_events(problem)
    return tuple(event for event in chosen if scope in {ALL, event.name})


def losses_of(problem: Problem, kind: str, items: frozenset[str], weeks: float) -> Iterator[Event]:
    """Loss of each member of a kind in turn, where it touches the supply of `items`."""
    hitter, everything = Hitter(problem), frozenset(problem.items)
    starts = tuple(range(len(problem.horizon)))
    if kind not in N_MINUS_1_KINDS:
        return
    if kind == "corridor":
        members = tuple(dict.fromkeys(c for passed in problem.lanes.of("corridors") for c in passed))
    elif kind == "group":
        members = tuple(hitter.groups)
    else:
        members = tuple(member for member in problem.geography.groups(kind) if member)
    stated = kind == "group" and math.isnan(weeks)  # a group that is out for another time than its own is a what-if
    chance = {event.name: event.probability for event in group_events(problem)} if stated else {}
    for member in members:
        event = hitter.of(kind, member, everything, 1.0, weeks)
        makes = any(i in items and problem.role[n] != WAREHOUSE for i, n in event.making)
        passes = any(i in items for i, _ in event.leaving)
        if makes or passes or any(problem.lanes.keys[a][0] in items for a in event.lanes):
            name = member if kind == "group" else f"{kind.replace('_', ' ')} {member}"
            often = chance.get(member, 0.0)
            yield replace(event, name=name + _lasting(weeks), lost=name, starts=starts, probability=often)


def _lasting(weeks: float) -> str:
    """How the name of a loss says that a rule states its duration: rules may state different ones."""
    return "" if math.isnan(weeks) else f" for {weeks:g} weeks"


@worked_out_once
def cases_of(problem: Problem) -> tuple[Case, ...]:
    """Every case that a rule or a probability speaks of; the plan is made ready for these."""
    found: dict[tuple[object, ...], Case] = {}
    if problem.baseline:
        return ()
    for row in range(len(problem[ResilienceRules])):
        for case in _cases_of_rule(problem, row):
            key = _key(case)
            before = found[key].requirements if key in found else ()
            found[key] = replace(case, requirements=before + case.requirements)
    for event in (*scenario_events(problem), *group_events(problem)):
        for t in event.starts if event.probability > 0 else ():
            case = Case(event, t, event.time_to_recover)
            found.setdefault(_key(case), case)
    return tuple(found.values())


def _key(case: Case) -> tuple[object, ...]:
    return case.event.kind, case.event.name, case.event.losses, case.t, case.counted


def _cases_of_rule(problem: Problem, row: int) -> Iterator[Case]:
    rules = problem[ResilienceRules]
    first = problem.horizon.number(rules.from_period[row]) if rules.from_period[row] else 0
    items = items_of_rule(problem, row)
    share = float(rules.min_service[row])
    for event in events_of_rule(problem, row) if items else ():
        for t in event.starts:
            if t < first or event.is_nothing:
                continue
            if not math.isnan(share):
                need = Requirement(row, SERVICE, "min_service", share, items)
                yield Case(event, t, event.time_to_recover, (need,))
            for column, weeks in survival_weeks(problem, row, event):
                need = Requirement(row, SURVIVAL, column, 1.0, items)
                yield Case(replace(event.forever, name=event.stem), t, weeks, (need,))


def survival_weeks(problem: Problem, row: int, event: Event) -> Iterator[tuple[str, float]]:
    """Weeks that must be survived without shortage, by the column that asks for them."""
    rules = problem[ResilienceRules]
    least, margin = float(rules.min_survive[row]), float(rules.survive_margin[row])
    if not math.isnan(least) and least > 0:
        yield "min_survive", least
    if not math.isnan(margin) and event.time_to_recover + margin > 0:
        yield "survive_margin", event.time_to_recover + margin


def every_case(problem: Problem) -> tuple[Case, ...]:
    """Every event of the workbook, in the periods in which a rule speaks of it, or in the first and last it may begin.

    Today's plan is put to the same test as the one that takes its place.
    """
    rules, found = problem[ResilienceRules], dict[tuple[object, ...], Case]()
    for row in range(len(rules)):
        first = problem.horizon.number(rules.from_period[row]) if rules.from_period[row] else 0
        for event in events_of_rule(problem, row):
            for t in event.starts if not event.is_nothing else ():
                if t >= first:
                    key = (event.kind, event.name, event.time_to_recover, t)
                    found.setdefault(key, Case(event, t, event.time_to_recover))
    ruled = {key[:2] for key in found}
    for event in (*scenario_events(problem), *group_events(problem)):
        if not event.is_nothing and (event.kind, event.name) not in ruled:
            for t in dict.fromkeys((event.starts[0], event.starts[-1])):
                found[event.kind, event.name, event.time_to_recover, t] = Case(event, t, event.time_to_recover)
    return tuple(found.values())


def yearly_weights(problem: Problem, case: Case) -> float:
    """How often a case happens in the whole of its period: probability a year times its years."""
    return case.event.probability * float(problem.horizon.weeks[case.t]) / 52.0


def demand_weeks(problem: Problem, case: Case, key: tuple[str, str]) -> float:
    """Demand of an (item, site) in the weeks that count, what the event adds included [units]."""
    return sum(
        float(problem.wanted[key][t]) * (end - begin + added_weeks(case, key, begin, end))
        for t, begin, end in spans(problem, case.t, case.counted)
    )


def added_weeks(case: Case, key: tuple[str, str], begin: float, end: float) -> float:
    """Weeks' worth of demand that the event adds (negative: takes away) between two moments."""
    if key not in case.event.demand:
        return 0.0
    change, lasting = case.event.demand[key]
    return change * (lasting.until(end) - lasting.until(begin))


def spans(problem: Problem, first: int, weeks: float) -> Iterator[tuple[int, float, float]]:
    """Periods that a stretch of weeks from the start of period `first` runs through, with where it enters and leaves.

    The last period goes on for ever.
    """
    horizon, begin = problem.horizon, 0.0
    for t in range(first, len(horizon)):
        last = t == len(horizon) - 1
        end = weeks if last else min(begin + float(horizon.weeks[t]), weeks)
        if end > begin:
            yield t, begin, end
        begin = end
        if begin >= weeks:
            return
