"""What every feature must keep, whoever writes it: absent sheets, restrictions, tampered plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.catalogue import catalogue
from models.features import FEATURES
from models.schema import Kind
from optimizer.audit import TOLERANCE, audit
from optimizer.planning import rule_outcomes
from tiny import Book, accepted, book, issues, optimum, periods, solved, table

if TYPE_CHECKING:
    from models.feature import Feature
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Column, Record
    from optimizer.outcome import Outcome

BY_NAME = {feature.name: feature for feature in FEATURES}
OPTIONAL = [name for name, entry in catalogue().items() if not entry.sheet.required]


# Absent sheets


@pytest.mark.parametrize("sheet", OPTIONAL)
def test_an_optional_sheet_may_be_absent_or_empty(sheet: str) -> None:
    plan = {name: rows for name, rows in book().items() if name != sheet}
    assert optimum(plan) == optimum({**plan, sheet: []}) == pytest.approx(52_000)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_feature_that_has_nothing_to_do_costs_nothing_and_complains_of_nothing(feature: Feature) -> None:
    problem, outcome = accepted(book()), solved(book())
    audited = feature.audit(problem, outcome.plan)
    assert not [issue for issue in feature.check(problem) if issue.severity.word == "error"]
    assert all(violation.relative <= TOLERANCE for violation in audited.violations)
    assert sum(float(money.sum()) for driver, money in audited.costs.items() if driver != "material") == 0
    assert not [outcome for outcome in feature.outcomes(problem, outcome.plan) if outcome.is_missed()]


# Restrictions


def ordinary(**sheets: Any) -> Book:
    """Return two half-years with a peak, two sources, a plant that could be opened, stock, hours, and a price of shortage."""
    return book(
        **{
            "Periods": periods(2, 26),
            "Settings": {"holding_rate": 0.1, "discount_rate": 0.05},
            "Regions": table("region domestic", ("CN", "No"), ("MX", "No"), ("US", "Yes")),
            "Sites": table(
                "site region role status opening_cost fixed_cost",
                ("cn", "CN", "supplier", "existing", 0, 100), ("mx", "MX", "supplier", "existing", 0, 100),
                ("new", "US", "supplier", "potential", 2000, 400), ("us", "US", "market", "existing", 0, 0),
            ),
            "Items": table("item value weight criticality", ("x", 10, 5, "High")),
            "Sources": table(
                "site item capacity material_cost labour_hours surge_capacity surge_premium carbon",
                ("cn", "x", 80, 10, 0.1, 0.2, 0.5, 3), ("mx", "x", 60, 13, 0.1, None, None, 2), ("new", "x", 50, 10.5, 0.1, None, None, 1),
            ),
            "Labour": table("region wage", ("CN", 4), ("MX", 4), ("US", 10)),
            "Lead_times": table(
                "origin destination mode lead_time freight_cost corridors",
                ("ALL", "us", "sea", 10, 0.5, "Suez"), ("ALL", "us", "air", 2, 2.0, None),
            ),
            "Demand": table(
                "site item period quantity shortage_cost", ("us", "x", "P1", 90, 60), ("us", "x", "P2", 310, 60)
            ),
            # Stated stock: where none is, a plan made ready for disruptions may begin with bought buffers.
            "Inventory": table("site item on_hand", ("us", "x", 1)),
            "Baseline": table("item site share", ("x", "cn", 0.6), ("x", "mx", 0.4)),
            **sheets,
        }
    )  # fmt: skip


def cells(sheet: str, **columns: Any) -> Book:
    """Return the ordinary plan with one value in all rows of some columns."""
    return {**ordinary(), sheet: [{**row, **columns} for row in ordinary()[sheet]]}


def rows(sheet: str, header: str, *values: tuple[Any, ...]) -> Book:
    """Return the ordinary plan with a sheet it does not have, or with another one in its place."""
    return {**ordinary(), sheet: table(header, *values)}


SPLIT = "rule item min_sources max_sources min_share max_share"
OUTAGE, CHANCE = "rule applies_to duration", "scenario hits target duration probability"
GROUP = "rule item group_by group min_group_share max_group_share"
RESTRICTIONS: dict[str, list[Book]] = {
    "demand": [cells("Demand", shortage_cost=None), cells("Demand", quantity=230)],
    "production": [cells("Sources", material_cost=15), cells("Sources", conversion_cost=1), cells("Sources", **{"yield": 0.9})],
    "capacity": [cells("Sources", capacity=55)],
    "surge": [cells("Sources", surge_capacity=None, surge_premium=None), cells("Sources", surge_premium=0.6, surge_capacity=0.2)],
    "labour": [cells("Labour", wage=12), cells("Labour", hours_available=6)],
    "transport": [cells("Lead_times", capacity=50), cells("Lead_times", freight_cost=3), cells("Lead_times", lead_time=20),
                  cells("Lead_times", shipment_interval=14)],
    "tariffs": [rows("Tariffs", "origin destination rate", ("CN", "US", 0.2), ("MX", "US", 0.05))],
    "carbon": [{**ordinary(), "Settings": [{**ordinary()["Settings"][0], "carbon_price": 200}]}],
    "carbon_border": [rows("Carbon_border", "origin destination price", ("CN", "US", 200))],
    "inventory": [cells("Inventory", min_cover=2), cells("Inventory", max_cover=2), cells("Inventory", storage_cost=0.1),
                  cells("Inventory", may_hold="No", on_hand=None), cells("Sites", storage_capacity=200)],
    "shelf_life": [cells("Inventory", shelf_life=1)],
    "safety_stock": [cells("Demand", sd=30), cells("Lead_times", lead_time_sd=2), cells("Sources", processing_time_sd=3),
                     {**cells("Demand", sd=30), "Inventory": table("site item service_time max_service_time", ("us", "x", None, 4))}],
    "footprint": [rows("Site_rules", "rule role min_open", ("r", "supplier", 3)), rows("Site_rules", "rule role place max_open", ("r", "supplier", "US", 0)),
                  cells("Sites", fixed_cost=500)],
    "sourcing_split": [rows("Sourcing_rules", SPLIT, ("r", "x", 2, None, 0.3, None)), rows("Sourcing_rules", SPLIT, ("r", "x", None, None, None, 0.5)),
                       rows("Sourcing_rules", SPLIT, ("r", "x", None, 1, None, None))],
    "concentration": [rows("Sourcing_rules", GROUP, ("r", "x", "region", None, None, 0.5)), rows("Sourcing_rules", GROUP, ("r", "x", "domestic", "Yes", 0.1, None)),
                      rows("Sourcing_rules", GROUP, ("r", "x", "corridor", "Suez", None, 0.5))],
    "minimum_shipment": [cells("Lead_times", min_shipment=75)],
    "minimum_order": [cells("Sources", min_order_if_used=50)],
    "qualification": [cells("Sources", qualified="No", qualification_time=4, qualification_cost=300)],
    "changes": [rows("Budgets", "kind limit", ("source_changes", 0)), rows("Budgets", "kind limit", ("site_changes", 0)),
                rows("Budgets", "kind limit", ("lane_changes", 0))],
    "budgets": [rows("Budgets", "kind limit", ("carbon", 10))],
    "locks": [rows("Locks", "decision item site value", ("make", "x", "mx", 40)), rows("Locks", "decision site value", ("open", "new", 1))],
    "content": [rows("Content_rules", "rule item min_domestic_share", ("r", "x", 0.3))],
    "levelling": [rows("Levelling", "site change_cost", ("cn", 20))],
    "utilisation": [rows("Levelling", "site max_utilisation", ("cn", 0.5))],
    "price_breaks": [rows("Price_breaks", "site item from_quantity unit_cost", ("cn", "x", 50, 12))],
    "licences": [cells("Sources", licence_cost=1)],
    "workforce": [cells("Labour", hours_available=7, overtime_limit=0.1, overtime_premium=0.5)],
    "disruptions": [rows("Resilience_rules", f"{OUTAGE} min_service", ("r", "N-1 site", 26, 0.9)), rows("Resilience_rules", f"{OUTAGE} min_survive", ("r", "N-1 site", None, 20)),
                    rows("Resilience_rules", f"{OUTAGE} min_service hard penalty", ("r", "N-1 region", 6, 1.0, "No", 5))],
    "risk": [rows("Disruptions", CHANCE, ("quake", "site", "cn", 6, 0.1)), rows("Disruptions", CHANCE, ("war", "corridor", "Suez", 8, 0.05)),
             {**rows("Disruptions", CHANCE, ("quake", "site", "mx", 6, 0.1)), "Settings": [{**ordinary()["Settings"][0], "cvar_weight": 0.5}]}],
}  # fmt: skip
"""Books that ask more than the ordinary one, by the feature that asks."""
NO_RESTRICTION = {
    "balances": "has no sheet",
    "baseline": "is about today, not about the plan",
    "technology": "adds choices only",
    "learning": "only saves",
    "incentives": "only saves",
}


def test_every_feature_has_a_restriction_to_test_or_a_reason_not_to() -> None:
    assert set(BY_NAME) == set(RESTRICTIONS) | set(NO_RESTRICTION)


@pytest.fixture(scope="module")
def least() -> float:
    return optimum(ordinary())


@pytest.mark.parametrize(
    "plan",
    [pytest.param(plan, id=f"{name}-{k}") for name, plans in RESTRICTIONS.items() for k, plan in enumerate(plans)],
)
def test_a_restriction_never_lowers_the_cost(plan: Book, least: float) -> None:
    assert not [issue for issue in issues(plan).values() if issue.severity.word == "error"]
    outcome = solved(plan)
    assert not outcome.status.has_plan or outcome.cost >= least * (1 - 1e-9)


@pytest.mark.parametrize("name", sorted(set(RESTRICTIONS) - {"minimum_order"}))  # all sources run full, minimum or not
def test_a_restriction_is_felt(name: str, least: float) -> None:
    """At least one of them costs something, or the tests above would test nothing."""
    outcomes = [solved(plan) for plan in RESTRICTIONS[name]]
    assert any(not outcome.status.has_plan or outcome.cost > least * (1 + 1e-6) for outcome in outcomes)


# Tampered plans


def tampered(plan: Plan, record: Record, column: Column, k: int, value: float) -> Plan:
    """Return a plan with one number changed."""
    values = getattr(record, column.attribute).copy()
    values[k] = value
    return plan.having(record.replacing(**{column.name: values}))


def passes(problem: Problem, plan: Plan) -> bool:
    return audit(problem, plan, rule_outcomes(problem, plan)).passed


MAY_BE_LESS = {("Shared_capacity", "capacity")}
"""Columns of which less than stated would do as well."""
TABLES = sorted({kind.sheet for feature in FEATURES for kind in feature.results} | {
    "Production", "Flows", "Shortages", "Stock", "Open_sites", "Cost_lines", "Surge", "Blends", "Backlog", "Meters",
})  # fmt: skip


@pytest.mark.parametrize("sheet", TABLES)
def test_the_check_sees_every_number_of_the_plan(sheet: str, rich_outcome: Outcome) -> None:
    problem, plan = rich_outcome.problem, rich_outcome.plan
    record = next((record for kind, record in plan.tables.items() if kind.sheet == sheet), None)
    assert record is not None, f"the rich plan has no table {sheet}"
    assert len(record), f"the rich plan uses nothing of {sheet}: change tests/richplan.py until it does"
    for column in record.columns:
        if column.kind is not Kind.NUMBER:
            continue
        values = getattr(record, column.attribute)
        largest = np.argsort(-np.abs(values))[:3].tolist()
        for k in {*largest, len(record) // 2}:
            unit = max(1.0, abs(float(values[k])))
            assert not passes(problem, tampered(plan, record, column, k, values[k] + unit)), (column.name, k, "more")
            if values[k] > 0 and (sheet, column.name) not in MAY_BE_LESS:
                assert not passes(problem, tampered(plan, record, column, k, values[k] - unit)), (
                    column.name,
                    k,
                    "less",
                )


def test_the_check_passes_on_the_plan_itself(rich_outcome: Outcome) -> None:
    assert passes(rich_outcome.problem, rich_outcome.plan)
    assert rich_outcome.audit.passed
    assert rich_outcome.audit.checks > 100
    assert rich_outcome.audit.largest_violation < TOLERANCE
    assert rich_outcome.baseline is not None
    assert rich_outcome.baseline.audit.passed


def findings(feature: Feature, problem: Problem, plan: Plan) -> tuple[object, ...]:
    """Return all that a feature says of a plan."""
    audited = feature.audit(problem, plan)
    broken = sorted((v.check, v.where) for v in audited.violations if v.relative > TOLERANCE)
    money = {driver: np.round(amounts, 6).tolist() for driver, amounts in {**audited.costs, **audited.meters}.items()}
    rules = [
        (o.rule, o.period, o.scope, round(o.achieved, 6), round(o.required, 6)) for o in feature.outcomes(problem, plan)
    ]
    return broken, money, rules


WATCHES = {
    "balances": "Flows", "demand": "Shortages", "production": "Production", "capacity": "Orders", "surge": "Surge",
    "technology": "Blends", "labour": "Production", "workforce": "Workforce", "transport": "Flows", "tariffs": "Flows",
    "carbon": "Flows", "carbon_border": "Flows", "inventory": "Stock", "safety_stock": "Stock", "shelf_life": "Stock", "footprint": "Open_sites",
    "sourcing_split": "Production", "concentration": "Production", "minimum_order": "Production",
    "qualification": "Qualifications", "changes": "In_use", "locks": "Orders", "budgets": "Meters", "content": "Content_stock",
    "levelling": "Production", "utilisation": "Production", "licences": "Production", "minimum_shipment": "Flows",
    "disruptions": "Responses", "risk": "Responses",
}  # fmt: skip
"""A table of the plan that each feature must watch."""


@pytest.mark.parametrize("name", [name for name in BY_NAME if name != "baseline"])
def test_a_feature_sees_tampering_with_its_own_tables(name: str, rich_outcome: Outcome) -> None:
    problem, plan, feature = rich_outcome.problem, rich_outcome.plan, BY_NAME[name]
    before = findings(feature, problem, plan)
    own = {kind.sheet for kind in feature.results} or {WATCHES[name]}
    for sheet in own & {kind.sheet for kind in plan.tables}:
        record = next(record for kind, record in plan.tables.items() if kind.sheet == sheet)
        columns = [column for column in record.columns if column.kind is Kind.NUMBER]
        seen = [
            findings(
                feature, problem, tampered(plan, record, column, k, float(getattr(record, column.attribute)[k]) + 50)
            )
            != before
            for column in columns
            for k in range(len(record))
        ]
        assert any(seen), sheet
