"""Price breaks: purchased prices that depend on the quantity, for all units or for those beyond the break."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from models.features import price_breaks
from models.features.price_breaks import PriceLevels
from models.plan import Production
from optimizer.outcome import Status
from tiny import Book, issues, money, optimum, solved, table, two_sources


def _offer(*breaks: tuple[float, float], behaviour: str = "all_units", demand: float = 100, mexico: float = 9) -> Book:
    """cn makes x for 10, less from some quantity on; mx makes 50 a week for 9."""
    return two_sources(
        Sources=table("site item capacity material_cost", ("cn", "x", None, 10), ("mx", "x", 50, mexico)),
        Demand=table("site item period quantity", ("us", "x", "ALL", demand)),
        Price_breaks=table(
            "site item from_quantity unit_cost behaviour", *(("cn", "x", *each, behaviour) for each in breaks)
        ),
    )


@pytest.mark.parametrize("behaviour", ["all_units", "incremental"])
@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_is_that_of_trying_every_corner(behaviour: str, seed: int) -> None:
    """The cost is linear between breaks and limits, so one of them is best; at a break both prices are tried."""
    dice = np.random.default_rng(seed)
    starts = np.sort(dice.choice(range(1, 140), 3, replace=False)).tolist()
    prices = [10.0, *dice.uniform(6, 12, 3).tolist()]
    edges = [0, *starts, 150]

    def bought(quantity: float) -> float:
        if behaviour == "incremental":
            parts = (min(max(quantity - a, 0), b - a) for a, b in pairwise(edges))
            return sum(part * price for part, price in zip(parts, prices, strict=True))
        brackets = zip(pairwise(edges), prices, strict=True)
        return min(quantity * price for (a, b), price in brackets if a <= quantity <= b)

    corners = {quantity for quantity in (*edges, 100) if 100 <= quantity <= 150}
    best = min(bought(quantity) + (150 - quantity) * 9 for quantity in corners)
    records = _offer(*zip(starts, prices[1:], strict=True), behaviour=behaviour, demand=150)
    assert optimum(records) == pytest.approx(52 * best)


def test_all_units_get_the_price_of_the_bracket() -> None:
    # all 100 at cn for 8.5 (850) beat 50 at 9 and 50 at 10 (950)
    assert optimum(_offer((80, 8.5))) == pytest.approx(52 * 100 * 8.5)


def test_a_break_too_far_to_be_worth_it_is_left_alone() -> None:
    # 80 at 9.4 and 20 at 9 are 932; from 9.8 on 950 is less
    assert optimum(_offer((80, 9.4))) == pytest.approx(52 * (80 * 9.4 + 20 * 9))
    assert optimum(_offer((80, 9.8))) == pytest.approx(52 * (50 * 9 + 50 * 10))


def test_of_several_breaks_the_best_is_found() -> None:
    # 60 at 9.2 + 40 at 9 = 912; 100 at 9.1 = 910
    assert optimum(_offer((60, 9.2), (100, 9.1))) == pytest.approx(52 * 100 * 9.1)
    # 60 at 9.2 + 40 at 9 = 912; 100 at 9.15 = 915
    assert optimum(_offer((60, 9.2), (100, 9.15))) == pytest.approx(52 * (60 * 9.2 + 40 * 9))


def test_incremental_prices_are_for_units_beyond_the_break() -> None:
    # 40 at 10, 30 at 8, 30 at 7: 850 beats every mix with mx, e.g. 50 at 9 + 40 at 10 + 10 at 8 = 930
    outcome = solved(_offer((40, 8), (70, 7), behaviour="incremental"))
    assert outcome.cost == pytest.approx(52 * (40 * 10 + 30 * 8 + 30 * 7))
    assert money(outcome)["price_breaks"] == pytest.approx(52 * (30 * -2 + 30 * -3))


def test_the_same_breaks_for_all_units_cost_less() -> None:
    assert optimum(_offer((40, 8), (70, 7))) == pytest.approx(52 * 100 * 7)


def test_a_price_that_rises_is_paid_only_for_what_is_beyond() -> None:
    # beside 50 from mx 60 at 10, then 40 at 12
    records = _offer((60, 12), behaviour="incremental", demand=150)
    assert optimum(records) == pytest.approx(52 * (50 * 9 + 60 * 10 + 40 * 12))
    dear = _offer((60, 12), demand=150)
    dear["Sources"][1]["capacity"] = None
    dear["Sources"][1]["material_cost"] = 11
    # all units beyond 60 cost 12, mx 11; exactly at the break the lower price still holds
    assert optimum(dear) == pytest.approx(52 * (60 * 10 + 90 * 11))


def test_a_break_at_zero_takes_the_place_of_the_material_cost() -> None:
    for behaviour in ("all_units", "incremental"):
        assert optimum(_offer((0, 8), behaviour=behaviour)) == pytest.approx(52 * 100 * 8)


def test_incremental_from_zero_on_counts_every_bracket() -> None:
    assert optimum(_offer((0, 8), (60, 6), behaviour="incremental")) == pytest.approx(52 * (60 * 8 + 40 * 6))


def test_breaks_are_on_good_output_and_prices_for_units_started() -> None:
    records = _offer((80, 4))
    records["Sources"][0]["yield"] = 0.5
    # 80 good ones are 160 started for 4: 8 a good unit; all 100 come from cn
    assert optimum(records) == pytest.approx(52 * 200 * 4)
    records["Price_breaks"][0]["behaviour"] = "incremental"
    # below 80 a good unit costs 20, beyond it 8
    records["Sources"][1]["capacity"] = 0
    assert optimum(records) == pytest.approx(52 * (160 * 10 + 40 * 4))


def test_prices_are_in_the_currency_of_the_site() -> None:
    records = _offer((80, 17), mexico=9)
    records["Sources"][0]["material_cost"] = 20
    records["Regions"][0]["currency"] = "CNY"
    records["Exchange_rates"] = table("currency rate", ("CNY", 0.5))
    outcome = solved(records)
    assert outcome.cost == pytest.approx(52 * 100 * 8.5)
    assert money(outcome) == {
        "material": pytest.approx(52 * 100 * 10),
        "price_breaks": pytest.approx(52 * 100 * -1.5),
    }


def test_a_capacity_keeps_a_break_out_of_reach_until_an_option_is_built() -> None:
    records = _offer((80, 8))
    records["Sources"][0]["capacity"] = 60
    assert optimum(records) == pytest.approx(52 * (50 * 9 + 50 * 10))
    assert "break-never-reached" in issues(records)
    # the line brings 100 at 8 instead of 9.5 on average: 7,800 a year
    records["Capex"] = table("site item option capacity capex", ("cn", "x", "line", 40, 7_000))
    assert "break-never-reached" not in issues(records)
    assert optimum(records) == pytest.approx(52 * 100 * 8 + 7_000)


def test_surge_reaches_a_break_and_pays_its_premium_on_the_list_price() -> None:
    records = _offer((90, 8))
    records["Sources"][0] |= {"capacity": 80, "surge_capacity": 0.25, "surge_premium": 0.1}
    assert optimum(records) == pytest.approx(52 * (90 * 8 + 10 * 1 + 10 * 9))


def test_each_period_has_its_own_bracket() -> None:
    records = _offer((80, 8.5))
    records["Periods"] = table("period start weeks", ("P1", "2027-01-01", 26), ("P2", "2027-07-02", 26))
    records["Demand"] = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 70))
    # in P2 70 cannot reach the break
    assert optimum(records) == pytest.approx(26 * 100 * 8.5 + 26 * (50 * 9 + 20 * 10))


def test_a_limit_that_holds_output_below_the_break_is_respected() -> None:
    records = _offer((80, 1))
    records["Sourcing_rules"] = table("rule item max_share", ("dual", "x", 0.6))
    outcome = solved(records)
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost == pytest.approx(52 * (50 * 9 + 50 * 10))


def test_the_order_of_rows_does_not_matter() -> None:
    records = _offer((100, 9.1), (60, 9.2))
    assert optimum(records) == pytest.approx(52 * 100 * 9.1)
    assert "breaks-out-of-order" in issues(records)


def test_todays_plan_has_the_same_prices() -> None:
    records = _offer((80, 8.5))
    records["Baseline"] = table("item site share", ("x", "cn", 0.9), ("x", "mx", 0.1))
    outcome = solved(records, with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52 * (90 * 8.5 + 10 * 9))


def test_the_audit_sees_a_price_that_the_quantity_does_not_reach() -> None:
    outcome = solved(_offer((80, 8.5)))

    def off(*records: object) -> float:
        audited = price_breaks.FEATURE.audit(outcome.problem, outcome.plan.having(*records))
        return max(v.amount for v in audited.violations)

    assert off() == pytest.approx(0)
    assert off(Production.of([("x", "cn", "P1", 70.0)])) == pytest.approx(10)
    assert off(PriceLevels.of([("x", "cn", "P1", 0.0)])) == pytest.approx(20)
    assert off(PriceLevels.of([("x", "cn", "P1", 50.0)])) == pytest.approx(100)  # no such bracket
    assert off(PriceLevels.empty()) == pytest.approx(100)


def test_the_report_shows_price_and_saving() -> None:
    outcome = solved(_offer((40, 8), (70, 7), behaviour="incremental"))
    (report,) = price_breaks.FEATURE.tables(outcome.problem, outcome.plan)
    (line,) = report
    assert line[:3] == ("x", "cn", "P1")
    assert line[3:] == (pytest.approx(100), 70, 10, pytest.approx(8.5), pytest.approx(52 * 150))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("us", "x", 80, 8, "all_units")], "not-a-source"),
        ([("cn", "x", 80, 8, "all_units"), ("cn", "x", 80, 7, "all_units")], "duplicate-key"),
        ([("cn", "x", 60, 8, "all_units"), ("cn", "x", 80, 7, "incremental")], "mixed-behaviour"),
        ([("cn", "x", 101, 8, "all_units")], "break-never-reached"),
        ([("hub", "x", 80, 8, "all_units")], "not-a-maker"),
    ],
)
def test_breaks_that_cannot_work_are_reported(rows: list[tuple[object, ...]], code: str) -> None:
    records = _offer()
    records["Sites"] += table("site region role", ("hub", "US", "warehouse"))
    records["Sources"].append({"site": "hub", "item": "x", "material_cost": 1})
    records["Price_breaks"] = table("site item from_quantity unit_cost behaviour", *rows)
    assert code in issues(records)
