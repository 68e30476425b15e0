"""Budgets and locks: what may be spent, emitted and changed, and what is decided already."""

from __future__ import annotations

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.capex import LEHIGH_LINE
from optimizer.examples.truck.horizon import PERIODS
from optimizer.examples.truck.items import ENGINE, GEARBOX
from optimizer.examples.truck.places import DUBLIN, KOPING, LEHIGH, SKOVDE


def budgets() -> list[Row]:
    """Limits on investment, approval, carbon and change."""
    cash = assumed("what the board releases in one quarter")
    total = assumed("what the board releases for the whole programme")
    approval = assumed("test benches and engineers for approvals")
    carbon = assumed("path of the climate target for purchased parts, plants and freight")
    path = assumed("where the path should end; each tonne beyond it is offset at this price")
    calm = assumed("buyers and quality engineers can start or end this many sources in three years")
    return rows(
        "kind period place limit hard penalty notes",
        ("capex", "EACH", "ALL", 110e6, True, None, cash),
        ("capex", "ALL", "ALL", 260e6, True, None, total),
        ("qualification", "ALL", "ALL", 7.5e6, True, None, approval),
        ("carbon", "ALL", "ALL", 1_600_000, True, None, carbon),
        ("carbon", "2029Q4", "ALL", 125_000, False, 60, path),
        ("source_changes", "ALL", "ALL", 14, True, None, calm),
    )


def locks() -> list[Row]:
    """Decisions that are taken already."""
    first, second, *_ = PERIODS
    order = assumed("the order was placed before the plan starts")
    space = assumed("each engine more or less on the booked vessels costs a fee")
    frozen = assumed("call-offs of the first two quarters are frozen under the frame contract")
    return rows(
        "decision item site destination option value from_period until reason hard penalty notes",
        ("order", None, LEHIGH, None, LEHIGH_LINE, 1, first, None, "Ordered by the board in autumn", True, None, order),
        ("make", GEARBOX, KOPING, None, None, 500, first, second, "Frozen call-offs", True, None, frozen),
        ("ship", ENGINE, SKOVDE, DUBLIN, None, 260, first, first, "Vessel space is booked", False, 90, space),
    )
