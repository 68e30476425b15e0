"""The first and the last page of a plan: the summary a planner prints, and how the plan was made."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from models.reports.costs import UnitCosts
from models.reports.kpi import CONCENTRATION, CONCENTRATIONS, COUNTRY_SHARE, Kpi
from models.reports.verdicts import FAILS
from optimizer.workbook.charts import MOST_MIXES, cost_chart, mix_charts
from optimizer.workbook.resilience import survival_chart
from optimizer.workbook.style import AMBER, GREEN, GREY, INK, PALE_AMBER, PALE_GREEN, PALE_GREY, RED, number_format
from optimizer.workbook.tables import for_print

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from models.schema import Sheet
    from optimizer.outcome import Outcome
    from optimizer.report import Summary
    from optimizer.workbook.charts import Drawing
    from optimizer.workbook.tables import Place

STATUS, INPUT, FINGERPRINT = "status", "input", "fingerprint of the input (SHA-256)"
"""Names on Run_info by which a plan finds what it was made from."""
COST, BOUND, VERDICT, SECONDS = "cost, present value", "no plan can cost less than", "resilience", "run time, s"
CHECKS, VIOLATION = "checks made", "largest violation, share of the quantity checked"
LOCKED, SECOND, LEFT_OUT = "locked decisions cost", "made least after the cost", "left out"
"""Names on Run_info of what the summary says, for whoever reads a plan back."""
WIDTHS = (46, 12, 19, 19, 19, 10, 2)
"""Of the columns left of the cost chart."""
CHART_LEFT = len(WIDTHS)
CHART_COLUMNS = 9
PIXELS_A_ROW = 20
PIXELS_A_COLUMN = 64
FACTS_ROW = 5
MOST_ITEMS = 4
"""Items whose concentration is shown; all are on the sheet Kpi, by region and country too."""
UNSERVED = 0.001
"""Share of demand not served from which the summary says so."""


def write_summary(
    place: Place, outcome: Outcome, facts: Summary, tables: Sequence[Sheet], drawing: Drawing, made: dt.datetime
) -> None:
    """Write the summary on the sheet added for it first of all."""
    sheet = place.book.get_worksheet_by_name("Summary")
    for c, width in enumerate(WIDTHS):
        sheet.set_column(c, c, width)
    sheet.hide_gridlines(2)
    _write_head(place, sheet, outcome, facts)
    row = _write_facts(place, sheet, facts, made)
    row = _write_figures(place, sheet, next(t for t in tables if isinstance(t, Kpi)), outcome, row + 1)
    chart = cost_chart(drawing, outcome, next(t for t in tables if isinstance(t, UnitCosts)))
    survival = survival_chart(drawing, outcome)
    charts = [*([survival] if survival else []), *mix_charts(drawing, outcome)][:MOST_MIXES]
    below = _place_charts(sheet, chart, charts, row + 1)
    for_print(place, sheet)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, below, CHART_LEFT + CHART_COLUMNS - 1)
    sheet.activate()


def _write_head(place: Place, sheet: Any, outcome: Outcome, facts: Summary) -> None:
    styles = place.styles
    styles.write_text(sheet, 0, 0, facts.plan_name, bold=True, font_size=20, font_color=INK)
    sheet.set_row(0, 30)
    proven = outcome.status.name in {"OPTIMAL", "WITHIN_GAP"} and not outcome.skipped
    color, ground = (GREEN, PALE_GREEN) if proven else (AMBER, PALE_AMBER)
    for c in range(CHART_LEFT + CHART_COLUMNS):
        sheet.write_blank(1, c, None, styles.of(bg_color=ground))
    styles.write_text(sheet, 1, 0, f"{facts.words}.", bold=True, font_size=13, font_color=color, bg_color=ground)
    sheet.set_row(1, 22)
    passed = outcome.audit.passed
    words = (
        f"Independent check {'passed' if passed else 'FAILED'}: {facts.checks:,} checks, largest violation "
        f"{facts.largest_violation or 0.0:.1e}, largest cost difference {facts.largest_cost_difference or 0.0:.1e}, "
        "as shares of what is checked."
    )
    styles.write_text(sheet, 2, 0, words, font_color=GREEN if passed else RED, bold=not passed)
    if facts.resilience:
        bears = not facts.resilience.startswith(FAILS)
        words = f"{facts.resilience.removesuffix('.')} (sheet Resilience)."
        styles.write_text(sheet, 3, 0, words, font_color=INK if bears else RED, bold=not bears)


def _write_facts(place: Place, sheet: Any, facts: Summary, made: dt.datetime) -> int:
    """Write the facts of the run and return the row below them."""
    styles, row = place.styles, FACTS_ROW
    figures = [
        ("Cost, present value", facts.currency, facts.cost),
        ("No plan can cost less than", facts.currency, facts.bound),
        ("Gap between the two", "", facts.gap),
        ("Run time", "s", facts.seconds),
    ]
    if facts.lock_cost is not None:
        figures.append(("Locked decisions cost", facts.currency, facts.lock_cost))
    for label, unit, value in figures:
        styles.write_text(sheet, row, 0, label)
        styles.write_text(sheet, row, 1, unit, font_color=GREY)
        if value is not None and math.isfinite(value):
            shown = {"s": "0.0", "": "0.000%"}.get(unit, "#,##0")
            sheet.write_number(row, 2, value, styles.of(num_format=shown, align="left", bold=row == FACTS_ROW))
        row += 1
    kept = facts.rules - facts.missed_rules
    ones = "soft one" if facts.missed_rules == 1 else "soft ones"
    missed = f", {facts.missed_rules:,} {ones} missed" if facts.missed_rules else ""
    warnings = f"{facts.warnings} warnings" if facts.warnings != 1 else "1 warning"
    texts = [
        ("Rules, in all scopes and periods", f"{kept:,} of {facts.rules:,} kept{missed} (sheet Rules)"),
        ("Input", f"{warnings if facts.warnings else 'no warnings'} (sheet Problems)"),
        ("Made", f"{made:%Y-%m-%d %H:%M} by Sourcemix {facts.versions['sourcemix']} (sheet Run_info)"),
    ]
    texts += [("Left out", words) for words in facts.left_out]
    if facts.second:
        texts.insert(0, ("Second objective", facts.second))
    for label, words in texts:
        styles.write_text(sheet, row, 0, label)
        styles.write_text(sheet, row, 2, words)
        row += 1
    return row


def _write_figures(place: Place, sheet: Any, kpi: Kpi, outcome: Outcome, row: int) -> int:
    """Write the key figures, today's beside them if there are any, and return the row below them."""
    styles, compared = place.styles, outcome.baseline is not None
    heads = ("Key figure", "Unit", "Plan", "Today", "Difference", "Change")[: 6 if compared else 3]
    for c, head in enumerate(heads):
        sheet.write_string(row, c, head, styles.head if c < 2 else styles.head_right)  # noqa: PLR2004 - two text columns
    chosen = _chosen(kpi)
    for figure, item, unit, plan, today, difference, change, _ in chosen:
        row += 1
        ground = {"bg_color": PALE_GREY} if (row % 2) else {}
        for c in range(len(heads)):
            sheet.write_blank(row, c, None, styles.of(**ground))
        label = f"{figure}, {item}" if item else figure
        styles.write_text(sheet, row, 0, label, **ground, shrink=len(label) > WIDTHS[0])
        styles.write_text(sheet, row, 1, "%" if unit == "fraction" else unit, font_color=GREY, **ground)
        shown = number_format(np.array([plan, today, difference]), unit)
        points = '+0.0%" pts";-0.0%" pts";0.0%" pts"' if unit == "fraction" else shown
        formats = (shown, shown, points, "+0.0%;-0.0%;0.0%")
        for c, (value, one) in enumerate(zip((plan, today, difference, change), formats, strict=True), start=2):
            if math.isfinite(value):
                sheet.write_number(row, c, value, styles.of(num_format=one, **ground))
    for remark in _remarks(kpi, compared=compared):
        row += 1
        styles.write_text(sheet, row, 0, remark, italic=True, font_color=GREY)
    return row + 1


def _chosen(kpi: Kpi) -> list[tuple[Any, ...]]:
    """Figures of the whole plan, and how concentrated the riskiest items are."""
    rows = list(kpi)
    items = [item for figure, item, *_ in rows if figure == COUNTRY_SHARE]
    items += [item for figure, item, *_ in rows if figure == CONCENTRATION and item not in items]
    shown, finer = {"", *items[:MOST_ITEMS]}, {*CONCENTRATIONS.values()} - {CONCENTRATION}
    return [row for row in rows if row[1] in shown and row[0] not in finer]


def _remarks(kpi: Kpi, *, compared: bool) -> list[str]:
    unserved = kpi.figure == "Demand not served"
    ours, theirs = float(kpi.plan[unserved][0]), float(kpi.baseline[unserved][0])
    said = []
    if ours > UNSERVED:
        said.append(f"The plan leaves {ours:.1%} of the demand unserved (sheet Shortages).")
    if not compared:
        said.append("The workbook gives no baseline (sheet Baseline), so there is nothing to compare with.")
    if theirs > UNSERVED:
        said.append(
            f"Today's network cannot serve {theirs:.1%} of the demand: compare the cost of a unit, not the total."
        )
    return said


def _place_charts(sheet: Any, cost: Any, mixes: Sequence[Any], row: int) -> int:
    """Put the cost chart to the right of the figures, the mixes below them in pairs; return the last row."""
    beside = max(row - FACTS_ROW - 1, 17)
    right = CHART_COLUMNS * PIXELS_A_COLUMN
    cost.set_size({"width": right - 4, "height": beside * PIXELS_A_ROW})
    sheet.insert_chart(FACTS_ROW, CHART_LEFT, cost, {"object_position": 2})
    top, left = FACTS_ROW + beside + 1, sum(width * 7 + 5 for width in WIDTHS)
    width, rows = (left + right) // 2 - 8, 18
    for k, chart in enumerate(mixes):
        chart.set_size({"width": width, "height": rows * PIXELS_A_ROW - 10})
        offset = {"x_offset": (k % 2) * (width + 12), "object_position": 2}
        sheet.insert_chart(top + (k // 2) * rows, 0, chart, offset)
    return top + rows * ((len(mixes) + 1) // 2)


def write_run_info(place: Place, outcome: Outcome, facts: Summary, made: dt.datetime, source: str = "") -> None:
    """Write how the plan was made: options, versions, times, size, and the check driver by driver."""
    sheet, styles = place.book.add_worksheet("Run_info"), place.styles
    sheet.write_string(0, 0, "Run_info: how this plan was made and checked.", styles.title)
    row = 2
    for title, entries in _run_facts(facts, made, source).items():
        sheet.write_string(row, 0, title, styles.head)
        for c in (1, 2, 3):
            sheet.write_blank(row, c, None, styles.head)
        for name, value in entries.items():
            row += 1
            styles.write_text(sheet, row, 0, name, indent=1)
            if isinstance(value, str):
                styles.write_text(sheet, row, 1, value)
            elif value is not None and math.isfinite(value):
                style = styles.of(num_format=_scale(value), align="left")
                sheet.write_number(row, 1, value, style)
        row += 2
    _write_cost_check(place, sheet, outcome, row)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, 3, 28)
    for_print(place, sheet)


def _run_facts(facts: Summary, made: dt.datetime, source: str) -> dict[str, Mapping[str, Any]]:
    """Names and values by block; what there is nothing to say of is left out."""
    size = facts.size
    return {
        "Run": {
            "made": f"{made:%Y-%m-%d %H:%M:%S}",
            STATUS: f"{facts.status}: {facts.words}",
            COST: facts.cost,
            BOUND: facts.bound,
            SECONDS: facts.seconds,
            **({LOCKED: facts.lock_cost} if facts.lock_cost is not None else {}),
            **({SECOND: facts.second} if facts.second else {}),
            **({LEFT_OUT: " ".join(facts.left_out)} if facts.left_out else {}),
            **({VERDICT: facts.resilience} if facts.resilience else {}),
            **({INPUT: source} if source else {}),
            FINGERPRINT: facts.input_hash,
        },
        "Options of the solver": facts.settings,
        "Versions": facts.versions,
        "Seconds by phase": facts.phases,
        "Size of the model": {
            "rows": size.rows,
            "columns": size.columns,
            "whole-number columns": size.binaries,
            "nonzeros": size.nonzeros,
        },
        "Independent check": {
            CHECKS: facts.checks,
            VIOLATION: facts.largest_violation,
            "where": facts.violated or "nowhere",
            "largest cost difference, share of the total": facts.largest_cost_difference,
        },
    }


def _write_cost_check(place: Place, sheet: Any, outcome: Outcome, row: int) -> None:
    styles = place.styles
    heads = ("Cost driver, present value", "booked by the model", "recomputed from the tables", "difference")
    for c, head in enumerate(heads):
        sheet.write_string(row, c, head, styles.head_right if c else styles.head)
    for check in outcome.audit.costs:
        row += 1
        styles.write_text(sheet, row, 0, check.driver, indent=1)
        for c, money in enumerate((check.booked, check.recomputed, check.difference), start=1):
            sheet.write_number(row, c, money, styles.of(num_format="#,##0.00"))


def _scale(value: float) -> str:
    """Format for figures from counts to rounding errors."""
    if float(value).is_integer():
        return "#,##0"
    return "0.00E+00" if abs(value) < 1e-3 else "#,##0.0###"  # noqa: PLR2004 - below, only the magnitude matters
