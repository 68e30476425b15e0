"""Utilisation: least and largest share of the capacity that is used, options included."""

from __future__ import annotations

import pytest

from models.features import utilisation
from models.limits import SharedCapacity
from models.plan import Production
from optimizer.outcome import Status
from tiny import Book, issues, optimum, solved, table, two_sources


def _plants(cn: float | None = 100, mx: float | None = 50, *rows: dict[str, object]) -> Book:
    """cn makes x for 10, mx for 13, within their capacities; 100 a week are wanted."""
    return two_sources(
        Sources=table("site item capacity material_cost", ("cn", "x", cn, 10), ("mx", "x", mx, 13)),
        Levelling=list(rows),
    )


def test_the_dearer_plant_is_kept_busy() -> None:
    # 60 % of 50
    assert optimum(_plants(100, 50, {"site": "mx", "min_utilisation": 0.6})) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_the_cheaper_plant_keeps_a_reserve() -> None:
    assert optimum(_plants(100, 50, {"site": "cn", "max_utilisation": 0.8})) == pytest.approx(52 * (80 * 10 + 20 * 13))


def test_utilisation_counts_units_started() -> None:
    records = _plants(100, 50, {"site": "mx", "min_utilisation": 0.6})
    records["Sources"][1]["yield"] = 0.5
    # 30 started, 15 good, at 13 / 0.5
    assert optimum(records) == pytest.approx(52 * (85 * 10 + 15 * 26))


def test_surge_is_no_part_of_the_capacity() -> None:
    records = _plants(100, 50, {"site": "cn", "max_utilisation": 1.0})
    records["Sources"][0] |= {"capacity": 80, "surge_capacity": 0.25}
    assert optimum(records) == pytest.approx(52 * (80 * 10 + 20 * 13))
    records["Levelling"][0]["max_utilisation"] = None
    records["Levelling"][0]["min_utilisation"] = 0
    assert optimum(records) == pytest.approx(52 * 100 * 10)


def test_an_option_that_is_built_must_be_utilised_too() -> None:
    # cn can make 60 a week; its line adds 100 and saves 3 on each of the 40 that mx makes
    records = _plants(60, 50, {"site": "mx", "min_utilisation": 0.4})
    records["Capex"] = table("site item option capacity capex", ("cn", "x", "line", 100, 1000))
    records["Levelling"].append({"site": "cn", "min_utilisation": 0.6})
    # with the line cn must make 96 of 160 and mx 20: more than the 100 that are wanted, so it is not built
    assert optimum(records) == pytest.approx(52 * (60 * 10 + 40 * 13))
    records["Levelling"][1]["min_utilisation"] = 0.5
    # 80 of 160 at cn and 20 at mx
    assert optimum(records) == pytest.approx(52 * (80 * 10 + 20 * 13) + 1000)


def test_options_make_room_for_a_largest_utilisation() -> None:
    records = _plants(100, 50, {"site": "cn", "max_utilisation": 0.8})
    records["Capex"] = table("site item option capacity capex", ("cn", "x", "line", 25, 1000))
    assert optimum(records) == pytest.approx(52 * 100 * 10 + 1000)


def test_a_closed_site_has_nothing_to_utilise() -> None:
    records = _plants(100, 50, {"site": "mx", "min_utilisation": 0.6})
    records["Sites"][1]["closing_cost"] = 4_000
    assert optimum(records) == pytest.approx(52 * 100 * 10 + 4_000)  # keeping it costs 52 x 30 x 3 = 4,680
    records["Sites"][1]["closing_cost"] = 5_000
    assert optimum(records) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_a_site_that_is_not_opened_has_nothing_to_utilise_even_with_options() -> None:
    records = _plants(100, 0, {"site": "mx", "min_utilisation": 0.6})
    records["Sites"][1]["status"] = "potential"
    records["Capex"] = table("site item option capacity capex", ("mx", "x", "line", 100, 1))
    assert optimum(records) == pytest.approx(52 * 100 * 10)


def test_a_source_is_utilised_once_it_is_qualified_and_used() -> None:
    records = _plants(100, 50, {"site": "mx", "min_utilisation": 0.6})
    records["Sources"][1]["qualified"] = "No"
    assert optimum(records) == pytest.approx(52 * 100 * 10)
    records["Sources"][0]["capacity"] = 90  # 10 are missing, mx must make 30
    assert optimum(records) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_a_soft_limit_is_broken_when_that_is_cheaper() -> None:
    rule = {"site": "mx", "min_utilisation": 0.6, "hard": "No"}
    assert optimum(_plants(100, 50, {**rule, "penalty": 2})) == pytest.approx(52 * (100 * 10 + 30 * 2))
    assert optimum(_plants(100, 50, {**rule, "penalty": 4})) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_an_impossible_limit_is_named_with_its_amount() -> None:
    outcome = solved(_plants(300, 50, {"site": "cn", "min_utilisation": 0.6}))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("Least utilisation", "Levelling[1].min_utilisation")
    assert (missed.required, missed.achieved, missed.short) == (0.6, pytest.approx(1 / 3), pytest.approx(80))


def test_todays_plan_is_not_held_to_it() -> None:
    records = _plants(100, 50, {"site": "mx", "min_utilisation": 0.6})
    records["Baseline"] = table("item site share", ("x", "cn", 1))
    outcome = solved(records, with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52 * 100 * 10)


def test_the_audit_sees_a_plant_that_idles_or_strains() -> None:
    rows = {"site": "mx", "min_utilisation": 0.6}, {"site": "cn", "max_utilisation": 0.8}
    outcome = solved(_plants(100, 50, *rows))
    assert not outcome.missed_rules

    def missed(*records: object) -> list[tuple[str, float]]:
        lines = utilisation.FEATURE.outcomes(outcome.problem, outcome.plan.having(*records))
        return [(line.rule, line.short) for line in lines if line.is_missed()]

    made = Production.of([("x", "cn", "P1", 90.0), ("x", "mx", "P1", 10.0)])
    assert missed(made) == [("Least utilisation", pytest.approx(20)), ("Largest utilisation", pytest.approx(10))]
    added = SharedCapacity.of([("cn", "line", "x", "P1", 20.0)])
    assert missed(made, added) == [("Least utilisation", pytest.approx(20))]


@pytest.mark.parametrize(
    ("cn", "row", "code"),
    [
        (100, {"site": "cn", "min_utilisation": 0.9, "max_utilisation": 0.8}, "min-above-max"),
        (None, {"site": "cn", "min_utilisation": 0.9}, "no-capacity"),
        (None, {"site": "cn", "max_utilisation": 0.9}, "no-capacity"),
        (100, {"site": "cn", "max_utilisation": 0.9, "hard": "No"}, "soft-without-penalty"),
    ],
)
def test_limits_that_mean_nothing_are_refused(cn: float | None, row: dict[str, object], code: str) -> None:
    assert code in issues(_plants(cn, 50, row))
