"""Numbers that were typed as text: what they are, or why they may be several things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.intake.allowed import blank_means
from optimizer.intake.complaint import Complaint, shortened
from optimizer.intake.letters import skeleton

if TYPE_CHECKING:
    from models.schema import Column

PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""A point or comma before three digits: it may stand before decimals as well as between thousands."""
_POINT_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?|[+-]?[0-9]{1,3}([ '][0-9]{3})+(\.[0-9]*)?")
_COMMA_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3}){2,}|[+-]?[0-9]{1,3}([. '][0-9]{3})+,[0-9]*")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_BRACKETS = re.compile(r"\(([0-9.,]+)\)")
_WITH_UNIT = re.compile(r"([^0-9\s.,+-]{1,4}\s*)?([+-]?[0-9][0-9.,' ]*)(\s*[^0-9\s].{0,30})?")
_MULTIPLES = {"k": 1e3, "t": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_TYPOS = str.maketrans("OolI", "0011")

LONGEST_NUMBER = 100
"""Characters that a text with a number in it may have."""
NOTHING = frozenset({
    "n/a", "n.a.", "na", "-", "--", "?", "tbd", "tba", "tbc", "none", "nil", "null", "nan", "inf", "infinity", "\u221e",
    "unlimited", "no limit", "not limited", "unknown", "open", "any", "all", "x", ".",
})  # fmt: skip
"""What planners write where they have no number."""


def number_from_text(column: Column, text: str) -> tuple[float | None, Complaint | None]:
    """Read a number that is a text: the number with a warning, or None with what is wrong."""
    if len(text) > LONGEST_NUMBER:
        return None, Complaint("not-a-number", f"{_is(column, text)}.", _enter(column))
    plain = skeleton(text).strip()
    percent = plain.endswith("%")
    bare = plain.removesuffix("%").strip()
    if percent and not column.is_fraction:
        return None, Complaint(
            "not-a-number", f"{_is(column, text)}, and the column holds no percentages.", _enter(column)
        )
    if _EITHER.fullmatch(bare):
        one, other = bare.replace(",", "."), re.sub("[.,]", "", bare)
        found = f"{_is(column, text)}, which may be {one} or {other}."
        return None, Complaint("ambiguous-number", found, "Enter it as a number, with a decimal point if it has one.")
    if PLAIN_NUMBER.fullmatch(bare):
        written = "" if plain == text else ", with unusual digits or signs"
        remedy = "Turn the cell into a number, so that Excel counts with it too."
        figure = float(bare) / 100 if percent else float(bare)
        return figure, Complaint("number-as-text", f"{_is(column, text)}{written}.", remedy, usable=True)
    return None, _grouped(column, text, bare, "%" * percent) or _other(column, text, bare)


def _grouped(column: Column, text: str, bare: str, percent: str) -> Complaint | None:
    """Say what a number with commas, or with marks between thousands, is in plain digits."""
    if _POINT_GROUPS.fullmatch(bare):
        meant = re.sub("[, ']", "", bare)
        found = f"{_is(column, text)}, with marks between the thousands."
        return Complaint("thousands-separator", found, f"Enter {meant}{percent} as a number.")
    if _COMMA_GROUPS.fullmatch(bare) or _COMMA.fullmatch(bare):
        meant = re.sub("[. ']", "", bare).replace(",", ".")
        code = "decimal-comma" if "," in bare else "thousands-separator"
        found = f"{_is(column, text)}, with {'a comma' if ',' in bare else 'marks between the thousands'}."
        return Complaint(code, found, f"Enter {meant}{percent} as a number, in Excel's own number format.")
    return None


def _other(column: Column, text: str, bare: str) -> Complaint:
    """Say what to do about a text that is no number in any form."""
    found = f"{_is(column, text)}."
    if bare.casefold() in NOTHING:
        return Complaint("not-a-number", found, _enter(column))
    if match := _BRACKETS.fullmatch(bare):
        return Complaint("not-a-number", found, f"If less than zero is meant, enter -{match[1]}.")
    typed = bare.translate(_TYPOS)
    if PLAIN_NUMBER.fullmatch(typed) and any(ch.isdigit() for ch in bare):
        letter = next(ch for ch in bare if ch in "OolI")
        return Complaint("not-a-number", f"{_is(column, text)}, with the letter {letter}.", f"Enter {typed}.")
    match = _WITH_UNIT.fullmatch(bare)
    digits = re.sub(r"(?<=[0-9])[, '](?=[0-9]{3})", "", match[2].strip()) if match else ""
    if match and PLAIN_NUMBER.fullmatch(digits) and (match[1] or match[3]):
        word = (match[3] or "").strip().casefold().rstrip(".")
        meant = f"{float(digits) * _MULTIPLES[word]:.10g}" if word in _MULTIPLES else digits
        unit = f" in {column.unit}" if column.unit else ""
        remedy = f"Enter the number alone{unit}: {meant}, if that is its unit."
        return Complaint("unit-in-number", f"{_is(column, text)}, with a unit.", remedy)
    return Complaint("not-a-number", found, _enter(column))


def _is(column: Column, text: str) -> str:
    return f"{column.name} is the text '{shortened(text)}'"


def _enter(column: Column) -> str:
    wanted = f"Enter a number{f' [{column.unit}]' if column.unit else ''}"
    return f"{wanted}." if column.required else f"{wanted}, or leave the cell blank ({blank_means(column)})."
