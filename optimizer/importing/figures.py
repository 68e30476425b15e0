"""Figures that follow each other in a text in a fixed order; problems are gathered, not raised one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import InputError
from optimizer.importing.text import DAMAGED, MOST, Word, problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.issue import Issue


class Figures:
    """Takes one figure after the other from the words of a file, and knows what was wrong with them.

    Attributes
    ----------
    issues
        What was wrong so far.

    """

    def __init__(self, path: Path, words: Sequence[Word]) -> None:
        self._path, self._words, self._next = path, words, 0
        self.issues: list[Issue] = []

    @property
    def line(self) -> int:
        """Line of the figure taken last."""
        return self._words[max(self._next - 1, 0)].line if self._words else 0

    def take(self, meaning: str, *, lowest: float = 0.0, whole: bool = False) -> float:
        """Take the next figure; 0 in place of one that cannot be meant, which is noted.

        Parameters
        ----------
        meaning
            What it is, as messages name it.
        lowest
            Least it may be.
        whole
            Whether it counts something.

        """
        word = self._words[self._next]
        self._next += 1
        value = word.number
        if value is None:
            self._refuse(f"{meaning} is '{word.text}', which is no number.", "Enter a number.")
        elif value < lowest:
            self._refuse(f"{meaning} is {word.text}.", f"Enter a number of at least {lowest:g}.")
        elif abs(value) > MOST:
            self._refuse(f"{meaning} is {word.text}, which is too large to plan with.", "Correct it.")
        elif whole and not value.is_integer():
            self._refuse(f"{meaning} is {word.text}, which is no whole number.", "Correct it.")
        else:
            return value
        return 0.0

    def sizes(self, *meanings: str) -> tuple[int, ...]:
        """Take the sizes with which a file begins.

        Raises
        ------
        InputError
            When one is missing, or does not count anything.

        """
        if self.left < len(meanings):
            self.expect(len(meanings), ", ".join(meanings))
        found = tuple(int(self.take(words[0].upper() + words[1:], lowest=1, whole=True)) for words in meanings)
        self.accept()
        return found

    def take_word(self, word: str) -> bool:
        """Take the next word if it is this one, whatever its case."""
        is_next = self._words[self._next].text.casefold() == word
        self._next += is_next
        return is_next

    @property
    def left(self) -> int:
        """Words that are not taken yet."""
        return len(self._words) - self._next

    def expect(self, count: int, reason: str) -> None:
        """See that as many words are left as the sizes ask for.

        Raises
        ------
        InputError
            With what was wrong so far, when there are fewer or more.

        """
        if self.left == count:
            return
        last = self._words[-1].line if self._words else 0
        if self.left < count:
            found = f"The file ends after {self.left:,} of {count:,} figures: {reason}."
            self.issues.append(problem(self._path, last, "wrong-count", found, DAMAGED))
        else:
            line = self._words[self._next + count].line
            found = f"The file goes on after {count:,} figures, with {self.left - count:,} more: {reason}."
            self.issues.append(problem(self._path, line, "wrong-count", found, "Remove them, or correct the sizes."))
        raise InputError(self.issues)

    def accept(self) -> None:
        """Go on only if nothing was wrong.

        Raises
        ------
        InputError
            With everything that was.

        """
        if self.issues:
            raise InputError(self.issues)

    def _refuse(self, found: str, remedy: str) -> None:
        self.issues.append(problem(self._path, self.line, "wrong-figure", found, remedy))
