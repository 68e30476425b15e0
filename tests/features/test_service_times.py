"""Service times that the plan chooses are the best of all."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import pytest

from models.build import build_model
from tiny import Book, accepted, book, issues, optimum, table
from varying import Z, two_lanes, under_way, varying

# Service times that the plan chooses


def stages(
    arcs: list[tuple[int, int]],
    days: list[int],
    value: list[float],
    sd: dict[int, float],
    wait: dict[int, float],
    **settings: Any,
) -> Book:
    """Return items i0, i1, ... made of each other at one site; `sd` of those that are wanted, who may `wait`."""
    return book(
        Settings={"holding_rate": 1.0, **settings},
        Regions=table("region", ("here",)),
        Sites=table("site region role", ("w", "here", "plant")),
        Items=[{"item": f"i{v}", "value": each} for v, each in enumerate(value)],
        BOM=[{"parent": f"i{v}", "child": f"i{u}", "quantity": 1} for u, v in arcs],
        Sources=[{"site": "w", "item": f"i{v}", "material_cost": 0, "processing_time": d} for v, d in enumerate(days)],
        Demand=[{"site": "w", "item": f"i{v}", "period": "ALL", "quantity": 10, "sd": each} for v, each in sd.items()],
        Inventory=[{"site": "w", "item": f"i{v}", "max_service_time": wait.get(v)} for v in range(len(days))],
    )  # fmt: skip


def least_cost(
    arcs: list[tuple[int, int]],
    days: list[int],
    value: list[float],
    sd: dict[int, float],
    wait: dict[int, float],
    exponent: float,
) -> float:
    """Try every combination of whole service times."""
    before = [[u for u, w in arcs if w == v] for v in range(len(days))]
    units: list[dict[int, float]] = []
    for v in reversed(range(len(days))):
        found = {v: 1.0} if v in sd else {}
        for _, w in (arc for arc in arcs if arc[0] == v):
            for k, each in units[len(days) - 1 - w].items():
                found[k] = found.get(k, 0.0) + each
        units.append(found)
    sigma = [
        sum((each * sd[k]) ** exponent for k, each in found.items()) ** (1 / exponent) for found in reversed(units)
    ]

    def cost(v: int, quoted: list[int]) -> float:
        if v == len(days):
            return 0.0
        inbound = days[v] + max((quoted[u] for u in before[v]), default=0)
        most = min(inbound, int(wait[v])) if v in sd else inbound
        return min(
            value[v] * Z * sigma[v] * math.sqrt((inbound - s) / 7) + cost(v + 1, [*quoted, s]) for s in range(most + 1)
        )

    return cost(0, [])


@pytest.mark.parametrize("seed", range(24))
def test_chosen_service_times_are_the_best_of_all(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - cases, not secrets
    n = draw.randint(2, 5)
    if seed % 2:
        arcs = [(u, v) for v in range(n) for u in range(v) if draw.random() < 0.5]
    else:
        arcs = [(u, draw.randint(u + 1, n - 1)) for u in range(n - 1)]
    ends = [v for v in range(n) if all(u != v for u, _ in arcs) or draw.random() < 0.2]
    days, value = [draw.randint(0, 4) for _ in range(n)], [float(draw.randint(1, 9)) for _ in range(n)]
    sd, wait = {v: float(draw.randint(1, 9)) for v in ends}, {v: float(draw.choice([0, 0, 1, 2])) for v in ends}
    exponent = draw.choice([1.0, 2.0, 3.0])
    plan = stages(arcs, days, value, sd, wait, pooling_exponent=exponent)
    assert optimum(plan) == pytest.approx(least_cost(arcs, days, value, sd, wait, exponent), abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_chosen_links_and_service_times_together_are_the_best_of_all(seed: int) -> None:
    """One customer, two hubs, two suppliers: every path with every service time of its hub."""
    draw = random.Random(seed)  # noqa: S311 - cases, not secrets
    price = {s: 10 + draw.choice([0, 0.01, 0.03]) for s in "ab"}
    making = {s: draw.randint(0, 9) for s in "ab"}
    lead = {(s, h): draw.randint(1, 20) for s in "ab" for h in "gh"}
    last, value = {h: draw.randint(1, 9) for h in "gh"}, 10
    plan = varying(
        Settings={"holding_rate": 0.3},
        Sites=table("site region role", ("a", "CN", "supplier"), ("b", "MX", "supplier"), ("g", "US", "warehouse"), ("h", "US", "warehouse"), ("us", "US", "market")),
        Sources=[{"site": s, "item": "x", "material_cost": price[s], "processing_time": making[s]} for s in "ab"],
        Lead_times=[
            *({"origin": s, "destination": h, "mode": "road", "lead_time": d, "freight_cost": 0} for (s, h), d in lead.items()),
            *({"origin": h, "destination": "us", "mode": "road", "lead_time": d, "freight_cost": 0} for h, d in last.items()),
        ],
        Inventory=table("site item", ("g", "x"), ("h", "x"), ("us", "x")),
    )  # fmt: skip
    best = math.inf
    for s, h in itertools.product("ab", "gh"):
        inbound = making[s] + lead[s, h]
        for quoted in range(inbound + 1):
            units = Z * 20 * (math.sqrt((inbound - quoted) / 7) + math.sqrt((quoted + last[h]) / 7))
            moving = under_way(5200, lead[s, h], 0.3) + under_way(5200, last[h], 0.3)
            best = min(best, 5200 * price[s] + units * 0.3 * value + moving)
    assert optimum(plan) == pytest.approx(best)


def test_stock_is_kept_where_its_value_is_low() -> None:
    # all of the wait falls on the cheap part, or all on the dear one: never anything in between
    cost = Z * 5 * math.sqrt(16 / 7)
    assert optimum(stages([(0, 1)], [9, 7], [1, 1], {1: 5}, {1: 0})) == pytest.approx(cost)
    apart = Z * 5 * (math.sqrt(9 / 7) * 0.1 + 1)
    assert optimum(stages([(0, 1)], [9, 7], [0.1, 1], {1: 5}, {1: 0})) == pytest.approx(apart)


def test_a_stated_service_time_is_kept() -> None:
    plan = stages([(0, 1)], [9, 7], [0.1, 1], {1: 5}, {1: 0})
    plan["Inventory"][0]["service_time"] = 3
    assert optimum(plan) == pytest.approx(Z * 5 * (math.sqrt(6 / 7) * 0.1 + math.sqrt(10 / 7)))


def test_service_times_are_chosen_on_the_grid() -> None:
    plan = stages([(0, 1)], [9, 7], [0.1, 1], {1: 5}, {1: 2}, service_time_step=4)
    assert optimum(plan) == pytest.approx(Z * 5 * (math.sqrt(9 / 7) * 0.1 + math.sqrt(5 / 7)))
    assert issues(plan)["time-off-grid"].severity.word == "note"


def test_stated_service_times_take_few_switches() -> None:
    """A binary for each level of lead time that a stocking point may see, none where there is one way in."""
    core = build_model(accepted(two_lanes(11)))
    assert len(core.model.features.safety_stock.reached) == 1
    assert not len(core.model.features.safety_stock.net)
    assert not len(build_model(accepted(varying())).model.features.safety_stock.reached)
