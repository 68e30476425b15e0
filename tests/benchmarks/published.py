"""The section of the README that shows the latest figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .cold import ROOT
from .machine import description

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .table import Table

README = ROOT / "README.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"


def section(tables: Iterable[Table]) -> str:
    """Return Markdown: the machine, then the tables."""
    measured = f"Measured on {dt.datetime.now().astimezone():%Y-%m-%d}: {description()}."
    return "\n\n".join([measured, *(table.as_markdown() for table in tables)])


def publish(tables: Iterable[Table]) -> None:
    """Put the tables between the markers of the README.

    Raises
    ------
    ValueError
        When the README does not have both markers.

    """
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README.name} has no {BEGIN} ... {END}.")
    README.write_text(f"{before}{BEGIN}\n{section(tables)}\n{END}{after}", encoding="utf-8")
