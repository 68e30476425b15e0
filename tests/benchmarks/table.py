"""Tables of figures, for a terminal and for the README."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table of figures.

    Attributes
    ----------
    title
        What is measured.
    header
        Name of each column; the first one holds words.
    rows
        Cells, ready to print.
    notes
        What to know when reading it, the bars first.

    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Lay out for a terminal, columns flush right."""
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = [self.title, ""]
        for row in (self.header, *self.rows):
            first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            lines.append("  ".join([first.strip().ljust(widths[0]), *rest]))
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def as_markdown(self) -> str:
        """Lay out for the README."""
        rule = "|".join(["---", *["---:"] * (len(self.header) - 1)])
        lines = [f"**{self.title}**", "", f"| {' | '.join(self.header)} |", f"|{rule}|"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)]).rstrip()


def seconds(value: float) -> str:
    """Three digits, as few of them behind the point as the size asks for.

    >>> [seconds(v) for v in (0.0123, 0.5, 3.14159, 271.8)]
    ['0.012', '0.500', '3.14', '272']
    """
    places = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{places}f}"


def times(value: float) -> str:
    """Return a ratio.

    >>> [times(v) for v in (0.25, 1.5, 12.0, 345.6)]
    ['0.25 x', '1.50 x', '12.0 x', '346 x']
    """
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} x"


def bar(asked: str, reached: str, *, met: bool) -> str:
    """Bar, what was reached, and whether that is enough."""
    return f"Bar: {asked}. Reached: {reached}, {'met' if met else 'NOT met'}."
