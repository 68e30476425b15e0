"""From the bytes of a workbook to its cells, in whichever process this runs."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.intake.raw import simplified
from optimizer.limits import Trust
from optimizer.workbook.archive import damaged, unpacked_bytes
from optimizer.workbook.fast import fast_cells
from optimizer.workbook.grid import PLAIN
from optimizer.workbook.package import inspect
from optimizer.workbook.slow import slow_cells
from optimizer.workbook.xml_text import UnvouchedError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from optimizer.intake.raw import Layout
    from optimizer.limits import Limits
    from optimizer.workbook.grid import Cells
    from optimizer.workbook.package import Package


@dataclass(frozen=True, slots=True)
class Contents:
    """A workbook taken apart.

    Attributes
    ----------
    cells
        Cells of every worksheet by its title, in the order of the tabs; none of those that were not wanted.
    layouts
        What those worksheets show beside their cells.
    digest
        SHA-256 of the file.
    has_macros, has_links, from_1904, template
        As in :class:`~optimizer.workbook.package.Package`.

    """

    cells: dict[str, Cells]
    layouts: dict[str, Layout]
    digest: str
    has_macros: bool
    has_links: bool
    from_1904: bool
    template: int | None


def contents_of(path: Path, wanted: AbstractSet[str] | None, limits: Limits) -> Contents:
    """Take a workbook apart.

    Parameters
    ----------
    wanted
        Simplified titles of the sheets whose cells are asked for; None for all.

    Raises
    ------
    RefusedError
        When the file cannot be read, or is not.
    UnvouchedError
        When it is neither small nor plain, and only such files may be read in this process.
    OSError
        When the file cannot be opened.

    """
    is_careful = limits.trust is Trust.SMALL
    if is_careful and path.stat().st_size > limits.small_bytes:
        raise UnvouchedError("a large file")
    try:
        with zipfile.ZipFile(path) as archive:
            if is_careful and unpacked_bytes(archive) > limits.small_bytes:
                raise UnvouchedError("a large workbook")
            package = inspect(archive, limits)
            found = _cells(path, archive, package, wanted, is_careful=is_careful)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(error) from error
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    cells = {title: cells for title, (cells, _) in found.items()}
    layouts = {title: shown for title, (_, shown) in found.items()}
    told = (package.has_macros, package.has_links, package.from_1904, package.template)
    return Contents(cells, layouts, digest, *told)


def _cells(
    path: Path, archive: zipfile.ZipFile, package: Package, wanted: AbstractSet[str] | None, *, is_careful: bool
) -> dict[str, tuple[Cells, Layout]]:
    titles = {title for title in package.sheets if wanted is None or simplified(title) in wanted}
    try:
        found = fast_cells(archive, package, [title for title in package.sheets if title in titles])
        return {title: found.get(title, ({}, PLAIN)) for title in package.sheets}
    except UnvouchedError:
        if is_careful:
            raise
    found = slow_cells(path, archive, package)
    return {
        title: what if wanted is None or simplified(title) in wanted else ({}, PLAIN) for title, what in found.items()
    }
