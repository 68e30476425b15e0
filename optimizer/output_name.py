"""Where what is written goes when the planner names a file, a folder or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOK = ".xlsx"


def workbook_path(source: Path, name: str, out: Path | None) -> Path:
    """Return where a workbook goes: under its name beside its source, unless `out` names a folder or the workbook.

    Raises
    ------
    OutputError
        When `out` names a file that is no .xlsx workbook.

    Examples
    --------
    >>> from pathlib import Path
    >>> workbook_path(Path("plans/ev.xlsx"), "ev.plan.xlsx", None).as_posix()
    'plans/ev.plan.xlsx'
    >>> workbook_path(Path("plans/ev.xlsx"), "ev.plan.xlsx", Path("new.xlsx")).as_posix()
    'new.xlsx'

    """
    if out is None:
        return source.with_name(name)
    if out.is_dir() or not out.suffix:
        return out / name
    if out.suffix.lower() != WORKBOOK:
        raise OutputError(f"{out} is no name for a workbook. Let it end in {WORKBOOK}, or name a folder.")
    return out
