"""Resilience: how the plan, and today's, bears every disruption, what rules ask for, and what holds it up.

::

    served          = 1 - lost units / demand that counts
    margin          = time to survive - time to recover                                             [weeks]
    expected_loss   = probability x share of the plan in which it may begin x mean lost money   [money/year]
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from models.holding import held_stock
from models.reports.survival import as_title, by_event, is_longest, key_of, units_in_words, yearly_loss
from models.reports.verdicts import FAIL, NO_RULE, PASS, Verdict, verdicts
from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from models.stress.tested import Tested

MOST_NAMED = 3
"""Buffers and sources that are named for each disruption."""
MOST_EXPOSURES = 20
"""Exposures that are listed by each of the two ranks."""
NOTHING = 1e-6
SLIGHT = 1e-3
"""Share of the largest help below which another is not worth a word."""
SHORT_ALREADY = "Short even when nothing is lost, so no time to survive can be told"


class Resilience(
    Sheet,
    name="Resilience",
    purpose="How the plan bears each disruption, and what holds it up.",
    key=("event", "kind", "period", "time_to_recover"),
):
    """Report: service and survival in every disruption."""

    event: Texts = text("What happens: a scenario, or what is lost.")
    kind: Texts = text("scenario: from Disruptions; otherwise the kind of thing that is lost.")
    period: Texts = text("Period at whose start it begins.")
    verdict: Texts = text(
        "pass: every rule that speaks of it is kept; fail: one is missed (sheet Rules); no rule: none speaks of it.",
        choices=(PASS, FAIL, NO_RULE),
    )
    served: Numbers = number("Share of the demand that counts that is served. Blank: no demand.", unit="fraction")
    required_service: Numbers = number("Strictest share that a rule asks for. Blank: no rule does.", unit="fraction")
    service_rule: Texts = text("Rule that asks for this share.")
    time_to_survive: Numbers = number(
        "Weeks without any shortage if what is lost never returns; the remark says where it is at least that long. "
        "Blank: the plan is short with nothing lost.",
        unit="weeks",
    )
    time_to_recover: Numbers = number("Weeks until everything is back. Blank: never.", unit="weeks")
    margin: Numbers = number(
        "Time to survive less time to recover; negative: goods run out before everything is back. "
        "Blank: one of them is.",
        unit="weeks",
        lower=-math.inf,
    )
    required_survival: Numbers = number("Most weeks a rule asks to survive. Blank: no rule does.", unit="weeks")
    survival_rule: Texts = text("Rule that asks for these weeks.")
    demand: Numbers = number(
        "Demand in the disruption that counts: of the items that rules speak of, else of all it can touch.",
        unit="units",
    )
    lost_units: Numbers = number("Part of this demand that is not served.", unit="units")
    lost_money: Numbers = number(
        "What the disruption costs with the best answer to it: unserved demand, surge, expediting, duties.",
        unit="money",
    )
    buffers_drawn: Texts = text(
        f"Stock the answer draws on, of what is there when it begins; at most {MOST_NAMED}, largest value first."
    )
    second_sources: Texts = text(
        f"Who makes more than in the plan, over the whole disruption; at most {MOST_NAMED}, largest value first."
    )
    served_today: Numbers = number("Share served in today's plan. Blank: no baseline.", unit="fraction")
    survived_today: Numbers = number(
        "Time to survive of today's plan. Blank: no baseline, or short with nothing lost.", unit="weeks"
    )
    lost_money_today: Numbers = number("What it costs in today's plan. Blank: no baseline.", unit="money")
    remark: Texts = text("What to know about the row.")


class Exposures(
    Sheet,
    name="Exposures",
    purpose="Where most money is at stake, in the plan and today.",
    key=("event", "kind", "time_to_recover"),
):
    """Report: disruptions ranked by what they cost."""

    event: Texts = text("What happens: a scenario, or what is lost.")
    kind: Texts = text("scenario: from Disruptions; otherwise the kind of thing that is lost.")
    rank: Numbers = number("Place by lost money; today's decides where the plan loses the same.")
    rank_expected: Numbers = number("Place by expected loss. Blank: no probability is stated.")
    period: Texts = text("Period in which it costs the plan most if it begins then.")
    time_to_recover: Numbers = number("Weeks until everything is back. Blank: never.", unit="weeks")
    probability: Numbers = number("How often a year it happens. Blank: not stated.", unit="1/year")
    lost_units: Numbers = number("Demand not served when it begins in this period.", unit="units")
    lost_money: Numbers = number("What it costs when it begins in this period.", unit="money")
    lost_money_today: Numbers = number("The same for today's plan at its worst. Blank: no baseline.", unit="money")
    expected_loss: Numbers = number(
        "Probability times lost money, average over the periods tested. Blank: no probability is stated.",
        unit="money/year",
    )
    expected_loss_today: Numbers = number("The same for today's plan. Blank: no baseline.", unit="money/year")


def resilience(
    problem: Problem, plan: Plan, rules: Sequence[RuleOutcome], stress: Sequence[Tested], today: Sequence[Tested]
) -> Resilience:
    """Every test as a row, events that fail or have the least margin first, their periods in order.

    Parameters
    ----------
    rules
        Outcomes of all rules of the plan.
    stress, today
        How the plan and today's plan bear each event.

    """
    asked, theirs = verdicts(problem, rules, stress), {key_of(tested): tested for tested in today}
    opening = {(held.item, held.site, held.t): held.opening for held in held_stock(problem, plan)}
    worst: dict[tuple[object, ...], tuple[bool, float]] = {}
    for tested in stress:
        margin = -math.inf if math.isnan(tested.margin) else tested.margin
        place = (asked[key_of(tested)].word != FAIL, margin)
        worst[key_of(tested)[:3]] = min(worst.get(key_of(tested)[:3], place), place)
    ordered = sorted(stress, key=lambda tested: (*worst[key_of(tested)[:3]], *key_of(tested)[:3], tested.t))
    return Resilience.of([
        _row(problem, tested, asked[key_of(tested)], theirs.get(key_of(tested)), opening) for tested in ordered
    ])  # fmt: skip


def _row(
    problem: Problem,
    tested: Tested,
    verdict: Verdict,
    today: Tested | None,
    opening: dict[tuple[str, str, int], float],
) -> tuple[object, ...]:
    recovery = tested.time_to_recover if math.isfinite(tested.time_to_recover) else math.nan
    before = (today.served, today.time_to_survive, today.lost_money) if today else (math.nan, math.nan, math.nan)
    return (
        as_title(tested.event), tested.event.kind.replace("_", " "), problem.horizon.names[tested.t], verdict.word,
        tested.served, verdict.service, verdict.service_rule, tested.time_to_survive, recovery,
        tested.time_to_survive - recovery, verdict.survival, verdict.survival_rule, tested.demand, tested.lost_units,
        tested.lost_money, _drawn(problem, tested, opening), _helpers(problem, tested), *before, _remark(tested),
    )  # fmt: skip


def _remark(tested: Tested) -> str:
    said = []
    if math.isnan(tested.time_to_survive):
        said.append(SHORT_ALREADY)
    elif is_longest(tested):
        said.append(f"Survives at least {tested.cap:g} weeks, the longest time looked at")
    if not tested.demand > 0:
        said.append("No demand in these weeks")
    return "; ".join(said)


def _drawn(problem: Problem, tested: Tested, opening: dict[tuple[str, str, int], float]) -> str:
    """Stock an answer draws on, in words."""
    said = []
    for item, site in _largest(problem, tested.drawn):
        units, there = tested.drawn[item, site], opening.get((item, site, tested.t), 0.0)
        # Stock that is still to come is drawn on too, so more may be drawn than is there at first.
        enough = there >= units * (1.0 - NOTHING)
        part = f"{units_in_words(units)} of {units_in_words(there)}" if enough else units_in_words(units)
        said.append(f"{part} {item} at {site}")
    return "; ".join(said)


def _helpers(problem: Problem, tested: Tested) -> str:
    """Sources that make more, in words."""
    largest = _largest(problem, tested.helpers)
    return "; ".join(f"{units_in_words(tested.helpers[key])} {key[0]} from {key[1]}" for key in largest)


def _largest(problem: Problem, units: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Keys of the largest values; what is slight beside the largest one is left out."""
    worth = {key: amount * problem.value[key[0]] for key, amount in units.items() if amount > NOTHING}
    slight = SLIGHT * max(worth.values(), default=0.0)
    return sorted((key for key in worth if worth[key] >= slight), key=lambda key: -worth[key])[:MOST_NAMED]


def exposures(problem: Problem, stress: Sequence[Tested], today: Sequence[Tested]) -> Exposures:
    """Events that cost something in one of the two plans, in order of what they cost the plan."""
    ours, theirs = by_event(stress), by_event(today)
    money = {key: max(tests, key=lambda tested: tested.lost_money) for key, tests in ours.items()}
    before = {key: max(tested.lost_money for tested in tests) for key, tests in theirs.items()}
    yearly = {key: yearly_loss(problem, tests) for key, tests in ours.items()}
    yearly_before = {key: yearly_loss(problem, tests) for key, tests in theirs.items()}
    costly = [key for key, tested in money.items() if max(tested.lost_money, before.get(key, 0.0)) > NOTHING]
    likely = [key for key in costly if money[key].event.probability > 0]
    by_money = sorted(costly, key=lambda key: (-money[key].lost_money, -before.get(key, 0.0), key))
    by_chance = sorted(likely, key=lambda key: (-yearly[key], -yearly_before.get(key, 0.0), key))
    chance = {key: place for place, key in enumerate(by_chance, start=1)}
    rows = []
    for place, key in enumerate(by_money, start=1):
        if min(place, chance.get(key, math.inf)) > MOST_EXPOSURES:
            continue
        tested, often = money[key], money[key].event.probability or np.nan
        rows.append((
            as_title(tested.event), tested.event.kind.replace("_", " "), place, chance.get(key, np.nan),
            problem.horizon.names[tested.t],
            tested.time_to_recover if math.isfinite(tested.time_to_recover) else np.nan, often, tested.lost_units,
            tested.lost_money, before.get(key, np.nan), yearly[key] if key in chance else np.nan,
            yearly_before.get(key, np.nan) if key in chance else np.nan,
        ))  # fmt: skip
    return Exposures.of(rows)
