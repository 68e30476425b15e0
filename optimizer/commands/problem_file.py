"""The file NAME.problems.xlsx of a command that found problems, and what is left of an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import TextIO

    from models.issue import Issue

WORKBOOKS = frozenset({".xlsx", ".xlsm"})


def write_problem_file(issues: Sequence[Issue], source: Path, target: Path, stream: TextIO) -> None:
    """Write the problems of an input and say where; problems of the file itself have no cells, and so no file.

    An output that cannot be written does not hide the problems: it is told, and that is all.
    """
    from optimizer.errors import OutputError
    from optimizer.limits import PLANNER
    from optimizer.workbook.problems import write_problems
    from optimizer.workbook.read import all_cells

    cells = all_cells(source, PLANNER) if source.suffix.lower() in WORKBOOKS else {}
    if not cells and all(issue.sheet == source.name for issue in issues):
        remove_outdated(target, stream)
        return
    try:
        print(f"Written: {write_problems(issues, target, source, cells)}", file=stream)
    except OutputError as error:
        print(f"sourcemix: {error}", file=stream)


def remove_outdated(target: Path, stream: TextIO) -> None:
    """Remove the problems of an earlier check, which the input no longer has, and say so; leave any other file."""
    if not target.is_file():
        return
    from optimizer.workbook.problems import is_ours

    if not is_ours(target):
        return
    try:
        target.unlink()
    except OSError:
        print(f"{target} is of an earlier check and out of date; close and delete it.", file=stream)
    else:
        print(f"Removed: {target} (of an earlier check)", file=stream)
