"""Published least costs of two sources, reached through the planner's command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.cli import main

CASES = Path(__file__).parent / "cases" / "dual_sourcing.csv"


@pytest.mark.external
def test_reaches_every_published_cost(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "--case", str(CASES), "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)["cases"]
    assert len(found) == len(CASES.read_text().splitlines()) - 1
    for case in found:
        assert case["optimal_average_cost"] == pytest.approx(case["published"], abs=1e-5, rel=0)
        assert case["error_bound"] < 1e-5
        costs = {rule["rule"]: rule["cost"] for rule in case["rules"]}
        assert min(costs.values()) >= case["optimal_average_cost"] - 1e-6
