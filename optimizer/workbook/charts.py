"""Charts of a plan: the bridge from today's unit cost to the plan's, sourcing mixes, and the way of new capacity.

Their figures stand on the last sheet, Chart_data, so that planners can make charts of their own from them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.capacity_use import Transition
from models.costs import DRIVERS
from models.plan import CostLines
from models.reports.costs import FULL, TOTAL, UnitCosts
from models.reports.mix import made_by, watched_items
from models.sheets import ALL
from optimizer.story.bridge import OTHERS, axis_start, bridge_steps, in_words
from optimizer.workbook.style import FONT, GREEN, GREY, INK, RED, SERIES, clean
from optimizer.workbook.tables import for_print

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.schema import Sheet
    from optimizer.outcome import Outcome
    from optimizer.workbook.tables import Place

MOST_MIXES = 4
MOST_GROUPS = 7
MOST_OPTIONS = 30
LARGE = 100.0
"""Money from which cents do not matter."""
TODAY = "Today"
NOT_A_CELL = re.compile(r"!(?=\$?[A-Z])")
"""What would make a title be taken for the address of a cell, whatever stands before it."""


@dataclass
class ChartData:
    """The sheet behind the charts: blocks of figures, one below the other."""

    place: Place
    name: str = "Chart_data"
    blocks: list[tuple[str, list[str], list[list[Any]]]] = field(default_factory=list)
    _next: int = 2

    def add(self, title: str, heads: list[str], rows: list[list[Any]]) -> int:
        """Take in a block and return the row of its heads, counted from 0."""
        head_row = self._next + 1
        self.blocks.append((title, heads, rows))
        self._next = head_row + len(rows) + 2
        return head_row

    def write(self) -> None:
        """Write the sheet, last of all."""
        sheet, styles, row = self.place.book.add_worksheet(self.name), self.place.styles, 2
        sheet.write_string(0, 0, f"{self.name}: figures behind the charts.", styles.title)
        for title, heads, rows in self.blocks:
            styles.write_text(sheet, row, 0, title, bold=True)
            for c, head in enumerate(heads):
                styles.write_text(sheet, row + 1, c, head, bold=True, font_color="white", bg_color=INK)
            for r, values in enumerate(rows, start=row + 2):
                for c, value in enumerate(values):
                    if isinstance(value, str):
                        styles.write_text(sheet, r, c, value)
                    elif value is not None:
                        sheet.write_number(r, c, value, styles.of(num_format="#,##0.00##"))
            row += len(rows) + 3
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 12, 16)
        for_print(self.place, sheet)


@dataclass(frozen=True)
class Drawing:
    """Makes charts that share a look."""

    place: Place
    figures: ChartData

    def chart(self, kind: str, subtype: str, title: str) -> Any:
        """Chart without series."""
        chart = self.place.book.add_chart({"type": kind, "subtype": subtype})
        chart.set_title(
            {"name": NOT_A_CELL.sub("! ", clean(title)), "name_font": font(12, bold=True, color=INK), "overlay": False}
        )
        chart.set_legend({"position": "bottom", "font": font()})
        chart.set_x_axis({"num_font": font(), "visible": True, "line": {"color": GREY}})
        chart.set_chartarea({"border": {"color": "#D9D9D9"}})
        return chart

    def series(self, chart: Any, head_row: int, count: int, c: int, color: str | None, **options: Any) -> None:
        """Add column `c` of a block to a chart; without a colour it is invisible."""
        name, last = self.figures.name, head_row + count
        fill: dict[str, Any] = (
            {"fill": {"color": color}} if color else {"fill": {"none": True}, "border": {"none": True}}
        )
        chart.add_series(
            {
                "name": [name, head_row, c],
                "categories": [name, head_row + 1, 0, last, 0],
                "values": [name, head_row + 1, c, last, c],
                **fill,
                **options,
            }
        )


def cost_chart(drawing: Drawing, outcome: Outcome, units: UnitCosts) -> Any:
    """The bridge from today's cost of a finished unit to the plan's; without a baseline, the plan's cost by driver."""
    currency = drawing.place.currency
    whole = (units.item == ALL) & (units.basis == FULL)
    bridge = {driver: (plan, today) for driver, plan, today in zip(
        units.driver[whole], units.plan[whole].tolist(), units.baseline[whole].tolist(), strict=True
    )}  # fmt: skip
    if TOTAL in bridge and np.isfinite(bridge[TOTAL]).all():
        return _bridge(drawing, bridge, f"Landed cost of a finished unit, {currency}: from today to the plan")
    lines = outcome.plan[CostLines]
    spent = {driver: float(lines.present_value[lines.driver == driver].sum()) for driver in DRIVERS}
    rows: list[list[Any]] = [[in_words(driver), money] for driver, money in spent.items() if abs(money) > 0]
    title = f"Cost of the plan by driver, present value, {currency}"
    head = drawing.figures.add(title, ["driver", "plan"], rows)
    chart = drawing.chart("column", "clustered", title)
    drawing.series(chart, head, len(rows), 1, INK, gap=60)
    chart.set_legend({"none": True})
    chart.set_y_axis(_money_axis())
    return chart


def _bridge(drawing: Drawing, bridge: dict[str, tuple[float, float]], title: str) -> Any:
    """Columns that hang between running totals: an invisible base, then the rise or fall of one driver."""
    plan, today = bridge[TOTAL]
    shown = ",.0f" if today >= LARGE else ",.2f"
    rows: list[list[Any]] = [["Today", None, today, None, None, today]]
    level, lowest = today, min(today, plan)
    for label, change in bridge_steps(bridge):
        low, high = sorted((level, level + change))
        rows.append([label, low, None, change if change > 0 else None, -change if change < 0 else None, high])
        level, lowest = level + change, min(lowest, low)
    rows.append(["Plan", None, plan, None, None, plan])
    head = drawing.figures.add(title, ["step", "below", "cost of a unit", "dearer", "cheaper", "top"], rows)
    chart = drawing.chart("column", "stacked", title)
    for c, color in ((1, None), (2, INK), (3, RED), (4, GREEN)):
        drawing.series(chart, head, len(rows), c, color, gap=35)
    # Labels hang on an invisible line along the tops: inside flat columns nobody could read them.
    line = drawing.place.book.add_chart({"type": "line"})
    words = [{"value": f"{row[2]:{shown}}" if row[2] else f"{(row[3] or 0) - (row[4] or 0):+{shown}}"} for row in rows]
    labels = {"value": True, "position": "above", "font": font(8), "custom": words}
    unseen = {"line": {"none": True}, "marker": {"type": "none"}, "smooth": False}
    drawing.series(line, head, len(rows), 5, None, **unseen, data_labels=labels)
    chart.combine(line)
    chart.set_legend({"position": "bottom", "font": font(), "delete_series": [0, 4]})
    chart.set_y_axis({**_money_axis(_decimals(today)), "min": axis_start(lowest, max(today, plan))})
    return chart


def mix_charts(drawing: Drawing, outcome: Outcome) -> list[Any]:
    """Who makes the riskiest items, period by period: shares of countries, or of sites where there is one country."""
    charts, colors = [], dict[str, str]()
    for item in watched_items(outcome.problem):
        makers = outcome.problem.makers[item]
        country = outcome.problem.geography.of_site["country"]
        kind = "country" if len({country[site] for site in makers}) > 1 else "site"
        chart = _mix_chart(drawing, outcome, item, kind, colors)
        if chart is not None:
            charts.append(chart)
        if len(charts) == MOST_MIXES:
            break
    return charts


def _mix_chart(drawing: Drawing, outcome: Outcome, item: str, kind: str, colors: dict[str, str]) -> Any:
    made = made_by(outcome.problem, outcome.plan, item, kind)
    if not made:
        return None
    before = outcome.baseline
    today = made_by(before.problem, before.plan, item, kind) if before else {}
    weeks = outcome.problem.horizon.weeks
    volume = {group: float(rate @ weeks) for group, rate in today.items()}
    names = [*([TODAY] if volume else []), *outcome.problem.horizon.names]
    zero = np.zeros(len(weeks))
    figures = {
        group: np.array([*([volume.get(group, 0.0)] if volume else []), *made.get(group, zero)])
        for group in dict.fromkeys([*made, *today])
    }
    shown = dict(list(figures.items())[:MOST_GROUPS])
    if len(figures) > MOST_GROUPS:
        shown[OTHERS] = np.sum([rate for group, rate in figures.items() if group not in shown], axis=0)
    total = np.sum(list(shown.values()), axis=0)
    shares = {group: np.divide(rate, total, out=np.zeros_like(total), where=total > 0) for group, rate in shown.items()}
    title = f"Who makes {item}: share by {kind}"
    rows: list[list[Any]] = [[name, *(float(share[k]) for share in shares.values())] for k, name in enumerate(names)]
    head = drawing.figures.add(title, ["period", *shares], rows)
    chart = drawing.chart("column", "percent_stacked", title)
    for c, group in enumerate(shares, start=1):
        color = colors.setdefault(group, SERIES[len(colors) % len(SERIES)])
        drawing.series(chart, head, len(rows), c, color, gap=40)
    axis = {"num_format": "0%", "num_font": font(), "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    chart.set_y_axis({**axis, "min": 0, "max": 1, "visible": True, "line": {"color": GREY}})
    return chart


def transition_chart(drawing: Drawing, tables: Sequence[Sheet]) -> Any:
    """The way of new capacity from order to full output, in weeks, as bars; None when nothing is ordered."""
    steps = next((table for table in tables if isinstance(table, Transition)), None)
    if steps is None or not len(steps):
        return None
    dates = [steps.ordered, steps.permitted, steps.built, steps.in_service, steps.full]
    lengths = [dates[0], *(np.maximum(after - before, 0.0) for before, after in pairwise(dates))]
    labels = [f"{site}: {option}" for site, option in zip(steps.site, steps.option, strict=True)][:MOST_OPTIONS]
    rows: list[list[Any]] = [[label, *(float(length[k]) for length in lengths)] for k, label in enumerate(labels)]
    rows.reverse()  # bar charts begin at the bottom
    part = f" (first {MOST_OPTIONS} of {len(steps)})" if len(steps) > MOST_OPTIONS else ""
    title = f"From order to full output, weeks from the start of the plan{part}"
    heads = ["option", "before the order", "permit", "building", "qualification", "ramp-up"]
    head = drawing.figures.add(title, heads, rows)
    chart = drawing.chart("bar", "stacked", title)
    for c, color in enumerate((None, "#BFBFBF", "#2E75B6", "#F4B183", GREEN), start=1):
        # Not every reader leaves a series out of the legend when asked to, so the unseen one has a blank name.
        drawing.series(chart, head, len(rows), c, color, gap=50, **({} if color else {"name": " "}))
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_x_axis({"num_font": font(), "min": 0, "num_format": "0", "major_gridlines": lines})
    chart.set_y_axis({"num_font": font(), "line": {"color": GREY}})
    chart.set_size({"width": 900, "height": 160 + 26 * len(rows)})
    return chart


def _money_axis(shown: str = "#,##0") -> dict[str, Any]:
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    return {
        "num_format": shown,
        "num_font": font(),
        "major_gridlines": lines,
        "visible": True,
        "line": {"color": GREY},
    }


def _decimals(figure: float) -> str:
    return "#,##0" if abs(figure) >= LARGE else "#,##0.00"


def font(size: int = 9, **properties: Any) -> dict[str, Any]:
    """Font of a text in a chart."""
    return {"name": FONT, "size": size, "bold": False, **properties}
