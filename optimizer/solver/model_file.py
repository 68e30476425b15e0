"""The problem as a file that other solvers read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from optimizer.errors import OutputError
from optimizer.files import put
from optimizer.matrix.names import named
from optimizer.solver.arrays import pass_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.matrix import Matrix


def column_names(matrix: Matrix) -> list[str]:
    """Name of every column in the file, such as ``make[pack,US-TN,3]``; no two are alike and none has a blank."""
    return _distinct(named(*key) for key in matrix.layout.column_keys)


def write_model(matrix: Matrix, path: Path) -> Path:
    """Write the problem in money, units and weeks, its rows and columns named; the ending tells the format.

    Returns where it went, as :func:`optimizer.files.put` does.

    Raises
    ------
    OutputError
        When the file cannot be written.

    """
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    pass_arrays(highs, matrix)
    for column, name in enumerate(column_names(matrix)):
        highs.passColName(column, name)
    for row, name in enumerate(_distinct(named(*key) for key in matrix.layout.row_keys)):
        highs.passRowName(row, name)

    def fill(target: Path) -> None:
        # HiGHS tells the format by the ending, which a file has only once it is complete.
        with TemporaryDirectory() as folder:
            whole = Path(folder) / f"model{path.suffix}"
            if highs.writeModel(str(whole)) == highspy.HighsStatus.kError:
                raise OutputError(f"{path} cannot be written: no room for {whole}.")
            copyfile(whole, target)

    return put(path, fill)


def _distinct(names: Iterable[str]) -> list[str]:
    """Names without blanks, a number added to those that come again."""
    found, seen = list[str](), Counter[str]()
    for name in names:
        plain = "_".join(name.split())
        seen[plain] += 1
        found.append(plain if seen[plain] == 1 else f"{plain}#{seen[plain]}")
    return found
