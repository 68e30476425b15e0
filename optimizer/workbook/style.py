"""How a plan's workbook looks: fonts, colours, number formats, and text that stays text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from models.schema import Numbers

FONT, INK = "Calibri", "#1F3864"
GREEN, AMBER, RED, GREY = "#548235", "#C55A11", "#C00000", "#595959"
PALE_GREEN, PALE_AMBER, PALE_GREY = "#E2EFDA", "#FCE4D6", "#F2F2F2"
SERIES = (
    *(INK, "#C55A11", "#2E75B6", "#F4B183", "#548235", "#9DC3E6", "#7F7F7F", "#FFD966"),
    *("#7030A0", "#A9D18E", "#806000", "#00A3A3", "#D9D9D9", "#FF9999"),
)
"""Colours of chart series, easy to tell apart in print."""
LONGEST_TEXT = 32767
"""Characters Excel keeps in a cell, those beyond the first 65,536 of Unicode counted twice."""
CUT = " ... (cut)"
"""What a text that is longer ends with."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\n")
"""A text that begins with one of these could be taken for a formula."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return text without the characters a workbook cannot hold, cut with a mark to what a cell can."""
    kept = _UNWRITABLE.sub("", text)
    if len(kept) <= LONGEST_TEXT // 2:
        return kept
    units = kept.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return kept
    return units[: 2 * (LONGEST_TEXT - len(CUT))].decode("utf-16-le", errors="ignore") + CUT


def number_format(values: Numbers, unit: str = "") -> str:
    """Number format for figures of one unit: as many decimals as their size asks for."""
    if unit.startswith("fraction"):
        return "0.0%"
    if unit == "index":
        return "0.000"
    finite = np.abs(values[np.isfinite(values)])
    peak = float(finite.max(initial=0.0))
    if bool((np.abs(finite - np.rint(finite)) < 1e-6).all()) or peak >= 1000:  # noqa: PLR2004 - 1,234 needs no decimals
        return "#,##0"
    return "#,##0.0" if peak >= 100 else "#,##0.00" if peak >= 1 else "0.0000"  # noqa: PLR2004 - four digits each


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self.of(bold=True, font_size=14, font_color=INK)
        self.remark = self.of(italic=True, font_color=GREY)
        head = {"bold": True, "font_color": "white", "bg_color": INK, "bottom": 1}
        self.head, self.head_right = self.of(**head, indent=1), self.of(**head, align="right")
        unit = {"italic": True, "font_color": "#7F7F7F", "font_size": 9}
        self.unit, self.unit_right = self.of(**unit, indent=1), self.of(**unit, align="right")

    def of(self, **properties: Any) -> Any:
        """Format with these properties on top of the font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_size": 11, **properties})
        return self._made[key]

    def write_text(self, sheet: Any, row: int, column: int, text: str, **properties: Any) -> None:
        """Write text that stays text whatever it starts with; nothing for no text."""
        kept = clean(text)
        if kept.startswith(FORMULA_SIGNS):
            properties["quote_prefix"] = True
        if kept:
            sheet.write_string(row, column, kept, self.of(**properties))
