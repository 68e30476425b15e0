"""Technology choice: alternative components, each with its dates."""

from __future__ import annotations

import datetime as dt

import pytest

from models.features import technology
from models.plan import Blends
from tiny import book, issues, optimum, periods, solved, table


def _chemistries(**dates: object) -> dict:
    """A pack needs 2 kg of lfp or 1 kg of nmc; lfp costs 3 a kg, nmc 10."""
    rows = [
        {"parent": "pack", "child": "nmc", "quantity": 1, "alternate_group": "cathode"},
        {"parent": "pack", "child": "lfp", "quantity": 2, "alternate_group": "cathode", **dates},
    ]
    return book(
        Periods=periods(2),
        Items=table("item value", ("pack", 50), ("lfp", 3), ("nmc", 10)),
        BOM=rows,
        Sources=table("site item material_cost", ("cn", "pack", 20), ("mx", "lfp", 3), ("mx", "nmc", 10)),
        Demand=table("site item period quantity", ("us", "pack", "ALL", 100)),
    )


def test_the_cheaper_alternative_is_chosen() -> None:
    assert optimum(_chemistries()) == pytest.approx(52 * 100 * (20 + 2 * 3))


def test_an_alternative_waits_for_its_first_day() -> None:
    records = _chemistries(start=dt.date(2027, 7, 2))
    assert optimum(records) == pytest.approx(26 * 100 * (20 + 10) + 26 * 100 * (20 + 6))


def test_in_the_period_of_its_first_day_an_alternative_counts_for_the_rest_of_it() -> None:
    # the second period begins on 2 July and has 182 days; from 1 October, 91 of them are left
    records = _chemistries(start=dt.date(2027, 10, 1))
    assert optimum(records) == pytest.approx(26 * 100 * 30 + 13 * 100 * 30 + 13 * 100 * 26)


def test_a_fixed_component_with_dates_is_used_up_only_in_them() -> None:
    records = _chemistries()
    records["BOM"] = [{"parent": "pack", "child": "nmc", "quantity": 1, "end": dt.date(2027, 7, 1)}]
    assert optimum(records) == pytest.approx(26 * 100 * 30 + 26 * 100 * 20)


def test_the_audit_sees_alternatives_that_do_not_add_up_or_are_out_of_date() -> None:
    outcome = solved(_chemistries(start=dt.date(2027, 7, 2)))
    short = outcome.plan.having(Blends.of([("pack", "lfp", "cn", "P1", 99.0), ("pack", "lfp", "cn", "P2", 100.0)]))
    found = {v.check: v.amount for v in technology.FEATURE.audit(outcome.problem, short).violations if v.amount}
    assert found == {"alternatives add up": pytest.approx(1), "alternatives in force": pytest.approx(99)}


def test_a_group_of_one_and_a_time_without_any_alternative_are_refused() -> None:
    records = _chemistries(start=dt.date(2027, 7, 2))
    records["BOM"][0]["end"] = dt.date(2027, 5, 1)
    assert "no-alternative" in issues(records)
    records["BOM"] = records["BOM"][1:]
    assert "group-of-one" in issues(records)
