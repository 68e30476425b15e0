"""Why no plan exists, as a workbook of one sheet: the cells that contradict each other, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.files import refuse_input, replacing
from optimizer.report import problems, summary
from optimizer.workbook.style import Styles, clean
from optimizer.workbook.tables import Place, write_table
from optimizer.workbook.write import OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome

SUFFIX = ".problems.xlsx"


def write_diagnosis(outcome: Outcome, path: Path, input_path: Path) -> Path | None:
    """Write the diagnosis of an outcome, and return where it went; None when there is none.

    Raises
    ------
    OutputError
        When it cannot be written there, or `path` is the input.

    """
    if outcome.diagnosis is None:
        return None
    import xlsxwriter

    refuse_input(path, input_path)
    facts = summary(outcome)
    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), OPTIONS)
        book.set_properties({"title": clean(f"Problems of {input_path.name}")[:255]})
        place = Place(book, Styles(book), clean(facts.currency), facts.plan_name, facts.versions["sourcemix"])
        write_table(
            place, problems((*outcome.diagnosis.issues, *outcome.issues)), " ".join(outcome.diagnosis.sentences)
        )
        book.close()  # not as a context manager, which would write half a workbook after an error too
    return path
