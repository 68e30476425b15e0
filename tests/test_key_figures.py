"""Costs, unit costs and key figures of a plan against figures computed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.plan import CostLines
from models.reports.costs import FULL, TOTAL, Absorbed, UnitCosts, costs
from models.reports.kpi import Kpi, kpis
from models.sheets import ALL
from network import network, report, rows
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.report import report_tables
from tiny import accepted, book, solved, table

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
