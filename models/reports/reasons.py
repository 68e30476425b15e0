"""Why a source has its share: the rules without slack that concern it, what is full, or simply its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.capacity_use import CapacityUse, capacity_tables
from models.features import labour
from models.geography import PLACE_KINDS
from models.plan import Production, sums
from models.reports.rules import OF_GROUP, SERVED, limit_in_words
from models.sheets import ALL, LeadTimes
from models.splits import COUNTS_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.plan import Plan
    from models.problem import Problem
    from models.reports.landed import LandedCost, Supply
    from models.rulebook import RuleOutcome

FULL = 1.0 - 1e-6
"""Utilisation from which a capacity counts as full."""
NO_SLACK = 1e-6
"""Slack at or below which a rule binds, as a share of its limit."""
CHEAPER = 1e-6
"""Difference of landed costs that counts [money/unit]."""
SAME = 1e-5
"""Difference of two shares that is rounding."""
ELSEWHERE = frozenset({SERVED, "stock", "open sites"})
"""Measures that are no matter of a source's share."""


class Reasons:
    """Finds the reasons of shares.

    A rule concerns a supply when it is about its item and period, has no slack, and names the source, its group, or
    the destination; a rule on the smallest or largest share concerns the source that has it.
    """

    def __init__(self, landed: LandedCost, rules: Sequence[RuleOutcome]) -> None:
        problem, made = landed.problem, landed.plan[Production]
        self._landed, self._problem = landed, problem
        self._binding: dict[tuple[str, int], list[RuleOutcome]] = {}
        for rule in rules:
            if rule.measure not in ELSEWHERE and rule.slack <= NO_SLACK * max(1.0, abs(rule.required)):
                self._binding.setdefault((rule.item, problem.horizon.number(rule.period)), []).append(rule)
        self._full = _full_sources(problem, landed.plan)
        self._made = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
        self._volumes: dict[tuple[str, str, int], dict[str, float]] = {}
        self._labels = {site: _names_of(problem, site) for site in problem.role}

    def of(self, parts: Sequence[Supply], costs: Sequence[float], choices: Sequence[tuple[Supply, float]]) -> list[str]:
        """Reasons of all supplies of one item to one destination in one period.

        Parameters
        ----------
        costs
            Landed cost of one unit of each.
        choices
            Every supply from a source at work, used for this destination or not, with its landed cost.

        """
        said = []
        for supply, cost in zip(parts, costs, strict=True):
            cheaper = [choice for choice, other in choices if choice.source != supply.source and other < cost - CHEAPER]
            if reasons := self._held(supply)[0]:
                said.append("; ".join(reasons))
            elif not cheaper:
                said.append("Lowest landed cost of the sources at work")
            elif any(self._held(choice)[1] for choice in cheaper):
                said.append("Supplies what cheaper sources cannot")
            else:
                said.append("Lowest cost of the whole plan")
        return said

    def _held(self, supply: Supply) -> tuple[list[str], bool]:
        """What holds a supply, and whether it is held from above."""
        key = (supply.item, supply.period)
        rules = [rule for rule in self._binding.get(key, ()) if self._concerns(rule, supply)]
        full = list(self._full.get((supply.item, supply.source, supply.period), ()))
        for lane, rate in supply.lanes:
            limit = float(self._problem[LeadTimes].capacity[self._problem.lanes.row[lane]])
            if rate >= limit * FULL:
                full.append(f"Lane full ({self._problem.lanes.keys[lane][3]})")
        said = [f"{rule.rule}: {limit_in_words(rule)} ({rule.cell})" for rule in rules]
        return [*said, *full], bool(full) or any(not rule.at_least for rule in rules)

    def _concerns(self, rule: RuleOutcome, supply: Supply) -> bool:
        places = self._labels[supply.destination] | {ALL}
        if rule.measure.startswith(OF_GROUP):
            groups = self._groups(rule.measure.removeprefix(OF_GROUP), supply)
            return any(rule.scope == group or rule.scope in {f"{group} to {p}" for p in places} for group in groups)
        if rule.scope not in places and rule.scope != supply.source:
            return False
        if rule.measure in {"smallest share in use", "largest share"}:
            return abs(self._share(rule.scope, supply) - rule.achieved) <= SAME
        if rule.measure == "sources in use" and rule.at_least:
            # A source above the share from which it counts is there for another reason than to be counted.
            return self._share(rule.scope, supply) <= COUNTS_FROM + SAME
        return True

    def _groups(self, kind: str, supply: Supply) -> Iterable[str]:
        """Groups of one kind that a supply belongs to."""
        if kind == "corridor":
            passed = self._problem[LeadTimes].corridors
            return [corridor for lane, _ in supply.lanes for corridor in passed[self._problem.lanes.row[lane]]]
        return [self._problem.geography.of_site.get(kind, {}).get(supply.source, "")]

    def _share(self, scope: str, supply: Supply) -> float:
        """Share of the source where the rule measures it: of all that is made, or of what a place receives."""
        key = (scope, supply.item, supply.period)
        if key not in self._volumes:
            self._volumes[key] = self._volumes_of(*key)
        total = sum(self._volumes[key].values())
        return self._volumes[key].get(supply.source, 0.0) / total if total else 0.0

    def _volumes_of(self, scope: str, item: str, t: int) -> dict[str, float]:
        if scope == ALL:
            period = self._problem.horizon.names[t]
            return {n: self._made.get((item, n, period), 0.0) for n in self._problem.makers.get(item, ())}
        sites = self._problem.geography.sites(scope)
        into = [s for n in sites for s in self._landed.into.get((item, n), {}).get(t, ())]
        return sums((s.source for s in into), (s.quantity for s in into))


def _full_sources(problem: Problem, plan: Plan) -> dict[tuple[str, str, int], list[str]]:
    """Sources without room, with what it is they lack, by item, site and period."""
    found: dict[tuple[str, str, int], list[str]] = {}
    number = {name: t for t, name in enumerate(problem.horizon.names)}
    for table in capacity_tables(problem, plan):
        if isinstance(table, CapacityUse):
            for item, site, period, share in zip(table.item, table.site, table.period, table.utilisation, strict=True):
                if share >= FULL:
                    found.setdefault((item, site, number[period]), []).append("Capacity full")
    tired = set()
    for table in labour.tables(problem, plan):
        if isinstance(table, labour.LabourUse):
            used = zip(table.region, table.period, table.utilisation, strict=True)
            tired = {(region, number[period]) for region, period, share in used if share >= FULL}
    hours, region_of = problem[labour.LabourContent].labour_hours, problem.geography.of_site["region"]
    for (item, site), row in problem.source_row.items():
        for region, t in tired if hours[row] > 0 else ():
            if region_of[site] == region:
                found.setdefault((item, site, t), []).append(f"Working hours of {region} used up")
    return found


def _names_of(problem: Problem, site: str) -> frozenset[str]:
    """Every way to address a place that contains a site."""
    names = {(kind, problem.geography.of_site[kind][site]) for kind in PLACE_KINDS}
    return frozenset(form for kind, name in names if name for form in (name, f"{kind}:{name}"))
