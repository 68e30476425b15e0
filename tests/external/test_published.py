"""Published optima, reached through the planner's door: records -> workbook -> read -> solve -> audited plan."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from optimizer import read, solve
from optimizer.outcome import Status
from optimizer.workbook.template import write_input

sys.path.insert(0, str(Path(__file__).parent))
from families import CASES, Records, assembly, capacitated_location, service_tree, supply_network

PUBLISHED = {
    "cap41.txt": 1_040_444.375,
    "cap64.txt": 1_045_650.250,
    "cap81.txt": 838_499.288,
    "cap114.txt": 1_063_356.488,
    "supply_network_design_1.json": 198_500.0,
    "supply_network_design_2.json": 174_000.0,
    "bulldozer.csv": 632_775.03,
    "guaranteed_service_trees.json example_6_5": 8.277917,
    "guaranteed_service_trees.json figure_6_14": 18.824004,
}


def _records(name: str) -> Records:
    file, *part = name.split()
    path = CASES / file
    if part:
        return service_tree(path, part[0])
    if path.suffix == ".csv":
        return assembly(path.read_text())
    return supply_network(path) if path.suffix == ".json" else capacitated_location(path.read_text())


@pytest.mark.parametrize("name", PUBLISHED)
def test_reaches_the_published_optimum_through_a_workbook(name: str, tmp_path: Path) -> None:
    workbook = tmp_path / f"{name}.xlsx"
    write_input(workbook, _records(name))
    outcome = solve(read(workbook))
    assert outcome.status is Status.OPTIMAL
    assert outcome.audit.passed
    assert outcome.cost == pytest.approx(PUBLISHED[name], rel=1e-6)
