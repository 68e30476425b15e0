"""The stories of what may go wrong: today's network dies within weeks, the plan lives, at a stated cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.plan import Production, Stock
from optimizer.doors import take_in
from optimizer.examples import EXAMPLES
from optimizer.examples.ev import risks as ev
from optimizer.examples.ev.items import CHIPS, MAGNETS
from optimizer.examples.truck import risks as truck
from optimizer.examples.truck.items import TURBO
from optimizer.examples.truck.places import CAROLINA
from optimizer.planning import solve

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.stress.tested import Tested
    from optimizer.examples.table import Row
    from optimizer.outcome import Outcome

FEARED = (ev.CLOSURE, ev.BAN, ev.STRIKE)
KINDS = {"strait": "Strait", "region": "East Asia", "canal": "Canal", "strike": "strike", "export ban": "ban",
         "tariff": "Tariff", "fire": "Fire", "surge": "surge"}  # fmt: skip


def only(book: dict[str, list[Row]], scenarios: Collection[str]) -> dict[str, list[Row]]:
    """The example with some of its scenarios and the rules that name them."""
    kept = {"Disruptions": "scenario", "Resilience_rules": "applies_to"}
    return {
        sheet: [row for row in records if sheet not in kept or row[kept[sheet]] in scenarios]
        for sheet, records in book.items()
    }


@pytest.fixture(scope="module")
def ev_outcome() -> Outcome:
    """EV example with the three scenarios feared most; the whole of it is a slow test."""
    return solve(take_in(only(EXAMPLES["ev"](), FEARED)).accept(), gap=0.02)


def in_both(outcome: Outcome, name: str) -> tuple[Tested, Tested]:
    """Today's plan and the new one in a scenario."""
    assert outcome.baseline is not None
    today, plan = (next(t for t in one.stress if t.event.name == name) for one in (outcome.baseline, outcome))
    return today, plan


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_disruption_is_in_both_examples(example: str, kind: str) -> None:
    assert any(kind in str(row["scenario"]) for row in EXAMPLES[example]()["Disruptions"])


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_place_but_markets_says_how_long_it_takes_to_come_back(example: str) -> None:
    sites = EXAMPLES[example]()["Sites"]
    assert all("time_to_recover" in row for row in sites if row["role"] != "market")


@pytest.mark.parametrize("name", FEARED)
def test_the_plan_survives_longer_than_todays(ev_outcome: Outcome, name: str) -> None:
    today, plan = in_both(ev_outcome, name)
    assert today.time_to_survive < 6
    assert plan.time_to_survive > 2 * today.time_to_survive
    assert plan.served > today.served


def test_hard_rules_are_kept(ev_outcome: Outcome) -> None:
    assert ev_outcome.audit.passed
    assert not [rule for rule in ev_outcome.missed_rules if rule.hard]


@pytest.mark.parametrize(("item", "cause"), [(MAGNETS, ev.BAN), (CHIPS, ev.CLOSURE)])
def test_strategic_stock_stands_because_of_a_named_disruption(ev_outcome: Outcome, item: str, cause: str) -> None:
    _, plan = in_both(ev_outcome, cause)
    horizon = ev_outcome.problem.horizon
    stock = {
        (i, n): strategic
        for i, n, t, _, _, strategic in ev_outcome.plan[Stock]
        if t == horizon.names[plan.t] and i == item
    }
    assert any(stock.get(place, 0.0) > 0 for place, units in plan.drawn.items() if units > 0)


def test_magnets_have_a_second_source(ev_outcome: Outcome) -> None:
    last = ev_outcome.problem.horizon.names[-1]
    made = {n: q for i, n, t, q in ev_outcome.plan[Production] if i == MAGNETS and t == last}
    assert sum(quantity > 0.1 * sum(made.values()) for quantity in made.values()) > 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "worst", "share"), [("ev", ev.BAN, 0.9), ("ev", ev.EAST_ASIA, 0.6), ("truck", truck.EAST_ASIA, 0.8)]
)
def test_the_whole_example_bears_what_todays_network_does_not(example: str, worst: str, share: float) -> None:
    outcome = whole(example)
    today, plan = in_both(outcome, worst)
    assert not [rule for rule in outcome.missed_rules if rule.hard]
    assert plan.served >= share - 1e-6
    assert today.served < plan.served - 0.1


@pytest.mark.slow
def test_turbochargers_have_safety_stock_and_a_domestic_source() -> None:
    """Stock covers the spread of the time at sea; a new line in the Carolinas needs none."""
    plan = whole("truck").plan
    assert any(safety > 0 for item, _, _, _, safety, _ in plan[Stock] if item == TURBO)
    assert any(site == CAROLINA for item, site, _, made in plan[Production] if item == TURBO and made > 0)


_WHOLE: dict[str, Outcome] = {}


def whole(example: str) -> Outcome:
    """The whole example, solved once."""
    if example not in _WHOLE:
        _WHOLE[example] = solve(take_in(EXAMPLES[example]()).accept())
    return _WHOLE[example]
