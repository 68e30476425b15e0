"""Stages of a supply chain under guaranteed service, as records.

Each stage is an item that is made of those before it, at the works, or at the suppliers where there is nothing before
it; nothing takes time in between. Its stock is the safety stock that is placed. A case counts in days: a week's demand
is 7 times a day's, its variance too. One year of 52 weeks, so that the cost of the plan is the yearly cost of stock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from statistics import NormalDist
from typing import TYPE_CHECKING

from optimizer.importing.book import YEAR, demand, lane, one_period, site, source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.importing.imported import Records

DAYS = 7.0
"""Days of a week."""
WORKS, SUPPLIERS = "works", "suppliers"
USUAL_Z = 1.645
"""Standard deviations covered where a case does not say."""
LARGEST_Z = 6.0
"""Beyond this a service level cannot be told from 1; the deviation is raised instead."""
MEAN_PER_SD = 10.0
"""Mean demand in standard deviations where a case states none; safety stock does not depend on it."""
FINEST = 1000
"""Parts of a day to which times are told apart."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: what it takes, what its goods are worth, what is wanted of it.

    Attributes
    ----------
    name
        Also that of its item.
    time
        From the last part at hand to the finished unit [days].
    value
        Of a finished unit [money].
    parts
        Units of each stage before it that go into one unit.
    max_service_time
        Longest time it may quote [days]; None: any.
    outside
        Service time of what comes in from outside [days].
    mean, sd
        Of a day's demand from outside [units]; sd None: no demand from outside.
    z
        Standard deviations covered by its stock; None: as for the plan.
    line
        Where it stands in its file; 0 where that has no lines.

    """

    name: str
    time: float
    value: float
    parts: Mapping[str, float] = field(default_factory=dict)
    max_service_time: float | None = None
    outside: float = 0.0
    mean: float | None = None
    sd: float | None = None
    z: float | None = None
    line: int = 0


def stage_records(stages: Sequence[Stage], z: float, holding_rate: float, pooling: float = 2.0) -> Records:
    """Return the records of a case.

    Parameters
    ----------
    stages
        In any order.
    z
        Standard deviations covered by stages that do not say.
    holding_rate
        Yearly cost of holding stock as a share of its value.
    pooling
        Exponent with which deviations of several demands add up.

    """
    book = one_period(YEAR, items=())
    book["Settings"][0] |= {
        "holding_rate": holding_rate,
        "service_level": NormalDist().cdf(z),
        "pooling_exponent": pooling,
        "service_time_step": step([time for stage in stages for time in _times(stage)]),
    }
    book |= {"BOM": [], "Inventory": []}
    fed = {part for stage in stages for part in stage.parts}
    longest = sum(stage.time + stage.outside for stage in stages)
    for stage in stages:
        is_bought = not stage.parts and stage.name in fed and stage.sd is None
        _add(book, stage, SUPPLIERS if is_bought else WORKS, longest)
    used = {row["site"] for row in book["Sources"]}
    book["Sites"] = [site(name, role) for name, role in ((SUPPLIERS, "supplier"), (WORKS, "plant")) if name in used]
    book["Lead_times"] = [lane(SUPPLIERS if SUPPLIERS in used else WORKS, WORKS, 0.0)]
    return book


def _add(book: Records, stage: Stage, where: str, longest: float) -> None:
    """Add a stage at a place; `longest` is a service time that nothing exceeds."""
    book["Items"].append({"item": stage.name, "value": stage.value})
    waits_first = 0.0 if stage.parts else stage.outside
    book["Sources"].append(source(where, stage.name, processing_time=stage.time + waits_first))
    parts = dict(stage.parts)
    if stage.outside and stage.parts:
        parts |= {_from_outside(book, stage): 1.0}
    book["BOM"] += [{"parent": stage.name, "child": part, "quantity": units} for part, units in parts.items()]
    most = longest if stage.max_service_time is None and stage.sd is not None else stage.max_service_time
    level = {} if stage.z is None else {"service_level": NormalDist().cdf(stage.z)}
    book["Inventory"].append({"site": where, "item": stage.name, "max_service_time": most, **level})
    if stage.sd is not None:
        mean = stage.mean or MEAN_PER_SD * stage.sd
        book["Demand"].append(demand(where, stage.name, mean * DAYS, sd=stage.sd * math.sqrt(DAYS)))


def _from_outside(book: Records, stage: Stage) -> str:
    """Add what comes in from outside beside the parts: worth nothing, so that only its time counts; return its name."""
    name = f"{stage.name} from outside"
    book["Items"].append({"item": name, "value": 0.0})
    book["Sources"].append(source(SUPPLIERS, name, processing_time=stage.outside))
    book["Inventory"].append({"site": SUPPLIERS, "item": name, "service_time": stage.outside})
    return name


def _times(stage: Stage) -> tuple[float, ...]:
    return (stage.time, stage.outside, stage.max_service_time or 0.0)


def step(times: Sequence[float]) -> float:
    """Largest step, of a day at most, of which all times are multiples [days].

    >>> step([3, 11]), step([0.5, 2]), step([0.75, 0.5])
    (1.0, 0.5, 0.25)
    """
    parts = [Fraction(time).limit_denominator(FINEST) for time in times]
    whole = reduce(lambda a, b: a * b // math.gcd(a, b), (part.denominator for part in parts), 1)
    return 1.0 / whole
