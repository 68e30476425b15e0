"""What rules ask of each disruption, and whether the plan keeps them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.reports.survival import ROUNDING, in_words, is_longest, key_of, shortest_survival
from models.sheets import ResilienceRules
from models.stress.cases import SERVICE, SURVIVAL, cases_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.problem import Problem
    from models.reports.survival import Key
    from models.rulebook import RuleOutcome
    from models.stress.cases import Case, Requirement
    from models.stress.tested import Tested

PASS, FAIL, NO_RULE = "pass", "fail", "no rule"
FAILS = "Fails in "
"""How the line of the summary begins when rules are missed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is asked of one disruption in one period.

    Attributes
    ----------
    word
        pass, fail or no rule.
    service, service_rule
        Strictest share that must be served, and the rule that asks for it; nan and "" when none does.
    survival, survival_rule
        Most weeks that must be survived, and the rule that asks for them.

    """

    word: str = NO_RULE
    service: float = math.nan
    service_rule: str = ""
    survival: float = math.nan
    survival_rule: str = ""


def verdicts(problem: Problem, rules: Sequence[RuleOutcome], stress: Iterable[Tested]) -> dict[Key, Verdict]:
    """Return the verdict on every test; a rule counts as kept where the sheet Rules says so."""
    asked: dict[tuple[str, str, int], list[tuple[Case, Requirement]]] = {}
    for case in cases_of(problem):
        found = asked.setdefault((case.event.kind, case.event.stem, case.t), [])
        found += [(case, need) for need in case.requirements]
    kept = {(rule.cell, rule.scope, rule.period): not rule.is_missed() for rule in rules}
    return {
        key_of(tested): _verdict(problem, tested, kept, asked.get((tested.event.kind, tested.event.stem, tested.t), ()))
        for tested in stress
    }


def _verdict(
    problem: Problem,
    tested: Tested,
    kept: dict[tuple[str, str, str], bool],
    asked: Iterable[tuple[Case, Requirement]],
) -> Verdict:
    sheet, word = problem[ResilienceRules], NO_RULE
    strictest = {SERVICE: (math.nan, ""), SURVIVAL: (math.nan, "")}
    for case, need in asked:
        if not _speaks_of(problem, case, need, tested):
            continue
        limit = case.counted if need.measure == SURVIVAL else need.share
        if not limit <= strictest[need.measure][0]:
            strictest[need.measure] = (limit, sheet.rule[need.row])
        place = (sheet.cell(need.column, need.row), case.label, problem.horizon.names[case.t])
        reached = tested.time_to_survive if need.measure == SURVIVAL else tested.served
        enough = kept.get(place, reached >= limit * (1.0 - ROUNDING))
        word = PASS if enough and word != FAIL else FAIL
    return Verdict(word, *strictest[SERVICE], *strictest[SURVIVAL])


def _speaks_of(problem: Problem, case: Case, need: Requirement, tested: Tested) -> bool:
    """Whether a requirement is on an event that lasts as long: rules may lose the same thing for other times."""
    recovery = tested.time_to_recover
    if need.measure == SERVICE:
        return math.isclose(case.event.time_to_recover, recovery)
    if need.column == "survive_margin":
        return math.isclose(case.counted, recovery + float(problem[ResilienceRules].survive_margin[need.row]))
    return True


def verdict_in_words(
    problem: Problem, rules: Sequence[RuleOutcome], stress: Sequence[Tested], today: Sequence[Tested]
) -> str:
    """One line on resilience, for the summary; "" when nothing was tested."""
    if not stress:
        return ""
    words: dict[tuple[str, str, float], set[str]] = {}
    for key, verdict in verdicts(problem, rules, stress).items():
        words.setdefault(key[:3], set()).add(verdict.word)
    ruled = sum(found != {NO_RULE} for found in words.values())
    failed = sum(FAIL in found for found in words.values())
    if not ruled:
        said = "No rule says what must be survived"
    elif failed:
        said = f"{FAILS}{failed:,} of the {ruled:,} disruptions that rules speak of"
    else:
        said = "Survives every disruption a rule speaks of"
    return f"{said}; {''.join(_survival(stress, today))}."


def _survival(stress: Sequence[Tested], today: Sequence[Tested]) -> Iterator[str]:
    weakest, before = shortest_survival(stress), shortest_survival(today)
    if weakest is None:
        yield "it is short even when nothing is lost, so no time to survive can be told"
        return
    yield f"shortest time to survive {_weeks(weakest)}"
    if before is not None:
        yield f" (today {_weeks(before, '')})"
    if not is_longest(weakest):
        yield f": {in_words(weakest.event)}"


def _weeks(tested: Tested, unit: str = " weeks") -> str:
    """A time to survive in words."""
    return f"{'at least ' if is_longest(tested) else ''}{tested.time_to_survive:,.1f}{unit}"
