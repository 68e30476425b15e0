"""Report tables: shares, landed costs, buffers, unit costs and key figures against figures computed by hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.issue import Issue, Severity
from models.plan import CostLines, Production
from models.reports.buffers import Buffers, buffers
from models.reports.costs import FULL, OWN, TOTAL, Absorbed, UnitCosts, costs
from models.reports.kpi import Kpi, kpis
from models.reports.landed import MAKING, MOVING, NOT_OF_UNITS, LandedCost
from models.reports.mix import SourcingMix, made_by, sourcing_mix, watched_items
from models.reports.rules import RulesTable, rules_table
from models.sheets import ALL
from network import network, rows
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.report import explanation, problems, report_tables, summary
from optimizer.versions import versions
from tiny import accepted, book, periods, solved, table, two_sources

if TYPE_CHECKING:
    from models.schema import Sheet


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = solve(accepted(network()))
    assert found.status is Status.OPTIMAL
    assert found.baseline is not None
    return found


@pytest.fixture(scope="module")
def tables(outcome: Outcome) -> dict[str, Sheet]:
    return {made.sheet: made for made in report_tables(outcome)}


def report(outcome: Outcome, kind: type[Sheet]) -> Any:
    return next(made for made in report_tables(outcome) if isinstance(made, kind))


def test_shares_of_one_item_destination_and_period_add_up_to_one(tables: dict[str, Sheet]) -> None:
    total: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows(tables["Sourcing_mix"]):
        total[row["item"], row["destination"], row["period"]] += row["share"]
    assert len(total) == 2 * 3 + 3 + 2 * 3  # ore at both makers, cells at hub, plant; cars at the shop
    assert list(total.values()) == pytest.approx([1.0] * len(total))


def test_every_key_of_a_report_is_unique(tables: dict[str, Sheet]) -> None:
    for name in ("Kpi", "Sourcing_mix", "Buffers", "Costs", "Unit_costs"):
        report = tables[name]
        keys = [tuple(row[key] for key in report.key) for row in rows(report)]
        assert len(keys) == len(set(keys)) > 0, name


def test_landed_cost_is_the_sum_of_its_parts(tables: dict[str, Sheet]) -> None:
    for row in rows(tables["Sourcing_mix"]):
        parts = row["inputs"] + row["making"] + row["freight"] + row["duty"] + row["holding"]
        assert row["landed_cost"] == pytest.approx(parts)


def test_making_and_moving_of_all_supplies_cost_what_the_ledger_says(outcome: Outcome) -> None:
    landed, spent = LandedCost(outcome.problem, outcome.plan), 0.0
    weeks = outcome.problem.horizon.weeks
    for supply in landed.supplies:
        cost = landed.of(supply)
        moved = cost.freight + cost.duty + cost.holding
        spent += moved * supply.quantity * float(weeks[supply.period])
    for item, site, period, rate in outcome.plan[Production]:
        t = outcome.problem.horizon.number(period)
        spent += landed.making[item, site, t] * rate * float(weeks[t])
    lines = outcome.plan[CostLines]
    booked = float(lines.amount[np.isin(lines.driver, (*MAKING, *MOVING))].sum())
    assert spent == pytest.approx(booked)
    assert set(lines.driver) >= {"duty", "carbon_border", "carbon", "labour", "holding_transit", "holding_cycle"}


def test_every_driver_is_a_cost_of_a_unit_or_left_out_on_purpose() -> None:
    left_out = {
        *("capital", "qualification", "fixed", "opening", "closing", "overtime", "training", "levelling", "incentive"),
        *("holding_seasonal", "holding_safety", "holding_strategic", "storage", "opening_stock", "closing_stock"),
        *("shortage", "late", "disruption_loss", "risk_premium", "rule_penalty"),
    }
    assert set(NOT_OF_UNITS) <= left_out, (
        "Add a driver of single units to MAKING or MOVING in models/reports/landed.py."
    )


def test_components_from_stock_alone_count_at_their_value() -> None:
    plan = solved(
        book(
            Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "plant")),
            Items=table("item value", ("part", 30), ("product", 100)),
            BOM=table("parent child quantity", ("product", "part", 2)),
            Sources=table("site item material_cost", ("cn", "part", 50), ("us", "product", 5)),
            Demand=table("site item period quantity", ("us", "product", "ALL", 1)),
            Inventory=table("site item on_hand", ("us", "part", 104)),
        )
    )
    (row,) = rows(report(plan, SourcingMix), item="product")
    assert row["inputs"] == pytest.approx(60)
    assert rows(report(plan, UnitCosts), item="part", driver="material") == []


def test_inputs_are_the_components_at_their_landed_cost() -> None:
    # ore 2 + freight 1 = 3; a part takes 4 / 0.8 = 5 of it, with yield 0.5: 10 for a good one, and 7 / 0.5 to make it
    plan = solved(
        book(
            Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "plant")),
            Items=table("item value", ("ore", 2), ("part", 30)),
            BOM=table("parent child quantity yield", ("part", "ore", 4, 0.8)),
            Sources=table("site item material_cost yield", ("cn", "ore", 2, None), ("us", "part", 7, 0.5)),
            Lead_times=table("origin destination mode lead_time freight_cost", ("cn", "us", "road", 0, 1)),
            Demand=table("site item period quantity", ("us", "part", "ALL", 10)),
        )
    )
    mix = sourcing_mix(plan.problem, plan.plan, plan.rules)
    (ore,), (part,) = rows(mix, item="ore"), rows(mix, item="part")
    assert (ore["quantity"], ore["landed_cost"]) == pytest.approx((100, 3))
    assert (part["source"], part["destination"], part["modes"]) == ("us", "us", "")
    assert (part["inputs"], part["making"], part["landed_cost"]) == pytest.approx((30, 14, 44))
    unit = Absorbed(plan.problem, plan.plan)
    assert unit.per_unit("part", FULL)[TOTAL] == pytest.approx(44)
    assert unit.per_unit("part", OWN)[TOTAL] == pytest.approx(14)


def test_base_is_the_largest_share_or_a_quarter() -> None:
    rule = table("rule item min_sources min_share", ("dual", "ALL", 2, 0.2))
    mix = rows(report(solved(two_sources(Sourcing_rules=rule)), SourcingMix))
    assert [(row["source"], row["role"]) for row in mix] == [("cn", "base"), ("mx", "surge")]
    rule = table("rule item min_sources min_share", ("dual", "ALL", 2, 0.25))
    mix = rows(report(solved(two_sources(Sourcing_rules=rule)), SourcingMix))
    assert [(row["source"], row["role"]) for row in mix] == [("cn", "base"), ("mx", "base")]


def reasons(records: dict[str, Any]) -> dict[str, str]:
    return {row["source"]: row["why"] for row in rows(report(solved(records), SourcingMix))}


def test_the_rule_that_binds_a_source_is_its_reason() -> None:
    why = reasons(two_sources(Sourcing_rules=table("rule item min_sources min_share", ("dual", "ALL", 2, 0.2))))
    assert why["cn"] == "Lowest landed cost of the sources at work"
    assert why["mx"] == "dual: smallest share in use at least 20% (Sourcing_rules[1].min_share)"


def test_a_cap_on_a_group_is_the_reason_of_its_members_only() -> None:
    rule = table("rule item group_by group max_group_share", ("cap", "ALL", "country", "CN", 0.4))
    why = reasons(two_sources(Sourcing_rules=rule))
    assert why["cn"] == "cap: at most 40% from CN (Sourcing_rules[1].max_group_share)"
    assert why["mx"] == "Supplies what cheaper sources cannot"


def test_domestic_sources_are_called_so() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("mx", "US", "supplier"), ("us", "US", "market"))
    rule = table("rule item destination group_by group min_group_share", ("home", "x", "us", "domestic", "Yes", 0.3))
    why = reasons(two_sources(Sites=sites, Sourcing_rules=rule))
    assert why["mx"] == "home: at least 30% from domestic sources to us (Sourcing_rules[1].min_group_share)"
    assert why["cn"] == "Lowest landed cost of the sources at work"


def test_a_cap_on_a_corridor_is_the_reason_of_what_passes_it() -> None:
    lanes = table(
        "origin destination mode lead_time freight_cost corridors",
        ("cn", "us", "ocean", 0, 0, "Panama Canal"),
        ("mx", "us", "road", 0, 0, None),
    )
    rule = table("rule item group_by group max_group_share", ("canal", "ALL", "corridor", "Panama Canal", 0.7))
    why = reasons(two_sources(Lead_times=lanes, Sourcing_rules=rule))
    assert why["cn"] == "canal: at most 70% from Panama Canal (Sourcing_rules[1].max_group_share)"


def test_a_rule_for_one_destination_is_measured_there() -> None:
    demand = table("site item period quantity", ("us", "x", "ALL", 100))
    rule = table("rule item destination max_share", ("spread", "x", "EACH", 0.6))
    why = reasons(two_sources(Demand=demand, Sourcing_rules=rule))
    assert why["cn"] == "spread: largest share at most 60% (Sourcing_rules[1].max_share)"
    assert why["mx"] == "Supplies what cheaper sources cannot"


def test_a_full_source_lane_or_region_is_the_reason() -> None:
    full = table("site item material_cost capacity", ("cn", "x", 10, 70), ("mx", "x", 13, None))
    assert reasons(two_sources(Sources=full))["cn"] == "Capacity full"
    lanes = table(
        "origin destination mode lead_time freight_cost capacity",
        ("cn", "us", "ocean", 0, 0, 60),
        ("mx", "us", "road", 0, 0, None),
    )
    assert reasons(two_sources(Lead_times=lanes))["cn"] == "Lane full (ocean)"
    hours = table("site item material_cost labour_hours", ("cn", "x", 10, 1), ("mx", "x", 13, None))
    labour = table("region wage hours_available", ("CN", 0, 50))
    assert reasons(two_sources(Sources=hours, Labour=labour))["cn"] == "Working hours of CN used up"


def test_a_source_that_is_there_only_to_be_counted_says_so() -> None:
    rule = table("rule item min_sources", ("two", "ALL", 2))
    why = reasons(two_sources(Sourcing_rules=rule))
    assert why["mx"] == "two: sources in use at least 2 sources (Sourcing_rules[1].min_sources)"


def test_dearer_supply_without_a_limit_is_put_down_to_the_whole_plan() -> None:
    # cn is cheaper a unit, but its tariff applies in the market only: mx serves it, though cn works for another market
    sites = table(
        "site region role",
        ("cn", "CN", "supplier"),
        ("mx", "MX", "supplier"),
        ("us", "US", "market"),
        ("ca", "MX", "market"),
    )
    lanes = table(
        "origin destination mode lead_time freight_cost",
        ("cn", "us", "ocean", 0, 0),
        ("mx", "us", "road", 0, 0),
        ("mx", "ca", "road", 0, 0),
    )
    minimum = table("site item material_cost min_order_if_used", ("cn", "x", 10, 0), ("mx", "x", 13, 30))
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "ALL", 10))
    mix = rows(report(solved(two_sources(Sites=sites, Lead_times=lanes, Sources=minimum, Demand=demand)), SourcingMix))
    assert {(row["source"], row["destination"]): row["quantity"] for row in mix} == pytest.approx(
        {("cn", "us"): 80, ("mx", "us"): 20, ("mx", "ca"): 10}
    )
    why = {(row["source"], row["destination"]): row["why"] for row in mix}
    assert why["mx", "us"].startswith("Minimum order: output at least 30 units/week (")


def test_buffers_follow_littles_law_and_the_rhythm_of_shipments() -> None:
    lanes = table("origin destination mode lead_time freight_cost shipment_interval", ("cn", "us", "ocean", 14, 0, 7))
    inventory = table("site item on_hand min_cover", ("us", "x", 150, 1.5))
    plan = solved(book(Lead_times=lanes, Inventory=inventory))
    (row,) = rows(report(plan, Buffers))
    assert (row["in_transit"], row["cycle"], row["seasonal"]) == pytest.approx((200, 50, 150))
    assert (row["safety"], row["strategic"]) == (0, 0)
    assert row["cause"] == "seasonal: least cover (Inventory[1].min_cover)"
    assert row["cover"] == pytest.approx((50 + 150) / 100)
    assert row["tied_up"] == pytest.approx(400 * 10)


def test_stock_that_nothing_leaves_has_no_cover() -> None:
    lanes = table("origin destination mode lead_time freight_cost", ("cn", "us", "ocean", 0, 0))
    sites = table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market"), ("mx", "MX", "market"))
    demand = table("site item period quantity", ("us", "x", "ALL", 100))
    plan = solved(
        book(Sites=sites, Lead_times=lanes, Demand=demand, Inventory=table("site item on_hand", ("mx", "x", 5)))
    )
    (row,) = rows(buffers(plan.problem, plan.plan))
    assert row["site"] == "mx"
    assert np.isnan(row["cover"])


def test_costs_add_up_to_the_cost_of_the_plan(outcome: Outcome, tables: dict[str, Sheet]) -> None:
    made = costs(outcome.problem, outcome.plan)
    assert made.present_value.sum() == pytest.approx(outcome.cost)
    assert made.amount.sum() == pytest.approx(outcome.plan[CostLines].amount.sum())
    assert rows(tables["Costs"], driver="duty", region="Lakes", period="P1")[0]["amount"] > 0


def test_full_unit_costs_of_all_that_is_served_add_up_to_the_money_spent(outcome: Outcome) -> None:
    absorbed, lines = Absorbed(outcome.problem, outcome.plan), outcome.plan[CostLines]
    assert absorbed.served == pytest.approx({"car": 26 * (80 + 100 + 120)})
    spent = absorbed.per_unit("car", FULL)[TOTAL] * absorbed.served["car"]
    assert spent == pytest.approx(float(lines.amount.sum()))
    assert absorbed.per_unit(ALL, FULL) == pytest.approx(absorbed.per_unit("car", FULL))


def test_shortages_and_penalties_are_no_cost_of_a_unit() -> None:
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 500))
    source = table("site item material_cost capacity", ("cn", "x", 10, 60))
    plan = solved(book(Demand=demand, Sources=source))
    absorbed = Absorbed(plan.problem, plan.plan)
    assert absorbed.per_unit("x", FULL) == pytest.approx({"material": 10, TOTAL: 10})
    assert plan.cost == pytest.approx(52 * (60 * 10 + 40 * 500))


def test_costs_of_a_site_are_spread_by_what_making_costs_there() -> None:
    sites = table(
        "site region role fixed_cost",
        ("cn", "CN", "supplier", 4000),
        ("mx", "MX", "supplier", 260),
        ("us", "US", "market", 0),
    )
    plan = solved(
        book(
            Sites=sites,
            Items=table("item value", ("x", 10), ("y", 10)),
            Sources=table("site item material_cost", ("cn", "x", 10), ("cn", "y", 30)),
            Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
        )
    )
    absorbed = Absorbed(plan.problem, plan.plan)
    assert absorbed.own["x"]["fixed"] == pytest.approx(
        (4000 + 260) / 4
    )  # mx makes nothing: spread like all other money
    assert absorbed.own["y"]["fixed"] == pytest.approx((4000 + 260) * 3 / 4)


def test_unit_costs_stand_beside_todays(tables: dict[str, Sheet]) -> None:
    (total,) = rows(tables["Unit_costs"], item=ALL, driver=TOTAL)
    assert total["difference"] == pytest.approx(total["plan"] - total["baseline"])
    by_driver = [row for row in rows(tables["Unit_costs"], item=ALL) if row["driver"] != TOTAL]
    assert sum(row["plan"] for row in by_driver) == pytest.approx(total["plan"])
    assert sum(row["baseline"] for row in by_driver) == pytest.approx(total["baseline"])


def test_unit_costs_of_what_is_not_made_are_blank() -> None:
    plan = solved(book(Items=table("item value", ("x", 10), ("idle", 1))))
    made = report(plan, UnitCosts)
    assert rows(made, item="idle") == []
    assert np.isnan(rows(made, item="x", driver=TOTAL)[0]["baseline"])


def test_key_figures_of_a_tiny_plan_are_what_the_hand_computes() -> None:
    regions = table("region country domestic", ("CN", None, "No"), ("MX", None, "No"), ("US", None, "Yes"))
    sites = table("site region role", ("cn", "CN", "supplier"), ("us1", "US", "supplier"), ("us", "US", "market"))
    tiny = book(
        Settings={"discount_rate": 0.0},
        Regions=regions,
        Sites=sites,
        Items=table("item value criticality", ("x", 10, "Critical")),
        Sources=table("site item material_cost labour_hours carbon", ("cn", "x", 10, 0, 7), ("us1", "x", 12, 0.5, 3)),
        Labour=table("region wage", ("US", 20)),
        Lead_times=table(
            "origin destination mode lead_time freight_cost shipment_interval",
            ("cn", "us", "ocean", 35, 1, 14),
            ("us1", "us", "road", 7, 0, 7),
        ),
        Tariffs=table("origin destination rate", ("CN", "US", 0.1)),
        Sourcing_rules=table("rule item min_sources min_share", ("dual", "ALL", 2, 0.25)),
        Baseline=table("item destination site share", ("x", "ALL", "cn", 1.0)),
    )
    plan = solve(accepted(tiny))
    assert plan.baseline is not None
    found = {(row["figure"], row["item"]): row for row in rows(report(plan, Kpi))}
    # plan: 75 a week from cn at 10 + 1 freight + 1 duty, 25 from us1 at 12 + 10 labour; today: all from cn
    total = found["Total cost", ""]
    assert (total["plan"], total["baseline"]) == pytest.approx((52 * (75 * 12 + 25 * 22), 52 * 100 * 12))
    assert total["change"] == pytest.approx(1450 / 1200 - 1)
    unit = found["Landed cost of a finished unit", ""]
    assert (unit["plan"], unit["baseline"]) == pytest.approx((14.5, 12))
    assert found["Demand not served", ""]["plan"] == pytest.approx(0)
    assert found["Domestic value added", ""]["plan"] == pytest.approx(0.25)
    share = found["Largest foreign country share", "x"]
    assert (share["plan"], share["baseline"], share["difference"]) == pytest.approx((0.75, 1, -0.25))
    assert np.isnan(share["change"])
    index = found["Concentration (HHI)", "x"]
    assert (index["plan"], index["baseline"]) == pytest.approx((0.75**2 + 0.25**2, 1))
    assert found["Lead time", ""]["plan"] == pytest.approx(0.75 * 35 + 0.25 * 7)
    assert found["Goods in transit", ""]["plan"] == pytest.approx(10 * (75 * 5 + 25 * 1))
    assert found["Cycle and seasonal stock", ""]["plan"] == pytest.approx(10 * (75 * 1 + 25 * 0.5))
    assert found["Carbon", ""]["plan"] == pytest.approx(5.2 * (75 * 7 + 25 * 3) / 100)
    assert found["Duty", ""]["plan"] == pytest.approx(52 * 75)
    assert (found["Work", ""]["plan"], found["Domestic work", ""]["plan"]) == pytest.approx((12.5, 12.5))
    assert ("Investment ordered", "") not in found


def test_value_added_leaves_out_the_value_of_components() -> None:
    # abroad 10 for each part; at home 100 - 2 x 10 = 80 for each product
    plan = solved(
        book(
            Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "plant")),
            Items=table("item value", ("part", 10), ("product", 100)),
            BOM=table("parent child quantity", ("product", "part", 2)),
            Sources=table("site item material_cost", ("cn", "part", 9), ("us", "product", 5)),
            Demand=table("site item period quantity", ("us", "product", "ALL", 1)),
        )
    )
    (row,) = rows(kpis(Absorbed(plan.problem, plan.plan), None), figure="Domestic value added")
    assert row["plan"] == pytest.approx(80 / (80 + 20))
    assert np.isnan(row["baseline"])


def test_investment_is_the_cash_that_is_ordered() -> None:
    source = table("site item material_cost capacity", ("cn", "x", 10, 60))
    capex = table("site item option capacity capex life", ("cn", "x", "line", 50, 900, 10))
    plan = solved(book(Sources=source, Capex=capex))
    (row,) = rows(report(plan, Kpi), figure="Investment ordered")
    assert row["plan"] == pytest.approx(900)


def test_demand_not_served_is_weighed_by_value() -> None:
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 1), ("us", "y", "ALL", 10, 1))
    plan = solved(
        book(
            Items=table("item value", ("x", 1), ("y", 90)),
            Sources=table("site item material_cost", ("cn", "x", 0.5), ("cn", "y", 95)),
            Demand=demand,
        )
    )
    (row,) = rows(report(plan, Kpi), figure="Demand not served")
    assert row["plan"] == pytest.approx(900 / 1000)


def test_rules_are_listed_with_what_they_ask_and_get() -> None:
    rule = table("rule item max_share hard penalty", ("soft cap", "x", 0.5, "No", 1))
    plan = solved(two_sources(Sourcing_rules=rule))
    made = rules_table(plan.rules)
    assert isinstance(made, RulesTable)
    first = rows(made)[0]
    assert (first["rule"], first["kept"], first["hard"], first["limit"]) == ("soft cap", False, False, "at most")
    assert (first["required"], first["achieved"], first["slack"]) == pytest.approx((0.5, 1, -0.5))
    assert [(row["measure"], row["kept"]) for row in rows(made)] == [("largest share", False), ("served", True)]


def test_charts_watch_the_riskiest_items_that_have_a_choice() -> None:
    risks = {"a": "Low", "b": "High", "c": "Critical", "d": "Critical"}
    sources = [(site, item, 1) for item in "abc" for site in ("cn", "mx")] + [("cn", "d", 1)]
    demand = [("us", item, "ALL", 1) for item in risks]
    plan = book(
        Items=table("item value criticality", *((item, 1, risk) for item, risk in risks.items())),
        Sources=table("site item material_cost", *sources),
        Demand=table("site item period quantity", *demand),
    )
    assert watched_items(accepted(plan)) == ("c", "b")
    assert watched_items(accepted(book())) == ()
    assert watched_items(accepted(two_sources())) == ("x",)


def test_output_is_counted_by_group_largest_first(outcome: Outcome) -> None:
    made = made_by(outcome.problem, outcome.plan, "cell", "country")
    assert set(made) == {"China", "Mexico"}
    totals = [rate.sum() for rate in made.values()]
    assert totals == sorted(totals, reverse=True)


def test_tables_come_in_the_order_of_the_workbook(outcome: Outcome) -> None:
    names = [made.sheet for made in report_tables(outcome)]
    assert names[:6] == ["Kpi", "Sourcing_mix", "Policy", "Buffers", "Resilience", "Exposures"]
    assert names[6:9] == ["Capacity", "Transition", "Flows"]
    assert len(names) == len(set(names))


def test_the_summary_states_the_proof(outcome: Outcome) -> None:
    facts = summary(outcome)
    assert (facts.plan_name, facts.currency, facts.status) == ("Network", "USD", "OPTIMAL")
    assert facts.cost == pytest.approx(outcome.cost)
    assert facts.checks == outcome.audit.checks
    assert facts.versions["highspy"][0].isdigit()
    assert (facts.input_hash, facts.missed_rules) == (outcome.problem.digest, 0)
    assert facts.seconds == pytest.approx(sum(facts.phases.values()))


def test_a_package_that_is_not_installed_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.versions.PACKAGES", ("no-such-package",))
    assert versions()["no-such-package"] == "not installed"


def test_problems_are_listed_worst_first() -> None:
    note = Issue("Sites", 7, "C", "odd", "A note.", "Nothing.", Severity.NOTE)
    warning = Issue("Sites", 8, "C", "odd", "A warning.", "Look.", Severity.WARNING)
    made = problems([note, warning])
    assert [row[0] for row in made] == ["warning", "note"]
    assert rows(made, severity="note")[0]["cell"] == "Sites!C7"


def test_a_plan_needs_no_explanation(outcome: Outcome) -> None:
    assert explanation(outcome) == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.INFEASIBLE, "No plan exists even if every rule could be missed"),
        (Status.NO_PLAN, "Raise time_limit"),
        (Status.UNBOUNDED, "Look for a negative cost"),
    ],
)
def test_an_outcome_without_rules_in_the_way_says_what_to_do(status: Status, words: str) -> None:
    (sentence,) = explanation(Outcome(accepted(book()), status))
    assert sentence.startswith(words)


def test_todays_network_is_compared_by_what_it_serves() -> None:
    start = dt.date(2027, 1, 1)
    sites = table(
        "site region role status",
        ("cn", "CN", "supplier", None),
        ("mx", "MX", "supplier", "potential"),
        ("us", "US", "market", None),
    )
    sources = table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, None))
    baseline = table("item destination site share", ("x", "ALL", "cn", 1.0))
    plan = solve(accepted(two_sources(Sites=sites, Sources=sources, Baseline=baseline, Periods=periods(1, 52, start))))
    assert plan.baseline is not None
    found = {row["figure"]: row for row in rows(report(plan, Kpi)) if not row["item"]}
    assert found["Demand not served"]["baseline"] == pytest.approx(0.4)
    assert found["Landed cost of a finished unit"]["baseline"] == pytest.approx(10)
    assert found["Landed cost of a finished unit"]["plan"] == pytest.approx(0.6 * 10 + 0.4 * 13)
