"""The network behind a plan as JSON: what its tables need to be added up, and who makes what today."""

from __future__ import annotations

import pytest

from optimizer.json_network import Good, MadeToday, Place, Span, network_facts
from tiny import solved, table, two_sources


def test_sites_periods_items_and_todays_output_are_told() -> None:
    baseline = table("item destination site share", ("x", "ALL", "mx", 1))
    outcome = solved(two_sources(Baseline=baseline), with_baseline=True)
    assert outcome.baseline is not None
    found = network_facts(outcome.problem, outcome.baseline.plan)
    assert found.sites[0] == Place("cn", "supplier", "CN", "CN", "", domestic=False)
    assert [site.site for site in found.sites if site.domestic] == ["us"]
    assert found.periods == (Span("P1", "2027-01-01", 52.0),)
    assert found.items == (Good("x", "Medium", 10.0, finished=True, makers=2),)
    (made,) = found.made_today
    assert (made.item, made.site, made.units) == ("x", "mx", pytest.approx(5200.0))


def test_without_a_baseline_nothing_is_made_today() -> None:
    outcome = solved(two_sources())
    none: tuple[MadeToday, ...] = ()
    assert network_facts(outcome.problem, None).made_today == none
