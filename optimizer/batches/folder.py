"""The workbooks of a folder: which files are meant, and where the plan of each goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import BatchError

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = "*.xlsx"
KINDS = {".xlsx", ".xlsm", ".json"}
OURS = (".plan.xlsx", ".scenarios.xlsx", ".simulation.xlsx", ".problems.xlsx", ".plan.json")
"""What Sourcemix writes beside workbooks, and so no input."""
SUMMARY, JSON, LOG, RECORDS = "batch.xlsx", "batch.json", "batch.log.jsonl", ".sourcemix"
"""Names of the summary, of the same for other tools, of the log, and of the folder of what is known already."""
FILES = {SUMMARY, JSON, LOG}


@dataclass(frozen=True, slots=True)
class Entry:
    """One workbook of the folder.

    Attributes
    ----------
    name
        Its path inside the folder, with ``/`` on every system.
    source, target
        The file, and where its plan goes: the same path inside the folder of results.

    """

    name: str
    source: Path
    target: Path


def entries(folder: Path, out: Path, pattern: str = EVERYTHING) -> list[Entry]:
    """Workbooks of a folder that match a pattern, in the order of their names.

    Parameters
    ----------
    pattern
        As a shell knows it; ``**/*.xlsx`` looks into folders too.

    Raises
    ------
    BatchError
        When the folder is missing, or nothing in it matches.

    """
    if not folder.is_dir():
        raise BatchError(f"There is no folder {folder}. Check the name.")
    try:
        matching = sorted(folder.glob(pattern), key=lambda path: path.relative_to(folder).as_posix())
    except (ValueError, NotImplementedError) as error:
        raise BatchError(f"'{pattern}' is no pattern for files. Write one such as '*.xlsx' or '**/*.xlsx'.") from error
    own = None if out.resolve() == folder.resolve() else out.resolve()
    found = [
        path for path in matching if _is_input(path, folder) and (own is None or own not in path.resolve().parents)
    ]
    if not found:
        raise BatchError(f"No workbook in {folder} matches '{pattern}'. Check the folder, or give another --pattern.")
    stems: dict[str, int] = {}
    for path in found:
        stem = path.relative_to(folder).with_suffix("").as_posix().casefold()
        stems[stem] = stems.get(stem, 0) + 1
    return [_entry(path, folder, out, stems) for path in found]


def _is_input(path: Path, folder: Path) -> bool:
    """Whether a file is a workbook of the planner: not ours, not hidden, not the mark of one that is open in Excel."""
    inside = path.relative_to(folder)
    return (
        path.suffix.lower() in KINDS
        and not any(part.startswith((".", "~$")) for part in inside.parts)
        and not path.name.lower().endswith(OURS)
        and path.name not in FILES
        and path.is_file()
    )


def _entry(path: Path, folder: Path, out: Path, stems: dict[str, int]) -> Entry:
    """One workbook; where two differ by their ending alone, the ending stays in the name of the plan."""
    inside = path.relative_to(folder)
    alone = stems[inside.with_suffix("").as_posix().casefold()] == 1
    return Entry(inside.as_posix(), path, out / inside.with_name(f"{inside.stem if alone else inside.name}.plan.xlsx"))
