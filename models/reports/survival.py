"""What a stress test comes to, in figures and in words: the worst of it, and what is lost in a year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.problem import Problem
    from models.stress.event import Event
    from models.stress.tested import Tested

ROUNDING = 1e-6
"""Share of a figure below which two are the same."""
ALL_DIGITS = 100.0
"""Units from which whole ones are precise enough."""

Key = tuple[str, str, float, int]
"""What makes a test the same one in two plans: kind and name of the event, time to recover, period."""


def key_of(tested: Tested) -> Key:
    """Key under which a test of the plan finds that of today's."""
    return tested.event.kind, tested.event.name, round(tested.time_to_recover, 6), tested.t


def in_words(event: Event) -> str:
    """What happens, e.g. ``Taiwan Strait closed`` or ``loss of site Tainan``."""
    if event.kind == "scenario":
        return event.name
    kind = event.kind.replace("_", " ")
    return f"loss of {event.name if event.name.startswith(f'{kind} ') else f'{kind} {event.name}'}"


def as_title(event: Event) -> str:
    """The same, for the beginning of a line."""
    words = in_words(event)
    return words[:1].upper() + words[1:]


def units_in_words(units: float) -> str:
    """A quantity with the digits that matter.

    >>> units_in_words(12345.6), units_in_words(60.0), units_in_words(5.0343)
    ('12,346', '60', '5.03')
    """
    return f"{units:,.0f}" if units >= ALL_DIGITS else f"{units:.3g}"


def is_longest(tested: Tested) -> bool:
    """Whether nothing was short in all the time that was looked at."""
    return tested.time_to_survive >= tested.cap * (1.0 - ROUNDING)


def shortest_survival(stress: Iterable[Tested]) -> Tested | None:
    """Return the test survived for the shortest time; None when none can be told."""
    known = [tested for tested in stress if not math.isnan(tested.time_to_survive)]
    return min(known, key=lambda tested: tested.time_to_survive, default=None)


def worst_served(stress: Iterable[Tested]) -> Tested | None:
    """Return the test in which the smallest share of demand is served; None when none has demand."""
    known = [tested for tested in stress if not math.isnan(tested.served)]
    return min(known, key=lambda tested: tested.served, default=None)


def by_event(stress: Iterable[Tested]) -> dict[tuple[str, str, float], list[Tested]]:
    """Tests of each event, by kind, name and time to recover."""
    found: dict[tuple[str, str, float], list[Tested]] = {}
    for tested in stress:
        kind, name, recovery, _ = key_of(tested)
        found.setdefault((kind, name, recovery), []).append(tested)
    return found


def yearly_loss(problem: Problem, tests: Sequence[Tested]) -> float:
    """Money lost to one event in an average year [money/year].

    ``probability x share of the plan in which it may begin x mean lost money of the periods tested``, weighted with
    their weeks: not every period is put to the test.
    """
    weeks, event = problem.horizon.weeks, tests[0].event
    tested = [float(weeks[test.t]) for test in tests]
    mean = sum(test.lost_money * share for test, share in zip(tests, tested, strict=True)) / sum(tested)
    return event.probability * mean * sum(float(weeks[t]) for t in event.starts) / problem.horizon.end


@dataclass(frozen=True, slots=True)
class Worst:
    """One figure of a stress test, with what it is the worst of.

    Attributes
    ----------
    figure, unit, value
        What is measured, its unit and its amount; nan when it cannot be measured.
    definition
        How it is measured, and where the plan is worst.

    """

    figure: str
    unit: str
    value: float
    definition: str


def worst_figures(problem: Problem, stress: tuple[Tested, ...]) -> Iterator[Worst]:
    """Key figures of a stress test; none without one."""
    if not stress:
        return
    weakest, least = shortest_survival(stress), worst_served(stress)

    def where(tested: Tested | None) -> str:
        return f" Worst: {in_words(tested.event)}, from {problem.horizon.names[tested.t]}." if tested else ""

    longest = f" At least: no longer time was looked at than {weakest.cap:g} weeks." if weakest else ""
    definition = "Weeks without any shortage if what is lost never returns, least over all disruptions of the workbook."
    definition += longest if weakest is not None and is_longest(weakest) else where(weakest)
    weeks = weakest.time_to_survive if weakest else math.nan
    yield Worst("Shortest time to survive", "weeks", weeks, definition)
    definition = f"Served share of the demand that a disruption can touch, least over all of them.{where(least)}"
    yield Worst("Worst service in a disruption", "fraction", least.served if least else math.nan, definition)
    if any(tested.event.probability > 0 for tested in stress):
        expected = sum(yearly_loss(problem, tests) for tests in by_event(stress).values())
        definition = (
            "Money lost in each disruption with the best answer to it, weighted with how often a year it happens."
        )
        yield Worst("Expected lost money a year", f"{problem.settings.currency}/year", expected, definition)
