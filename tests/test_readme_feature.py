"""The feature that the README shows is complete: added to the others, it holds from the workbook to the sheet Rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
ADDED = """
import json
import sys
from pathlib import Path

sys.path[:0] = sys.argv[1:]
import doors
import models.features

models.features.FEATURES = (*models.features.FEATURES, doors.FEATURE)
from optimizer import read, solve
from optimizer.reference import sheet_reference
from optimizer.workbook.template import write_input
from tiny import book, table

plan = book(
    Sites=table(
        "site region role most_made", ("cn", "CN", "supplier", 30), ("mx", "MX", "supplier", None),
        ("us", "US", "market", None),
    ),
    Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "x", 12)),
    Lead_times=table("origin destination mode lead_time freight_cost", ("cn", "us", "sea", 0, 0), ("mx", "us", "road", 0, 0)),
)
workbook = Path(sys.argv[1]) / "doors.xlsx"
write_input(workbook, plan)
outcome = solve(read(workbook))
print(json.dumps({
    "cost": outcome.cost,
    "rules": [(rule.cell, rule.scope, rule.achieved, rule.required) for rule in outcome.rules if rule.rule == "Doors"],
    "documented": "most_made" in sheet_reference(),
}))
"""


def test_the_feature_shown_works_from_the_workbook_to_the_rules(tmp_path: Path) -> None:
    (code,) = re.findall(r"<!-- feature -->\n```python\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "doors.py").write_text(code, encoding="utf-8")
    folders = [str(tmp_path), str(Path(__file__).parent), str(Path(__file__).parents[1])]
    done = subprocess.run([sys.executable, "-c", ADDED, *folders], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    # 30 of 100 units a week at 10, the others at 12, for a year.
    assert found["cost"] == 52 * (30 * 10 + 70 * 12)
    ((cell, *rule),) = found["rules"]
    assert cell.startswith("Sites!")
    assert rule == ["cn", 30.0, 30.0]
    assert found["documented"]
