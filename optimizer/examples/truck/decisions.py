"""Budgets and locks: what may be spent, emitted and changed, and what is decided already."""

from __future__ import annotations

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.capex import LEHIGH_LINE
from optimizer.examples.truck.items import GEARBOX
from optimizer.examples.truck.places import KOPING, LEHIGH


def budgets() -> list[Row]:
    """Limits on investment, approval, carbon and change."""
    cash = assumed("what the board releases in one quarter")
    total = assumed("what the board releases for the whole programme")
    approval = assumed("test benches and engineers for approvals")
    carbon = assumed("path of the climate target for purchased parts, plants and freight")
    calm = assumed("buyers and quality engineers can start or end this many sources in three years")
    return rows(
        "kind period place limit hard penalty notes",
        ("capex", "EACH", "ALL", 110e6, True, None, cash),
        ("capex", "ALL", "ALL", 260e6, True, None, total),
        ("qualification", "ALL", "ALL", 7.5e6, True, None, approval),
        ("carbon", "ALL", "ALL", 1_600_000, True, None, carbon),
        ("source_changes", "ALL", "ALL", 14, True, None, calm),
    )


def locks() -> list[Row]:
    """Decisions that are taken already."""
    order = assumed("the order was placed before the plan starts")
    frozen = assumed("call-offs of the first two quarters are frozen")
    return rows(
        "decision item site option value from_period until reason hard notes",
        ("order", None, LEHIGH, LEHIGH_LINE, 1, "2027Q1", None, "Ordered by the board last autumn", True, order),
        ("make", GEARBOX, KOPING, None, 500, "2027Q1", "2027Q2", "Frozen call-offs under the frame contract", True, frozen),
    )
