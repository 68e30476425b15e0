"""Text files of others: read whole, word by word, with the line each stands in."""

from __future__ import annotations

import difflib
import math
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.issue import Issue, Severity
from optimizer.errors import InputError
from optimizer.limits import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAMAGED = "Copy or download it again."
MOST = 1e15
"""Figures beyond this cannot be planned with."""
SHOWN = 8
"""Words of a remark that a note repeats."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and the number of its line."""

    text: str
    line: int

    @property
    def number(self) -> float | None:
        """Its value, None if it is no finite number.

        >>> Word("7500.", 2).number, Word("1e3", 2).number, Word("many", 2).number, Word("1_0", 2).number
        (7500.0, 1000.0, None, None)
        """
        try:
            value = float(self.text) if "_" not in self.text else math.nan
        except ValueError:
            return None
        return value if math.isfinite(value) else None


def place(path: Path, line: int = 0) -> str:
    """Name of a file, with a line of it if one is meant.

    >>> from pathlib import Path
    >>> place(Path("cases/cap41.txt"), 7), place(Path("cases/cap41.txt"))
    ('cap41.txt, line 7', 'cap41.txt')
    """
    return f"{path.name}, line {line}" if line else path.name


def problem(path: Path, line: int, code: str, found: str, remedy: str) -> Issue:
    """Return an error in a line of a file; line 0: the file itself."""
    return Issue(place(path, line), 0, "", code, found, remedy)


def note(path: Path, line: int, code: str, found: str, remedy: str = "") -> Issue:
    """Return what is to be known about a line of a file."""
    return Issue(place(path, line), 0, "", code, found, remedy, Severity.NOTE)


def read_text(path: Path) -> str:
    """Whole text of a file, whatever way its lines end.

    Raises
    ------
    InputError
        When there is no such file, or it is no text.

    """
    refused = _refusal(path)
    if refused:
        raise InputError((refused,))
    try:
        content = path.read_bytes()
    except OSError as error:
        found = f"The file cannot be opened ({error.strerror or type(error).__name__})."
        raise InputError((problem(path, 0, "no-access", found, "Check your rights."),)) from error
    text = _decoded(content)
    if text is None:
        found = "The file is no text: it holds bytes that no text has."
        raise InputError((problem(path, 0, "not-text", found, "Unpack it, or name the text file."),))
    if not text.strip():
        raise InputError((problem(path, 0, "empty-file", "The file is empty.", DAMAGED),))
    return text


def _decoded(content: bytes) -> str | None:
    """Text in any usual encoding, None if there is none."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content and not is_wide:
        return None
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252", "latin-1"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return None


def _refusal(path: Path) -> Issue | None:
    """Why a path cannot be read as a file, if it cannot."""
    if path.is_dir():
        return problem(path, 0, "is-folder", "This is a folder, not a file.", "Name the file in it.")
    if not path.is_file():
        return problem(path, 0, "missing-file", "There is no such file.", _nearest(path))
    size, most = path.stat().st_size, OWN.json_bytes
    if size > most:
        found = f"The file has {size / 1e6:,.0f} MB; up to {most / 1e6:,.0f} MB are read."
        return problem(path, 0, "too-large", found, "Name a smaller case.")
    return None


def _nearest(path: Path) -> str:
    """Say what may have been meant by a name that does not exist."""
    if not path.parent.is_dir():
        return f"There is no folder {path.parent} either. Check the name and the folder."
    names = [place.name for place in path.parent.iterdir() if place.is_file()]
    match = difflib.get_close_matches(path.name, names, n=1, cutoff=0.5)
    return f"Did you mean {match[0]}?" if match else "Check the name and the folder."


def words_of(text: str) -> list[Word]:
    r"""Words of a text in order; blanks, tabs, commas and semicolons stand between them.

    >>> words_of("16 50\n 5000, 7500.\n")[2]
    Word(text='5000', line=2)
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        Word(word, number)
        for number, line in enumerate(lines, 1)
        for word in line.replace(",", " ").replace(";", " ").split()
    ]


def first_figures(path: Path, text: str) -> tuple[list[Word], list[Issue]]:
    """Words of a text from its first number on, and a note of what stands before it: names and remarks.

    >>> from pathlib import Path
    >>> words, notes = first_figures(Path("cap41.txt"), "f 16 50")
    >>> [word.text for word in words], notes[0].found
    (['16', '50'], "'f' before the first number is left out.")

    Raises
    ------
    InputError
        When there is no number.

    """
    every = words_of(text)
    first = next((k for k, word in enumerate(every) if word.number is not None), len(every))
    if first == len(every):
        found = "There is no number in the file."
        raise InputError((problem(path, 0, "wrong-form", found, "Name a file of this format."),))
    if not first:
        return every, []
    shown = " ".join(word.text for word in every[: min(first, SHOWN)])
    return every[first:], [note(path, every[0].line, "settled", f"'{shown}' before the first number is left out.")]


def line_lengths(words: Sequence[Word]) -> list[int]:
    r"""Words in each line behind the first one, lines without any left out.

    >>> line_lengths(words_of("2 3\n10 20\n\n30\n"))
    [2, 1]
    """
    counts = Counter(word.line for word in words)
    return [count for line, count in counts.items() if line > words[0].line]
