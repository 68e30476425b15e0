"""Figures as people read them: three or four digits, a unit, a sign where it matters."""

from __future__ import annotations

LARGE = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
TIMES = ("weeks", "days")
SIGN = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
HUNDRED, TEN, SMALL = 100.0, 10.0, 0.01


def short(value: float | None, unit: str = "") -> str:
    """A figure with its unit.

    >>> short(19_039_963_114, "USD"), short(0.6234, "fraction"), short(30570.13, "USD/unit"), short(4.5, "weeks")
    ('19.04 bn USD', '62.3%', '30,570 USD/unit', '4.5 weeks')
    >>> short(0.7204, "weeks"), short(3.0, "weeks"), short(0.0004, "t")
    ('0.7 weeks', '3 weeks', '0.0004 t')
    >>> short(1234567.0), short(0.2214, "index")
    ('1.23 m', '0.221')
    """
    if value is None:
        return NOTHING
    if unit.startswith("fraction"):
        return percent(value)
    digits = _rounded(abs(value)) if unit in TIMES else _digits(abs(value))
    words = f"{digits} {_named(unit)}".strip()
    return f"{SIGN}{words}" if value < 0 and not _is_none(words) else words


def signed(value: float | None, unit: str = "") -> str:
    """A difference; shares differ by points.

    >>> signed(12.5, "days"), signed(0.0123, "fraction"), signed(0.0, "t")
    ('+12.5 days', '+1.2 pts', '0 t')
    """
    if value is None:
        return NOTHING
    words = f"{abs(value) * HUNDRED:,.1f} pts" if unit.startswith("fraction") else short(abs(value), unit)
    if _is_none(words):
        return words
    return f"{'+' if value > 0 else SIGN}{words}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share.

    >>> percent(0.6), percent(0.0316), percent(0.375, 0)
    ('60%', '3.2%', '38%')
    """
    if share is None:
        return NOTHING
    words = f"{abs(share) * HUNDRED:,.{digits}f}"
    words = words.removesuffix(".0")
    return f"{SIGN if share < 0 and float(words.replace(',', '')) else ''}{words}%"


def change(share: float) -> str:
    """A relative change, e.g. ``+3.2%``."""
    words = percent(share)
    return f"+{words}" if share > 0 and words != "0%" else words


def _rounded(size: float) -> str:
    """A time: tenths of a week or a day are precise enough."""
    return f"{size:,.1f}".removesuffix(".0")


def _digits(size: float) -> str:
    for one, word in LARGE:
        if size >= one * (1 - 1e-9):
            return f"{_trimmed(size / one)} {word}"
    if size >= HUNDRED or abs(size - round(size)) < 1e-9:  # noqa: PLR2004 - rounding of the arithmetic
        return f"{size:,.0f}"
    shown = f"{size:.1f}" if size >= TEN else f"{size:.2f}" if size >= 1 else f"{size:.3f}"
    return shown.rstrip("0").rstrip(".") if size >= SMALL else f"{size:.2g}"


def _trimmed(size: float) -> str:
    return f"{size:.2f}" if size < HUNDRED else f"{size:,.0f}"


def _named(unit: str) -> str:
    return "" if unit == "index" else unit


def _is_none(words: str) -> bool:
    return words.partition(" ")[0].strip("0.%") == ""
