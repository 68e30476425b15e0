"""The bridge: steps that lead from today's cost to the plan's, and where its axis begins."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.story.bridge import axis_start, bridge_of, bridge_steps


@pytest.mark.parametrize(
    ("lowest", "highest", "start"),
    [
        (900.0, 1000.0, 700.0),
        (400.0, 1000.0, 0.0),
        (-5.0, 10.0, 0.0),
        (30_000.0, 30_200.0, 29_700.0),
        (50.0, 50.0, 50.0),
    ],
)
def test_the_bridges_axis_leaves_out_what_all_columns_share(lowest: float, highest: float, start: float) -> None:
    assert axis_start(lowest, highest) == pytest.approx(start)


def test_small_steps_of_the_bridge_are_drawn_together() -> None:
    bridge = {f"driver_{k}": (1.0 + (0.001 if k else 100.0), 1.0) for k in range(5)}
    assert bridge_steps(bridge) == [("Driver 0", 100.0)]
    bridge = {f"driver_{k}": (20.0 - k, 1.0) for k in range(12)}
    steps = bridge_steps(bridge)
    assert [label for label, _ in steps] == [*(f"Driver {k}" for k in range(9)), "Others"]
    assert steps[-1][1] == pytest.approx(10 + 9 + 8)


def unit_costs(*rows: tuple[str, float, float | None]) -> dict[str, Any]:
    found = [
        {"item": "ALL", "basis": "full", "driver": driver, "plan": plan, "baseline": today}
        for driver, plan, today in rows
    ]
    return {"Unit_costs": [*found, {"item": "x", "basis": "full", "driver": "total", "plan": 1.0, "baseline": 1.0}]}


def test_the_steps_lead_from_todays_cost_of_a_finished_unit_to_the_plans() -> None:
    found = bridge_of(unit_costs(("material", 6.0, 8.0), ("duty", 1.0, 0.0), ("total", 7.0, 8.0)), "EUR")
    assert (found["unit"], found["today"], found["plan"]) == ("EUR/unit", 8.0, 7.0)
    assert found["steps"] == [{"name": "Material", "change": -2.0}, {"name": "Duty", "change": 1.0}]


def test_without_a_baseline_the_steps_add_up_to_the_plans_cost() -> None:
    tables = unit_costs(("material", 6.0, None), ("total", 7.0, None))
    tables["Costs"] = [
        {"driver": driver, "present_value": money}
        for driver, money in (("material", 4.0), ("material", 5.0), ("duty", 1.0))
    ]
    found = bridge_of(tables, "EUR")
    assert (found["today"], found["plan"]) == (None, 10.0)
    assert found["steps"] == [{"name": "Material", "change": 9.0}, {"name": "Duty", "change": 1.0}]
