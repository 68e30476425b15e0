"""Scenarios side by side: one line for each in `Scenario_runs`, one column for each in `Figures`."""

from __future__ import annotations

import math
from types import new_class
from typing import TYPE_CHECKING, Any

from models.reports.costs import Absorbed
from models.reports.kpi import figures
from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.outcome import Outcome

AS_IS = "as it is"
"""Name of the workbook without any scenario."""


class ScenarioRuns(
    Sheet, name="Scenario_runs", purpose="Every scenario beside the workbook as it is.", key=("scenario",)
):
    """What came of each scenario."""

    scenario: Texts = text("Scenario.")
    status: Texts = text("What was found.")
    cost: Numbers = number("Present value of all costs; blank: no plan.", unit="money", lower=-math.inf)
    difference: Numbers = number(
        "Cost less that of the workbook as it is. Blank: one has no plan.", unit="money", lower=-math.inf
    )
    change: Numbers = number("The same as a share. Blank: one has no plan.", unit="fraction", lower=-math.inf)
    gap: Numbers = number(
        "How far the plan may be from the best one, as a share of its cost. Blank: no plan.", unit="fraction"
    )
    seconds: Numbers = number("Run time.", unit="s")


def scenario_runs(outcomes: Mapping[str, Outcome]) -> ScenarioRuns:
    """Status and cost of each scenario; the first outcome is what the others are compared with."""
    rows: list[tuple[Any, ...]] = []
    first: float | None = None
    for name, outcome in outcomes.items():
        seconds = sum(outcome.seconds.values())
        if not outcome.status.has_plan:
            rows.append((name, outcome.status.value, math.nan, math.nan, math.nan, math.nan, seconds))
            continue
        first = outcome.cost if first is None and not rows else first
        difference = math.nan if first is None else outcome.cost - first
        change = difference / abs(first) if first else math.nan
        rows.append((name, outcome.status.value, outcome.cost, difference, change, outcome.gap, seconds))
    return ScenarioRuns.of(rows)


def scenario_figures(outcomes: Mapping[str, Outcome]) -> Sheet:
    """Key figures, one column for each scenario that has a plan."""
    measured = {
        name: {
            (f.name, f.item, f.unit): f.value for f in figures(Absorbed(outcome.problem, outcome.plan), outcome.stress)
        }
        for name, outcome in outcomes.items()
        if outcome.status.has_plan
    }
    keys = dict.fromkeys(key for values in measured.values() for key in values)
    columns = {f"scenario_{k}": name for k, name in enumerate(measured)}

    def declare(body: dict[str, Any]) -> None:
        body["figure"] = text("What is measured; see the sheet Summary of each plan for its definition.")
        body["item"] = text("Item; blank: the whole plan.")
        body["unit"] = text("Unit of the figures.")
        for name in columns.values():
            body[name] = number(f"Figure in the scenario '{name}'. Blank: not measured there.", lower=-math.inf)

    purpose = "Key figures of every scenario that has a plan."
    kind: type[Sheet] = new_class("Figures", (Sheet,), {"name": "Figures", "purpose": purpose}, declare)
    return kind.of([(*key, *(values.get(key, math.nan) for values in measured.values())) for key in keys])
