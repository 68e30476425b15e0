"""Networks as JSON: depots that may open, close and grow, against a model of its own, and spoilt entries."""

from __future__ import annotations

import copy
import json
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.optimize import linprog

from importing.oracles import located, planned
from optimizer.errors import InputError
from optimizer.importing import import_case

if TYPE_CHECKING:
    from pathlib import Path


def network(seed: int) -> dict[str, Any]:
    """Two factories, three depots and four customers; a third of the direct lanes."""
    rng = np.random.default_rng(seed)
    demand = [[f"C{k}", int(rng.integers(5, 15))] for k in range(4)]
    lanes = [[f, d, float(rng.integers(1, 9))] for f in ("F1", "F2") for d in ("D1", "D2", "D3")]
    lanes += [[d, c, float(rng.integers(1, 9))] for d in ("D1", "D2", "D3") for c, _ in demand]
    lanes += [[f, c, float(rng.integers(8, 20))] for f in ("F1", "F2") for c, _ in demand if rng.random() < 0.3]
    return {
        "supply": [["F1", 30], ["F2", 40]],
        "through": [["D1", 25], ["D2", 20], ["D3", 22]],
        "demand": demand,
        "cost": lanes,
        "opencost": [["D1", 30], ["D2", 20], ["D3", 0]],
    }


def flows(case: dict[str, Any], throughput: dict[str, float]) -> float:
    """Least cost of all flows with so much throughput."""
    lanes, supply = case["cost"], dict(case["supply"])
    rows, most, equal, right = [], [], [], []
    for name, limit in {**supply, **throughput}.items():
        rows.append([float(o == name) for o, _, _ in lanes])
        most.append(limit)
    for name in throughput:
        equal.append([float(d == name) - float(o == name) for o, d, _ in lanes])
        right.append(0.0)
    for name, quantity in case["demand"]:
        equal.append([float(d == name) for _, d, _ in lanes])
        right.append(quantity)
    found = linprog([cost for _, _, cost in lanes], rows, most, equal, right)
    return float(found.fun) if found.status == 0 else float("inf")


def saved(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "net.json"
    path.write_text(json.dumps(content))
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        import_case(path, "supply-network")
    return [str(issue) for issue in error.value.issues]


@pytest.mark.parametrize("seed", range(3))
def test_without_costs_of_opening_it_is_a_flow(tmp_path: Path, seed: int) -> None:
    case = network(seed)
    del case["opencost"]
    outcome = planned(saved(tmp_path, {"data": case}), "supply-network")
    assert outcome.cost == pytest.approx(flows(case, dict(case["through"])))


@pytest.mark.parametrize("seed", range(3))
def test_depots_with_a_cost_may_be_opened_at_it(tmp_path: Path, seed: int) -> None:
    case, best = network(seed), float("inf")
    for chosen in product([0, 1], repeat=2):
        most = {name: limit * is_open for (name, limit), is_open in zip(case["through"], (*chosen, 1), strict=True)}
        best = min(best, flows(case, most) + 30 * chosen[0] + 20 * chosen[1])
    path = saved(tmp_path, case)
    assert planned(path, "supply-network").cost == pytest.approx(best)
    (note,) = import_case(path, "supply-network").notes
    assert "Which depots exist today is not said" in note.found


@pytest.mark.parametrize("seed", range(4))
def test_depots_of_today_save_their_cost_when_closed_and_may_grow(tmp_path: Path, seed: int) -> None:
    case = {**network(seed), "existing": ["D1", "D3"], "expand": [["D3", 10, 15]], "max_open": 2}
    best = float("inf")
    for count in (1, 2):
        for names in combinations(("D1", "D2", "D3"), count):
            for grown in (0, 1):
                if "D3" in names:  # it costs nothing to have, and so is never closed
                    most = {n: (m + 10 * grown * (n == "D3")) * (n in names) for n, m in case["through"]}
                    changes = 20 * ("D2" in names) - 30 * ("D1" not in names) + 15 * grown
                    best = min(best, flows(case, most) + changes)
    path = saved(tmp_path, case)
    assert planned(path, "supply-network").cost == pytest.approx(best)
    assert import_case(path, "supply-network").notes == ()


@pytest.mark.parametrize("seed", range(3))
def test_facilities_serve_customers_by_distance_or_at_stated_costs(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    customers, facilities = rng.uniform(-5, 5, (4, 2)).round(2), rng.uniform(-5, 5, (3, 2)).round(2)
    cost = 2.0 * np.hypot(*(customers[:, None, :] - facilities[None, :, :]).transpose(2, 0, 1))
    setup = [3.0, 2.0, 4.0]
    best = located([np.inf] * 3, setup, [1.0] * 4, cost)
    case = {"customers": customers.tolist(), "facilities": facilities.tolist(), "setup_cost": setup, "cost_per_mile": 2}
    assert planned(saved(tmp_path, case), "supply-network").cost == pytest.approx(best)
    stated = {**case, "shipping_cost": [[c, f, float(cost[c, f])] for c in range(4) for f in range(3)]}
    assert planned(saved(tmp_path, stated), "supply-network").cost == pytest.approx(best)


def spoilt(**entries: Any) -> dict[str, Any]:
    return {**copy.deepcopy(network(0)), **entries}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({}, ["net.json: There is no entry supply, demand, cost. Name a network with supply, through, demand and cost, or facilities and customers."]),
        (spoilt(supply=[["F1", "many"], ["F2"]]), ['net.json, supply[0]: "many" is no number. Enter a number.', 'net.json, supply[1]: This is no pair of a name and a figure. Enter ["name", figure].']),
        (spoilt(demand=[["C0", 1], ["C0", 2], ["C1", 1], ["C2", 1], ["C3", 1]]), ["net.json, demand[1]: C0 stands here twice. Remove one."]),
        (spoilt(through=[["D1", 1], ["D2", 1], ["D3", 1], ["C1", 1]]), ["net.json, C1: C1 has two roles. Give each place one of supply, through and demand."]),
        (spoilt(opencost=[["D9", 5]]), ["net.json, opencost: D9 is no depot of through. Correct the name."]),
        (spoilt(cost=[["F1", "Dx", 2], ["F1", "D1"], ["F1", "D1", 1], ["F1", "D1", 2], ["F1", "D2", -1], [[], "D1", 2]]), [
            "net.json, cost[0]: There is no place Dx. Correct the name.",
            'net.json, cost[1]: This is no lane. Enter ["origin", "destination", cost].',
            "net.json, cost[3]: The lane F1 to D1 stands here twice. Remove one.",
            "net.json, cost[4]: -1 is too small. Enter a number of at least 0.",
            'net.json, cost[5]: A lane leads from one name to another. Enter ["origin", "destination", cost].',
        ]),
        (spoilt(existing=["D7"], expand=[["D1", 5], ["D1", 5, "x"]], max_open=0), [
            'net.json, expand[0]: This is no growth of a depot. Enter ["depot", throughput added, cost].',
            'net.json, expand[1]: "x" is no number. Enter a number.',
            "net.json, existing[0]: There is no depot D7. Correct the name.",
            "net.json, max_open: 0 is too small. Enter a number of at least 1.",
        ]),
        (spoilt(cost="none"), ["net.json, cost: This is no list. Enter a list."]),
        ({"customers": [[0]], "facilities": [[0, 1], [1, 1]], "setup_cost": [1]}, [
            "net.json, setup_cost: There are 1 costs of setting up for 2 facilities. Enter one for each.",
            "net.json, cost_per_mile: Neither shipping_cost nor cost_per_mile is given. Enter one.",
            "net.json, customers[0]: This is no place. Enter [x, y].",
        ]),
        ({"customers": [[0, 0]], "facilities": [[0, 1]], "setup_cost": [1], "shipping_cost": [[0, 4, 1], [0]]}, [
            "net.json, shipping_cost[0]: There is no customer 0 or no facility 4: both are counted from 0. Correct the numbers.",
            "net.json, shipping_cost[1]: This is no cost of serving. Enter [customer, facility, cost].",
        ]),
    ],
)  # fmt: skip
def test_everything_wrong_is_named_at_its_place(tmp_path: Path, case: dict[str, Any], said: list[str]) -> None:
    assert refused(saved(tmp_path, case)) == said
