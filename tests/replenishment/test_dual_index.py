"""Capped dual index: its chain, its simulation and the best there is."""

from __future__ import annotations

import pytest
from two_sources import terms

from optimizer.replenishment.demand import Distribution, whole_steps
from optimizer.replenishment.dual_index import best_capped, capped
from optimizer.replenishment.optimum import optimum
from optimizer.replenishment.rules import Kind, base_surge, best_base_surge, fast_only, slow_only
from optimizer.replenishment.simulated import Effort, best_simulated, measure


@pytest.mark.parametrize(("slow", "premium"), [(2, 5), (2, 10), (2, 20), (3, 10), (3, 20), (4, 5), (4, 10)])
def test_it_is_within_two_per_cent_of_the_best_and_never_below(slow: int, premium: float) -> None:
    # Sun and Van Mieghem (2019), table 1: about 1 per cent on such cases.
    two = terms(slow, premium=premium)
    best, least = best_capped(two), optimum(two).cost
    assert best is not None
    assert least - 1e-7 <= best.cost <= 1.02 * least
    assert best.cost <= min(best_base_surge(two).cost, fast_only(two).cost) + 1e-9


def test_an_endless_gap_makes_it_base_surge() -> None:
    two = terms(3)
    assert capped(two, 60, 1).cost == pytest.approx(base_surge(two, 1).cost, rel=1e-6)


def test_without_a_cap_and_with_a_fast_source_beyond_reach_it_is_the_slow_source_alone() -> None:
    two = terms(3, premium=1000.0)
    found = capped(two, 40, 4)
    assert found.kind is Kind.DUAL_INDEX
    # With the levels far enough apart nothing is ever ordered from the fast source.
    assert found.slow_rate == pytest.approx(2.0, abs=1e-9)
    assert found.stock.cost == pytest.approx(slow_only(two).stock.cost, rel=1e-6)


def test_no_gap_makes_it_the_fast_source_alone() -> None:
    assert capped(terms(3), 0, 2).cost == pytest.approx(fast_only(terms(3)).cost)


@pytest.mark.parametrize(("gap", "cap"), [(5, 2), (9, 1), (7, 4)])
def test_the_simulation_agrees_with_the_chain(gap: int, cap: int) -> None:
    two = terms(3)
    exact, seen = capped(two, gap, cap), measure(two, gap, cap, Effort(weeks=2000, replications=24, seed=5))
    assert 0 < seen.spread < 0.02 * exact.cost
    assert seen.cost == pytest.approx(exact.cost, abs=2 * seen.spread)
    assert seen.slow_rate == pytest.approx(exact.slow_rate, rel=0.01)


def test_the_search_by_simulation_finds_what_the_chain_finds() -> None:
    two = terms(3, demand=Distribution.uniform(0, 10), backorder=95.0, premium=20.0)
    exact, found = best_capped(two), best_simulated(two, Effort(weeks=1200, replications=16, seed=2))
    assert exact is not None
    assert capped(two, int(found.gap), int(found.cap)).cost <= 1.01 * exact.cost


def test_the_same_seed_gives_the_same_numbers() -> None:
    two = terms(4, demand=whole_steps(30.0, 8.0))
    runs = [best_simulated(two, Effort(weeks=100, replications=4, seed=seed)) for seed in (3, 3, 4)]
    assert runs[0] == runs[1] or repr(runs[0]) == repr(runs[1])
    assert repr(runs[0]) != repr(runs[2])


def test_chains_that_are_too_large_are_left_to_simulation() -> None:
    assert best_capped(terms(12, demand=Distribution.uniform(0, 9))) is None


def test_a_fast_source_that_is_no_dearer_is_used_alone() -> None:
    for found in (best_capped(terms(3, premium=0.0)), best_simulated(terms(3, premium=0.0))):
        assert found is not None
        assert found.cost == pytest.approx(fast_only(terms(3, premium=0.0)).cost)
