from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.catalogue import catalogue
from models.plan import Flows, Orders, Production, Stock, Surge
from models.sheets import Capex
from optimizer.doors import scenarios_of, take_in
from optimizer.examples import EXAMPLES
from optimizer.examples.truck import truck_powertrain
from optimizer.examples.truck.demand import CYCLE
from optimizer.examples.truck.horizon import PERIODS
from optimizer.examples.truck.items import AXLE, DIESEL, ENGINE, GEARBOX
from optimizer.examples.truck.places import DUBLIN, HAGERSTOWN, MEXICO, MONTERREY, US
from optimizer.planning import solve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.examples.table import Row
    from optimizer.outcome import Outcome

GAP = 2e-4
RISKS = ("Failure_groups", "Disruptions", "Resilience_rules")
PEAK = tuple(period for period, demand in zip(PERIODS, CYCLE, strict=True) if demand > 1.1)
AFTER_PEAK = PERIODS[PERIODS.index(PEAK[-1]) + 1]


def by_period(lines: Iterable[tuple[str, float]]) -> dict[str, float]:
    found = dict.fromkeys(PERIODS, 0.0)
    for period, quantity in lines:
        found[period] += quantity
    return found


def made(outcome: Outcome, item: str, *, domestic: bool | None = None, site: str = "") -> dict[str, float]:
    home = outcome.problem.geography.domestic
    return by_period(
        (period, quantity)
        for i, n, period, quantity in outcome.plan[Production]
        if i == item and site in {"", n} and domestic in {None, n in home}
    )


def test_validates_without_a_word() -> None:
    assert take_in(truck_powertrain()).issues == ()


def test_every_record_says_where_its_figures_come_from() -> None:
    for sheet, records in truck_powertrain().items():
        for record in records:
            assert record.get("notes"), f"{sheet}: {record}"
    settings = truck_powertrain()["Settings"][0]
    assert settings.keys() == settings["notes"].keys() | {"notes"}


@pytest.mark.parametrize("sheet", catalogue())
def test_every_sheet_is_used_by_an_example(sheet: str) -> None:
    assert any(example().get(sheet) for example in EXAMPLES.values())


@pytest.mark.parametrize("scenario", scenarios_of(truck_powertrain()))
def test_scenarios_can_be_planned(scenario: str) -> None:
    assert take_in(truck_powertrain(), scenario).issues == ()


def plan_stands_its_check_and_beats_todays(outcome: Outcome) -> None:
    assert outcome.status.has_plan
    assert outcome.audit.passed
    assert outcome.gap <= GAP
    assert not [rule for rule in outcome.missed_rules if rule.hard]
    assert outcome.baseline is not None
    assert outcome.cost < 0.98 * outcome.baseline.cost


def both_flows_run_in_every_quarter(outcome: Outcome) -> None:
    for item in (ENGINE, GEARBOX, AXLE):
        home, overseas = made(outcome, item, domestic=True), made(outcome, item, domestic=False)
        for period in PERIODS:
            assert home[period] > 0.2 * (home[period] + overseas[period])
            assert overseas[period] > 0.1 * (home[period] + overseas[period])


def mexico_serves_the_united_states_only_at_the_peak(outcome: Outcome) -> None:
    country = outcome.problem.geography.of_site["country"]
    sent = by_period(
        (period, quantity)
        for item, origin, destination, _, period, quantity in outcome.plan[Flows]
        if item == DIESEL and country[origin] == MEXICO and country[destination] == US
    )
    at_peak = sum(sent[period] for period in PEAK)
    assert at_peak > 0
    assert at_peak > 0.9 * sum(sent.values())


def surge_is_for_the_peak_and_what_it_leaves_behind(outcome: Outcome) -> None:
    surge = by_period((period, quantity) for _, n, period, quantity in outcome.plan[Surge] if n == MONTERREY)
    needed = sum(surge[period] for period in (*PEAK, AFTER_PEAK))
    assert needed > 0
    assert needed > 0.5 * sum(surge.values())


def tractors_are_built_ahead_of_the_peak(outcome: Outcome) -> None:
    kept = by_period((line[2], line[3]) for line in outcome.plan[Stock] if (line[0], line[1]) == (DIESEL, DUBLIN))
    assert kept[PEAK[0]] > 500
    assert kept[PERIODS[0]] < 100
    assert kept[PEAK[-1]] < 100


def powertrain_runs_level_across_the_cycle(outcome: Outcome) -> None:
    engines = made(outcome, ENGINE, site=HAGERSTOWN)
    assert max(CYCLE) > 1.8 * min(CYCLE)
    assert max(engines.values()) < 1.3 * min(engines.values())


def some_upgrades_are_built_and_some_are_not(outcome: Outcome) -> None:
    ordered = {(site, option) for site, _, option, _, _ in outcome.plan[Orders]}
    offered = set(zip(outcome.problem[Capex].site, outcome.problem[Capex].option, strict=True))
    assert 3 <= len(ordered) < len(offered)
    assert {n for n, _ in ordered} & {DUBLIN, HAGERSTOWN}


def undisturbed() -> dict[str, list[Row]]:
    """The example when nothing varies or goes wrong; what may is tested in test_example_risks."""
    book = {name: records for name, records in truck_powertrain().items() if name not in RISKS}
    steady = [{name: value for name, value in row.items() if name != "lead_time_sd"} for row in book["Lead_times"]]
    return {**book, "Lead_times": steady}


def test_plan_tells_the_story() -> None:
    outcome = solve(take_in(undisturbed()).accept(), gap=GAP)
    plan_stands_its_check_and_beats_todays(outcome)
    both_flows_run_in_every_quarter(outcome)
    mexico_serves_the_united_states_only_at_the_peak(outcome)
    surge_is_for_the_peak_and_what_it_leaves_behind(outcome)
    tractors_are_built_ahead_of_the_peak(outcome)
    powertrain_runs_level_across_the_cycle(outcome)
    some_upgrades_are_built_and_some_are_not(outcome)
