"""Concentration: how much of an item may depend on one region, country, bloc, company, corridor or licence owner.

For each item and scope k, group g and period t, with volumes x and their sum X (see :mod:`models.sourcing`)::

    sum over sources n in g of x[k,n,t] - over  <= max_group_share x X[k,t]
    sum over sources n in g of x[k,n,t] + under >= min_group_share x X[k,t]

For corridors x is what travels on lanes that use the corridor. The Herfindahl-Hirschman index of each item is reported:
the sum of squared shares, 1 for a single source.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Feature
from models.modelling import pyo
from models.plan import Flows, sums
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.share_checks import shares_at_odds
from models.sheets import FOREIGN, LICENCE, LeadTimes, Regions, Sources, SourcingRules
from models.sourcing import NOTHING_MADE, Scope, Volumes, plan_volumes, scopes_of, volume_limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.lanes import Lane
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


@dataclass(frozen=True)
class GroupShare:
    """One group of one scope of one rule.

    Attributes
    ----------
    scope, kind, group
        What is shared out, how it is grouped, and the group meant.
    column
        ``min_group_share`` or ``max_group_share``.
    share
        The limit.
    members
        Sources in the group.
    lanes
        Lanes through the corridor; only for corridors.

    """

    scope: Scope
    kind: str
    group: str
    column: str
    share: float
    hard: bool
    penalty: float
    members: tuple[str, ...] = ()
    lanes: tuple[Lane, ...] = ()

    @property
    def at_least(self) -> bool:
        """Whether the share is a minimum."""
        return self.column == "min_group_share"

    @cached_property
    def where(self) -> str:
        """The scope in words."""
        return self.group if self.scope.at_makers else f"{self.group} to {self.scope.label}"


def corridor_lanes(problem: Problem, scope: Scope) -> dict[str, tuple[Lane, ...]]:
    """Lanes of a scope by corridor: those that bring its volume into its destinations, or all lanes of its item."""
    named, direct, found = problem[LeadTimes].corridors, set(scope.lanes), dict[str, list["Lane"]]()
    for a, lane in enumerate(problem.lanes.keys):
        if lane[0] == scope.item and (scope.at_makers or lane in direct):
            for corridor in named[problem.lanes.row[a]]:
                found.setdefault(corridor, []).append(lane)
    return {corridor: tuple(lanes) for corridor, lanes in found.items()}


def group_shares(problem: Problem) -> tuple[GroupShare, ...]:
    """Every limit on the share of a group."""
    rules, found = problem[SourcingRules], []
    for row in range(len(rules)):
        kind = rules.group_by[row]
        limits = {c: float(getattr(rules, c)[row]) for c in ("min_group_share", "max_group_share")}
        limits = {column: share for column, share in limits.items() if not np.isnan(share)}
        if not kind or not limits:
            continue
        first = problem.horizon.number(rules.from_period[row]) if rules.from_period[row] else 0
        terms = bool(rules.hard[row]), float(rules.penalty[row])
        for scope in scopes_of(problem, row, rules.item[row], rules.destination[row], first):
            if scope.through_warehouses:
                continue
            for group, members, lanes in _groups(problem, scope, kind, rules.group[row]):
                for column, share in limits.items():
                    found.append(GroupShare(scope, kind, group, column, share, *terms, members, lanes))
    return tuple(found)


def _groups(
    problem: Problem, scope: Scope, kind: str, only: str
) -> Iterator[tuple[str, tuple[str, ...], tuple[Lane, ...]]]:
    """Group name, its sources and its corridor lanes, for every group of a scope or the one named."""
    if kind == "corridor":
        by_corridor = corridor_lanes(problem, scope)
        for corridor in [only] if only else by_corridor:
            yield corridor, (), by_corridor.get(corridor, ())
        return
    if kind == LICENCE:
        by_owner = _licensed(problem, scope)
        for owner in [only] if only else [owner for owner in by_owner if owner != FOREIGN]:
            yield owner, by_owner.get(owner, ()), ()
        return
    of_site = problem.geography.of_site[kind]
    present = dict.fromkeys(of_site[n] for n in scope.sources if of_site[n])
    for group in [only] if only else present:
        yield group, tuple(n for n in scope.sources if of_site[n] == group), ()


def _licensed(problem: Problem, scope: Scope) -> dict[str, tuple[str, ...]]:
    """Sources of a scope by the region that owns their technology, and all foreign ones together."""
    regions, owners, found = problem[Regions], problem[Sources].licence_region, dict[str, list[str]]()
    abroad = set(regions.region[~regions.domestic])
    for n in scope.sources:
        owner = owners[problem.source_row[scope.item, n]]
        for group in [owner, FOREIGN][: bool(owner) + (owner in abroad)]:
            found.setdefault(group, []).append(n)
    return {group: tuple(members) for group, members in found.items()}


def applies(problem: Problem) -> bool:
    """Whether there is a limit to keep; today's plan is not held to tomorrow's rules."""
    return not problem.baseline and bool(group_shares(problem))


def check(problem: Problem) -> Iterator[Issue]:
    """Group limits without a group, of groups that do not exist, or beyond what the group can supply."""
    rules = problem[SourcingRules]
    known = {kind: set(problem.geography.groups(kind)) for kind in problem.geography.of_site}
    known["corridor"] = {c for corridors in problem[LeadTimes].corridors for c in corridors}
    known[LICENCE] = {FOREIGN, *problem[Regions].region}
    split_columns = ("min_sources", "max_sources", "min_share", "max_share")
    for row in range(len(rules)):
        kind, group = rules.group_by[row], rules.group[row]
        least, largest = float(rules.min_group_share[row]), float(rules.max_group_share[row])
        limited = not (np.isnan(least) and np.isnan(largest))
        if limited and not kind:
            found = "A group share needs to know how sources are grouped."
            yield rules.issue("group_by", row, "group-missing", found, "Fill group_by, e.g. country.")
        if kind and not limited:
            found = f"group_by is {kind}, but no group share is given."
            yield rules.issue("group_by", row, "rule-without-limit", found, "Fill max_group_share or min_group_share.")
        if not kind and not limited and all(np.isnan(getattr(rules, c)[row]) for c in split_columns):
            remedy = "Fill one of the limits, or delete the row."
            yield rules.issue("rule", row, "rule-without-limit", "The rule limits nothing.", remedy)
        if kind and group and group not in known[kind]:
            found = f"There is no {kind} called {group}."
            yield rules.issue("group", row, "unknown-group", found, f"Use one of: {', '.join(sorted(known[kind]))}.")
        if group and not kind:
            found = f"group is {group}, but group_by does not say what that is."
            yield rules.issue("group_by", row, "group-missing", found, "Fill group_by, e.g. country.")
        if not np.isnan(least) and not group:
            found = "A least share of every group at once makes no sense with more than one group."
            yield rules.issue("group", row, "group-missing", found, "Name the group in the column group.")
        if least > largest:
            found = f"min_group_share ({least:.0%}) is above max_group_share ({largest:.0%})."
            yield rules.issue("min_group_share", row, "min-above-max", found, "Lower the one or raise the other.")
    if not problem.baseline:
        yield from _check_reach(problem, rules)
        yield from shares_at_odds(problem, [rule for rule in group_shares(problem) if rule.hard])


def _check_reach(problem: Problem, rules: SourcingRules) -> Iterator[Issue]:
    """Caps that leave nobody to supply the rest."""
    for rule in group_shares(problem):
        scope, alone = rule.scope, set(rule.members) == set(rule.scope.sources)
        if rule.kind != "corridor" and rule.hard and not rule.at_least and alone and rule.share < 1:
            found = (
                f"All sources of {scope.item} are of {rule.kind} {rule.group}, which may have {rule.share:.0%} at most."
            )
            remedy = "Add a source elsewhere, or raise max_group_share."
            yield rules.issue(rule.column, scope.row, "nobody-else", found, remedy)
        if rule.kind != "corridor" and rule.hard and rule.at_least and not rule.members and rule.share > 0:
            found = f"No source of {scope.item} is of {rule.kind} {rule.group}, which must have {rule.share:.0%}."
            remedy = "Add a source there, or lower min_group_share."
            yield rules.issue(rule.column, scope.row, "nobody-there", found, remedy)


def build(block: Any, core: Core) -> None:
    """Write one row for each group, scope and period, with a priced slack."""
    problem, m, rules = core.problem, core.model, group_shares(core.problem)
    scopes = [rule.scope for rule in rules]
    volumes, departing = Volumes(block, m, scopes), set(core.lane_periods)
    held = [
        (k, t)
        for k, scope in enumerate(scopes)
        for t in core.periods
        if t >= scope.first and volume_limit(problem, scope, t, core.most_made) > 0
    ]
    block.HELD = pyo.Set(initialize=held, dimen=2)
    block.MEMBERS = pyo.Set(block.SCOPES, initialize={k: rule.members for k, rule in enumerate(rules)}, dimen=1)
    through = {(k, t): [(*lane, t) for lane in rules[k].lanes if (*lane, t) in departing] for k, t in held}
    block.THROUGH = pyo.Set(block.HELD, initialize=through, dimen=5)
    block.share = pyo.Param(block.SCOPES, initialize={k: rule.share for k, rule in enumerate(rules)})
    block.sign = pyo.Param(block.SCOPES, initialize={k: 1 if rule.at_least else -1 for k, rule in enumerate(rules)})
    block.missed = pyo.Var(block.HELD, within=pyo.NonNegativeReals)

    def keeps_group_share(b: Any, k: int, t: int) -> Any:
        of_group = sum(volumes.of(k, n, t) for n in b.MEMBERS[k])
        travelling = sum(m.ship[i, o, d, mode, e] for i, o, d, mode, e in b.THROUGH[k, t])
        return b.sign[k] * (of_group + travelling - b.share[k] * volumes.total(k, t)) + b.missed[k, t] >= 0

    block.keeps_group_share = pyo.Constraint(block.HELD, rule=keeps_group_share)
    weeks, dearest_of = problem.horizon.weeks, dearest(problem)
    price = [
        float(weeks[t]) * (HARD_PRICE * dearest_of[rules[k].scope.item] if rules[k].hard else rules[k].penalty)
        for k, t in held
    ]
    core.rulebook.book(
        block.missed,
        held,
        hard=[rules[k].hard for k, _ in held],
        price=price,
        items=[rules[k].scope.item for k, _ in held],
        period=[t for _, t in held],
    )


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Shares of groups, required against achieved."""
    rules, sheet, flows = group_shares(problem), problem[SourcingRules], plan[Flows]
    keys = zip(flows.item, flows.origin, flows.destination, flows.mode, flows.period, strict=True)
    travelling = sums(keys, flows.quantity)
    for rule, volumes in zip(rules, plan_volumes(problem, plan, [r.scope for r in rules]), strict=True):
        scope = rule.scope
        for t in range(scope.first, len(problem.horizon)):
            name = problem.horizon.names[t]
            total = sum(volumes.get((n, t), 0.0) for n in scope.sources)
            if total <= NOTHING_MADE:
                continue
            of_group = sum(volumes.get((n, t), 0.0) for n in rule.members)
            of_group += sum(travelling.get((*lane, name), 0.0) for lane in rule.lanes)
            beyond = rule.share * total - of_group if rule.at_least else of_group - rule.share * total
            yield RuleOutcome(
                sheet.rule[scope.row], sheet.cell(rule.column, scope.row), scope.item, rule.where, name,
                f"share of {rule.kind}", "fraction", rule.at_least, rule.share, of_group / total, rule.hard,
                max(beyond, 0.0), float(np.nan_to_num(rule.penalty)),
            )  # fmt: skip


FEATURE = Feature(
    name="concentration",
    applies=applies,
    check=check,
    build=build,
    outcomes=outcomes,
)
