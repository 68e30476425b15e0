"""One cell: from what was found to a typed value, or to what is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.schema import Kind
from optimizer.intake.raw import ERROR_VALUES, UNCALCULATED

if TYPE_CHECKING:
    from models.schema import Column

LONGEST_TEXT = 500
SHOWN = 40
"""Characters of a wrong text that are quoted."""
YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"), None)
INK = re.compile(r"[^\s\u200b\u200c\u200d\ufeff\u2060]")
"""A character that can be seen."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
COMMA_NUMBER = re.compile(r"[+-]?\d{1,3}(\.?\d{3})*,\d+|[+-]?\d+,\d+")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a cell: code, sentence, and what to do; only a warning when the value can be used."""

    code: str
    found: str
    remedy: str
    usable: bool = False


Parsed = tuple[Any, Complaint | None]


def tidy(value: Any) -> Any:
    """Return a value with spaces and invisible characters around text removed; empty text is None."""
    if isinstance(value, str):
        return value.translate(INVISIBLE).replace("\u00a0", " ").strip() or None
    if isinstance(value, float) and math.isnan(value):
        return value
    return value


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing: what :func:`tidy` makes None of, without making it."""
    return value is None or (isinstance(value, str) and not INK.search(value))


def parse(column: Column, found: Any) -> Parsed:
    """Read one cell of `column`; a blank one gives the column's default."""
    value = tidy(found)
    if value is None or (isinstance(value, (list, tuple)) and not value):
        if column.required:
            return column.default, Complaint("blank-required", f"{column.name} is blank.", f"Enter {_wanted(column)}.")
        return column.default, None
    if isinstance(value, str) and value in ERROR_VALUES:
        return column.default, Complaint(
            "error-cell", f"The cell shows {value}.", "Correct the formula, or enter the value itself."
        )
    if isinstance(value, str) and value == UNCALCULATED:
        remedy = "Open the workbook in Excel, let it calculate, and save it; or enter the value itself."
        return column.default, Complaint("formula-without-value", "The result of the formula is not stored.", remedy)
    return PARSERS[column.kind](column, value)


def _wanted(column: Column) -> str:
    if column.choices:
        return f"one of {', '.join(column.choices)}"
    if column.kind is Kind.NUMBER:
        return f"a number{f' [{column.unit}]' if column.unit else ''}"
    return {Kind.FLAG: "Yes or No", Kind.DATE: "a date such as 2027-01-31"}.get(column.kind, "a text")


def _number(column: Column, value: Any) -> Parsed:
    complaint = None
    if isinstance(value, str):
        value, complaint = _number_from_text(column, value)
        if value is None:
            return column.default, complaint
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        shown = value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value
        return column.default, Complaint("not-a-number", f"{column.name} is {shown!s}.", f"Enter {_wanted(column)}.")
    try:
        figure = float(value)
    except OverflowError:
        figure = math.inf
    wrong = check_number(column, figure)
    return (column.default, wrong) if wrong else (figure, complaint)


def _number_from_text(column: Column, text: str) -> tuple[float | None, Complaint | None]:
    bare = text.removesuffix("%").strip()
    if PLAIN_NUMBER.fullmatch(bare):
        figure = float(bare) / 100 if text.endswith("%") else float(bare)
        remedy = "Turn the cell into a number, so that Excel counts with it too."
        return figure, Complaint("number-as-text", f"{column.name} is the text '{text}'.", remedy, usable=True)
    if COMMA_NUMBER.fullmatch(bare):
        remedy = "Enter the number with a decimal point, or in Excel's own number format."
        return None, Complaint("decimal-comma", f"{column.name} is the text '{text}', with a comma.", remedy)
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return None, Complaint("not-a-number", f"{column.name} is the text '{shown}'.", f"Enter {_wanted(column)}.")


def check_number(column: Column, figure: float) -> Complaint | None:
    """Say what is wrong with a figure: not finite, out of range, or not whole."""
    if not math.isfinite(figure):
        remedy = f"Enter {_wanted(column)}{'' if column.required else ', or leave the cell blank'}."
        return Complaint("not-finite", f"{column.name} is {figure}.", remedy)
    if figure < column.lower:
        remedy = f"Enter a value of at least {column.lower:g}."
        code = "negative" if column.lower == 0 else "below-range"
        return Complaint(code, f"{column.name} is {figure:g}.", remedy)
    if figure > column.upper:
        percent = column.is_fraction and figure <= 100 * column.upper
        remedy = (
            f"If {figure:g} % is meant, enter {figure / 100:g}."
            if percent
            else f"Enter a value of at most {column.upper:g}."
        )
        return Complaint("above-range", f"{column.name} is {figure:g}.", remedy)
    if column.whole and figure != int(figure):
        return Complaint("not-whole", f"{column.name} is {figure:g}.", "Enter a whole number.")
    return None


def _text(column: Column, value: Any) -> Parsed:
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    elif isinstance(value, float) and value.is_integer():
        value = str(int(value))
    elif isinstance(value, (dt.datetime, dt.date)):
        value = value.isoformat()[:10]
    text = str(value)
    if len(text) > LONGEST_TEXT:
        remedy = f"Shorten it to {LONGEST_TEXT} characters."
        return column.default, Complaint("too-long", f"{column.name} has {len(text)} characters.", remedy)
    if CONTROL.search(text):
        return column.default, Complaint(
            "control-character", f"{column.name} contains an unprintable character.", "Type the text again."
        )
    if column.choices:
        known = {choice.casefold(): choice for choice in column.choices}
        if text.casefold() not in known:
            return column.default, Complaint(
                "unknown-word", f"{column.name} is '{text}'.", f"Use one of: {', '.join(column.choices)}."
            )
        return known[text.casefold()], None
    words = {word.casefold(): word for word in column.words}
    return words.get(text.casefold(), text), None


def _flag(column: Column, value: Any) -> Parsed:
    if isinstance(value, (bool, np.bool_)):
        return bool(value), None
    word = str(int(value) if isinstance(value, float) and value.is_integer() else value).casefold()
    if word in YES:
        return True, None
    if word in NO:
        return False, None
    return column.default, Complaint("unknown-word", f"{column.name} is '{value}'.", "Use Yes or No.")


def _date(column: Column, value: Any) -> Parsed:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value[:10])
        except ValueError:
            found = f"{column.name} is the text '{value[:40]}'."
            return column.default, Complaint("not-a-date", found, "Enter a date, or text such as 2027-01-31.")
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[D]"), None
    if not isinstance(value, dt.date):
        found = f"{column.name} is {value!s}, not a date."
        return column.default, Complaint("not-a-date", found, "Enter a date, or text such as 2027-01-31.")
    return np.datetime64(value, "D"), None


def _names(column: Column, value: Any) -> Parsed:
    parts = value if isinstance(value, (list, tuple)) else str(value).split(";")
    found: dict[str, None] = {}
    for part in parts:
        name, complaint = _text(column, tidy(part) or "")
        if complaint:
            return column.default, complaint
        if name:
            found[name] = None
    return tuple(found), None


PARSERS = {Kind.NUMBER: _number, Kind.TEXT: _text, Kind.FLAG: _flag, Kind.DATE: _date, Kind.NAMES: _names}
