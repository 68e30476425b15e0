"""Changes to a class of cells at once: found where no single cell is enough, and enough in the planner's own records."""

from __future__ import annotations

import numpy as np
import pytest

from explain.impossible import diagnosed, is_possible, with_edits
from explain.kinds import KINDS
from models.build import build_model
from models.issue import Severity
from models.sheets import Demand
from optimizer.explain.deadline import Deadline
from optimizer.explain.relevant import Relevant, elastic
from optimizer.explain.served import largest_part_served
from optimizer.explain.sweep import losses_of_demand, part_of_demand, rows_of_demand, rows_that_must_be_served
from optimizer.matrix import compile_model
from optimizer.solver.highs import SolverOptions
from tiny import accepted, book, periods, table, two_sources

SLOW_LANES = two_sources(
    Periods=periods(4, 4),
    Lead_times=table("origin destination mode lead_time freight_cost", ("CN", "US", "sea", 60, 0), ("MX", "US", "road", 45, 0)),
    Sources=table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, 60)),
)  # fmt: skip
"""Nothing arrives for weeks, and no one source is enough."""
TWO_ITEMS = two_sources(
    Items=table("item value", ("x", 10), ("y", 10)),
    Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "y", 13)),
    Lead_times=table("origin destination mode lead_time freight_cost capacity", ("CN", "US", "sea", 0, 0, 70), ("MX", "US", "road", 0, 0, 50)),
    Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
)  # fmt: skip
"""Too narrow a lane for each of two items."""
TWO_SOURCES = {
    **two_sources(Sources=table("site item material_cost capacity", ("cn", "x", 10, 70), ("mx", "y", 13, 50))),
    **{sheet: TWO_ITEMS[sheet] for sheet in ("Items", "Demand")},
}
"""Too little of each of two items."""


def test_lead_times_that_are_all_too_long_are_one_change() -> None:
    diagnosis = diagnosed(SLOW_LANES)
    (remedy,) = (remedy for remedy in diagnosis.remedies if remedy.at_once.startswith("set every lead_time"))
    assert remedy.at_once == (
        "set every lead_time above 27 days (Lead_times[1].lead_time to Lead_times[2].lead_time, 2 cells) to 27 days"
    )
    assert [edit.figure for edit in remedy.edits] == [27, 27]
    assert is_possible(with_edits(SLOW_LANES, remedy))
    assert "Checked: with" in " ".join(diagnosis.sentences)


def test_demand_beyond_the_capacity_of_several_items_may_be_lost_or_served_in_part() -> None:
    diagnosis = diagnosed(TWO_ITEMS)
    told = {remedy.at_once: remedy for remedy in diagnosis.remedies}
    lost = (
        "let what cannot be served be lost: fill shortage_cost (Demand!1:1 to Demand!2:2, "
        "2 cells), e.g. with 20 USD for each unit of x, 26 USD for each unit of y"
    )
    less = (
        "serve 50% of this demand: lower every quantity of it (Demand[1].quantity to Demand[2].quantity, 2 cells) to "
        "50% of what it is"
    )
    assert {lost, less} <= set(told)
    assert all(is_possible(with_edits(TWO_ITEMS, remedy)) for remedy in diagnosis.remedies)
    assert [edit.figure for edit in told[less].edits] == [50, 50]


def test_several_cells_are_still_offered_beside_the_last_resorts_and_before_them() -> None:
    first, *others = diagnosed(TWO_ITEMS).remedies
    assert {(edit.place.cell, edit.figure) for edit in first.edits} == {
        ("Lead_times[1].capacity", 100.0),
        ("Lead_times[2].capacity", 100.0),
    }
    assert all(edit.place.sheet == "Demand" for other in others for edit in other.edits)


def test_more_of_every_capacity_is_one_change() -> None:
    remedies = diagnosed(TWO_SOURCES).remedies
    (remedy,) = (remedy for remedy in remedies if remedy.at_once.startswith("raise"))
    assert remedy.at_once == (
        "raise every capacity (Sources[1].capacity to Sources[2].capacity, 2 cells) to 200% of what it is"
    )
    assert [edit.figure for edit in remedy.edits] == [140, 100]
    assert is_possible(with_edits(TWO_SOURCES, remedy))


def test_one_change_to_many_cells_is_one_note_and_one_entry_for_each_cell_in_json() -> None:
    diagnosis = diagnosed(SLOW_LANES)
    remedy = next(remedy for remedy in diagnosis.to_json()["remedies"] if remedy["words"].startswith("set every"))
    assert [edit["cell"] for edit in remedy["edits"]] == ["Lead_times[1].lead_time", "Lead_times[2].lead_time"]
    assert remedy["checked"]
    assert sum(issue.severity is Severity.NOTE for issue in diagnosis.issues) <= len(diagnosis.remedies)


def test_the_largest_part_that_can_be_served_is_one_linear_program() -> None:
    problem = accepted(TWO_ITEMS)
    matrix = elastic(problem)
    rows = rows_that_must_be_served(problem, set(problem.items))
    assert rows == [0, 1]
    assert largest_part_served(matrix, rows, SolverOptions(time_limit=10), None) == pytest.approx(0.5)
    assert largest_part_served(matrix, rows[:1], SolverOptions(time_limit=10), None) is None


def test_demand_with_a_price_need_not_be_served() -> None:
    priced = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 5), ("us", "y", "ALL", 100, None))
    problem = accepted({**TWO_ITEMS, "Demand": priced})
    assert rows_of_demand(problem) == [0, 1]
    assert rows_that_must_be_served(problem, {"x", "y"}) == [1]
    assert rows_that_must_be_served(problem, {"x"}) == []


def test_a_sweep_types_figures_and_leaves_other_cells() -> None:
    problem = accepted(TWO_ITEMS)
    assert part_of_demand([1]).set_to(problem, 0.333333333)[Demand].quantity.tolist() == [100, 33.3333]
    lost = losses_of_demand([0]).set_to(problem, 2.0)[Demand].shortage_cost
    assert lost[0] > 0
    assert np.isnan(lost[1])


VARIES = book(
    Sources=table("site item material_cost capacity", ("cn", "x", 10, 70)),
    Lead_times=table("origin destination mode lead_time freight_cost", ("CN", "US", "sea", 7, 0)), Inventory=table("site item", ("us", "x")),
    Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 10)),
)  # fmt: skip


def test_a_contradiction_is_looked_for_without_safety_stock_where_that_is_enough() -> None:
    whole = compile_model(build_model(accepted(VARIES)))
    options = SolverOptions(time_limit=10)
    relevant = Relevant()
    matrix, seen = relevant.first_look(whole, Deadline(10, options, None))
    assert seen.possible is False
    assert matrix.shape[0] < whole.shape[0]
    assert relevant.elastic(accepted(VARIES)).shape == matrix.shape


def test_what_is_offered_bears_the_safety_stock_that_was_left_out() -> None:
    diagnosis = diagnosed(VARIES)
    assert diagnosis.remedies
    assert diagnosis.rules
    assert all(rule.rule != "Safety stock" for rule in diagnosis.rules)
    assert all(is_possible(with_edits(VARIES, remedy)) for remedy in diagnosis.remedies)


def test_where_nothing_is_in_the_way_but_safety_stock_it_is_looked_at() -> None:
    enough = {**VARIES, "Sources": table("site item material_cost capacity", ("cn", "x", 10, 120))}
    whole = compile_model(build_model(accepted(enough)))
    matrix, seen = Relevant().first_look(whole, Deadline(10, SolverOptions(time_limit=10), None))
    assert seen.possible
    assert matrix is whole


def test_weeks_of_survival_are_found_by_building_as_the_weeks_of_a_disruption_are_split_anew() -> None:
    first, second = diagnosed(KINDS["survival"][0]).sentences
    assert "No shortage for 6 weeks in quake is required (Resilience_rules[1].min_survive, safe" in first
    assert "lower the rule safe (Resilience_rules[1].min_survive) to 0 weeks" in second
