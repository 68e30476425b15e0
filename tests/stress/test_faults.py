"""What cannot be right on the three sheets of risks is refused, with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.issue import Severity
from tiny import Book, book, solved, table
from tiny import issues as all_issues

if TYPE_CHECKING:
    from models.issue import Issue

DISRUPTION = {
    "scenario": "e",
    "hits": "site",
    "target": "cn",
    "duration": 4,
    "demand_change": None,
    "tariff_change": None,
}
RULE = {"rule": "r", "applies_to": "ALL", "min_service": 1, "duration": None, "penalty": None}


def risks(disruption: dict[str, Any] | None = None, rule: dict[str, Any] | None = None, **sheets: Any) -> Book:
    """Return a sound plan with one scenario and one rule, changed as given."""
    plan: dict[str, Any] = {
        "Disruptions": [{**DISRUPTION, **(disruption or {})}],
        "Resilience_rules": [{**RULE, **(rule or {})}],
        "Inventory": table("site item", ("us", "x")),
        "Lead_times": table(
            "origin destination mode lead_time freight_cost corridors", ("ALL", "ALL", "road", 0, 0, "Canal")
        ),
    }
    return book(**{**plan, **sheets})


def issues(plan: Book) -> dict[str, Issue]:
    """Everything validation notices, but that one site stands idle."""
    return {code: issue for code, issue in all_issues(plan).items() if code != "unused-site"}


def test_the_plan_without_faults_is_accepted() -> None:
    assert not issues(risks())


@pytest.mark.parametrize(
    ("disruption", "rule", "code", "cell"),
    [
        ({"target": "cm"}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "region", "target": "cn"}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "corridor", "target": "Kanal"}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "group", "target": "grid"}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "item", "target": "z"}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "lane", "target": "cn"}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "lane", "target": "cn -> "}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "tariff", "target": "cn -> uz", "tariff_change": 1}, {}, "unknown-target", "Disruptions[1].target"),
        ({"hits": "demand", "target": "nobody", "demand_change": 1}, {}, "unknown-target", "Disruptions[1].target"),
        ({"duration": None}, {}, "duration-missing", "Disruptions[1].duration"),
        ({"hits": "lane", "target": "cn -> us", "duration": None}, {}, "duration-missing", "Disruptions[1].duration"),
        ({"hits": "corridor", "target": "Canal", "duration": None}, {}, "duration-missing", "Disruptions[1].duration"),
        ({"hits": "item", "target": "x", "duration": None}, {}, "duration-missing", "Disruptions[1].duration"),
        ({"hits": "demand", "target": "us"}, {}, "change-missing", "Disruptions[1].demand_change"),
        ({"hits": "tariff", "target": "cn -> us"}, {}, "change-missing", "Disruptions[1].tariff_change"),
        ({"demand_change": 0.5}, {}, "change-unused", "Disruptions[1].demand_change"),
        ({"tariff_change": 0.5}, {}, "change-unused", "Disruptions[1].tariff_change"),
        ({"loss": 0}, {}, "nothing-lost", "Disruptions[1].loss"),
        ({}, {"applies_to": "f"}, "unknown-scenario", "Resilience_rules[1].applies_to"),
        ({}, {"applies_to": "N-1 planet"}, "unknown-scenario", "Resilience_rules[1].applies_to"),
        ({}, {"min_service": None}, "rule-without-limit", "Resilience_rules[1].min_service"),
        ({}, {"hard": "No"}, "penalty-missing", "Resilience_rules[1].penalty"),
        ({}, {"duration": 3}, "duration-unused", "Resilience_rules[1].duration"),
        ({}, {"applies_to": "N-1 site"}, "time-to-recover-missing", "Resilience_rules[1].duration"),
        ({}, {"applies_to": "N-1 corridor"}, "time-to-recover-missing", "Resilience_rules[1].duration"),
        ({}, {"applies_to": "N-1 region", "min_service": None, "survive_margin": 1}, "time-to-recover-missing", "Resilience_rules[1].duration"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_cell(
    disruption: dict[str, Any], rule: dict[str, Any], code: str, cell: str
) -> None:
    found = issues(risks(disruption, rule))
    assert set(found) == {code}
    assert (found[code].cell, found[code].severity) == (cell, Severity.ERROR)


@pytest.mark.parametrize(
    ("disruption", "code", "name"),
    [
        ({"hits": "site", "target": "cnn"}, "unknown-target", "cn"),
        ({"hits": "corridor", "target": "Kanal"}, "unknown-target", "Canal"),
    ],
)
def test_a_name_that_is_nearly_right_is_suggested(disruption: dict[str, Any], code: str, name: str) -> None:
    assert issues(risks(disruption))[code].remedy == f"Correct the name. Did you mean {name}?"


def test_a_rule_that_is_nearly_right_is_suggested() -> None:
    assert (
        issues(risks(rule={"applies_to": "N-1 sites"}))["unknown-scenario"].remedy
        == "Correct it. Did you mean N-1 site?"
    )


def test_members_of_a_group_must_exist() -> None:
    groups = table("group member time_to_recover", ("g", "cn", 4), ("g", "corridor: Canal", 4), ("g", "region: cn", 4))
    found = issues(risks(Failure_groups=groups))
    assert set(found) == {"unknown-member"}
    assert found["unknown-member"].cell == "Failure_groups[3].member"


def test_a_group_named_on_sites_alone_is_noted_once_others_have_rows() -> None:
    sites = table("site region role failure_groups", ("cn", "CN", "supplier", "g; h"), ("us", "US", "market", ""))
    found = issues(risks(Sites=sites, Failure_groups=table("group member", ("g", "cn"))))
    assert found["group-without-row"].severity is Severity.NOTE
    assert found["group-without-row"].cell == "Sites[1].failure_groups"


@pytest.mark.parametrize(("column", "values"), [("start_period", ("P1", "P2")), ("probability", (0.1, 0.2))])
def test_rows_of_one_scenario_may_not_contradict_each_other(column: str, values: tuple[Any, Any]) -> None:
    rows = [{**DISRUPTION, column: values[0]}, {**DISRUPTION, "target": "mx", column: values[1]}]
    periods = [{"period": f"P{k}", "start": f"2027-0{k}-01", "weeks": 4} for k in (1, 2)]
    found = issues(risks(Disruptions=rows, **({"Periods": periods} if column == "start_period" else {})))
    assert found["scenario-contradicts"].cell == f"Disruptions[2].{column}"


def test_a_scenario_that_hits_nothing_is_a_warning() -> None:
    found = issues(risks({"target": "mx"}, rule={"applies_to": "e"}))
    assert found["hits-nothing"].severity is Severity.WARNING


def test_a_rule_on_what_nobody_wants_is_refused() -> None:
    plan = risks(rule={"item": "z"}, Items=table("item value", ("x", 10), ("z", 5)))
    assert issues(plan)["nothing-to-serve"].cell == "Resilience_rules[1].item"


def test_a_loss_of_each_kind_in_turn_without_any_is_a_warning() -> None:
    plan = risks(rule={"applies_to": "N-1 group", "duration": 3})
    assert issues(plan)["nothing-to-lose"].severity is Severity.WARNING


def test_survival_needs_no_time_to_recover() -> None:
    plan = risks(rule={"applies_to": "N-1 site", "min_service": None, "min_survive": 3}, Disruptions=[])
    assert not issues(plan)
    assert solved(plan).cost == pytest.approx(52_000)


@pytest.mark.parametrize(
    ("hits", "target"),
    [
        ("site", "cn"), ("region", "CN"), ("country", "China"), ("bloc", "Asia"), ("parent_company", "Acme"), ("group", "g"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("recovers", [True, False])
def test_a_place_that_says_when_it_recovers_needs_no_duration(hits: str, target: str, *, recovers: bool) -> None:
    sites = table(
        "site region role parent_company time_to_recover",
        ("cn", "CN", "supplier", "Acme", 4 if recovers else None),
        ("mx", "MX", "supplier", None, 4),
        ("us", "US", "market", None, None),
    )
    regions = table("region country bloc", ("CN", "China", "Asia"), ("MX", "Mexico", "USMCA"), ("US", "USA", "USMCA"))
    groups = table("group member", ("g", "cn"))
    found = issues(
        risks({"hits": hits, "target": target, "duration": None}, Sites=sites, Regions=regions, Failure_groups=groups)
    )
    assert ("duration-missing" in found) is not recovers
    if not recovers:
        assert str(found["duration-missing"]) == (
            "Disruptions[1].duration: Neither a duration nor a time to recover is given for the loss of "
            f"{target}. Fill duration, or time_to_recover on Sites, Sources or Failure_groups."
        )
