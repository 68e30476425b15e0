"""Dual sourcing: how many sources are in use, and the least and largest share of each.

For each item and scope k, source n and period t, with volumes x and their sum X (see :mod:`models.sourcing`)::

    x[k,n,t] <= X_max x active[k,n,t]                                   only sources in use contribute
    x[k,n,t] + below  >= min_share x X[k,t] - min_share x X_max x (1 - active[k,n,t])
    x[k,n,t] - above  <= max_share x X[k,t]
    sum over n of active[k,n,t] + missing >= min_sources;  ... - surplus <= max_sources

A soft rule counts towards min_sources with a binary of its own, which needs the full floor: a source may then be in use
and yet carry too little to count, and what is paid is what :func:`outcomes` finds.

``X_max`` comes from the data. Without a min_share a source counts as one of min_sources from 1 % on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Feature
from models.modelling import pyo
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.sheets import SourcingRules
from models.sourcing import NOTHING_MADE, Volumes, plan_volumes, scopes_of, volume_limit
from models.splits import COUNTS_FROM, Split, splits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import ItemSite, Problem


def applies(problem: Problem) -> bool:
    """Whether there is a rule to keep; today's plan is not held to tomorrow's rules."""
    return not problem.baseline and bool(splits(problem))


def tracks(problem: Problem) -> Iterator[ItemSite]:
    """Sources whose use is counted where they make the item."""
    for split in splits(problem):
        if split.counts and split.scope.at_makers:
            yield from ((split.scope.item, n) for n in split.scope.sources)


def check(problem: Problem) -> Iterator[Issue]:
    """Limits that contradict each other or the number of sources there are."""
    rules = problem[SourcingRules]
    for row in range(len(rules)):
        yield from _check_row(problem, rules, row)


def _check_row(problem: Problem, rules: SourcingRules, row: int) -> Iterator[Issue]:
    fewest, most = float(rules.min_sources[row]), float(rules.max_sources[row])
    least, largest = float(rules.min_share[row]), float(rules.max_share[row])
    if fewest > most:
        found = f"min_sources ({fewest:g}) is above max_sources ({most:g})."
        yield rules.issue("min_sources", row, "min-above-max", found, "Lower min_sources or raise max_sources.")
    if least > largest:
        found = f"min_share ({least:.0%}) is above max_share ({largest:.0%})."
        yield rules.issue("min_share", row, "min-above-max", found, "Lower min_share or raise max_share.")
    if fewest * least > 1 + 1e-9:
        found = f"{fewest:g} sources of at least {least:.0%} each make more than 100 %."
        yield rules.issue("min_share", row, "shares-above-one", found, "Lower min_share or min_sources.")
    if most * largest < 1 - 1e-9:
        found = f"{most:g} sources of at most {largest:.0%} each make less than 100 %."
        yield rules.issue("max_share", row, "shares-below-one", found, "Raise max_share or max_sources.")
    if not rules.hard[row] and np.isnan(rules.penalty[row]):
        found = "A soft rule needs the cost of breaking it."
        yield rules.issue("penalty", row, "soft-without-penalty", found, "Fill penalty, or set hard to Yes.")
    for scope in scopes_of(problem, row, rules.item[row], rules.destination[row]):
        where = f"{scope.item}" + ("" if scope.at_makers else f" to {scope.label}")
        if scope.through_warehouses:
            found = f"The share of {where} cannot be measured: nothing comes directly from a maker."
            remedy = "Use destination ALL, which measures where the item is made."
            yield rules.issue("destination", row, "no-direct-lane", found, remedy)
        elif rules.hard[row] and fewest > len(scope.sources):
            found = f"{fewest:g} sources of {where} are asked for, but only {len(scope.sources)} can supply it."
            yield rules.issue("min_sources", row, "too-few-sources", found, "Add a source, or lower min_sources.")
        elif rules.hard[row] and largest * len(scope.sources) < 1 - 1e-9:
            found = f"{len(scope.sources)} sources of {where} of at most {largest:.0%} each make less than 100 %."
            yield rules.issue("max_share", row, "too-few-sources", found, "Add a source, or raise max_share.")


def build(block: Any, core: Core) -> None:
    """Write the four limits, each with a priced slack."""
    problem, m = core.problem, core.model
    rules = splits(problem)
    scopes = [split.scope for split in rules]
    volumes = Volumes(block, m, scopes)
    most = {
        (k, t): volume_limit(problem, scope, t, core.most_made) for k, scope in enumerate(scopes) for t in core.periods
    }
    held = [(k, t) for (k, t), units in most.items() if t >= scopes[k].first and units > 0]
    block.HELD = pyo.Set(initialize=held, dimen=2)
    block.most = pyo.Param(block.HELD, initialize={key: most[key] for key in held})
    _say_who_is_active(block, core, rules, volumes)
    _limit_shares(block, core, rules, volumes)
    _limit_numbers(block, core, rules)


def _say_who_is_active(block: Any, core: Core, rules: tuple[Split, ...], volumes: Volumes) -> None:
    """Which source is in use in which scope: the core's ``use`` at makers, a binary of the scope's own elsewhere."""
    m = core.model
    counted = [(k, n, t) for k, t in block.HELD if rules[k].counts for n in rules[k].scope.sources]
    own = [key for key in counted if not rules[key[0]].scope.at_makers]
    shared = {
        key: [(rules[key[0]].scope.item, key[1], key[2])] if rules[key[0]].scope.at_makers else [] for key in counted
    }
    block.COUNTED = pyo.Set(initialize=counted, dimen=3)
    block.OWN = pyo.Set(initialize=own, dimen=3)
    block.link = pyo.Var(block.OWN, within=pyo.Binary)
    block.BY_USE = pyo.Set(block.COUNTED, initialize=shared, dimen=3)
    block.BY_LINK = pyo.Set(block.COUNTED, initialize={k: [k] if k in set(own) else [] for k in counted}, dimen=3)
    block.only_active = pyo.Constraint(
        block.OWN, rule=lambda b, k, n, t: volumes.of(k, n, t) <= b.most[k, t] * b.link[k, n, t]
    )
    block.APART = pyo.Set(initialize=[key for key in counted if rules[key[0]].counts_apart], dimen=3)
    block.enough = pyo.Var(block.APART, within=pyo.Binary)

    def activity(b: Any, k: int, n: str, t: int) -> Any:
        used = sum(m.use[i, s, e] for i, s, e in b.BY_USE[k, n, t])
        return used + sum(b.link[a, s, e] for a, s, e in b.BY_LINK[k, n, t])

    block.activity = activity


def _limit_shares(block: Any, core: Core, rules: tuple[Split, ...], volumes: Volumes) -> None:
    floors = [key for key in block.COUNTED if rules[key[0]].has_floor]
    caps = [(k, n, t) for k, t in block.HELD if rules[k].max_share < 1 for n in rules[k].scope.sources]
    block.FLOORS = pyo.Set(initialize=floors, dimen=3)
    block.CAPS = pyo.Set(initialize=caps, dimen=3)
    block.floor = pyo.Param(block.SCOPES, initialize={k: rule.floor for k, rule in enumerate(rules)})
    cap = {k: float(np.nan_to_num(rule.max_share, nan=1.0)) for k, rule in enumerate(rules)}
    block.cap = pyo.Param(block.SCOPES, initialize=cap)
    block.below = pyo.Var(block.FLOORS, within=pyo.NonNegativeReals)
    block.above = pyo.Var(block.CAPS, within=pyo.NonNegativeReals)

    def carries_min_share(b: Any, k: int, n: str, t: int) -> Any:
        idle = b.floor[k] * b.most[k, t] * (1 - block.activity(b, k, n, t))
        return volumes.of(k, n, t) + b.below[k, n, t] >= b.floor[k] * volumes.total(k, t) - idle

    def carries_enough_to_count(b: Any, k: int, n: str, t: int) -> Any:
        idle = b.floor[k] * b.most[k, t] * (1 - b.enough[k, n, t])
        return volumes.of(k, n, t) >= b.floor[k] * volumes.total(k, t) - idle

    def within_max_share(b: Any, k: int, n: str, t: int) -> Any:
        return volumes.of(k, n, t) - b.above[k, n, t] <= b.cap[k] * volumes.total(k, t)

    block.carries_min_share = pyo.Constraint(block.FLOORS, rule=carries_min_share)
    block.carries_enough_to_count = pyo.Constraint(block.APART, rule=carries_enough_to_count)
    block.within_max_share = pyo.Constraint(block.CAPS, rule=within_max_share)
    for slack in (block.below, block.above):
        _price(core, slack, rules, dict.fromkeys(range(len(rules)), 1.0))


def _only(block: Any, members: Mapping[Any, list[Any]], chosen: set[Any]) -> Any:
    """Return a set of indices for each countable limit, empty for those that are not chosen."""
    return pyo.Set(block.COUNTABLE, initialize={k: v if k in chosen else [] for k, v in members.items()}, dimen=3)


def _limit_numbers(block: Any, core: Core, rules: tuple[Split, ...]) -> None:
    m, sides = core.model, {"min": "min_sources", "max": "max_sources"}
    numbers = [(k, side, t) for k, t in block.HELD for side, name in sides.items() if getattr(rules[k], name) >= 0]
    block.NUMBERS = pyo.Set(initialize=numbers, dimen=3)
    limit = {key: float(getattr(rules[key[0]], sides[key[1]])) for key in numbers}
    block.limit = pyo.Param(block.NUMBERS, initialize=limit)
    block.sign = pyo.Param(block.NUMBERS, initialize={key: 1 if key[1] == "min" else -1 for key in numbers})
    block.off = pyo.Var(block.NUMBERS, within=pyo.NonNegativeReals)

    def number_of_sources(b: Any, k: int, side: str, t: int) -> Any:
        used = sum(m.use[i, n, e] for i, n, e in b.USES[k, side, t])
        linked = sum(b.link[a, n, e] for a, n, e in b.LINKS[k, side, t])
        count = used + linked + sum(b.enough[a, n, e] for a, n, e in b.ENOUGH[k, side, t])
        return b.sign[k, side, t] * (count - b.limit[k, side, t]) + b.off[k, side, t] >= 0

    countable = [key for key in numbers if rules[key[0]].counts]
    block.COUNTABLE = pyo.Set(initialize=countable, dimen=3)
    apart = {key for key in countable if key[1] == "min" and rules[key[0]].counts_apart}
    at_makers = {key for key in countable if rules[key[0]].scope.at_makers}
    by_scope = {(k, side, t): [(k, n, t) for n in rules[k].scope.sources] for k, side, t in countable}
    by_item = {key: [(rules[key[0]].scope.item, n, t) for _, n, t in by_scope[key]] for key in countable}
    block.USES = _only(block, by_item, at_makers - apart)
    block.LINKS = _only(block, by_scope, set(countable) - at_makers - apart)
    block.ENOUGH = _only(block, by_scope, apart)
    block.number_of_sources = pyo.Constraint(block.COUNTABLE, rule=number_of_sources)
    peak = {k: max(float(block.most[key]) for key in block.HELD if key[0] == k) for k in {k for k, _ in block.HELD}}
    _price(core, block.off, rules, {k: COUNTS_FROM * 10 * units for k, units in peak.items()})


def _price(core: Core, slack: Any, rules: tuple[Split, ...], units: dict[int, float]) -> None:
    """Price a slack: the rule's penalty when soft, else a multiple of the dearest way to get `units` of the item."""
    keys, weeks, dearest_of = list(slack.keys()), core.problem.horizon.weeks, dearest(core.problem)
    price = [
        float(weeks[key[-1]])
        * (
            HARD_PRICE * dearest_of[rules[key[0]].scope.item] * units[key[0]]
            if rules[key[0]].hard
            else rules[key[0]].penalty
        )
        for key in keys
    ]
    core.rulebook.book(
        slack,
        keys,
        hard=[rules[key[0]].hard for key in keys],
        price=price,
        items=[rules[key[0]].scope.item for key in keys],
        period=[key[-1] for key in keys],
    )


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Numbers and shares of sources, required against achieved."""
    rules = splits(problem)
    measured = plan_volumes(problem, plan, [split.scope for split in rules])
    for split, volumes in zip(rules, measured, strict=True):
        for t in range(split.scope.first, len(problem.horizon)):
            amounts = [volumes.get((n, t), 0.0) for n in split.scope.sources]
            if sum(amounts) > NOTHING_MADE:
                yield from _outcomes_of(problem, split, t, amounts)


def _outcomes_of(problem: Problem, split: Split, t: int, amounts: list[float]) -> Iterator[RuleOutcome]:
    """Outcomes of one scope and period in which `amounts` come from its sources."""
    sheet, scope, total = problem[SourcingRules], split.scope, sum(amounts)
    used = [amount for amount in amounts if amount > NOTHING_MADE * max(total, 1.0)]
    counting = sum(amount >= split.floor * total - 1e-6 * total for amount in used)
    below = sum(max(split.floor * total - amount, 0.0) for amount in used)
    above = sum(max(amount - split.max_share * total, 0.0) for amount in used) if split.max_share < 1 else 0.0
    missing, surplus = max(split.min_sources - counting, 0.0), max(len(used) - split.max_sources, 0.0)
    lines = (
        ("min_sources", "sources in use", "sources", True, float(counting), missing),
        ("max_sources", "sources in use", "sources", False, float(len(used)), surplus),
        ("min_share", "smallest share in use", "fraction", True, min(used) / total, below),
        ("max_share", "largest share", "fraction", False, max(used) / total, above),
    )
    for column, measure, unit, at_least, achieved, short in lines:
        required = float(getattr(split, column))
        if not np.isnan(required):
            yield RuleOutcome(
                sheet.rule[scope.row], sheet.cell(column, scope.row), scope.item, scope.label,
                problem.horizon.names[t], measure, unit, at_least, required, achieved, split.hard, short,
                float(np.nan_to_num(split.penalty)),
            )  # fmt: skip


FEATURE = Feature(
    name="sourcing_split",
    applies=applies,
    check=check,
    tracks=tracks,
    build=build,
    outcomes=outcomes,
)
