"""Folders that may be read and written, and nothing outside of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_SAID = 200
"""Characters of a refused path that are repeated."""


@dataclass(frozen=True, slots=True)
class Fence:
    """Allowed folders, as they really are: absolute and without symbolic links.

    A path counts by where it really leads, so that neither ``..`` nor a link gets around the fence. Whether something
    exists outside is never told.
    """

    folders: tuple[Path, ...]

    @classmethod
    def around(cls, folders: Iterable[Path]) -> Fence:
        """Fence in some folders.

        Raises
        ------
        OutsideError
            When there is none, or one of them is no folder.

        """
        found: dict[Path, None] = {}
        for folder in folders:
            if not folder.is_dir():
                raise OutsideError(f"{folder} is no folder. Allow one that exists, e.g. --allow plans")
            found[folder.resolve()] = None
        if not found:
            raise OutsideError("No folder is allowed. Name at least one, e.g. --allow plans")
        return cls(tuple(found))

    def source(self, path: str) -> Path:
        """Return where a file to be read really is; a relative path is looked for in every folder.

        Raises
        ------
        OutsideError
            When it leads out of the allowed folders.

        """
        places = [self._real(folder / path, path) for folder in self.folders]
        there = next((place for place in places if self._holds(place) and place.exists()), None)
        if there is not None:
            return there
        inside = [self._inside(place, path) for place in places]  # where one leads out, none is taken for meant
        return inside[0]

    def target(self, path: str, beside: Path) -> Path:
        """Return where a file to be written would really go; a relative path is taken from the folder of `beside`.

        Raises
        ------
        OutsideError
            When it leads out of the allowed folders.

        """
        return self._inside(self._real(beside.parent / path, path), path)

    def _real(self, place: Path, said: str) -> Path:
        """Follow every link; nothing is told of what is found."""
        try:
            real = place.resolve()
            real.exists()
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a name too long or with a NUL
            raise OutsideError(f"'{said[:MOST_SAID]}' is no path that can be followed. {self._allowed}") from error
        return real

    def _inside(self, real: Path, said: str) -> Path:
        if not self._holds(real):
            raise OutsideError(f"'{said[:MOST_SAID]}' is outside the folders that may be used. {self._allowed}")
        return real

    def _holds(self, real: Path) -> bool:
        return any(real.is_relative_to(folder) for folder in self.folders)

    @property
    def _allowed(self) -> str:
        return f"Allowed: {', '.join(map(str, self.folders))}, and what is below."
