from __future__ import annotations

import string

import numpy as np
import pyomo.environ as pyo
import pytest

from models.build import build_model
from models.costs import DRIVERS, METERS, Register
from models.plan import CostLines
from optimizer.matrix import ColumnValues, compile_model
from optimizer.solver.highs import SolverOptions, solve_matrix
from tiny import accepted, periods, table, two_sources


def register() -> tuple[Register, object]:
    model = pyo.ConcreteModel()
    model.x = pyo.Var([0, 1, 2])
    return Register({"material": "", "fixed": ""}), model.x


def book(ledger: Register, variable: object, amount: list[float], name: str = "material") -> None:
    count = len(amount)
    ledger.book(
        name, variable, list(range(count)), amount, items=["i"] * count, sites=["n"] * count, period=list(range(count))
    )


class Fixed:
    """A solution in which every variable is as large as its key."""

    def at(self, variable: object, keys: list[int]) -> np.ndarray:
        del variable
        return np.array(keys, dtype=float)


def test_only_what_costs_something_is_kept() -> None:
    ledger, x = register()
    book(ledger, x, [1.0, 0.0, 3.0])
    (booking,) = ledger.bookings
    assert booking.keys == (0, 2)
    assert (booking.amount.tolist(), booking.period.tolist()) == ([1, 3], [0, 2])


def test_what_costs_nothing_at_all_leaves_no_booking() -> None:
    ledger, x = register()
    book(ledger, x, [0.0, 0.0])
    assert not ledger.bookings
    book(ledger, x, [0.0, 1.0])
    assert len(ledger.bookings) == 1


def test_booking_a_variable_twice_under_one_name_is_a_mistake() -> None:
    ledger, x = register()
    book(ledger, x, [1.0])
    with pytest.raises(ValueError, match="twice"):
        book(ledger, x, [1.0])
    book(ledger, x, [1.0], "fixed")


def test_constants_may_be_booked_any_number_of_times() -> None:
    ledger, _ = register()
    book(ledger, None, [1.0, 2.0])
    book(ledger, None, [4.0])
    assert ledger.amounts(Fixed()) == {("material", "i", "n", 0): 5, ("material", "i", "n", 1): 2}


def test_an_unknown_name_is_a_mistake() -> None:
    ledger, x = register()
    with pytest.raises(KeyError):
        book(ledger, x, [1.0], "bribes")


@pytest.mark.parametrize("amount", [np.nan, np.inf, -np.inf])
def test_an_amount_that_is_no_figure_is_a_mistake(amount: float) -> None:
    ledger, x = register()
    with pytest.raises(ValueError, match="finite"):
        book(ledger, x, [1.0, amount])


def test_amounts_are_those_of_a_solution() -> None:
    ledger, x = register()
    book(ledger, x, [10.0, 10.0, 10.0])
    assert ledger.amounts(Fixed()) == {
        ("material", "i", "n", 0): 0,
        ("material", "i", "n", 1): 10,
        ("material", "i", "n", 2): 20,
    }


def test_the_expression_sums_what_counts_with_the_weight_of_its_period() -> None:
    ledger, x = register()
    book(ledger, x, [10.0, 10.0, 10.0])
    book(ledger, None, [7.0, 7.0], "fixed")
    for k in range(3):
        x[k].set_value(k + 1)  # type: ignore[index]
    everything = ledger.terms(weight=np.array([1.0, 0.5, 0.25]))
    assert pyo.value(everything.expression()) == pytest.approx(10 + 20 * 0.5 + 30 * 0.25 + 7 + 3.5)
    later = ledger.terms("material", lambda _site, t: t > 0)
    assert pyo.value(later.expression()) == pytest.approx(50)


@pytest.mark.parametrize(("name", "words"), [*DRIVERS.items(), *METERS.items()])
def test_every_driver_and_meter_has_words(name: str, words: str) -> None:
    assert name == name.lower()
    assert words[0].isupper()
    assert set(words) <= set(f"{string.ascii_letters} 2,:'()[]-")
    assert not words.isupper()


def test_objective_and_cost_lines_are_made_from_the_same_bookings() -> None:
    rules = table("rule item max_share hard penalty", ("r", "x", 0.6, "No", 2))
    plan = two_sources(
        Periods=periods(3, 8), Settings={"discount_rate": 0.1, "holding_rate": 0.2}, Sourcing_rules=rules
    )
    core = build_model(accepted({**plan, "Inventory": table("site item on_hand storage_cost", ("us", "x", 50, 0.1))}))
    matrix = compile_model(core)
    solved = solve_matrix(matrix, SolverOptions(gap=0.0, time_limit=60))
    amounts = core.ledger.amounts(ColumnValues(matrix, solved.values))
    discount = core.problem.horizon.discount
    total = sum(money * float(discount[t]) for (*_, t), money in amounts.items())
    assert total == pytest.approx(solved.objective)


def test_the_cost_lines_of_a_plan_sum_to_its_objective(rich_outcome: object) -> None:
    outcome = rich_outcome
    lines = outcome.plan[CostLines]  # type: ignore[attr-defined]
    assert float(lines.present_value.sum()) == pytest.approx(outcome.cost)  # type: ignore[attr-defined]
    assert outcome.bound <= outcome.cost * (1 + 1e-9)  # type: ignore[attr-defined]
    assert set(lines.driver) <= set(DRIVERS)
