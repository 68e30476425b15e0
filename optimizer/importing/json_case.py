"""A case as JSON: its entries by kind, with every problem gathered at the place where it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optimizer.errors import InputError
from optimizer.importing.text import MOST, problem, read_text

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

    from models.issue import Issue


def read_json(path: Path) -> Mapping[str, Any]:
    """Return the object that a file holds.

    Raises
    ------
    InputError
        When it is no JSON, with the line, or no object.

    """
    text = read_text(path)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        found = f"The file is no readable JSON: {error.msg[0].lower()}{error.msg[1:]}, at character {error.colno}."
        raise InputError((problem(path, error.lineno, "unreadable", found, "Correct it."),)) from error
    except RecursionError as error:
        found = "The file is no readable JSON: its brackets are nested too deeply."
        raise InputError((problem(path, 0, "unreadable", found, "Correct it."),)) from error
    if not isinstance(content, dict):
        found = "The file does not hold a JSON object, which begins with {."
        raise InputError((problem(path, 0, "wrong-form", found, "Name a file of this format."),))
    return content


class JsonCase:
    """Entries of one JSON object; what is wrong with them is gathered.

    Attributes
    ----------
    issues
        What was wrong so far.

    """

    def __init__(self, path: Path, fields: Mapping[str, Any], where: str = "") -> None:
        self._path, self._fields, self._where = path, fields, where
        self.issues: list[Issue] = []

    def __contains__(self, key: str) -> bool:
        return self._fields.get(key) is not None

    def refuse(self, key: str, found: str, remedy: str, code: str = "wrong-form") -> None:
        """Note what is wrong with an entry."""
        place = f"{self._path.name}, {self._where}{key}" if key else self._path.name
        issue = problem(self._path, 0, code, found, remedy)
        self.issues.append(type(issue)(place, 0, "", issue.code, issue.found, issue.remedy))

    def accept(self) -> None:
        """Go on only if nothing was wrong.

        Raises
        ------
        InputError
            With everything that was.

        """
        if self.issues:
            raise InputError(self.issues)

    def number(self, value: Any, key: str, *, lowest: float = 0.0) -> float:
        """Return a value as a number; 0 in place of what cannot be meant, which is noted."""
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - NaN
        if not is_number:
            self.refuse(key, f"{json.dumps(value)} is no number.", "Enter a number.", "wrong-figure")
        elif abs(value) > MOST:
            self.refuse(key, f"The figure is too large to plan with: above {MOST:.0e}.", "Correct it.", "wrong-figure")
        elif value < lowest:
            self.refuse(key, f"{value} is too small.", f"Enter a number of at least {lowest:g}.", "wrong-figure")
        else:
            return float(value)
        return 0.0

    def member(self, value: Any, key: str, known: Container[str], kind: str) -> bool:
        """Whether a value names one of those that are known; what does not is noted."""
        if isinstance(value, str) and value in known:
            return True
        shown = value if isinstance(value, str) else json.dumps(value)
        self.refuse(key, f"There is no {kind} {shown}.", "Correct the name.", "unknown-reference")
        return False

    def optional(self, key: str, default: float | None = None, *, lowest: float = 0.0) -> float | None:
        """Return an entry that may be missing."""
        return self.number(self._fields[key], key, lowest=lowest) if key in self else default

    def listed(self, key: str) -> list[Any]:
        """Return an entry that must be a list, an empty one if it is not there or something else."""
        value = self._fields.get(key, [])
        if isinstance(value, list):
            return value
        self.refuse(key, "This is no list.", "Enter a list.")
        return []

    def figures(self, key: str) -> dict[str, float]:
        """Return figures by name, given as pairs or as an object."""
        value = self._fields.get(key, {})
        pairs = list(value.items()) if isinstance(value, dict) else self.listed(key)
        found: dict[str, float] = {}
        for n, pair in enumerate(pairs):
            if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not isinstance(pair[0], str):  # noqa: PLR2004
                self.refuse(f"{key}[{n}]", "This is no pair of a name and a figure.", 'Enter ["name", figure].')
            elif pair[0] in found:
                self.refuse(f"{key}[{n}]", f"{pair[0]} stands here twice.", "Remove one.", "duplicate-key")
            else:
                found[pair[0]] = self.number(pair[1], f"{key}[{n}]")
        return found
