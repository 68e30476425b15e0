"""Learning: conversion gets cheaper with every doubling of what a source has ever made.

For each source (i, n) with a row, period t > 0 and level k = 0 .. steps, with M the most that can be made::

    make[t] = sum over k of made[k,t];    made[k,t] <= M[t] x at_level[k,t];    sum over k of at_level[k,t] = 1
    sum over s < t of make[s] x weeks[s] >= sum over k of experience x (2^k - 1) x at_level[k,t]         at_level binary
    booked  sum over k of ((1 - rate)^k - 1) x conversion_cost / yield x made[k,t] x weeks[t]            (a saving)

A level counts from the period after the one in which it is reached: after k doublings of its experience a source
converts at conversion_cost x (1 - rate)^k. This is the experience curve (Wright 1936) as a stair that never lies below
it. The conversion_cost itself is booked as ever, labour and material do not learn, and surge premiums stay a share of
what is listed. Costs are in the currency of the site. Today's plan (baseline) learns too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Severity, Violation
from models.limits import most_made
from models.modelling import pyo
from models.plan import NOTHING, Production
from models.schema import Numbers, Sheet, Texts, number, reference, text
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.schema import Record


class Learning(Sheet, name="Learning", purpose="How conversion gets cheaper with experience.", key=("site", "item")):
    """Experience curves."""

    site: Texts = reference("Sites", "Site of the source.")
    item: Texts = reference("Items", "Item it makes.")
    rate: Numbers = number(
        "Share by which conversion_cost falls with every doubling of the units ever made.",
        unit="fraction/doubling",
        required=True,
        lower=0.001,
        upper=1.0,
    )
    experience: Numbers = number("Good units made before the plan.", unit="units", required=True, lower=1e-6)
    steps: Numbers = number("Doublings that count.", default=3.0, lower=1.0, upper=8.0, whole=True)


class LearningLevels(
    Sheet, name="Learning_levels", purpose="Doublings of experience reached.", key=("item", "site", "period")
):
    """Decision: level of each source that has learned."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period.")
    level: Numbers = number("Doublings of its experience at the start of the period.")


class LearningCurve(Sheet, name="Learning_curve", purpose="What experience saves.", key=("item", "site", "period")):
    """Report: experience, cost and saving by source and period."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period.")
    experience: Numbers = number("Good units made by the start of the period.", unit="units")
    level: Numbers = number("Doublings that count.")
    conversion_cost: Numbers = number("Conversion of a unit started, in plan currency.", unit="money/unit")
    saving: Numbers = number("Saved on conversion in the period.", unit="money")


@dataclass(frozen=True)
class Curve:
    """Experience curve of one source.

    Attributes
    ----------
    thresholds
        Good units the plan must have made for each level, level 0 included.
    extra
        Conversion cost of each level less the listed one, shape (levels, T) [plan currency for a good unit a week
        over the period].

    """

    thresholds: tuple[float, ...]
    extra: Numbers


def curves(problem: Problem) -> dict[ItemSite, Curve]:
    """Curve of each source with a row."""
    sheet, sources, found = problem[Learning], problem[Sources], dict[tuple[str, str], Curve]()
    for site, item, rate, experience, steps in sheet:
        if (item, site) in problem.source_row:
            row, levels = problem.source_row[item, site], np.arange(int(steps) + 1)
            money = float(sources.conversion_cost[row] / sources.yield_[row]) * problem.horizon.weeks
            less = (1.0 - rate) ** levels - 1.0
            thresholds = tuple((experience * (2.0**levels - 1.0)).tolist())
            found[item, site] = Curve(thresholds, less[:, None] * money * problem.exchange[site])
    return found


def reachable(problem: Problem) -> dict[tuple[str, str, int], list[int]]:
    """Levels each source can be at in each period, where there is more than the first."""
    of_source, weeks, found = curves(problem), problem.horizon.weeks, dict[tuple[str, str, int], list[int]]()
    most = most_made(problem) if of_source else {}
    for (item, site), curve in of_source.items():
        before = np.cumsum(most[item, site] * weeks) - most[item, site] * weeks
        for t, units in enumerate(before.tolist()):
            levels = [k for k, threshold in enumerate(curve.thresholds) if threshold <= units]
            if len(levels) > 1:
                found[item, site, t] = levels
    return found


def check(problem: Problem) -> Iterator[Issue]:
    """Sources that do not exist, or have nothing to learn, or no time to."""
    sheet, learning = problem[Learning], {key[:2] for key in reachable(problem)}
    for row, (site, item) in enumerate(zip(sheet.site, sheet.item, strict=True)):
        source = problem.source_row.get((item, site))
        if source is None:
            found = f"{site} does not make {item}."
            yield sheet.issue("site", row, "not-a-source", found, "Correct the row, or add the source to Sources.")
        elif site not in problem.makers.get(item, ()):
            found = f"{site} is a warehouse: it converts nothing."
            yield sheet.issue("site", row, "not-a-maker", found, "Name a source that makes the item.")
        elif not problem[Sources].conversion_cost[source] > 0:
            found = f"{item} at {site} has no conversion_cost that could fall."
            yield sheet.issue("rate", row, "nothing-to-learn", found, "Fill conversion_cost on Sources.")
        elif (item, site) not in learning:
            found = f"{site} cannot make another {sheet.experience[row]:g} units of {item} before the last period."
            remedy = "Check experience; a doubling counts from the period after the one in which it is reached."
            yield sheet.issue("experience", row, "never-doubles", found, remedy, Severity.WARNING)


def build(block: Any, core: Core) -> None:
    """Put the output of each period at one level that its source has reached, and book what that saves."""
    problem, m = core.problem, core.model
    of_source, levels, most = curves(problem), reachable(problem), most_made(problem)
    keys = [(*key, k) for key, reached in levels.items() for k in reached]
    block.LEARNING = pyo.Set(initialize=list(levels), dimen=3)
    block.REACHABLE = pyo.Set(block.LEARNING, initialize=levels, dimen=1)
    block.BEFORE = pyo.Set(block.LEARNING, initialize={key: list(range(key[2])) for key in levels}, dimen=1)
    block.LEVELS = pyo.Set(initialize=keys, dimen=4)
    thresholds = {(i, n, t, k): of_source[i, n].thresholds[k] for i, n, t, k in keys}
    block.threshold = pyo.Param(block.LEVELS, initialize=thresholds)
    block.most = pyo.Param(block.LEARNING, initialize={(i, n, t): float(most[i, n][t]) for i, n, t in levels})
    block.made = pyo.Var(block.LEVELS, within=pyo.NonNegativeReals)
    block.at_level = pyo.Var(block.LEVELS, within=pyo.Binary)
    block.makes = pyo.Constraint(
        block.LEARNING,
        rule=lambda b, i, n, t: m.make[i, n, t] == sum(b.made[i, n, t, k] for k in b.REACHABLE[i, n, t]),
    )
    block.one_level = pyo.Constraint(
        block.LEARNING, rule=lambda b, i, n, t: sum(b.at_level[i, n, t, k] for k in b.REACHABLE[i, n, t]) == 1
    )
    block.only_at_level = pyo.Constraint(
        block.LEVELS, rule=lambda b, i, n, t, k: b.made[i, n, t, k] <= b.most[i, n, t] * b.at_level[i, n, t, k]
    )

    def has_the_experience(b: Any, i: str, n: str, t: int) -> Any:
        needed = sum(b.threshold[i, n, t, k] * b.at_level[i, n, t, k] for k in b.REACHABLE[i, n, t])
        return sum(m.weeks[s] * m.make[i, n, s] for s in b.BEFORE[i, n, t]) >= needed

    block.has_the_experience = pyo.Constraint(block.LEARNING, rule=has_the_experience)
    core.ledger.book(
        "learning",
        block.made,
        keys,
        [float(of_source[i, n].extra[k, t]) for i, n, t, k in keys],
        items=[i for i, _, _, _ in keys],
        sites=[n for _, n, _, _ in keys],
        period=[t for _, _, t, _ in keys],
    )


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Levels above the first at which anything is made."""
    keys, names = list(block.LEVELS), core.problem.horizon.names
    chosen = zip(keys, *(solution.at(v, keys).tolist() for v in (block.at_level, block.made)), strict=True)
    yield LearningLevels.of(
        [(i, n, names[t], float(k)) for (i, n, t, k), is_at, units in chosen if k and is_at > 1 / 2 and units > NOTHING]
    )


def _learned(problem: Problem, plan: Plan) -> Iterator[tuple[ItemSite, int, float, float, int]]:
    """Source, period, good output a week, units made in the plan before, and level, of every source with a curve."""
    horizon, of_source = problem.horizon, curves(problem)
    level = {(i, n, period): round(k) for i, n, period, k in plan[LearningLevels]}
    output = {key: np.zeros(len(horizon)) for key in of_source}
    for item, site, period, quantity in plan[Production]:
        if (item, site) in output:
            output[item, site][horizon.number(period)] = quantity
    for key, made in output.items():
        before = (np.cumsum(made * horizon.weeks) - made * horizon.weeks).tolist()
        for t, name in enumerate(horizon.names):
            yield key, t, float(made[t]), before[t], level.get((*key, name), 0)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute what learning saves; a level needs the units made before."""
    found, names, of_source = Audited(len(problem.horizon)), problem.horizon.names, curves(problem)
    for (item, site), t, made, before, level in _learned(problem, plan):
        curve = of_source[item, site]
        known = min(max(level, 0), len(curve.thresholds) - 1)
        found.spend("learning", t, made * float(curve.extra[known, t]))
        short = max(curve.thresholds[known] - before, float(abs(level - known)), 0.0)
        where = f"{item} at {site}, {names[t]}"
        found.violations.append(Violation("experience for its level", where, short, short / max(before, 1.0)))
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Experience, cost and saving of every source with a curve."""
    sheet, sources, rows = problem[Learning], problem[Sources], []
    terms = {(i, n): (rate, experience) for n, i, rate, experience, _ in sheet}
    of_source = curves(problem)
    for key, t, made, before, level in _learned(problem, plan):
        rate, experience = terms[key]
        listed = float(sources.conversion_cost[problem.source_row[key]] * problem.exchange[key[1]][t])
        saving = -made * float(of_source[key].extra[level, t])
        cost = listed * (1.0 - rate) ** level
        rows.append((*key, problem.horizon.names[t], experience + before, float(level), cost, saving))
    yield LearningCurve.of(rows)


FEATURE = Feature(
    name="learning",
    sheets=(Learning,),
    results=(LearningLevels,),
    applies=lambda problem: bool(reachable(problem)),
    check=check,
    build=build,
    extract=extract,
    audit=audit,
    tables=tables,
    reports=(LearningCurve,),
)
