from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import pytest

from models.build import build_model, extract
from models.network import Core
from models.plan import Flows, OpenSites, Plan, Production, Shortages, Stock, sums
from models.problem import Problem
from models.sheets import Sites, Sources
from optimizer.matrix import compile_model
from richplan import rich
from tiny import accepted, book, periods, table, two_sources

if TYPE_CHECKING:
    from models.problem import ItemSite


class Everywhere:
    """A solution with one value for every variable."""

    def __init__(self, value: float) -> None:
        self.value = value

    def at(self, variable: Any, keys: list[Any]) -> np.ndarray:
        del variable
        return np.full(len(keys), self.value)


def core(plan: dict[str, Any], *tracked: ItemSite) -> Core:
    return Core(accepted(plan), tracked)


def test_the_core_has_a_variable_for_each_source_lane_want_and_stock_in_each_period() -> None:
    found = core(two_sources(Periods=periods(3, 4), Inventory=table("site item", ("us", "x"))))
    m = found.model
    assert (len(m.make), len(m.ship), len(m.unmet), len(m.stock)) == (6, 6, 3, 3)
    assert set(found.source_periods) == set(m.make)
    assert set(found.lane_periods) == set(m.ship)


def test_departures_that_arrive_after_the_end_are_left_out() -> None:
    lanes = table("origin destination mode lead_time freight_cost", ("cn", "us", "sea", 30, 0))
    found = core(book(Periods=periods(3, 4), Lead_times=lanes))
    assert found.departures == ((0, 0, 1), (0, 1, 2))
    assert found.lane_of_trip.tolist() == [0, 0]
    assert found.period_of_trip.tolist() == [0, 1]


def test_only_tracked_sources_have_a_switch() -> None:
    plan = two_sources(Periods=periods(2, 4))
    assert len(core(plan).model.use) == 0
    found = core(plan, ("x", "mx")).model
    assert set(found.use) == {("x", "mx", 0), ("x", "mx", 1)}
    assert len(found.makes_only_in_use) == 2
    assert len(found.ships_only_in_use) == 2


def test_what_leaves_from_stock_needs_no_source_in_use() -> None:
    plan = two_sources(Inventory=table("site item", ("mx", "x")))
    assert len(core(plan, ("x", "mx")).model.ships_only_in_use) == 0


@pytest.mark.parametrize(
    ("status", "closing", "choice"),
    [
        ("existing", None, None),
        ("existing", 5, (False, True)),
        ("potential", None, (True, False)),
        ("potential", 5, (True, True)),
    ],
)
def test_sites_with_a_choice(status: str, closing: float | None, choice: tuple[bool, bool] | None) -> None:
    sites = table(
        "site region role status closing_cost",
        ("cn", "CN", "supplier", status, closing),
        ("us", "US", "market", "existing", None),
    )
    problem = accepted(book(Sites=sites))
    assert problem.has_open_choice.get("cn") == choice


def test_money_of_making_is_booked_for_units_started() -> None:
    found = core(book(Sources=table("site item material_cost yield", ("cn", "x", 10, 0.8))))
    found.book_making("material", np.array([10.0]))
    (booking,) = found.ledger.bookings
    assert booking.amount.tolist() == pytest.approx([10 / 0.8 * 52])


def test_money_of_shipping_is_booked_where_it_arrives_by_period_of_departure() -> None:
    lanes = table("origin destination mode lead_time freight_cost", ("cn", "us", "sea", 30, 0))
    found = core(book(Periods=periods(3, 4), Lead_times=lanes))
    found.book_shipping("freight", np.array([[1.0, 2.0, 3.0]]))
    (booking,) = found.ledger.bookings
    assert booking.amount.tolist() == [4, 8]
    assert (set(booking.sites), booking.period.tolist()) == ({"us"}, [0, 1])


def test_plan_tables_leave_out_nothing_but_zeros() -> None:
    found = build_model(accepted(two_sources(Inventory=table("site item", ("us", "x")))))
    plan = extract(found, Everywhere(3.0))
    assert {kind: len(plan[kind]) for kind in (Production, Flows, Shortages, Stock)} == {
        Production: 2,
        Flows: 2,
        Shortages: 1,
        Stock: 1,
    }
    nothing = extract(found, Everywhere(1e-12))
    assert all(len(nothing[kind]) == 0 for kind in (Production, Flows, Shortages, Stock))


def test_a_table_a_plan_does_not_have_is_empty() -> None:
    plan = Plan({})
    assert len(plan[Production]) == 0
    assert len(plan.having(Production.of([("x", "cn", "P1", 1.0)]))[Production]) == 1
    assert len(plan[Production]) == 0


def test_sums_add_up_what_shares_a_key() -> None:
    assert sums(["a", "b", "a"], [1, 2, 3]) == {"a": 4, "b": 2}


def test_states_of_sites_are_kept_even_when_closed() -> None:
    sites = table("site region role status", ("cn", "CN", "supplier", "potential"), ("us", "US", "market", "existing"))
    found = build_model(accepted(book(Sites=sites)))
    assert len(extract(found, Everywhere(0.0))[OpenSites]) == 1


def test_a_problem_is_never_changed() -> None:
    problem = accepted(two_sources())
    with pytest.raises(ValueError, match="read-only"):
        problem[Sources].material_cost[0] = 1.0
    with pytest.raises(AttributeError):
        problem[Sources].capacity = np.zeros(2)
    other = problem.having(problem[Sites].keep(problem[Sites].site != "mx"))
    assert (len(problem[Sites]), len(other[Sites])) == (3, 2)
    assert isinstance(other, Problem)


def test_a_column_that_is_not_there_cannot_be_replaced() -> None:
    problem = accepted(two_sources())
    with pytest.raises(KeyError):
        problem[Sources].replacing(yield_=np.ones(2))  # its name is yield
    assert problem[Sources].replacing(**{"yield": np.full(2, 0.5)}).yield_.tolist() == [0.5, 0.5]


def test_building_twice_gives_the_same_matrix() -> None:
    one, other = (compile_model(build_model(accepted(rich()))) for _ in range(2))
    for name in ("cost", "start", "index", "value", "row_lower", "row_upper", "lower", "upper", "integer"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_every_variable_of_the_model_has_bounds_and_a_kind_the_solver_knows() -> None:
    model = build_model(accepted(rich())).model
    for variable in model.component_data_objects(pyo.Var, descend_into=True):
        assert variable.is_continuous() or variable.is_integer()
        assert variable.lb is not None, variable.name
        assert not variable.fixed


def test_big_numbers_of_the_matrix_come_from_the_data() -> None:
    """No constant stands for infinity: the largest coefficient is a quantity or amount of the workbook."""
    matrix = compile_model(build_model(accepted(rich())))
    assert np.abs(matrix.value).max() < 1e5
    assert np.abs(matrix.value[matrix.value != 0]).min() > 1e-6
