"""What an importer leaves out, as a text beside the workbook: to be gone through with whoever made the model."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from optimizer.files import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.issue import Issue


def listing(workbook: Path) -> Path:
    """Return where the text goes.

    >>> from pathlib import Path
    >>> listing(Path("plans/network.xlsx")).name
    'network.left_out.txt'
    """
    return workbook.with_name(f"{workbook.stem}.left_out.txt")


def write_listing(workbook: Path, source: str, notes: Sequence[Issue]) -> Path:
    """Write the notes of an import beside its workbook, those about one place together, and return where they are.

    Raises
    ------
    OutputError
        When the text cannot be written.

    """
    lines = [f"What is in {source}, and not or not exactly in {workbook.name}:"]
    for place, about in groupby(notes, key=lambda note: note.cell):
        lines += ["", place, *(f"  - {note.found} {note.remedy}".rstrip() for note in about)]
    path = listing(workbook)
    with replacing(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
