"""Worked examples as data: sheet name to records, ready for a workbook or a solve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev import ev_components
from optimizer.examples.truck import truck_powertrain

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.examples.table import Row

EXAMPLES: dict[str, Callable[[], dict[str, list[Row]]]] = {"ev": ev_components, "truck": truck_powertrain}
"""Every example by the name under which the command line offers it."""
