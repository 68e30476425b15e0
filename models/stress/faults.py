"""What cannot be right on Failure_groups, Disruptions and Resilience_rules, cell by cell."""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING

import numpy as np

from models.issue import Severity
from models.sheets import ALL, EACH, Disruptions, FailureGroups, ResilienceRules, Sites
from models.sheets.risks import MEMBER_KINDS, N_MINUS_1, N_MINUS_1_KINDS
from models.stress.cases import events_of_rule, served_items
from models.stress.events import ARROW, items_of, scenario_events, split_lane
from models.stress.hits import Hitter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.issue import Issue
    from models.problem import Problem

PLACES = ("region", "country", "bloc", "parent_company", "site", "corridor", "group")


def faults(problem: Problem) -> Iterator[Issue]:
    """Everything wrong with the three sheets."""
    hitter = Hitter(problem)
    yield from _groups(problem, hitter)
    yield from _disruptions(problem, hitter)
    yield from _scenarios(problem)
    yield from _rules(problem, hitter)
    yield from _chances(problem)


def _groups(problem: Problem, hitter: Hitter) -> Iterator[Issue]:
    sheet, sites = problem[FailureGroups], problem[Sites]
    for row, member in enumerate(sheet.member):
        if hitter.resolve(member) is None:
            kinds = ", ".join(kind.replace("_", " ") for kind in MEMBER_KINDS)
            found = f"No {kinds} is called {member}."
            everything = {name for kind in MEMBER_KINDS for name in hitter.names(kind)}
            yield sheet.issue(
                "member", row, "unknown-member", found, f"Correct the name.{_closest(member, everything)}"
            )
    known = set(sheet.group)
    for row, groups in enumerate(sites.failure_groups if len(sheet) else ()):
        for group in groups:
            if group not in known:
                found = f"{group} has no row on Failure_groups, so it has neither a time to recover nor a probability."
                remedy = "Add one, or leave it if the sites' own times to recover are enough."
                yield sites.issue("failure_groups", row, "group-without-row", found, remedy, Severity.NOTE)


def _disruptions(problem: Problem, hitter: Hitter) -> Iterator[Issue]:
    sheet = problem[Disruptions]
    for row in range(len(sheet)):
        kind, target = sheet.hits[row], sheet.target[row]
        if not _target_exists(problem, hitter, kind, target):
            if kind in {"lane", "tariff"}:
                found, remedy = f"'{target}' is no lane.", f"Write origin {ARROW} destination, e.g. China {ARROW} ALL."
            else:
                found = f"There is no {kind.replace('_', ' ')} called {target}."
                remedy = f"Correct the name.{_closest(target, _names(problem, hitter, kind))}"
            yield sheet.issue("target", row, "unknown-target", found, remedy)
            continue
        if math.isnan(sheet.duration[row]) and not _lasts(hitter, kind, target):
            found = f"Neither a duration nor a time to recover is given for the loss of {target}."
            remedy = "Fill duration, or time_to_recover on Sites, Sources or Failure_groups."
            yield sheet.issue("duration", row, "duration-missing", found, remedy)
        for column, used_by in (("demand_change", "demand"), ("tariff_change", "tariff")):
            stated = float(getattr(sheet, column)[row])
            if kind == used_by and not stated:
                yield sheet.issue(column, row, "change-missing", f"The row hits {kind}, but {column} is 0.", "Fill it.")
            if kind != used_by and stated:
                found = f"{column} means nothing for a row that hits {kind}."
                yield sheet.issue(column, row, "change-unused", found, f"Clear it, or set hits to {used_by}.")
        if kind not in {"demand", "tariff"} and not sheet.loss[row]:
            yield sheet.issue("loss", row, "nothing-lost", "Nothing is lost.", "Put a loss above 0, or drop the row.")


def _closest(word: str, known: Collection[str]) -> str:
    """Return ' Did you mean X?' for the most similar known name, or nothing."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {match[0]}?" if match else ""


def _names(problem: Problem, hitter: Hitter, kind: str) -> Collection[str]:
    """Names that a target of this kind may have."""
    if kind == "item":
        return problem.items
    if kind == "demand":
        return {name for level in ("site", "region", "country", "bloc") for name in hitter.names(level)}
    return hitter.names(kind)


def _target_exists(problem: Problem, hitter: Hitter, kind: str, target: str) -> bool:
    if kind in {"lane", "tariff"}:
        ends = split_lane(target)
        return ends is not None and all(problem.geography.resolve(place) for place in ends)
    if kind == "demand":
        return problem.geography.resolve(target) is not None
    if kind == "item":
        return bool(items_of(problem, target))
    return hitter.exists(kind, target)


def _lasts(hitter: Hitter, kind: str, target: str) -> bool:
    return kind in PLACES and hitter.states_recovery(kind, target)


def _scenarios(problem: Problem) -> Iterator[Issue]:
    """Rows of one scenario that contradict each other, and scenarios that hit nothing."""
    sheet = problem[Disruptions]
    for name in dict.fromkeys(sheet.scenario):
        rows = np.flatnonzero(sheet.scenario == name).tolist()
        for column in ("start_period", "probability"):
            stated = {getattr(sheet, column)[k] for k in rows} - {EACH, 0.0}
            if len(stated) > 1:
                found = f"The rows of {name} state different values of {column}."
                remedy = "Give them the same, or other scenario names."
                yield sheet.issue(column, rows[-1], "scenario-contradicts", found, remedy)
    hitter, aims = Hitter(problem), zip(sheet.hits, sheet.target, strict=True)
    sound = all(_target_exists(problem, hitter, *aim) for aim in aims)
    for event in scenario_events(problem) if sound else ():
        if event.is_nothing:
            row = int(np.flatnonzero(sheet.scenario == event.name)[0])
            found = f"{event.name} hits nothing: no source, lane or demand of this plan."
            yield sheet.issue("target", row, "hits-nothing", found, "Check target and item.", Severity.WARNING)


def _rules(problem: Problem, hitter: Hitter) -> Iterator[Issue]:
    rules, names = problem[ResilienceRules], set(problem[Disruptions].scenario)
    for row in range(len(rules)):
        scope = rules.applies_to[row]
        generated = scope.upper().startswith(N_MINUS_1)
        kind = scope[len(N_MINUS_1) :].strip().lower() if generated else ""
        if (generated and kind not in N_MINUS_1_KINDS) or (not generated and scope not in {ALL, *names}):
            found = f"'{scope}' is neither a scenario of Disruptions nor N-1 {', '.join(N_MINUS_1_KINDS)}."
            every = {*names, *(N_MINUS_1 + other for other in N_MINUS_1_KINDS)}
            yield rules.issue("applies_to", row, "unknown-scenario", found, f"Correct it.{_closest(scope, every)}")
            continue
        limits = (rules.min_service[row], rules.min_survive[row], rules.survive_margin[row])
        if all(math.isnan(limit) for limit in limits):
            found = "The rule asks for nothing."
            remedy = "Fill min_service, min_survive or survive_margin, or delete the row."
            yield rules.issue("min_service", row, "rule-without-limit", found, remedy)
        if not rules.hard[row] and math.isnan(rules.penalty[row]):
            found = "hard is No, but missing the rule costs nothing."
            yield rules.issue("penalty", row, "penalty-missing", found, "Fill penalty, or set hard to Yes.")
        if not generated and not math.isnan(rules.duration[row]):
            found = "duration is for N-1; how long a scenario lasts stands on Disruptions."
            yield rules.issue("duration", row, "duration-unused", found, "Clear it.")
        if not served_items(problem, items_of(problem, rules.item[row])):
            found = f"Nothing with demand is made of {rules.item[row]}."
            yield rules.issue("item", row, "nothing-to-serve", found, "Choose an item that is wanted.")
        elif generated:
            yield from _durations(problem, hitter, row, kind)


def _durations(problem: Problem, hitter: Hitter, row: int, kind: str) -> Iterator[Issue]:
    """N-1 without a duration where no time to recover is stated, or without anything to lose."""
    rules = problem[ResilienceRules]
    events = events_of_rule(problem, row)
    if not events:
        found = f"There is no {kind.replace('_', ' ')} whose loss would touch {rules.item[row]}."
        yield rules.issue("applies_to", row, "nothing-to-lose", found, "Check item and applies_to.", Severity.WARNING)
    needs_recovery = not (math.isnan(rules.min_service[row]) and math.isnan(rules.survive_margin[row]))
    if not math.isnan(rules.duration[row]) or not needs_recovery:
        return
    names = [event.name.removeprefix(f"{kind.replace('_', ' ')} ") for event in events]
    missing = [name for name in names if not hitter.states_recovery(kind, name)]
    if missing:
        found = f"No time to recover is stated for {', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''}."  # noqa: PLR2004
        remedy = "Fill duration here, or time_to_recover on Sites, Sources or Failure_groups."
        yield rules.issue("duration", row, "time-to-recover-missing", found, remedy)


def _chances(problem: Problem) -> Iterator[Issue]:
    """Disruptions that together are sure to happen, which a value at risk cannot weigh."""
    if not problem.settings.cvar_weight:
        return
    groups: dict[str, float] = {}
    for group, _, _, often in problem[FailureGroups]:
        groups[group] = max(groups.get(group, 0.0), often)
    sheet = problem[Disruptions]
    often = sum(groups.values()) + sum(dict(zip(sheet.scenario, sheet.probability.tolist(), strict=True)).values())
    longest = float(problem.horizon.weeks.max()) / 52.0
    if often * longest > 1.0:
        found = f"Together the disruptions happen {often * longest:.2f} times in the longest period."
        remedy = "Lower the probabilities, or make periods shorter: value at risk takes at most one in a period."
        table = sheet if len(sheet) else problem[FailureGroups]
        yield table.issue("probability", 0, "too-likely", found, remedy)
