"""One cell: from what was found to a typed value, or to what is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from models.schema import Kind
from optimizer.intake.allowed import LONGEST_TEXT, allowed_in, listed
from optimizer.intake.complaint import Complaint, shortened
from optimizer.intake.days import parse_day
from optimizer.intake.guesses import near
from optimizer.intake.letters import deceptions, is_blank, skeleton, tidy
from optimizer.intake.numerals import PLAIN_NUMBER, number_from_text
from optimizer.intake.raw import UNCALCULATED, is_error_value

if TYPE_CHECKING:
    from models.schema import Column
    from optimizer.intake.complaint import Parsed

__all__ = ["PLAIN_NUMBER", "check_number", "is_blank", "parse", "tidy"]

YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
EXACT = 1e15
"""From here on Excel loses digits of a number."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def parse(column: Column, found: Any) -> Parsed:
    """Read one cell of `column`; a blank one gives the column's default."""
    value = tidy(found)
    if value is None or (isinstance(value, (list, tuple)) and not value):
        if column.required:
            return column.default, Complaint("blank-required", f"{column.name} is blank.", f"Enter {_wanted(column)}.")
        return column.default, None
    if isinstance(value, str) and value == UNCALCULATED:
        remedy = "Open the workbook in Excel, let it calculate, and save it; or enter the value itself."
        return column.default, Complaint("formula-without-value", "The result of the formula is not stored.", remedy)
    if isinstance(value, str) and is_error_value(value, is_name=column.kind in {Kind.TEXT, Kind.NAMES}):
        return column.default, Complaint(
            "error-cell", f"The cell shows {value}.", "Correct the formula, or enter the value itself."
        )
    return PARSERS[column.kind](column, value)


def _wanted(column: Column) -> str:
    if column.choices:
        return f"one of {', '.join(column.choices)}"
    if column.kind is Kind.NUMBER:
        return f"a number{f' [{column.unit}]' if column.unit else ''}"
    if column.refers_to:
        return allowed_in(column)
    return {Kind.FLAG: "Yes or No", Kind.DATE: "a date such as 2027-01-31"}.get(column.kind, "a text")


def _number(column: Column, value: Any) -> Parsed:
    complaint = None
    if isinstance(value, str):
        value, complaint = number_from_text(column, value)
        if value is None:
            return column.default, complaint
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        return column.default, _no_number(column, value)
    try:
        figure = float(value)
    except OverflowError:
        figure = math.inf
    wrong = check_number(column, figure)
    return (column.default, wrong) if wrong else (figure, complaint)


def _no_number(column: Column, value: Any) -> Complaint:
    """Say what stands where a number should: a day, a time, Yes or No."""
    wanted = f"Enter {_wanted(column)}."
    if isinstance(value, (dt.date, dt.datetime, dt.time, dt.timedelta)):
        shown = value.isoformat()[:10] if isinstance(value, (dt.date, dt.datetime)) else str(value)
        kind = "date" if isinstance(value, dt.date) else "time"
        remedy = f"Excel has made a {kind} of it: format the cell as a number and type the figure again."
        return Complaint("not-a-number", f"{column.name} is the {kind} {shown}.", remedy)
    if isinstance(value, bool):
        return Complaint("not-a-number", f"{column.name} is {str(value).upper()}.", wanted)
    return Complaint("not-a-number", f"{column.name} is {shortened(str(value))}.", wanted)


def check_number(column: Column, figure: float) -> Complaint | None:
    """Say what is wrong with a figure: not finite, out of range, or not whole."""
    if not math.isfinite(figure):
        shown = "not a number" if math.isnan(figure) else "too large to be a number"
        remedy = f"Enter {_wanted(column)}{'' if column.required else ', or leave the cell blank'}."
        return Complaint("not-finite", f"{column.name} is {shown}.", remedy)
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
    if isinstance(value, (bool, np.bool_)):
        value = "Yes" if value else "No"
    elif isinstance(value, (int, float, np.integer, np.floating)):
        return _figure_as_name(column, value)
    elif isinstance(value, (dt.datetime, dt.date)):
        value = value.isoformat()[:10]
    return _named(column, str(value))


def _figure_as_name(column: Column, value: Any) -> Parsed:
    """Read a number where a name is expected: figures without decimals are names as they are written."""
    whole = abs(value) < EXACT and value == int(value)
    name, complaint = _named(column, str(int(value)) if whole else str(value))
    if complaint is None and EXACT <= abs(value) < math.inf:
        found = f"{column.name} is the number {name}: Excel keeps no more than 15 digits of it."
        complaint = Complaint("digits-lost", found, "Format the cell as text, and type the name again.", usable=True)
    return name, complaint


def _named(column: Column, text: str) -> Parsed:
    """Read a name, or a word to choose from."""
    if len(text) > LONGEST_TEXT:
        remedy = f"Shorten it to {LONGEST_TEXT} characters."
        return column.default, Complaint("too-long", f"{column.name} has {len(text)} characters.", remedy)
    if control := CONTROL.search(text):
        found = f"{column.name} contains an unprintable character: '{shortened(text)}'"
        remedy = f"Type the text again, without character {control.start() + 1}."
        return column.default, Complaint("control-character", f"{found}.", remedy)
    if column.choices:
        return _choice(column, text)
    words = {word.casefold(): word for word in column.words}
    return words.get(text.casefold(), text), None


def _choice(column: Column, text: str) -> Parsed:
    """Read one of a few words, without regard to case, spaces and underscores."""
    known = {choice.casefold().replace("_", " "): choice for choice in column.choices}
    word = text.casefold().replace("_", " ")
    if word in known:
        return known[word], None
    twin = known.get(skeleton(text).casefold().replace("_", " "))
    if twin:
        return column.default, Complaint(
            "look-alike", f"{column.name} is '{text}': {deceptions(text)}.", f"Type {twin} again."
        )
    remedy = near(text, column.choices).strip() or f"Use one of: {', '.join(column.choices)}."
    return column.default, Complaint("unknown-word", f"{column.name} is '{shortened(text)}'.", remedy)


def _flag(column: Column, value: Any) -> Parsed:
    if isinstance(value, (bool, np.bool_)):
        return bool(value), None
    word = str(int(value) if isinstance(value, float) and value.is_integer() else value).casefold()
    if word in YES:
        return True, None
    if word in NO:
        return False, None
    shown = f"'{shortened(str(value))}'"
    return column.default, Complaint("unknown-word", f"{column.name} is {shown}.", f"Use {listed(('Yes', 'No'))}.")


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


PARSERS = {Kind.NUMBER: _number, Kind.TEXT: _text, Kind.FLAG: _flag, Kind.DATE: parse_day, Kind.NAMES: _names}
