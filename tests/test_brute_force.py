"""The model against enumeration: every choice of sources, orders or sites, each with scipy's linear program."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from brute import Program, switches
from brute_plan import least_cost
from brute_reading import COVERED, plain
from everything import DRAWINGS, workbooks
from optimizer.outcome import Status
from sampling import sampled
from tiny import Book, book, periods, solved, table

REGIONS = table("region", ("CN",), ("MX",), ("US",))


def check(plan: Book, least: float) -> None:
    """Compare the solver's optimum with the enumerated one; inf means that there is none."""
    outcome = solved(plan)
    if math.isinf(least):
        assert outcome.status is Status.INFEASIBLE
    else:
        assert outcome.status is Status.OPTIMAL
        assert outcome.cost == pytest.approx(least, rel=1e-6, abs=1e-6)


def random(seed: int) -> Any:
    return np.random.default_rng(seed)


# Dual sourcing: which sources are in use, period by period (nothing ties periods together)


def _split_by_hand(
    price: list[float], capacity: list[float], minimum: list[float], need: float, rule: dict[str, float]
) -> float:
    """Least weekly cost of `need` units: every set of sources that keeps the numbers, each a linear program."""
    count, best = len(price), math.inf
    floor = rule.get("min_share", 0.01 if rule.get("min_sources") else 0.0)
    for used in switches(count):
        if not rule.get("min_sources", 0) <= sum(used) <= rule.get("max_sources", count):
            continue
        program = Program()
        for n in range(count):
            program.add(n, price[n], capacity[n] * used[n])
            if used[n]:
                program.at_most.append(({n: -1.0}, -max(floor * need, minimum[n])))
            program.at_most.append(({n: 1.0}, rule.get("max_share", 1.0) * need))
        program.equal.append((dict.fromkeys(range(count), 1.0), need))
        best = min(best, program.least())
    return best


@pytest.mark.parametrize("seed", range(16))
def test_which_sources_are_used_and_how_much(seed: int) -> None:
    rng = random(seed)
    count = int(rng.integers(3, 6))
    sites = [f"s{n}" for n in range(count)]
    price = rng.integers(8, 20, count).astype(float).tolist()
    capacity = rng.integers(30, 90, count).astype(float).tolist()
    minimum = (rng.integers(0, 3, count) * 10).astype(float).tolist()
    need = [float(q) for q in rng.integers(60, 140, 2)]
    least = int(rng.integers(0, 3))
    rule: dict[str, float] = {
        "min_sources": least, "max_sources": int(rng.integers(max(least, 2), count + 1)),
        "min_share": float(rng.choice([0.05, 0.15, 0.3])), "max_share": float(rng.choice([0.5, 0.7, 1.0])),
    }  # fmt: skip
    plan = book(
        Periods=periods(2, 10),
        Sites=table("site region role", *((n, "CN", "supplier") for n in sites), ("us", "US", "market")),
        Sources=table(
            "site item material_cost capacity min_order_if_used", *((n, "x", *row) for n, *row in zip(sites, price, capacity, minimum, strict=True))
        ),
        Demand=table("site item period quantity", *(("us", "x", f"P{t + 1}", q) for t, q in enumerate(need))),
        Sourcing_rules=[{"rule": "r", "item": "x", **rule}],
    )  # fmt: skip
    check(plan, sum(10 * _split_by_hand(price, capacity, minimum, q, rule) for q in need))


@pytest.mark.parametrize("seed", range(8))
def test_which_sources_serve_each_destination(seed: int) -> None:
    """Shares at EACH of two destinations; capacities tie the destinations together."""
    rng = random(100 + seed)
    price, capacity = rng.integers(8, 20, 3).astype(float), rng.integers(60, 140, 3).astype(float)
    freight, need = rng.integers(0, 6, (3, 2)).astype(float), rng.integers(40, 90, 2).astype(float)
    floor, most = float(rng.choice([0.1, 0.25])), float(rng.choice([0.6, 0.8]))
    best = math.inf
    for used in itertools.product(switches(3), repeat=2):
        if any(sum(at) < 2 for at in used):
            continue
        program = Program()
        for n, d in itertools.product(range(3), range(2)):
            program.add((n, d), price[n] + freight[n, d], most * need[d] * used[d][n])
            program.at_most.append(({(n, d): -1.0}, -floor * need[d] * used[d][n]))
        for n in range(3):
            program.at_most.append(({(n, 0): 1.0, (n, 1): 1.0}, capacity[n]))
        program.equal += [({(n, d): 1.0 for n in range(3)}, need[d]) for d in range(2)]
        best = min(best, program.least())
    plan = book(
        Periods=periods(1, 10),
        Sites=table("site region role", *((f"s{n}", "CN", "supplier") for n in range(3)), ("d0", "US", "market"), ("d1", "US", "market")),
        Sources=table("site item material_cost capacity", *((f"s{n}", "x", price[n], capacity[n]) for n in range(3))),
        Lead_times=table("origin destination mode lead_time freight_cost", *((f"s{n}", f"d{d}", "road", 0, freight[n, d]) for n in range(3) for d in range(2))),
        Demand=table("site item period quantity", *((f"d{d}", "x", "ALL", need[d]) for d in range(2))),
        Sourcing_rules=table("rule item destination min_sources min_share max_share", ("r", "x", "EACH", 2, floor, most)),
    )  # fmt: skip
    check(plan, 10 * best)


# Capacity options: the period in which each is ordered, or never


@pytest.mark.parametrize("seed", range(8))
def test_when_each_option_is_ordered(seed: int) -> None:
    rng = random(200 + seed)
    length, count, rate = 13, 3, float(rng.choice([0.0, 0.1]))
    today, dear = float(rng.integers(10, 40)), 20.0
    need = rng.integers(40, 110, count).astype(float)
    options = [
        {"capacity": float(rng.integers(20, 60)), "capex": float(rng.integers(1, 9) * 1000), "wait": float(rng.choice([0, 13, 20])),
         "fixed": float(rng.integers(0, 4) * 500), "life": float(rng.choice([0.5, 2.0, 8.0]))}
        for _ in range(2)
    ]  # fmt: skip
    df = [(1 + rate) ** -((length * t + length / 2) / 52) for t in range(count)]

    def inside(first: float, last: float, t: int) -> float:
        return max(0.0, min(last, length * (t + 1)) - max(first, length * t)) / length

    best = math.inf
    for ordered in itertools.product([None, *range(count)], repeat=2):
        cost, room = 0.0, [today] * count
        for option, s in zip(options, ordered, strict=True):
            if s is None:
                continue
            first = length * s + option["wait"]
            recovery = math.log(1 + rate) / (1 - (1 + rate) ** -option["life"]) if rate else 1 / option["life"]
            annuity = option["capex"] * (1 + rate) ** (option["wait"] / 52) * recovery
            for t in range(count):
                share = inside(first, first + 52 * option["life"], t)
                room[t] += share * option["capacity"]
                cost += (annuity + option["fixed"]) * share * length / 52 * df[t]
        cost += sum(
            length * df[t] * (10 * min(need[t], room[t]) + dear * max(need[t] - room[t], 0.0)) for t in range(count)
        )
        best = min(best, cost)
    plan = book(
        Periods=periods(count, length),
        Settings={"discount_rate": rate},
        Sources=table("site item material_cost capacity", ("cn", "x", 10, today), ("mx", "x", dear, None)),
        Capex=table(
            "site item option capacity capex build_time fixed_cost life",
            *(("cn", "x", f"o{k}", o["capacity"], o["capex"], o["wait"], o["fixed"], o["life"]) for k, o in enumerate(options)),
        ),
        Demand=table("site item period quantity", *(("us", "x", f"P{t + 1}", q) for t, q in enumerate(need))),
    )  # fmt: skip
    check(plan, best)


# Sites: which are open when


@pytest.mark.parametrize("seed", range(8))
def test_which_sites_are_open_when(seed: int) -> None:
    rng = random(300 + seed)
    length, count = 26, 2
    price = rng.integers(8, 16, 3).astype(float)
    capacity = rng.integers(40, 90, 3).astype(float)
    fixed = rng.integers(0, 5, 3) * 2000.0
    opening, closing = float(rng.integers(0, 6) * 1000), float(rng.integers(-2, 4) * 1000)
    need = rng.integers(40, 130, count).astype(float)
    best = math.inf
    # site 0 always runs; site 1 may be opened, once and for all; site 2 may be closed, once and for all
    for first, second in itertools.product((0, 1), repeat=2):
        for third, fourth in itertools.product((0, 1), repeat=2):
            if second < first or fourth > third:
                continue
            opened, kept = (first, second), (third, fourth)
            cost = opening * max(opened) + closing * (1 - min(kept))
            for t in range(count):
                running = (1, opened[t], kept[t])
                cost += sum(fixed[n] * length / 52 * running[n] for n in range(3))
                program = Program()
                for n in range(3):
                    program.add(n, price[n] * length, capacity[n] * running[n])
                program.add("short", 50.0 * length)
                program.equal.append(({0: 1.0, 1: 1.0, 2: 1.0, "short": 1.0}, need[t]))
                cost += program.least()
            best = min(best, cost)
    plan = book(
        Periods=periods(count, length),
        Sites=table(
            "site region role status fixed_cost opening_cost closing_cost",
            ("s0", "CN", "supplier", "existing", fixed[0], 0, None), ("s1", "CN", "supplier", "potential", fixed[1], opening, None),
            ("s2", "CN", "supplier", "existing", fixed[2], 0, closing), ("us", "US", "market", "existing", 0, 0, None),
        ),
        Sources=table("site item material_cost capacity", *((f"s{n}", "x", price[n], capacity[n]) for n in range(3))),
        Demand=table("site item period quantity shortage_cost", *(("us", "x", f"P{t + 1}", q, 50) for t, q in enumerate(need))),
    )  # fmt: skip
    check(plan, best)


# Stock and time: no switches at all, but every balance


@pytest.mark.parametrize("seed", range(8))
def test_stock_through_time(seed: int) -> None:
    rng = random(400 + seed)
    length, count, holding = 8, 4, 0.3
    capacity, need = float(rng.integers(50, 90)), rng.integers(20, 130, count).astype(float)
    price, dear, start, cover = (
        10.0,
        float(rng.integers(11, 20)),
        float(rng.integers(0, 200)),
        float(rng.choice([0, 1, 3])),
    )
    weekly = holding * 10 / 52
    program = Program()
    for t in range(count):
        program.add(("cn", t), price * length, capacity)
        program.add(("mx", t), dear * length)
        # a closing stock costs half in its own period and half in the next
        program.add(("stock", t), weekly * length / 2 * (2 if t < count - 1 else 1))
        before = {("stock", t - 1): 1.0} if t else {}
        program.equal.append(
            (
                {**before, ("cn", t): float(length), ("mx", t): float(length), ("stock", t): -1.0},
                need[t] * length - (0 if t else start),
            )
        )
        program.at_most.append(({("stock", t): -1.0}, -cover * need[t]))
    plan = book(
        Periods=periods(count, length),
        Settings={"holding_rate": holding},
        Sources=table("site item material_cost capacity", ("cn", "x", price, capacity), ("mx", "x", dear, None)),
        Demand=table("site item period quantity", *(("us", "x", f"P{t + 1}", q) for t, q in enumerate(need))),
        Inventory=table("site item on_hand min_cover", ("us", "x", start, cover)),
    )  # fmt: skip
    check(plan, program.least() + start * weekly * length / 2)


# Everything at once: random plans whose rows an independent program reads


@sampled(6, 400, workbooks(without=set(DRAWINGS) - set(COVERED)).map(plain))
def test_random_plans_cost_what_a_program_written_from_their_rows_costs(plan: Book) -> None:
    outcome, least = solved(plan), least_cost(plan)
    assert outcome.status is (Status.INFEASIBLE if math.isinf(least) else Status.OPTIMAL)
    assert math.isinf(least) or outcome.cost == pytest.approx(least, rel=1e-6, abs=1e-3)
