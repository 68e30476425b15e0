"""The bridge from today's cost to the plan's: what each kind of cost adds or takes away."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.costs import DRIVERS
from models.reports.costs import FULL, TOTAL
from models.sheets import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALL_STEP = 0.01
"""Steps below this share of the largest one are taken together."""
MOST_STEPS = 9
OTHERS = "Others"


def bridge_steps(bridge: Mapping[str, tuple[float, float]]) -> list[tuple[str, float]]:
    """Change of each driver in their order, small ones and those beyond what fits taken together at the end.

    Parameters
    ----------
    bridge
        Cost in the plan and today, by driver.

    """
    changes = {driver: plan - today for driver, (plan, today) in bridge.items() if driver != TOTAL}
    largest = max((abs(change) for change in changes.values()), default=0.0)
    by_size = sorted((d for d in changes if abs(changes[d]) > SMALL_STEP * largest), key=lambda d: -abs(changes[d]))
    shown = set(by_size[:MOST_STEPS])
    steps = [(in_words(driver), change) for driver, change in changes.items() if driver in shown]
    rest = sum(change for driver, change in changes.items() if driver not in shown)
    return [*steps, (OTHERS, rest)] if abs(rest) > SMALL_STEP * largest / 10 else steps


def axis_start(lowest: float, highest: float) -> float:
    """Where the axis begins: at 0, or, where all steps are small beside the totals, a round figure below them."""
    room = (highest - lowest) * 1.5
    if lowest <= 0 or lowest - room < highest / 2:
        return 0.0
    step = 10.0 ** math.floor(math.log10(max(highest - lowest, highest * 1e-3)))
    return math.floor((lowest - room) / step) * step


def in_words(driver: str) -> str:
    """A driver as the label of a step."""
    return driver.replace("_", " ").capitalize()


def bridge_of(tables: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """From today's cost of a finished unit to the plan's; without a baseline, the plan's cost by driver.

    A bridge has `today`, `plan` and `steps` that lead from one to the other; without a baseline `today` is None and the
    steps add up to the plan.
    """
    units = [row for row in tables.get("Unit_costs", ()) if row["item"] == ALL and row["basis"] == FULL]
    bridge = {row["driver"]: (row["plan"], row["baseline"]) for row in units}
    if TOTAL in bridge and all(value is not None for pair in bridge.values() for value in pair):
        plan, today = bridge[TOTAL]
        steps = [{"name": name, "change": change} for name, change in bridge_steps(bridge)]
        return {"of": "Landed cost of a finished unit", "unit": f"{currency}/unit", "today": today, "plan": plan,
                "steps": steps}  # fmt: skip
    spent = dict.fromkeys(DRIVERS, 0.0)
    for row in tables.get("Costs", ()):
        spent[row["driver"]] += row["present_value"]
    steps = [{"name": name, "change": money} for name, money in bridge_steps({d: (m, 0.0) for d, m in spent.items()})]
    return {"of": "Cost of the plan, present value", "unit": currency, "today": None, "plan": sum(spent.values()),
            "steps": steps}  # fmt: skip
