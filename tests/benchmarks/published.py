"""The section of the README that shows the latest figures."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from .cold import ROOT
from .machine import description, load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .table import Table

README = ROOT / "README.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"
TITLE = re.compile(r"^(?=\*\*B\d+\. )", re.MULTILINE)


def section(tables: Iterable[Table], kept: Iterable[str] = ()) -> str:
    """Return Markdown: the machine, then the tables in order, each with the day on which it was measured and how busy the machine was.

    Parameters
    ----------
    kept
        Markdown of tables that were measured earlier.

    """
    today = f"- Measured on {dt.datetime.now().astimezone():%Y-%m-%d}, with a load of {load():.1f} at the end."
    shown = [*kept, *(f"{table.as_markdown()}\n{today}" for table in tables)]
    return "\n\n".join([f"Machine: {description()}.", *sorted(shown, key=_name)])


def publish(tables: Iterable[Table]) -> None:
    """Put the tables between the markers of the README; those of other benchmarks stay.

    Raises
    ------
    ValueError
        When the README does not have both markers.

    """
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README.name} has no {BEGIN} ... {END}.")
    new = list(tables)
    measured = {_name(table.as_markdown()) for table in new}
    kept = [chunk.strip() for chunk in TITLE.split(old)[1:] if _name(chunk) not in measured]
    README.write_text(f"{before}{BEGIN}\n{section(new, kept)}\n{END}{after}", encoding="utf-8")


def _name(markdown: str) -> str:
    """Name of the benchmark that a table belongs to."""
    return markdown.removeprefix("**").partition(".")[0]
