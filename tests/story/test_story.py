"""What a plan tells: shares, flows, buffers, events and rules, small whatever the size of the plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.json_plan import plan_as_json
from optimizer.story import STORY_SCHEMA, story_of
from optimizer.story.buffers import MOST_BUFFERS, buffers_of
from optimizer.story.cards import figures_of
from optimizer.story.flows import MOST_AREAS, flows_of
from optimizer.story.mix import MOST_GROUPS, MOST_ITEMS, mix_of
from optimizer.story.resilience import MOST_EVENTS, resilience_of
from optimizer.story.rules import rules_of
from optimizer.story.ways import MOST_OPTIONS, ways_of
from tiny import book, solved, table

if TYPE_CHECKING:
    from optimizer.outcome import Outcome


def network(sites: dict[str, tuple[str, str]], items: int = 1, spans: int = 2) -> dict[str, Any]:
    """Suppliers by name with their country and whether they are domestic, items worth 10, periods of 26 weeks."""
    return {
        "sites": [
            {"site": name, "role": "supplier", "region": name, "country": country, "bloc": "", "domestic": home == "Yes"}
            for name, (country, home) in sites.items()
        ],
        "periods": [{"period": f"P{k + 1}", "start": "2027-01-01", "weeks": 26.0} for k in range(spans)],
        "items": [
            {"item": f"x{k}", "criticality": "Medium", "value": 10.0, "finished": True, "makers": 2} for k in range(items)
        ],
        "made_today": [],
    }  # fmt: skip


def made(*rows: tuple[str, str, str, float]) -> dict[str, Any]:
    return {"Production": table("item site period quantity", *rows)}


HOME_AND_AWAY = {"cn": ("China", "No"), "us": ("USA", "Yes")}


def test_shares_are_of_each_periods_output_and_home_comes_first() -> None:
    tables = made(("x0", "cn", "P1", 60.0), ("x0", "us", "P1", 40.0), ("x0", "cn", "P2", 10.0))
    facts = {**network(HOME_AND_AWAY), "made_today": [{"item": "x0", "site": "cn", "units": 520.0}]}
    (item,) = mix_of(tables, facts)["items"]
    assert [(g["name"], g["domestic"], g["today"], g["shares"]) for g in item["groups"]] == [
        ("USA", True, 0.0, [0.4, 0.0]),
        ("China", False, 1.0, [0.6, 1.0]),
    ]


def test_a_period_without_output_has_no_share() -> None:
    (item,) = mix_of(made(("x0", "cn", "P1", 60.0), ("x0", "us", "P1", 40.0)), network(HOME_AND_AWAY))["items"]
    assert [group["shares"][1] for group in item["groups"]] == [None, None]


def test_makers_of_one_country_are_told_by_site() -> None:
    facts = network({"a": ("China", "No"), "b": ("China", "No")})
    (item,) = mix_of(made(("x0", "a", "P1", 1.0), ("x0", "b", "P1", 3.0)), facts)["items"]
    assert (item["kind"], [group["name"] for group in item["groups"]]) == ("site", ["b", "a"])


def test_what_passes_through_a_warehouse_is_not_made_there() -> None:
    facts = network(HOME_AND_AWAY)
    facts["sites"][1]["role"] = "warehouse"
    (item,) = mix_of(made(("x0", "cn", "P1", 5.0), ("x0", "us", "P1", 5.0)), facts)["items"]
    assert [group["name"] for group in item["groups"]] == ["cn"]


def test_many_items_and_makers_are_taken_together_and_counted() -> None:
    sites = {f"s{k:02}": (f"C{k:02}", "No") for k in range(20)}
    rows = [(f"x{i}", site, "P1", 20.0 - k) for i in range(60) for k, site in enumerate(sites)]
    found = mix_of(made(*rows), network(sites, items=60))
    assert (len(found["items"]), found["left_out"]) == (MOST_ITEMS, 60 - MOST_ITEMS)
    groups = found["items"][0]["groups"]
    assert (len(groups), groups[-1]["name"]) == (MOST_GROUPS + 1, "Others")
    assert sum(group["shares"][0] for group in groups) == pytest.approx(1.0)


def test_flows_are_worth_a_year_between_regions_as_the_plan_begins_and_ends() -> None:
    rows = table("item origin destination mode period quantity",
        ("x0", "cn", "us", "sea", "P1", 2.0), ("x0", "cn", "us", "air", "P1", 1.0), ("x0", "us", "us", "road", "P2", 5.0),
    )  # fmt: skip
    found = flows_of({"Flows": rows}, network(HOME_AND_AWAY))
    assert found["periods"] == [
        {"period": "P1", "lanes": [{"from": "cn", "to": "us", "worth": 3.0 * 10 * 52}]},
        {"period": "P2", "lanes": [{"from": "us", "to": "us", "worth": 5.0 * 10 * 52}]},
    ]
    assert (found["kind"], found["domestic"]) == ("region", ["us"])


def test_many_areas_become_countries_and_the_smallest_are_taken_together() -> None:
    sites = {f"s{k:02}": (f"C{k:02}", "No") for k in range(20)}
    rows = [("x0", site, "s00", "sea", "P1", 20.0 - k) for k, site in enumerate(sites)]
    found = flows_of({"Flows": table("item origin destination mode period quantity", *rows)}, network(sites))
    lanes = found["periods"][0]["lanes"]
    assert found["kind"] == "country"
    assert len(lanes) == MOST_AREAS
    assert "Others" in {lane["from"] for lane in lanes}
    assert sum(lane["worth"] for lane in lanes) == pytest.approx(sum(range(1, 21)) * 520)


def test_buffers_are_worth_their_items_value_and_named_at_their_largest() -> None:
    row = "site item period in_transit cycle safety strategic seasonal cover cause"
    rows = table(
        row,
        ("us", "x0", "P1", 9.0, 1.0, 0.0, 2.0, 0.0, 1.5, "fire"),
        ("us", "x0", "P2", 0.0, 1.0, 0.0, 0.0, 0.0, 0.2, ""),
    )
    found = buffers_of({"Buffers": rows}, network(HOME_AND_AWAY))
    assert {kind["kind"]: kind["worth"] for kind in found["kinds"]} == {
        "in_transit": [90.0, 0.0], "cycle": [10.0, 10.0], "strategic": [20.0, 0.0],
    }  # fmt: skip
    assert found["largest"] == [
        {"site": "us", "item": "x0", "period": "P1", "cover": 1.5, "cause": "fire", "units": 3.0, "worth": 30.0}
    ]


def test_only_the_largest_buffers_are_named() -> None:
    row = "site item period in_transit cycle safety strategic seasonal cover cause"
    rows = table(row, *((f"s{k}", "x0", "P1", 0.0, 1.0 + k, 0.0, 0.0, 0.0, 1.0, "") for k in range(30)))
    found = buffers_of({"Buffers": rows}, network(HOME_AND_AWAY))
    assert (len(found["largest"]), found["left_out"]) == (MOST_BUFFERS, 30 - MOST_BUFFERS)
    assert found["largest"][0]["site"] == "s29"


def event(name: str, verdict: str = "pass", served: float | None = 1.0, survived: float | None = 3.0) -> dict[str, Any]:
    blank = dict.fromkeys(
        ("served_today", "required_service", "survived_today", "required_survival", "lost_money", "lost_money_today")
    )
    words = {"kind": "scenario", "period": "P1", "buffers_drawn": "", "second_sources": "", "remark": ""}
    return {
        **blank, **words, "event": name, "verdict": verdict, "served": served, "time_to_survive": survived,
        "time_to_recover": 8.0,
    }  # fmt: skip


def test_the_worst_test_of_each_event_is_told_failed_ones_first() -> None:
    rows = [event("a", served=0.9), event("a", served=0.5), event("b", served=0.2), event("c", "fail", None, None)]
    found = resilience_of({"Resilience": rows})
    assert [(one["event"], one["served"]) for one in found["events"]] == [("c", None), ("b", 0.2), ("a", 0.5)]
    assert (found["tests"], found["verdicts"]) == (4, {"pass": 3, "fail": 1, "no rule": 0})


def test_events_beyond_what_people_read_are_counted() -> None:
    found = resilience_of({"Resilience": [event(f"e{k}") for k in range(50)]})
    assert (len(found["events"]), found["left_out"]) == (MOST_EVENTS, 50 - MOST_EVENTS)


def test_the_dearest_options_are_shown_by_date() -> None:
    head = "site item option count ordered permitted built in_service full capacity capex"
    rows = table(head, *(("s", "x0", f"o{k}", 1.0, 50.0 - k, 50.0, 51.0, 52.0, 53.0, 9.0, float(k)) for k in range(30)))
    found = ways_of({"Transition": rows}, network(HOME_AND_AWAY))
    assert (len(found["options"]), found["left_out"]) == (MOST_OPTIONS, 30 - MOST_OPTIONS)
    assert [option["option"] for option in found["options"]][:2] == ["o29", "o28"]
    assert (found["marks"], found["end"]) == ([{"period": "P1", "week": 0.0}, {"period": "P2", "week": 26.0}], 52.0)


def test_a_missed_rule_is_told_once_with_its_worst_period() -> None:
    head = "rule cell item scope period measure slack kept"
    rows = table(head, ("r", "S!A1", "x", "", "P1", "share", -0.1, False), ("r", "S!A1", "x", "", "P2", "share", -0.3, False),
        ("q", "S!A2", "x", "", "P1", "share", 0.0, True))  # fmt: skip
    found = rules_of({"Rules": rows}, {"rules": 3, "missed_rules": 2})
    assert [(row["rule"], row["period"], row["periods"]) for row in found["worst"]] == [("r", "P2", 2)]


@pytest.mark.parametrize(
    ("figure", "plan", "today", "better"),
    [
        ("Total cost", 90.0, 100.0, True),
        ("Total cost", 110.0, 100.0, False),
        ("Domestic value added", 0.5, 0.4, True),
        ("Strategic stock", 5.0, 1.0, None),
        ("Total cost", 100.001, 100.0, None),
    ],
)
def test_whether_a_change_is_good_depends_on_the_figure(figure: str, plan: float, today: float, better: object) -> None:
    unit = "fraction" if plan < 1 else "USD"
    relative = None if unit == "fraction" else (plan - today) / today
    head = "figure item unit plan baseline difference change definition"
    rows = table(head, (figure, "", unit, plan, today, plan - today, relative, ""))
    assert [row["better"] for row in figures_of({"Kpi": rows})] == [better]


def test_a_story_of_a_real_plan_is_plain_json_with_a_version(rich_outcome: Outcome) -> None:
    story = story_of(plan_as_json(rich_outcome))
    assert json.loads(json.dumps(story, allow_nan=False)) == story
    assert (story["schema"], story["compared"], story["cost"]) == (STORY_SCHEMA, True, rich_outcome.cost)
    steps = sum(step["change"] for step in story["bridge"]["steps"])
    assert story["bridge"]["today"] + steps == pytest.approx(story["bridge"]["plan"])
    for item in story["mix"]["items"]:
        today = [group["today"] for group in item["groups"]]
        assert today == [None] * len(today) or sum(today) == pytest.approx(1.0)
    assert story["resilience"]["events"]
    assert story["ways"]["options"]


def test_without_a_plan_only_the_reason_is_told() -> None:
    outcome = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 30))))
    story = story_of(plan_as_json(outcome))
    assert (story["status"], story["cost"]) == ("INFEASIBLE", None)
    assert story["explanation"]
    assert "figures" not in story
