"""Chart of resilience: how long the plan and today's survive the worst events, beside the time to recover."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.reports.survival import as_title, key_of
from optimizer.workbook.charts import font
from optimizer.workbook.style import GREY, INK

if TYPE_CHECKING:
    from models.stress.tested import Tested
    from optimizer.outcome import Outcome
    from optimizer.workbook.charts import Drawing

MOST_EVENTS = 6
LONGEST_NAME = 34
COLORS = {"today": "#9DC3E6", "plan": INK, "time to recover": "#F4B183"}


def survival_chart(drawing: Drawing, outcome: Outcome) -> Any:
    """Time to survive of plan and today beside the time to recover, worst events on top; None when none is known."""
    worst = worst_by_event(outcome.stress)[:MOST_EVENTS]
    if not worst:
        return None
    today = {key_of(tested): tested.time_to_survive for tested in outcome.baseline.stress} if outcome.baseline else {}
    names, shown = outcome.problem.horizon.names, ["today", "plan", "time to recover"]
    rows: list[list[Any]] = []
    for tested in reversed(worst):  # bar charts begin at the bottom
        known = [today.get(key_of(tested), math.nan), tested.time_to_survive, tested.time_to_recover]
        weeks = [value if math.isfinite(value) else None for value in known]
        rows.append([f"{_short(as_title(tested.event))}, {names[tested.t]}", *weeks])
    if all(row[1] is None for row in rows):
        rows, shown = [[row[0], *row[2:]] for row in rows], shown[1:]
    title = "Weeks until goods run out if what is lost never returns, beside its time to recover"
    head = drawing.figures.add(title, ["event", *(_in_words(series) for series in shown)], rows)
    chart = drawing.chart("bar", "clustered", "Weeks survived in the worst disruptions")
    labels = {"value": True, "num_format": "0.0", "font": font(7), "position": "outside_end"}
    for c, series in enumerate(shown, start=1):
        drawing.series(chart, head, len(rows), c, COLORS[series], gap=35, overlap=0, data_labels=labels)
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    axis_name = {"name": "weeks", "name_font": font(9, color=GREY)}
    chart.set_x_axis({"num_font": font(), "min": 0, "num_format": "0", "major_gridlines": lines, **axis_name})
    chart.set_y_axis({"num_font": font(8), "line": {"color": GREY}})
    return chart


def worst_by_event(stress: tuple[Tested, ...]) -> list[Tested]:
    """The period of each event with the least margin, least margins first; what cannot be told is left out."""
    least: dict[tuple[object, ...], Tested] = {}
    for tested in stress:
        key = key_of(tested)[:3]
        if math.isfinite(tested.margin) and (key not in least or tested.margin < least[key].margin):
            least[key] = tested
    return sorted(least.values(), key=lambda tested: tested.margin)


def _in_words(series: str) -> str:
    return series.capitalize() if series == "time to recover" else f"{series.capitalize()}: time to survive"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
